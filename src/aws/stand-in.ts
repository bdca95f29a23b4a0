/** Signs in a short text, a name or a word, that a deploy tool fills something in before AWS sees it: `$NAME`, `{{ name }}`, `<name>`, `__NAME__`. */
export const filledInLater = (text: string): boolean => /[^\w\s./:@,+&!'-]|__/.test(text);

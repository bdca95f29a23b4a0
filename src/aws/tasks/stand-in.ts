/**
 * Signs in a short text, a name or a word, that a deploy tool fills something in before AWS sees it: `$NAME`, `{{ name }}`, `<name>`, `%name%`,
 * `@name@`, `[name]`, `((name))`, `__name__`, or that something is masked: `***`. Whatever else AWS refuses is written as it is, and wrong.
 */
export const filledInLater = (text: string): boolean => /[${}<>%@[\]#|*]|\(\(|__[A-Za-z]\w*__/.test(text);

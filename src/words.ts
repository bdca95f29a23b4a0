/** Words that people misspell. */

/** A suggestion for a misspelt word, or nothing. */
export function near(word: string, names: readonly string[]): string {
  const best = names.map((name) => ({ name, d: distance(word.toLowerCase(), name.toLowerCase()) })).sort((a, b) => a.d - b.d)[0];
  return best && best.d <= Math.max(2, word.length / 4) ? `; did you mean ${best.name}?` : '';
}

/** Edits from one word to another. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length] as number;
}

/** The closest name within two edits, if there is just one such; one that differs in case only comes before all. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const same = names.find((name) => name.toLowerCase() === word.toLowerCase());
  if (same !== undefined || word.length < 4) return same;
  const close = names.filter((name) => Math.abs(name.length - word.length) <= 2 && distance(word.toLowerCase(), name.toLowerCase()) <= 2);
  return close.length === 1 ? close[0] : undefined;
}

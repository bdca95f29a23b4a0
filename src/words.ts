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

/**
 * The name that a misspelt one stands for, where it can hardly be a new name: the same letters in another case, or one letter wrong, missing,
 * too many or out of place. A plural, or a name with another digit, may well be new: `Ipv6Address` came beside `IpAddress`.
 */
export function slipOf(word: string, names: readonly string[]): string | undefined {
  const same = names.find((name) => name.toLowerCase() === word.toLowerCase());
  if (same !== undefined) return same;
  const close = names.filter((name) => nearly(name.toLowerCase(), word.toLowerCase()) && word !== `${name}s`);
  return close.length === 1 ? close[0] : undefined;
}

/** One letter wrong, missing or too many, or two neighbours exchanged, in words long enough for that to be a slip. Another digit is another word. */
export function nearly(a: string, b: string): boolean {
  if (a.length < 5 || b.length < 5 || Math.abs(a.length - b.length) > 1 || a.replace(/\D/g, '') !== b.replace(/\D/g, '')) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [inA, inB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  return Math.max(inA.length, inB.length) <= 1 || (inA.length === 2 && inB.length === 2 && inA[0] === inB[1] && inA[1] === inB[0]);
}

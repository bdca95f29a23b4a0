/** Finding what a name means in a list of one resource, when some of the names are known only in part. */
import type { Text, Tools } from '../rule.js';

/** Whether two texts can be the same, as far as their known beginnings and ends tell. */
export function mayEqual(a: Text, b: Text): boolean {
  if (a.known !== undefined && b.known !== undefined) return a.known === b.known;
  if (a.known !== undefined) return mayEqual(b, a);
  if (b.known !== undefined) return b.known.startsWith(a.head) && b.known.endsWith(a.tail) && b.known.length >= a.head.length + a.tail.length;
  return (a.head.startsWith(b.head) || b.head.startsWith(a.head)) && (a.tail.endsWith(b.tail) || b.tail.endsWith(a.tail));
}

/**
 * The item that `object[property]` names. A plainly equal name decides whatever stands beside it; undefined when no name can be meant;
 * ends the look when that depends on an unknown one.
 */
export function findNamed<T extends { readonly Name?: string }, O extends object>(list: readonly T[], object: O, property: keyof O & string, { has, same, text }: Pick<Tools<never>, 'has' | 'same' | 'text'>): T | undefined {
  const wanted = text(object, property);
  const named = list.filter((item: { readonly Name?: string }) => has(item, 'Name'));
  const nameOf = (item: { readonly Name?: string }): Text => text(item, 'Name');
  const isIt = (item: { readonly Name?: string }): boolean => mayEqual(nameOf(item), wanted) && same(item, 'Name', object, property);
  return (wanted.known === undefined ? undefined : named.find((item) => nameOf(item).known === wanted.known)) ?? named.find(isIt);
}

/**
 * Filters of ECR registry scanning. Source: ECR user guide, "Using filters"
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html
 */
import type { Text } from '../../graph/value.js';

/**
 * Whether a WILDCARD filter takes in a repository. A filter without `*` matches every name that contains it; in one with `*` each
 * star stands for any characters. Ends the look when the known parts of the name do not suffice.
 */
export function filterMatches(filter: string, name: Text): boolean {
  if (/^\*+$/.test(filter)) return true;
  if (!filter.includes('*')) return name.includes(filter);
  const pieces = filter.split(/\*+/);
  const [first, last] = [pieces[0] as string, pieces.at(-1) as string];
  if (pieces.length === 2 && last === '') return name.startsWith(first);
  if (pieces.length === 2 && first === '') return name.endsWith(last);
  return name.matches(new RegExp(`^${pieces.map((piece) => piece.replace(/[.\\^$+?()[\]{}|/-]/g, '\\$&')).join('.*')}$`));
}

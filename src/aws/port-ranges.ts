/** Ranges of container ports. Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html (`containerPortRange`) */

export interface PortRange {
  first: number;
  last: number;
}

/** A range as written, `first-last`; undefined when it is none. */
export function portRange(text: string): PortRange | undefined {
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
  const range = { first: Number(first), last: Number(last) };
  return first !== undefined && range.first >= 1 && range.last <= 65535 && range.first < range.last ? range : undefined;
}

/** Whether two ranges have a port in common. */
export const overlap = (a: PortRange, b: PortRange): boolean => a.first <= b.last && b.first <= a.last;

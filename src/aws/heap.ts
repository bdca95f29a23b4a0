/**
 * What runtimes are told about their heap.
 *
 * Sources: https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html (-Xmx) , https://nodejs.org/api/cli.html (--max-old-space-size, MiB)
 */

const UNIT: Readonly<Record<string, number>> = { '': 1 / (1024 * 1024), k: 1 / 1024, m: 1, g: 1024, t: 1024 * 1024 };

/** A size of a heap that somebody asks for. */
export interface Heap {
  /** As it is written. */
  option: string;
  mib: number;
}

/** The heap sizes that a command line or an environment variable asks for. */
export function heapOf(text: string): Heap[] {
  if (!text.includes('-Xmx') && !text.includes('space')) return [];
  return [
    ...[...text.matchAll(/(?:^|\s)(-Xmx(\d{1,12})([kKmMgGtT]?))(?=\s|$)/g)].map(([, option, size, unit]) => ({ option: option as string, mib: Number(size) * (UNIT[(unit as string).toLowerCase()] as number) })),
    ...[...text.matchAll(/(?:^|\s)(--max[-_]old[-_]space[-_]size=(\d{1,9}))(?=\s|$)/g)].map(([, option, size]) => ({ option: option as string, mib: Number(size) })),
  ];
}

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
  runtime: 'java' | 'node';
  mib: number;
}

/** The heap sizes that one text, a command line or an environment variable, asks for: of each runtime the last, which is the one that counts. */
export function heapOf(text: string): Heap[] {
  if (!text.includes('-Xmx') && !text.includes('space')) return [];
  const java = [...text.matchAll(/(?:^|\s)(-Xmx(\d{1,12})([kKmMgGtT]?))(?=\s|$)/g)].at(-1);
  const node = [...text.matchAll(/(?:^|\s)(--max[-_]old[-_]space[-_]size=(\d{1,9}))(?=\s|$)/g)].at(-1);
  return [
    ...(java ? [{ option: java[1] as string, runtime: 'java' as const, mib: Number(java[2]) * (UNIT[(java[3] as string).toLowerCase()] as number) }] : []),
    ...(node ? [{ option: node[1] as string, runtime: 'node' as const, mib: Number(node[2]) }] : []),
  ];
}

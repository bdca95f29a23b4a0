/** Changed texts as a unified diff, as `git apply` takes it. */

const CONTEXT = 3;

/**
 * The diff of one file.
 * @param shown what stands for a line: reporters mask secrets in it
 */
export function unifiedDiff(name: string, before: string, after: string, shown: (line: string, number: number | undefined) => string): string {
  const a = linesOf(before);
  const b = linesOf(after);
  const pairs = script(a, b);
  const hunks: string[] = [];
  for (let at = 0; at < pairs.length; ) {
    if (pairs[at]?.kind === ' ') {
      at++;
      continue;
    }
    let end = at;
    // Changes that are close together stand in one hunk.
    for (let gap = 0, next = at; next < pairs.length && gap <= 2 * CONTEXT; next++) {
      if (pairs[next]?.kind === ' ') gap++;
      else {
        gap = 0;
        end = next;
      }
    }
    const from = Math.max(0, at - CONTEXT);
    const to = Math.min(pairs.length, end + 1 + CONTEXT);
    hunks.push(hunk(pairs.slice(0, from), pairs.slice(from, to), shown));
    at = to;
  }
  return hunks.length === 0 ? '' : [`--- a/${name}`, `+++ b/${name}`, ...hunks, ''].join('\n');
}

interface Pair {
  kind: ' ' | '-' | '+';
  line: string;
  /** Line number in the old text. */
  number?: number;
}

function hunk(before: readonly Pair[], pairs: readonly Pair[], shown: (line: string, number: number | undefined) => string): string {
  const count = (list: readonly Pair[], not: string): number => list.filter(({ kind }) => kind !== not).length;
  const [oldStart, newStart] = [count(before, '+'), count(before, '-')];
  const [oldCount, newCount] = [count(pairs, '+'), count(pairs, '-')];
  const range = (start: number, length: number): string => `${length === 0 ? start : start + 1},${length}`;
  return [`@@ -${range(oldStart, oldCount)} +${range(newStart, newCount)} @@`, ...pairs.map(({ kind, line, number }) => `${kind}${shown(line.replace(/\r?\n$|\r$/, ''), number)}${/[\r\n]$/.test(line) ? '' : '\n\\ No newline at end of file'}`)].join('\n');
}

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** What turns one list of lines into the other: the longest common subsequence of what differs between the ends. */
function script(a: readonly string[], b: readonly string[]): Pair[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const middle = common(a.slice(head, a.length - tail), b.slice(head, b.length - tail), head);
  const same = (line: string, index: number): Pair => ({ kind: ' ', line, number: index + 1 });
  return [...a.slice(0, head).map(same), ...middle, ...a.slice(a.length - tail).map((line, index) => same(line, a.length - tail + index))];
}

function common(a: readonly string[], b: readonly string[], offset: number): Pair[] {
  const width = b.length + 1;
  // A table over what differs: fixes are small, and a file of which everything differs is shown as replaced.
  if (a.length * b.length > 4_000_000) return [...a.map((line, index): Pair => ({ kind: '-', line, number: offset + index + 1 })), ...b.map((line): Pair => ({ kind: '+', line }))];
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--) lengths[i * width + j] = a[i] === b[j] ? (lengths[(i + 1) * width + j + 1] as number) + 1 : Math.max(lengths[(i + 1) * width + j] as number, lengths[i * width + j + 1] as number);
  const pairs: Pair[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      pairs.push({ kind: ' ', line: a[i++] as string, number: offset + i });
      j++;
    } else if (i < a.length && (j >= b.length || (lengths[(i + 1) * width + j] as number) >= (lengths[i * width + j + 1] as number))) pairs.push({ kind: '-', line: a[i++] as string, number: offset + i });
    else pairs.push({ kind: '+', line: b[j++] as string });
  }
  return pairs;
}

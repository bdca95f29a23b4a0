/**
 * The hash by which GitHub recognises an alert's line again when lines above it move (`primaryLocationLineHash`). The uploader computes
 * it too and warns when ours differs, so this follows it to the unit: a rolling hash over a window of 100 units from each line's start.
 */

const WINDOW = 100;
const FACTOR = 37;
const TWO_32 = 2 ** 32;
const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
/** Stands for the end of the file. */
const END = 0xffff;

/** 37^100 modulo 2^64: the weight of the unit that leaves the window. */
const LEAVING = 37n ** 100n % 2n ** 64n;
const LEAVING_HIGH = Number(LEAVING >> 32n);
const LEAVING_LOW = Number(LEAVING & 0xffffffffn);

/**
 * GitHub's hash of every line of a file, the first line's first. `text` must be the file as it is: with its byte order mark, its own line
 * ends and its secrets. A file that ends in a line end has one more, empty, line.
 */
export function lineHashes(text: string): string[] {
  const hashes: string[] = [];
  const counts = new Map<string, number>();
  const units = new Uint16Array(WINDOW);
  const startsLine = new Uint8Array(WINDOW);
  let index = 0;
  // The 64-bit hash as two halves: every product below stays under 2^53, and `>>>` takes the modulus.
  let high = 0;
  let low = 0;

  const emit = () => {
    startsLine[index] = 0;
    const hex = high === 0 ? low.toString(16) : high.toString(16) + low.toString(16).padStart(8, '0');
    const count = (counts.get(hex) ?? 0) + 1;
    counts.set(hex, count);
    hashes.push(`${hex}:${count}`);
  };
  const push = (unit: number) => {
    const left = units[index]!;
    units[index] = unit;
    const sum = low * FACTOR + unit - LEAVING_LOW * left;
    high = (high * FACTOR + Math.floor(sum / TWO_32) - LEAVING_HIGH * left) >>> 0;
    low = sum >>> 0;
    index = index + 1 === WINDOW ? 0 : index + 1;
  };

  let atStart = true;
  let afterCr = false;
  for (let at = 0; at <= text.length; at++) {
    let unit = at === text.length ? END : text.charCodeAt(at);
    if (unit === SPACE || unit === TAB || (afterCr && unit === LF)) {
      afterCr = false;
      continue;
    }
    afterCr = unit === CR;
    if (afterCr) unit = LF;
    if (startsLine[index] === 1) emit();
    if (atStart) startsLine[index] = 1;
    atStart = unit === LF;
    push(unit);
  }
  for (let rest = 0; rest < WINDOW; rest++) {
    if (startsLine[index] === 1) emit();
    push(0);
  }
  return hashes;
}

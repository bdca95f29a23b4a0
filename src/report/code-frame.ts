/** The lines of a region with carets under it, cut and dedented to fit. Knows nothing of colour: the caller paints the parts. */
import type { Location, Sources } from '../finding.js';
import { columns, visible } from './text.js';

/** A line of a frame: code with its number, the carets under it, or a gap for lines left out. */
export type FrameLine = { kind: 'code'; line: number; text: string; marked: boolean } | { kind: 'carets'; text: string } | { kind: 'gap' };

/** A region of more lines than this shows its first lines and a gap. */
const MOST_LINES = 4;
const TAB = '  ';
const CUT = '...';

/** The region's lines after the one above it, in at most `room` columns; empty when the text is not at hand. */
export function codeFrame(at: Location, sources: Sources, room: number): FrameLine[] {
  // A region that ends before the first character of a line does not reach into it.
  const last = at.endLine > at.line && at.endColumn <= 1 ? at.endLine - 1 : Math.max(at.line, at.endLine);
  const shownLast = last - at.line < MOST_LINES ? last : at.line + MOST_LINES - 2;
  const code: { line: number; text: string }[] = [];
  for (let line = Math.max(1, at.line - 1); line <= shownLast; line++) {
    const text = sources.line(at.file, line);
    if (text !== undefined && (line >= at.line || text.trim() !== '')) code.push({ line, text });
  }
  if (code.every(({ line }) => line < at.line)) return [];

  const dedent = commonIndent(
    code.map(({ text }) => text),
    at.column - 1,
  );
  const frame: FrameLine[] = [];
  for (const { line, text: whole } of code) {
    const text = whole.slice(dedent);
    if (line < at.line) {
      frame.push({ kind: 'code', line, text: cutOut(text, 0, 0, room).text, marked: false });
      continue;
    }
    const start = line === at.line ? at.column - 1 - dedent : text.length - text.trimStart().length;
    const end = line === at.endLine && last === at.endLine ? at.endColumn - 1 - dedent : text.trimEnd().length;
    const { text: shown, from, to } = cutOut(text, start, end, room);
    frame.push({ kind: 'code', line, text: shown, marked: true });
    if (shown !== '') frame.push({ kind: 'carets', text: ' '.repeat(from) + '^'.repeat(Math.max(1, to - from)) });
  }
  if (shownLast < last) frame.push({ kind: 'gap' });
  return frame;
}

/** Length of the white space that all lines start with, at most `limit`. */
function commonIndent(lines: readonly string[], limit: number): number {
  let common: string | undefined;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const indent = /^[ \t]*/.exec(line)![0];
    if (common === undefined) common = indent;
    else {
      let equal = 0;
      while (equal < common.length && common[equal] === indent[equal]) equal++;
      common = common.slice(0, equal);
    }
  }
  return Math.min(common?.length ?? 0, limit);
}

/**
 * The part of a line around code units [start, end) as a terminal shows it, in at most `room` columns, and the columns [from, to) of the
 * region in it. Only units near the region are looked at, so a minified template costs no more than a short line.
 */
function cutOut(line: string, start: number, end: number, room: number): { text: string; from: number; to: number } {
  start = Math.min(Math.max(0, start), line.length);
  end = Math.min(Math.max(start, end), line.length);
  const first = unitBoundary(line, Math.max(0, start - room));
  const beyond = unitBoundary(line, Math.min(line.length, start + room + 1));
  const cells: { text: string; width: number; at: number }[] = [];
  for (let at = first; at < beyond; ) {
    const char = String.fromCodePoint(line.codePointAt(at)!);
    // A byte order mark is no character of the line.
    const text = char === '\t' ? TAB : char === '\ufeff' && at === 0 ? '' : visible(char);
    cells.push({ text, width: columns(text), at });
    at += char.length;
  }
  const widthOf = (from: number, to: number) => cells.slice(from, to).reduce((sum, cell) => sum + cell.width, 0);
  const indexOf = (unit: number) => {
    const found = cells.findIndex(({ at }) => at >= unit);
    return found < 0 ? cells.length : found;
  };

  const regionFrom = indexOf(start);
  const regionTo = Math.max(regionFrom, indexOf(end));
  let from = 0;
  const fitsFromStart = first === 0 && widthOf(0, Math.max(regionTo, regionFrom + 1)) <= room - CUT.length;
  const fits = first === 0 && beyond === line.length && widthOf(0, cells.length) <= room;
  if (!fits && !fitsFromStart) {
    // The region in the middle if it fits, else its beginning after a bit of what stands before it.
    const spare = room - 2 * CUT.length - Math.max(1, widthOf(regionFrom, regionTo));
    let before = Math.floor(spare >= 0 ? spare / 2 : room / 4);
    for (from = regionFrom; from > 0 && before - cells[from - 1]!.width >= 0; from--) before -= cells[from - 1]!.width;
  }
  const head = from > 0 || first > 0 ? CUT : '';
  const whole = beyond === line.length && head.length + widthOf(from, cells.length) <= room;
  let left = room - head.length - (whole ? 0 : CUT.length);
  let to = from;
  while (to < cells.length && left - cells[to]!.width >= 0) left -= cells[to++]!.width;
  const text =
    head +
    cells
      .slice(from, to)
      .map((cell) => cell.text)
      .join('') +
    (whole ? '' : CUT);
  const column = head.length + widthOf(from, Math.min(regionFrom, to));
  return { text, from: column, to: column + widthOf(regionFrom, Math.min(regionTo, to)) };
}

/** The unit index, moved back by one if it would split a surrogate pair. */
function unitBoundary(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  const before = text.charCodeAt(at - 1);
  return unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff ? at - 1 : at;
}

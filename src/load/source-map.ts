/**
 * From the stack frames that a program recorded to the lines of its source. Files are read when a frame is asked about,
 * and compiled JavaScript leads on through its source map. What cannot be found here gives nothing rather than a guess.
 */
import { realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Location } from '../finding.js';
import type { LoadContext } from './context.js';
import { Lines } from './lines.js';

/** A place that a stack frame names; `column` is missing where the language does not record it. */
export interface Frame {
  /** The path as recorded, with `/` separators. */
  file: string;
  line: number;
  column: number | undefined;
}

/** Folders of code that the user did not write. */
const FOREIGN = /(^|\/)(node_modules|site-packages|dist-packages|jsii-kernel-[^/]*|\.venv|\.yarn|lib\/python\d[\d.]*)\//;
const PLACE = /^(.+?):(\d+)(?::(\d+))?$/;

/**
 * Reads one stack frame: `what (file:line:column)` of Node, `what (file:line)` of a jsii host language, or the bare place.
 * @returns undefined for collapsed frames (`...aws-cdk-lib...`), the runtime's own, and what is no frame
 */
export function parseFrame(text: string): Frame | undefined {
  const trimmed = text.trim().replace(/^at /, '');
  if (trimmed.startsWith('...')) return undefined;
  const open = trimmed.endsWith(')') ? trimmed.indexOf(' (') : -1;
  const what = open === -1 ? '' : trimmed.slice(0, open);
  const inner = open === -1 ? trimmed : trimmed.slice(open + 2, -1);
  // CDK breaks frames without a function name: it takes one digit off the column, for `file:line (:)` or `file:line: (file:line:1)`.
  const broken = inner === ':' || what === inner.slice(0, -1);
  const match = PLACE.exec((inner === ':' ? what : inner).replace(/^async /, ''));
  if (!match) return undefined;
  const file = plainPath(match[1] as string);
  if (file === undefined || !(isAbsolute(file) || /^[A-Za-z]:\//.test(file) || /^[\w.@-][^<>:]*$/.test(file))) return undefined;
  const column = match[3] === undefined || broken ? undefined : Number(match[3]);
  return { file, line: Number(match[2]), column: column || undefined };
}

/** A path or file URL as a path with `/` separators; undefined for other URLs. */
function plainPath(text: string): string | undefined {
  let path = text;
  if (/^file:/i.test(path)) {
    try {
      path = decodeURIComponent(new URL(path).pathname).replace(/^\/(?=[A-Za-z]:)/, '');
    } catch {
      return undefined;
    }
  } else if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return undefined;
  // Module loaders put their own marks behind a question mark.
  return path.replaceAll('\\', '/').replace(/\?.*$/, '');
}

/** Finds the lines that stack frames name among the files of a repository. */
export class ProgramSources {
  private readonly context: LoadContext;
  /** Absolute folders under which the user's files are, likeliest first, with the name that a running program has for each. */
  private readonly bases: readonly { shown: string; real: string }[];
  /** Folders of another machine and what they are here. */
  private readonly elsewhere = new Map<string, string>();
  private readonly files = new Map<string, string | undefined>();
  private readonly located = new Map<string, Location | undefined>();
  private readonly lines = new Map<string, Lines | undefined>();
  private readonly maps = new Map<string, SourceMap | undefined>();

  /** @param folders absolute folders of the user's files, likeliest first */
  constructor(context: LoadContext, folders: readonly string[]) {
    this.context = context;
    this.bases = [...new Set(folders)].map((shown) => ({ shown, real: realPath(shown) }));
  }

  /**
   * Learns from all frames of a recording where the files of the machine that made it are here, so that later answers do
   * not depend on the order of questions.
   */
  learn(frames: Iterable<string>): void {
    const seen = new Set<string>();
    for (const text of frames) {
      const file = parseFrame(text)?.file;
      if (file === undefined || seen.has(file) || FOREIGN.test(file) || !isRooted(file) || this.here(file) !== undefined || isFile(file)) continue;
      seen.add(file);
      const steps = file.split('/');
      for (let i = 1; i <= steps.length - 2; i++) {
        const found = this.below(steps.slice(i));
        if (found === undefined) continue;
        this.elsewhere.set(`${steps.slice(0, i).join('/')}/`, found.base);
        break;
      }
    }
  }

  /** The first frame's place that is in the user's own code and exists. */
  first(frames: readonly unknown[]): Location | undefined {
    for (const frame of frames) {
      const location = typeof frame === 'string' ? this.locate(frame) : undefined;
      if (location) return location;
    }
    return undefined;
  }

  private locate(text: string): Location | undefined {
    if (this.located.has(text)) return this.located.get(text);
    const frame = parseFrame(text);
    const file = frame && this.find(frame.file);
    const location = file === undefined || !frame ? undefined : (this.original(file, frame) ?? this.at(file, frame.line, frame.column));
    this.located.set(text, location);
    return location;
  }

  /** The place in the source that a compiled file was made of. */
  private original(file: string, { line, column }: Frame): Location | undefined {
    if (!/\.[cm]?jsx?$/.test(file)) return undefined;
    if (!this.maps.has(file)) this.maps.set(file, this.readMap(file));
    const place = this.maps.get(file)?.original(line, column ?? 0);
    const source = place && this.find(place.source);
    return source === undefined || !place ? undefined : this.at(source, place.line, place.column);
  }

  private readMap(file: string): SourceMap | undefined {
    const text = this.context.text(file);
    const comments = text?.match(/^[ \t]*\/\/[#@] ?sourceMappingURL=\S+/gm);
    const url = comments?.at(-1)?.replace(/^.*?sourceMappingURL=/, '');
    if (!url) return undefined;
    if (url.startsWith('data:')) {
      const comma = url.indexOf(',');
      const body = url.slice(comma + 1);
      return SourceMap.parse(url.slice(0, comma).endsWith(';base64') ? Buffer.from(body, 'base64').toString('utf8') : decoded(body), dirname(file));
    }
    const path = plainPath(url);
    const mapFile = path && resolve(dirname(file), decoded(path));
    const map = mapFile && this.context.text(mapFile);
    return map ? SourceMap.parse(map, dirname(mapFile)) : undefined;
  }

  private at(file: string, line: number, column: number | undefined): Location | undefined {
    if (!this.lines.has(file)) {
      const text = this.context.text(file);
      this.lines.set(file, text === undefined ? undefined : new Lines(text));
    }
    const lines = this.lines.get(file);
    // No frame is on an empty line: the file is not the one that ran.
    if (!lines || line < 1 || line > lines.count || lines.line(line).trim() === '') return undefined;
    const text = lines.line(line).trimEnd();
    const start = column !== undefined && column <= text.length ? column : text.length - text.trimStart().length + 1;
    return { file: this.context.shown(file), line, column: start, endLine: line, endColumn: Math.max(text.length, start) + 1 };
  }

  /** The user's file that a recorded path means, absolute. */
  private find(recorded: string): string | undefined {
    if (!this.files.has(recorded)) this.files.set(recorded, FOREIGN.test(recorded) ? undefined : this.findNow(recorded));
    return this.files.get(recorded);
  }

  private findNow(recorded: string): string | undefined {
    if (!isRooted(recorded)) return this.below(recorded.split('/'))?.file;
    const here = this.here(recorded);
    if (here !== undefined) return here;
    // It is here, but not the user's.
    if (isFile(recorded)) return undefined;
    for (const [prefix, base] of [...this.elsewhere].sort((a, b) => b[0].length - a[0].length)) {
      const file = recorded.startsWith(prefix) ? join(base, recorded.slice(prefix.length)) : undefined;
      if (file !== undefined && isInside(file, base) && isFile(file)) return file;
    }
    const steps = recorded.split('/');
    // A bare file name is too little to go by when the other files came from somewhere else.
    const least = this.elsewhere.size > 0 ? 2 : 1;
    for (let i = 1; i <= steps.length - least; i++) {
      const found = this.below(steps.slice(i));
      if (found) return found.file;
    }
    return undefined;
  }

  /** A path of this machine as a file of ours. */
  private here(recorded: string): string | undefined {
    const file = resolve(recorded);
    for (const { shown, real } of this.bases) {
      const found = isInside(file, shown) ? file : isInside(file, real) ? join(shown, relative(real, file)) : undefined;
      if (found !== undefined && isFile(found)) return found;
    }
    return undefined;
  }

  private below(steps: readonly string[]): { file: string; base: string } | undefined {
    if (steps.includes('..')) return undefined;
    for (const { shown } of this.bases) {
      const file = join(shown, ...steps);
      if (isFile(file)) return { file, base: shown };
    }
    return undefined;
  }
}

const isRooted = (path: string): boolean => path.startsWith('/') || /^[A-Za-z]:\//.test(path);

/** Whether a path is a folder or below it. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}

/** A path with its links followed; the path itself where that fails. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Generated column, source, original line and column, all 0-based. */
type Segment = readonly [number, number, number, number];

/** A source map (version 3), read only as far as original places need it. */
export class SourceMap {
  private readonly sources: string[] = [];
  /** Segments by generated line, sorted by column. */
  private readonly segments: Segment[][] = [];

  /**
   * @param folder absolute folder that the map's sources are relative to
   * @returns undefined when the text is no source map
   */
  static parse(text: string, folder: string): SourceMap | undefined {
    try {
      const map = new SourceMap();
      map.add(JSON.parse(text.replace(/^\)\]\}'[^\n]*\n/, '')), folder, 0, 0);
      return map;
    } catch {
      return undefined;
    }
  }

  /** The original of a generated place, all 1-based; a column of 0 means the first place of the line. */
  original(line: number, column: number): { source: string; line: number; column: number } | undefined {
    const segments = this.segments[line - 1];
    let found = segments?.[0];
    for (const segment of segments ?? []) {
      if (segment[0] > column - 1) break;
      found = segment;
    }
    const source = found && this.sources[found[1]];
    return source === undefined || !found ? undefined : { source, line: found[2] + 1, column: found[3] + 1 };
  }

  private add(map: Raw, folder: string, fromLine: number, fromColumn: number): void {
    if (Array.isArray(map.sections)) {
      for (const { offset, map: inner } of map.sections as { offset: { line: number; column: number }; map: Raw }[]) {
        this.add(inner, folder, fromLine + offset.line, offset.column + (offset.line === 0 ? fromColumn : 0));
      }
      return;
    }
    const root = typeof map.sourceRoot === 'string' ? (plainPath(map.sourceRoot) ?? '') : '';
    const first = this.sources.length;
    for (const source of map.sources as unknown[]) {
      const path = typeof source === 'string' ? plainPath(source) : undefined;
      this.sources.push(path === undefined ? '' : isRooted(path) ? path : resolve(folder, root, path).split(sep).join('/'));
    }
    this.decode(map.mappings as string, first, fromLine, fromColumn);
  }

  private decode(mappings: string, first: number, fromLine: number, fromColumn: number): void {
    let [source, line, column] = [first, 0, 0];
    for (const [index, group] of mappings.split(';').entries()) {
      let generated = index === 0 ? fromColumn : 0;
      const segments = this.segments[fromLine + index] ?? [];
      this.segments[fromLine + index] = segments;
      for (const text of group.split(',')) {
        const [a, b, c, d] = vlq(text);
        if (a === undefined) continue;
        generated += a;
        if (b === undefined || c === undefined || d === undefined) continue;
        source += b;
        line += c;
        column += d;
        segments.push([generated, source, line, column]);
      }
      segments.sort((left, right) => left[0] - right[0]);
    }
  }
}

type Raw = Record<string, unknown>;

const DIGITS = new Map([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((letter, value) => [letter, value]));

/** The numbers of one segment: base 64 digits of five bits, least first, a sixth bit for "more follows", the sign in the lowest bit. */
function vlq(text: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let factor = 1;
  for (const letter of text) {
    const digit = DIGITS.get(letter);
    if (digit === undefined) return numbers;
    value += (digit & 31) * factor;
    factor *= 32;
    if (digit & 32) continue;
    numbers.push(value % 2 === 1 ? -(value - 1) / 2 : value / 2);
    value = 0;
    factor = 1;
  }
  return numbers;
}

/**
 * From a change of the data to a change of the text: the smallest one that leaves comments, indentation, quotes and line ends as they
 * are. What it cannot do surely it refuses: the text is parsed again, and only the value in question may be another.
 */
import type { LoadedFile } from '../graph/graph.js';
import { valueAt } from '../graph/locate.js';
import { looksLikeJson, parse } from '../load/parse.js';
import type { Path, Span } from '../load/source.js';
import type { PlainValue } from '../rule.js';

/** What becomes of the value at a path of the data. */
export type Operation = { set: PlainValue } | { remove: true } | { rename: string };

/** A change of the data of one file. */
export interface DataChange {
  file: LoadedFile;
  path: Path;
  operation: Operation;
}

/** A replacement of a stretch of text. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/**
 * The text edits that make the changes of one file. All or nothing.
 * @returns undefined when one of them cannot be made surely
 */
export async function textEdits(file: LoadedFile, changes: readonly DataChange[]): Promise<TextEdit[] | undefined> {
  // What stands twice, or was only nearly readable, is better left to its owner.
  if (file.document.flaws.length > 0) return undefined;
  const edits: TextEdit[] = [];
  for (const { path, operation } of changes) {
    const made = new Editor(file).make(path, operation);
    if (!made) return undefined;
    edits.push(...made);
  }
  edits.sort((a, b) => a.start - b.start || a.end - b.end);
  if (edits.some((edit, index) => index > 0 && edit.start < (edits[index - 1] as TextEdit).end)) return undefined;
  return (await holds(file, changes, applyEdits(file.source.text, edits))) ? edits : undefined;
}

/** A text with edits made. They do not overlap; several insertions at one place go in by their order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: written } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(at, start) + written;
    at = end;
  }
  return result + text.slice(at);
}

/** Whether a text holds the data of the file with just these changes. */
async function holds(file: LoadedFile, changes: readonly DataChange[], text: string): Promise<boolean> {
  let documents: Awaited<ReturnType<typeof parse>>;
  try {
    documents = await parse(text, file.source.shown);
  } catch {
    return false;
  }
  // Which of several documents a file stands for is not said, so there must be one.
  const [document, ...others] = documents;
  if (!document || others.length > 0 || document.flaws.length > 0) return false;
  const wanted = structuredClone(file.document.data);
  return changes.every(({ path, operation }) => change(wanted, path, written(document.data, path, operation))) && same(document.data, wanted);
}

/** A scalar as the text has it: CloudFormation takes '200' for 200, and the quotes of the old value stay. */
function written(data: unknown, path: Path, operation: Operation): Operation {
  const now = valueAt(data, path);
  return 'set' in operation && typeof operation.set !== 'object' && typeof now === 'string' && now === String(operation.set) ? { set: now } : operation;
}

/** Makes a change in plain data. */
function change(data: unknown, path: Path, operation: Operation): boolean {
  const owner = valueAt(data, path.slice(0, -1)) as Record<string | number, unknown> | undefined;
  const key = path.at(-1);
  if (typeof owner !== 'object' || owner === null || key === undefined) return false;
  if ('set' in operation) owner[key] = operation.set;
  else if ('remove' in operation) delete owner[key];
  else {
    owner[operation.rename] = owner[key];
    delete owner[key];
  }
  return true;
}

/** Equal data; the order of keys does not count. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return Object.is(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}

/** Makes edits in one text. */
class Editor {
  private readonly file: LoadedFile;
  private readonly text: string;
  private readonly json: boolean;
  private readonly eol: string;

  constructor(file: LoadedFile) {
    this.file = file;
    this.text = file.source.text;
    this.json = looksLikeJson(this.text);
    this.eol = /\r\n|\r|\n/.exec(this.text)?.[0] ?? '\n';
  }

  make(path: Path, operation: Operation): TextEdit[] | undefined {
    const { data } = this.file.document;
    const owner = valueAt(data, path.slice(0, -1));
    const key = path.at(-1);
    if (typeof owner !== 'object' || owner === null || key === undefined) return undefined;
    const exists = Object.hasOwn(owner, key);
    if ('rename' in operation) return exists ? this.rename(path, operation.rename) : undefined;
    if ('remove' in operation) return exists ? this.remove(path, owner) : undefined;
    if (exists) return this.replace(path, operation.set);
    return Array.isArray(owner) ? undefined : this.insert(path.slice(0, -1), owner as Record<string, unknown>, String(key), operation.set);
  }

  private spot(path: Path): { key?: Span; value: Span } {
    return this.file.document.locate(path);
  }

  private rename(path: Path, name: string): TextEdit[] | undefined {
    const { key } = this.spot(path);
    if (!key) return undefined;
    const old = this.text.slice(key.start, key.end);
    return [{ ...key, text: old.startsWith('"') ? JSON.stringify(name) : old.startsWith("'") ? quoted(name) : name }];
  }

  private replace(path: Path, value: PlainValue): TextEdit[] | undefined {
    const { value: span } = this.spot(path);
    const old = this.text.slice(span.start, span.end);
    // Anchors, aliases and tags stand for more than they show; blocks and other text over several lines are somebody's layout.
    if (old === '' || /^[&*!|>]/.test(old) || /[\r\n]/.test(old)) return undefined;
    if (typeof value === 'object') return old.startsWith('{') || old.startsWith('[') || this.json ? [{ ...span, text: this.flow(value, this.json) }] : undefined;
    return [{ ...span, text: this.scalar(value, old) }];
  }

  /** A scalar in the style of the one that it replaces. */
  private scalar(value: string | number | boolean, old: string): string {
    if (this.json || old.startsWith('"')) return typeof value === 'string' || !this.json ? JSON.stringify(String(value)) : JSON.stringify(value);
    if (old.startsWith("'")) return quoted(String(value));
    return this.plain(value);
  }

  private plain(value: string | number | boolean): string {
    if (typeof value !== 'string') return String(value);
    // What YAML would read as something else, or as more than text, goes in quotes.
    return /^[A-Za-z_][\w./ -]*$/.test(value) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value) && !value.endsWith(' ') ? value : quoted(value);
  }

  private insert(path: Path, owner: Record<string, unknown>, key: string, value: PlainValue): TextEdit[] | undefined {
    const { value: span } = this.spot(path);
    const text = this.text.slice(span.start, span.end);
    const keys = Object.keys(owner);
    if (text.startsWith('{')) return this.insertInFlow(path, span, keys, key, value);
    const last = this.lastOf(path, keys);
    if (this.json || !last?.key) return undefined;
    const column = this.columnOf(last.key.start);
    const keyStart = Math.min(...keys.map((name) => this.spot([...path, name]).key?.start ?? Number.POSITIVE_INFINITY));
    if (this.columnOf(keyStart) !== column) return undefined;
    const indent = ' '.repeat(column);
    const end = this.endOfLine(last.value.end);
    // Behind a last line without an end there must be one first; the text then ends as it did.
    return [{ start: end, end, text: `${this.eol}${this.block(key, value, indent)}` }];
  }

  /** The member that ends last. */
  private lastOf(path: Path, keys: readonly string[]): { key?: Span; value: Span } | undefined {
    const spots = keys.map((name) => this.spot([...path, name]));
    return spots.sort((a, b) => b.value.end - a.value.end)[0];
  }

  private insertInFlow(path: Path, span: Span, keys: readonly string[], key: string, value: PlainValue): TextEdit[] | undefined {
    const last = this.lastOf(path, keys);
    const name = this.json ? JSON.stringify(key) : this.quotesKeys(span) ? JSON.stringify(key) : key;
    if (!last?.key) {
      const inner = this.text.slice(span.start + 1, span.end - 1);
      return inner.trim() === '' ? [{ ...span, text: `{ ${name}: ${this.flow(value, this.json)} }` }] : undefined;
    }
    const lineStart = this.startOfLine(last.key.start);
    const before = this.text.slice(lineStart, last.key.start);
    const ownLine = before.trim() === '' && lineStart > span.start;
    const written = ownLine && typeof value === 'object' && this.json ? this.pretty(value, before) : this.flow(value, this.json);
    return [{ start: last.value.end, end: last.value.end, text: `,${ownLine ? this.eol + before : ' '}${name}: ${written}` }];
  }

  private quotesKeys(span: Span): boolean {
    return /^\{\s*"/.test(this.text.slice(span.start, span.end));
  }

  private remove(path: Path, owner: object): TextEdit[] | undefined {
    if (Array.isArray(owner)) return undefined;
    const key = path.at(-1) as string;
    const parent = path.slice(0, -1);
    const own = this.spot(path);
    if (!own.key) return undefined;
    const others = Object.keys(owner).filter((name) => name !== key).map((name) => this.spot([...parent, name]));
    const next = others.filter((each) => each.key && each.key.start > (own.key as Span).start).sort((a, b) => (a.key as Span).start - (b.key as Span).start)[0];
    const previous = others.filter((each) => each.value.end <= (own.key as Span).start).sort((a, b) => b.value.end - a.value.end)[0];
    const { value: around } = this.spot(parent);
    if (this.text.slice(around.start, around.end).startsWith('{')) {
      if (next?.key) return [{ start: own.key.start, end: next.key.start, text: '' }];
      if (previous) return [{ start: previous.value.end, end: own.value.end, text: '' }];
      return [{ start: around.start + 1, end: around.end - 1, text: '' }];
    }
    if (this.json || (!next && !previous)) return undefined;
    const start = this.startOfLine(own.key.start);
    const end = this.endOfLine(own.value.end);
    if (this.text.slice(start, own.key.start).trim() === '') return [{ start, end: end + this.lineEndAt(end), text: '' }];
    // The first key of a list item shares its line with the dash.
    return next?.key && /^[\s-]*-\s+$/.test(this.text.slice(start, own.key.start)) ? [{ start: own.key.start, end: next.key.start, text: '' }] : undefined;
  }

  /** A member of a block mapping, over as many lines as its value wants. */
  private block(key: string, value: PlainValue, indent: string): string {
    if (typeof value !== 'object') return `${indent}${key}: ${this.plain(value)}`;
    if (Array.isArray(value)) return value.every((item) => typeof item !== 'object') ? `${indent}${key}: ${this.flow(value, false)}` : [`${indent}${key}:`, ...value.map((item) => `${indent}  - ${this.flow(item as PlainValue, false)}`)].join(this.eol);
    const members = Object.entries(value as Readonly<Record<string, PlainValue>>);
    return members.length === 0 ? `${indent}${key}: {}` : [`${indent}${key}:`, ...members.map(([name, inner]) => this.block(name, inner, `${indent}  `))].join(this.eol);
  }

  /** A value on one line. */
  private flow(value: PlainValue, json: boolean): string {
    if (typeof value !== 'object') return json ? JSON.stringify(value) : this.plain(value);
    if (Array.isArray(value)) return `[${value.map((item) => this.flow(item as PlainValue, json)).join(', ')}]`;
    const members = Object.entries(value as Readonly<Record<string, PlainValue>>).map(([name, inner]) => `${json ? JSON.stringify(name) : name}: ${this.flow(inner, json)}`);
    return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
  }

  /** JSON over several lines, indented like what stands around it. */
  private pretty(value: PlainValue, indent: string): string {
    const step = indent.includes('\t') ? '\t' : this.indentStep(indent);
    return JSON.stringify(value, null, step).split('\n').join(this.eol + indent);
  }

  private indentStep(indent: string): string {
    const depths = new Set(this.text.match(/^ +(?=\S)/gm)?.map((spaces) => spaces.length));
    const least = Math.min(...depths, indent.length || 2);
    return ' '.repeat(Math.min(Math.max(least, 1), 8));
  }

  private columnOf(offset: number): number {
    return offset - this.startOfLine(offset);
  }

  private startOfLine(offset: number): number {
    return Math.max(this.text.lastIndexOf('\n', offset - 1), this.text.lastIndexOf('\r', offset - 1)) + 1;
  }

  private endOfLine(offset: number): number {
    const found = this.text.slice(offset).search(/[\r\n]/);
    return found < 0 ? this.text.length : offset + found;
  }

  private lineEndAt(offset: number): number {
    return this.text.startsWith('\r\n', offset) ? 2 : offset < this.text.length ? 1 : 0;
  }
}

const quoted = (text: string): string => (/[\n\r\t\\]/.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`);

/**
 * JSON to plain data: `JSON.parse` and nothing else where that is enough. Positions come from a scanner that runs when somebody
 * asks for one, and that also reads what deploy tools make of JSON: comments, trailing commas, placeholders without quotes.
 */
import { Lines } from './lines.js';
import { type Document, type Flaw, MAX_DEPTH, PLACEHOLDER, ParseError, type Path, repeatedKey, type Spot, tooDeep } from './source.js';

type Json = Record<string, unknown>;

/**
 * Parses JSON. A text that is not strict JSON is read once more with tolerance: comments and trailing commas are skipped,
 * placeholders in value position (`$NAME`, `${VAR}`, `{{ x }}`, `<IMAGE>`, `%VAR%`, `#{x}#`) become
 * `{ 'Plimsoll::Placeholder': '<text>' }` with a flaw each, and template statements (`{{ if … }}`, `{% … %}`) count as white
 * space with a flaw each.
 *
 * @throws ParseError when it is not JSON, or is nested deeper than 200 levels
 */
export function parseJson(text: string): Document {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    return tolerant(text);
  }
  let scan: Scan | undefined;
  const scanned = () => (scan ??= new Scan(text, false));
  let flaws: Flaw[] = [];
  if (typeof data === 'object' && data !== null) {
    const keys = countKeys(data, 1);
    if (keys === -1 || keys !== countColons(text)) flaws = duplicates(scanned());
  }
  return { data, flaws, locate: (path) => locate(scanned(), path) };
}

function tolerant(text: string): Document {
  const scan = new Scan(text, true);
  // With conditional parts in the text, a key that is there twice is not wrong, but which of them counts is not known.
  const data = build(scan, 0, scan.statements);
  const flaws = scan.statements ? scan.flaws : [...scan.flaws, ...duplicates(scan)];
  return { data, flaws, locate: (path) => locate(scan, path) };
}

/** How many keys the data has in all its objects; -1 when it is nested too deep. */
function countKeys(node: object, depth: number): number {
  if (depth > MAX_DEPTH) return -1;
  let count = 0;
  const values = Array.isArray(node) ? node : Object.values(node);
  if (values !== node) count = values.length;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === 'object' && value !== null) {
      const inner = countKeys(value, depth + 1);
      if (inner === -1) return -1;
      count += inner;
    }
  }
  return count;
}

/** How many keys the text of a valid JSON has: its colons outside of strings. */
function countColons(text: string): number {
  let count = 0;
  for (let i = text.indexOf('"'); i !== -1; i = text.indexOf('"', i)) {
    i = stringEnd(text, i);
    if (i === -1) break;
    let c = text.charCodeAt(i);
    while (c === 32 || c === 10 || c === 13 || c === 9) c = text.charCodeAt(++i);
    if (c === 58) count++;
  }
  return count;
}

/** The offset after the string that begins at `start`, or -1 when it never ends. */
function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let slash = end - 1;
    while (text.charCodeAt(slash) === 92) slash--;
    if ((end - slash) % 2 === 1) return end + 1;
    end = text.indexOf('"', end + 1);
  }
  return -1;
}

const ATOM =
  '\\$\\{[^}\\n]*\\}|\\$\\([^)\\n]*\\)|\\$[A-Za-z_]\\w*|\\{\\{[^]*?\\}\\}|\\{%[^]*?%\\}|<%[^]*?%>|<[^<>"\\n]+>|%[A-Za-z_][\\w.-]*%|#\\{[^}\\n]*\\}#?|@[A-Za-z_][\\w.-]*@|__[A-Za-z]\\w*?__|\\(\\([^()\\n]*\\)\\)';
/** A value made of placeholders and whatever is glued to them. */
const HOLE = new RegExp(`(?:${ATOM})(?:${ATOM}|[^\\s,{}\\[\\]"])*`, 'y');
const WORDS = 'if|else|elif|elsif|elseif|unless|end|endif|range|for|endfor|with|endwith|define|block|set|macro|import|include|template';
/** A statement of a template language, or a comment of one. */
const STATEMENT = new RegExp(`\\{%[^]*?%\\}|\\{#[^]*?#\\}|\\{\\{[-~]?\\s*(?:(?:${WORDS})\\b|/\\*|\\$\\w+\\s*:?=)[^]*?\\}\\}|<%[-#]?\\s*(?:if|else|end|for|\\w+\\.each)\\b[^]*?%>`, 'y');
const OPENER = /^(?:\{\{[-~]?|\{%[-~]?)\s*(?:if|unless|range|for|with)\b/;
const CLOSER = /(?:\{\{[-~]?\s*end\s*[-~]?\}\}|\{%[-~]?\s*end\w*\s*[-~]?%\})/;
/** Template expressions are not looked at any further than this. */
const MAX_EXPRESSION = 2000;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y;

/**
 * Where every value of a text stands: flat tables, one entry a value, in the order of the text. Typed, because lists of numbers take
 * twice the memory of these and several times that while they grow, which a template of 2.5 MB feels (measured: 10 ms of 150).
 */
class Scan {
  readonly text: string;
  /** How many entries there are. */
  count = 0;
  start = new Int32Array(512);
  end = new Int32Array(512);
  /** The entry after the value and all that is in it. */
  next = new Int32Array(512);
  /** Where the key begins and ends, quotes included; -1 for items of lists. */
  keyStart = new Int32Array(512);
  keyEnd = new Int32Array(512);
  /** Entries that are placeholders. */
  readonly holes = new Set<number>();
  readonly flaws: Flaw[] = [];
  /** Whether parts of the text are conditional. */
  statements = false;
  readonly #tolerant: boolean;
  readonly #members = new Map<number, Map<string, number>>();
  #i = 0;
  #nextExpression = -1;

  /** @param tolerant whether the text may be anything; else it is known to be strict JSON */
  constructor(text: string, tolerant: boolean) {
    this.text = text;
    this.#tolerant = tolerant;
    if (text.charCodeAt(0) === 0xfeff) this.#i = 1;
    this.#space(true);
    this.#value(-1, -1, 1);
    this.#space(true);
    if (this.#i < text.length) this.#fail('there is more text after the end of the JSON value');
  }

  /** The entries of an object by name, the last of a name. Kept, for most questions are about the same few objects. */
  members(entry: number): ReadonlyMap<string, number> {
    let members = this.#members.get(entry);
    if (!members) {
      members = new Map();
      const end = this.next[entry]!;
      for (let child = entry + 1; child < end; child = this.next[child]!) members.set(decode(this.text, this.keyStart[child]!, this.keyEnd[child]!), child);
      this.#members.set(entry, members);
    }
    return members;
  }

  #value(keyStart: number, keyEnd: number, depth: number): void {
    const { text } = this;
    const start = this.#i;
    const entry = this.count++;
    if (entry === this.start.length) this.#grow();
    this.start[entry] = start;
    this.keyStart[entry] = keyStart;
    this.keyEnd[entry] = keyEnd;
    switch (text.charCodeAt(start)) {
      case 34:
        this.#string();
        break;
      case 123:
        if (this.#tolerant && this.#hole(entry)) break;
        this.#object(depth);
        break;
      case 91:
        this.#array(depth);
        break;
      default:
        if (this.#tolerant) this.#tolerantAtom(entry);
        else this.#atom();
    }
    this.end[entry] = this.#i;
    this.next[entry] = this.count;
  }

  #grow(): void {
    const twice = (table: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(table.length * 2);
      larger.set(table);
      return larger;
    };
    this.start = twice(this.start);
    this.end = twice(this.end);
    this.next = twice(this.next);
    this.keyStart = twice(this.keyStart);
    this.keyEnd = twice(this.keyEnd);
  }

  #object(depth: number): void {
    const { text } = this;
    if (depth > MAX_DEPTH) throw tooDeep(this.#i, text);
    const open = this.#i++;
    for (;;) {
      this.#space(true);
      const c = text.charCodeAt(this.#i);
      if (c === 125) break;
      if (c !== 34) this.#fail(this.#unclosed('{', open) ?? 'expected a key in double quotes or }');
      const keyStart = this.#i;
      this.#string();
      const keyEnd = this.#i;
      this.#space(false);
      if (text.charCodeAt(this.#i) !== 58) this.#fail(`expected a colon after the key ${this.#name(keyStart, keyEnd)}`, keyEnd);
      this.#i++;
      this.#space(false);
      this.#value(keyStart, keyEnd, depth + 1);
      const end = this.#i;
      this.#space(true);
      const after = text.charCodeAt(this.#i);
      if (after === 44) this.#i++;
      else if (after !== 125) {
        this.#fail(this.#unclosed('{', open) ?? `expected a comma or } after the value of ${this.#name(keyStart, keyEnd)}`, end);
      }
    }
    this.#i++;
  }

  #array(depth: number): void {
    const { text } = this;
    if (depth > MAX_DEPTH) throw tooDeep(this.#i, text);
    const open = this.#i++;
    for (;;) {
      this.#space(true);
      if (text.charCodeAt(this.#i) === 93) break;
      const unclosed = this.#unclosed('[', open);
      if (unclosed !== undefined) this.#fail(unclosed);
      this.#value(-1, -1, depth + 1);
      const end = this.#i;
      this.#space(true);
      const after = text.charCodeAt(this.#i);
      if (after === 44) this.#i++;
      else if (after !== 93) this.#fail(this.#unclosed('[', open) ?? 'expected a comma or ] after this item', end);
    }
    this.#i++;
  }

  #string(): void {
    const { text } = this;
    const start = this.#i;
    let end = stringEnd(text, start);
    if (this.#tolerant) {
      // Quotes inside of a template expression do not end the string around it.
      for (let hole = this.#expression(start); hole < end; hole = this.#expression(hole + 2)) {
        const close = hole + text.slice(hole, hole + MAX_EXPRESSION).search(/\}\}|[\r\n]/);
        if (close >= end && text[close] === '}') end = stringEnd(text, close + 1);
      }
      if (end === -1) this.#fail('a text in double quotes is never closed');
      const control = text.slice(start, end).search(/[\0-\x1f]/);
      if (control !== -1) {
        const c = text[start + control]!;
        if (c === '\n' || c === '\r') this.#fail('this text is not closed before the end of its line', start);
        this.#fail(c === '\t' ? 'a tab in a text must be written as \\t' : 'a text holds a control character', start + control);
      }
    }
    this.#i = end;
  }

  /** The next `{{` at or after an offset; remembered, for most texts have none. */
  #expression(from: number): number {
    if (this.#nextExpression < from) {
      const at = this.text.indexOf('{{', from);
      this.#nextExpression = at === -1 ? Number.POSITIVE_INFINITY : at;
    }
    return this.#nextExpression;
  }

  #atom(): void {
    const { text } = this;
    for (let c = text.charCodeAt(this.#i); c > 32 && c !== 44 && c !== 93 && c !== 125; c = text.charCodeAt(++this.#i));
  }

  #tolerantAtom(entry: number): void {
    const { text } = this;
    NUMBER.lastIndex = this.#i;
    if (NUMBER.test(text)) {
      this.#i = NUMBER.lastIndex;
      return;
    }
    for (const word of ['true', 'false', 'null']) {
      if (text.startsWith(word, this.#i) && !/\w/.test(text[this.#i + word.length] ?? ' ')) {
        this.#i += word.length;
        return;
      }
    }
    if (this.#hole(entry)) return;
    if (this.#ended()) this.#fail('the text ends where a value is expected');
    const c = text[this.#i]!;
    if (c === ',' || c === '}' || c === ']') this.#fail(`expected a value before ${c}`);
    if (c === "'") this.#fail('JSON takes double quotes only');
    this.#fail(/[-\d.]/.test(c) ? 'this is not how JSON writes a number' : 'expected a value; texts need double quotes');
  }

  #hole(entry: number): boolean {
    const { text } = this;
    HOLE.lastIndex = this.#i;
    if (!HOLE.test(text)) return false;
    let end = HOLE.lastIndex;
    if (OPENER.test(text.slice(this.#i, end))) {
      const closer = CLOSER.exec(text.slice(end, end + MAX_EXPRESSION));
      if (closer) end += closer.index + closer[0].length;
    }
    this.holes.add(entry);
    this.flaws.push({ kind: 'placeholder', message: 'a placeholder that a deploy tool fills in', offset: this.#i });
    this.#i = end;
    return true;
  }

  /** Skips white space and comments, and template statements where `statements` allows them. */
  #space(statements: boolean): void {
    const { text } = this;
    for (;;) {
      let c = text.charCodeAt(this.#i);
      while (c === 32 || c === 10 || c === 13 || c === 9) c = text.charCodeAt(++this.#i);
      if (!this.#tolerant) return;
      if (c === 47 && text.charCodeAt(this.#i + 1) === 47) {
        while (this.#i < text.length && text[this.#i] !== '\n' && text[this.#i] !== '\r') this.#i++;
      } else if (c === 47 && text.charCodeAt(this.#i + 1) === 42) {
        const end = text.indexOf('*/', this.#i + 2);
        if (end === -1) this.#fail('a comment is never closed');
        this.#i = end + 2;
      } else if (statements && (c === 123 || c === 60)) {
        STATEMENT.lastIndex = this.#i;
        if (!STATEMENT.test(text)) return;
        this.statements = true;
        this.flaws.push({ kind: 'statement', message: 'a statement that a deploy tool carries out', offset: this.#i });
        this.#i = STATEMENT.lastIndex;
      } else {
        return;
      }
    }
  }

  #ended(): boolean {
    return this.#i >= this.text.length;
  }

  /** The complaint about an open bracket when the text is at its end. */
  #unclosed(bracket: string, open: number): string | undefined {
    if (!this.#ended()) return undefined;
    return `the ${bracket} on line ${new Lines(this.text).position(open).line} is never closed`;
  }

  #name(start: number, end: number): string {
    return end - start > 80 ? `${this.text.slice(start, start + 76)}…"` : this.text.slice(start, end);
  }

  #fail(message: string, offset = this.#i): never {
    throw new ParseError(message, offset, this.text);
  }
}

/** The data of a tolerant scan. */
function build(scan: Scan, entry: number, conditional: boolean): unknown {
  const { text } = scan;
  const start = scan.start[entry]!;
  const raw = () => text.slice(start, scan.end[entry]);
  if (scan.holes.has(entry)) return { [PLACEHOLDER]: raw() };
  const end = scan.next[entry]!;
  switch (text.charCodeAt(start)) {
    case 123: {
      const object: Json = {};
      for (let child = entry + 1; child < end; child = scan.next[child]!) {
        const key = decode(text, scan.keyStart[child]!, scan.keyEnd[child]!);
        const again = conditional && Object.hasOwn(object, key);
        const value = again ? { [PLACEHOLDER]: text.slice(scan.start[child], scan.end[child]) } : build(scan, child, conditional);
        if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
        else object[key] = value;
      }
      return object;
    }
    case 91: {
      const array: unknown[] = [];
      for (let child = entry + 1; child < end; child = scan.next[child]!) array.push(build(scan, child, conditional));
      return array;
    }
    case 34:
      return decode(text, start, scan.end[entry]!);
    default:
      return JSON.parse(raw());
  }
}

/** The value of a string between two offsets, quotes included. */
function decode(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end - 1);
  if (!inner.includes('\\')) return inner;
  const plain = inner.replaceAll(/\{\{[^\n]*?\}\}/g, (hole) => hole.replaceAll(/(?<!\\)"/g, '\\"').replaceAll(/\\(?!["\\/bfnrtu])/g, '\\\\'));
  try {
    return JSON.parse(`"${plain}"`);
  } catch {
    throw new ParseError('a backslash in a text is followed by something JSON does not know', start + 1 + inner.indexOf('\\'), text);
  }
}

function duplicates(scan: Scan): Flaw[] {
  const { text } = scan;
  const flaws: Flaw[] = [];
  let lines: Lines | undefined;
  for (let entry = 0; entry < scan.count; entry++) {
    const end = scan.next[entry]!;
    if (text.charCodeAt(scan.start[entry]!) !== 123 || end - entry < 3) continue;
    const firsts = new Map<string, number>();
    for (let child = entry + 1; child < end; child = scan.next[child]!) {
      const offset = scan.keyStart[child]!;
      const key = decode(text, offset, scan.keyEnd[child]!);
      const earlier = firsts.get(key);
      if (earlier === undefined) {
        firsts.set(key, offset);
      } else {
        lines ??= new Lines(text);
        flaws.push(repeatedKey(key, offset, lines.position(earlier).line));
      }
    }
  }
  return flaws.sort((a, b) => a.offset - b.offset);
}

function locate(scan: Scan, path: Path): Spot {
  const { text } = scan;
  let entry = 0;
  for (const step of path) {
    const c = text.charCodeAt(scan.start[entry]!);
    const end = scan.next[entry]!;
    let found = -1;
    if (scan.holes.has(entry)) break;
    if (c === 123) {
      found = scan.members(entry).get(String(step)) ?? -1;
    } else if (c === 91) {
      let index = 0;
      for (let child = entry + 1; child < end && found === -1; child = scan.next[child]!) if (index++ === Number(step)) found = child;
    }
    if (found === -1) break;
    entry = found;
  }
  const value = { start: scan.start[entry]!, end: scan.end[entry]! };
  const start = scan.keyStart[entry]!;
  return start === -1 ? { value } : { key: { start, end: scan.keyEnd[entry]! }, value };
}

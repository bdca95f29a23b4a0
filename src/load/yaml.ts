/** YAML to plain data, straight from the flat events of js-yaml, whose offsets then tell where each part stands. */
import type { Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import type * as Second from 'yaml';
import { Lines } from './lines.js';
import { type Document, type Flaw, MAX_DEPTH, type Outline, PLACEHOLDER, ParseError, type Path, repeatedKey, type Span, type Spot, tooDeep } from './source.js';

// The values of js-yaml's EVENT_ID and styles, spelled out so that this module loads without it.
const DOCUMENT = 1;
const SEQUENCE = 2;
const MAPPING = 3;
const SCALAR = 4;
const ALIAS = 5;
const POP = 6;
const PLAIN = 1;
const LITERAL = 4;
const FLOW = 2;

/** Nodes that aliases may copy in one text. Real files stay below a thousand. */
const MAX_COPIES = 100_000;
/** A second parser is some ten times slower, so texts above this length get one opinion only. */
const MAX_SECOND = 1024 * 1024;

const NONE: never[] = [];

type Json = Record<string, unknown>;
/** A scalar from the second parser brings its value along. */
type Scalar = ScalarEvent & { decoded?: string };
type Decode = (text: string, event: ScalarEvent) => string;

interface Anchor {
  event: number;
  value: unknown;
  /** Its node is not finished, so an alias to it would contain itself. */
  open: boolean;
}

let first: Promise<typeof import('./js-yaml.js')> | undefined;
let second: Promise<typeof Second> | undefined;

/**
 * Parses YAML, with CloudFormation's short tags turned into their long form (`!Sub x` becomes `{ 'Fn::Sub': 'x' }`).
 *
 * Plain scalars become null (`null`, `~`, nothing), booleans (`true`, `false`) and numbers (only when written the way JavaScript
 * prints them); all others stay strings. Merge keys and aliases are resolved into a tree without shared parts.
 *
 * @param text one or more YAML documents
 * @returns one Document each; none for a text without content
 * @throws ParseError when it is not YAML, is nested deeper than 200 levels, or its aliases multiply beyond measure
 */
export async function parseYaml(text: string): Promise<Document[]> {
  first ??= import('./js-yaml.js');
  const yaml = await first;
  let events: Event[];
  try {
    // Some of the parser's levels are no level of data; the builder counts exactly.
    events = yaml.parseEvents(text, { maxDepth: MAX_DEPTH + 4 });
  } catch (error) {
    const refusal = explain(error, text);
    if (refusal.kind !== 'syntax' || text.length > MAX_SECOND || FINAL.test(refusal.message)) throw refusal;
    const other = await secondOpinion(text);
    if (!other) throw refusal;
    return new Builder(text, other, (_, event) => (event as Scalar).decoded ?? '').documents();
  }
  return new Builder(text, events, yaml.getScalarValue).documents();
}

/** Builds the data of all documents in one pass over the events. */
class Builder {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #decode: Decode;
  readonly #map: EventMap;
  #next = 0;
  #copies = 0;
  #anchors: Map<string, Anchor> | undefined;
  #flaws: Flaw[] = [];
  #lines: Lines | undefined;

  constructor(text: string, events: readonly Event[], decode: Decode) {
    this.#text = text;
    this.#events = events;
    this.#decode = decode;
    this.#map = new EventMap(text, events, decode);
  }

  documents(): Document[] {
    const documents: Document[] = [];
    const map = this.#map;
    while (this.#next < this.#events.length) {
      const root = ++this.#next;
      this.#anchors = undefined;
      this.#flaws = [];
      const data = this.#node(1);
      this.#next++;
      documents.push({ data, flaws: this.#flaws, locate: (path) => map.locate(root, path), outline: () => map.outline() });
    }
    return documents;
  }

  /** @param depth the level that a collection starting here would have */
  #node(depth: number): unknown {
    const at = this.#next++;
    const event = this.#events[at]!;
    switch (event.type) {
      case SCALAR: {
        if (event.tagStart !== -1 || event.anchorStart !== -1) return this.#special(at, event, depth);
        const value = event.fast ? this.#text.slice(event.valueStart, event.valueEnd) : this.#decode(this.#text, event);
        return event.style === PLAIN ? resolve(value) : value;
      }
      case MAPPING:
        if (event.tagStart !== -1 || event.anchorStart !== -1) return this.#special(at, event, depth);
        return this.#mapping(at, event, depth);
      case SEQUENCE:
        if (event.tagStart !== -1 || event.anchorStart !== -1) return this.#special(at, event, depth);
        return this.#sequence(event, depth);
      case ALIAS:
        return this.#alias(at, event.anchorStart, event.anchorEnd, depth);
      default:
        throw new Error('unbalanced events');
    }
  }

  #sequence(event: SequenceEvent, depth: number): unknown[] {
    if (depth > MAX_DEPTH) throw tooDeep(event.start, this.#text);
    const events = this.#events;
    const out: unknown[] = [];
    while (events[this.#next]!.type !== POP) out.push(this.#node(depth + 1));
    this.#next++;
    return out;
  }

  #mapping(at: number, event: MappingEvent, depth: number): Json {
    if (depth > MAX_DEPTH) throw tooDeep(event.start, this.#text);
    if (event.style === FLOW) {
      const hole = this.#map.placeholder(at);
      if (hole) {
        const text = this.#text.slice(hole.start, hole.end);
        this.#flaws.push({ kind: 'placeholder', message: 'a placeholder that a deploy tool fills in', offset: hole.start });
        this.#next = hole.next;
        return { [PLACEHOLDER]: text };
      }
    }
    const text = this.#text;
    const events = this.#events;
    const out: Json = {};
    let merges: Json[] = NONE;
    let repeated = false;
    for (;;) {
      const key = events[this.#next]!;
      if (key.type === POP) break;
      let name: string;
      if (key.type === SCALAR && key.anchorStart === -1) {
        this.#next++;
        name = key.fast ? text.slice(key.valueStart, key.valueEnd) : this.#decode(text, key);
      } else {
        name = this.#key(depth);
      }
      const value = this.#node(depth + 1);
      // An inherited name such as `constructor` also ends here, which costs no more than the exact question.
      if (out[name] === undefined) {
        if (name === '<<' && key.type === SCALAR && key.style === PLAIN && mergeable(value)) {
          merges = merges.concat(value as Json | Json[]);
        } else {
          out[name] = value;
        }
      } else {
        if (Object.hasOwn(out, name)) repeated = true;
        define(out, name, value);
      }
    }
    this.#next++;
    if (repeated) this.#repeats(at);
    for (const merge of merges) {
      for (const name of Object.keys(merge)) if (!Object.hasOwn(out, name)) define(out, name, merge[name]);
    }
    return out;
  }

  /** A key that is more than an untagged scalar, as a string. */
  #key(depth: number): string {
    const event = this.#events[this.#next]!;
    if (event.type === SCALAR) {
      const name = this.#decode(this.#text, event);
      this.#anchor(this.#next++, event).value = name;
      return name;
    }
    const value = this.#node(depth + 1);
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  /** A node with a tag or an anchor. */
  #special(at: number, event: Scalar | MappingEvent | SequenceEvent, depth: number): unknown {
    const anchor = event.anchorStart === -1 ? undefined : this.#anchor(at, event);
    const tag = event.tagStart === -1 ? '' : this.#text.slice(event.tagStart, event.tagEnd);
    const name = functionOf(tag);
    if (anchor) anchor.open = true;
    const inner = name === undefined ? depth : depth + 1;
    let value: unknown;
    if (event.type === MAPPING) {
      value = this.#mapping(at, event, inner);
    } else if (event.type === SEQUENCE) {
      value = this.#sequence(event, inner);
    } else {
      if (inner > MAX_DEPTH + 1) throw tooDeep(event.tagStart, this.#text);
      const source = event.fast ? this.#text.slice(event.valueStart, event.valueEnd) : this.#decode(this.#text, event);
      value = event.style !== PLAIN || isText(tag, name) ? source : resolve(source);
    }
    if (name !== undefined) {
      if (name === 'Fn::GetAtt' && typeof value === 'string') value = attribute(value);
      value = { [name]: value };
    }
    if (anchor) {
      anchor.value = value;
      anchor.open = false;
    }
    return value;
  }

  #anchor(at: number, event: Scalar | MappingEvent | SequenceEvent): Anchor {
    const anchor: Anchor = { event: at, value: undefined, open: false };
    this.#anchors ??= new Map();
    this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), anchor);
    return anchor;
  }

  #alias(at: number, start: number, end: number, depth: number): unknown {
    const name = this.#text.slice(start, end);
    const anchor = this.#anchors?.get(name);
    if (!anchor) {
      throw new ParseError('this alias has no anchor before it; a text that begins with * needs quotes', start - 1, this.#text);
    }
    if (anchor.open) throw new ParseError('this alias stands inside the value it repeats', start - 1, this.#text, 'alias-bomb');
    this.#map.jump(at, anchor.event);
    return this.#copy(anchor.value, depth, start - 1);
  }

  #copy(value: unknown, depth: number, offset: number): unknown {
    if (++this.#copies > MAX_COPIES) {
      throw new ParseError(`aliases would copy more than ${MAX_COPIES} values`, offset, this.#text, 'alias-bomb');
    }
    if (typeof value !== 'object' || value === null) return value;
    if (depth > MAX_DEPTH) throw tooDeep(offset, this.#text);
    if (Array.isArray(value)) return value.map((item) => this.#copy(item, depth + 1, offset));
    const out: Json = {};
    for (const key of Object.keys(value)) define(out, key, this.#copy((value as Json)[key], depth + 1, offset));
    return out;
  }

  #repeats(at: number): void {
    this.#lines ??= new Lines(this.#text);
    const firsts = new Map<string, number>();
    for (const { name, offset } of this.#map.keys(at)) {
      const earlier = firsts.get(name);
      if (earlier === undefined) {
        firsts.set(name, offset);
      } else if (name !== '<<') {
        this.#flaws.push(repeatedKey(name, offset, this.#lines.position(earlier).line));
      }
    }
  }
}

interface Own {
  /** The mapping itself, key and value. */
  members: Map<string, [number, number, number]>;
  merges: number[];
}

/** Finds where things stand in the events of one text. Its index is built at the first question. */
class EventMap {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #decode: Decode;
  #jumps: Map<number, number> | undefined;
  #ends: Int32Array | undefined;
  readonly #owns = new Map<number, Own>();

  constructor(text: string, events: readonly Event[], decode: Decode) {
    this.#text = text;
    this.#events = events;
    this.#decode = decode;
  }

  /** Notes that the alias at one event stands for the node at another. */
  jump(from: number, to: number): void {
    this.#jumps ??= new Map();
    this.#jumps.set(from, to);
  }

  /** The keys of a mapping, in order, with their offsets. */
  *keys(at: number): Generator<{ name: string; offset: number; key: number; value: number }> {
    const events = this.#events;
    for (let key = at + 1; events[key]!.type !== POP; ) {
      const value = this.#skip(key);
      const event = events[key]!;
      if (event.type === SCALAR) yield { name: this.#decode(this.#text, event), offset: quoted(event), key, value };
      else if (event.type === ALIAS) yield { name: this.#aliasName(key), offset: event.anchorStart - 1, key, value };
      key = this.#skip(value);
    }
  }

  /**
   * `{{ name }}` in value position: to YAML a mapping whose only key is a mapping. Gives its stretch of text and the event
   * after it, or undefined when the mapping is an ordinary one.
   */
  placeholder(at: number): { start: number; end: number; next: number } | undefined {
    const outer = this.#events[at] as MappingEvent;
    const inner = this.#events[at + 1]!;
    if (inner.type !== MAPPING || inner.style !== FLOW || inner.start !== outer.start + 1 || inner.tagStart !== -1) return undefined;
    const value = this.#skip(at + 1);
    const empty = this.#events[value]!;
    if (empty.type !== SCALAR || empty.valueStart !== -1 || this.#events[value + 1]!.type !== POP) return undefined;
    const { end } = this.#measure(at + 1, inner.start);
    return this.#text[end] === '}' ? { start: outer.start, end: end + 1, next: value + 2 } : undefined;
  }

  locate(root: number, path: Path): Spot {
    const events = this.#events;
    let node = root;
    let key = -1;
    /** The collection that holds the node, and where its text begins. */
    let parent = -1;
    let inTag = false;
    for (const step of path) {
      let target = node;
      while (events[target]!.type === ALIAS) target = this.#jumps?.get(target) ?? root;
      const event = events[target]!;
      if (event.type !== MAPPING && event.type !== SEQUENCE && event.type !== SCALAR) break;
      if (!inTag && event.tagStart !== -1) {
        const name = functionOf(this.#text.slice(event.tagStart, event.tagEnd));
        if (name !== undefined) {
          if (name !== step) break;
          inTag = true;
          continue;
        }
      }
      if (event.type === MAPPING) {
        const found = this.#member(target, String(step));
        if (!found) break;
        [parent, key, node] = found;
      } else if (event.type === SEQUENCE) {
        const found = this.#item(target, Number(step));
        if (found === -1) break;
        parent = target;
        key = -1;
        node = found;
      } else {
        break;
      }
      inTag = false;
    }
    const from = this.#from(parent, key, node);
    const value = this.#measure(node, from);
    return key === -1 ? { value } : { key: this.#measure(key, 0), value };
  }

  outline(): Outline {
    const entries: Span[] = [];
    const scalars: Span[] = [];
    for (const [at, event] of this.#events.entries()) {
      if (event.type === MAPPING) {
        for (const { key, value } of this.keys(at)) {
          const name = this.#measure(key, 0);
          entries.push({ start: name.start, end: Math.max(name.end, this.#measure(value, name.end).end) });
        }
      } else if (event.type === SEQUENCE) {
        for (let item = at + 1; this.#events[item]!.type !== POP; item = this.#skip(item)) entries.push(this.#measure(item, this.#from(at, -1, item)));
      } else if (event.type === SCALAR && event.valueStart !== -1) scalars.push(this.#scalar(event, 0));
    }
    const inOrder = (a: Span, b: Span): number => a.start - b.start;
    return { entries: entries.sort(inOrder), scalars: scalars.sort(inOrder) };
  }

  /** The mapping that holds a key, with the key and its value: the last of the own ones, else the first that is merged in. */
  #member(at: number, name: string): [number, number, number] | undefined {
    const own = this.#own(at);
    const found = own.members.get(name);
    if (found) return found;
    let merges = own.merges;
    for (let i = 0; i < merges.length; i++) {
      let merge = merges[i]!;
      while (this.#events[merge]!.type === ALIAS) merge = this.#jumps?.get(merge) ?? 0;
      const event = this.#events[merge]!;
      if (event.type === MAPPING) {
        const inherited = this.#member(merge, name);
        if (inherited) return inherited;
      } else if (event.type === SEQUENCE) {
        const items: number[] = [];
        for (let item = merge + 1; this.#events[item]!.type !== POP; item = this.#skip(item)) items.push(item);
        merges = [...merges.slice(0, i + 1), ...items, ...merges.slice(i + 1)];
      }
    }
    return undefined;
  }

  /** The members of a mapping by name, the last of a name. Kept, for most questions are about the same few mappings. */
  #own(at: number): Own {
    let own = this.#owns.get(at);
    if (!own) {
      own = { members: new Map(), merges: [] };
      for (const { name, key, value } of this.keys(at)) {
        own.members.set(name, [at, key, value]);
        if (name === '<<') own.merges.push(value);
      }
      this.#owns.set(at, own);
    }
    return own;
  }

  #item(at: number, index: number): number {
    let item = at + 1;
    for (let i = 0; this.#events[item]!.type !== POP; i++, item = this.#skip(item)) if (i === index) return item;
    return -1;
  }

  #aliasName(at: number): string {
    let target = at;
    while (this.#events[target]!.type === ALIAS) target = this.#jumps?.get(target) ?? 0;
    const event = this.#events[target]!;
    return event.type === SCALAR ? this.#decode(this.#text, event) : '';
  }

  /** The event after a node. */
  #skip(at: number): number {
    this.#ends ??= this.#index();
    return this.#ends[at]!;
  }

  #index(): Int32Array {
    const events = this.#events;
    const ends = new Int32Array(events.length);
    const open: number[] = [];
    for (let i = 0; i < events.length; i++) {
      const { type } = events[i]!;
      if (type === SCALAR || type === ALIAS) ends[i] = i + 1;
      else if (type === POP) ends[open.pop()!] = i + 1;
      else open.push(i);
    }
    return ends;
  }

  /** An offset at or before the start of a node, and after everything that stands before it; only empty nodes need it exactly. */
  #from(parent: number, key: number, node: number): number {
    if (key !== -1) return this.#measure(key, 0).end;
    const event = this.#events[node]!;
    const before = parent === -1 ? undefined : this.#events[parent];
    if (event.type !== SCALAR || before?.type !== SEQUENCE) return 0;
    return event.valueStart === -1 ? this.#before(parent, node) : Math.max(before.start, 0);
  }

  /** Where the text of an item's predecessors ends, past the dash of an item that is empty. */
  #before(sequence: number, item: number): number {
    const event = this.#events[sequence] as SequenceEvent;
    const flow = this.#text[event.start] === '[';
    let from = flow ? event.start + 1 : event.start;
    for (let i = sequence + 1; i < item; i = this.#skip(i)) {
      if (!flow) from = this.#after(from, '-');
      from = this.#measure(i, from).end;
    }
    return flow ? from : this.#after(from, '-');
  }

  /** The stretch of a node. `from` is where the text before it ends, for nodes without text of their own. */
  #measure(at: number, from: number): Span {
    const event = this.#events[at]!;
    if (event.type === ALIAS) return { start: event.anchorStart - 1, end: event.anchorEnd };
    if (event.type === SCALAR) return this.#scalar(event, from);
    if (event.type !== MAPPING && event.type !== SEQUENCE) return { start: from, end: from };
    const start = event.tagStart === -1 ? event.start : event.tagStart;
    const bracket = this.#text[event.start];
    const flow = event.style === FLOW && (bracket === '[' || bracket === '{');
    let end = flow ? event.start + 1 : event.start;
    for (let i = at + 1; this.#events[i]!.type !== POP; i = this.#skip(i)) {
      if (event.type === SEQUENCE) {
        if (!flow) end = this.#after(end, '-');
        end = this.#measure(i, end).end;
      } else {
        end = this.#measure(i, end).end;
        i = this.#skip(i);
        const value = this.#events[i]!;
        if (value.type !== SCALAR || value.valueStart !== -1 || value.tagStart !== -1) end = this.#measure(i, end).end;
        else end = this.#colon(end);
      }
    }
    if (flow) end = this.#after(end, event.type === SEQUENCE ? ']' : '}', ',');
    return { start, end };
  }

  #scalar(event: ScalarEvent, from: number): Span {
    const { tagStart, tagEnd, valueStart, valueEnd, style } = event;
    if (valueStart === -1) {
      if (tagStart !== -1) return { start: tagStart, end: tagEnd };
      if (event.anchorStart !== -1) return { start: event.anchorEnd, end: event.anchorEnd };
      const colon = this.#colon(from);
      return { start: colon, end: colon };
    }
    let start = valueStart;
    let end = valueEnd;
    if (style >= LITERAL) {
      start = this.#indicator(valueStart, Math.max(tagEnd, event.anchorEnd, from));
      while (end > start + 1 && isSpace(this.#text.charCodeAt(end - 1))) end--;
    } else if (style !== PLAIN) {
      start--;
      end++;
    }
    return { start: tagStart === -1 ? start : tagStart, end };
  }

  /** The `|` or `>` of a block scalar: the first thing in its header line that reads like one. */
  #indicator(valueStart: number, from: number): number {
    const text = this.#text;
    let end = valueStart;
    if (text[end - 1] === '\n') end--;
    if (text[end - 1] === '\r') end--;
    let start = end;
    while (start > from && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
    const found = /(?<=^|[\s:-])[|>][-+\d]*(?=[ \t]*$|[ \t]+#)/.exec(text.slice(start, end));
    return found ? start + found.index : Math.min(start, valueStart);
  }

  /** The offset after the colon that follows, or where it was asked when there is none. */
  #colon(from: number): number {
    const at = this.#after(from, ':');
    return at === from ? from : at;
  }

  /** The offset after a mark that follows white space and comments (and `also`), or `from` when something else does. */
  #after(from: number, mark: string, also = ''): number {
    const text = this.#text;
    for (let i = from; i < text.length; i++) {
      const c = text[i]!;
      if (c === mark) return i + 1;
      if (c === '#' && i > 0 && isSpace(text.charCodeAt(i - 1))) {
        while (i + 1 < text.length && text[i + 1] !== '\n' && text[i + 1] !== '\r') i++;
      } else if (c !== also && !isSpace(text.charCodeAt(i))) {
        return from;
      }
    }
    return from;
  }
}

/** The value of a plain scalar. */
function resolve(source: string): unknown {
  const c = source.charCodeAt(0);
  if (c <= 57) {
    if ((c >= 48 || c === 45) && source.length < 26) {
      const number = Number(source);
      // Anything that would print otherwise (account ids with leading zeros, versions, dates) is text.
      if (String(number) === source && Number.isFinite(number)) return number;
    }
    return source;
  }
  if (source.length > 5) return source;
  switch (source) {
    case '':
    case '~':
    case 'null':
      return null;
    case 'true':
      return true;
    case 'false':
      return false;
    default:
      return source;
  }
}

/** The long name of a short tag, as in `!Sub`; undefined for standard tags and for those of other namespaces. */
function functionOf(tag: string): string | undefined {
  let name = tag;
  if (name.startsWith('!<')) name = name.slice(2, -1);
  if (name.length < 2 || name.charCodeAt(0) !== 33 || name.indexOf('!', 1) !== -1) return undefined;
  name = name.slice(1);
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::') ? name : `Fn::${name}`;
}

/** Whether a plain scalar under this tag is text whatever it looks like. */
function isText(tag: string, name: string | undefined): boolean {
  if (name === undefined) return tag === '!' || tag === '!!str' || tag === '!<tag:yaml.org,2002:str>';
  return name === 'Ref' || name === 'Condition' || name === 'Fn::GetAtt' || name === 'Fn::Sub';
}

function attribute(source: string): string | string[] {
  const dot = source.indexOf('.');
  return dot === -1 ? source : [source.slice(0, dot), source.slice(dot + 1)];
}

function mergeable(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => !Array.isArray(item) && mergeable(item));
  return typeof value === 'object' && value !== null;
}

/** Sets a property, also one called `__proto__`. */
function define(object: Json, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

function quoted(event: ScalarEvent): number {
  if (event.valueStart === -1) return Math.max(event.tagStart, event.anchorEnd, 0);
  return event.style === PLAIN || event.style >= LITERAL ? event.valueStart : event.valueStart - 1;
}

function isSpace(c: number): boolean {
  return c === 32 || c === 10 || c === 13 || c === 9;
}

/** What js-yaml says, in words for people who do not know its insides. */
const PLAIN_WORDS: [RegExp, string][] = [
  [/^tab characters/, 'a tab is used as indentation; YAML takes only spaces there'],
  [/^deficient indentation/, 'this line is indented less than the value it belongs to'],
  [/^bad indentation of a mapping entry/, 'this does not fit here: the indentation is wrong, or a text with ": " in it lacks quotes'],
  [/^bad indentation of a sequence entry/, 'this list item is not indented like the ones before it'],
  [/^null byte/, 'the text holds a null character'],
  [/non-printable/, 'the text holds a control character'],
  [/^expected valid JSON character/, 'a quoted text holds a control character'],
  [/within a (single|double) quoted scalar/, 'a quoted text is never closed'],
  [/within a flow collection/, 'a bracket is never closed'],
  [/^missed comma/, 'a comma is missing in a list or mapping in brackets'],
  [/^unknown escape sequence/, 'a backslash in double quotes is followed by something YAML does not know'],
  [/multiline key/, 'a colon is missing here, or a text over several lines is used as a key'],
  [/^expected ':' after a mapping key/, 'a colon is missing after this key'],
  [/^end of the stream or a document separator/, 'this does not belong to what stands before it; check the indentation'],
  [/^tag name|^tag suffix|tag handle|verbatim tag/, 'this is not how YAML writes a tag; a text that begins with ! needs quotes'],
  [/^duplication of a tag/, 'a value takes one short tag only; write the inner function in its long form'],
  [/^duplication of an anchor/, 'a value takes one anchor only'],
  [/^can not read a document/, 'this is no YAML'],
];

function explain(error: unknown, text: string): ParseError {
  const { reason = String(error), mark } = error as { reason?: string; mark?: { position: number } };
  const offset = mark?.position ?? 0;
  if (/maxDepth/.test(reason) || error instanceof RangeError) return tooDeep(offset, text);
  const start = lineStart(text, offset);
  const margin = /^[ \t]*/.exec(text.slice(start, start + 200))![0];
  if (margin.includes('\t') && offset <= start + margin.length) {
    return new ParseError(PLAIN_WORDS[0]![1], start + margin.indexOf('\t'), text);
  }
  if (offset >= text.length && /^deficient indentation/.test(reason)) {
    return new ParseError('the text ends inside of quotes or brackets', offset, text);
  }
  if (/[%@`]/.test(text[offset] ?? '')) return new ParseError(`a text that begins with ${text[offset]} needs quotes`, offset, text);
  if (TEMPLATE.test(lineAt(text, offset))) return new ParseError('a template expression without quotes, which YAML cannot read', offset, text);
  const plain = PLAIN_WORDS.find(([pattern]) => pattern.test(reason))?.[1] ?? reason.replaceAll(/\s+/g, ' ');
  return new ParseError(plain, offset, text);
}

/** Refusals that need no second opinion: the second parser lets control characters pass, and no parser reads templates. */
const FINAL = /null character|control character|template expression/;
const TEMPLATE = /\{\{|\{%/;

function lineAt(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return /^[^\r\n]*/.exec(text.slice(start, start + 1000))![0];
}

function lineStart(text: string, offset: number): number {
  if (offset === 0) return 0;
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/**
 * The events of a text that js-yaml refused, from a parser that forgives more; undefined when it refuses as well. Known case:
 * a list in brackets over several lines whose closing bracket stands no deeper than its key.
 */
async function secondOpinion(text: string): Promise<Event[] | undefined> {
  second ??= import('yaml');
  const yaml = await second;
  try {
    const documents = yaml.parseAllDocuments(text, {
      schema: 'failsafe',
      strict: false,
      uniqueKeys: false,
      logLevel: 'silent',
      prettyErrors: false,
    });
    if ('empty' in documents) return undefined;
    const events: Event[] = [];
    for (const document of documents) {
      if (document.errors.length > 0) return undefined;
      events.push({ type: DOCUMENT, explicitStart: false, explicitEnd: false, directives: [] });
      translate(yaml, text, document.contents, events, 0);
      events.push({ type: POP });
    }
    return events;
  } catch {
    // It overflows the stack on deep nesting; then the first parser's refusal stands.
    return undefined;
  }
}

function translate(yaml: typeof Second, text: string, node: unknown, events: Event[], depth: number): void {
  if (depth > MAX_DEPTH + 4) throw new Error('too deep');
  if (yaml.isAlias(node)) {
    const start = node.range![0] + 1;
    events.push({ type: ALIAS, anchorStart: start, anchorEnd: start + node.source.length });
    return;
  }
  const [start, end] = (yaml.isNode(node) ? node.range : undefined) ?? [-1, -1];
  const { tag, anchor } = node as { tag?: string; anchor?: string };
  const raw = tag?.replace('tag:yaml.org,2002:', '!!');
  const tagStart = raw ? text.lastIndexOf(raw, start) : -1;
  const tagEnd = tagStart === -1 ? -1 : tagStart + raw!.length;
  const anchorStart = anchor === undefined ? -1 : text.lastIndexOf(`&${anchor}`, start) + 1;
  const anchorEnd = anchorStart === -1 ? -1 : anchorStart + anchor!.length;
  const where = { anchorStart, anchorEnd, tagStart, tagEnd };
  if (yaml.isMap(node)) {
    events.push({ type: MAPPING, start, ...where, style: node.flow ? FLOW : 1 });
    for (const pair of node.items) {
      translate(yaml, text, pair.key, events, depth + 1);
      translate(yaml, text, pair.value, events, depth + 1);
    }
    events.push({ type: POP });
  } else if (yaml.isSeq(node)) {
    events.push({ type: SEQUENCE, start, ...where, style: node.flow ? FLOW : 1 });
    for (const item of node.items) {
      // A pair in a list in brackets, `[a: b]`, is a mapping of its own.
      translate(yaml, text, yaml.isPair(item) ? Object.assign(new yaml.YAMLMap(), { items: [item], flow: true }) : item, events, depth + 1);
    }
    events.push({ type: POP });
  } else {
    events.push(scalarEvent(node, text, start, end, where));
  }
}

function scalarEvent(node: unknown, text: string, start: number, end: number, where: AnyRange): Scalar {
  const { source = '', type } = (node ?? {}) as { source?: string; type?: string };
  const rest = { chomping: 1, indent: -1, fast: false, decoded: source } as const;
  switch (type) {
    case 'QUOTE_SINGLE':
      return { type: SCALAR, valueStart: start + 1, valueEnd: end - 1, ...where, style: 2, ...rest };
    case 'QUOTE_DOUBLE':
      return { type: SCALAR, valueStart: start + 1, valueEnd: end - 1, ...where, style: 3, ...rest };
    case 'BLOCK_LITERAL':
    case 'BLOCK_FOLDED': {
      const header = text.slice(start, end).search(/[\r\n]/);
      const valueStart = header === -1 ? end : start + header + (text.startsWith('\r\n', start + header) ? 2 : 1);
      return { type: SCALAR, valueStart, valueEnd: end, ...where, style: type === 'BLOCK_LITERAL' ? 4 : 5, ...rest };
    }
    default:
      if (start === end) return { type: SCALAR, valueStart: -1, valueEnd: -1, ...where, style: PLAIN, ...rest };
      return { type: SCALAR, valueStart: start, valueEnd: end, ...where, style: PLAIN, ...rest };
  }
}

type AnyRange = Pick<ScalarEvent, 'anchorStart' | 'anchorEnd' | 'tagStart' | 'tagEnd'>;

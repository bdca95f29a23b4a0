/** One text file that was read: its text, the plain data in it, and where each part of that data stands. */
import { Lines } from './lines.js';

/** Steps from the root of a document to a value: keys and list indexes, as written in the source. */
export type Path = readonly (string | number)[];

/** A stretch of text, as offsets in UTF-16 code units; `end` is exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** Something wrong with the text itself. */
export interface Flaw {
  kind: 'syntax' | 'duplicate-key' | 'alias-bomb' | 'too-deep' | 'placeholder' | 'statement';
  message: string;
  offset: number;
}

/** Where one value stands. */
export interface Spot {
  /** The key that names the value; absent for list items and roots. */
  key?: Span;
  /** The value itself, without trailing white space. */
  value: Span;
}

/** A parsed document: plain objects, arrays, strings, numbers, booleans and null; a tree without shared parts. */
export interface Document {
  data: unknown;
  flaws: readonly Flaw[];
  /**
   * Finds where the value at `path` stands. Path steps `Ref`, `Condition` and `Fn::…` that were written as a YAML tag (`!If`)
   * stay on the node that carries the tag. Gives the deepest part of the path that exists when the rest does not.
   */
  locate(path: Path): Spot;
  /** Where everything in the whole text stands, other documents in it included; only YAML has it, for what comments belong to. */
  outline?(): Outline;
}

/** A text seen from outside: what begins where, and what in it is text although it may look like a comment. */
export interface Outline {
  /** Members with their keys, and items of lists, in the order of the text. */
  entries: readonly Span[];
  /** Scalars, quotes and block indicators included, in the order of the text. */
  scalars: readonly Span[];
}

export interface Source {
  /** Absolute path, or the name given for standard input. */
  file: string;
  /** Path as shown to the user. */
  shown: string;
  text: string;
}

/** Levels of nested collections (a short tag counts as one) above which a text is refused, in every format. */
export const MAX_DEPTH = 200;

/** Values that a deploy tool fills in later stand in the data as `{ [PLACEHOLDER]: '<their text>' }`. */
export const PLACEHOLDER = 'Plimsoll::Placeholder';

/** A text that cannot be read as what it claims to be. The message is one line in plain words and repeats no values. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  /** Where it went wrong, in UTF-16 code units. */
  readonly offset: number;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** `syntax`, or the limit that the text ran into. */
  readonly kind: Flaw['kind'];

  /**
   * @param message what is wrong
   * @param offset where in `text`
   * @param text the whole text, for line and column
   */
  constructor(message: string, offset: number, text: string, kind: Flaw['kind'] = 'syntax') {
    super(message);
    const { line, column } = new Lines(text).position(offset);
    this.offset = offset;
    this.line = line;
    this.column = column;
    this.kind = kind;
  }
}

/** The refusal of a text that is nested too deep, at the collection that goes too far. */
export function tooDeep(offset: number, text: string): ParseError {
  return new ParseError(`too deep: more than ${MAX_DEPTH} levels`, Math.max(offset, 0), text, 'too-deep');
}

/** The flaw of a key at `offset` that its mapping already has, on line `first`. */
export function repeatedKey(key: string, offset: number, first: number): Flaw {
  return { kind: 'duplicate-key', message: `the key ${JSON.stringify(key)} is already on line ${first}; the last one counts`, offset };
}

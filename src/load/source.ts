/** One text file that was read: its text, the plain data in it, and where each part of that data stands. */

/** Steps from the root of a document to a value: keys and list indexes, as written in the source. */
export type Path = readonly (string | number)[];

/** A stretch of text, as offsets in UTF-16 code units; `end` is exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** Something wrong with the text itself. */
export interface Flaw {
  kind: 'syntax' | 'duplicate-key' | 'alias-bomb' | 'too-deep' | 'placeholder';
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
}

export interface Source {
  /** Absolute path, or the name given for standard input. */
  file: string;
  /** Path as shown to the user. */
  shown: string;
  text: string;
}

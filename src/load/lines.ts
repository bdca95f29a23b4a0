/** Turns offsets into lines and columns. */

/** A position in a text; both are 1-based, columns count UTF-16 code units. */
export interface Position {
  line: number;
  column: number;
}

/** The lines of one text. LF, CRLF and a lone CR end a line. Nothing is computed before the first question. */
export class Lines {
  readonly #text: string;
  #starts: number[] | undefined;

  /** @param text the whole text that all offsets refer to */
  constructor(text: string) {
    this.#text = text;
  }

  /** How many lines there are; an empty text has one, and a line end at the end of the text opens one more. */
  get count(): number {
    return this.#table().length;
  }

  /** Line and column of an offset in UTF-16 code units. Offsets outside the text count as its start or end. */
  position(offset: number): Position {
    const starts = this.#table();
    const at = Math.max(0, Math.min(offset, this.#text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - starts[low]! + 1 };
  }

  /** Offset of a 1-based line and column; a column past the end of the line gives the end of that line. */
  offset(line: number, column: number): number {
    const starts = this.#table();
    if (line < 1) return 0;
    if (line > starts.length) return this.#text.length;
    const start = starts[line - 1]!;
    return Math.max(start, Math.min(start + column - 1, this.#end(line)));
  }

  /** The text of a 1-based line without its line end; empty when there is no such line. */
  line(n: number): string {
    const starts = this.#table();
    if (n < 1 || n > starts.length) return '';
    return this.#text.slice(starts[n - 1]!, this.#end(n));
  }

  #end(line: number): number {
    const next = this.#table()[line];
    if (next === undefined) return this.#text.length;
    const crlf = this.#text.charCodeAt(next - 1) === 10 && this.#text.charCodeAt(next - 2) === 13;
    return crlf ? next - 2 : next - 1;
  }

  #table(): number[] {
    if (this.#starts) return this.#starts;
    const text = this.#text;
    const starts = [0];
    if (text.includes('\r')) {
      for (let i = 0; i < text.length; i++) {
        const c = text.charCodeAt(i);
        if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
      }
    } else {
      for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
    }
    this.#starts = starts;
    return starts;
  }
}

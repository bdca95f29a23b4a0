/** Comments of YAML files: which `#` really begins one, and what part of the file a comment speaks of. */
import type { Finding, Location } from '../finding.js';
import type { LoadedFile, Node } from '../graph/graph.js';
import { toLocation } from '../graph/locate.js';
import type { Outline, Span } from '../load/source.js';

export interface Comment {
  /** From its `#` to the end of the line. */
  span: Span;
  text: string;
  /** 1-based. */
  line: number;
  /** Nothing but white space stands before it. */
  alone: boolean;
}

/** What is judged: a finding, or the place of a look that was not decided. */
export type Judged = Pick<Finding, 'location' | 'resource'> & { related?: Finding['related'] };

/** The places of a finding in the files that were read and in the program that wrote them. */
export function spotsOf({ location, related }: Judged): Location[] {
  return [location, ...(related ?? []).filter(({ message }) => message === 'as synthesised').map((each) => each.location)];
}

/** Whether a finding is about this very resource. */
export function isAbout(judged: Judged, node: Node): boolean {
  const { resource } = judged;
  if (resource.name !== node.name || resource.type !== node.type) return false;
  return (resource.range?.file ?? node.source.file.source.shown) === node.source.file.source.shown;
}

/** The comments of one file that have to do with suppressions, and the resources in it. */
export class Comments {
  readonly file: LoadedFile;
  private readonly outline: Outline;
  private readonly nodes: readonly Node[];
  private cachedHeads: Map<number, Node[]> | undefined;
  private cachedStarts: Map<number, Span[]> | undefined;
  private cachedExtents: readonly { node: Node; from: number; column: number; to: number }[] | undefined;

  private constructor(file: LoadedFile, outline: Outline, nodes: readonly Node[]) {
    this.file = file;
    this.outline = outline;
    this.nodes = nodes;
  }

  /** @returns undefined for a file that has no comments: one in JSON */
  static of(file: LoadedFile, nodes: readonly Node[]): Comments | undefined {
    const outline = file.document.outline?.();
    return outline && new Comments(file, outline, nodes);
  }

  /** Every comment in which one of the words stands, once each. */
  *with(words: RegExp): Generator<Comment> {
    const { text } = this.file.source;
    let last = -1;
    for (const match of text.matchAll(words)) {
      const { line } = this.file.lines.position(match.index);
      if (line === last) continue;
      const comment = this.on(line);
      if (!comment || comment.span.end <= match.index || comment.span.start > match.index) continue;
      last = line;
      yield comment;
    }
  }

  /** The comment on a line. */
  private on(line: number): Comment | undefined {
    const { lines } = this.file;
    const text = lines.line(line);
    const start = lines.offset(line, 1);
    for (let at = text.indexOf('#'); at !== -1; at = text.indexOf('#', at + 1)) {
      const before = text[at - 1];
      if ((before !== undefined && before !== ' ' && before !== '\t') || this.inScalar(start + at)) continue;
      return { span: { start: start + at, end: start + text.length }, text: text.slice(at), line, alone: text.slice(0, at).trim() === '' };
    }
    return undefined;
  }

  /** Whether a line of its own can be put before this one without falling into a text. */
  startsClean(line: number): boolean {
    return !this.inScalar(this.file.lines.offset(line, 1));
  }

  private inScalar(offset: number): boolean {
    const { scalars } = this.outline;
    let low = 0;
    let high = scalars.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const { start, end } = scalars[middle] as Span;
      if (offset < start) high = middle - 1;
      else if (offset >= end) low = middle + 1;
      // The header of a block scalar is no part of its text, and a comment may stand there.
      else return !/[|>]/.test(this.file.source.text[this.indicator(start)] ?? '') || this.file.lines.position(offset).line > this.file.lines.position(start).line;
    }
    return false;
  }

  /** Where a scalar's own text begins, past its tag. */
  private indicator(start: number): number {
    const { text } = this.file.source;
    if (text[start] !== '!') return start;
    return start + (/^![^\s]*\s+/.exec(text.slice(start, start + 200))?.[0].length ?? 0);
  }

  /** The line that a comment speaks of: its own, or the next one that is no comment. */
  lineOf(comment: Comment): number {
    return comment.alone ? this.nextFrom(comment.line + 1) : comment.line;
  }

  /** The line itself, or the first one below it that is no comment. */
  nextFrom(from: number): number {
    let line = from;
    while (line <= this.file.lines.count && /^\s*#/.test(this.file.lines.line(line))) line++;
    return line;
  }

  /**
   * Whether a finding is covered by a comment about a line: it stands on that line, or in a member or list item that begins
   * there, or is about the resource whose name or type stands there.
   */
  covering(line: number): (judged: Judged) => boolean {
    const { file } = this;
    const begins = [...(this.starts.get(line) ?? [])];
    // The item of a dash that stands alone begins below it.
    if (/^\s*(-\s+)*-\s*(#.*)?$/.test(file.lines.line(line))) begins.push(...(this.starts.get(this.nextContent(line)) ?? []));
    const heads = this.heads.get(line) ?? [];
    return (judged) =>
      heads.some((node) => isAbout(judged, node)) ||
      spotsOf(judged).some((spot) => {
        if (spot.file !== file.source.shown) return false;
        if (spot.line === line) return true;
        const offset = file.lines.offset(spot.line, spot.column);
        return begins.some(({ start, end }) => start <= offset && offset < end);
      });
  }

  /** The resources that a line belongs to; for a comment the one that it stands in, also behind its last value. */
  nodesAt(line: number, comment?: Comment): Node[] {
    const column = comment?.alone ? this.file.lines.line(comment.line).search(/\S/) + 1 : undefined;
    return this.extents.flatMap(({ node, from, column: indent, to }) => {
      if (line < from) return [];
      // Behind its last value, a comment as deep as what is in it still belongs to it.
      const inside = line <= to || (column !== undefined && column > indent && this.onlyBlank(to + 1, line));
      return inside ? [node] : [];
    });
  }

  /** The lines of every resource. */
  private get extents(): readonly { node: Node; from: number; column: number; to: number }[] {
    return (this.cachedExtents ??= this.nodes.map((node) => {
      const { key, value } = this.file.document.locate(node.source.path);
      const { line, column } = this.file.lines.position((key ?? value).start);
      return { node, from: line, column, to: this.file.lines.position(value.end).line };
    }));
  }

  private onlyBlank(from: number, to: number): boolean {
    for (let line = from; line <= to; line++) if (!/^\s*(#.*)?$/.test(this.file.lines.line(line))) return false;
    return true;
  }

  private nextContent(line: number): number {
    let next = line + 1;
    while (next <= this.file.lines.count && /^\s*(#.*)?$/.test(this.file.lines.line(next))) next++;
    return next;
  }

  locate(start: number, end: number): Location {
    return toLocation(this.file, start, end);
  }

  /** What begins on each line. */
  private get starts(): Map<number, Span[]> {
    if (this.cachedStarts) return this.cachedStarts;
    const starts = new Map<number, Span[]>();
    for (const entry of this.outline.entries) {
      const { line } = this.file.lines.position(entry.start);
      const list = starts.get(line);
      if (list) list.push(entry);
      else starts.set(line, [entry]);
    }
    this.cachedStarts = starts;
    return starts;
  }

  /** Resources by the lines of their names and types. */
  private get heads(): Map<number, Node[]> {
    if (this.cachedHeads) return this.cachedHeads;
    const heads = new Map<number, Node[]>();
    for (const node of this.nodes) {
      const { path, propertiesPath } = node.source;
      if (path === propertiesPath) continue;
      for (const spot of [this.file.document.locate(path), this.file.document.locate([...path, 'Type'])]) {
        if (!spot.key) continue;
        const { line } = this.file.lines.position(spot.key.start);
        const list = heads.get(line) ?? [];
        if (!list.includes(node)) heads.set(line, [...list, node]);
      }
    }
    this.cachedHeads = heads;
    return heads;
  }
}

/** Finds the suppressions in the files of a run, in what CDK recorded, and in the configuration. Judges none of them. */
import { resolve } from 'node:path';
import { matcher } from '../config/glob.js';
import { near } from '../words.js';
import type { Location } from '../finding.js';
import { LoadedFile, type Node } from '../graph/graph.js';
import { rangeOf, toLocation } from '../graph/locate.js';
import type { LoadContext } from '../load/context.js';
import { isObject } from '../load/intrinsics.js';
import type { Path } from '../load/source.js';
import { type Comment, Comments, isAbout, type Judged, spotsOf } from './comments.js';
import type { IgnoreEntry, PeerName } from './options.js';

/** Something wrong with how a suppression is written. */
export interface Flaw {
  message: string;
  fix?: string;
  location: Location;
}

/** One suppression as it is written; it may name several rules. */
export interface Suppression {
  kind: 'inSource' | 'external';
  /** How it is written, for advice on it. */
  form: 'comment' | 'metadata' | 'cdk' | 'config' | 'peer';
  /** The tool that it was written for. */
  peer?: PeerName;
  ids: readonly { text: string; location: Location }[];
  reason?: string;
  owner?: string;
  until?: string;
  untilLocation?: Location;
  /** For other tools, whose last day is not ours: whether it has passed. */
  expired?: boolean;
  location: Location;
  file: LoadedFile;
  node?: Node;
  flaws: readonly Flaw[];
  covers(judged: Judged): boolean;
  /** Whether something may be covered that could not be decided, taken broadly. */
  mayCover(judged: Judged): boolean;
  /** Folder that all of its files are in, for suppressions that stand outside of them. */
  base?: string;
}

/** Every text of the run with the resources in it, by path. */
export function filesOf(context: LoadContext): { file: LoadedFile; nodes: Node[] }[] {
  const byPath = new Map<string, { file: LoadedFile; nodes: Node[] }>();
  for (const file of context.inputs.values()) byPath.set(file.source.file, { file, nodes: [] });
  for (const node of context.graph.nodes) byPath.get(node.source.file.source.file)?.nodes.push(node);
  return [...byPath.values()];
}

const COMMENT = /plimsoll-ignore/g;

/** Suppressions in comments, in metadata and in what CDK recorded. */
export function inFiles(context: LoadContext): Suppression[] {
  const found: Suppression[] = [];
  for (const { file, nodes } of filesOf(context)) {
    if (!file.source.text.includes('plimsoll')) continue;
    const comments = file.source.text.includes('plimsoll-ignore') ? Comments.of(file, nodes) : undefined;
    if (comments) for (const comment of comments.with(COMMENT)) found.push(...fromComment(comments, comment));
    const data = file.document.data;
    if (isObject(data) && isObject(data.Resources) && isObject(data.Metadata) && Object.hasOwn(data.Metadata, 'plimsoll')) {
      const covers = (judged: Judged): boolean => judged.resource.range?.file === file.source.shown || spotsOf(judged).some((spot) => spot.file === file.source.shown);
      found.push(...fromMetadata(data.Metadata.plimsoll, ['Metadata', 'plimsoll'], file, undefined, covers, covers));
    }
    found.push(...ofResources(nodes, file));
  }
  found.push(...acknowledged(context));
  return found;
}

// --- comments

interface Words {
  ids: { text: string; at: number }[];
  options: { name: string; value: string; at: number; end: number }[];
  reason?: string;
}

/** Reads what stands behind `plimsoll-ignore:`; `at` counts from the start of the text. */
export function parseWords(text: string): Words {
  const dashes = /(?:^|\s)--(?=\s|$)/.exec(text);
  const head = dashes ? text.slice(0, dashes.index) : text;
  const reason = dashes ? text.slice(dashes.index + dashes[0].length).trim() : undefined;
  const words: Words = { ids: [], options: [], ...(reason ? { reason } : {}) };
  for (const match of head.matchAll(/[A-Za-z]+=(?:"[^"]*"|'[^']*'|[^\s,]*)|[^\s,]+/g)) {
    const [word] = match;
    const option = /^([A-Za-z]+)=(?:"([^"]*)"|'([^']*)'|(.*))$/.exec(word);
    if (option) words.options.push({ name: option[1] as string, value: option[2] ?? option[3] ?? option[4] ?? '', at: match.index, end: match.index + word.length });
    else words.ids.push({ text: word, at: match.index });
  }
  return words;
}

function* fromComment(comments: Comments, comment: Comment): Generator<Suppression> {
  const { file } = comments;
  const line = comments.lineOf(comment);
  const covers = comments.covering(line);
  const nodes = comments.nodesAt(line);
  const starts = [...comment.text.matchAll(/#+\s*plimsoll-ignore\b:?/g)];
  for (const [index, match] of starts.entries()) {
    const from = match.index + match[0].length;
    const rest = comment.text.slice(from, starts[index + 1]?.index);
    // A second comment in the comment is for somebody else.
    const body = rest.replace(/\s#\s.*$/, '').trimEnd();
    const offset = comment.span.start + from;
    const place = (at: number, end: number): Location => comments.locate(offset + at, offset + end);
    const whole = comments.locate(comment.span.start + match.index, offset + Math.max(body.length, 0));
    const words = parseWords(body);
    const flaws: Flaw[] = [];
    const fields: Record<string, string> = {};
    let untilLocation: Location | undefined;
    for (const { name, value, at, end } of words.options) {
      if (name !== 'until' && name !== 'owner') flaws.push({ message: `a suppression has no "${name}="${near(name, ['until', 'owner'])}`, fix: 'Write until=YYYY-MM-DD and owner=NAME; the reason goes behind " -- ".', location: place(at, end) });
      else fields[name] = value;
      if (name === 'until') untilLocation = place(at, end);
    }
    if (words.ids.length === 0) flaws.push({ message: 'this suppression names no rule', fix: 'Write the id of a rule: # plimsoll-ignore: ecr/image-scanning -- reason', location: whole });
    yield {
      kind: 'inSource', form: 'comment', file, location: whole, untilLocation, flaws, covers, ...fields, ...(words.reason ? { reason: words.reason } : {}),
      ids: words.ids.map(({ text, at }) => ({ text, location: place(at, at + text.length) })),
      mayCover: (judged) => covers(judged) || nodes.some((node) => isAbout(judged, node)),
    };
  }
}

// --- metadata

function* ofResources(nodes: readonly Node[], file: LoadedFile): Generator<Suppression> {
  for (const group of byText(nodes.filter(({ source }) => isObject(source.metadata) && Object.hasOwn(source.metadata, 'plimsoll')))) {
    const node = group[0] as Node;
    const covers = (judged: Judged): boolean => group.some((each) => isAbout(judged, each));
    yield* fromMetadata((node.source.metadata as Record<string, unknown>).plimsoll, [...node.source.path, 'Metadata', 'plimsoll'], file, node, covers, covers);
  }
}

/** Resources by where they are written: a loop makes several of one text, and what is written once is read once. */
export function byText(nodes: readonly Node[]): Node[][] {
  const groups = new Map<string, Node[]>();
  for (const node of nodes) {
    const key = JSON.stringify(node.source.path);
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  return [...groups.values()];
}

const FIELDS = ['rule', 'reason', 'until', 'owner'];

function* fromMetadata(raw: unknown, path: Path, file: LoadedFile, node: Node | undefined, covers: Suppression['covers'], mayCover: Suppression['mayCover']): Generator<Suppression> {
  const authored = node?.source.authored?.(undefined);
  const place = (at: Path, key = false): Location => {
    if (authored) return authored;
    const spot = file.document.locate(at);
    const { start, end } = key ? (spot.key ?? spot.value) : spot.value;
    const location = toLocation(file, start, end);
    return location.line === location.endLine ? location : { ...location, endLine: location.line, endColumn: file.lines.line(location.line).trimEnd().length + 1 };
  };
  const wrong = (message: string, location: Location): Suppression => ({
    kind: 'inSource', form: 'metadata', file, node, ids: [], location, covers, mayCover,
    flaws: [{ message, fix: 'Write a list: ignore: [{ rule: ecr/image-scanning, reason: why, until: 2027-01-31, owner: team }].', location }],
  });
  if (!isObject(raw)) return yield wrong('Metadata.plimsoll must be a map with the list "ignore"', place(path, true));
  for (const key of Object.keys(raw)) if (key !== 'ignore') yield wrong(`Metadata.plimsoll has no "${key}"${near(key, ['ignore'])}`, place([...path, key], true));
  if (!Object.hasOwn(raw, 'ignore')) return;
  if (!Array.isArray(raw.ignore)) return yield wrong('Metadata.plimsoll.ignore must be a list', place([...path, 'ignore'], true));
  for (const [index, entry] of raw.ignore.entries()) {
    const at = [...path, 'ignore', index];
    const fields = typeof entry === 'string' ? { rule: entry } : entry;
    if (!isObject(fields)) {
      yield wrong('an entry of Metadata.plimsoll.ignore must be a map with "rule" and "reason"', place(at));
      continue;
    }
    const flaws: Flaw[] = Object.keys(fields).filter((key) => !FIELDS.includes(key)).map((key) => ({ message: `a suppression has no "${key}"${near(key, FIELDS)}`, fix: `Its fields are ${FIELDS.join(', ')}.`, location: place([...at, key], true) }));
    const list = Array.isArray(fields.rule) ? fields.rule : [fields.rule];
    const ids = list.flatMap((text, i) => (typeof text === 'string' && text !== '' ? [{ text, location: typeof entry === 'string' ? place(at) : place(Array.isArray(fields.rule) ? [...at, 'rule', i] : [...at, 'rule']) }] : []));
    if (ids.length < list.length || ids.length === 0) flaws.push({ message: 'this suppression names no rule', fix: 'Write the id of a rule as "rule".', location: place(at) });
    const text = (key: string): string | undefined => (fields[key] === undefined ? undefined : typeof fields[key] === 'string' ? (fields[key] as string) : key === 'until' ? JSON.stringify(fields[key]) : undefined);
    yield {
      kind: 'inSource', form: 'metadata', file, node, ids, flaws, covers, mayCover, location: place(at),
      reason: text('reason'), owner: text('owner'), until: text('until'), untilLocation: Object.hasOwn(fields, 'until') ? place([...at, 'until']) : undefined,
    };
  }
}

// --- CDK

/** Rules that a program acknowledged; ids of other tools without our prefix are for those tools. */
function acknowledged(context: LoadContext): Suppression[] {
  const byPlace = new Map<string, { id: string; reason: string; nodes: Node[] }>();
  for (const node of context.graph.nodes) {
    for (const { id, reason, construct } of node.source.acknowledged?.() ?? []) {
      const key = JSON.stringify([node.unit.id, construct, id]);
      const known = byPlace.get(key);
      if (known) known.nodes.push(node);
      else byPlace.set(key, { id, reason, nodes: [node] });
    }
  }
  return [...byPlace.values()].map(({ id, reason, nodes }): Suppression => {
    const node = nodes[0] as Node;
    const location = node.source.authored?.(undefined) ?? { ...rangeOf(node), endLine: rangeOf(node).line, endColumn: rangeOf(node).column + 1 };
    const covers = (judged: Judged): boolean => nodes.some((each) => isAbout(judged, each));
    return { kind: 'inSource', form: 'cdk', file: node.source.file, node, ids: [{ text: id, location }], reason, location, flaws: [], covers, mayCover: covers };
  });
}

// --- configuration

/** The entries of `ignore` in configurations. */
export async function inConfiguration(entries: readonly IgnoreEntry[], context: LoadContext): Promise<Suppression[]> {
  const found: Suppression[] = [];
  for (const entry of entries) {
    const file = entry.source && (await context.read(entry.source.file, 'silent'))?.[0];
    const place = (...more: (string | number)[]): Location => {
      if (!file || !entry.source) return { file: entry.source ? context.shown(entry.source.file) : 'configuration', line: 1, column: 1, endLine: 1, endColumn: 2 };
      const { value } = file.document.locate([...entry.source.path, ...more]);
      const location = toLocation(file, value.start, value.end);
      return location.line === location.endLine ? location : { ...location, endLine: location.line, endColumn: file.lines.line(location.line).trimEnd().length + 1 };
    };
    const list = typeof entry.rule === 'string' ? [entry.rule] : entry.rule;
    const base = entry.base ?? context.options.cwd;
    const inFiles = fileMatcher(entry.files, base, context.options.cwd);
    const [resource, path] = [wildcard(entry.resource), wildcard(entry.path)];
    const reaches = (judged: Judged): boolean =>
      (inFiles === undefined || [...spotsOf(judged).map((spot) => spot.file), ...(judged.resource.range ? [judged.resource.range.file] : [])].some(inFiles)) &&
      (resource === undefined || resource(judged.resource.name) || (judged.resource.constructPath !== undefined && resource(judged.resource.constructPath)));
    found.push({
      kind: 'external', form: 'config', file: file ?? nowhere(context, entry.source?.file), base,
      ids: list.map((text, index) => ({ text, location: typeof entry.rule === 'string' ? place('rule') : place('rule', index) })),
      reason: entry.reason, owner: entry.owner, until: entry.until, untilLocation: entry.until === undefined ? undefined : place('until'),
      location: place(), flaws: list.length === 0 ? [{ message: 'this suppression names no rule', location: place('rule') }] : [],
      covers: (judged) => reaches(judged) && (path === undefined || path((judged as { path?: string }).path ?? '')),
      mayCover: reaches,
    });
  }
  return found;
}

/** A file that is not read as an input, for problems that carry their own place. */
export function nowhere(context: LoadContext, file = 'configuration'): LoadedFile {
  return new LoadedFile({ file, shown: file === 'configuration' ? file : context.shown(file), text: '' }, { data: undefined, flaws: [], locate: () => ({ value: { start: 0, end: 0 } }) });
}

/**
 * Matches shown paths against globs that are relative to a folder.
 * @returns undefined when there are no globs, so that everything matches
 */
export function fileMatcher(globs: readonly string[] | undefined, base: string, cwd: string): ((shown: string) => boolean) | undefined {
  const matches = globs && matcher(globs, base);
  return matches && ((shown) => matches(resolve(cwd, shown)));
}

/** A matcher for text in which `*` stands for anything. */
function wildcard(pattern: string | undefined): ((text: string) => boolean) | undefined {
  if (pattern === undefined) return undefined;
  const source = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*');
  const expression = new RegExp(`^${source}$`, 's');
  return (text) => expression.test(text);
}

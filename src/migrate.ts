/** Turns suppressions written for other tools into ours: a comment beside them in YAML, an entry of the configuration for everything else. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { check } from './engine.js';
import type { LoadedFile } from './graph/graph.js';
import { isObject } from './load/intrinsics.js';
import { load } from './load/load.js';
import { UsageError } from './load/parameters.js';
import { parseYaml } from './load/yaml.js';
import type { Rule } from './rule.js';
import { redact } from './secrets.js';
import { filesOf } from './suppress/collect.js';
import { Comments } from './suppress/comments.js';
import { RuleNames } from './suppress/names.js';
import { dayOf, PEERS, type PeerName } from './suppress/options.js';
import { everyPeer, type PeerSuppression } from './suppress/peers.js';

export interface MigrateOptions {
  /** Absolute working directory. */
  cwd: string;
  /** Files and folders; the working directory when empty. */
  paths: readonly string[];
  from: readonly (PeerName | 'all')[];
  /** Every rule there is. */
  rules: readonly Rule[];
  /** Absolute path of the configuration that entries go into; `plimsoll.config.yaml` in the working directory when left out. */
  config?: string;
  dryRun?: boolean;
  today?: string;
}

/** A line that is added to a file, or text at the end of one. */
export interface Insertion {
  /** As shown. */
  file: string;
  /** The line that it comes before (or, at the end of a line, that line), as the file is now. */
  line: number;
  text: string;
}

export interface Left {
  peer: PeerName;
  id: string;
  file: string;
  line: number;
  why: string;
}

export interface Migration {
  insertions: Insertion[];
  /** Entries for `ignore`, as lines of YAML. */
  entries: { file: string; text: string; /** False when the configuration cannot be edited, so that somebody has to paste them. */ written: boolean }[];
  /** What has no place among our suppressions. */
  left: Left[];
  dryRun: boolean;
}

interface Comment {
  rules: Set<string>;
  reason: string;
  until?: string;
}

/** The values that `--from` takes. */
export const MIGRATE_FROM: readonly string[] = [...PEERS, 'all'];

/**
 * Finds the suppressions of other tools and writes down as ours those that hide a finding of ours, or may hide one. Running it
 * again changes nothing.
 * @throws UsageError when a file cannot be written
 */
export async function migrate(options: MigrateOptions): Promise<Migration> {
  const { cwd } = options;
  const context = await load({ cwd, paths: options.paths.length > 0 ? options.paths : ['.'] });
  const outcomes = check(context.graph, options.rules);
  const names = new RuleNames(options.rules);
  const config = options.config ?? join(cwd, 'plimsoll.config.yaml');
  const migration: Migration = { insertions: [], entries: [], left: [], dryRun: options.dryRun === true };
  const notes = new Notes();
  const entries: Entry[] = [];
  const commentsOf = new Map(filesOf(context).map(({ file, nodes }) => [file.source.file, Comments.of(file, nodes)]));

  for (const found of await everyPeer(context, options.from, options.today ?? dayOf())) {
    const leave = (id: string, why: string): number => migration.left.push({ peer: found.peer, id: redact(id), file: found.location.file, line: found.location.line, why });
    for (const { text: id } of found.ids) {
      const rules = names.equivalent(found.peer, id);
      const needed = rules.filter((rule) => outcomes.findings.some((finding) => finding.rule === rule && found.covers(finding)) || outcomes.undecided.some((look) => look.rule === rule && found.mayCover(look)));
      if (rules.length === 0) leave(id, 'no rule of ours stands for it');
      else if (found.refused !== undefined) leave(id, found.refused);
      else if (found.expired) leave(id, 'it has expired');
      else if (needed.length === 0) leave(id, `nothing of ours to suppress: ${rules.slice(0, 3).join(', ')}`);
      else {
        const reason = redact(oneLine(found.reason ?? `taken over from ${found.peer} (${id})`));
        const comments = commentsOf.get(found.file.source.file);
        const place = comments && found.kind === 'inSource' ? placeFor(found, comments) : undefined;
        if (!comments || !place) entries.push({ rules: needed, files: found.kind === 'external' ? found.globs : [slashes(relative(dirname(config), found.file.source.file))], resource: found.node?.name, reason, until: found.until });
        else notes.add(found.file, place, needed.filter((rule) => !isThere(comments, place, rule)), reason, found.until);
      }
    }
  }
  for (const [file, insertions] of notes.byFile()) {
    migration.insertions.push(...insertions.map(({ line, text }) => ({ file: file.source.shown, line, text: text.trim() })));
    if (!options.dryRun) edit(file, insertions);
  }
  if (entries.length > 0) await intoConfiguration(config, merged(entries), migration, cwd);
  return migration;
}

// --- comments

interface Place {
  line: number;
  /** Behind what stands on the line, because a line above it would fall into a text. */
  atEnd: boolean;
}

/** Where our comment has the same reach as the other tool's suppression; undefined when no comment has. */
function placeFor(found: PeerSuppression, comments: Comments): Place | undefined {
  const { file } = comments;
  const { comment } = found;
  if (comment && found.peer === 'trivy') {
    if (comment.alone) return { line: comment.line, atEnd: false };
    return { line: comment.line, atEnd: !comments.startsClean(comment.line) };
  }
  const path = found.node ? found.node.source.path : ['Resources'];
  const { key } = file.document.locate(path);
  if (!key) return undefined;
  const { line, column } = file.lines.position(key.start);
  return file.lines.line(line).slice(0, column - 1).trim() === '' ? { line, atEnd: false } : undefined;
}

/** Whether a comment of ours for the rule is there already. */
function isThere(comments: Comments, place: Place, rule: string): boolean {
  for (const comment of comments.with(/plimsoll-ignore/g)) {
    const above = comment.alone && (comment.line < place.line || !place.atEnd) && comments.lineOf(comment) === comments.nextFrom(place.line);
    if ((above || comment.line === place.line) && comment.text.includes(rule)) return true;
  }
  return false;
}

class Notes {
  private readonly files = new Map<LoadedFile, Map<string, { place: Place; comments: Comment[] }>>();

  add(file: LoadedFile, place: Place, rules: readonly string[], reason: string, until: string | undefined): void {
    if (rules.length === 0) return;
    const places = this.files.get(file) ?? new Map<string, { place: Place; comments: Comment[] }>();
    this.files.set(file, places);
    const here = places.get(JSON.stringify(place)) ?? { place, comments: [] };
    places.set(JSON.stringify(place), here);
    const fresh = rules.filter((rule) => !here.comments.some((comment) => comment.rules.has(rule)));
    const same = here.comments.find((comment) => comment.reason === reason && comment.until === until);
    if (same) for (const rule of fresh) same.rules.add(rule);
    else if (fresh.length > 0) here.comments.push({ rules: new Set(fresh), reason, until });
  }

  *byFile(): Generator<[LoadedFile, { line: number; offset: number; text: string }[]]> {
    for (const [file, places] of this.files) {
      const { lines } = file;
      const insertions = [...places.values()].sort((a, b) => a.place.line - b.place.line).flatMap(({ place, comments }) =>
        comments.map((comment) => {
          const text = `# plimsoll-ignore: ${[...comment.rules].join(', ')}${comment.until === undefined ? '' : ` until=${comment.until}`} -- ${comment.reason}`;
          const code = lines.line(place.line);
          const start = lines.offset(place.line, 1);
          if (place.atEnd) return { line: place.line, offset: start + code.length, text: ` ${text}` };
          const next = file.source.text.slice(start + code.length, start + code.length + 2);
          const end = next === '\r\n' ? next : next[0] === '\r' ? '\r' : '\n';
          return { line: place.line, offset: start, text: `${/^\s*/.exec(code)?.[0] ?? ''}${text}${end}` };
        }),
      );
      yield [file, insertions];
    }
  }
}

function edit(file: LoadedFile, insertions: readonly { offset: number; text: string }[]): void {
  const { source } = file;
  const raw = readFileSync(source.file, 'utf8');
  const mark = raw.startsWith('\ufeff') ? '\ufeff' : '';
  if (raw.slice(mark.length) !== source.text) throw new UsageError(`${source.shown} is not UTF-8, so it is not edited`);
  let text = '';
  let last = 0;
  for (const { offset, text: inserted } of [...insertions].sort((a, b) => a.offset - b.offset)) {
    text += source.text.slice(last, offset) + inserted;
    last = offset;
  }
  save(source.file, mark + text + source.text.slice(last), source.shown);
}

// --- configuration

interface Entry {
  rules: readonly string[];
  files?: readonly string[];
  resource?: string;
  reason: string;
  until?: string;
}

/** One entry for the rules that are ignored alike. */
function merged(entries: readonly Entry[]): Entry[] {
  const byRest = new Map<string, Entry>();
  for (const entry of entries) {
    const key = JSON.stringify([entry.files, entry.resource, entry.reason, entry.until]);
    const known = byRest.get(key);
    byRest.set(key, known ? { ...known, rules: [...new Set([...known.rules, ...entry.rules])] } : entry);
  }
  return [...byRest.values()];
}

async function intoConfiguration(config: string, entries: readonly Entry[], migration: Migration, cwd: string): Promise<void> {
  const shown = slashes(relative(cwd, config));
  const exists = existsSync(config);
  const rival = exists ? undefined : ['plimsoll.config.yml', 'plimsoll.config.json', 'plimsoll.config.js', 'plimsoll.config.mjs', 'plimsoll.config.ts'].find((name) => existsSync(join(dirname(config), name)));
  const text = exists ? readFileSync(config, 'utf8') : '';
  const document = text.trim() === '' ? undefined : (await parseYaml(text))[0];
  const data = document?.data;
  const list = isObject(data) ? data.ignore : undefined;
  const there = Array.isArray(list) ? list.filter(isObject) : [];
  const fresh = entries
    .map((entry) => ({ ...entry, rules: entry.rules.filter((rule) => !there.some((old) => [old.rule].flat().includes(rule) && JSON.stringify(old.files) === JSON.stringify(entry.files) && old.resource === entry.resource)) }))
    .filter(({ rules }) => rules.length > 0);
  if (fresh.length === 0) return;
  let indent = '  ';
  let at = text.length;
  let head = `${text === '' || text.endsWith('\n') ? '' : '\n'}ignore:\n`;
  let editable = rival === undefined && (data === undefined || data === null || isObject(data));
  if (document && Array.isArray(list) && list.length > 0) {
    const first = document.locate(['ignore', 0]).value.start;
    const dash = text.slice(text.lastIndexOf('\n', first - 1) + 1, first);
    editable &&= /^\s*-\s+$/.test(dash);
    indent = /^\s*/.exec(dash)?.[0] ?? '';
    const end = text.indexOf('\n', document.locate(['ignore', list.length - 1]).value.end - 1);
    at = end === -1 ? text.length : end + 1;
    head = end === -1 ? '\n' : '';
  } else if (list !== undefined) editable = false;
  const blocks = fresh.map((entry) => block(entry, indent));
  migration.entries.push(...blocks.map((block) => ({ file: rival === undefined ? shown : slashes(relative(cwd, join(dirname(config), rival))), text: block, written: editable && !migration.dryRun })));
  if (editable && !migration.dryRun) save(config, `${text.slice(0, at)}${head}${blocks.join('')}${text.slice(at)}`, shown);
}

function block({ rules, files, resource, reason, until }: Entry, indent: string): string {
  const list = (items: readonly string[]): string => `[${items.map(scalar).join(', ')}]`;
  return [
    `${indent}- rule: ${rules.length === 1 ? scalar(rules[0] as string) : list(rules)}`,
    ...(files === undefined ? [] : [`${indent}  files: ${list(files)}`]),
    ...(resource === undefined ? [] : [`${indent}  resource: ${scalar(resource)}`]),
    `${indent}  reason: ${scalar(reason)}`,
    ...(until === undefined ? [] : [`${indent}  until: ${JSON.stringify(until)}`]),
    '',
  ].join('\n');
}

/** Text in YAML, in quotes unless it surely needs none. */
const scalar = (text: string): string => (/^[A-Za-z][\w ./()-]*[\w)]$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text) ? text : JSON.stringify(text));

// --- words

/** What a migration did, or would do: lines to add with a plus, then what was left. */
export function describeMigration({ insertions, entries, left, dryRun }: Migration): string {
  const lines: string[] = [];
  for (const file of new Set(insertions.map((each) => each.file))) {
    lines.push(file);
    for (const { line, text } of insertions.filter((each) => each.file === file)) lines.push(`${String(line).padStart(6)} + ${text}`);
    lines.push('');
  }
  for (const file of new Set(entries.map((each) => each.file))) {
    const those = entries.filter((each) => each.file === file);
    lines.push(dryRun || those.some(({ written }) => written) ? file : `${file} is not edited; put this under "ignore" in it:`);
    lines.push(...those.flatMap(({ text }) => text.trimEnd().split('\n').map((line) => `       + ${line}`)), '');
  }
  if (left.length > 0) {
    lines.push('Not taken over:');
    lines.push(...left.map(({ peer, id, file, line, why }) => `  ${peer} ${id}  ${file}:${line}  ${why}`), '');
  }
  const done = insertions.length + entries.length;
  lines.push(done === 0 ? 'Nothing to write.' : `${done} ${done === 1 ? 'suppression' : 'suppressions'} ${dryRun ? 'to write' : 'written'}.`);
  return `${lines.join('\n')}\n`;
}

/** A reason as it fits into a comment. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/(^|\s)#(?=\s)/g, '$1').trim();
}

function save(file: string, text: string, shown: string): void {
  try {
    writeFileSync(resolve(file), text);
  } catch (error) {
    throw new UsageError(`cannot write ${shown}: ${(error as Error).message}`);
  }
}

const slashes = (path: string): string => path.split(sep).join('/');

/**
 * The baseline: findings that were there when somebody drew a line. It holds nothing that moves when lines move, so that old
 * findings stay old through edits, and new ones are seen.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { BaselineEntry, BaselineState, Finding, Notice, Result } from './finding.js';
import { UsageError } from './load/parameters.js';
import { isAddress } from './report/text.js';
import { dateOf, dayOf } from './suppress/options.js';

export interface BaselineOptions {
  /** Absolute path. */
  file: string;
  /** `remove`: take out what no longer occurs; `add`: also put in what is new. A file that is not there yet is made by either. */
  update?: 'remove' | 'add';
  /** The day that counts as today, YYYY-MM-DD. */
  today?: string;
}

const FIELDS = ['rule', 'file', 'resource', 'path', 'fingerprint', 'reason', 'owner', 'until'] as const;
const NEEDED = FIELDS.slice(0, 5);

/**
 * Takes the findings that the baseline knows out of a result, and brings the baseline up to date when that is asked.
 * @throws UsageError when the baseline is missing or is none
 */
export function compare(result: Result, options: BaselineOptions, cwd: string): Result {
  const shown = slashes(relative(cwd, options.file));
  const missing = !existsSync(options.file);
  if (missing && !options.update) throw new UsageError(`there is no baseline ${shown}; --update-baseline makes it`);
  const entries = missing ? [] : parseBaseline(readFileSync(options.file, 'utf8'), shown);
  const folder = dirname(options.file);
  const matched = match(entries, result, folder, cwd, options.today ?? dayOf());
  let { fresh, old, absent } = matched;
  const notices: Notice[] = [...result.notices];
  const say = (message: string): number => notices.push({ level: 'note', incomplete: false, message, file: shown });
  if (matched.expired > 0) say(`${count(matched.expired, 'entry', 'entries')} expired: what they stood for is reported again`);
  if (options.update) {
    const added = options.update === 'add' || missing ? fresh : [];
    const kept = [...matched.kept, ...added.map((finding) => entryOf(finding, folder, cwd))];
    const text = formatBaseline(kept);
    if (missing || readFileSync(options.file, 'utf8') !== text) write(options.file, text, shown);
    const removed = absent.length + matched.expired;
    say([`written: ${count(kept.length, 'entry', 'entries')}`, ...(added.length > 0 ? [`${added.length} new`] : []), ...(removed > 0 ? [`${removed} removed`] : [])].join(', '));
    old = [...old, ...added];
    fresh = added.length > 0 ? [] : fresh;
    absent = [];
  } else if (absent.length > 0) {
    const named = absent.slice(0, 3).map(({ rule, resource }) => `${rule} of ${resource.slice(resource.indexOf(' ') + 1)}`).join(', ');
    say(`${count(absent.length, 'entry', 'entries')} no longer ${absent.length === 1 ? 'occurs' : 'occur'}: ${named}${absent.length > 3 ? ', …' : ''}; --update-baseline removes ${absent.length === 1 ? 'it' : 'them'}`);
  }
  const order = new Map(result.findings.map((finding, index) => [finding, index]));
  old = [...old].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  const baseline: BaselineState = { file: shown, old, absent: absent.map((entry) => ({ ...entry, file: shownFile(entry.file, folder, cwd) })) };
  return { ...result, findings: fresh, baseline, notices };
}

/**
 * Reads a baseline.
 * @throws UsageError in words when the text is none
 */
export function parseBaseline(text: string, shown: string): BaselineEntry[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`the baseline ${shown} is not JSON: ${(error as Error).message}`);
  }
  const { version, findings } = (data ?? {}) as { version?: unknown; findings?: unknown };
  if (version !== 1 || !Array.isArray(findings)) throw new UsageError(`${shown} is no baseline: it must have "version": 1 and a list "findings"`);
  return findings.map((raw: unknown, index) => {
    const entry = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
    for (const field of NEEDED) if (typeof entry[field] !== 'string') throw new UsageError(`the baseline ${shown}: finding ${index + 1} lacks "${field}"`);
    return Object.fromEntries(FIELDS.filter((field) => entry[field] !== undefined).map((field) => [field, String(entry[field])])) as unknown as BaselineEntry;
  });
}

/** The text of a baseline: sorted, a line for each finding, so that changes show and merge well. */
export function formatBaseline(entries: readonly BaselineEntry[]): string {
  const key = (entry: BaselineEntry): string => FIELDS.map((field) => entry[field] ?? '').join('\u0000');
  const lines = [...entries].sort((a, b) => (key(a) < key(b) ? -1 : 1)).map((entry) => `    ${JSON.stringify(Object.fromEntries(FIELDS.filter((field) => entry[field] !== undefined).map((field) => [field, entry[field]])))}`);
  return `{\n  "version": 1,\n  "findings": [${lines.length > 0 ? `\n${lines.join(',\n')}\n  ` : ''}]\n}\n`;
}

interface Matched {
  fresh: Finding[];
  old: Finding[];
  /** Entries that stay: they match, or this run cannot say that they do not. */
  kept: BaselineEntry[];
  absent: BaselineEntry[];
  expired: number;
}

/** Lays entries and findings side by side: by identity and file, then, for files that are gone, by identity alone where that is unique. */
function match(entries: readonly BaselineEntry[], result: Result, folder: string, cwd: string, today: string): Matched {
  const live = entries.filter(({ until }) => until === undefined || (dateOf(until) !== undefined && until >= today));
  const expired = entries.filter((entry) => !live.includes(entry));
  const open = new Map<string, Finding[]>();
  const fileOf = new Map(result.findings.map((finding) => [finding, baselineFile(finding, folder, cwd)]));
  const put = (key: string, finding: Finding): unknown => open.get(key)?.push(finding) ?? open.set(key, [finding]);
  for (const finding of result.findings) put(`${finding.fingerprint} ${fileOf.get(finding)}`, finding);
  const pairs = new Map<BaselineEntry, Finding>();
  const taken = new Set<Finding>();
  const pair = (entry: BaselineEntry, finding: Finding): void => {
    pairs.set(entry, finding);
    taken.add(finding);
  };
  for (const entry of live) {
    const finding = open.get(`${entry.fingerprint} ${entry.file}`)?.find((each) => !taken.has(each) && each.rule === entry.rule);
    if (finding) pair(entry, finding);
  }
  // A file that is still there was not renamed: what is gone from it and found elsewhere is a copy.
  const gone = (file: string): boolean => !isAddress(file) && !existsSync(resolve(folder, file));
  const known = new Set(live.map(({ file }) => file));
  for (const same of [(file: string): string => basename(file), (): string => '']) {
    const orphans = groupBy(live.filter((entry) => !pairs.has(entry) && gone(entry.file)), (entry) => `${entry.fingerprint} ${entry.rule} ${same(entry.file)}`);
    const strangers = groupBy(result.findings.filter((finding) => !taken.has(finding) && !known.has(fileOf.get(finding) as string)), (finding) => `${finding.fingerprint} ${finding.rule} ${same(fileOf.get(finding) as string)}`);
    for (const [key, [entry, ...more]] of orphans) {
      const [finding, ...others] = strangers.get(key) ?? [];
      if (entry && finding && more.length === 0 && others.length === 0) pair(entry, finding);
    }
  }
  const unmatched = live.filter((entry) => !pairs.has(entry));
  const absent = unmatched.filter((entry) => isSurelyGone(entry, result, folder, cwd, gone(entry.file)));
  const kept = [...unmatched.filter((entry) => !absent.includes(entry)), ...[...pairs].map(([entry, finding]) => ({ ...entry, file: fileOf.get(finding) as string }))];
  return { fresh: result.findings.filter((finding) => !taken.has(finding)), old: result.findings.filter((finding) => taken.has(finding)), kept, absent, expired: expired.length };
}

/** Whether this run would have found it: its rule ran, its file was read, and nothing there stayed undecided. */
function isSurelyGone(entry: BaselineEntry, result: Result, folder: string, cwd: string, gone: boolean): boolean {
  const file = shownFile(entry.file, folder, cwd);
  if (result.errors.some(({ rule }) => rule === entry.rule)) return false;
  if (!result.rules.some(({ id }) => id === entry.rule)) return false;
  if (gone) return true;
  if (!result.files.includes(file)) return false;
  return !result.undecided.some(({ rule, resource }) => rule === entry.rule && `${resource.type} ${resource.name}` === entry.resource);
}

/** What a baseline remembers of a finding. */
export function entryOf(finding: Finding, folder: string, cwd: string): BaselineEntry {
  const { rule, resource, path, fingerprint } = finding;
  const file = baselineFile(finding, folder, cwd);
  // A file is called by its name, which may change.
  return { rule, file, resource: resource.type === 'file' ? 'file' : `${resource.type} ${resource.name}`, path, fingerprint };
}

/** The file that was read for a finding: of a CDK app the template, whatever line of the program the finding points at. */
function baselineFile({ location, related, resource }: Finding, folder: string, cwd: string): string {
  const file = related.find(({ message }) => message === 'as synthesised')?.location.file ?? resource.range?.file ?? location.file;
  return isAddress(file) ? file : slashes(relative(folder, resolve(cwd, file)));
}

function shownFile(file: string, folder: string, cwd: string): string {
  return isAddress(file) ? file : slashes(relative(cwd, resolve(folder, file)));
}

function write(file: string, text: string, shown: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${shown}: ${(error as Error).message}`);
  }
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

const slashes = (path: string): string => path.split(sep).join('/');
const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

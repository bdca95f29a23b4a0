/**
 * Only what a change adds: the same rules over the tree of an earlier commit, or over an older assembly, and the findings of both laid
 * beside each other. The rules, options and parameters are today's on both sides, so that a rule that was just switched on makes nothing new.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Applied } from '../config/config.js';
import type { Finding, Notice, Result, SinceState } from '../finding.js';
import { gitRoot } from '../load/discover.js';
import { UsageError } from '../load/parameters.js';
import { isAddress } from '../report/text.js';
import type { Run, RunOptions } from '../run.js';
import { type Changes, Git, GitError } from './git.js';
import type { LineRange } from './ranges.js';

/** What counts as the earlier state. */
export interface SinceOptions {
  /** A commit, branch or tag; compared is where it and HEAD parted. */
  ref?: string;
  /** Absolute path of inputs as they were: an older `cdk.out`, for what is not in git. */
  base?: string;
}

/** Files that a look at an earlier tree may need. */
const NEEDED = /\.(?:json|ya?ml|template|tmpl|tpl|cfn|cform)$|(?:^|\/)(?:[\w.-]*[Dd]ockerfile[\w.-]*|\.gitignore)$/;
/** Larger blobs are nobody's template. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Lays the findings of a run beside those of an earlier state.
 * @param run how the earlier state is judged
 * @returns the result with what is new as its findings
 * @throws UsageError when there is no such state here, with what to do
 */
export async function compareSince(result: Result, options: RunOptions, since: SinceOptions, run: (options: RunOptions) => Promise<Run>): Promise<Result> {
  const notices: Notice[] = [...result.notices];
  const tree = since.ref === undefined ? undefined : openTree(options.cwd, since.ref);
  const sides: Side[] = [];
  if (tree) sides.push(await ofTree(tree, options, run));
  if (since.base !== undefined) sides.push(await ofFolder(since.base, options, run));
  const lines = tree && since.base === undefined ? new ProgramLines(tree, options.cwd) : undefined;
  const fresh: Finding[] = [];
  const old: Finding[] = [];
  const matched = new Set<Finding>();
  let guessed = 0;
  for (const finding of result.findings) {
    const side = sides.find((each) => each.holds(finding));
    if (side) {
      const before = side.match(finding);
      if (before) matched.add(before);
      (before ? old : fresh).push(finding);
    } else if (lines && lines.isUnchanged(finding)) old.push(finding);
    else {
      if (lines && !lines.knows(finding)) guessed++;
      fresh.push(finding);
    }
  }
  if (guessed > 0) notices.push({ level: 'note', incomplete: false, message: `${guessed} ${guessed === 1 ? 'finding is' : 'findings are'} in files that git does not have and that name no line of a program; they count as new (--base names an older cdk.out)` });
  if (tree?.note) notices.push({ level: 'note', incomplete: false, message: tree.note });
  const gone = sides.flatMap((side) => side.findings.filter((finding) => !matched.has(finding)));
  const base = [...(tree ? [tree.shown] : []), ...(since.base === undefined ? [] : [shownPath(since.base, options.cwd)])].join(' and ');
  const state: SinceState = { base, by: 'tree', old, gone };
  return { ...result, findings: fresh, notices, since: state };
}

/**
 * Without an earlier state: what stands on changed lines is new.
 * @param lines changed lines by path below `root`
 */
export function compareLines(result: Result, { cwd, root, base, lines }: { cwd: string; root: string; base: string; lines: ReadonlyMap<string, readonly LineRange[]> }): Result {
  const isNew = ({ location }: Finding): boolean => {
    if (isAddress(location.file)) return true;
    const path = relative(root, real(resolve(cwd, location.file))).split(sep).join('/');
    return (lines.get(path) ?? []).some(({ from, to }) => location.line <= to && location.endLine >= from);
  };
  return { ...result, findings: result.findings.filter(isNew), since: { base, by: 'lines', old: result.findings.filter((finding) => !isNew(finding)), gone: [] } };
}

/** Findings of an earlier state, and which of today's can be looked up there. */
interface Side {
  findings: readonly Finding[];
  holds(finding: Finding): boolean;
  match(finding: Finding): Finding | undefined;
}

interface Tree {
  git: Git;
  commit: string;
  /** As people call it. */
  shown: string;
  changes: Changes;
  note?: string;
}

function openTree(cwd: string, ref: string): Tree {
  const root = gitRoot(cwd);
  if (root === undefined) throw new UsageError(`--changed-since ${ref}: ${cwd} is not in a git repository`);
  const git = new Git(realpathSync(root));
  try {
    git.run(['rev-parse', '--git-dir']);
    const named = git.commit(ref);
    const head = git.commit('HEAD');
    if (named === undefined) throw new UsageError(`--changed-since ${ref}: git knows no such commit here; ${git.isShallow ? 'the clone is shallow: check out with fetch-depth: 0, or ' : ''}run git fetch origin ${ref.replace(/^origin\//, '')}`);
    const parted = head === undefined ? undefined : git.mergeBase(named, head);
    const commit = parted ?? named;
    const short = commit.slice(0, 7);
    return { git, commit, shown: ref.startsWith(short) ? short : `${ref} (${short})`, changes: git.changes(commit), ...(parted === undefined && head !== undefined && { note: `${ref} and HEAD have no commit in common here, so they are compared as they are` }) };
  } catch (error) {
    if (error instanceof GitError) throw new UsageError(`--changed-since ${ref}: ${error.message}`);
    throw error;
  }
}

/** Judges the tree of a commit, unless nothing that matters differs from it. */
async function ofTree(tree: Tree, options: RunOptions, run: (options: RunOptions) => Promise<Run>): Promise<Side> {
  const { git, commit, changes } = tree;
  const all = git.files(commit).filter(({ path }) => NEEDED.test(path));
  const tracked = new Set(all.map(({ path }) => path));
  const pathOf = (finding: Finding): string => relative(git.root, real(resolve(options.cwd, fileOf(finding)))).split(sep).join('/');
  const holds = (finding: Finding): boolean => {
    if (isAddress(fileOf(finding))) return false;
    const path = pathOf(finding);
    return tracked.has(changes.renamed.get(path) ?? path) || changes.changed.has(path);
  };
  if (![...changes.changed].some((path) => NEEDED.test(path))) return { findings: [], holds, match: (finding) => finding };
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-base-')));
  try {
    writeTree(git, all, folder);
    const to = (path: string): string => join(folder, relative(git.root, real(resolve(options.cwd, path))));
    const from = (path: string): string => join(git.root, relative(folder, path));
    const cwd = to(options.cwd);
    mkdirSync(cwd, { recursive: true });
    // The earlier tree is judged by today's configuration, and none of its own is even looked for.
    const configure = options.configure && (async (files: readonly string[]): Promise<Applied | undefined> => {
      const applied = await options.configure?.(files.map(from));
      return applied && { ...applied, ignore: [], notices: [], settings: (file) => applied.settings(from(file)) };
    });
    const { since: _, baseline: __, edits: ___, texts: ____, ...rest } = options;
    const before = await run({ ...rest, cwd, paths: options.paths.map((path) => (resolve(path) === path ? to(path) : path)), configure });
    const open = new Map<string, Finding[]>();
    for (const finding of before.result.findings) put(open, `${finding.fingerprint} ${fileOf(finding)}`, finding);
    const shownOld = (finding: Finding): string => {
      const earlier = changes.renamed.get(pathOf(finding));
      return earlier === undefined ? fileOf(finding) : relative(options.cwd, join(git.root, earlier)).split(sep).join('/');
    };
    return { findings: before.result.findings, holds, match: (finding) => open.get(`${finding.fingerprint} ${shownOld(finding)}`)?.find(({ rule }) => rule === finding.rule) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes files of a commit below a folder. Names that lead elsewhere are left out. */
function writeTree(git: Git, files: readonly { path: string; blob: string }[], folder: string): void {
  // The mark of a repository ends every search upwards here.
  mkdirSync(join(folder, '.git'));
  const inside = files.filter(({ path }) => !path.split('/').some((part) => part === '..' || part === '.' || part === '' || part === '.git') && !(sep === '\\' && path.includes('\\')));
  const contents = git.blobs(inside.map(({ blob }) => blob));
  inside.forEach(({ path }, index) => {
    const content = contents[index] as Buffer;
    if (content.length === 0 || content.length > MOST_BYTES) return;
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: 0o600 });
  });
}

/** Judges inputs as they were. Files are told apart by their names alone, for the folders differ. */
async function ofFolder(base: string, options: RunOptions, run: (options: RunOptions) => Promise<Run>): Promise<Side> {
  const { since: _, baseline: __, edits: ___, texts: ____, stdin: _____, ...rest } = options;
  const before = await run({ ...rest, paths: [base] });
  if (before.result.files.length === 0) throw new UsageError(`--base ${shownPath(base, options.cwd)}: ${before.result.notices[0]?.message ?? 'holds nothing to check'}`);
  const open = new Map<string, Finding[]>();
  for (const finding of before.result.findings) put(open, `${finding.fingerprint} ${basename(fileOf(finding))}`, finding);
  return { findings: before.result.findings, holds: () => true, match: (finding) => open.get(`${finding.fingerprint} ${basename(fileOf(finding))}`)?.find(({ rule }) => rule === finding.rule) };
}

/** Findings of an assembly that git does not have: by the lines of the program that they point at. */
class ProgramLines {
  private readonly cwd: string;
  private readonly tree: Tree;
  private readonly lines: ReadonlyMap<string, LineRange[]>;

  constructor(tree: Tree, cwd: string) {
    this.tree = tree;
    this.cwd = cwd;
    this.lines = tree.git.changedLines(tree.commit, tree.changes);
  }

  /** Whether a finding points at a line of a program. */
  knows({ location, related }: Finding): boolean {
    return related.some(({ message }) => message === 'as synthesised') && !isAddress(location.file);
  }

  isUnchanged(finding: Finding): boolean {
    if (!this.knows(finding)) return false;
    const path = relative(this.tree.git.root, real(resolve(this.cwd, finding.location.file))).split(sep).join('/');
    return !(this.lines.get(path) ?? []).some(({ from, to }) => finding.location.line <= to && finding.location.endLine >= from);
  }
}

/** The file that was read for a finding: of a CDK app the template, whatever line of the program it points at. */
function fileOf({ location, related, resource }: Finding): string {
  return related.find(({ message }) => message === 'as synthesised')?.location.file ?? resource.range?.file ?? location.file;
}

function put<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

const shownPath = (path: string, cwd: string): string => relative(cwd, path).split(sep).join('/') || '.';

/**
 * The few questions that are asked of git. Nothing of the repository is executed: no hooks, no file system monitor, no external diff, no
 * filters, no pager, no prompt, and no word of a user is ever taken for an option.
 *
 * Source: https://git-scm.com/docs
 */
import { spawnSync } from 'node:child_process';
import type { LineRange } from './ranges.js';

/** What git said, or why it said nothing. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

const QUIET = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.quotePath=false', '-c', 'diff.external=', '-c', 'core.pager=cat', '-c', 'color.ui=false', '-c', 'protocol.ext.allow=never', '-c', 'diff.renameLimit=5000', '--no-pager', '--no-replace-objects'];
const LIMIT = 60_000;
const MOST_OUTPUT = 1 << 30;

/** A work tree. */
export class Git {
  /** Absolute top folder. */
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /**
   * Runs a command.
   * @throws GitError with git's own first line
   */
  run(args: readonly string[], input?: string): Buffer {
    const { GIT_DIR: _, GIT_WORK_TREE: __, GIT_INDEX_FILE: ___, GIT_EXTERNAL_DIFF: ____, ...env } = process.env;
    const done = spawnSync('git', ['-C', this.root, ...QUIET, ...args], { input, timeout: LIMIT, maxBuffer: MOST_OUTPUT, windowsHide: true, env: { ...env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' } });
    if (done.error) throw new GitError((done.error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no git here' : (done.error as NodeJS.ErrnoException).code === 'ETIMEDOUT' ? 'git took too long' : done.error.message);
    if (done.status !== 0) throw new GitError(done.stderr.toString().trim().split('\n')[0]?.replace(/^fatal: |^error: /, '') || `git ended with ${done.status}`);
    return done.stdout;
  }

  /** As `run`, undefined where git refuses. */
  ask(args: readonly string[]): string | undefined {
    try {
      return this.run(args).toString().trim();
    } catch {
      return undefined;
    }
  }

  /** The commit that a name means, 40 hex digits. */
  commit(name: string): string | undefined {
    return name === '' || name.includes('\0') ? undefined : this.ask(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  }

  /** Where two commits parted; undefined when they have nothing in common, or what they have is not here. */
  mergeBase(a: string, b: string): string | undefined {
    return this.ask(['merge-base', a, b]);
  }

  get isShallow(): boolean {
    return this.ask(['rev-parse', '--is-shallow-repository']) === 'true';
  }

  /** Files of a commit by their paths: regular ones only, links and other repositories left out. */
  files(commit: string): { path: string; blob: string }[] {
    return records(this.run(['ls-tree', '-r', '-z', '--full-tree', commit])).flatMap((record) => {
      const [, mode, blob, path] = /^(\d+) blob ([0-9a-f]+)\t([\s\S]+)$/.exec(record) ?? [];
      return mode?.startsWith('100') && blob !== undefined && path !== undefined ? [{ path, blob }] : [];
    });
  }

  /** The contents of blobs, in their order. */
  blobs(ids: readonly string[]): Buffer[] {
    if (ids.length === 0) return [];
    const out = this.run(['cat-file', '--batch'], `${ids.join('\n')}\n`);
    const contents: Buffer[] = [];
    for (let at = 0; contents.length < ids.length; ) {
      const end = out.indexOf(10, at);
      const size = / blob (\d+)$/.exec(out.subarray(at, end).toString())?.[1];
      if (size === undefined) {
        // A partial clone may not have it.
        contents.push(Buffer.alloc(0));
        at = end + 1;
        continue;
      }
      contents.push(out.subarray(end + 1, end + 1 + Number(size)));
      at = end + 2 + Number(size);
    }
    return contents;
  }

  /** What differs between a commit and the work tree, files that git does not know yet included. */
  changes(commit: string): Changes {
    const renamed = new Map<string, string>();
    const changed = new Set<string>();
    const fields = records(this.run(['diff', '--name-status', '-z', '-M', '--no-ext-diff', '--no-textconv', commit, '--']));
    for (let i = 0; i < fields.length; ) {
      const status = fields[i++] as string;
      const path = fields[i++] as string;
      changed.add(path);
      if (!/^[RC]/.test(status)) continue;
      const to = fields[i++] as string;
      if (status.startsWith('R')) renamed.set(to, path);
      changed.add(to);
    }
    const untracked = new Set(records(this.run(['ls-files', '--others', '--exclude-standard', '-z', '--full-name', ':/'])));
    for (const path of untracked) changed.add(path);
    return { changed, renamed, untracked };
  }

  /** Lines of files in the work tree that a commit does not have; `all` for files that it does not have at all. */
  changedLines(commit: string, { untracked }: Changes): ReadonlyMap<string, LineRange[]> {
    const lines = new Map<string, LineRange[]>([...untracked].map((path) => [path, [{ from: 1, to: Number.POSITIVE_INFINITY }]]));
    let path: string | undefined;
    for (const line of this.run(['diff', '-U0', '-M', '--no-ext-diff', '--no-textconv', '--no-color', '--src-prefix=a/', '--dst-prefix=b/', commit, '--']).toString().split('\n')) {
      if (line.startsWith('diff --git ')) path = undefined;
      else if (line.startsWith('+++ ')) path = named(line.slice(4));
      else if (path !== undefined && line.startsWith('@@')) {
        const [, start = '0', size = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
        if (Number(size) > 0) lines.set(path, [...(lines.get(path) ?? []), { from: Number(start), to: Number(start) + Number(size) - 1 }]);
      }
    }
    return lines;
  }
}

/** What differs from a commit; all paths are relative to the top folder. */
export interface Changes {
  changed: ReadonlySet<string>;
  /** Old paths by new ones. */
  renamed: ReadonlyMap<string, string>;
  untracked: ReadonlySet<string>;
}

function records(output: Buffer): string[] {
  return output.toString().split('\0').filter((record) => record !== '');
}

/** The path behind `+++ `: `b/…`, in quotes where it holds characters that git escapes. */
function named(text: string): string | undefined {
  const plain = text.startsWith('"') ? unquoted(text) : text.replace(/\t$/, '');
  return plain.startsWith('b/') ? plain.slice(2) : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\u0007', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r' };

function unquoted(text: string): string {
  const bytes: number[] = [];
  const inner = text.slice(1, text.lastIndexOf('"'));
  for (const [, octal, escaped, plain] of inner.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(...Buffer.from(escaped === undefined ? (plain as string) : (ESCAPES[escaped] ?? escaped)));
  }
  return Buffer.from(bytes).toString();
}

/**
 * Looks for configurations upward from a folder. Part of every run, so it only asks whether files exist and loads nothing: what is
 * found is read by `config.ts`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { UsageError } from '../load/parameters.js';

/** What a configuration may be called, besides the key `plimsoll` in package.json. */
export const NAMES = ['json', 'yaml', 'yml', 'js', 'mjs', 'ts', 'mts'].map((ending) => `plimsoll.config.${ending}`);

/** Finds configurations; every folder is looked at once. */
export class Finder {
  private readonly chains = new Map<string, readonly string[]>();
  private readonly cwd: string;

  constructor(cwd: string) {
    this.cwd = cwd;
  }

  /**
   * The configurations of a folder and of those above it, nearest first, up to the git root (outside of git: to the root of the
   * file system).
   * @throws UsageError when a folder has two
   */
  above(folder: string): readonly string[] {
    const known = this.chains.get(folder);
    if (known) return known;
    const own = this.in(folder);
    const up = dirname(folder);
    const rest = up === folder || existsSync(join(folder, '.git')) ? [] : this.above(up);
    const chain = own === undefined ? rest : [own, ...rest];
    this.chains.set(folder, chain);
    return chain;
  }

  /** The configuration of one folder. */
  in(folder: string): string | undefined {
    const found = NAMES.map((name) => join(folder, name)).filter((file) => existsSync(file));
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && hasKey(manifest)) found.push(manifest);
    if (found.length < 2) return found[0];
    const names = found.map((file) => shownFrom(this.cwd, file) + (file === manifest ? ' (its key plimsoll)' : ''));
    throw new UsageError(`there are ${found.length} configurations in one folder: ${names.join(', ')}; keep one`);
  }
}

/** A path as people see it: relative to the working directory, `/` separators. */
export function shownFrom(cwd: string, file: string): string {
  return (relative(cwd, file) || file).split(sep).join('/');
}

function hasKey(manifest: string): boolean {
  try {
    const text = readFileSync(manifest, 'utf8');
    // Few have the word at all, and then mostly as a dependency.
    return text.includes('"plimsoll"') && Object.hasOwn(JSON.parse(text) as object, 'plimsoll');
  } catch {
    return false;
  }
}

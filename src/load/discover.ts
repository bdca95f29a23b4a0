/** Finds the files that may hold something to check. What they are is decided by their content, later. */
import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { LoadContext } from './context.js';

/** Endings worth opening. */
const ENDINGS = ['json', 'yaml', 'yml', 'template', 'tmpl', 'tpl', 'cfn', 'cform'];

export interface Candidate {
  /** Absolute path. */
  file: string;
  /** The user named this very file. */
  named: boolean;
}

export interface Discovery {
  files: Candidate[];
  /** Absolute folders of cloud assemblies that were named. */
  assemblies: string[];
  /** Absolute paths of `cdk.json` files met on the way. */
  apps: string[];
}

/** The top folder of the git work tree that a folder is in. */
export function gitRoot(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/**
 * Lists candidates under the named paths. Named files always count; folders are searched with `.gitignore` respected,
 * `node_modules` and `.git` left out. A path that does not exist gives an incomplete notice.
 * @param exclude globs that match at any depth, or absolute ones
 */
export async function discover(paths: readonly string[], context: LoadContext, exclude: readonly string[] = []): Promise<Discovery> {
  const { cwd } = context.options;
  const found = new Map<string, Candidate>();
  const assemblies: string[] = [];
  const apps: string[] = [];
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    // A text that was given needs no file.
    if (context.options.texts?.has(absolute)) {
      found.set(absolute, { file: absolute, named: true });
      continue;
    }
    let folder: boolean;
    try {
      folder = statSync(absolute).isDirectory();
    } catch {
      const link = isLink(absolute);
      context.notice({ level: 'error', incomplete: true, message: link ? 'is a link to nothing' : 'no such file or folder', file: path });
      continue;
    }
    if (!folder) {
      if (absolute.endsWith('manifest.json') && existsSync(join(dirname(absolute), 'cdk.out'))) assemblies.push(dirname(absolute));
      else found.set(real(absolute), { file: absolute, named: true });
      continue;
    }
    if (existsSync(join(absolute, 'manifest.json')) && existsSync(join(absolute, 'cdk.out'))) {
      assemblies.push(absolute);
      continue;
    }
    let files = await search(absolute, context, exclude, true);
    // Named paths count although git ignores them.
    if (files.length === 0 && absolute !== resolve(cwd) && gitRoot(absolute) !== undefined) files = await search(absolute, context, exclude, false);
    for (const file of files) {
      if (file.endsWith('/cdk.json') || file.endsWith('\\cdk.json')) apps.push(file);
      else if (!found.has(file)) found.set(file, { file, named: false });
    }
  }
  return { files: [...found.values()], assemblies, apps };
}

async function search(folder: string, context: LoadContext, exclude: readonly string[], gitignore: boolean): Promise<string[]> {
  const { globby } = await import('globby');
  // Relative to the folder where that can be said, because then excluded folders are not even entered.
  const here = `${folder.split(sep).join('/').replaceAll(/[()[\]{}!*?@+\\]/g, '\\$&')}/`;
  const plain = (glob: string): string => (glob.startsWith(here) ? glob.slice(here.length) : /^([A-Za-z]:)?\/|^\*\*/.test(glob) ? glob : `**/${glob}`);
  const ignore = ['**/node_modules/**', '**/.git/**', ...exclude.map(plain)];
  const files = await globby([`**/*.{${ENDINGS.join(',')}}`], {
    cwd: folder,
    absolute: true,
    dot: true,
    gitignore,
    ignore,
    followSymbolicLinks: false,
    suppressErrors: true,
    expandDirectories: false,
  });
  return files.map((file) => resolve(context.options.cwd, file)).sort();
}

const real = (file: string): string => {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
};

function isLink(file: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}

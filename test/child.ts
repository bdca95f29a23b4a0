/** What tests share that run the command line as a process of its own. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './helpers.js';

export interface Said {
  code: number | null;
  out: string;
  err: string;
  /** Peak memory in MiB. */
  memory: number;
  /** It was ended because it took too long. */
  late: boolean;
}

export interface How {
  cwd?: string;
  input?: string | Buffer;
  env?: Record<string, string | undefined>;
  /** Milliseconds. */
  limit?: number;
}

/** A folder that is removed when the process ends. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-'));
  if (folders.push(folder) === 1) process.on('exit', () => {
    for (const each of folders) rmSync(each, { recursive: true, force: true });
  });
  return folder;
}

const folders: string[] = [];

/** Writes files (by path below the folder) and gives the folder. */
export function write(folder: string, files: Readonly<Record<string, string | Buffer>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Bundles the command line as it is in `src/` now, with what it loads by address (`index`, `loader`, `register`), beside and apart from `dist/`. */
export async function bundle(): Promise<string> {
  const outdir = scratch();
  await build({
    entryPoints: { cli: join(ROOT, 'src/cli.ts'), index: join(ROOT, 'src/index.ts'), loader: join(ROOT, 'src/config/loader.ts'), register: join(ROOT, 'src/config/register.ts') },
    absWorkingDir: ROOT,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    target: 'node20.19',
    outExtension: { '.js': '.mjs' },
    banner: { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  return join(outdir, 'cli.mjs');
}

/** Runs a script under Node (or the binary in PLIMSOLL_NODE) and waits for its end. */
export function runner(script: string): (args: readonly string[], how?: How) => Said {
  const folder = scratch();
  const usage = join(folder, 'usage');
  const preload = join(folder, 'usage.mjs');
  writeFileSync(preload, `import { writeFileSync } from 'node:fs';\nprocess.on('exit', () => writeFileSync(${JSON.stringify(usage)}, String(process.resourceUsage().maxRSS)));\n`);
  return (args, { cwd = ROOT, input = '', env = {}, limit = 60_000 } = {}) => {
    writeFileSync(usage, '0');
    const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...own } = process.env;
    const child = spawnSync(process.env.PLIMSOLL_NODE ?? process.execPath, ['--import', `file://${preload}`, script, ...args], {
      cwd,
      input,
      env: { ...own, ...env } as NodeJS.ProcessEnv,
      timeout: limit,
      killSignal: 'SIGKILL',
      maxBuffer: 512 * 1024 * 1024,
    });
    return { code: child.status, out: child.stdout.toString(), err: child.stderr.toString(), memory: Number(readFileSync(usage, 'utf8')) / 1024, late: child.signal !== null };
  };
}

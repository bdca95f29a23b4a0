/**
 * What users get: packs the package, looks at its contents and sizes, installs it into an empty folder, runs it there, and compiles a
 * program against its types. Exits 1 when something is missing, too large, or does not work.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const ROOT = resolve(fileURLToPath(new URL('..', import.meta.url)));
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

/**
 * Kilobytes at most. A cold `npx` downloads the tarball; every start reads the start chunk. Clients of AWS for live accounts will come as
 * chunks that are loaded on demand: they raise the first two, never the third, which grows by some three kilobytes a rule.
 */
const BUDGET = { tarball: 1000, unpacked: 4500, start: 1050 };

const wrong: string[] = [];
const say = (text: string): void => console.log(text);
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-package-'));
try {
  execFileSync('npx', ['tsc', '-p', 'tsconfig.types.json'], { cwd: ROOT, stdio: 'inherit' });
  const [packed] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT, encoding: 'utf8' })) as [{ filename: string; size: number; unpackedSize: number; files: { path: string; size: number }[] }];
  const paths = packed.files.map(({ path }) => path);

  // --- Contents
  for (const path of ['dist/cli.js', 'dist/index.js', 'dist/chunks/start.js', 'dist/THIRD_PARTY_NOTICES.txt', 'dist/types/src/index.d.ts', 'schemas/config.schema.json', 'schemas/report.schema.json', 'LICENSE', 'README.md', 'package.json']) if (!paths.includes(path)) wrong.push(`${path} is not in the package`);
  const allowed = /^(?:dist\/(?:chunks\/)?[\w.-]+\.js|dist\/THIRD_PARTY_NOTICES\.txt|dist\/types\/.*\.d\.ts|schemas\/[\w-]+\.schema\.json|LICENSE|README\.md|CHANGELOG\.md|package\.json)$/;
  for (const path of paths) if (!allowed.test(path)) wrong.push(`${path} does not belong into the package`);

  // --- Sizes
  const kilobytes = (bytes: number): number => Math.ceil(bytes / 1000);
  const start = kilobytes(packed.files.find(({ path }) => path === 'dist/chunks/start.js')?.size ?? 0);
  for (const [name, size] of [['tarball', kilobytes(packed.size)], ['unpacked', kilobytes(packed.unpackedSize)], ['start', start]] as const) {
    say(`${name.padEnd(9)} ${String(size).padStart(5)} kB of ${BUDGET[name]}`);
    if (size > BUDGET[name]) wrong.push(`${name}: ${size} kB, budget ${BUDGET[name]} kB`);
  }
  for (const { path, size } of packed.files.filter((file) => file.path.startsWith('dist/') && !file.path.includes('/types/') && file.size > 40_000).sort((a, b) => b.size - a.size)) say(`          ${String(kilobytes(size)).padStart(5)} kB ${path}`);

  // --- publint
  const { messages } = await publint({ pkgDir: ROOT, strict: true });
  const about = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, unknown>;
  for (const message of messages) if (message.type !== 'suggestion') wrong.push(`publint: ${formatMessage(message, about)}`);

  // --- Installed and run
  const home = join(folder, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'home', private: true, type: 'module' }));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--offline', join(folder, packed.filename)], { cwd: home, stdio: ['ignore', 'ignore', 'inherit'] });
  const installed = readdirSync(join(home, 'node_modules')).filter((name) => !name.startsWith('.'));
  if (installed.join() !== 'plimsoll') wrong.push(`it installs more than itself: ${installed.join(', ')}`);
  cpSync(join(ROOT, 'examples', 'shop'), join(home, 'shop'), { recursive: true });
  const ran = spawnSync('npx', ['--no-install', 'plimsoll', 'check', 'shop'], { cwd: home, encoding: 'utf8' });
  if (ran.status !== 1 || !ran.stdout.includes('break the gate')) wrong.push(`the installed command said (${ran.status}): ${ran.stdout.slice(-300)}${ran.stderr}`);
  const version = spawnSync('npx', ['--no-install', 'plimsoll', '--version'], { cwd: home, encoding: 'utf8' }).stdout.trim();
  if (version !== manifest.version) wrong.push(`the installed command calls itself ${version}`);

  // --- Types
  writeFileSync(join(home, 'rule.ts'), "import { defineRule } from 'plimsoll';\n\nexport default defineRule({\n  id: 'acme/tags',\n  on: 'AWS::ECS::Service',\n  category: 'operations',\n  severity: 'low',\n  summary: 'x',\n  why: 'x',\n  fix: 'x',\n  check(service, { at, report }) {\n    const count: number | undefined = service.DesiredCount;\n    if (count === 0) report(at(service, 'DesiredCount'), 'nothing runs');\n  },\n});\n");
  writeFileSync(join(home, 'wrong.ts'), "import { defineRule } from 'plimsoll';\n\nexport default defineRule({\n  id: 'acme/tags',\n  on: 'AWS::ECS::Service',\n  category: 'operations',\n  severity: 'low',\n  summary: 'x',\n  why: 'x',\n  fix: 'x',\n  check(service, { at, report }) {\n    report(at(service, 'DesiredCuont'), 'misspelt');\n  },\n});\n");
  const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
  const types = (resolution: string, file: string): number | null => spawnSync(tsc, ['--noEmit', '--strict', '--target', 'es2022', '--module', resolution === 'bundler' ? 'esnext' : resolution, '--moduleResolution', resolution, '--types', '', file], { cwd: home, stdio: 'ignore' }).status;
  for (const resolution of ['nodenext', 'bundler']) {
    if (types(resolution, 'rule.ts') !== 0) wrong.push(`a rule does not compile against the types (${resolution})`);
    if (types(resolution, 'wrong.ts') === 0) wrong.push(`a misspelt property compiles (${resolution})`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

// --- The changelog and the version
const changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
if (!changelog.includes(`## ${manifest.version}`) && !changelog.includes('## Unreleased')) wrong.push(`CHANGELOG.md has neither "${manifest.version}" nor "Unreleased"`);
if (!existsSync(join(ROOT, 'dist/cli.js')) || statSync(join(ROOT, 'dist/cli.js')).size === 0) wrong.push('dist/cli.js is empty');

for (const text of wrong) console.error(`package: ${text}`);
if (wrong.length === 0) say('the package is as it should be');
process.exitCode = wrong.length === 0 ? 0 : 1;

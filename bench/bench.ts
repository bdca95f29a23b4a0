/**
 * The budgets of the design, measured: every figure is a ratio to the floor of the same machine, floor and subject taking turns in
 * one run, so that it holds on a fast machine, a slow one and a busy one. Prints a table and writes `bench/out/bench.json`. Rows
 * over budget are marked; the exit code is 0 unless something crashed, for this is no test.
 *
 *     npm run bench [-- --corpus FOLDER] [--quick] [--only WORD]
 *
 * `--corpus` (or PLIMSOLL_CORPUS) names a folder of real files to measure as well.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { generate } from './generate.js';
import type { Passes, PassesRequest } from './passes.js';

const ROOT = resolve(fileURLToPath(new URL('..', import.meta.url)));
const OUT = join(ROOT, 'bench', 'out');
const APPS = join(OUT, 'apps');
/** A copy of `dist`, so that a build meanwhile changes nothing. */
const BUNDLE = join(OUT, 'dist');
const CLI = join(BUNDLE, 'cli.js');
const { values } = parseArgs({ options: { corpus: { type: 'string' }, quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const corpus = values.corpus ?? process.env.PLIMSOLL_CORPUS;
const PROCESS_RUNS = values.quick ? 7 : 21;
const PASS_ROUNDS = values.quick ? 2 : 5;

interface Row {
  group: string;
  measure: string;
  /** Milliseconds, or what `unit` says. */
  floor?: number;
  subject: number;
  unit?: 'MiB' | 'kB';
  ratio?: number;
  /** The same ratio from the fastest floor and the fastest subject; closer to the truth on a busy machine. */
  fastest?: number;
  budget?: number;
  note?: string;
}

const rows: Row[] = [];
/** What is said below the table. */
const remarks: string[] = [];

const wanted = (group: string): boolean => values.only === undefined || group.includes(values.only);
const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] as number;
const fastestOf = (list: readonly number[]): number => Math.min(...list);

// ---------------------------------------------------------------------------------------------------------- what is measured

/** The newest change below some folders. */
function newest(...paths: string[]): number {
  return Math.max(...paths.flatMap((path) => (statSync(path).isDirectory() ? readdirSync(path, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => statSync(join(e.parentPath, e.name)).mtimeMs) : [statSync(path).mtimeMs])));
}

function buildIfStale(): void {
  const sources = ['src', 'rules', 'scripts/build.ts', 'package.json'].map((path) => join(ROOT, path));
  const entry = join(ROOT, 'dist', 'cli.js');
  if (!existsSync(entry) || statSync(entry).mtimeMs < newest(...sources)) {
    console.log('building dist');
    const dist = join(ROOT, 'dist');
    const before = join(OUT, 'dist-before');
    rmSync(before, { recursive: true, force: true });
    if (existsSync(dist)) cpSync(dist, before, { recursive: true });
    const built = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
    if (built.status !== 0) {
      // The build empties its folder first; what stood there is worth more than nothing.
      if (existsSync(before)) cpSync(before, dist, { recursive: true });
      throw new Error('the build failed');
    }
  }
  rmSync(BUNDLE, { recursive: true, force: true });
  cpSync(join(ROOT, 'dist'), BUNDLE, { recursive: true });
}

interface Ran {
  milliseconds: number;
  stdout: string;
}

function node(args: readonly string[], ): Ran {
  const start = performance.now();
  const done = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, NO_COLOR: '1' } });
  const milliseconds = performance.now() - start;
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`node ${args.join(' ')} ended with ${done.status}\n${done.stderr}${done.stdout.slice(0, 2000)}`);
  return { milliseconds, stdout: done.stdout };
}

/** A whole process against a bare one, in turns. */
function wholeProcess(group: string, measure: string, args: readonly string[], budget?: number): void {
  if (!wanted(group)) return;
  const floor: number[] = [];
  const subject: number[] = [];
  for (let i = -1; i < PROCESS_RUNS; i++) {
    const bare = node(['-e', '0']).milliseconds;
    const ours = node([CLI, ...args]);
    // A program that says nothing has not done what is to be measured.
    if (ours.stdout === '') throw new Error(`plimsoll ${args.join(' ')} printed nothing`);
    if (i < 0) continue;
    floor.push(bare);
    subject.push(ours.milliseconds);
  }
  rows.push({
    group, measure, budget,
    floor: median(floor), subject: median(subject),
    ratio: median(subject.map((time, i) => time / (floor[i] as number))),
    fastest: fastestOf(subject) / fastestOf(floor),
  });
}

function passes(request: Omit<PassesRequest, 'bundle' | 'cwd'>): Passes {
  const full: PassesRequest = { ...request, bundle: join(BUNDLE, 'index.js'), cwd: OUT };
  return JSON.parse(node(['--import', 'tsx', join(ROOT, 'bench', 'passes.ts'), JSON.stringify(full)]).stdout) as Passes;
}

interface Timed {
  /** The first pass of each process. */
  first: number[];
  /** The fastest pass of each process: warm code, and mostly no garbage collection in it. */
  steady: number[];
  /** The median pass of each process, collections counted. */
  typical: number[];
  /** The process with the fastest pass. */
  best: Passes;
}

/** Rounds of processes that make passes, all roles and targets in turns. */
function inTurns(requests: readonly Omit<PassesRequest, 'bundle' | 'cwd' | 'passes' | 'milliseconds'>[], milliseconds = 1000): Timed[] {
  const timed: Timed[] = requests.map(() => ({ first: [], steady: [], typical: [], best: undefined as unknown as Passes }));
  for (let round = 0; round < PASS_ROUNDS; round++) {
    requests.forEach((request, i) => {
      const into = timed[i] as Timed;
      const done = passes({ ...request, passes: 60, milliseconds });
      const steady = fastestOf(done.times);
      if (into.steady.every((time) => steady < time)) into.best = done;
      into.first.push(done.times[0] as number);
      into.steady.push(steady);
      into.typical.push(median(done.times.slice(1)));
    });
  }
  return timed;
}

/** Many files: everything that a run does, against parsing the same bytes alone. */
function manyFiles(group: string, measure: string, targets: string[], primer: string, budget: number | undefined): void {
  if (!wanted(group)) return;
  const [floor, subject] = inTurns([{ role: 'floor', targets, primer }, { role: 'subject', targets, primer }]) as [Timed, Timed];
  const { files, bytes } = floor.best;
  const pairs = (kind: 'first' | 'steady'): number => median(subject[kind].map((time, i) => time / (floor[kind][i] as number)));
  rows.push({
    group, measure: `${measure}, warm`, budget,
    floor: median(floor.steady), subject: median(subject.steady), ratio: pairs('steady'), fastest: fastestOf(subject.steady) / fastestOf(floor.steady),
    note: `load ${subject.best.load.toFixed(1)}, rules ${subject.best.check.toFixed(1)} ms`,
  });
  rows.push({ group, measure: `${measure}, first pass`, floor: median(floor.first), subject: median(subject.first), ratio: pairs('first'), fastest: fastestOf(subject.first) / fastestOf(floor.first) });
  remarks.push(`${measure}: ${files} files, ${(bytes / 1024).toFixed(0)} kB; ${subject.best.findings} findings, ${subject.best.undecided} undecided`);
}

/** Ten times the services: how many times the added time? */
function linear(group: string, kind: string, path: (size: number) => string): void {
  if (!wanted(group)) return;
  const sizes = [0, 1, 20, 200].filter((size) => existsSync(path(size)));
  const timed = inTurns(sizes.map((size) => ({ role: 'subject' as const, targets: [path(size)], primer: path(1) })), 1500);
  // Not the fastest pass: in a small application that one misses the collections which a large one cannot.
  const at = (size: number): number => fastestOf((timed[sizes.indexOf(size)] as Timed).typical);
  const base = sizes.includes(0) ? at(0) : 0;
  const added = (size: number): number => at(size) - base;
  rows.push({ group, measure: `${kind}: 200 services to 20`, floor: added(20), subject: added(200), ratio: added(200) / added(20), budget: 11 });
  rows.push({ group, measure: `${kind}: 20 services to 1`, floor: added(1), subject: added(20), ratio: added(20) / added(1), budget: 22 });
}

// ------------------------------------------------------------------------------------------------------------ what is loaded

/** Text that only this part of the program holds. */
const PARTS: Readonly<Record<string, RegExp>> = {
  'YAML parser': /function getScalarValue\(|\bgetScalarValue=/,
  'second YAML parser': /\bclass Composer\b|\bComposer=class\b/,
  globby: /fast-glob|isGitIgnored/,
  'CDK loader': /aws:cloudformation:stack/,
  SARIF: /sarif-schema|primaryLocationLineHash/,
  'AWS SDK': /@smithy|AWS4-HMAC-SHA256/,
};

/** Which files of ours a run loads, told by a loader hook. */
function loadedBy(args: readonly string[]): string[] {
  const list = join(OUT, 'loaded.txt');
  writeFileSync(list, '');
  const hook = `import{appendFileSync}from'node:fs';export async function load(url,context,next){appendFileSync(${JSON.stringify(list)},url+'\\n');return next(url,context)}`;
  const register = `import{register}from'node:module';register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hook)}`)})`;
  node(['--import', `data:text/javascript,${encodeURIComponent(register)}`, CLI, ...args]);
  return readFileSync(list, 'utf8').split('\n').filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
}

/** Proves that a run loads only what its input needs. */
function loading(measure: string, args: readonly string[], needs: readonly string[]): void {
  if (!wanted('loaded')) return;
  const files = loadedBy(args);
  const text = files.map((file) => readFileSync(file, 'utf8'));
  const held = Object.keys(PARTS).filter((part) => text.some((source) => (PARTS[part] as RegExp).test(source)));
  const extra = held.filter((part) => !needs.includes(part));
  const missing = needs.filter((part) => !held.includes(part));
  const said = [extra.length > 0 ? `loads for nothing: ${extra.join(', ')}` : '', missing.length > 0 ? `not seen: ${missing.join(', ')}` : ''].filter(Boolean).join('; ');
  rows.push({
    group: 'loaded', measure, unit: 'kB',
    subject: text.reduce((sum, source) => sum + source.length, 0) / 1024,
    // Not a ratio but how many parts are wrong.
    ratio: extra.length + missing.length, budget: 0,
    note: said || (needs.length > 0 ? `with ${needs.join(', ')}` : 'no parser, no search, no loader for nothing'),
  });
  remarks.push(`${measure} loads ${files.map((file) => basename(file)).join(', ')}`);
}

/** Every part that must not be loaded is somewhere in the bundle, or its pattern proves nothing. */
function partsExist(): void {
  if (!wanted('loaded')) return;
  const texts = readdirSync(BUNDLE, { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && e.name.endsWith('.js')).map((e) => readFileSync(join(e.parentPath, e.name), 'utf8'));
  for (const [part, pattern] of Object.entries(PARTS)) if (!texts.some((text) => pattern.test(text))) remarks.push(`${part} is nowhere in dist yet, so nothing is proved about it`);
}

/** Peak memory of a whole process, as the system counts it. */
function memory(measure: string, args: readonly string[]): void {
  if (!wanted('memory')) return;
  const file = join(OUT, 'memory.txt');
  const probe = `import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(${JSON.stringify(file)},String(process.resourceUsage().maxRSS)))`;
  const peak = (rest: readonly string[]): number => {
    node(['--import', `data:text/javascript,${encodeURIComponent(probe)}`, ...rest]);
    return Number(readFileSync(file, 'utf8')) / 1024;
  };
  const floor = median([1, 2, 3].map(() => peak(['-e', '0'])));
  const subject = median([1, 2, 3].map(() => peak([CLI, ...args])));
  rows.push({ group: 'memory', measure, floor, subject, unit: 'MiB', ratio: subject / floor });
}

// ------------------------------------------------------------------------------------------------------------------ the table

function table(): string {
  const number = (value: number | undefined, digits: number): string => (value === undefined ? '' : value.toFixed(digits));
  const cells = rows.map((row) => {
    const count = row.group === 'loaded';
    const unit = row.unit ?? 'ms';
    return [
      row.measure,
      row.floor === undefined ? '' : `${number(row.floor, 1)} ${unit}`,
      `${number(row.subject, 1)} ${unit}`,
      count ? '' : number(row.ratio, 2),
      number(row.fastest, 2),
      count ? '' : number(row.budget, 0),
      row.budget === undefined ? '' : (row.ratio as number) <= row.budget ? 'ok' : 'OVER',
      row.note ?? '',
    ];
  });
  const head = ['measure', 'floor', 'subject', 'ratio', 'fastest', 'budget', '', ''];
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((cell) => (cell[column] as string).length)));
  const line = (cell: readonly string[]): string => cell.map((text, column) => (column === 0 || column >= 6 ? text.padEnd(widths[column] as number) : text.padStart(widths[column] as number))).join('  ').trimEnd();
  let group = '';
  const lines = [line(head)];
  cells.forEach((cell, index) => {
    const row = rows[index] as Row;
    if (row.group !== group) lines.push('', TITLES[row.group] ?? row.group);
    group = row.group;
    lines.push(line(cell));
  });
  return lines.join('\n');
}

const TITLES: Readonly<Record<string, string>> = {
  process: 'Whole process, against a bare `node -e 0`',
  yaml: 'Many YAML files in one process, against parseEvents on the same bytes',
  json: 'Many JSON files in one process, against JSON.parse on the same bytes',
  linear: 'Added time of more services (floor: the smaller application)',
  large: 'Whole process on larger inputs, against a bare `node -e 0`',
  corpus: 'Real files in one process, against parsing the same bytes',
  loaded: 'JavaScript of ours that a run loads',
  memory: 'Peak memory of a whole process',
};

// -------------------------------------------------------------------------------------------------------------------- the run

const app = (name: string): string => join(APPS, name);
const all = (folder: string): string[] => readdirSync(app(folder)).sort().map((name) => join(APPS, folder, name));

mkdirSync(OUT, { recursive: true });
buildIfStale();
generate(APPS);
const { rules } = (await import(pathToFileURL(join(BUNDLE, 'index.js')).href)) as typeof import('../src/index.js');
console.log(`plimsoll with ${rules.length} rules on node ${process.versions.node}, ${cpus().length} processors\n`);

const CHECK = ['check', '--preset', 'all', '--exit-zero'];
wholeProcess('process', '--version', ['--version'], 2);
wholeProcess('process', '--help', ['--help'], 2);
wholeProcess('process', 'one task definition', [...CHECK, app('task.json')], 2);
wholeProcess('process', 'one JSON template', [...CHECK, app('app-1.json')], 2);
wholeProcess('process', 'one YAML template', [...CHECK, app('app-1.yaml')], 2);
manyFiles('yaml', '200 YAML templates', all('many-yaml'), app('app-1.yaml'), 2);
manyFiles('yaml', 'one YAML of 200 services', [app('app-200.yaml')], app('app-1.yaml'), 2);
manyFiles('json', '200 JSON templates', all('many-json'), app('app-1.json'), 6);
manyFiles('json', 'one JSON of 200 services', [app('app-200.json')], app('app-1.json'), 6);
manyFiles('json', '400 task definitions', all('many-tasks'), app('task.json'), 6);
linear('linear', 'YAML', (size) => app(`app-${size}.yaml`));
linear('linear', 'JSON', (size) => app(`app-${size}.json`));
linear('linear', 'assembly', (size) => app(`assembly-${size}`));
wholeProcess('large', 'YAML of 20 services', [...CHECK, app('app-20.yaml')]);
wholeProcess('large', 'JSON of 20 services', [...CHECK, app('app-20.json')]);
wholeProcess('large', 'assembly of 20 services', [...CHECK, app('assembly-20')]);
wholeProcess('large', 'folder of 200 YAML', [...CHECK, app('many-yaml')]);
wholeProcess('large', 'folder of 200 JSON', [...CHECK, app('many-json')]);
wholeProcess('large', 'assembly of 200 services', [...CHECK, app('assembly-200')]);
if (corpus === undefined) remarks.push('no corpus was named (--corpus FOLDER or PLIMSOLL_CORPUS), so no real files were measured');
else if (!existsSync(corpus)) remarks.push('the corpus that was named does not exist, so no real files were measured');
else manyFiles('corpus', 'corpus', [resolve(corpus)], app('app-1.yaml'), undefined);
loading('--version', ['--version'], []);
loading('a task definition', [...CHECK, app('task.json')], []);
loading('a JSON template', [...CHECK, app('app-1.json')], []);
loading('a YAML template', [...CHECK, app('app-1.yaml')], ['YAML parser']);
loading('a folder of JSON', [...CHECK, app('many-tasks')], ['globby']);
loading('an assembly', [...CHECK, app('assembly-1')], ['CDK loader']);
partsExist();
memory('one task definition', [...CHECK, app('task.json')]);
memory('one YAML template', [...CHECK, app('app-1.yaml')]);
memory('200 YAML templates', [...CHECK, app('many-yaml')]);
memory('YAML of 200 services', [...CHECK, app('app-200.yaml')]);
memory('JSON of 200 services', [...CHECK, app('app-200.json')]);

console.log(table());
console.log(`\n${remarks.join('\n')}`);
const over = rows.filter((row) => row.budget !== undefined && (row.ratio as number) > row.budget);
console.log(`\n${over.length === 0 ? 'Everything is within budget.' : `${over.length} over budget: ${over.map((row) => row.measure).join('; ')}`}`);
writeFileSync(join(OUT, 'bench.json'), `${JSON.stringify({ node: process.versions.node, processors: cpus().length, rules: rules.length, rows, remarks }, null, 2)}\n`);

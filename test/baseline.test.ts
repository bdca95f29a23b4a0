/** The baseline: old findings stay old whatever moves, new ones are new, and what is gone is said to be gone. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import { type BaselineOptions, formatBaseline, parseBaseline } from '../src/baseline.js';
import type { Result } from '../src/finding.js';
import { UsageError } from '../src/load/parameters.js';
import { main } from '../src/main.js';
import { json } from '../src/report/json.js';
import { pretty } from '../src/report/pretty.js';
import { sarif } from '../src/report/sarif.js';
import { run } from '../src/run.js';
import { bundle, runner, scratch } from './child.js';
import { ruleOf } from './helpers.js';

const folder = scratch();
let runs = 0;

function folderWith(files: Readonly<Record<string, string>>): string {
  const cwd = join(folder, String(runs++));
  put(cwd, files);
  return cwd;
}

function put(cwd: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
}

async function lint(cwd: string, more: Partial<BaselineOptions> = {}, ids?: readonly string[], paths: readonly string[] = ['.']): Promise<Result> {
  const { result } = await run({ cwd, paths, rules: ids ? ids.map(ruleOf) : rules, baseline: { file: join(cwd, 'plimsoll-baseline.json'), ...more } });
  assert.equal(result.errors, []);
  return result;
}

const baselineOf = (cwd: string): string => readFileSync(join(cwd, 'plimsoll-baseline.json'), 'utf8');
const counts = ({ findings, baseline }: Result): number[] => [findings.length, baseline?.old.length ?? -1, baseline?.absent.length ?? -1];

type Raw = Record<string, unknown>;

const container = (name: string, more: Raw = {}): Raw => ({ Name: name, Image: 'nginx', ...more });

const TEMPLATE: Raw = {
  Description: 'Old and grown',
  Resources: {
    Orders: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        Family: 'orders', NetworkMode: 'awsvpc', RequiresCompatibilities: ['FARGATE'], Cpu: 256, Memory: 4096,
        ContainerDefinitions: [
          container('web', { Privileged: true, PortMappings: [{ ContainerPort: 80 }, { ContainerPort: 81 }], Environment: [{ Name: 'B', Value: 'b' }, { Name: 'A', Value: 'a' }] }),
          container('sidecar', { Privileged: true, Cpu: { not: 'a number' } }),
          container('third', { Essential: false }),
        ],
      },
    },
    Payments: { Type: 'AWS::ECS::TaskDefinition', Properties: { Family: 'payments', ContainerDefinitions: [container('web', { Privileged: true }), container('log')] } },
    Repository: { Type: 'AWS::ECR::Repository', Properties: { ImageScanningConfiguration: { ScanOnPush: false } } },
    Service: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: { Ref: 'Payments' }, DesiredCount: 1, DeploymentConfiguration: { MaximumPercent: 100, MinimumHealthyPercent: 100 } } },
  },
};

// --- ways to write the same

interface Way {
  name: string;
  format: 'json' | 'minified' | 'yaml' | 'flow';
  indent: number;
  /** Lines of comment above. */
  above: number;
  order: number;
}

const way: fc.Arbitrary<Way> = fc.record({
  name: fc.constantFrom('a', 'stacks/a', 'infra/renamed'),
  format: fc.constantFrom('json', 'minified', 'yaml', 'flow'),
  indent: fc.integer({ min: 1, max: 8 }),
  above: fc.integer({ min: 0, max: 20 }),
  order: fc.nat(),
});

/** Another order, decided by a number. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed + 1;
  const next = (): number => (state = (state * 48271) % 2147483647);
  return list.map((item) => ({ item, key: next() })).sort((a, b) => a.key - b.key).map(({ item }) => item);
}

/** Resources, containers and all keys in another order. */
function reordered(raw: unknown, seed: number, key = ''): unknown {
  if (Array.isArray(raw)) {
    const items = raw.map((item, index) => reordered(item, seed + index));
    return key === 'ContainerDefinitions' || key === 'Environment' || key === 'PortMappings' ? shuffled(items, seed) : items;
  }
  if (typeof raw !== 'object' || raw === null) return raw;
  return Object.fromEntries(shuffled(Object.entries(raw).map(([name, value], index) => [name, reordered(value, seed + index, name)] as const), seed));
}

function written(template: Raw, { name, format, indent, above, order }: Way): Record<string, string> {
  const data = reordered(template, order % 1000);
  if (format === 'json') return { [`${name}.json`]: '\n'.repeat(above) + JSON.stringify(data, null, indent) };
  if (format === 'minified') return { [`${name}.json`]: JSON.stringify(data) };
  const comments = Array.from({ length: above }, (_, index) => `# remark ${index}\n`).join('');
  return { [`${name}.yaml`]: comments + dump(data, { indent: Math.max(2, indent), ...(format === 'flow' ? { flowLevel: 4 } : {}) }) };
}

const test = suite('baseline');

test('shuffled, reformatted, renamed and moved: old findings stay old, and a new one is new', async () => {
  await fc.assert(
    fc.asyncProperty(way, way, async (before, after) => {
      const cwd = folderWith(written(TEMPLATE, before));
      const first = await lint(cwd, { update: 'add' });
      assert.ok((first.baseline?.old.length ?? 0) > 8, 'the template has findings');
      for (const file of Object.keys(written(TEMPLATE, before))) rmSync(join(cwd, file));
      put(cwd, written(TEMPLATE, after));
      const second = await lint(cwd);
      assert.equal(second.findings.map(({ rule, path }) => `${rule} ${path}`), [], 'nothing is new');
      assert.equal(counts(second), [0, first.baseline?.old.length, 0]);

      // A container more, and its findings alone are new.
      const more = structuredClone(TEMPLATE) as { Resources: { Payments: { Properties: { ContainerDefinitions: Raw[] } } } };
      more.Resources.Payments.Properties.ContainerDefinitions.unshift(container('fresh', { Privileged: true }));
      put(cwd, written(more, after));
      const third = await lint(cwd);
      assert.ok(third.findings.some(({ rule }) => rule === 'ecs-task/no-privileged'));
      assert.equal(third.findings.filter(({ path }) => !path.includes('[fresh]')).map(({ rule, path }) => `${rule} ${path}`), []);
      rmSync(cwd, { recursive: true });
    }),
    { numRuns: 60 },
  );
});

const PRIVILEGED = ['ecs-task/no-privileged'];
const task = (...names: string[]): string => dump({ Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Family: 'a', ContainerDefinitions: names.map((name) => container(name, { Privileged: true })) } } } });

test('its text: sorted, a line each, no line numbers; it is read back', async () => {
  const cwd = folderWith({ 'b.yaml': task('web'), 'a/a.yaml': task('two', 'one') });
  await lint(cwd, { update: 'add' }, PRIVILEGED);
  const text = baselineOf(cwd);
  assert.equal(text.split('\n').map((line) => line.replace(/[0-9a-f]{16}/, 'F')), [
    '{',
    '  "version": 1,',
    '  "findings": [',
    '    {"rule":"ecs-task/no-privileged","file":"a/a.yaml","resource":"AWS::ECS::TaskDefinition Task","path":"ContainerDefinitions[one].Privileged","fingerprint":"F"},',
    '    {"rule":"ecs-task/no-privileged","file":"a/a.yaml","resource":"AWS::ECS::TaskDefinition Task","path":"ContainerDefinitions[two].Privileged","fingerprint":"F"},',
    '    {"rule":"ecs-task/no-privileged","file":"b.yaml","resource":"AWS::ECS::TaskDefinition Task","path":"ContainerDefinitions[web].Privileged","fingerprint":"F"}',
    '  ]',
    '}',
    '',
  ]);
  assert.is(formatBaseline(parseBaseline(text, 'x')), text);
  assert.is(formatBaseline([]), '{\n  "version": 1,\n  "findings": []\n}\n');
  for (const wrong of ['', '[]', '{"version":2,"findings":[]}', '{"version":1,"findings":[{}]}']) assert.throws(() => parseBaseline(wrong, 'x'), (error: unknown) => error instanceof UsageError);
});

test('an item that is called by a secret keeps its fingerprint from run to run', async () => {
  const cwd = folderWith({ 'task.json': JSON.stringify({ family: 'web', containerDefinitions: [{ name: 'AKIA' + 'IOSFODNN7EXAMPL3', image: 'nginx:1.27', memory: 64, privileged: true }] }) });
  const cli = runner(await bundle());
  const fingerprints = (): unknown[] => (JSON.parse(cli(['check', 'task.json', '--rule', 'ecs-task/no-privileged', '-f', 'json', '--exit-zero'], { cwd }).out) as Result).findings.map(({ fingerprint }) => fingerprint);
  const first = fingerprints();
  assert.is(first.length, 1);
  assert.equal(fingerprints(), first);
});

test('a finding in another file is new while the old file is there, and old when that was renamed', async () => {
  const cwd = folderWith({ 'a.yaml': task('web'), 'c.yaml': task('other') });
  await lint(cwd, { update: 'add' }, PRIVILEGED);
  put(cwd, { 'a.yaml': task(), 'b.yaml': task('web') });
  assert.equal(counts(await lint(cwd, {}, PRIVILEGED)), [1, 1, 1]);
  put(cwd, { 'a.yaml': task('web') });
  renameSync(join(cwd, 'a.yaml'), join(cwd, 'b.yaml'));
  assert.equal(counts(await lint(cwd, {}, PRIVILEGED)), [0, 2, 0]);
  // Two copies: neither can be called the renamed one.
  put(cwd, { 'd.yaml': task('web') });
  assert.equal(counts(await lint(cwd, {}, PRIVILEGED)), [2, 1, 1]);
  rmSync(join(cwd, 'd.yaml'));
  await lint(cwd, { update: 'remove' }, PRIVILEGED);
  assert.equal(parseBaseline(baselineOf(cwd), '').map(({ file }) => file), ['b.yaml', 'c.yaml']);
});

test('a folder renamed with all its files', async () => {
  const cwd = folderWith({ 'a/one.yaml': task('web'), 'a/two.yaml': task('web') });
  await lint(cwd, { update: 'add' }, PRIVILEGED);
  renameSync(join(cwd, 'a'), join(cwd, 'b'));
  assert.equal(counts(await lint(cwd, {}, PRIVILEGED)), [0, 2, 0]);
});

test('what no longer occurs is told, and removed on request; new ones are added only when asked', async () => {
  const cwd = folderWith({ 'a.yaml': task('one', 'two') });
  await lint(cwd, { update: 'remove' }, PRIVILEGED);
  assert.is(parseBaseline(baselineOf(cwd), '').length, 2, 'a baseline that is not there is made');
  put(cwd, { 'a.yaml': task('two', 'three') });
  const told = await lint(cwd, {}, PRIVILEGED);
  assert.equal(counts(told), [1, 1, 1]);
  assert.match(told.notices.at(-1)?.message ?? '', /^1 entry no longer occurs: ecs-task\/no-privileged of Task; --update-baseline removes it$/);
  const removed = await lint(cwd, { update: 'remove' }, PRIVILEGED);
  assert.equal(counts(removed), [1, 1, 0]);
  assert.is(removed.notices.at(-1)?.message, 'written: 1 entry, 1 removed');
  assert.equal(parseBaseline(baselineOf(cwd), '').map(({ path }) => path), ['ContainerDefinitions[two].Privileged']);
  assert.equal(counts(await lint(cwd, { update: 'add' }, PRIVILEGED)), [0, 2, 0]);
  assert.is(parseBaseline(baselineOf(cwd), '').length, 2);
});

test('what this run cannot know stays: other rules, other files, what is undecided', async () => {
  const cwd = folderWith({ 'a.yaml': task('web'), 'b.yaml': task('web') });
  await lint(cwd, { update: 'add' }, [...PRIVILEGED, 'ecs-task/image-pinned']);
  const all = baselineOf(cwd);
  for (const [ids, paths] of [[PRIVILEGED, ['.']], [['ecr/scanning'], ['.']], [PRIVILEGED, ['a.yaml']]] as const) {
    const result = await lint(cwd, { update: 'remove' }, ids, paths);
    assert.is(result.baseline?.absent.length, 0);
    assert.is(baselineOf(cwd), all);
  }
  put(cwd, { 'a.yaml': `Parameters: { P: { Type: String } }\n${task('web').replace('Privileged: true', 'Privileged: !Ref P')}` });
  assert.is((await lint(cwd, {}, PRIVILEGED)).baseline?.absent.length, 0);
  rmSync(join(cwd, 'a.yaml'));
  assert.is((await lint(cwd, {}, PRIVILEGED)).baseline?.absent.length, 1, 'its file is gone');
});

test('an entry keeps its reason and owner, and ends with its last day', async () => {
  const cwd = folderWith({ 'a.yaml': task('web') });
  await lint(cwd, { update: 'add' }, PRIVILEGED);
  const file = join(cwd, 'plimsoll-baseline.json');
  const with_ = (until: string): void => writeFileSync(file, baselineOf(cwd).replace(/"fingerprint":"(\w+)".*\}/, `"fingerprint":"$1","reason":"r","owner":"o","until":"${until}"}`));
  with_('2026-12-31');
  await lint(cwd, { update: 'add', today: '2026-12-31' }, PRIVILEGED);
  assert.match(baselineOf(cwd), /"reason":"r","owner":"o","until":"2026-12-31"/);
  assert.equal(counts(await lint(cwd, { today: '2026-12-31' }, PRIVILEGED)), [0, 1, 0]);
  const after = await lint(cwd, { today: '2027-01-01' }, PRIVILEGED);
  assert.equal(counts(after), [1, 0, 0]);
  assert.match(after.notices.at(-1)?.message ?? '', /1 entry expired/);
  with_('someday');
  assert.equal(counts(await lint(cwd, {}, PRIVILEGED)), [1, 0, 0]);
});

test('a suppressed finding needs no entry', async () => {
  const cwd = folderWith({ 'a.yaml': task('web').replace('Privileged: true', 'Privileged: true # plimsoll-ignore: ecs-task/no-privileged -- r') });
  const result = await lint(cwd, { update: 'add' }, PRIVILEGED);
  assert.equal(counts(result), [0, 0, 0]);
  assert.is(result.suppressed.length, 1);
});

test('reports: the screen counts old ones, json lists them, the full SARIF tells their state, GitHub gets new ones only', async () => {
  const cwd = folderWith({ 'a.yaml': task('one', 'two') });
  await lint(cwd, { update: 'add' }, PRIVILEGED);
  put(cwd, { 'a.yaml': task('two', 'three') });
  const done = await run({ cwd, paths: ['.'], rules: PRIVILEGED.map(ruleOf), baseline: { file: join(cwd, 'plimsoll-baseline.json') } });
  const context = { sources: done.sources, failOn: 'high' as const, color: false, width: 80, showUndecided: false, cwd, root: undefined };
  const report = JSON.parse(json(done.result, context));
  assert.equal([report.findings.length, report.summary.old, report.baseline.old.length, report.baseline.absent.length, report.baseline.file], [1, 1, 1, 1, 'plimsoll-baseline.json']);
  const states = (profile: 'full' | 'github'): unknown[] => JSON.parse(sarif(profile)(done.result, context)).runs[0].results.map((each: { baselineState?: string }) => each.baselineState);
  assert.equal(states('full').sort(), ['absent', 'new', 'unchanged']);
  assert.equal(states('github'), [undefined]);
  assert.match(pretty(done.result, context), /1 old\./);
});

test('the command line', async () => {
  const cwd = folderWith({ 'a.yaml': task('web') });
  let said = '';
  const hear = (text: string): void => {
    said += text;
  };
  const code = (...more: string[]): Promise<number> => {
    said = '';
    return main(['check', '.', '--rule', 'ecs-task/no-privileged', ...more], { cwd, env: {}, stdoutIsTty: false, stderrIsTty: false, columns: 80, out: hear, err: hear, stdin: async () => Buffer.alloc(0) });
  };
  assert.is(await code('--baseline', 'b.json'), 2);
  assert.match(said, /there is no baseline b\.json; --update-baseline makes it/);
  assert.is(await code('--update-baseline'), 2);
  assert.is(await code('--baseline', 'b.json', '--update-baseline=everything'), 2);
  assert.is(await code('--baseline', 'b.json', '--update-baseline'), 0);
  assert.ok(existsSync(join(cwd, 'b.json')));
  assert.is(await code('--baseline', 'b.json'), 0);
  put(cwd, { 'a.yaml': task('web', 'more') });
  assert.is(await code('--baseline', 'b.json'), 1);
  assert.is(await code('--baseline', 'b.json', '--update-baseline'), 1);
  assert.is(await code('--baseline', 'b.json', '--update-baseline=add'), 0);
});
test.run();

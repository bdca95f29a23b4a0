/** Policy as code: the example runs from inside its folder with nothing installed, and its tests run under every runner that we name. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { defineRule } from '../src/rule.js';
import { testRule } from '../src/tester.js';
import type { Report } from '../src/types/report.js';
import { bundle, runner, scratch, write } from './child.js';
import { ROOT } from './helpers.js';

const script = await bundle();
const command = runner(script);
/** A copy outside of the repository, where no package can be found. */
const example = join(scratch(), 'custom-policy');
cpSync(join(ROOT, 'examples/custom-policy'), example, { recursive: true });
mkdirSync(join(example, '.git'));

const test = suite('policy');

test('the example runs from inside its folder', () => {
  const said = command(['check', 'infra', '-f', 'json'], { cwd: example });
  assert.is(said.err, '');
  assert.is(said.code, 1);
  const { findings, undecided, rules } = JSON.parse(said.out) as Report;
  assert.equal(
    findings.map(({ rule, severity, location }) => `${location.file}:${location.line} ${rule} ${severity}`),
    ['infra/web.yaml:7 acme/family-name medium', 'infra/web.yaml:15 acme/allowed-registry high', 'infra/web.yaml:29 acme/tags low'],
  );
  assert.equal(undecided.filter(({ rule }) => rule.startsWith('acme/')), []);
  assert.is(rules.find(({ id }) => id === 'acme/tags')?.why, 'What carries no tag lands on the bill of the platform team.');
});

test('its overrides apply by folder', () => {
  write(example, { 'infra/sandbox/web.yaml': readFileSync(join(example, 'infra/web.yaml'), 'utf8') });
  const { findings } = JSON.parse(command(['check', 'infra/sandbox', '-f', 'json'], { cwd: example }).out) as Report;
  assert.equal(findings.map(({ rule, severity }) => `${rule} ${severity}`), ['acme/family-name medium', 'acme/allowed-registry low']);
});

test('its rules are listed and explained', () => {
  const listed = command(['rules'], { cwd: example }).out;
  for (const id of ['acme/allowed-registry', 'acme/family-name', 'acme/tags']) {
    assert.ok(listed.includes(id));
    assert.match(command(['explain', id], { cwd: example }).out, /## Options/);
  }
});

const node = process.env.PLIMSOLL_NODE ?? process.execPath;
const register = pathToFileURL(join(dirname(script), 'register.mjs')).href;
const run = (args: readonly string[], cwd: string): { status: number | null; output: string } => {
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(node, args, { cwd, encoding: 'utf8', env });
  return { status, output: stdout + stderr };
};

test("its tests pass under Node's own test runner", () => {
  const { status, output } = run(['--import', register, '--test', '--test-reporter', 'tap', 'policy/policy.test.ts'], example);
  assert.is(status, 0, output);
  assert.match(output, /ok \d+ - acme\/allowed-registry fails: allowed-registry\.fixture\.yaml/);
  assert.match(output, /# pass 8/);
});

test('the test that init writes passes there as well', () => {
  const cwd = scratch();
  assert.is(command(['init', '--rule', 'acme/container-names'], { cwd }).code, 0);
  const { status, output } = run(['--import', register, '--test', '--test-reporter', 'tap', 'rules/container-names.test.ts'], cwd);
  assert.is(status, 0, output);
  assert.match(output, /# pass 2/);
});

test('under uvu', () => {
  const cwd = write(scratch(), {
    'own.test.mjs': `import { suite } from ${JSON.stringify(pathToFileURL(join(ROOT, 'node_modules/uvu/dist/index.mjs')).href)};
import { testRule } from 'plimsoll';
import policy from './policy/index.ts';
const test = suite('policy');
testRule(policy[2], { fails: ['tags.yaml'] }, { test, dir: import.meta.url });
test.run();
`,
    'tags.yaml': 'Resources:\n  Service:\n    Type: AWS::ECS::Service # expect\n    Properties: { TaskDefinition: web }\n',
  });
  cpSync(join(example, 'policy'), join(cwd, 'policy'), { recursive: true });
  const { status, output } = run(['--import', register, 'own.test.mjs'], cwd);
  // The finding stands at the resource's name, and the mark does not: a failing test says so.
  assert.is(status, 1);
  assert.match(output, /line 2: must stay silent, but: finding "service "Service" has no tag owner"/);
  assert.match(output, /line 3: must give a finding, and does not/);
  write(cwd, { 'tags.yaml': 'Resources:\n  Service: # expect\n    Type: AWS::ECS::Service\n    Properties: { TaskDefinition: web }\n' });
  assert.match(run(['--import', register, 'own.test.mjs'], cwd).output, /Passed:\s+2/);
});

test('with the package installed, its types are right', () => {
  const cwd = scratch();
  cpSync(join(example, 'policy'), join(cwd, 'policy'), { recursive: true });
  cpSync(join(example, 'plimsoll.config.ts'), join(cwd, 'plimsoll.config.ts'));
  const installed = join(cwd, 'node_modules/plimsoll');
  cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'), { recursive: true });
  const tsc = (args: readonly string[], folder: string) => spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...args], { cwd: folder, encoding: 'utf8' });
  const built = tsc(['-p', 'tsconfig.types.json', '--outDir', join(installed, 'dist/types')], ROOT);
  assert.is(built.status, 0, built.stdout);
  for (const name of ['@types/node', 'undici-types']) cpSync(join(ROOT, 'node_modules', name), join(cwd, 'node_modules', name), { recursive: true });
  write(cwd, {
    'package.json': '{ "type": "module" }',
    'tsconfig.json': '{ "compilerOptions": { "module": "nodenext", "target": "es2022", "strict": true, "noEmit": true, "types": ["node"] }, "include": ["*.ts", "policy/*.ts"] }',
  });
  assert.is(tsc([], cwd).stdout, '');
  write(cwd, { 'wrong.ts': "import { defineConfig, defineRule } from 'plimsoll';\ndefineConfig({ presets: ['nothing'] });\ndefineRule({ id: 'a/b', on: 'AWS::ECS::Service', category: 'cost', severity: 'low', summary: '', why: '', fix: '', options: { n: { type: 'integer', default: 1 } }, check(service, { options }) { const text: string = options.n; service.Clustr; options.m; return void text; } });\n" });
  const { stdout } = tsc([], cwd);
  for (const mistake of [/"nothing"/, /Type 'number' is not assignable to type 'string'/, /'Clustr' does not exist/, /Property 'm' does not exist/]) assert.match(stdout, mistake);
  assert.is(stdout.match(/error TS/g)?.length, 4, stdout);
});

// --- The tester itself

const rule = defineRule({
  id: 'acme/few',
  on: 'AWS::ECS::TaskDefinition',
  category: 'operations',
  severity: 'low',
  summary: 'Few containers',
  why: 'Because.',
  fix: 'Remove some.',
  options: { most: { type: 'integer', default: 1, minimum: 1 }, kind: { enum: ['a', 'b'], default: 'a' }, names: { type: 'array', items: { type: 'string' } } },
  check(task, { at, report, options }) {
    // Types follow from the schemas.
    const most: number = options.most;
    const kind: 'a' | 'b' = options.kind;
    const names: readonly string[] | undefined = options.names;
    if ((task.ContainerDefinitions ?? []).length > most) report(at(task, 'ContainerDefinitions'), `more than ${most}, kind ${kind}, ${names?.join() ?? 'no names'}`);
  },
});
const task = (count: number): string => `family: x\ncontainerDefinitions:\n${'  - { name: a, image: b }\n'.repeat(count)}`;
const outcome = async (...args: Parameters<typeof testRule>): Promise<string> => {
  try {
    for (const each of testRule(...args)) await each.run();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

test('the tester: what is right passes', async () => {
  assert.is(await outcome(rule, { fails: [task(2), { text: task(3), options: { most: 2, names: ['n'] }, message: /more than 2, kind a, n/ }], passes: [task(1), { text: task(3), options: { most: 3 } }] }), '');
  assert.is(await outcome(rule, { fails: [task(2).replace('Definitions:', 'Definitions: # expect acme/few, other/rule')] }), '');
  assert.equal(testRule(rule, { fails: [task(2)], undecided: [{ name: 'n', text: '' }] }).map(({ name }) => name), ['acme/few is a rule', 'acme/few fails: case 1', 'acme/few is undecided: n']);
});

test('the tester: what is wrong is said', async () => {
  assert.match(await outcome(rule, { fails: [task(1)] }), /must give a finding, and gives none/);
  assert.match(await outcome(rule, { passes: [task(2)] }), /line 2: must stay silent, but: finding "more than 1, kind a, no names"\n {4}containerDefinitions:/);
  assert.match(await outcome(rule, { passes: ['Resources: { A: { Type: AWS::ECS::Cluster } }\n'] }), /must pass, but the rule found nothing that it judges/);
  assert.match(await outcome(rule, { undecided: [task(1)] }), /must stay undecided, and does not/);
  assert.match(await outcome(rule, { fails: [{ text: task(2), message: 'less' }] }), /no finding says less, but "more than 1/);
  assert.match(await outcome(rule, { fails: [{ text: task(2), options: { mots: 1 } }] }), /options: there is no "mots" here; did you mean most\?/);
  assert.match(await outcome(rule, { fails: [{ text: task(2), options: { most: 0 } }] }), /options: most: must be at least 1, not 0/);
  assert.match(await outcome(rule, { fails: ['gone.yaml'] }), /there is no file gone\.yaml/);
  assert.match(await outcome(rule, { fails: ['Resources: {\n'] }), /acme\/few fails: case 1: /);
  assert.match(await outcome({ ...rule, summary: '' }, {}), /acme\/few: lacks "summary"/);
  assert.match(await outcome({ ...rule, options: { most: { type: 'integer', default: 'x' } } }, {}), /the default of its option most must be a whole number, not text/);
  const crashing = defineRule({ id: 'acme/crash', on: 'AWS::ECS::TaskDefinition', category: 'cost', severity: 'low', summary: 's', why: 'w', fix: 'f', check: () => { throw new Error('boom'); } });
  assert.match(await outcome(crashing, { passes: [task(1)] }), /the rule crashed on .*\n.*boom/);
});

test.run();

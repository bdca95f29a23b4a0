/**
 * The built command line from outside: arguments in, exit code, standard output and standard error out. Builds `dist/` when it is older
 * than the sources. PLIMSOLL_NODE names the Node binary to run it under.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { globbySync } from 'globby';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type How, runner, type Said, scratch, write } from './child.js';
import { ROOT } from './helpers.js';

const SCRIPT = join(ROOT, 'dist/cli.js');
const changed = Math.max(...globbySync(['src/**/*.ts', 'rules/**/*.ts'], { cwd: ROOT }).map((file) => statSync(join(ROOT, file)).mtimeMs));
if (!existsSync(SCRIPT) || statSync(SCRIPT).mtimeMs < changed) execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });

const command = runner(SCRIPT);
/** Runs with the one rule that these tests are about. */
const check = (args: readonly string[], how: How = {}): Said => command(['check', '--rule', RULE, ...args], how);

const RULE = 'ecs-task/no-privileged';
const BAD = 'fixtures/cli/privileged.yaml';
const CLEAN = 'fixtures/cli/clean.yaml';
const BAD_TEXT = readFileSync(join(ROOT, BAD), 'utf8');
const CLEAN_TEXT = readFileSync(join(ROOT, CLEAN), 'utf8');

/** One line, no stack. */
function isOneLine(text: string, pattern: RegExp): void {
  assert.match(text, pattern);
  assert.is(text.trim().split('\n').length, 1, text);
  assert.not.match(text, /\n\s+at /);
}

interface Report {
  summary: { incomplete: boolean; files: number; gate: { breaking: number } };
  findings: { rule: string; location: { file: string; line: number } }[];
  undecided: unknown[];
  notices: { level: string; message: string; file?: string }[];
}
const reportOf = (said: Said): Report => JSON.parse(said.out) as Report;

const test = suite('cli');

// --- Exit codes ----------------------------------------------------------------------------------------------------------------

test('0: nothing found', () => {
  const said = check([CLEAN]);
  assert.is(said.code, 0, said.err);
  assert.is(said.err, '');
  assert.match(said.out, /All clear/);
});

test('1: a finding breaks the gate', () => {
  const said = check([BAD]);
  assert.is(said.code, 1);
  assert.is(said.err, '');
  assert.match(said.out, /ecs-task\/no-privileged/);
  assert.match(said.out, /1 undecided \(--undecided\)/);
});

test('2: wrong usage, one line, with a suggestion', () => {
  const wrong: [string[], RegExp][] = [
    [['chekc', BAD], /no command "chekc"; did you mean check\?/],
    [['check', '--formt', 'json'], /no option --formt; did you mean --format\?/],
    [['check', '-x'], /no option -x/],
    [['check', '--format', 'jsn'], /no format "jsn"; did you mean json\?/],
    [['check', '--format', 'toString'], /no format "toString"/],
    [['check', '--format'], /format/],
    [['check', '--format', 'json='], /wants a file name/],
    [['check', '--format', 'json', '--format', 'sarif'], /only one --format/],
    [['check', '--format', 'json=a', '--format', 'sarif=b', '-o', 'c'], /exactly one/],
    [['check', '--rule', 'ecs-task/no-priviledged'], /no rule "ecs-task\/no-priviledged"; did you mean ecs-task\/no-privileged\?/],
    [['check', '--preset', 'everything'], /no preset "everything"/],
    [['check', '--fail-on', 'severe'], /--fail-on takes critical, high/],
    [['check', '--min-severity', 'severe'], /--min-severity takes critical, high/],
    [['check', '--parameters', 'NoValue'], /NAME=value/],
    [['check', '--parameters', '@missing.json'], /parameter file missing\.json: there is no such file/],
    [['check', '--parameters', `@${BAD}`], /holds neither/],
    [['explain'], /rule id/],
    [['explain', 'ecs-task/nothing-like-it'], /no rule/],
    [['rules', '--format', 'sarif'], /pretty or json/],
    [['check', BAD, '-o', 'fixtures'], /cannot write fixtures/],
  ];
  for (const [args, message] of wrong) {
    const said = command(args);
    assert.is(said.code, 2, `${args.join(' ')}: ${said.out}${said.err}`);
    isOneLine(said.err, message);
    assert.match(said.err, /^plimsoll: /);
    assert.is(said.out.includes('INTERNAL'), false);
  }
});

test('3: something named could not be read, or held nothing to check', () => {
  const folder = write(scratch(), { 'broken.yaml': 'Resources: {\n', 'notes.yaml': 'a: 1\n', 'empty.json': '', 'sub/readme.txt': 'x', 'good.yaml': CLEAN_TEXT });
  for (const [name, message] of Object.entries({ 'broken.yaml': /broken\.yaml:\d+:\d+/, 'notes.yaml': /nothing to check/, 'empty.json': /empty/, 'missing.yaml': /no such file/, sub: /nothing to check/ })) {
    const said = check([name], { cwd: folder });
    assert.is(said.code, 3, `${name}: ${said.out}`);
    assert.match(said.out, message);
    assert.is(reportOf(check([name, '-f', 'json'], { cwd: folder })).summary.incomplete, true);
    assert.is(check([name, '--allow-incomplete'], { cwd: folder }).code, 0);
    assert.is(check([name, '--exit-zero'], { cwd: folder }).code, 0);
    // The others are still checked.
    assert.is(reportOf(check(['good.yaml', name, '-f', 'json'], { cwd: folder })).summary.files, 1);
  }
});

test('--ignore-unknown: named files that are none of ours are fine, broken ones of ours are not', () => {
  const folder = write(scratch(), { 'README.md': '# x', 'other.yaml': 'a: 1\n', 'broken.json': '{ "containerDefinitions": [', 'bad.yaml': BAD_TEXT });
  assert.is(check(['README.md', 'other.yaml'], { cwd: folder }).code, 3);
  const fine = check(['--ignore-unknown', 'README.md', 'other.yaml'], { cwd: folder });
  assert.equal([fine.code, fine.err], [0, '']);
  assert.is(check(['--ignore-unknown', 'README.md', 'bad.yaml'], { cwd: folder }).code, 1);
  assert.is(check(['--ignore-unknown', 'README.md', 'broken.json'], { cwd: folder }).code, 3);
  assert.is(check(['--ignore-unknown', 'missing.yaml'], { cwd: folder }).code, 3);
});

test('what breaks the gate comes before what was not read', () => {
  assert.is(check([BAD, 'missing.yaml']).code, 1);
  assert.is(check([BAD, 'missing.yaml', '--exit-zero']).code, 0);
});

test('a broken file that is ours counts when it is discovered; a foreign one does not', () => {
  const ours = write(scratch(), { 'a.yaml': CLEAN_TEXT, 'b.yaml': 'Resources:\n  A:\n    Type: AWS::ECS::Cluster\n  - x\n' });
  assert.is(check(['.'], { cwd: ours }).code, 3);
  const foreign = write(scratch(), { 'a.yaml': CLEAN_TEXT, 'chart.yaml': '{{- if .Values.x }}\nResources:\n  A: { Type: AWS::ECS::Cluster }\n{{- end }}\n', 'b.yaml': 'a: [\n' });
  assert.is(check(['.'], { cwd: foreign }).code, 0);
});

test('--fail-on, --min-severity, --exit-zero', () => {
  assert.is(check([BAD, '--fail-on', 'critical']).code, 0);
  assert.is(check([BAD, '--fail-on', 'low']).code, 1);
  assert.is(check([BAD, '--fail-on', 'never']).code, 0);
  assert.is(check([BAD, '--exit-zero']).code, 0);
  assert.is(reportOf(check([BAD, '-f', 'json', '--fail-on', 'critical'])).findings.length, 1);
  assert.is(reportOf(check([BAD, '-f', 'json', '--fail-on', 'critical', '--min-severity', 'critical'])).findings.length, 0);
  // What breaks the gate is never hidden.
  const hidden = check([BAD, '-f', 'json', '--min-severity', 'critical']);
  assert.is(hidden.code, 1);
  assert.is(reportOf(hidden).findings.length, 1);
});

test('undecided changes the exit code only when asked to', () => {
  const text = BAD_TEXT.replace('Privileged: true', 'Privileged: false');
  assert.is(check(['--stdin'], { input: text }).code, 0);
  assert.is(check(['--stdin', '--fail-on-undecided'], { input: text }).code, 1);
  assert.is(check(['--stdin', '--fail-on-undecided'], { input: CLEAN_TEXT }).code, 0);
  assert.not.match(check(['--stdin'], { input: text }).out, /parameter Privileged has no value/);
  assert.match(check(['--stdin', '--undecided'], { input: text }).out, /parameter Privileged has no value/);
});

// --- Reports -------------------------------------------------------------------------------------------------------------------

test('--format, to files and to the screen', () => {
  const folder = write(scratch(), { 'a.yaml': BAD_TEXT });
  const said = check(['a.yaml', '-f', 'json=out/a.json', '-f', 'sarif=a.sarif', '-f', 'pretty'], { cwd: folder });
  assert.is(said.code, 1);
  assert.match(said.out, /1 breaks the gate/);
  assert.is((JSON.parse(readFileSync(join(folder, 'out/a.json'), 'utf8')) as Report).findings.length, 1);
  assert.is((JSON.parse(readFileSync(join(folder, 'a.sarif'), 'utf8')) as { version: string }).version, '2.1.0');
  assert.is(check(['a.yaml', '-f', 'sarif', '-o', 'b.sarif'], { cwd: folder }).out, '');
  assert.ok(existsSync(join(folder, 'b.sarif')));
  assert.is(check(['a.yaml', '-o', 'c.txt'], { cwd: folder }).out, '');
  assert.match(readFileSync(join(folder, 'c.txt'), 'utf8'), /1 breaks the gate/);
  // Reports written there are not read as inputs.
  assert.is(reportOf(check(['.', '-f', 'json'], { cwd: folder })).summary.files, 1);
});

test('--quiet says nothing when nothing breaks', () => {
  assert.is(check([CLEAN, '-q']).out, '');
  assert.match(check([BAD, '-q']).out, /no-privileged/);
});

test('colour: only where it is wanted', () => {
  const coloured = (args: string[], env: Record<string, string>): boolean => check([BAD, ...args], { env }).out.includes('\u001b[');
  assert.is(coloured([], {}), false, 'a pipe');
  assert.is(coloured([], { FORCE_COLOR: '1' }), true);
  assert.is(coloured([], { FORCE_COLOR: '0' }), false);
  assert.is(coloured([], { FORCE_COLOR: '1', NO_COLOR: '1' }), false);
  assert.is(coloured(['--no-color'], { FORCE_COLOR: '1' }), false);
  assert.is(coloured(['--color'], { TERM: 'dumb' }), true);
  assert.is(coloured([], { TERM: 'dumb' }), false);
});

test('a reader that closes the pipe is no failure', () => {
  const said = spawnSync('bash', ['-c', `set -o pipefail; "$0" "$1" rules --format json | head -n 1; echo "$?"`, process.env.PLIMSOLL_NODE ?? process.execPath, SCRIPT], { cwd: ROOT, encoding: 'utf8' });
  assert.is(said.stderr, '');
  assert.is(said.stdout, '[\n0\n');
});

// --- Input ---------------------------------------------------------------------------------------------------------------------

test('standard input', () => {
  const said = check(['--stdin', '--stdin-filename', 'infra/web.yaml', '-f', 'json'], { input: BAD_TEXT });
  assert.is(said.code, 1);
  assert.equal(reportOf(said).findings.map((f) => `${f.location.file}:${f.location.line}`), ['infra/web.yaml:13']);
  assert.is(check(['--stdin'], { input: 'just: text\n' }).code, 3);
  assert.is(check(['--stdin'], { input: '' }).code, 3);
  assert.is(check(['--stdin'], { input: '{"Resources": ' }).code, 3);
  assert.is(check(['--stdin'], { input: Buffer.from([1, 0, 2, 0, 0, 0, 255]) }).code, 2);
});

test('--parameters in every format', () => {
  const folder = write(scratch(), {
    'a.yaml': BAD_TEXT.replace('Privileged: true', 'Privileged: false'),
    'cli.json': '[{"ParameterKey": "Privileged", "ParameterValue": "true"}]',
    'pipeline.json': '{"Parameters": {"Privileged": "true"}}',
    'map.json': '{"Privileged": true}',
    'map.yaml': 'Privileged: true\n',
    'overrides.json': '["Privileged=true", "Other=x"]',
    'lines.env': '# values\nOther=x\nPrivileged=true\n',
    'windows.env': 'Privileged=true\r\n',
    'broken.json': '{"Privileged": ',
  });
  assert.is(check(['a.yaml'], { cwd: folder }).code, 0);
  for (const given of ['Privileged=true', 'ParameterKey=Privileged,ParameterValue=true', '@cli.json', '@pipeline.json', '@map.json', '@map.yaml', '@overrides.json', '@lines.env', '@windows.env']) {
    assert.is(check(['a.yaml', '--parameters', given], { cwd: folder }).code, 1, given);
  }
  assert.is(check(['a.yaml', '-p', '@map.yaml', '-p', 'Privileged=false'], { cwd: folder }).code, 0, 'later ones win');
  const said = check(['a.yaml', '-p', '@broken.json'], { cwd: folder });
  assert.is(said.code, 2);
  isOneLine(said.err, /parameter file broken\.json:1:\d+/);
});

/** Shown paths of the findings, sorted. */
const filesOf = (args: readonly string[], cwd: string): string[] => reportOf(check(['-f', 'json', ...args], { cwd })).findings.map((f) => f.location.file).sort();

test('.gitignore is respected, from every folder, but named paths count', () => {
  const folder = write(scratch(), { '.git/HEAD': 'ref: refs/heads/main\n', '.gitignore': 'out/\n*.skip.yaml\n', 'a.yaml': BAD_TEXT, 'out/b.yaml': BAD_TEXT, 'infra/c.yaml': BAD_TEXT, 'infra/d.skip.yaml': BAD_TEXT, 'infra/out/e.yaml': BAD_TEXT, 'node_modules/x/f.yaml': BAD_TEXT });
  assert.equal(filesOf(['.'], folder), ['a.yaml', 'infra/c.yaml']);
  assert.equal(filesOf([], folder), ['a.yaml', 'infra/c.yaml']);
  assert.equal(filesOf(['.'], join(folder, 'infra')), ['c.yaml']);
  assert.equal(filesOf(['infra'], folder), ['infra/c.yaml']);
  assert.equal(filesOf(['infra/d.skip.yaml'], folder), ['infra/d.skip.yaml']);
  assert.equal(filesOf(['out'], folder), ['out/b.yaml']);
  assert.equal(filesOf(['infra/out', 'a.yaml'], folder), ['a.yaml', 'infra/out/e.yaml']);
  assert.equal(filesOf(['.', '--exclude', 'infra'], folder), ['a.yaml']);
  assert.equal(filesOf(['.', '--exclude', '*.yaml'], folder), []);
});

test('paths with spaces and letters of any script', () => {
  const folder = write(scratch(), { 'my stacks/wéb [1] größe.yaml': BAD_TEXT, 'まえ/(a) {b}.yaml': BAD_TEXT, '-dash.yaml': BAD_TEXT });
  assert.equal(filesOf(['.'], folder), ['-dash.yaml', 'my stacks/wéb [1] größe.yaml', 'まえ/(a) {b}.yaml']);
  assert.equal(filesOf(['my stacks', 'まえ/(a) {b}.yaml', './-dash.yaml'], folder), ['-dash.yaml', 'my stacks/wéb [1] größe.yaml', 'まえ/(a) {b}.yaml']);
  assert.equal(filesOf(['--', '-dash.yaml'], folder), ['-dash.yaml']);
  assert.equal(filesOf(['[1]'], write(scratch(), { '[1]/a.yaml': BAD_TEXT })), ['[1]/a.yaml']);
});

test('nothing to check in the working directory is clean, with a hint', () => {
  const folder = write(scratch(), { 'readme.md': 'x', 'values.yaml': 'a: 1\n' });
  for (const args of [[], ['.']]) {
    const said = check(args, { cwd: folder });
    assert.is(said.code, 0, said.out);
    assert.match(said.out, /nothing to check/i);
    assert.match(said.out, /name a file or folder/);
  }
});

test('a CDK app that was not synthesised says how to', () => {
  const folder = write(scratch(), { 'cdk.json': '{"app": "npx tsx app.ts"}', 'app.ts': '' });
  const said = check(['.'], { cwd: folder });
  assert.match(said.out, /run\s+cdk\s+synth/);
  assert.is(said.code, 0);
});

test('a cloud assembly that is ignored by git is read', () => {
  const manifest = { version: '36.0.0', artifacts: { Web: { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties: { templateFile: 'Web.template.json' } } } };
  const template = { Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: [{ Name: 'web', Image: 'web:1', Privileged: true }] } } } };
  const folder = write(scratch(), { '.git/HEAD': 'ref: refs/heads/main\n', '.gitignore': 'cdk.out\n', 'cdk.json': '{"app": "npx tsx app.ts"}', 'cdk.out/manifest.json': JSON.stringify(manifest), 'cdk.out/cdk.out': '{"version":"36.0.0"}', 'cdk.out/Web.template.json': JSON.stringify(template, null, 1) });
  assert.equal(filesOf(['.'], folder), ['cdk.out/Web.template.json']);
  assert.equal(filesOf(['cdk.out'], folder), ['cdk.out/Web.template.json']);
  assert.equal(filesOf(['cdk.out/manifest.json'], folder), ['cdk.out/Web.template.json']);
});

// --- Other commands ------------------------------------------------------------------------------------------------------------

test("init --from makes other tools' suppressions ours", () => {
  const text = 'Resources:\n  Orders:\n    # checkov:skip=CKV_AWS_163:scanned elsewhere\n    Type: AWS::ECR::Repository\n';
  const folder = write(scratch(), { 'a.yaml': text });
  assert.match(command(['check', '--rule', 'ecr/scanning'], { cwd: folder }).out, /ecr\/scanning/);
  const dry = command(['init', '--from', 'checkov', '--dry-run'], { cwd: folder });
  assert.is(dry.code, 0, dry.err);
  assert.match(dry.out, /1 suppression to write/);
  assert.is(readFileSync(join(folder, 'a.yaml'), 'utf8'), text);
  assert.match(command(['init', '--from', 'all', 'a.yaml'], { cwd: folder }).out, /1 suppression written/);
  assert.match(readFileSync(join(folder, 'a.yaml'), 'utf8'), /# plimsoll-ignore: ecr\/scanning -- scanned elsewhere/);
  assert.match(command(['check', '--rule', 'ecr/scanning'], { cwd: folder }).out, /1 suppressed/);
  const wrong = command(['init', '--from', 'chekov'], { cwd: folder });
  assert.is(wrong.code, 2);
  isOneLine(wrong.err, /did you mean checkov\?/);
});

test('rules', () => {
  const said = command(['rules']);
  assert.is(said.code, 0);
  assert.match(said.out, /ecs-task\/no-privileged +high/);
  const listed = JSON.parse(command(['rules', '--format', 'json']).out) as { id: string; summary: string; references: string[]; equivalents: Record<string, string[]> }[];
  const known = listed.find(({ id }) => id === RULE);
  assert.equal(known?.equivalents.securityHub, ['ECS.4']);
  assert.ok((known?.references.length ?? 0) > 0);
  assert.equal(listed.map(({ id }) => id), [...listed.map(({ id }) => id)].sort());
});

test('explain', () => {
  const said = command(['explain', RULE]);
  assert.is(said.code, 0);
  assert.match(said.out, /no-privileged/);
  assert.match(said.out, /https:\/\//);
  assert.is(command(['explain', 'ECS.4']).out, said.out, 'by the id of a peer');
});

test('rollout: a service, all of them, one that is not there, as data', () => {
  const one = command(['rollout', 'Service', 'examples/shop', '-p', 'Stage=live']);
  assert.is(one.code, 0, one.err);
  assert.match(one.out, /stops 4 old tasks: ceil\(4 x 50%\) = 2 must stay/);
  assert.not.match(one.out, /STUCK/);
  const data = JSON.parse(command(['rollout', 'examples/shop', '-f', 'json']).out) as { played: { service: string; when?: string; end: string }[] };
  assert.equal(data.played.map(({ service, when, end }) => [service, when, end]), [['Service', 'by the default of Stage', 'stuck'], ['Service', 'Stage = live', 'done']]);
  const none = command(['rollout', 'Servce', 'examples/shop']);
  assert.is(none.code, 2);
  isOneLine(none.err, /there is no service "Servce"; did you mean Service\?/);
});

test('--help fits one screen; --version is one line', () => {
  for (const args of [['--help'], ['-h'], ['help'], [], ['check', '--help']]) {
    const said = command(args);
    assert.is(said.code, 0);
    assert.is(said.err, '');
    const lines = said.out.trimEnd().split('\n');
    assert.ok(lines.length <= 56, `${lines.length} lines`);
    assert.ok(lines.every((line) => line.length <= 80), lines.find((line) => line.length > 80));
  }
  const version = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
  assert.is(command(['--version']).out, `${version}\n`);
  assert.is(command(['-V']).code, 0);
});

test('the help names every option', () => {
  const help = command(['--help']).out;
  for (const [, name] of readFileSync(join(ROOT, 'src/main.ts'), 'utf8').matchAll(/^ {2}'?([a-z-]+)'?: \{ type: '(?:string|boolean)'/gm)) {
    if (name !== 'color') assert.ok(help.includes(`--${name}`), `--${name} is not in the help`);
  }
});

test('--timing goes to standard error', () => {
  const said = check([CLEAN, '--timing', '-f', 'json']);
  assert.match(said.err, /ms\s+load/);
  assert.is(reportOf(said).summary.files, 1);
});

test.run();

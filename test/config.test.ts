/** Configurations: where they are found, what they mean, and what is said when they are wrong. */
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import schema from '../schemas/config.schema.json' with { type: 'json' };
import { matcher } from '../src/config/glob.js';
import { type Schema, validate } from '../src/config/validate.js';
import { parse } from '../src/load/parse.js';
import { main } from '../src/main.js';
import type { Report } from '../src/types/report.js';
import { bundle, runner, scratch, write } from './child.js';
import { ROOT } from './helpers.js';

type Files = Readonly<Record<string, string>>;

/** A folder that is a git work tree of its own. */
function tree(files: Files): string {
  const folder = write(scratch(), files);
  mkdirSync(join(folder, '.git'), { recursive: true });
  return folder;
}

interface Done {
  code: number;
  out: string;
  err: string;
}

async function plimsoll(cwd: string, ...args: string[]): Promise<Done> {
  const done: Done = { code: 0, out: '', err: '' };
  done.code = await main(args, {
    cwd,
    env: { CI: '1' },
    stdoutIsTty: false,
    stderrIsTty: false,
    columns: 100,
    out: (text) => (done.out += text),
    err: (text) => (done.err += text),
    stdin: async () => Buffer.alloc(0),
  });
  return done;
}

async function report(cwd: string, ...args: string[]): Promise<Report> {
  const done = await plimsoll(cwd, 'check', ...args, '-f', 'json');
  assert.is(done.err, '');
  return JSON.parse(done.out) as Report;
}

/** Findings as `file rule severity`. */
const found = ({ findings }: Report): string[] => findings.map(({ location, rule, severity }) => `${location.file} ${rule} ${severity}`);

const PRIVILEGED = 'ecs-task/no-privileged';
const LOGS = 'ecs-task/log-configuration';
/** Has a finding of each of these two rules; others are turned off where they would disturb. */
const TASK = `Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      ContainerDefinitions:
        - Name: web
          Image: web:1
          Memory: 128
          Privileged: true
`;
const STAGED = `Parameters:
  Stage: { Type: String }
Conditions:
  Live: !Equals [!Ref Stage, live]
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      ContainerDefinitions:
        - Name: web
          Image: web:1
          Memory: 128
          Privileged: !If [Live, true, false]
`;

const test = suite('config');

// --- Where they are found

test('one line for each finding of the rules that are on', async () => {
  const cwd = tree({ 'a.yaml': TASK, 'plimsoll.config.yaml': `presets: []\nrules:\n  ${PRIVILEGED}: on\n` });
  assert.equal(found(await report(cwd)), [`a.yaml ${PRIVILEGED} high`]);
});

for (const [name, text] of Object.entries({
  'plimsoll.config.json': `{ "presets": [], "rules": { "${PRIVILEGED}": "low" } }`,
  'plimsoll.config.yaml': `presets: []\nrules: { ${PRIVILEGED}: low }`,
  'plimsoll.config.yml': `presets: []\nrules: { ${PRIVILEGED}: low }`,
  'package.json': `{ "name": "x", "plimsoll": { "presets": [], "rules": { "${PRIVILEGED}": "low" } } }`,
})) {
  test(`${name} is found from a folder below it`, async () => {
    const cwd = tree({ 'infra/deep/a.yaml': TASK, [name]: text });
    assert.equal(found(await report(cwd)), [`infra/deep/a.yaml ${PRIVILEGED} low`]);
    assert.equal(found(await report(join(cwd, 'infra'))), [`deep/a.yaml ${PRIVILEGED} low`]);
  });
}

test('a package.json that only depends on plimsoll is no configuration', async () => {
  const cwd = tree({ 'a.yaml': TASK, 'package.json': '{ "devDependencies": { "plimsoll": "1" } }' });
  assert.ok(found(await report(cwd, '--rule', PRIVILEGED)).length === 1);
});

test('the search ends at the git root', async () => {
  const cwd = tree({ 'repository/a.yaml': TASK, 'repository/.git/HEAD': '', 'plimsoll.config.yaml': 'presets: []' });
  assert.ok(found(await report(join(cwd, 'repository'))).length > 0);
});

test('settings of folders above apply first', async () => {
  const cwd = tree({
    'a.yaml': TASK,
    'sub/b.yaml': TASK,
    'plimsoll.config.yaml': `presets: []\nrules: { ${PRIVILEGED}: low, ${LOGS}: info }`,
    'sub/plimsoll.config.yaml': `rules: { ${PRIVILEGED}: medium }`,
  });
  assert.equal(found(await report(cwd)), [`a.yaml ${LOGS} info`, `a.yaml ${PRIVILEGED} low`, `sub/b.yaml ${LOGS} info`, `sub/b.yaml ${PRIVILEGED} medium`]);
  write(cwd, { 'sub/plimsoll.config.yaml': `root: true\npresets: []\nrules: { ${PRIVILEGED}: medium }` });
  assert.equal(found(await report(cwd)), [`a.yaml ${LOGS} info`, `a.yaml ${PRIVILEGED} low`, `sub/b.yaml ${PRIVILEGED} medium`]);
});

test('two configurations in one folder are an error', async () => {
  const cwd = tree({ 'a.yaml': TASK, 'plimsoll.config.yaml': '', 'plimsoll.config.json': '{}', 'package.json': '{ "plimsoll": {} }' });
  assert.equal(await plimsoll(cwd, 'check'), {
    code: 2,
    out: '',
    err: 'plimsoll: there are 3 configurations in one folder: plimsoll.config.json, plimsoll.config.yaml, package.json (its key plimsoll); keep one\n',
  });
});

test('an empty configuration, and keys whose lines are all commented out', async () => {
  for (const text of ['', '# nothing\n', 'rules:\n  # all off\n']) assert.ok(found(await report(tree({ 'a.yaml': TASK, 'plimsoll.config.yaml': text }))).includes(`a.yaml ${PRIVILEGED} high`));
});

test('without one, nothing that reads configurations is loaded', async () => {
  const cwd = tree({ 'a.json': JSON.stringify((await parse(TASK, 'a.yaml'))[0]?.data) });
  const coverage = scratch();
  const said = command(['check', 'a.json'], { cwd, env: { NODE_V8_COVERAGE: coverage } });
  assert.is(said.code, 1, said.err);
  const loaded = readdirSync(coverage).flatMap((file) => (JSON.parse(readFileSync(join(coverage, file), 'utf8')) as { result: { url: string }[] }).result.map(({ url }) => url.slice(url.lastIndexOf('/') + 1)));
  assert.ok(loaded.some((name) => name.startsWith('cli')));
  assert.equal(loaded.filter((name) => /^(config|layers|code|strip|js-yaml|globby|environments|init)-/.test(name)), []);
});

// --- What is wrong with them

for (const [what, text, message] of [
  ['an unknown rule', `presets: [strict]\n\nrules:\n\n  ecs-task/no-privilegd: off\n`, 'plimsoll.config.yaml:5:3: rules: there is no rule "ecs-task/no-privilegd"; did you mean ecs-task/no-privileged?'],
  ['an unknown family', 'rules: { esc-task/*: off }', 'plimsoll.config.yaml:1:10: rules: there is no rule "esc-task/*"; did you mean ecs-task/*?'],
  ["a peer's id", 'rules: { ECS.4: off }', `plimsoll.config.yaml:1:10: rules: there is no rule "ECS.4"; ours for it is ${PRIVILEGED}`],
  ['an unknown key', 'ruls: {}', 'plimsoll.config.yaml:1:1: there is no "ruls" here; did you mean rules?'],
  ['an unknown key in an override', 'overrides:\n  - file: [a]\n    files: [a]', 'plimsoll.config.yaml:2:5: overrides[0]: there is no "file" here; did you mean files?'],
  ['an override without files', 'overrides: [{ presets: [cost] }]', 'plimsoll.config.yaml:1:13: overrides[0]: lacks "files"'],
  ['a rule in an override', 'overrides:\n  - files: [a]\n    rules: { ecr/nothing: off }', 'plimsoll.config.yaml:3:14: overrides[0].rules: there is no rule "ecr/nothing"'],
  ['an unknown preset', 'presets: [securty]', 'plimsoll.config.yaml:1:11: presets[0]: must be one of recommended, strict, security, reliability, cost, all, not "securty"; did you mean security?'],
  ['a wrong type', 'presets: security', 'plimsoll.config.yaml:1:10: presets: must be a list, not text'],
  ['a level that is none', `rules: { ${PRIVILEGED}: error }`, `plimsoll.config.yaml:1:34: rules ${PRIVILEGED}: must be one of off, on, critical, high, medium, low, info, not "error"`],
  ['true for on', `rules: { ${PRIVILEGED}: true }`, `plimsoll.config.yaml:1:34: rules ${PRIVILEGED}: must be one of off, on, critical, high, medium, low, info, not true`],
  ['options of a rule without any', `rules: { ${PRIVILEGED}: [high, { x: 1 }] }`, `plimsoll.config.yaml:1:41: rules ${PRIVILEGED}[1]: this rule has no options`],
  ['options of a family', 'rules: { ecs-task/*: [high, { x: 1 }] }', 'plimsoll.config.yaml:1:29: rules ecs-task/*[1]: a family takes no options; name the rule'],
  ['an account in the wrong form', 'account: [1]', 'plimsoll.config.yaml:1:10: account: must be text or a whole number, not a list'],
  ['a key twice', 'failOn: high\nfailOn: low', 'plimsoll.config.yaml:2:1: the key "failOn" is already on line 1; the last one counts'],
  ['an unknown rule in ignore', 'ignore: [{ rule: ecr/nothing }]', 'plimsoll.config.yaml:1:18: ignore[0].rule: there is no rule "ecr/nothing"'],
  ['an unknown rule in forbid', 'suppressions: { forbid: [ecs-task/no-privilegd] }', 'plimsoll.config.yaml:1:26: suppressions.forbid[0]: there is no rule "ecs-task/no-privilegd"; did you mean ecs-task/no-privileged?'],
  ['a file to extend that is not there', 'extends: ./gone.yaml', 'plimsoll.config.yaml:1:10: extends: there is no file gone.yaml'],
  ['a preset in extends', 'extends: [strict]', 'plimsoll.config.yaml:1:11: extends: there is no package "strict"; presets stand under "presets": ["strict"]'],
  ['a plugin that is not there', 'plugins: [./policy.js]', 'plimsoll.config.yaml:1:11: plugins: there is no file policy.js'],
  ['a parameter file that is not there', 'parameterFiles: [live.json]', 'parameter file live.json: there is no such file'],
] as const) {
  test(`${what} is an error with its place`, async () => {
    const done = await plimsoll(tree({ 'a.yaml': TASK, 'plimsoll.config.yaml': text }), 'check');
    assert.is(done.code, 2, done.out);
    assert.is(done.out, '');
    assert.ok(done.err.startsWith(`plimsoll: ${message}`), done.err);
    assert.is(done.err.trimEnd().split('\n').length, 1);
  });
}

test('what does not parse is an error with its place', async () => {
  const done = await plimsoll(tree({ 'plimsoll.config.yaml': 'rules: {\n' }), 'check');
  assert.is(done.code, 2);
  assert.match(done.err, /^plimsoll: plimsoll\.config\.yaml:\d+:\d+: /);
});

test('all that is wrong is said at once, in files and in package.json', async () => {
  const done = await plimsoll(tree({ 'package.json': '{\n  "plimsoll": {\n    "presetz": [],\n    "failOn": "hi"\n  }\n}' }), 'check');
  assert.equal(done.err.trimEnd().split('\n'), [
    'plimsoll: package.json:3:5: there is no "presetz" here; did you mean presets?',
    'plimsoll: package.json:4:15: failOn: must be one of critical, high, medium, low, info, never, not "hi"; did you mean high?',
  ]);
});

test('a configuration near a file is as strict as that of the working directory', async () => {
  const done = await plimsoll(tree({ 'sub/a.yaml': TASK, 'sub/plimsoll.config.yaml': 'rules: { nothing/here: off }' }), 'check');
  assert.is(done.err, 'plimsoll: sub/plimsoll.config.yaml:1:10: rules: there is no rule "nothing/here"\n');
});

// --- Rules

test('a rule by its name is stronger than its family, wherever it stands', async () => {
  const cwd = tree({ 'a.yaml': TASK, 'plimsoll.config.yaml': `rules:\n  ${LOGS}: low\n  ecs-task/*: off\n` });
  assert.equal(found(await report(cwd)), [`a.yaml ${LOGS} low`]);
});

test('presets: replaced by the nearest, and by the command line', async () => {
  const cwd = tree({ 'a.yaml': TASK, 'plimsoll.config.yaml': 'presets: [cost]' });
  assert.equal(found(await report(cwd)), []);
  assert.ok(found(await report(cwd, '--preset', 'security')).includes(`a.yaml ${PRIVILEGED} high`));
});

test('--rule turns on what is off, with the severity of the configuration', async () => {
  const off = tree({ 'a.yaml': TASK, 'plimsoll.config.yaml': `rules: { ${PRIVILEGED}: off }` });
  assert.equal(found(await report(off, '--rule', PRIVILEGED)), [`a.yaml ${PRIVILEGED} high`]);
  const low = tree({ 'a.yaml': TASK, 'plimsoll.config.yaml': `rules: { ${PRIVILEGED}: low }` });
  assert.equal(found(await report(low, '--rule', PRIVILEGED)), [`a.yaml ${PRIVILEGED} low`]);
});

test('what is off for a file counts nowhere, and takes nothing from other files', async () => {
  const files = { 'a.yaml': TASK, 'dev/b.yaml': TASK.replace('Privileged: true', 'Privileged: !Ref AWS::NoSuchThing') };
  const on = await report(tree({ ...files, 'plimsoll.config.yaml': `presets: []\nrules: { ${PRIVILEGED}: on }` }));
  const off = await report(tree({ ...files, 'plimsoll.config.yaml': `presets: []\nrules: { ${PRIVILEGED}: on }\noverrides:\n  - files: [dev/]\n    rules: { ${PRIVILEGED}: off }` }));
  assert.equal(found(off), found(on));
  assert.is(on.undecided.length, 1);
  assert.is(off.undecided.length, 0);
});

test('overrides: globs, presets, the later one wins', async () => {
  const cwd = tree({
    'a.yaml': TASK,
    'dev/b.yaml': TASK,
    'dev/c.template.yaml': TASK,
    'plimsoll.config.yaml': `presets: []
rules: { ${PRIVILEGED}: high }
overrides:
  - files: [dev/]
    rules: { ${PRIVILEGED}: low }
  - files: ['*.template.yaml']
    presets: [recommended]
    rules: { ${PRIVILEGED}: info, ecs-task/*: info }
`,
  });
  const lines = found(await report(cwd));
  assert.ok(lines.includes(`a.yaml ${PRIVILEGED} high`));
  assert.ok(lines.includes(`dev/b.yaml ${PRIVILEGED} low`));
  assert.ok(lines.includes(`dev/c.template.yaml ${PRIVILEGED} info`));
  assert.ok(lines.includes(`dev/c.template.yaml ${LOGS} info`));
  assert.is(lines.filter((line) => line.startsWith('dev/b.yaml')).length, 1);
});

test('globs mean the same everywhere', () => {
  const matches = (glob: string, path: string): boolean => matcher([glob], '/r')(path);
  assert.ok(matches('*.json', '/r/a.json') && matches('*.json', '/r/x/y/a.json'), 'without a slash: a name at any depth');
  assert.ok(matches('dev', '/r/x/dev/a.json') && matches('dev/', '/r/x/dev/a.json'), 'and so a folder');
  assert.ok(matches('x/*.json', '/r/x/a.json') && !matches('x/*.json', '/r/y/x/a.json') && !matches('x/*.json', '/r/x/y/a.json'), 'with one: from the folder of the configuration');
  assert.ok(matches('./a.json', '/r/a.json') && !matches('./a.json', '/r/x/a.json'));
  assert.ok(matches('x/y', '/r/x/y/z/a.json') && matches('**/y/*', '/r/x/y/a.json') && matches('{a,b}.json', '/r/b.json'));
  assert.ok(!matches('**', '/other/a.json'), 'nothing outside of it');
});

// --- The run

test('failOn and minSeverity, and the command line before them', async () => {
  const cwd = tree({ 'a.yaml': TASK, 'plimsoll.config.yaml': 'failOn: critical\nminSeverity: high\n' });
  const done = await report(cwd);
  assert.is(done.summary.gate.failOn, 'critical');
  assert.ok(done.findings.every(({ severity }) => severity === 'high'));
  assert.is((await plimsoll(cwd, 'check')).code, 0);
  assert.is((await plimsoll(cwd, 'check', '--fail-on', 'high')).code, 1);
  assert.ok((await report(cwd, '--min-severity', 'low')).findings.some(({ severity }) => severity === 'medium'));
});

test('exclude: relative to the configuration, from wherever the run starts', async () => {
  const cwd = tree({ 'infra/a.yaml': TASK, 'infra/old/b.yaml': TASK, 'old/c.yaml': TASK, 'plimsoll.config.yaml': `presets: []\nrules: { ${PRIVILEGED}: on }\nexclude: [infra/old]\n` });
  assert.equal(found(await report(cwd)), [`infra/a.yaml ${PRIVILEGED} high`, `old/c.yaml ${PRIVILEGED} high`]);
  assert.equal(found(await report(join(cwd, 'infra'))), [`a.yaml ${PRIVILEGED} high`]);
  assert.equal(found(await report(cwd, 'infra/old/b.yaml')), [`infra/old/b.yaml ${PRIVILEGED} high`], 'a file that is named counts');
});

test('parameters, parameter files, region and account; the command line before them', async () => {
  const files = { 'a.yaml': STAGED, 'values.json': '{ "Parameters": { "Stage": "live" } }' };
  const only = `presets: []\nrules: { ${PRIVILEGED}: on }\n`;
  const whens = async (config: string, ...args: string[]): Promise<(string | undefined)[]> => (await report(tree({ ...files, 'plimsoll.config.yaml': only + config }), ...args)).findings.map(({ when }) => when);
  assert.equal(await whens(''), ['Stage = live']);
  assert.equal(await whens('parameters: { Stage: live }'), [undefined]);
  assert.equal(await whens('parameterFiles: [values.json]'), [undefined]);
  assert.equal(await whens('parameterFiles: [values.json]\nparameters: { Stage: dev }'), []);
  assert.equal(await whens('parameters: { Stage: live }', '--parameters', 'Stage=dev'), []);
});

test('a baseline is relative to the configuration', async () => {
  const cwd = tree({ 'infra/a.yaml': TASK, 'plimsoll.config.yaml': 'baseline: ci/baseline.json' });
  assert.match((await plimsoll(cwd, 'check')).err, /there is no baseline ci\/baseline\.json/);
  assert.is((await plimsoll(cwd, 'check', '--update-baseline')).code, 0);
  assert.equal((await report(cwd)).findings, []);
});

test('ignore and suppressions reach the run', async () => {
  const config = (entry: string): Files => ({ 'infra/a.yaml': TASK, 'plimsoll.config.yaml': `presets: []\nrules: { ${PRIVILEGED}: on }\n${entry}` });
  assert.equal(found(await report(tree(config(`ignore: [{ rule: ${PRIVILEGED}, files: [infra/], resource: Task, reason: r }]`)))), []);
  assert.equal(found(await report(tree(config(`ignore: [{ rule: ${PRIVILEGED}, files: [other/], reason: r }]`)))).length, 1);
  assert.equal(found(await report(tree(config(`ignore: [{ rule: ${PRIVILEGED} }]`)))).length, 1, 'a reason is required');
  assert.equal(found(await report(tree(config(`ignore: [{ rule: ${PRIVILEGED} }]\nsuppressions: { requireReason: false }`)))), []);
});

test('ignore of a configuration in a folder counts in that folder', async () => {
  const cwd = tree({ 'a.yaml': TASK, 'sub/b.yaml': TASK, 'plimsoll.config.yaml': `presets: []\nrules: { ${PRIVILEGED}: on }`, 'sub/plimsoll.config.yaml': `ignore: [{ rule: ${PRIVILEGED}, reason: r }]` });
  assert.equal(found(await report(cwd)), [`a.yaml ${PRIVILEGED} high`]);
});

test('keys of a configuration elsewhere that do not count are named', async () => {
  const cwd = tree({ 'sub/a.yaml': TASK, 'sub/plimsoll.config.yaml': 'failOn: low\nparameters: { A: b }' });
  const { notices } = await report(cwd);
  assert.equal(notices, [{ level: 'note', incomplete: false, file: 'sub/plimsoll.config.yaml', message: 'failOn, parameters count only for a run that starts in its folder' }]);
  assert.equal((await report(join(cwd, 'sub'))).notices, []);
});

// --- Environments

const ENVIRONMENTS = `presets: []
rules: { ${PRIVILEGED}: on, ${LOGS}: on }
environments:
  dev: { parameters: { Stage: dev } }
  live: { parameters: { Stage: live } }
  next: {}
`;

test('environments: what all have is said once, what some have names them', async () => {
  const cwd = tree({ 'a.yaml': STAGED, 'plimsoll.config.yaml': ENVIRONMENTS });
  const done = await report(cwd);
  assert.equal(done.findings.map(({ rule, when, environments }) => [rule, when, environments]), [
    [LOGS, undefined, undefined],
    [PRIVILEGED, 'in live; in next, when Stage = live', ['live', 'next']],
  ]);
  assert.is(done.summary.files, 1);
  const alone = await report(cwd, '--environment', 'live');
  assert.equal(alone.findings.map(({ rule, when, environments }) => [rule, when, environments]), [[LOGS, undefined, undefined], [PRIVILEGED, undefined, undefined]]);
  assert.equal((await report(cwd, '--environment', 'dev')).findings.map(({ rule }) => rule), [LOGS]);
  assert.equal((await report(cwd, '--environment', 'dev', '--environment', 'live')).findings.map(({ when }) => when), [undefined, 'in live']);
});

test('environments: undecided looks say where', async () => {
  const text = STAGED.replace('!If [Live, true, false]', '!Ref Value').replace('Parameters:', 'Parameters:\n  Value: { Type: String }');
  const config = ENVIRONMENTS.replace('Stage: live', 'Value: false').replace('  next: {}\n', '');
  const { undecided, findings } = await report(tree({ 'a.yaml': text, 'plimsoll.config.yaml': config }));
  assert.equal(undecided.map(({ reason }) => reason), ['parameter Value has no value (in dev)']);
  assert.is(findings.length, 1);
});

test('environments: pretty and SARIF name them; the same fingerprint as without', async () => {
  const cwd = tree({ 'a.yaml': STAGED, 'plimsoll.config.yaml': ENVIRONMENTS.replace('  next: {}\n', '') });
  assert.match((await plimsoll(cwd, 'check')).out, /This holds in live\./);
  const sarif = JSON.parse((await plimsoll(cwd, 'check', '-f', 'sarif-full')).out) as { runs: { results: { ruleId: string; properties?: { environments?: string[] } }[] }[] };
  assert.equal(sarif.runs[0]?.results.find(({ ruleId }) => ruleId === PRIVILEGED)?.properties?.environments, ['live']);
  const [all, one] = [await report(cwd), await report(cwd, '--environment', 'live')];
  assert.equal(all.findings.map(({ fingerprint }) => fingerprint), one.findings.map(({ fingerprint }) => fingerprint));
});

test('environments: what cannot be read is told once, and an unknown name is an error', async () => {
  const cwd = tree({ 'a.yaml': STAGED, 'bad.yaml': 'Resources: {\n  AWS::', 'plimsoll.config.yaml': ENVIRONMENTS });
  const { notices } = await report(cwd);
  assert.is(notices.length, 1);
  assert.is(notices[0]?.file, 'bad.yaml');
  assert.match((await plimsoll(cwd, 'check', '--environment', 'lve')).err, /^plimsoll: there is no environment "lve"; did you mean live\?; there are dev, live, next\n$/);
  assert.match((await plimsoll(cwd, 'check', '--no-config', '--environment', 'live')).err, /--environment live: the configuration has no environments/);
});

// --- Extending

test('extends: a file, a list, a package; own settings win; globs are those of the configuration that extends', async () => {
  const cwd = tree({
    'a.yaml': TASK,
    'dev/b.yaml': TASK,
    'shared/base.yaml': `presets: []\nrules: { ${PRIVILEGED}: info }\noverrides: [{ files: [dev/], rules: { ${PRIVILEGED}: low } }]`,
    'node_modules/@acme/policy/package.json': '{ "name": "@acme/policy", "main": "strict.yaml" }',
    'node_modules/@acme/policy/strict.yaml': `rules: { ${LOGS}: info }`,
    'node_modules/plain/plimsoll.config.json': `{ "rules": { "${LOGS}": "low" } }`,
    'plimsoll.config.yaml': 'extends: ./shared/base.yaml',
  });
  assert.equal(found(await report(cwd)), [`a.yaml ${PRIVILEGED} info`, `dev/b.yaml ${PRIVILEGED} low`]);
  write(cwd, { 'plimsoll.config.yaml': `extends: [./shared/base.yaml, '@acme/policy']\nrules: { ${PRIVILEGED}: medium }` });
  assert.equal(found(await report(cwd)), [`a.yaml ${LOGS} info`, `a.yaml ${PRIVILEGED} medium`, `dev/b.yaml ${LOGS} info`, `dev/b.yaml ${PRIVILEGED} medium`]);
  write(cwd, { 'plimsoll.config.yaml': 'extends: [./shared/base.yaml, plain]' });
  assert.ok(found(await report(cwd)).includes(`a.yaml ${LOGS} low`));
});

test('extends in a circle is an error', async () => {
  const cwd = tree({ 'a.yaml': TASK, 'plimsoll.config.yaml': 'extends: ./b.yaml', 'b.yaml': 'extends: ./c.yaml', 'c.yaml': 'extends: ./b.yaml' });
  assert.is((await plimsoll(cwd, 'check')).err, 'plimsoll: plimsoll.config.yaml: extends itself: b.yaml -> c.yaml -> b.yaml\n');
});

// --- Options of the command line

test('--config takes one for everything, --no-config none', async () => {
  const cwd = tree({ 'a.yaml': TASK, 'plimsoll.config.yaml': 'presets: []', 'ci/strict.yaml': `presets: []\nrules: { ${LOGS}: low }`, 'sub/b.yaml': TASK, 'sub/plimsoll.config.yaml': 'rules: { ecr/*: off }' });
  assert.equal(found(await report(cwd, '--config', 'ci/strict.yaml')), [`a.yaml ${LOGS} low`, `sub/b.yaml ${LOGS} low`]);
  assert.ok(found(await report(cwd, '--no-config')).includes(`a.yaml ${PRIVILEGED} high`));
  assert.is((await plimsoll(cwd, 'check', '-c', 'gone.yaml')).err, 'plimsoll: there is no configuration gone.yaml\n');
  assert.is((await plimsoll(cwd, 'check', '-c', 'ci/strict.yaml', '--no-config')).code, 2);
});

test('--print-config shows what applies to a file', async () => {
  const cwd = tree({
    'plimsoll.config.yaml': `presets: []\nrules: { ${PRIVILEGED}: on }\nenvironments: { live: { parameters: { Stage: live } } }\nparameters: { DbPassword: AKIAIOSFODNN7EXAMPL3 }`,
    'dev/plimsoll.config.yaml': `rules: { ${LOGS}: info }\noverrides: [{ files: ['b.*'], rules: { ${PRIVILEGED}: off } }]`,
  });
  const print = async (file: string): Promise<Record<string, unknown>> => JSON.parse((await plimsoll(cwd, '--print-config', file)).out) as Record<string, unknown>;
  const one = await print('dev/a.yaml');
  assert.equal(one.from, ['plimsoll.config.yaml', 'dev/plimsoll.config.yaml']);
  assert.equal(one.rules, { [LOGS]: 'info', [PRIVILEGED]: 'high' });
  assert.equal(one.failOn, 'high');
  assert.equal((one.environments as { live: { parameters: { Stage: string } } }).live.parameters.Stage, 'live');
  assert.equal((await print('dev/b.yaml')).rules, { [LOGS]: 'info' });
  assert.not.match(JSON.stringify(one), /AKIAIOSFODNN7EXAMPL3/);
  assert.ok(Object.keys((await print('/nowhere/a.yaml')).rules as object).length > 0);
});

test('JSON may hold comments, but nothing that is not there yet', async () => {
  const cwd = tree({ 'a.yaml': TASK, 'plimsoll.config.json': `{\n  // all\n  "presets": [],\n  "rules": { "${PRIVILEGED}": "low" },\n}` });
  assert.equal(found(await report(cwd)), [`a.yaml ${PRIVILEGED} low`]);
  write(cwd, { 'plimsoll.config.json': '{ "failOn": ${LEVEL} }' });
  assert.match((await plimsoll(cwd, 'check')).err, /^plimsoll: plimsoll\.config\.json:1:13: /);
});

// --- Programs

const command = runner(await bundle());
const RULE = (id: string, more = ''): string => `defineRule({
  id: '${id}', on: 'AWS::ECS::TaskDefinition', category: 'operations', severity: 'low', summary: 'Few containers', why: 'Because.', fix: 'Remove some.',
  options: { most: { type: 'integer', default: 0, minimum: 0 } }, ${more}
  check(task, { at, report, options }) {
    const count = (task.ContainerDefinitions ?? []).length;
    if (count > options.most) report(at(task, 'ContainerDefinitions'), \`\${count} containers, at most \${options.most}\`);
  },
})`;
const program = (cwd: string, ...args: string[]): { code: number | null; out: string; err: string } => command(args, { cwd });
const foundBy = (cwd: string, ...args: string[]): string[] => {
  const said = program(cwd, 'check', ...args, '-f', 'json');
  assert.is(said.err, '');
  return found(JSON.parse(said.out) as Report);
};

for (const [name, text] of Object.entries({
  'plimsoll.config.ts': `import { defineConfig } from 'plimsoll';\nimport { level } from './lib/level.js';\nexport default defineConfig({ presets: [], rules: { '${PRIVILEGED}': level as 'low' } });\n`,
  'plimsoll.config.mts': `import { defineConfig, type Config } from 'plimsoll';\nconst config: Config = { presets: [], rules: { '${PRIVILEGED}': 'low' } };\nexport default defineConfig(config);\n`,
  'plimsoll.config.mjs': `import { defineConfig } from 'plimsoll';\nexport default defineConfig({ presets: [], rules: { '${PRIVILEGED}': 'low' } });\n`,
  'plimsoll.config.js': `const { defineConfig } = require('plimsoll');\nmodule.exports = defineConfig({ presets: [], rules: { '${PRIVILEGED}': 'low' } });\n`,
})) {
  test(`${name} runs, with plimsoll being this one`, () => {
    const cwd = tree({ 'a.yaml': TASK, 'lib/level.ts': "export enum Level { Low = 'low' }\nexport const level: Level = Level.Low;\n", 'package.json': '{}', [name]: text });
    const said = program(cwd, 'check', '-f', 'json');
    assert.equal(found(JSON.parse(said.out) as Report), [`a.yaml ${PRIVILEGED} low`]);
  });
}

test('a plugin brings rules, typed and with options by file', () => {
  const cwd = tree({
    'a.yaml': TASK,
    'big/b.yaml': TASK,
    'policy/index.ts': `import { few } from './few.js';\nexport default { rules: [few] };\n`,
    'policy/few.ts': `import { defineRule, type Rule } from 'plimsoll';\nexport const few: Rule = ${RULE('acme/few-containers')};\n`,
    'plimsoll.config.yaml': `presets: []\nplugins: [./policy/index.ts]\noverrides:\n  - files: [big/]\n    rules: { acme/few-containers: [high, { most: 1 }] }\n`,
  });
  assert.equal(foundBy(cwd), ['a.yaml acme/few-containers low'], 'a rule without presets is on where its plugin is');
  assert.equal(foundBy(cwd, '--rule', 'acme/few-containers'), ['a.yaml acme/few-containers low']);
  assert.match(program(cwd, 'rules').out, /^acme\/few-containers +low +Few containers$/m);
  const [info] = (JSON.parse(program(cwd, 'rules', '--rule', 'acme/few-containers', '-f', 'json').out) as { id: string; options: object; page: string }[]);
  assert.equal(info?.options, { most: { type: 'integer', default: 0, minimum: 0 } });
  assert.is(info?.page, '');
  const page = program(cwd, 'explain', 'acme/few-containers').out;
  assert.match(page, /## Options\n\n- `most` \(integer; 0 when left out\)/);
  assert.match(page, / {2}acme\/few-containers: \[low, \{ most: 0 \}\]/);
  assert.match(program(cwd, 'check', '-f', 'sarif').out, /"id": ?"acme\/few-containers"/);
});

test('options of a plugin rule are checked with their place', () => {
  const config = (options: string): Files => ({ 'a.yaml': TASK, 'p.mjs': `import { defineRule } from 'plimsoll';\nexport default [${RULE('acme/few-containers')}];\n`, 'plimsoll.config.yaml': `plugins: [./p.mjs]\nrules:\n  acme/few-containers: [low, ${options}]\n` });
  assert.is(program(tree(config('{ mots: 1 }')), 'check').err, 'plimsoll: plimsoll.config.yaml:3:32: rules acme/few-containers[1]: there is no "mots" here; did you mean most?\n');
  assert.is(program(tree(config('{ most: -1 }')), 'check').err, 'plimsoll: plimsoll.config.yaml:3:38: rules acme/few-containers[1].most: must be at least 0, not -1\n');
});

test('a plugin from a package, and one of a configuration in a folder', () => {
  const cwd = tree({
    'a.yaml': TASK,
    'sub/b.yaml': TASK,
    'node_modules/acme-rules/package.json': '{ "name": "acme-rules", "type": "module", "exports": { "import": "./main.js" } }',
    'node_modules/acme-rules/main.js': `import { defineRule } from 'plimsoll';\nexport const rules = [${RULE('acme/few-containers', "presets: ['cost'],")}];\n`,
    'sub/plimsoll.config.yaml': 'presets: [cost]\nplugins: [acme-rules]\n',
    'plimsoll.config.yaml': 'presets: []',
  });
  assert.equal(foundBy(cwd), ['sub/b.yaml acme/few-containers low']);
});

for (const [what, files, message] of [
  ['a syntax error in TypeScript', { 'plimsoll.config.ts': 'const a: string = "x";\nconst b = ;\nexport default {};\n' }, 'plimsoll.config.ts:2:11: Unexpected token'],
  ['a syntax error in JavaScript', { 'plimsoll.config.mjs': 'const a = 1;\nconst = 2;\nexport default {};\n' }, 'plimsoll.config.mjs:2:7: '],
  ['an error while it runs', { 'plimsoll.config.ts': 'interface A { b: string }\n\nexport default gone.away;\n' }, 'plimsoll.config.ts:3:16: ReferenceError: gone is not defined'],
  ['an error that it throws', { 'plimsoll.config.mjs': '\nthrow new Error("no");\n' }, 'plimsoll.config.mjs:2:7: no'],
  ['an import that is not there', { 'plimsoll.config.ts': "import './gone.js';\nexport default {};\n" }, "plimsoll.config.ts: Cannot find module 'gone.js' imported from plimsoll.config.ts"],
  ['an export that plimsoll has not', { 'plimsoll.config.ts': "import { defineConfg } from 'plimsoll';\nexport default defineConfg({});\n" }, "plimsoll.config.ts:1: The requested module 'plimsoll' does not provide an export named 'defineConfg'"],
  ['no default export', { 'plimsoll.config.ts': 'export const config = {};\n' }, 'plimsoll.config.ts: must export its configuration as default'],
  ['an unknown rule in a program', { 'plimsoll.config.mjs': "export default {\n  rules: { 'ecs-task/no-privilegd': 'off' },\n};\n" }, 'plimsoll.config.mjs:2:12: rules: there is no rule "ecs-task/no-privilegd"; did you mean ecs-task/no-privileged?'],
  ['a plugin without rules', { 'plimsoll.config.yaml': 'plugins: [./p.mjs]', 'p.mjs': 'export default {};\n' }, 'p.mjs: must export a list of rules, as default or by the name "rules"'],
  ['a rule that lacks something', { 'plimsoll.config.yaml': 'plugins: [./p.mjs]', 'p.mjs': "import { defineRule } from 'plimsoll';\nexport default [defineRule({ id: 'acme/x', on: 'AWS::ECS::Service', check() {} })];\n" }, 'p.mjs: rule acme/x: lacks "summary"'],
  ['a rule with a type that there is not', { 'plimsoll.config.yaml': 'plugins: [./p.mjs]', 'p.mjs': `import { defineRule } from 'plimsoll';\nexport default [${RULE('acme/x').replace('TaskDefinition', 'TaskDef')}];\n` }, 'p.mjs: rule acme/x: on: there is no type AWS::ECS::TaskDef that Plimsoll knows'],
  ['a rule with a name of ours', { 'plimsoll.config.yaml': 'plugins: [./p.mjs]', 'p.mjs': `import { defineRule } from 'plimsoll';\nexport default [${RULE(PRIVILEGED)}];\n` }, 'the plugin rule "ecs-task/no-privileged" has the name of a rule of Plimsoll\'s; give it a family of its own, such as acme/no-privileged'],
  ['two rules of one name', { 'plimsoll.config.yaml': 'plugins: [./p.mjs]', 'p.mjs': `import { defineRule } from 'plimsoll';\nexport default [${RULE('acme/x')}, ${RULE('acme/x')}];\n` }, 'two plugin rules are called "acme/x"'],
  ['an error in a plugin', { 'plimsoll.config.yaml': 'plugins: [./policy/p.ts]', 'policy/p.ts': "import './q.js';\nexport default [];\n", 'policy/q.ts': 'type A = string;\nconst x: = 1;\n' }, 'policy/q.ts:2:'],
  ['a package that is not there', { 'plimsoll.config.yaml': 'plugins: [acme-rules]' }, 'plimsoll.config.yaml:1:11: plugins: there is no package "acme-rules"'],
] as const satisfies readonly (readonly [string, Files, string])[]) {
  test(`${what} is said with its place`, () => {
    const said = program(tree({ 'a.yaml': TASK, ...files }), 'check');
    assert.is(said.code, 2, said.out);
    assert.ok(said.err.startsWith(`plimsoll: ${message}`), said.err);
    assert.is(said.err.trimEnd().split('\n').length, 1, said.err);
  });
}

// --- init

test('init writes a configuration that works, and never overwrites', async () => {
  const cwd = tree({ 'a.yaml': TASK });
  assert.equal(await plimsoll(cwd, 'init'), { code: 0, out: 'wrote plimsoll.config.yaml\n', err: '' });
  assert.equal(await plimsoll(cwd, 'init'), { code: 2, out: '', err: 'plimsoll: plimsoll.config.yaml is there already; --force overwrites\n' });
  assert.is((await plimsoll(cwd, 'init', '--force')).code, 0);
  assert.ok(found(await report(cwd)).includes(`a.yaml ${PRIVILEGED} high`));
  assert.is((await plimsoll(tree({ 'plimsoll.config.ts': '' }), 'init')).err, 'plimsoll: there is a configuration already: plimsoll.config.ts\n');
});

test('what init comments out is right as well', async () => {
  const cwd = tree({ 'a.yaml': TASK });
  await plimsoll(cwd, 'init');
  const text = readFileSync(join(cwd, 'plimsoll.config.yaml'), 'utf8').replaceAll(/^( *)# (?=[ \w-]+(\/[\w*-]+)?:|- )/gm, '$1').replace(/^yaml-language-server.*$/m, '').replaceAll(/^(?:Plimsoll|Files|Sets|Severity).*$/gm, '');
  assert.match(text, /^environments:/m);
  assert.match(text, /^ignore:/m);
  write(cwd, { 'plimsoll.config.yaml': text.replace('ignore:', 'ignore:') });
  const done = await plimsoll(cwd, 'check', '--no-inline-suppressions');
  assert.is(done.err, '');
});

test('init --rule writes a rule whose fixture and test pass', async () => {
  const cwd = tree({ 'a.yaml': TASK });
  const said = program(cwd, 'init', '--rule', 'acme/container-names');
  assert.is(said.code, 0, said.err);
  assert.match(program(cwd, 'rules').out, /^acme\/container-names /m);
  assert.is(program(cwd, 'check', '-f', 'json').err, '');
  assert.equal(foundBy(cwd).filter((line) => line.includes('fixture')), [], 'the fixture is excluded');
  assert.match(program(cwd, 'init', '--rule', 'acme/container-names').err, /rules\/container-names\.ts, .* are there already; --force overwrites/);
  assert.match(program(cwd, 'init', '--rule', 'other').out, /Add to plimsoll\.config\.yaml:/);
  assert.match(program(cwd, 'init', '--rule', 'Not A Name').err, /cannot be the name of a rule/);
});

// --- The schema

test('the schema is one, and says the same as our own check of it', async () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  const compiled = ajv.compile(schema);
  for (const text of [
    'presets: [strict]\nrules: { a/b: off, c/*: [low, { x: 1 }] }', 'failOn: never', 'account: 123456789012', 'overrides: [{ files: [a] }]', 'extends: [a, b]', 'environments: { live: { parameters: { A: 1, B: true } } }',
    'ignore: [{ rule: [a/b], files: [x], until: "2027-01-01" }]', 'suppressions: { peers: [all], maxDays: 3 }',
    'presets: strict', 'rules: { a/b: [] }', 'rules: { a/b: [low, 1] }', 'rules: { a/b: [low, {}, 1] }', 'rules: { a/b: error }', 'nothing: 1', 'overrides: [{}]', 'suppressions: { maxDays: 1.5 }', 'plugins: [1]', 'account: true', 'extends: 1',
  ]) {
    const data = (await parse(text, 'x.yaml'))[0]?.data;
    assert.is(validate(data, schema as Schema).length === 0, compiled(data), text);
  }
});

test('every configuration in the documents is valid', async () => {
  let count = 0;
  for (const file of ['README.md', 'docs/configuration.md', 'docs/custom-rules.md', 'docs/suppressing.md'].filter((each) => existsSync(join(ROOT, each)))) {
    for (const [, body] of readFileSync(join(ROOT, file), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)) {
      const data = (await parse(body as string, 'x.yaml'))[0]?.data;
      if (typeof data !== 'object' || data === null || !Object.keys(data).every((key) => Object.hasOwn(schema.properties, key)) || Object.hasOwn((data as { parameters?: object }).parameters ?? {}, 'Type')) continue;
      count++;
      assert.equal(validate(data, schema as Schema), [], body);
      // Names of rules as well, where nothing else is needed.
      if (['extends', 'plugins', 'parameterFiles'].some((key) => Object.hasOwn(data, key)) || /parameterFiles/.test(body as string)) continue;
      const done = await plimsoll(tree({ 'plimsoll.config.yaml': body as string }), '--print-config', 'a.yaml');
      assert.is(done.err, '', body);
    }
  }
  assert.ok(count >= 10);
  const text = readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8');
  for (const key of Object.keys(schema.properties)) assert.ok(key === '$schema' || text.includes(`\`${key}\``), `docs/configuration.md never mentions ${key}`);
});

test.run();

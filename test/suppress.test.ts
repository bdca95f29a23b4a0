/** Suppressions: every form, what makes one void, what it covers, and what reports say of it. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import type { Result } from '../src/finding.js';
import { parseYaml } from '../src/load/yaml.js';
import { main } from '../src/main.js';
import { describeMigration, migrate } from '../src/migrate.js';
import { json } from '../src/report/json.js';
import { pretty } from '../src/report/pretty.js';
import { sarif } from '../src/report/sarif.js';
import { run } from '../src/run.js';
import type { SuppressionPolicy, SuppressOptions } from '../src/suppress/options.js';
import { parseWords } from '../src/suppress/collect.js';
import { scratch } from './child.js';
import { ROOT, ruleOf } from './helpers.js';

const TODAY = '2026-11-15';
const folder = scratch();
let runs = 0;

/** A folder with these files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const cwd = join(folder, String(runs++));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(cwd, name, '..'), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return cwd;
}

const IDS = ['ecs-task/no-privileged', 'ecs-task/image-pinned', 'ecr/scanning', 'ecr/kms-encryption', 'input/suppression-valid', 'input/suppression-used'];

async function lint(files: Readonly<Record<string, string>>, suppress: SuppressOptions = {}, ids: readonly string[] = IDS): Promise<Result> {
  const cwd = folderWith(files);
  const { result } = await run({ cwd, paths: ['.'], rules: ids.map(ruleOf), suppress: { today: TODAY, ...suppress } });
  assert.equal(result.errors, []);
  return result;
}

/** Findings as `LINE rule`. */
const found = (result: Result): string[] => result.findings.map(({ location, rule }) => `${location.line} ${rule}`);
const accepted = (result: Result): string[] => result.suppressed.map(({ finding, reason }) => `${finding.location.line} ${finding.rule}: ${reason}`);
const messages = (result: Result, rule = 'input/suppression-valid'): string[] => result.findings.filter((finding) => finding.rule === rule).map(({ message }) => message);

/** A task definition with comments: above the resource, behind its type, above the container, above and behind its property. */
const task = (parts: { above?: string; type?: string; item?: string; privileged?: string; end?: string } = {}): string =>
  [
    'Resources:',
    ...(parts.above ? [`  ${parts.above}`] : []),
    '  Task:',
    `    Type: AWS::ECS::TaskDefinition${parts.type ? ` ${parts.type}` : ''}`,
    '    Properties:',
    '      Family: orders',
    '      ContainerDefinitions:',
    ...(parts.item ? [`        ${parts.item}`] : []),
    '        - Name: web',
    '          Image: nginx',
    ...(parts.privileged ? [`          ${parts.privileged}`] : []),
    `          Privileged: true${parts.end ? ` ${parts.end}` : ''}`,
    '',
  ].join('\n');

const repository = (metadata: unknown, top?: unknown): string =>
  JSON.stringify({
    ...(top === undefined ? {} : { Metadata: top }),
    Resources: { Repository: { Type: 'AWS::ECR::Repository', ...(metadata === undefined ? {} : { Metadata: metadata }), Properties: { ImageScanningConfiguration: { ScanOnPush: false } } }, Other: { Type: 'AWS::ECR::Repository', Properties: { ImageScanningConfiguration: { ScanOnPush: false } } } },
  }, null, 2);

const test = suite('suppressions');

test('the words of a comment', () => {
  assert.equal(parseWords(' ecr/a, ecr/b until=2027-01-31 owner="the platform team" -- why not -- really'), {
    ids: [{ text: 'ecr/a', at: 1 }, { text: 'ecr/b', at: 8 }],
    options: [{ name: 'until', value: '2027-01-31', at: 14, end: 30 }, { name: 'owner', value: 'the platform team', at: 31, end: 56 }],
    reason: 'why not -- really',
  });
  assert.equal(parseWords(' a,b'), { ids: [{ text: 'a', at: 1 }, { text: 'b', at: 3 }], options: [] });
});

test('a comment on the line above, at the end of the line, and stacked', async () => {
  for (const parts of [
    { privileged: '# plimsoll-ignore: ecs-task/no-privileged -- why' },
    { end: '# plimsoll-ignore: ecs-task/no-privileged -- why' },
    { privileged: '# plimsoll-ignore: ecs-task/image-pinned, ecs-task/no-privileged -- why\n          # a remark\n          # plimsoll-ignore: ecr/scanning -- not used' },
  ]) {
    const result = await lint({ 'a.yaml': task(parts) });
    assert.equal(accepted(result).map((line) => line.replace(/^\d+ /, '')), ['ecs-task/no-privileged: why']);
    assert.ok(found(result).some((line) => line.endsWith('ecs-task/image-pinned')), 'the line above is not covered');
  }
});

test('a comment covers all of what begins on its line: a list item, a resource by its name or its type, a section', async () => {
  const note = '# plimsoll-ignore: ecs-task/no-privileged, ecs-task/image-pinned -- all of it';
  for (const parts of [{ item: note }, { above: note }, { type: note }]) {
    const result = await lint({ 'a.yaml': task(parts) });
    assert.equal(found(result), [], JSON.stringify(parts));
    assert.is(result.suppressed.length, 2);
  }
  assert.equal(found(await lint({ 'a.yaml': `${note}\n${task()}` })), []);
  // An item whose dash stands alone.
  assert.equal(found(await lint({ 'a.yaml': task({ item: note }).replace('- Name: web', '-\n          Name: web') })), []);
});

test('in YAML in brackets, too', async () => {
  const text = 'Resources: {\n  # plimsoll-ignore: ecs-task/no-privileged -- why\n  Task: { Type: AWS::ECS::TaskDefinition, Properties: { Family: a, ContainerDefinitions: [\n    { Name: web, Image: nginx, # plimsoll-ignore: ecs-task/image-pinned -- why\n      Privileged: true }] } } }\n';
  const result = await lint({ 'a.yaml': text });
  assert.equal(found(result), []);
  assert.is(result.suppressed.length, 2);
});

test('what looks like a comment and is text is no comment', async () => {
  const note = '# plimsoll-ignore: ecs-task/no-privileged -- text';
  const texts = [
    `Command: ["sh ${note}"]`,
    `Command: ['${note}']`,
    `Command:\n            - |\n              ${note}\n\n              ${note}`,
    `Command:\n            - >-\n              echo\n              ${note}`,
    `DockerLabels: { a: x${note.replaceAll(' ', '')} }`,
  ];
  for (const privileged of texts) {
    const result = await lint({ 'a.yaml': task({ privileged }) });
    assert.ok(found(result).some((line) => line.endsWith('ecs-task/no-privileged')), privileged);
    assert.equal(messages(result), [], privileged);
    assert.equal(messages(result, 'input/suppression-used'), [], privileged);
  }
  // The header of a block and what follows it are not in it.
  const result = await lint({ 'a.yaml': task({ privileged: 'Command:\n            - | # plimsoll-ignore: ecr/scanning -- header\n              text\n          # plimsoll-ignore: ecs-task/no-privileged -- after' }) });
  assert.equal(accepted(result).map((line) => line.replace(/^\d+ /, '')), ['ecs-task/no-privileged: after']);
  assert.is(messages(result, 'input/suppression-used').length, 1);
});

test('in YAML of the ECS API, with CRLF, and in one of several documents', async () => {
  const text = 'family: a\r\ncontainerDefinitions:\r\n  - name: web\r\n    image: nginx:1\r\n    # plimsoll-ignore: ecs-task/no-privileged -- why\r\n    privileged: true\r\n';
  assert.is((await lint({ 'a.yaml': text })).suppressed.length, 1);
  assert.is((await lint({ 'a.yaml': `${task({ end: '# plimsoll-ignore: ecs-task/no-privileged -- why' })}---\n${task({ end: '# plimsoll-ignore: ecs-task/no-privileged -- why' })}` })).suppressed.length, 2);
});

test('metadata of a resource and of a template', async () => {
  const entry = { rule: 'ecr/scanning', reason: 'elsewhere', owner: 'platform', until: '2027-01-31' };
  const one = await lint({ 'a.json': repository({ plimsoll: { ignore: [entry] } }) });
  assert.equal(one.suppressed.map(({ finding, kind, reason, owner, until, location }) => [finding.resource.name, kind, reason, owner, until, location?.line]), [['Repository', 'inSource', 'elsewhere', 'platform', '2027-01-31', 8]]);
  assert.is(one.findings.filter(({ rule }) => rule === 'ecr/scanning').length, 1);
  const both = await lint({ 'a.json': repository(undefined, { plimsoll: { ignore: [entry] } }), 'b.json': repository(undefined) });
  assert.equal(both.suppressed.map(({ finding }) => finding.location.file), ['a.json', 'a.json']);
  const minified = await lint({ 'a.json': JSON.stringify(JSON.parse(repository({ plimsoll: { ignore: [entry] } }))) });
  assert.equal(minified.suppressed.map(({ finding }) => finding.resource.name), ['Repository']);
});

test('rules by alias of another tool and by family; a family without its forbidden rule', async () => {
  for (const id of ['CKV_AWS_163', 'AVD-AWS-0030', 'ECR.1', 'ecr/*']) {
    const result = await lint({ 'a.json': repository({ plimsoll: { ignore: [{ rule: id, reason: 'r' }] } }) });
    assert.ok(result.suppressed.some(({ finding }) => finding.rule === 'ecr/scanning'), id);
    assert.equal(messages(result), [], id);
  }
  const result = await lint({ 'a.json': repository({ plimsoll: { ignore: [{ rule: 'ecr/*', reason: 'r' }] } }) }, { policy: { forbid: ['ecr/scanning'] } });
  assert.equal(result.suppressed.map(({ finding }) => finding.rule), ['ecr/kms-encryption']);
});

test('what is wrong with a suppression is said at its place, and it suppresses nothing', async () => {
  const cases: [string, SuppressionPolicy, RegExp][] = [
    ['ecs-task/no-privilegd -- r', {}, /no rule "ecs-task\/no-privilegd"; did you mean ecs-task\/no-privileged\?/],
    ['ecs-task/no-privileged', {}, /gives no reason/],
    ['ecs-task/no-privileged --', {}, /gives no reason/],
    ['ecs-task/no-privileged for the debugger', {}, /"for" is no rule; a reason goes behind " -- "/],
    ['ecs-task/no-privileged until=2026-11-14 -- r', {}, /expired after 2026-11-14/],
    ['ecs-task/no-privileged until=2027-02-29 -- r', {}, /"2027-02-29" is no day/],
    ['ecs-task/no-privileged until=soon -- r', {}, /"soon" is no day/],
    ['ecs-task/no-privileged unti=2027-01-01 -- r', {}, /no "unti="; did you mean until\?/],
    ['ecs-task/no-privileged -- r', { requireOwner: true }, /no owner/],
    ['ecs-task/no-privileged -- r', { maxDays: 30 }, /no end/],
    ['ecs-task/no-privileged until=2027-01-31 -- r', { maxDays: 30 }, /77 more days, and the configuration allows 30/],
    ['ecs-task/no-privileged -- r', { forbid: ['ecs-task/*'] }, /may not be suppressed/],
    ['-- r', {}, /names no rule/],
  ];
  for (const [words, policy, expectation] of cases) {
    const result = await lint({ 'a.yaml': task({ end: `# plimsoll-ignore: ${words}` }) }, { policy });
    assert.is(result.suppressed.length, 0, words);
    assert.is(messages(result).length, 1, `${words}: ${messages(result)}`);
    assert.match(messages(result)[0] as string, expectation);
    assert.is(result.findings.find(({ rule }) => rule === 'input/suppression-valid')?.location.line, 9);
    assert.equal(messages(result, 'input/suppression-used'), [], words);
  }
});

test('the last day counts; one bad name leaves the others', async () => {
  const last = await lint({ 'a.yaml': task({ end: `# plimsoll-ignore: ecs-task/no-privileged until=${TODAY} owner=me -- r` }) }, { policy: { requireOwner: true, maxDays: 0 } });
  assert.is(last.suppressed.length, 1);
  const two = await lint({ 'a.yaml': task({ end: '# plimsoll-ignore: nothing/here, ecs-task/no-privileged -- r' }) });
  assert.is(two.suppressed.length, 1);
  const { location } = two.findings.find(({ rule }) => rule === 'input/suppression-valid') as Result['findings'][number];
  assert.equal([location.column, location.endColumn], [47, 59]);
  const silent = await lint({ 'a.yaml': task({ end: '# plimsoll-ignore: ecs-task/no-privileged' }) }, { policy: { requireReason: false } });
  assert.equal(accepted(silent), ['9 ecs-task/no-privileged: ']);
});

test('suppressions in files can be switched off', async () => {
  const result = await lint({ 'a.yaml': task({ end: '# plimsoll-ignore: ecs-task/no-privileged -- r' }) }, { policy: { inline: false } });
  assert.equal(found(result), ['8 ecs-task/image-pinned', '9 ecs-task/no-privileged']);
  assert.match(result.notices[0]?.message ?? '', /1 suppression in files not honoured/);
});

test('the configuration: rule, files, resource, path', async () => {
  const files = { 'infra/a.yaml': task(), 'other/b.yaml': task(), 'plimsoll.config.yaml': 'ignore:\n  - rule: [ecs-task/no-privileged,\n      ecs-task/nothing]\n    reason: r\n' };
  const source = (cwd: string) => ({ base: cwd, source: { file: join(cwd, 'plimsoll.config.yaml'), path: ['ignore', 0] } });
  const cwd = folderWith(files);
  const lintHere = async (ignore: SuppressOptions['ignore'], paths = ['.']): Promise<Result> => (await run({ cwd, paths, rules: IDS.map(ruleOf), suppress: { today: TODAY, ignore } })).result;
  const byFile = await lintHere([{ rule: 'ecs-task/no-privileged', files: ['infra/**'], reason: 'r', ...source(cwd) }]);
  assert.equal(byFile.suppressed.map(({ finding, kind }) => [finding.location.file, kind]), [['infra/a.yaml', 'external']]);
  const byPath = await lintHere([{ rule: 'ecs-task/*', resource: 'Ta*', path: '*[web].Image', reason: 'r', ...source(cwd) }]);
  assert.equal(byPath.suppressed.map(({ finding }) => finding.rule), ['ecs-task/image-pinned', 'ecs-task/image-pinned']);
  const wrong = await lintHere([{ rule: ['ecs-task/no-privileged', 'ecs-task/nothing'], resource: 'Nobody', reason: 'r', ...source(cwd) }]);
  assert.equal(wrong.findings.filter(({ rule }) => rule.startsWith('input/')).map(({ location, rule, message }) => [location.file, location.line, rule, message]), [
    ['plimsoll.config.yaml', 2, 'input/suppression-used', 'nothing here is suppressed by ecs-task/no-privileged'],
    ['plimsoll.config.yaml', 3, 'input/suppression-valid', 'there is no rule "ecs-task/nothing"'],
  ]);
  // A part of the files cannot tell that an entry is of no use.
  assert.equal(messages(await lintHere([{ rule: 'ecs-task/no-privileged', files: ['infra/**'], reason: 'r', ...source(cwd) }], ['other']), 'input/suppression-used'), []);
});

test('unused ones are reported only where it is known', async () => {
  const text = task({ end: '# plimsoll-ignore: ecr/scanning, ecs-task/no-privileged -- r' });
  const result = await lint({ 'a.yaml': text });
  assert.equal(messages(result, 'input/suppression-used'), ['nothing here is suppressed by ecr/scanning']);
  assert.equal(messages(await lint({ 'a.yaml': text }, {}, ['ecs-task/no-privileged', 'input/suppression-used']), 'input/suppression-used'), [], 'its rule did not run');
  assert.equal(messages(await lint({ 'a.yaml': text }, { policy: { reportUnused: false } }), 'input/suppression-used'), []);
  const undecided = task({ end: '# plimsoll-ignore: ecs-task/no-privileged -- r' }).replace('Privileged: true', 'Privileged: !Ref P').replace('Resources:', 'Parameters: { P: { Type: String } }\nResources:');
  assert.equal(messages(await lint({ 'a.yaml': undecided }), 'input/suppression-used'), []);
});

// --- CDK

function assembly(acknowledged: Readonly<Record<string, string>>, metadata: unknown, at = '/Web/Repository'): Record<string, string> {
  return {
    'cdk.out/cdk.out': '{"version":"48.0.0"}',
    'cdk.out/manifest.json': JSON.stringify({ version: '48.0.0', artifacts: { Web: { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties: { templateFile: 'Web.template.json' }, additionalMetadataFile: 'Web.metadata.json' } } }),
    'cdk.out/Web.metadata.json': JSON.stringify({
      [at]: [{ type: 'aws:cdk:acknowledged-rules', data: acknowledged }],
      '/Web/Repository/Resource': [{ type: 'aws:cdk:logicalId', data: 'Repository1' }, { type: 'aws:cdk:creationStack', data: ['new Repository (lib/stack.ts:3:5)'] }],
      '/Web/Other/Resource': [{ type: 'aws:cdk:logicalId', data: 'Other1' }],
    }),
    'cdk.out/Web.template.json': JSON.stringify({ Resources: { Repository1: { Type: 'AWS::ECR::Repository', ...(metadata ? { Metadata: metadata } : {}), Properties: { ImageScanningConfiguration: { ScanOnPush: false } } }, Other1: { Type: 'AWS::ECR::Repository', Properties: { ImageScanningConfiguration: { ScanOnPush: false } } } } }),
    'lib/stack.ts': 'line 1\nline 2\n    new Repository();\n',
    'cdk.json': '{"app":"npx tsx bin/app.ts"}',
  };
}

test('CDK: rules acknowledged on a construct, and metadata added to a resource', async () => {
  const ids = ['ecr/scanning', 'input/suppression-valid', 'input/suppression-used'];
  for (const id of ['Plimsoll::ecr/scanning', 'plimsoll::ecr/scanning', 'ecr/scanning', 'CKV_AWS_163']) {
    const result = await lint(assembly({ [id]: 'known', 'Other::Rule': 'theirs' }, undefined), {}, ids);
    assert.equal(result.suppressed.map(({ finding, reason, location }) => [finding.resource.name, reason, location?.file, location?.line]), [['Repository1', 'known', 'lib/stack.ts', 3]], id);
    assert.equal(found(result).filter((line) => !line.endsWith('ecr/scanning')), [], id);
  }
  assert.is((await lint(assembly({ 'Plimsoll::ecr/scanning': 'all' }, undefined, '/Web'), {}, ids)).suppressed.length, 2, 'on the stack');
  const wrong = await lint(assembly({ 'Plimsoll::ecr/scanningg': 'a misspelt rule' }, undefined), {}, ids);
  assert.equal(messages(wrong), ['there is no rule "ecr/scanningg"; did you mean ecr/scanning?']);
  const added = await lint(assembly({}, { plimsoll: { ignore: [{ rule: 'ecr/scanning', reason: 'r' }] } }), {}, ids);
  assert.equal(added.suppressed.map(({ finding }) => finding.resource.name), ['Repository1']);
});

// --- other tools

const PEERS_FOLDER = `${ROOT}/fixtures/suppress/peers`;

test('the forms of other tools count when they are switched on', async () => {
  const lintPeers = async (peers: SuppressionPolicy['peers'], policy: SuppressionPolicy = {}): Promise<string[]> => {
    const { result } = await run({ cwd: PEERS_FOLDER, paths: ['.'], rules, suppress: { today: TODAY, policy: { peers, ...policy } } });
    return result.suppressed.map(({ finding, peer, reason }) => `${peer} ${finding.rule}: ${reason}`).sort();
  };
  assert.equal(await lintPeers(undefined), []);
  assert.equal(await lintPeers(['checkov']), ['checkov ecr/immutable-tags: tags move here', 'checkov ecr/kms-encryption: public images only']);
  assert.equal(await lintPeers(['trivy']), ['trivy ecr/scanning: ']);
  assert.equal(await lintPeers(['cdk-nag']), ['cdk-nag ecs-task/log-configuration: logs go elsewhere']);
  assert.equal(await lintPeers(['all'], { forbid: ['ecr/*'] }), ['cdk-nag ecs-task/log-configuration: logs go elsewhere']);
});

test('other tools: cut ids of cfn-lint, cfn_nag, Guard, the files of trivy', async () => {
  const equivalent = { cfnLint: ['E3012'], cfnNag: ['W79'], guard: ['ECR_REPO_SCAN_ON_PUSH'], trivy: ['AWS-0030'] };
  const scanning = { ...ruleOf('ecr/scanning'), equivalents: equivalent };
  const lintAs = async (metadata: unknown, more: Record<string, string> = {}, top?: unknown): Promise<number> => {
    const cwd = folderWith({ 'infra/a.json': repository(metadata, top), ...more });
    return (await run({ cwd, paths: ['.'], rules: [scanning as never], suppress: { today: TODAY, policy: { peers: ['all'] } } })).result.suppressed.length;
  };
  assert.is(await lintAs({ 'cfn-lint': { config: { ignore_checks: ['E30'] } } }), 1);
  assert.is(await lintAs({ 'cfn-lint': { config: { ignore_checks: ['E31'] } } }), 0);
  assert.is(await lintAs(undefined, {}, { 'cfn-lint': { config: { ignore_checks: ['E3012'] } } }), 2);
  assert.is(await lintAs({ cfn_nag: { rules_to_suppress: [{ id: 'W79', reason: 'r' }] } }), 1);
  assert.is(await lintAs({ guard: { SuppressedRules: ['ECR_REPO_SCAN_ON_PUSH'] } }), 1);
  assert.is(await lintAs(undefined, { '.trivyignore': '# a comment\nAVD-AWS-0030\n' }), 2);
  assert.is(await lintAs(undefined, { '.trivyignore': 'AWS-0030 exp:2026-11-15\n' }), 0);
  assert.is(await lintAs(undefined, { '.trivyignore': 'AWS-0030 exp:2026-11-16\n' }), 2);
  assert.is(await lintAs(undefined, { '.trivyignore.yaml': 'misconfigurations:\n  - id: AWS-0030\n    paths: [infra/*.json]\n    expired_at: 2027-01-01\n    statement: r\n' }), 2);
  assert.is(await lintAs(undefined, { '.trivyignore.yaml': 'misconfigurations:\n  - id: AWS-0030\n    paths: [other/*.json]\n' }), 0);
});

test('migration: comments in YAML, entries for the rest, and again changes nothing', async () => {
  const cwd = folderWith({
    'b.json': JSON.stringify({ Resources: { Repository: { Type: 'AWS::ECR::Repository', Metadata: { checkov: { skip: [{ id: 'CKV_AWS_163', comment: 'scanned: elsewhere' }] } } } } }),
    'plimsoll.config.yaml': '# ours\nfailOn: medium # really\nignore:\n  - rule: ecr/lifecycle-policy\n    reason: kept\nregion: eu-central-1\n',
  });
  cpSync(PEERS_FOLDER, cwd, { recursive: true });
  const options = { cwd, paths: [], from: ['all'] as const, rules, today: TODAY };
  const before = readFileSync(join(cwd, 'template.yaml'), 'utf8');
  const dry = await migrate({ ...options, dryRun: true });
  assert.is(readFileSync(join(cwd, 'template.yaml'), 'utf8'), before);
  assert.match(describeMigration(dry), /^template\.yaml\n {5}6 \+ # plimsoll-ignore: ecr\/kms-encryption -- public images only$/m);
  assert.match(describeMigration(dry), /checkov CKV_AWS_1 {2}template\.yaml:7 {2}no rule of ours stands for it/);
  const first = await migrate(options);
  const after = readFileSync(join(cwd, 'template.yaml'), 'utf8');
  assert.is(after.split('\n').filter((line) => !line.includes('plimsoll-ignore')).join('\n'), before, 'everything else is as it was');
  assert.is(first.insertions.length, 4);
  const config = readFileSync(join(cwd, 'plimsoll.config.yaml'), 'utf8');
  assert.is(config, '# ours\nfailOn: medium # really\nignore:\n  - rule: ecr/lifecycle-policy\n    reason: kept\n  - rule: ecr/scanning\n    files: [b.json]\n    resource: Repository\n    reason: "scanned: elsewhere"\nregion: eu-central-1\n');
  const again = await migrate(options);
  assert.equal([again.insertions, again.entries], [[], []]);
  // What peers suppressed, our own suppress now.
  const [document] = (await parseYaml(config)) as unknown as [{ data: { ignore: NonNullable<SuppressOptions['ignore']> } }];
  const { ignore } = document.data;
  const theirs = await run({ cwd, paths: ['.'], rules, suppress: { today: TODAY, policy: { peers: ['all'] } } });
  const ours = await run({ cwd, paths: ['.'], rules, suppress: { today: TODAY, ignore: ignore.slice(1) } });
  assert.equal(ours.result.suppressed.map(({ finding }) => finding.fingerprint).sort(), theirs.result.suppressed.map(({ finding }) => finding.fingerprint).sort());
  assert.equal(ours.result.findings.filter(({ rule }) => rule.startsWith('input/')), []);
});

test('migration keeps line ends, marks, texts over several lines, and other configurations', async () => {
  const text = '\ufeffResources:\r\n  Repository:\r\n    Type: AWS::ECR::Repository\r\n    Properties:\r\n      ImageScanningConfiguration:\r\n        ScanOnPush: false # trivy:ignore:AWS-0030:exp:2027-01-01\r\n';
  const cwd = folderWith({ 'a.yaml': text, 'plimsoll.config.json': '{}', '.trivyignore': 'AWS-0033\n' });
  const migration = await migrate({ cwd, paths: [], from: ['trivy'], rules, today: TODAY });
  assert.is(readFileSync(join(cwd, 'a.yaml'), 'utf8'), text.replace('        Scan', '        # plimsoll-ignore: ecr/scanning until=2026-12-31 -- taken over from trivy (AWS-0030)\r\n        Scan'));
  assert.equal(migration.entries, [{ file: 'plimsoll.config.json', text: '  - rule: ecr/kms-encryption\n    reason: taken over from trivy (AWS-0033)\n', written: false }]);
});

// --- reports

test('what reports say: json and the full SARIF all of it, GitHub none, the screen a number', async () => {
  const cwd = folderWith({ 'a.yaml': task({ end: '# plimsoll-ignore: ecs-task/no-privileged until=2027-01-31 owner=me -- needed' }) });
  const done = await run({ cwd, paths: ['.'], rules: [ruleOf('ecs-task/no-privileged')], suppress: { today: TODAY } });
  const context = { sources: done.sources, failOn: 'high' as const, color: false, width: 80, showUndecided: false, cwd, root: undefined };
  const report = JSON.parse(json(done.result, context));
  assert.equal([report.findings.length, report.summary.suppressed, report.summary.gate.breaking], [0, 1, 0]);
  const { kind, reason, owner, until, location, finding } = report.suppressed[0];
  assert.equal([kind, reason, owner, until, location.line, finding.rule, finding.breaks], ['inSource', 'needed', 'me', '2027-01-31', 9, 'ecs-task/no-privileged', false]);
  const full = JSON.parse(sarif('full')(done.result, context)).runs[0].results;
  assert.equal(full.map((each: { suppressions: { kind: string; status: string; justification: string }[] }) => each.suppressions.map(({ kind, status, justification }) => [kind, status, justification])), [[['inSource', 'accepted', 'needed']]]);
  assert.equal(JSON.parse(sarif('github')(done.result, context)).runs[0].results, []);
  assert.match(pretty(done.result, context), /1 suppressed\./);
});

test('the command line: a suppressed finding does not break the gate, unless suppressions are off', async () => {
  const cwd = folderWith({ 'a.yaml': task({ end: '# plimsoll-ignore: ecs-task/no-privileged -- r' }) });
  const code = (...more: string[]): Promise<number> => main(['check', '.', '--rule', 'ecs-task/no-privileged', ...more], { cwd, env: {}, stdoutIsTty: false, stderrIsTty: false, columns: 80, out() {}, err() {}, stdin: async () => Buffer.alloc(0) });
  assert.is(await code(), 0);
  assert.is(await code('--no-inline-suppressions'), 1);
});
test.run();

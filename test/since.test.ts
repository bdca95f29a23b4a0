/** Only what a change adds: real repositories with real commits, and everything that can be wrong with them. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import { type RunOptions, run, selectRules } from '../src/run.js';

const test = suite('since');
const RECOMMENDED = selectRules(rules, ['recommended']);

const env = { ...process.env, GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.com', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };

class Repository {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-since-')));
  constructor() {
    this.git('init', '-q', '-b', 'main');
  }
  git(...args: string[]): string {
    return execFileSync('git', ['-C', this.folder, ...args], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  }
  write(files: Record<string, unknown>): this {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    }
    return this;
  }
  commit(message = 'x'): string {
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }
  async new(ref: string, more: Partial<RunOptions> = {}): Promise<{ fresh: string[]; old: string[]; gone: string[]; base: string; notes: string[] }> {
    const { result } = await run({ cwd: this.folder, paths: ['.'], rules: RECOMMENDED, ...more, since: { ref, ...more.since } });
    const name = ({ rule, resource, location }: (typeof result.findings)[number]): string => `${rule} ${resource.name} ${location.file}:${location.line}`;
    return { fresh: result.findings.map(name), old: (result.since?.old ?? []).map(name), gone: (result.since?.gone ?? []).map(name), base: result.since?.base ?? '', notes: result.notices.filter(({ level }) => level !== 'note' || true).map(({ message }) => message) };
  }
}

async function inRepository(body: (repository: Repository) => Promise<void>): Promise<void> {
  const repository = new Repository();
  try {
    await body(repository);
    // Nothing is left behind.
    assert.equal(readdirSync(tmpdir()).filter((name) => name.startsWith('plimsoll-base-')), []);
  } finally {
    rmSync(repository.folder, { recursive: true, force: true });
  }
}

const repositories = (...names: string[]): string => `Resources:\n${names.map((name) => `  ${name}:\n    Type: AWS::ECR::Repository\n`).join('')}`;

test('what was there is old, wherever it moved in the file; what is added is new; what is mended is gone', () =>
  inRepository(async (repository) => {
    repository.write({ 'a.yaml': repositories('One', 'Two') }).commit();
    repository.write({ 'a.yaml': `# a comment\n\n${repositories('Zero', 'Two')}` });
    const said = await repository.new('main');
    assert.equal(said.fresh, ['ecr/scanning Zero a.yaml:4']);
    assert.equal(said.old, ['ecr/scanning Two a.yaml:6']);
    assert.equal(said.gone, ['ecr/scanning One a.yaml:2']);
    assert.match(said.base, /^main \([0-9a-f]{7}\)$/);
  }));

test('committed, staged, not staged and unknown to git: all of it is the change', () =>
  inRepository(async (repository) => {
    const base = repository.write({ 'a.yaml': repositories('One') }).commit();
    repository.write({ 'b.yaml': repositories('Committed') }).commit();
    repository.write({ 'c.yaml': repositories('Staged') }).git('add', 'c.yaml');
    repository.write({ 'd.yaml': repositories('Unknown'), 'a.yaml': repositories('One', 'Edited') });
    assert.equal((await repository.new(base)).fresh.map((line) => line.split(' ')[1]), ['Edited', 'Committed', 'Staged', 'Unknown']);
  }));

test('a branch is compared with where it parted, not with what others did since', () =>
  inRepository(async (repository) => {
    repository.write({ 'a.yaml': repositories('One', 'Two') }).commit();
    repository.git('switch', '-q', '-c', 'feature');
    repository.write({ 'b.yaml': repositories('Mine') }).commit();
    repository.git('switch', '-q', 'main');
    repository.write({ 'a.yaml': repositories('Two') }).commit('mended on main');
    repository.git('switch', '-q', 'feature');
    assert.equal((await repository.new('main')).fresh, ['ecr/scanning Mine b.yaml:2']);
    repository.git('merge', '-q', 'main', '-m', 'merge');
    assert.equal((await repository.new('main')).fresh, ['ecr/scanning Mine b.yaml:2']);
    repository.git('switch', '-q', '--detach');
    assert.equal((await repository.new('main')).fresh, ['ecr/scanning Mine b.yaml:2']);
  }));

test('a file that was renamed has its old findings; a copy has new ones', () =>
  inRepository(async (repository) => {
    repository.write({ 'a.yaml': repositories('One', 'Two', 'Three') }).commit();
    mkdirSync(join(repository.folder, 'infra'));
    renameSync(join(repository.folder, 'a.yaml'), join(repository.folder, 'infra/b.yaml'));
    repository.git('add', '-A');
    const renamed = await repository.new('HEAD');
    assert.equal([renamed.fresh.length, renamed.old.length, renamed.gone.length], [0, 3, 0]);
    repository.write({ 'copy.yaml': repositories('One') });
    assert.equal((await repository.new('HEAD')).fresh, ['ecr/scanning One copy.yaml:2']);
  }));

test('what another file causes is new, although the file that shows it did not change', () =>
  inRepository(async (repository) => {
    const service = { serviceName: 'shop', cluster: 'main', launchType: 'FARGATE', desiredCount: 2, taskDefinition: 'shop', networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } }, loadBalancers: [{ containerName: 'web', containerPort: 80, targetGroupArn: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/a/0123456789abcdef' }] };
    const task = (port: number): object => ({ family: 'shop', requiresCompatibilities: ['FARGATE'], networkMode: 'awsvpc', cpu: '256', memory: '512', containerDefinitions: [{ name: 'web', image: 'public.ecr.aws/docker/library/nginx:1.29', portMappings: [{ containerPort: port }] }] });
    repository.write({ 'deploy/service.json': service, 'deploy/task.json': task(80) }).commit();
    repository.write({ 'deploy/task.json': task(8080) });
    const said = await repository.new('HEAD');
    assert.equal(said.fresh.map((line) => line.split(' ')[0]), ['ecs-service/load-balancer-wiring']);
    assert.match(said.fresh[0] as string, /service\.json/);
  }));

test('equal mistakes: the second is new, whichever was first', () =>
  inRepository(async (repository) => {
    const task = (...names: string[]): object => ({ family: 'shop', containerDefinitions: names.map((name) => ({ name, image: 'nginx', memory: 64, logConfiguration: { logDriver: 'json-file' } })) });
    repository.write({ 't.json': task('a') }).commit();
    repository.write({ 't.json': task('b', 'a') });
    const said = await repository.new('HEAD');
    assert.equal([said.fresh.length, said.old.length], [1, 1]);
  }));

test('a rule that was just switched on makes nothing new; a suppression that went does', () =>
  inRepository(async (repository) => {
    repository.write({ 'a.yaml': 'Resources:\n  # plimsoll-ignore: ecr/scanning -- later\n  One:\n    Type: AWS::ECR::Repository\n' }).commit();
    const all = selectRules(rules, ['all']);
    const before = await repository.new('HEAD', { rules: all });
    assert.is(before.fresh.length, 0);
    repository.write({ 'a.yaml': repositories('One') });
    assert.equal((await repository.new('HEAD', { rules: all })).fresh, ['ecr/scanning One a.yaml:2']);
  }));

test('from a folder of a monorepo, and with named paths', () =>
  inRepository(async (repository) => {
    repository.write({ 'app/a.yaml': repositories('One'), 'other/b.yaml': repositories('Two') }).commit();
    repository.write({ 'app/a.yaml': repositories('One', 'Three'), 'other/b.yaml': repositories('Two', 'Four') });
    assert.equal((await repository.new('HEAD', { cwd: join(repository.folder, 'app') })).fresh, ['ecr/scanning Three a.yaml:4']);
    assert.equal((await repository.new('HEAD', { paths: ['other/b.yaml'] })).fresh, ['ecr/scanning Four other/b.yaml:4']);
    assert.equal((await repository.new('HEAD', { paths: [join(repository.folder, 'other')] })).fresh, ['ecr/scanning Four other/b.yaml:4']);
  }));

test('nothing that matters changed: the earlier tree is not even judged', () =>
  inRepository(async (repository) => {
    repository.write({ 'a.yaml': repositories('One'), 'README.md': 'x' }).commit();
    repository.write({ 'README.md': 'y', 'src/index.ts': 'export {}' });
    const said = await repository.new('HEAD');
    assert.equal([said.fresh, said.old], [[], ['ecr/scanning One a.yaml:2']]);
  }));

test('file names that try something', () =>
  inRepository(async (repository) => {
    const names = ['-rf.yaml', 'a b.yaml', 'q"uote.yaml', 'new\nline.yaml', '::error::.yaml', '$(touch x).yaml', 'ümlaut.yaml'];
    repository.write(Object.fromEntries(names.map((name) => [name, repositories('Old')]))).commit();
    repository.write(Object.fromEntries(names.map((name) => [name, repositories('Old', 'New')])));
    const said = await repository.new('HEAD');
    assert.equal([said.fresh.length, said.old.length], [names.length, names.length]);
    assert.not.ok(existsSync(join(repository.folder, 'x')));
  }));

test('links, other repositories and configurations of the base are not followed or run', () =>
  inRepository(async (repository) => {
    repository.write({ 'a.yaml': repositories('One'), 'plimsoll.config.ts': `throw new Error('run');`, 'hook': '#!/bin/sh\ntouch ran\n' });
    symlinkSync('/etc', join(repository.folder, 'link'));
    symlinkSync('a.yaml', join(repository.folder, 'link.yaml'));
    repository.commit();
    rmSync(join(repository.folder, 'plimsoll.config.ts'));
    repository.git('config', 'core.fsmonitor', './hook');
    repository.git('config', 'diff.external', './hook');
    repository.git('config', 'core.pager', './hook');
    repository.write({ 'a.yaml': repositories('One', 'Two'), '.gitattributes': '*.yaml diff=x\n' });
    repository.git('config', 'diff.x.textconv', './hook');
    assert.equal((await repository.new('HEAD')).fresh.filter((line) => line.includes('a.yaml')), ['ecr/scanning Two a.yaml:4']);
    assert.not.ok(existsSync(join(repository.folder, 'ran')));
  }));

test('no such commit, no repository, a hostile name: one line that says what to do', () =>
  inRepository(async (repository) => {
    repository.write({ 'a.yaml': repositories('One') }).commit();
    const refused = async (ref: string, more: Partial<RunOptions> = {}): Promise<string> => {
      try {
        await repository.new(ref, more);
      } catch (error) {
        assert.is((error as Error).name, 'UsageError');
        return (error as Error).message;
      }
      return 'nothing';
    };
    assert.match(await refused('origin/main'), /git knows no such commit here; run git fetch origin main/);
    for (const ref of ['--upload-pack=touch x', '-h', '', 'a\0b', 'HEAD:a.yaml', 'main..main', '$(touch x)']) assert.match(await refused(ref), /git knows no such commit/, ref);
    assert.not.ok(existsSync(join(repository.folder, 'x')));
    const outside = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-none-')));
    assert.match(await refused('main', { cwd: outside }), /is not in a git repository/);
    rmSync(outside, { recursive: true });
  }));

test('a shallow clone: what is there is compared as it is, what is not is told how to get', () =>
  inRepository(async (repository) => {
    const first = repository.write({ 'a.yaml': repositories('One') }).commit();
    repository.write({ 'a.yaml': repositories('One', 'Two') }).commit();
    const clone = new Repository();
    rmSync(clone.folder, { recursive: true });
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${repository.folder}`, clone.folder], { env });
    try {
      assert.equal((await clone.new('HEAD')).fresh, []);
      await clone.new(first);
      assert.unreachable();
    } catch (error) {
      assert.match((error as Error).message, /the clone is shallow: check out with fetch-depth: 0/);
    }
    clone.git('fetch', '-q', '--depth', '1', 'origin', first);
    const said = await clone.new(first);
    assert.equal(said.fresh, ['ecr/scanning Two a.yaml:4']);
    assert.ok(said.notes.some((note) => note.includes('have no commit in common here')));
    rmSync(clone.folder, { recursive: true });
  }));

// --- Assemblies, which git does not have -------------------------------------------------------------------------------------------

const assembly = (folder: string, lines: Record<string, number>): Record<string, unknown> => ({
  [`${folder}/cdk.out`]: { version: '55.0.0' },
  [`${folder}/manifest.json`]: {
    version: '55.0.0',
    artifacts: {
      Shop: {
        type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.template.json' },
        metadata: Object.fromEntries(Object.entries(lines).map(([id, line]) => [`/Shop/${id}/Resource`, [{ type: 'aws:cdk:logicalId', data: id }, { type: 'aws:cdk:creationStack', data: [`new ${id} (APP/lib/shop.ts:${line}:5)`] }]])),
      },
    },
  },
  [`${folder}/Shop.template.json`]: { Resources: Object.fromEntries(Object.keys(lines).map((id) => [id, { Type: 'AWS::ECR::Repository', Metadata: { 'aws:cdk:path': `Shop/${id}/Resource` } }])) },
});

test('CDK without a base: findings on changed lines of the program are new', () =>
  inRepository(async (repository) => {
    const here = (files: Record<string, unknown>): Record<string, unknown> => JSON.parse(JSON.stringify(files).replaceAll('APP/', `${repository.folder}/`)) as Record<string, unknown>;
    repository.write({ 'cdk.json': { app: 'x' }, '.gitignore': 'cdk.out\n', 'lib/shop.ts': '// 1\n// 2\nnew One();\n' }).commit();
    repository.write({ 'lib/shop.ts': '// 1\n// 2\nnew One();\nnew Two();\n', ...here(assembly('cdk.out', { One: 3, Two: 4 })) });
    const said = await repository.new('HEAD');
    assert.equal(said.fresh, ['ecr/scanning Two lib/shop.ts:4']);
    assert.equal(said.old, ['ecr/scanning One lib/shop.ts:3']);
  }));

test('CDK with --base: an older assembly, judged whole', () =>
  inRepository(async (repository) => {
    const here = (files: Record<string, unknown>): Record<string, unknown> => JSON.parse(JSON.stringify(files).replaceAll('APP/', `${repository.folder}/`)) as Record<string, unknown>;
    repository.write({ 'cdk.json': { app: 'x' }, '.gitignore': 'cdk.out\nolder\n', 'lib/shop.ts': 'x\n'.repeat(9), ...here(assembly('older', { One: 1, Three: 2 })), ...here(assembly('cdk.out', { One: 3, Two: 4 })) }).commit();
    const { result } = await run({ cwd: repository.folder, paths: ['cdk.out'], rules: RECOMMENDED, since: { base: join(repository.folder, 'older') } });
    assert.equal(result.findings.map(({ resource }) => resource.name), ['Two']);
    assert.equal(result.since?.gone.map(({ resource }) => resource.name), ['Three']);
    assert.is(result.since?.base, 'older');
  }));

test('a huge change takes no longer than its files', () =>
  inRepository(async (repository) => {
    repository.write({ 'a.yaml': repositories('One') }).commit();
    repository.write(Object.fromEntries(Array.from({ length: 4000 }, (_, index) => [`data/${index}.txt`, 'x\n'])));
    repository.write({ 'a.yaml': repositories('One', 'Two') });
    const started = performance.now();
    assert.equal((await repository.new('HEAD')).fresh, ['ecr/scanning Two a.yaml:4']);
    assert.ok(performance.now() - started < 10_000);
  }));
test.run();

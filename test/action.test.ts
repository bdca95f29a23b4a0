/**
 * The bundle of the Action, started as the runner starts it: inputs in the environment, files for outputs and summary, an event payload, a
 * repository with real commits, and a fake of GitHub's interface. Ends with a table of what the gate said.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { load as readYaml } from 'js-yaml';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FakeAws } from './fake-aws/server.js';
import { shop } from './fake-aws/shop.js';
import { INPUTS, OUTPUTS } from '../src/action/inputs.js';
import { FakeGitHub } from './fake-github.js';
import { ROOT } from './helpers.js';

const test = suite('action');
const BUNDLE = join(ROOT, 'dist/action.js');
const TOKEN = 'ghs_madeUpTokenForTheTest000000000000';

const gitEnv = { ...process.env, GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.com', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
const git = (cwd: string, ...args: string[]): string => execFileSync('git', ['-C', cwd, ...args], { env: gitEnv, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

interface Said {
  code: number;
  log: string;
  summary: string;
  outputs: Record<string, string>;
}

/** A repository with a fake GitHub beside it. */
class Stage {
  readonly top = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-action-')));
  readonly folder = join(this.top, 'shop');
  readonly github = new FakeGitHub();
  api = '';

  async open(): Promise<this> {
    mkdirSync(this.folder);
    git(this.folder, 'init', '-q', '-b', 'main');
    this.api = await this.github.start();
    return this;
  }
  close(): void {
    this.github.stop();
    rmSync(this.top, { recursive: true, force: true });
  }
  write(files: Record<string, unknown>): this {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    }
    return this;
  }
  commit(message = 'x'): string {
    git(this.folder, 'add', '-A');
    git(this.folder, 'commit', '-q', '--allow-empty', '-m', message);
    return git(this.folder, 'rev-parse', 'HEAD');
  }

  /** The payload of a pull request. */
  pull(base: string, head = git(this.folder, 'rev-parse', 'HEAD'), from = 'acme/shop'): object {
    return { pull_request: { number: 7, base: { sha: base, ref: 'main' }, head: { sha: head, repo: { full_name: from } } } };
  }

  async run(event: string, payload: unknown, inputs: Record<string, string> = {}, env: Record<string, string | undefined> = {}, cwd = this.folder): Promise<Said> {
    const file = (name: string): string => join(this.top, name);
    for (const name of ['output', 'summary']) writeFileSync(file(name), '');
    writeFileSync(file('event.json'), typeof payload === 'string' ? payload : JSON.stringify(payload));
    const child = spawn(process.env.PLIMSOLL_NODE ?? process.execPath, [BUNDLE], {
      cwd,
      env: {
        PATH: process.env.PATH, HOME: this.top, CI: 'true', GITHUB_ACTIONS: 'true', RUNNER_TEMP: this.top, GITHUB_WORKSPACE: cwd, GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: file('event.json'), GITHUB_OUTPUT: file('output'), GITHUB_STEP_SUMMARY: file('summary'),
        GITHUB_REPOSITORY: 'acme/shop', GITHUB_SHA: git(cwd, 'rev-parse', 'HEAD'), GITHUB_SERVER_URL: 'https://github.com', GITHUB_API_URL: this.api, GITHUB_ACTOR: 'dev', GITHUB_WORKFLOW: 'checks', GITHUB_ACTION_REPOSITORY: 'acme/plimsoll', GITHUB_ACTION_REF: 'v1', PLIMSOLL_API_TIMEOUT: '1500',
        ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
        ...env,
      } as NodeJS.ProcessEnv,
    });
    let log = '';
    child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
    const code = await new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? -1)));
    const outputs = Object.fromEntries([...readFileSync(file('output'), 'utf8').matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2\n/gm)].map(([, name, , value]) => [name, value]));
    const said = { code, log, summary: readFileSync(file('summary'), 'utf8'), outputs };
    assert.not.ok(`${said.log}${said.summary}${JSON.stringify(outputs)}`.includes(TOKEN), 'the token is printed');
    return said;
  }
}

const rows: [string, string][] = [];

function scenario(name: string, body: (stage: Stage) => Promise<string | undefined>): void {
  test(name, async () => {
    const stage = await new Stage().open();
    try {
      rows.push([name, (await body(stage)) ?? 'as it should']);
    } finally {
      stage.close();
    }
  });
}

/** A task definition; with `port` a mapping that the service below does not lead to. */
const LOGS = { logDriver: 'awslogs', options: { 'awslogs-group': '/shop', 'awslogs-region': 'eu-central-1', 'awslogs-stream-prefix': 'web' } };
const task = (more: object = {}): object => ({ family: 'shop', executionRoleArn: 'arn:aws:iam::111122223333:role/shop', requiresCompatibilities: ['FARGATE'], networkMode: 'awsvpc', cpu: '256', memory: '512', containerDefinitions: [{ name: 'web', image: 'public.ecr.aws/docker/library/nginx:1.29', logConfiguration: LOGS, portMappings: [{ containerPort: 80 }] }], ...more });
const BAD_SIZE = task({ memory: '4096' });
const annotations = (log: string, level: string): string[] => log.split('\n').filter((line) => line.startsWith(`::${level} `));
const verdict = ({ code, outputs }: Said): string => `${outputs.result}, exit ${code}, ${outputs['new-findings']} new of ${outputs.findings}`;

test('action.yml and the code agree', () => {
  const action = readYaml(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as { inputs: Record<string, { default?: unknown }>; outputs: object; runs: { using: string; main: string } };
  assert.equal(Object.keys(action.inputs).sort(), Object.keys(INPUTS).sort());
  assert.equal(Object.keys(action.outputs).sort(), [...OUTPUTS].sort());
  // What a configuration can say must stay unset.
  assert.equal(Object.entries(action.inputs).filter(([, input]) => 'default' in input).map(([name]) => name), ['github-token']);
  assert.equal([action.runs.using, existsSync(join(ROOT, action.runs.main))], ['node24', true]);
});

// --- What is new -------------------------------------------------------------------------------------------------------------------

scenario('pull request: only what it adds', async (stage) => {
  const base = stage.write({ 'old.json': BAD_SIZE }).commit();
  stage.write({ 'new.json': BAD_SIZE }).commit();
  const said = await stage.run('pull_request', stage.pull(base));
  assert.equal([said.code, said.outputs.result, said.outputs['new-findings'], said.outputs.findings], [1, 'fail', '1', '2']);
  const errors = annotations(said.log, 'error');
  assert.is(errors.length, 1);
  assert.match(errors[0] as string, /^::error file=new\.json,line=\d+,endLine=\d+,.*title=ecs-task\/fargate-size \(high\)::/);
  assert.match(said.summary, /^### Plimsoll: 1 finding breaks the gate\n/);
  assert.match(said.summary, /Only what this change adds since `[0-9a-f]{7}`; 1 older finding is left out\./);
  assert.match(said.summary, /\(https:\/\/github\.com\/acme\/shop\/blob\/[0-9a-f]{40}\/new\.json#L\d+\)/);
  assert.match(said.summary, /\(https:\/\/github\.com\/acme\/plimsoll\/blob\/v1\/docs\/rules\/ecs-task\/fargate-size\.md\)/);
  return verdict(said);
});

scenario('pull request that adds nothing bad passes, whatever was there', async (stage) => {
  const base = stage.write({ 'old.json': BAD_SIZE }).commit();
  stage.write({ 'good.json': task({ family: 'good' }) }).commit();
  const said = await stage.run('pull_request', stage.pull(base));
  assert.equal([said.code, said.outputs.result, said.outputs['new-findings']], [0, 'pass', '0']);
  assert.match(said.summary, /all clear/);
  return verdict(said);
});

scenario('changed-only: false reports everything', async (stage) => {
  const base = stage.write({ 'old.json': BAD_SIZE }).commit();
  stage.commit();
  const said = await stage.run('pull_request', stage.pull(base), { 'changed-only': 'false' });
  assert.equal([said.code, said.outputs['new-findings']], [1, '1']);
  return verdict(said);
});

scenario('push: since the commit before it', async (stage) => {
  const before = stage.write({ 'old.json': BAD_SIZE }).commit();
  stage.write({ 'new.json': BAD_SIZE }).commit();
  const said = await stage.run('push', { before, after: 'x' });
  assert.equal([said.code, said.outputs['new-findings']], [1, '1']);
  return verdict(said);
});

scenario('push of a new branch: everything', async (stage) => {
  stage.write({ 'old.json': BAD_SIZE }).commit();
  const said = await stage.run('push', { before: '0'.repeat(40) });
  assert.equal([said.code, said.outputs['new-findings']], [1, '1']);
  return verdict(said);
});

scenario('merge group: since its base', async (stage) => {
  const base = stage.write({ 'old.json': BAD_SIZE }).commit();
  stage.write({ 'new.json': task() }).commit();
  const said = await stage.run('merge_group', { merge_group: { base_sha: base } });
  assert.equal([said.code, said.outputs['new-findings']], [0, '0']);
  return verdict(said);
});

for (const event of ['schedule', 'workflow_dispatch']) {
  scenario(`${event}: everything`, async (stage) => {
    stage.write({ 'old.json': BAD_SIZE }).commit();
    const said = await stage.run(event, {});
    assert.equal([said.code, said.outputs['new-findings']], [1, '1']);
    return verdict(said);
  });
}

scenario('base-ref says it otherwise', async (stage) => {
  stage.write({ 'old.json': BAD_SIZE }).commit();
  git(stage.folder, 'tag', 'v1');
  stage.write({ 'new.json': BAD_SIZE }).commit();
  const said = await stage.run('schedule', {}, { 'base-ref': 'v1' });
  assert.is(said.outputs['new-findings'], '1');
  return verdict(said);
});

scenario('a mistake that a change makes in another file is new', async (stage) => {
  const service = { serviceName: 'shop', cluster: 'main', launchType: 'FARGATE', desiredCount: 2, taskDefinition: 'shop', networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } }, loadBalancers: [{ containerName: 'web', containerPort: 80, targetGroupArn: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/a/0123456789abcdef' }] };
  const base = stage.write({ 'service.json': service, 'task.json': task() }).commit();
  stage.write({ 'task.json': task({ containerDefinitions: [{ name: 'web', image: 'public.ecr.aws/docker/library/nginx:1.29', logConfiguration: LOGS, portMappings: [{ containerPort: 8080 }] }] }) }).commit();
  const said = await stage.run('pull_request', stage.pull(base));
  assert.match(annotations(said.log, 'error')[0] as string, /file=service\.json/);
  return verdict(said);
});

// --- Where the base is missing -----------------------------------------------------------------------------------------------------

/** A clone as actions/checkout makes it by default. */
function shallow(stage: Stage): string {
  const clone = join(stage.top, 'clone');
  execFileSync('git', ['clone', '-q', '--depth', '1', `file://${stage.folder}`, clone], { env: gitEnv });
  return clone;
}

scenario('a shallow clone: the base is fetched', async (stage) => {
  const base = stage.write({ 'old.json': BAD_SIZE }).commit();
  const head = stage.write({ 'new.json': BAD_SIZE }).commit();
  const said = await stage.run('pull_request', stage.pull(base, head), {}, {}, shallow(stage));
  assert.equal([said.code, said.outputs['new-findings']], [1, '1']);
  return verdict(said);
});

scenario('a shallow clone without its origin: changed lines by the interface', async (stage) => {
  const base = stage.write({ 'old.json': BAD_SIZE }).commit();
  const head = stage.write({ 'new.json': BAD_SIZE }).commit();
  const clone = shallow(stage);
  git(clone, 'remote', 'remove', 'origin');
  stage.github.files = [{ filename: 'new.json', status: 'added', patch: `@@ -0,0 +1,22 @@\n${readFileSync(join(clone, 'new.json'), 'utf8').split('\n').map((line) => `+${line}`).join('\n')}` }];
  const said = await stage.run('pull_request', stage.pull(base, head), { 'github-token': TOKEN }, {}, clone);
  assert.equal([said.code, said.outputs['new-findings'], said.outputs.findings], [1, '1', '2']);
  assert.match(said.log, /findings on changed lines count as new; fetch-depth: 0/);
  return verdict(said);
});

scenario('no base at all: everything is new, and a line says why', async (stage) => {
  stage.write({ 'old.json': BAD_SIZE }).commit();
  const head = stage.write({ 'x.txt': 'x' }).commit();
  const clone = shallow(stage);
  git(clone, 'remote', 'remove', 'origin');
  const said = await stage.run('pull_request', stage.pull('a'.repeat(40), head), {}, {}, clone);
  assert.equal([said.code, said.outputs['new-findings']], [1, '1']);
  assert.match(said.log, /^::notice .*everything counts as new: check out with fetch-depth: 0/m);
  return verdict(said);
});

scenario('a detached head', async (stage) => {
  const base = stage.write({ 'old.json': BAD_SIZE }).commit();
  stage.write({ 'new.json': BAD_SIZE }).commit();
  git(stage.folder, 'checkout', '-q', '--detach');
  const said = await stage.run('pull_request', stage.pull(base));
  assert.is(said.outputs['new-findings'], '1');
  return verdict(said);
});

scenario('a payload that cannot be read', async (stage) => {
  stage.write({ 'old.json': BAD_SIZE }).commit();
  const said = await stage.run('pull_request', '{ not json');
  assert.is(said.code, 1);
  assert.match(said.log, /^::warning .*the event payload cannot be read/m);
  const none = await stage.run('pull_request', {}, {}, { GITHUB_EVENT_PATH: '/nowhere/event.json' });
  assert.is(none.code, 1);
  return verdict(said);
});

// --- Comments ----------------------------------------------------------------------------------------------------------------------

const COMMENTS = { 'github-token': TOKEN, comment: 'on-failure' };

scenario('the comment: written once, brought up to date, and told when all is well', async (stage) => {
  const base = stage.write({ 'old.json': task() }).commit();
  stage.write({ 'new.json': BAD_SIZE }).commit();
  await stage.run('pull_request', stage.pull(base), COMMENTS);
  assert.is(stage.github.comments.length, 1);
  assert.match(stage.github.comments[0]?.body as string, /^<!-- plimsoll:checks -->\n### Plimsoll: 1 finding breaks the gate/);
  await stage.run('pull_request', stage.pull(base), COMMENTS);
  assert.is(stage.github.requests.filter((line) => line.startsWith('PATCH')).length, 0, 'nothing changed');
  stage.write({ 'new.json': task({ family: 'mended' }) }).commit();
  await stage.run('pull_request', stage.pull(base), COMMENTS);
  assert.is(stage.github.comments.length, 1);
  assert.match(stage.github.comments[0]?.body as string, /all clear/);
  assert.equal([...stage.github.tokens], [`Bearer ${TOKEN}`]);
  return '1 comment, 1 update';
});

scenario('the comment is found behind two hundred others, and only if it is ours', async (stage) => {
  const base = stage.write({ 'old.json': task() }).commit();
  stage.write({ 'new.json': BAD_SIZE }).commit();
  for (let id = 1; id <= 230; id++) stage.github.comments.push({ id, body: id === 3 ? '<!-- plimsoll:checks -->\nmine' : 'x', user: { type: id === 220 ? 'Bot' : 'User' } });
  (stage.github.comments[219] as { body: string }).body = '<!-- plimsoll:checks -->\nold';
  await stage.run('pull_request', stage.pull(base), COMMENTS);
  assert.is(stage.github.comments.length, 230);
  assert.match(stage.github.comments[219]?.body as string, /breaks the gate/);
  assert.is(stage.github.comments[2]?.body, '<!-- plimsoll:checks -->\nmine');
  return 'updated';
});

scenario('no comment where nothing is wrong, with on-failure', async (stage) => {
  const base = stage.write({ 'old.json': task() }).commit();
  stage.write({ 'new.json': task({ family: 'b' }) }).commit();
  await stage.run('pull_request', stage.pull(base), COMMENTS);
  assert.is(stage.github.comments.length, 0);
  await stage.run('pull_request', stage.pull(base), { ...COMMENTS, comment: 'always' });
  assert.is(stage.github.comments.length, 1);
  return 'none, then one with always';
});

scenario('suggestions: at added lines, once', async (stage) => {
  const base = stage.write({ 'a.yaml': 'Resources:\n  Old:\n    Type: AWS::ECR::Repository\n' }).commit();
  stage.write({ 'a.yaml': 'Resources:\n  Old:\n    Type: AWS::ECR::Repository\n  New:\n    Type: AWS::ECR::Repository\n    Properties:\n      RepositoryName: new\n' }).commit();
  stage.github.files = [{ filename: 'a.yaml', status: 'modified', patch: '@@ -3,0 +4,4 @@ Resources:\n+  New:\n+    Type: AWS::ECR::Repository\n+    Properties:\n+      RepositoryName: new' }];
  const inputs = { 'github-token': TOKEN, suggestions: 'true' };
  await stage.run('pull_request', stage.pull(base), inputs);
  assert.is(stage.github.reviews.length, 1);
  const [comment] = stage.github.reviews[0]?.comments ?? [];
  assert.equal([comment?.path, comment?.line], ['a.yaml', 7]);
  assert.match(comment?.body as string, /```suggestion\n {6}RepositoryName: new\n {6}ImageScanningConfiguration:\n {8}ScanOnPush: true\n```/);
  await stage.run('pull_request', stage.pull(base), inputs);
  assert.is(stage.github.reviews.length, 1, 'not twice');
  return '1 suggestion';
});

scenario('a fork and Dependabot: no comment, no word about it, the same verdict', async (stage) => {
  const base = stage.write({ 'old.json': task() }).commit();
  stage.write({ 'new.json': BAD_SIZE }).commit();
  const fork = await stage.run('pull_request', stage.pull(base, undefined, 'stranger/shop'), COMMENTS);
  const bot = await stage.run('pull_request', stage.pull(base), COMMENTS, { GITHUB_ACTOR: 'dependabot[bot]' });
  for (const said of [fork, bot]) assert.equal([said.code, annotations(said.log, 'notice')], [1, []]);
  assert.equal([stage.github.comments.length, stage.github.requests.length], [0, 0]);
  return verdict(fork);
});

for (const [name, fault, said] of [
  ['403', { status: 403 }, /not commented: GitHub answered 403: Resource not accessible by integration \(the job needs permissions/],
  ['500 for ever', { status: 500 }, /not commented: GitHub answered 500/],
  ['a secondary rate limit that is too long', { status: 403, headers: { 'retry-after': '3600' } }, /not commented: GitHub answered 403/],
  ['a hang', { status: 0, hang: true }, /not commented: no answer within 1\.5 s/],
  ['a redirect elsewhere', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, /not commented: GitHub answered 302/],
] as const) {
  scenario(`GitHub answers with ${name}: a notice, and the verdict stands`, async (stage) => {
    const base = stage.write({ 'old.json': task() }).commit();
    stage.write({ 'new.json': BAD_SIZE }).commit();
    stage.github.fault = fault;
    const run = await stage.run('pull_request', stage.pull(base), COMMENTS);
    assert.is(run.code, 1);
    assert.match(annotations(run.log, 'notice').join('\n'), said);
    return verdict(run);
  });
}

scenario('GitHub is slow once: asked again', async (stage) => {
  const base = stage.write({ 'old.json': task() }).commit();
  stage.write({ 'new.json': BAD_SIZE }).commit();
  stage.github.fault = { status: 502, times: 1 };
  await stage.run('pull_request', stage.pull(base), COMMENTS);
  assert.is(stage.github.comments.length, 1);
  return '1 comment';
});

// --- Inputs, files, hostile repositories -------------------------------------------------------------------------------------------

scenario('SARIF for upload, with categories of two roots', async (stage) => {
  stage.write({ 'a/task.json': BAD_SIZE, 'b/task.json': task() }).commit();
  const said = await stage.run('schedule', {}, { 'working-directory': 'a\nb', 'sarif-file': 'out/plimsoll.sarif', 'sarif-category': 'ecs', 'report-file': 'report.txt' });
  const log = JSON.parse(readFileSync(join(stage.folder, 'out/plimsoll.sarif'), 'utf8')) as { runs: { automationDetails: { id: string }; results: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] }[] };
  assert.equal(log.runs.map((run) => run.automationDetails.id), ['ecs/a/', 'ecs/b/']);
  assert.is(log.runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri, 'a/task.json');
  assert.equal([said.outputs['sarif-file'], said.outputs['report-file'], existsSync(join(stage.folder, 'report.txt'))], ['out/plimsoll.sarif', 'report.txt', true]);
  assert.match(said.log, /::group::Plimsoll in a\n/);
  assert.match(annotations(said.log, 'error')[0] as string, /file=a\/task\.json/);
  return verdict(said);
});

scenario('configurations in JSON and YAML count; programs are refused in one line unless allowed', async (stage) => {
  stage.write({ 'task.json': BAD_SIZE, 'plimsoll.config.yaml': 'rules: { ecs-task/fargate-size: off }\n' }).commit();
  assert.is((await stage.run('schedule', {})).code, 0);
  rmSync(join(stage.folder, 'plimsoll.config.yaml'));
  stage.write({ 'plimsoll.config.ts': "import { writeFileSync } from 'node:fs';\nwriteFileSync('ran', '');\nexport default { rules: { 'ecs-task/fargate-size': 'off' } };\n" }).commit();
  const refused = await stage.run('schedule', {});
  assert.equal([refused.code, refused.outputs.result, existsSync(join(stage.folder, 'ran'))], [2, 'error', false]);
  assert.match(annotations(refused.log, 'error')[0] as string, /plimsoll\.config\.ts: is a program, and programs are not run here: set allow-code: true/);
  const target = await stage.run('pull_request_target', stage.pull(git(stage.folder, 'rev-parse', 'HEAD')), { 'allow-code': 'true' });
  assert.equal([target.code, existsSync(join(stage.folder, 'ran'))], [2, false]);
  const allowed = await stage.run('schedule', {}, { 'allow-code': 'true' });
  assert.equal([allowed.code, existsSync(join(stage.folder, 'ran'))], [0, true]);
  return 'refused, refused on pull_request_target, run when allowed';
});

scenario('wrong inputs: one line each', async (stage) => {
  stage.write({ 'task.json': task() }).commit();
  for (const [inputs, said] of [
    [{ 'fail-on': 'hihg' }, /--fail-on takes critical/],
    [{ comment: 'sometimes' }, /comment takes off, on-failure, always, not "sometimes"/],
    [{ annotations: 'yes' }, /annotations takes true or false/],
    [{ preset: 'all,nothing' }, /there is no preset "nothing"/],
    [{ config: 'none.yaml' }, /none\.yaml/],
  ] as const) {
    const run = await stage.run('schedule', {}, inputs);
    assert.equal([run.code, run.outputs.result], [2, 'error']);
    assert.match(annotations(run.log, 'error').join('\n'), said);
  }
  return 'error, exit 2';
});

scenario('paths that begin with a dash are paths', async (stage) => {
  stage.write({ '--fix.json': BAD_SIZE }).commit();
  const said = await stage.run('schedule', {}, { paths: '--fix.json' });
  assert.equal([said.code, readFileSync(join(stage.folder, '--fix.json'), 'utf8').includes('4096')], [1, true]);
  return verdict(said);
});

scenario('hostile names and values: no command, no markup, no escape', async (stage) => {
  const evil = '::set-output name=result::pass\n::stop-commands::x\n\u001b[2J<img src=x onerror=alert(1)> @everyone #1 [x](http://evil.example) `';
  stage.write({ '::error::.json': task({ family: evil, memory: '4096', containerDefinitions: [{ name: evil, image: `${evil}:latest`, privileged: true }] }) }).commit();
  const said = await stage.run('schedule', {});
  assert.is(said.code, 1);
  // Between the marks nothing is a command; outside only our own are.
  const token = /^::stop-commands::(plimsoll-[0-9a-f-]{36})$/m.exec(said.log)?.[1] as string;
  const outside = said.log.replace(new RegExp(`::stop-commands::${token}[\\s\\S]*?::${token}::`), '');
  for (const line of outside.split('\n').filter((each) => each.trim() !== '')) assert.match(line, /^::(?:group::Plimsoll|endgroup::|(?:error|warning|notice) [^:]*::)/);
  assert.not.match(said.log, /\u001b/);
  assert.not.match(said.summary.replaceAll('\\`', '').replaceAll(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, 'CODE'), /<img|\u001b|@(?=everyone)|(?<!\\)\]\(http:/);
  assert.not.match(said.summary, /^::/m);
  assert.is(said.outputs.result, 'fail');
  return verdict(said);
});

scenario('a workspace that cannot be written', async (stage) => {
  stage.write({ 'task.json': BAD_SIZE }).commit();
  const closed = join(stage.top, 'closed');
  mkdirSync(closed);
  writeFileSync(join(closed, 'file'), '');
  const said = await stage.run('schedule', {}, { 'sarif-file': join(closed, 'file', 'x.sarif') }, { GITHUB_STEP_SUMMARY: closed });
  chmodSync(closed, 0o755);
  assert.equal([said.code, said.outputs['sarif-file']], [1, undefined]);
  assert.is(annotations(said.log, 'warning').filter((line) => line.includes('cannot write')).length, 2);
  return verdict(said);
});

scenario('nothing to check, and something that cannot be read', async (stage) => {
  stage.write({ 'README.md': 'x' }).commit();
  assert.equal([(await stage.run('schedule', {})).code], [0]);
  stage.write({ 'task.json': '{ "containerDefinitions": [ { "name": ' }).commit();
  const said = await stage.run('schedule', {});
  assert.equal([said.code, said.outputs.result], [3, 'incomplete']);
  assert.match(said.summary, /not everything could be read/);
  return verdict(said);
});

scenario('outside of a runner: the log and the exit code', async (stage) => {
  stage.write({ 'task.json': BAD_SIZE }).commit();
  const said = await stage.run('', '', {}, { GITHUB_OUTPUT: undefined, GITHUB_STEP_SUMMARY: undefined, GITHUB_WORKSPACE: undefined });
  assert.is(said.code, 1);
  return `exit ${said.code}`;
});

// --- Ten commits on an app -----------------------------------------------------------------------------------------------------------

scenario('live, on a schedule', async (stage) => {
  stage.write({ 'readme.md': 'nothing to check\n' });
  stage.commit('start');
  const aws = new FakeAws();
  aws.put('111122223333', 'eu-central-1', shop({ bad: true }));
  await aws.start();
  try {
    const env = { AWS_ENDPOINT_URL: aws.url, AWS_ACCESS_KEY_ID: 'AKIA111122223333EXMP', AWS_SECRET_ACCESS_KEY: 'made-up' };
    const said = await stage.run('schedule', { schedule: '0 5 * * 1' }, { live: 'true', regions: 'eu-central-1', 'report-file': 'scan.txt' }, env);
    assert.is(said.code, 1, said.log);
    assert.is(said.outputs.result, 'fail');
    assert.match(said.summary, /ecs-service\/update-has-room/);
    assert.match(readFileSync(join(stage.folder, 'scan.txt'), 'utf8'), /arn:aws:ecs:eu-central-1:111122223333:service\/main\/orders/);
  } finally {
    aws.stop();
  }
  return 'fails for what runs';
});

scenario('live without credentials: a notice, no failure', async (stage) => {
  stage.write({ 'readme.md': 'nothing to check\n' });
  stage.commit('start');
  const said = await stage.run('schedule', { schedule: '0 5 * * 1' }, { live: 'true', regions: 'eu-central-1' }, { AWS_EC2_METADATA_DISABLED: 'true' });
  assert.is(said.code, 0, said.log);
  assert.is(said.outputs.result, 'skipped');
  assert.match(said.log, /::notice .*nothing was scanned: no credentials/);
  return 'passes, and says why';
});

scenario('ten commits on the shop: for each what the gate says', async (stage) => {
  cpSync(join(ROOT, 'fixtures/apps/shop'), stage.folder, { recursive: true });
  let base = stage.commit('the shop');
  const template = (): string => readFileSync(join(stage.folder, 'shop.yaml'), 'utf8');
  const change = (from: string, to: string) => (): void => {
    assert.ok(template().includes(from), from);
    stage.write({ 'shop.yaml': template().replace(from, to) });
  };
  const commits: [string, () => void, string[]][] = [
    ['a comment and a new order of keys', change('# Three services', '# The services, three'), []],
    ['memory that Fargate does not have', change("Memory: '512'", "Memory: '4096'"), ['ecs-task/fargate-size']],
    ['mended again', change("Memory: '4096'", "Memory: '1024'"), []],
    ['the image by latest', change('orders:1.4.2', 'orders:latest'), ['ecs-task/image-pinned']],
    ['a port that the service does not lead to', change('ContainerPort: 8080 # of the container', 'ContainerPort: 9090 # of the container'), ['ecs-service/load-balancer-wiring']],
    ['the service follows', change('ContainerPort: 8080 # of the service', 'ContainerPort: 9090 # of the service'), []],
    ['an update that cannot move', change('MaximumPercent: 200', 'MaximumPercent: 125'), ['ecs-service/update-has-room']],
    ['a secret in clear', change('Environment: []', 'Environment: [{ Name: DB_PASSWORD, Value: c0rrect-h0rse-battery }]'), ['ecs-task/no-secrets-in-environment']],
    ['the rights to the parameter go', change('ssm:GetParameters', 'ssm:GetParameter'), ['iam/execution-role-reads-secrets']],
    ['the template is renamed', () => git(stage.folder, 'mv', 'shop.yaml', 'renamed.yaml'), []],
  ];
  const table: string[] = [];
  for (const [message, edit, expected] of commits) {
    edit();
    const head = stage.commit(message);
    const said = await stage.run('pull_request', stage.pull(base, head), { 'report-file': 'out.txt' });
    rmSync(join(stage.folder, 'out.txt'));
    const found = [...said.log.matchAll(/title=([\w-]+\/[\w-]+) \(/g)].map(([, rule]) => rule as string);
    assert.equal(found, expected, `${message}\n${said.log}`);
    table.push(`  ${message.padEnd(45)} ${(said.outputs.result ?? '').padEnd(5)} ${found.join(', ') || '-'}`);
    base = head;
  }
  console.log(`\nten commits, and what each adds\n${table.join('\n')}`);
  return 'see above';
});

test('what the gate said', () => {
  console.log(`\nscenarios of the Action\n${rows.map(([name, said]) => `  ${name.padEnd(86)} ${said}`).join('\n')}\n`);
  assert.ok(rows.length >= 25);
});
test.run();

/** Workflows as a hint: what they set is unknown instead of wrong, what they deploy is joined, what they build is read. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import { run } from '../src/run.js';

const test = suite('workflows');

const TASK = { family: 'shop', containerDefinitions: [{ name: 'web', image: 'to-be-replaced:latest', memory: 256 }, { name: 'proxy', image: 'nginx:latest', memory: 64 }] };

/** The usual workflow: build, render, deploy. */
const workflow = (more: { build?: string; render?: string; image?: string; defaults?: string } = {}): string => `name: deploy
on: push
env:
  TASK: .aws/task.json
  CONTAINER: web
  SERVICE: shop
jobs:
  deploy:
    runs-on: ubuntu-latest
${more.defaults ?? ''}    steps:
      - uses: actions/checkout@v5
      - id: build
        env: { REGISTRY: example.com }
${more.build ?? `        run: |
          docker build -t $REGISTRY/shop:$GITHUB_SHA .
          docker push $REGISTRY/shop:$GITHUB_SHA
          echo "image=$REGISTRY/shop:$GITHUB_SHA" >> $GITHUB_OUTPUT`}
      - id: render
        uses: aws-actions/amazon-ecs-render-task-definition@v1
        with:
          task-definition: \${{ env.TASK }}
          container-name: \${{ env.CONTAINER }}
          image: ${more.image ?? '${{ steps.build.outputs.image }}'}
${more.render ?? ''}
      - uses: aws-actions/amazon-ecs-deploy-task-definition@v2
        with:
          task-definition: \${{ steps.render.outputs.task-definition }}
          service: \${{ env.SERVICE }}
          cluster: main
`;

interface Said {
  findings: string[];
  undecided: string[];
  notices: unknown[];
  files: readonly string[];
}

async function check(files: Record<string, unknown>, ids: readonly string[], paths = ['.']): Promise<Said> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-workflows-')));
  try {
    execFileSync('git', ['init', '-q', folder]);
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    }
    const { result } = await run({ cwd: folder, paths, rules: rules.filter(({ id }) => ids.includes(id)) });
    return {
      findings: result.findings.map(({ message, related }) => [message, ...related.map(({ location }) => `${location.file}:${location.line}`)].join(' | ')),
      undecided: result.undecided.map(({ reason }) => reason),
      notices: [...result.notices, ...result.errors],
      files: result.files,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const USER = ['ecs-task/non-root-user'];
const PINNED = ['ecs-task/image-pinned'];

test('an image that a workflow renders is unknown, others are judged as ever', async () => {
  const alone = await check({ '.aws/task.json': TASK }, PINNED);
  assert.is(alone.findings.length, 2);
  const said = await check({ '.aws/task.json': TASK, '.github/workflows/deploy.yml': workflow() }, PINNED);
  assert.equal(said.findings.map((message) => message.slice(0, 17)), ['container "proxy"']);
  assert.equal(said.undecided, ['the workflow .github/workflows/deploy.yml sets it at deployment']);
  // Workflows are a hint, no inputs.
  assert.equal([said.files, said.notices], [['.aws/task.json'], []]);
});

test('the Dockerfile that the workflow builds decides who runs', async () => {
  const files = (dockerfile: string, more = {}): Record<string, unknown> => ({ '.aws/task.json': TASK, '.github/workflows/deploy.yml': workflow(more), Dockerfile: dockerfile });
  assert.equal((await check(files('FROM node:22\n'), USER)).findings, ['container "web" runs as root: it names no User, and Dockerfile ends as root | Dockerfile:1']);
  assert.equal((await check(files('FROM node:22\nUSER node\n'), USER)).findings, []);
  const script = (line: string, after = ''): object => ({ build: `        run: |\n          ${line}\n          ${after}echo "image=$REGISTRY/shop:1" >> "$GITHUB_OUTPUT"` });
  const found = async (more: object, extra: Record<string, string> = {}): Promise<number> => (await check({ ...files('FROM node:22 AS prod\nUSER node\nFROM prod AS debug\nUSER 0\n', more), ...extra }, USER)).findings.length;
  assert.is(await found(script('docker build -t $REGISTRY/shop:1 .')), 1);
  assert.is(await found(script('docker buildx build --tag=$REGISTRY/shop:1 --push --target prod .')), 0, 'target');
  assert.is(await found(script('docker build -t $REGISTRY/shop:1 -f docker/Dockerfile .'), { 'docker/Dockerfile': 'FROM debian' }), 1, 'file');
  assert.is(await found(script('docker build -t $REGISTRY/shop:1 services/web'), { 'services/web/Dockerfile': 'FROM debian\nUSER 7' }), 0, 'context');
  assert.is(await found({ ...script('docker build -t $REGISTRY/shop:1 .'), defaults: '    defaults: { run: { working-directory: app } }\n' }, { 'app/Dockerfile': 'FROM debian' }), 1, 'working directory');
  // Which image it is, or which file, is not certain.
  assert.is(await found(script('docker build -t $REGISTRY/other:1 .')), 0, 'another tag');
  assert.is(await found(script('docker build -t $REGISTRY/shop:1 $DIR')), 0, 'a context that is not known');
  assert.is(await found(script('docker build -t $REGISTRY/shop:1 .', 'cd x; ')), 0, 'a script that moves about');
  assert.is(await found(script('cd app\n          docker build -t $REGISTRY/shop:1 .')), 0, 'another folder');
  assert.is(await found(script('docker build -t $REGISTRY/shop:1 .\n          docker build -t $REGISTRY/shop:1 other')), 0, 'two builds');
});

test('docker/build-push-action', async () => {
  const build = (lines: string): object => ({ build: `        uses: docker/build-push-action@v6\n        with:\n          tags: |\n            example.com/shop:latest\n            example.com/shop:\${{ github.sha }}\n${lines}`, image: 'example.com/shop:${{ github.sha }}' });
  const said = async (lines: string): Promise<Said> => check({ '.aws/task.json': TASK, '.github/workflows/deploy.yml': workflow(build(lines)), 'app/Dockerfile': 'FROM alpine\nARG WHO=app\nUSER $WHO\n' }, USER);
  assert.is((await said('          context: app')).findings.length, 0);
  assert.is((await said('          context: app\n          build-args: |\n            WHO=root')).findings.length, 1);
  assert.equal((await said('          file: app/Dockerfile\n          build-args: |\n            WHO=${{ inputs.who }}')).undecided[0], 'the build argument WHO has no value');
});

test('steps hand the file on, and a service of that name is joined', async () => {
  const second = `      - id: again
        uses: aws-actions/amazon-ecs-render-task-definition@v1
        with:
          task-definition: \${{ steps.render.outputs.task-definition }}
          container-name: proxy
          image: example.com/proxy:3
          log-configuration-log-driver: awslogs
`;
  const service = { serviceName: 'shop', cluster: 'main', desiredCount: 2, launchType: 'FARGATE', taskDefinition: '<TASK>', networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } } };
  const files = { '.aws/task.json': TASK, 'deploy/service.json': service, '.github/workflows/deploy.yml': workflow({ render: second }) };
  const said = await check(files, ['ecs-task/image-pinned', 'ecs-service/network-configuration']);
  assert.equal(said.findings.filter((message) => message.includes('container')), []);
  // The service runs the task definition of the workflow, whose network mode takes no network configuration.
  assert.is(said.findings.length, 1, JSON.stringify(said));
});

test('workflows that cannot be read, lead elsewhere or say too little change nothing', async () => {
  for (const text of ['{', 'jobs: 7', 'jobs: { a: { steps: [7, { uses: aws-actions/amazon-ecs-render-task-definition@v1 }, { uses: aws-actions/amazon-ecs-deploy-task-definition@v1, with: 3 }] } }', workflow().replace('.aws/task.json', '../../../etc/passwd'), workflow().replace('.aws/task.json', 'other.json'), workflow().replaceAll('${{ env.TASK }}', '${{ vars.TASK }}')]) {
    const said = await check({ '.aws/task.json': TASK, '.github/workflows/deploy.yml': `# aws-actions/amazon-ecs-\n${text}` }, PINNED);
    assert.equal([said.findings.length, said.notices.length], [2, 0], text);
  }
});

test('a task definition that is named alone is rendered as well', async () => {
  const said = await check({ '.aws/task.json': TASK, '.github/workflows/deploy.yml': workflow() }, PINNED, ['.aws/task.json']);
  assert.is(said.findings.length, 1);
});
test.run();

/** Dockerfiles: what they decide, and how containers find them. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import { Unknown } from '../src/graph/value.js';
import { type BuildOptions, readDockerfile } from '../src/load/dockerfile.js';
import { run } from '../src/run.js';

const test = suite('docker');

/** The user, or why it is not known; with the text that decides. */
function user(text: string, options?: BuildOptions): string {
  const facts = readDockerfile(text, options);
  if (!facts) return 'no image';
  const by = text.slice(facts.span.start, facts.span.end);
  return facts.user instanceof Unknown ? `? ${facts.user.reason}` : `${facts.user} by ${by}`;
}

test('the last USER of the last stage decides', () => {
  assert.is(user('FROM node:22\nUSER node\nRUN x\nUSER app:staff\n'), 'app:staff by app:staff');
  assert.is(user('FROM node:22 AS build\nUSER build\nFROM nginx:1.29\nCOPY --from=build /a /a\n'), '? the base image nginx:1.29 decides which user the container runs as');
  assert.is(user('FROM node:22 AS build\nUSER build\nFROM node:22\nUSER 1000\n', { target: 'BUILD' }), 'build by build');
  assert.is(user('FROM node:22 AS a\nUSER one\nFROM node:22\nUSER two', { target: '0' }), 'one by one');
  assert.is(user('FROM node:22\n', { target: 'missing' }), 'no image');
});

test('a stage has the user of the stage that it is built on', () => {
  assert.is(user('FROM alpine AS base\nUSER app\nFROM base AS next\nRUN x\nFROM NEXT\nEXPOSE 80'), 'app by app');
  // A stage may have the name of an image; only earlier ones count.
  assert.is(user('FROM alpine AS alpine\nRUN x\n'), 'root by alpine');
});

test('base images: known for few', () => {
  for (const image of ['scratch', 'alpine', 'debian:12-slim', 'docker.io/library/python:3.13', 'public.ecr.aws/docker/library/node:22@sha256:0', 'public.ecr.aws/amazonlinux/amazonlinux:2023']) assert.is(user(`FROM ${image}`), `root by ${image}`);
  assert.is(user('FROM gcr.io/distroless/nodejs22-debian12:nonroot'), '65532 by gcr.io/distroless/nodejs22-debian12:nonroot');
  for (const image of ['nginx', 'ghcr.io/acme/node:22', 'gcr.io/distroless/base', 'example.com:5000/debian']) assert.match(user(`FROM ${image}`), /^\? the base image/);
});

test('variables: defaults, build arguments, what nobody sets', () => {
  assert.is(user('ARG WHO=app\nFROM alpine\nARG WHO\nUSER ${WHO}'), 'app by ${WHO}');
  assert.is(user('FROM alpine\nARG WHO=app\nUSER $WHO', { args: { WHO: 'root' } }), 'root by $WHO');
  assert.is(user('FROM alpine\nENV WHO=app OTHER="x y"\nUSER ${WHO:-root}'), 'app by ${WHO:-root}');
  assert.is(user('FROM alpine\nENV WHO app\nUSER $WHO'), 'app by $WHO');
  assert.is(user('ARG WHO=app\nFROM alpine\nUSER $WHO'), '? the Dockerfile does not set WHO');
  assert.is(user('FROM alpine\nARG WHO\nUSER $WHO'), '? the build argument WHO has no value');
  assert.is(user('ARG BASE=alpine\nFROM ${BASE}'), 'root by ${BASE}');
  assert.is(user('ARG BASE\nFROM $BASE'), '? the base image is not known: the build argument BASE has no value');
  assert.is(user('FROM alpine\nARG WHO=app\nUSER $WHO', { args: { WHO: { Ref: 'X' } } }), '? the build argument WHO has no value');
});

test('directives, continuations, heredocs, comments, case', () => {
  assert.is(user('# syntax=docker/dockerfile:1\n# escape=`\nFROM alpine\nuser `\n  app\n'), 'app by app');
  assert.is(user('FROM alpine\nRUN <<EOF\nUSER fake\nEOF\n# USER comment\n'), 'root by alpine');
  assert.is(user('FROM --platform=$BUILDPLATFORM alpine AS x\n'), 'root by alpine');
});

test('no text makes it throw', () => {
  const line = fc.oneof(fc.constantFrom('FROM a AS b', 'FROM b', 'USER $X', 'ARG X=1', 'ENV X', 'USER', 'FROM', 'RUN <<E', 'E', '# escape=`', '\\', 'ARG', 'ENV A="b c" D=e'), fc.string());
  fc.assert(fc.property(fc.array(line), (lines) => void readDockerfile(lines.join('\n'))), { numRuns: 2000 });
});

// --- From a container to its Dockerfile ----------------------------------------------------------------------------------------

const HASH = 'a1'.repeat(32);
const OTHER = 'b2'.repeat(32);
const image = (hash: string): object => ({ 'Fn::Sub': `\${AWS::AccountId}.dkr.ecr.\${AWS::Region}.\${AWS::URLSuffix}/cdk-hnb659fds-container-assets:${hash}` });

function assembly(dockerfile: string, source: object = {}): Record<string, unknown> {
  return {
    'cdk.json': { app: 'node app.js' },
    'cdk.out/cdk.out': { version: '55.0.0' },
    'cdk.out/manifest.json': {
      version: '55.0.0',
      artifacts: {
        'Shop.assets': { type: 'cdk:asset-manifest', properties: { file: 'Shop.assets.json' } },
        Shop: { type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-central-1', properties: { templateFile: 'Shop.template.json' } },
      },
    },
    'cdk.out/Shop.assets.json': { version: '55.0.0', files: {}, dockerImages: { [HASH]: { source: { directory: `asset.${HASH}`, ...source }, destinations: {} }, [OTHER]: { source: { executable: ['build.sh'] }, destinations: {} } } },
    'cdk.out/Shop.template.json': {
      Resources: {
        Task: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: { Family: 'shop', ContainerDefinitions: [{ Name: 'web', Image: image(HASH) }, { Name: 'named', Image: image(HASH), User: 'app' }, { Name: 'other', Image: image(OTHER) }] },
        },
      },
    },
    [`cdk.out/asset.${HASH}/Dockerfile`]: dockerfile,
  };
}

async function check(files: Record<string, unknown>): Promise<{ findings: string[]; undecided: string[]; notices: unknown[] }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-docker-')));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    }
    const { result } = await run({ cwd: folder, paths: ['.'], rules: rules.filter(({ id }) => id === 'ecs-task/non-root-user') });
    return {
      findings: result.findings.map(({ message, related }) => `${message} (${related.map(({ location }) => `${location.file.replace(HASH, 'HASH')}:${location.line}:${location.column}`).join()})`.replaceAll(HASH, 'HASH')),
      undecided: result.undecided.map(({ reason }) => reason.replace(OTHER, 'OTHER')),
      notices: [...result.notices, ...result.errors],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('CDK: the asset of a container names its Dockerfile', async () => {
  const said = await check(assembly('FROM node:22\nRUN npm ci\n'));
  assert.equal(said.findings, ['container "web" runs as root: it names no User, and cdk.out/asset.HASH/Dockerfile ends as root (cdk.out/asset.HASH/Dockerfile:1:6)']);
  assert.equal(said.undecided, ['no Dockerfile here is known to build ${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/cdk-hnb659fds-container-assets:OTHER'.replace('${AWS::AccountId}', '111122223333').replace('${AWS::Region}', 'eu-central-1').replace('${AWS::URLSuffix}', 'amazonaws.com')]);
  assert.equal(said.notices, []);
});

test('CDK: target, arguments and file of the build count', async () => {
  assert.equal((await check(assembly('FROM node:22 AS prod\nUSER node\nFROM prod AS debug\nUSER root\n', { dockerBuildTarget: 'prod' }))).findings, []);
  assert.equal((await check(assembly('FROM node:22\nARG WHO=node\nUSER $WHO\n', { dockerBuildArgs: { WHO: '0' } }))).findings.length, 1);
  const elsewhere = { ...assembly('FROM node:22\n', { dockerFile: 'docker/web.Dockerfile' }), [`cdk.out/asset.${HASH}/docker/web.Dockerfile`]: 'FROM node:22\nUSER node\n' };
  assert.equal((await check(elsewhere)).findings, []);
});

test('CDK: a Dockerfile out of the assembly, gone or broken is no Dockerfile', async () => {
  for (const source of [{ directory: '../..' }, { directory: 'missing' }, { dockerFile: '../../cdk.json' }, { dockerFile: 7 }]) {
    const said = await check(assembly('FROM node:22\n', source));
    assert.equal([said.findings.length, said.undecided.length, said.notices.length], [0, 2, 0], JSON.stringify(source));
  }
  assert.is((await check(assembly('no Dockerfile at all'))).undecided.length, 2);
});
test.run();

/**
 * A scan of moto, somebody else's idea of AWS: resources made through the SDK, read by the command line, compared with the same workload
 * as a template. Needs PLIMSOLL_MOTO, the path of `moto_server` (`pip install 'moto[server]'`); without it nothing runs, and it is said.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateClusterCommand, CreateServiceCommand, ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { CreateRepositoryCommand, ECRClient, PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { ApplicationAutoScalingClient, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Report } from '../src/types/report.js';
import { bundle, scratch } from './child.js';
import { lint, ROOT } from './helpers.js';
import { motoServer } from './moto-server.js';

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';
const FOLDER = 'fixtures/same/ec2';
const test = suite('moto');

const server = await motoServer();
if (!server) {
  console.log('skipped: PLIMSOLL_MOTO names no moto_server, so nothing is scanned with it');
} else {
  const { url } = server;
  test.after(() => server.stop());
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const config = { region: REGION, endpoint: url, credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' } };
  await deploy(config);
  const cli = await bundle();
  const cwd = scratch();

  /** Runs `scan` or `check`; the server is another process, so this one may not be blocked by it. */
  const plimsoll = (args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [cli, ...args], { cwd, env: { PATH: process.env.PATH, HOME: cwd, AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'made-up', AWS_SECRET_ACCESS_KEY: 'made-up' } });
      let out = '';
      let err = '';
      child.stdout.on('data', (chunk) => (out += String(chunk)));
      child.stderr.on('data', (chunk) => (err += String(chunk)));
      child.on('close', (code) => resolve({ code, out, err }));
    });
  const { code, out, err } = await plimsoll(['scan', '--region', REGION, '--preset', 'all', '--snapshots', 'kept', '-f', 'json']);
  const report = JSON.parse(out || `{"error":${JSON.stringify(err)}}`) as Report;

  test('what moto cannot answer is listed, and what starts from it, and nothing else', () => {
    const open = report.scan?.cells[0]?.collections.filter(({ state }) => state !== 'complete') ?? [];
    const why = 'ecs:DescribeCapacityProviders: the answer was not from AWS (500); a proxy may stand between';
    assert.equal(open.map(({ name, reason }) => `${name}: ${reason}`), [`ecs:capacity-providers: ${why}`, `autoscaling:groups: it starts from ecs:capacity-providers: ${why}`, `autoscaling:policies: it starts from autoscaling:groups: it starts from ecs:capacity-providers: ${why}`, `iam:instance-profiles: it starts from ecs:capacity-providers: ${why}`, `iam:roles: it starts from ecs:capacity-providers: ${why}`]);
    assert.is(code, 1);
  });

  test('task definition and roles say what they say as a template, but for what moto left open', async () => {
    const template = await lint(`${FOLDER}/template.yaml`);
    const of = (findings: Report['findings']): string[] => findings.filter(({ resource: { type, name } }) => (type === 'AWS::ECS::TaskDefinition' && (name === 'plant-agent' || name === 'Task')) || type === 'AWS::IAM::Role').map(({ rule, severity, resource: { type }, path }) => `${rule} ${severity} ${type} ${path}`).sort();
    const said = of(report.findings);
    const there = of(template.result.findings.filter(({ rule }) => !rule.startsWith('input/')) as unknown as Report['findings']);
    assert.equal(said.filter((line) => !there.includes(line)), [], 'only in moto');
    const notRead = new Set(report.undecided.filter(({ kind }) => kind === 'not-read').map(({ rule }) => rule));
    assert.equal(there.filter((line) => !said.includes(line) && !notRead.has(line.split(' ')[0] as string)), [], 'only in the template');
    assert.ok(said.length > 15, said.join('\n'));
  });

  test('what was made is read', () => {
    const found = report.findings.map(({ rule, resource }) => `${rule} ${resource.name}`);
    for (const line of ['ecr/scanning shop/web', 'ecr/immutable-tags shop/web', 'events/target-parameters-valid nightly', 'events/role-may-run-task nightly', 'scaling/policy-attached service/plant/agent', 'scheduler/dead-letter-queue weekly']) assert.ok(found.includes(line), `${line}\n${found.join('\n')}`);
    for (const line of ['ecr/lifecycle-policy shop/web', 'scheduler/role-may-run-task weekly']) assert.not(found.includes(line), line);
  });

  test('a snapshot of it is judged the same', async () => {
    const again = JSON.parse((await plimsoll(['check', `kept/cells/${ACCOUNT}/${REGION}.json`, '--preset', 'all', '-f', 'json'])).out) as Report;
    const lines = ({ findings }: Report): string[] => findings.map(({ rule, location, path }) => `${rule} ${location.file} ${path}`).sort();
    assert.equal(lines(again), lines(report));
  });

  test('no secret of it is in the snapshot', () => assert.not(readFileSync(join(cwd, `kept/cells/${ACCOUNT}/${REGION}.json`), 'utf8').includes('correct-horse-battery')));
}
test.run();

async function deploy(config: object): Promise<void> {
  const ecs = new ECSClient(config);
  const iam = new IAMClient(config);
  const trust = (service: string): string => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] });
  await iam.send(new CreateRoleCommand({ RoleName: 'execution', AssumeRolePolicyDocument: trust('ec2.amazonaws.com') }));
  await iam.send(new CreateRoleCommand({ RoleName: 'starter', AssumeRolePolicyDocument: trust('scheduler.amazonaws.com') }));
  await iam.send(new PutRolePolicyCommand({ RoleName: 'starter', PolicyName: 'run', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['ecs:RunTask', 'iam:PassRole'], Resource: '*' }] }) }));
  await new CloudWatchLogsClient(config).send(new CreateLogGroupCommand({ logGroupName: '/shop/web' }));
  const { cluster } = await ecs.send(new CreateClusterCommand({ clusterName: 'plant' }));
  const { family, ...definition } = JSON.parse(readFileSync(join(ROOT, FOLDER, 'ecs/task-definition.json'), 'utf8')) as { family: string; containerDefinitions: never };
  await ecs.send(new RegisterTaskDefinitionCommand({ family, ...definition }));
  await ecs.send(new RegisterTaskDefinitionCommand({ family: 'job', networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '512', containerDefinitions: [{ name: 'job', image: 'public.ecr.aws/shop/job:1.0.0', essential: true }] }));
  await ecs.send(new CreateServiceCommand({ cluster: 'plant', serviceName: 'agent', taskDefinition: family, desiredCount: 1, launchType: 'EC2' }));
  const ecr = new ECRClient(config);
  await ecr.send(new CreateRepositoryCommand({ repositoryName: 'shop/web' }));
  await ecr.send(new PutLifecyclePolicyCommand({ repositoryName: 'shop/web', lifecyclePolicyText: JSON.stringify({ rules: [{ rulePriority: 1, selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 }, action: { type: 'expire' } }] }) }));
  await new ApplicationAutoScalingClient(config).send(new RegisterScalableTargetCommand({ ServiceNamespace: 'ecs', ResourceId: 'service/plant/agent', ScalableDimension: 'ecs:service:DesiredCount', MinCapacity: 1, MaxCapacity: 4 }));
  const starter = `arn:aws:iam::${ACCOUNT}:role/starter`;
  const job = { TaskDefinitionArn: `arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/job:1`, LaunchType: 'FARGATE' as const };
  const events = new EventBridgeClient(config);
  await events.send(new PutRuleCommand({ Name: 'nightly', ScheduleExpression: 'rate(1 day)' }));
  await events.send(new PutTargetsCommand({ Rule: 'nightly', Targets: [{ Id: 'job', Arn: cluster?.clusterArn, RoleArn: starter, EcsParameters: job }] }));
  await new SchedulerClient(config).send(new CreateScheduleCommand({ Name: 'weekly', ScheduleExpression: 'rate(7 days)', FlexibleTimeWindow: { Mode: 'OFF' }, Target: { Arn: cluster?.clusterArn, RoleArn: starter, EcsParameters: job } }));
}

/** Live accounts, against the fake of AWS: what is asked, what is found, what goes wrong, and what must never be told. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globbySync } from 'globby';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import { Api, CallError } from '../src/load/live/api.js';
import { COLLECTIONS } from '../src/load/live/catalog.js';
import { leastPolicy, SESSION_POLICY } from '../src/scan/policy.js';
import { selectRules } from '../src/run.js';
import type { Report } from '../src/types/report.js';
import { bundle, scratch, write } from './child.js';
import { FakeAws } from './fake-aws/server.js';
import { shop } from './fake-aws/shop.js';
import type { AccountState } from './fake-aws/state.js';
import { ROOT } from './helpers.js';

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';
const CLI = await bundle();

interface Scanned {
  code: number | null;
  out: string;
  err: string;
}

interface How {
  cwd?: string;
  env?: Record<string, string | undefined>;
  /** Ends the process by SIGKILL once the fake was asked so often. */
  killAfter?: number;
}

/** Runs the command line beside the fake, which answers from this very process. */
async function cli(aws: FakeAws | undefined, args: readonly string[], { cwd = scratch(), env = {}, killAfter }: How = {}): Promise<Scanned> {
  const all: Record<string, string | undefined> = { PATH: process.env.PATH, HOME: cwd, AWS_ENDPOINT_URL: aws?.url, AWS_ACCESS_KEY_ID: `AKIA${ACCOUNT}EXMP`, AWS_SECRET_ACCESS_KEY: 'made-up', AWS_REGION: REGION, AWS_EC2_METADATA_DISABLED: 'true', ...env };
  const child = spawn(process.env.PLIMSOLL_NODE ?? process.execPath, [CLI, ...args], { cwd, env: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const watch = killAfter === undefined ? undefined : setInterval(() => (aws?.total ?? 0) >= killAfter && child.kill('SIGKILL'), 5);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(watch);
  return { code, out, err };
}

/** A fake with one account. */
async function fake(state: AccountState = shop({ bad: true })): Promise<FakeAws> {
  const aws = new FakeAws();
  aws.put(ACCOUNT, REGION, state);
  await aws.start();
  fakes.push(aws);
  return aws;
}
const fakes: FakeAws[] = [];

async function report(aws: FakeAws, args: readonly string[] = [], how: How = {}): Promise<Report & { code: number | null }> {
  const said = await cli(aws, ['scan', '-f', 'json', ...args], how);
  try {
    return { ...(JSON.parse(said.out) as Report), code: said.code };
  } catch {
    throw new Error(`no report: ${said.code} ${said.out} ${said.err}`);
  }
}

const found = ({ findings }: Report): string[] => findings.map(({ rule, resource }) => `${rule} ${resource.name}`).sort();
const BAD = ['ecr/scanning orders', 'ecs-service/deployment-alarms-tell orders', 'ecs-service/update-has-room orders', 'ecs-task/no-secrets-in-environment orders', 'iam/execution-role-reads-secrets orders', 'iam/execution-role-reads-secrets report', 'scheduler/dead-letter-queue-reachable nightly', 'vpc/load-balancer-reaches-tasks orders'];

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const test = suite('live');
test.after(() => {
  for (const each of fakes) each.stop();
});

test('finds the mistakes of a running shop, at their ARNs, and none in one without', async () => {
  const bad = await report(await fake());
  assert.equal(found(bad).filter((line) => BAD.includes(line)), BAD);
  assert.is(bad.code, 1);
  const update = bad.findings.find(({ rule }) => rule === 'ecs-service/update-has-room');
  assert.is(update?.location.file, `arn:aws:ecs:${REGION}:${ACCOUNT}:service/main/orders`);
  const unreached = bad.findings.find(({ rule }) => rule === 'vpc/load-balancer-reaches-tasks');
  assert.is(unreached?.location.file, `arn:aws:ecs:${REGION}:${ACCOUNT}:service/main/orders`);
  assert.equal(unreached?.related?.map(({ location }) => location.file), [`arn:aws:ec2:${REGION}:${ACCOUNT}:security-group/sg-0c3`]);
  const good = await report(await fake(shop()));
  assert.equal(found(good), []);
  assert.is(good.code, 0);
  assert.equal(good.notices.map(({ message }) => message), ['AWS_ENDPOINT_URL is set, so what is read is not from AWS']);
});

test('says who read what and when, with request ids, and counts passes as well as failures', async () => {
  const { scan, looks } = await report(await fake());
  const [cell] = scan?.cells ?? [];
  assert.is(cell?.caller, `arn:aws:sts::${ACCOUNT}:assumed-role/Auditor/scan`);
  assert.match(cell?.snapshot ?? '', /^sha256:[0-9a-f]{64}$/);
  assert.ok((cell?.resources ?? 0) > 10);
  for (const collection of cell?.collections ?? []) {
    assert.is(collection.state, 'complete', collection.name);
    assert.is(collection.requestIds.length, collection.calls, collection.name);
  }
  assert.equal(cell?.looks, looks);
  assert.ok((looks['ecs-service/update-has-room']?.passed ?? 0) > 0);
  assert.is(looks['ecs-service/update-has-room']?.failed, 1);
});

/** The calls that a scan of a state may make, counted from the state and AWS's page and batch sizes alone. */
function planned(state: AccountState): Record<string, number> {
  const pages = (count: number, size: number): number => Math.max(1, Math.ceil(count / size));
  const batches = (count: number, size: number): number => Math.ceil(count / size);
  const services = Object.values(state.services);
  const all = services.flat();
  const latest = new Map<unknown, string>();
  for (const each of [...state.taskDefinitions].sort((a, b) => Number(a.revision) - Number(b.revision))) latest.set(each.family, String(each.taskDefinitionArn));
  const old = new Set(all.map((each) => String(each.taskDefinition)).filter((arn) => ![...latest.values()].includes(arn)));
  // A schedule that names the family runs the latest, but by a name of its own.
  const byName = state.schedules.length;
  const repositories = state.repositories.length;
  const inline = state.roles.reduce((sum, { inline: its = {} }) => sum + Object.keys(its).length, 0);
  return {
    'ecs:ListClusters': pages(state.clusters.length, 100),
    'ecs:DescribeClusters': batches(state.clusters.length, 100),
    'ecs:ListServices': services.reduce((sum, its) => sum + pages(its.length, 100), 0),
    'ecs:DescribeServices': services.reduce((sum, its) => sum + batches(its.length, 10), 0),
    'ecs:DescribeServiceRevisions': batches(all.length, 20),
    'ecs:ListTaskDefinitionFamilies': pages(latest.size, 100),
    'ecs:DescribeTaskDefinition': latest.size + old.size + byName,
    'ecs:DescribeCapacityProviders': pages(state.capacityProviders.length + 2, 10),
    'ecr:DescribeRepositories': pages(repositories, 1000),
    'ecr:BatchGetRepositoryScanningConfiguration': batches(repositories, 25),
    'ecr:GetLifecyclePolicy': repositories,
    'ecr:GetRepositoryPolicy': repositories,
    'ecr:ListTagsForResource': repositories,
    'application-autoscaling:DescribeScalableTargets': pages(state.scalableTargets.length, 50),
    'application-autoscaling:DescribeScheduledActions': 1,
    'application-autoscaling:DescribeScalingPolicies': pages(state.scalingPolicies.length, 10),
    'iam:GetRole': state.roles.length,
    'iam:ListAttachedRolePolicies': state.roles.length,
    'iam:ListRolePolicies': state.roles.length,
    'iam:GetRolePolicy': inline,
    'iam:GetPolicy': state.managedPolicies.length,
    'iam:GetPolicyVersion': state.managedPolicies.length,
    'logs:DescribeLogGroups': batches(state.logGroups.length, 50),
    'cloudwatch:DescribeAlarms': batches(state.alarms.length, 100),
    'sqs:GetQueueAttributes': Object.keys(state.queues).length,
    'elasticloadbalancing:DescribeTargetGroups': batches(state.targetGroups.length, 20),
    'elasticloadbalancing:DescribeTargetGroupAttributes': state.targetGroups.length,
    'elasticloadbalancing:DescribeLoadBalancers': batches(state.loadBalancers.length, 20),
    'elasticloadbalancing:DescribeListeners': state.loadBalancers.length,
    'elasticloadbalancing:DescribeRules': state.listeners.length,
    'ec2:DescribeSubnets': batches(state.subnets.length, 200),
    'ec2:DescribeVpcs': batches(state.vpcs.length, 200),
    'ec2:DescribeVpcAttribute': 2 * state.vpcs.length,
    'ec2:DescribeRouteTables': pages(state.routeTables.length, 100),
    'ec2:DescribeVpcEndpoints': pages(state.vpcEndpoints.length, 1000),
    'ec2:DescribeSecurityGroups': batches(state.securityGroups.length, 200),
    'sts:GetCallerIdentity': 1,
  };
}

test('makes the calls of the plan, in full pages and batches, and no other', async () => {
  const state = shop({ more: 248 });
  const repository = state.repositories[0] as AccountState['repositories'][number];
  for (let index = 0; index < 29; index++) state.repositories.push({ ...repository, repositoryName: `r${index}`, repositoryArn: `${String(repository.repositoryArn)}-r${index}` });
  for (let index = 0; index < 129; index++) state.routeTables.push({ routeTableId: `rtb-${index}`, vpcId: 'vpc-0d4', associationSet: [], routeSet: [] });
  const aws = await fake(state);
  const { code } = await report(aws);
  assert.is(code, 0);
  const plan = planned(state);
  assert.equal(Object.fromEntries(Object.keys(plan).map((action) => [action, aws.counts.get(action) ?? 0])), plan);
  assert.ok(aws.most <= 8, `${aws.most} at once`);
});

/** A shop whose subnets lead nowhere: the tasks cannot pull their images. */
function walledIn(change: (state: AccountState) => void = () => {}): AccountState {
  const state = shop();
  for (const table of state.routeTables) table.routeSet = (table.routeSet as Record<string, unknown>[]).filter(({ destinationCidrBlock }) => destinationCidrBlock !== '0.0.0.0/0');
  change(state);
  return state;
}
const REACH = ['--rule', 'vpc/tasks-reach-registry'];

test('networks: subnets without a route table of their own have the main one, and packets that are dropped go nowhere', async () => {
  assert.equal(found(await report(await fake(shop()), REACH)), []);
  const services = ['vpc/tasks-reach-registry orders', 'vpc/tasks-reach-registry report'];
  assert.equal(found(await report(await fake(walledIn()), REACH)), services);
  const dropped = shop();
  for (const table of dropped.routeTables) for (const each of table.routeSet as Record<string, unknown>[]) if (each.natGatewayId) each.state = 'blackhole';
  assert.equal(found(await report(await fake(dropped), REACH)), services);
});

test('networks: what cannot be seen accuses nobody', async () => {
  const unseen: readonly [string, AccountState, RegExp?][] = [
    ['endpoints', walledIn(), /ec2:DescribeVpcEndpoints/],
    ['route tables', walledIn(), /ec2:DescribeRouteTables/],
    ['VPCs', walledIn(), /ec2:DescribeVpcs$/],
    ['subnets', walledIn(), /ec2:DescribeSubnets/],
    ['a VPC that is shared', walledIn((state) => (state.vpcs = state.vpcs.map((vpc) => ({ ...vpc, ownerId: '999988887777' }))))],
    ['endpoints behind a transit gateway', walledIn((state) => (state.routeTables = state.routeTables.map((table) => ({ ...table, routeSet: [...(table.routeSet as object[]), { destinationCidrBlock: '10.0.0.0/8', transitGatewayId: 'tgw-0a1', state: 'active' }] }))))],
    ['no table at all', walledIn((state) => (state.routeTables = []))],
  ];
  for (const [what, state, on] of unseen) {
    const aws = await fake(state);
    if (on) aws.faults = [{ kind: 'deny', on }];
    const { looks } = await report(aws, REACH);
    const { failed = -1, passed = -1, undecided = 0, notEvaluated = 0 } = looks['vpc/tasks-reach-registry'] ?? {};
    assert.equal([failed, passed], [0, 0], what);
    assert.ok(undecided + notEvaluated > 0, what);
  }
});

test('networks: a refusal beside them leaves them whole', async () => {
  const aws = await fake(shop({ bad: true }));
  aws.faults = [{ kind: 'deny', on: /elasticfilesystem:|autoscaling:|ec2:DescribeVpcEndpoints/ }];
  const { scan, findings } = await report(aws);
  for (const name of ['ec2:subnets', 'ec2:security-groups', 'ec2:route-tables']) assert.is(scan?.cells[0]?.collections.find((each) => each.name === name)?.state, 'complete', name);
  assert.ok(findings.some(({ rule }) => rule === 'vpc/load-balancer-reaches-tasks'));
});

test('networks: a group without a rule lets nothing out, and names stay unresolved in a VPC that answers none', async () => {
  const state = shop();
  for (const group of state.securityGroups) if (group.groupId === 'sg-0c3') group.ipPermissionsEgress = [];
  for (const vpc of state.vpcs) vpc.dns = { support: true, hostnames: false };
  const { findings } = await report(await fake(state), [...REACH, '--rule', 'vpc/dns-for-names']);
  assert.is(findings.find(({ rule }) => rule === 'vpc/dns-for-names')?.location.file, `arn:aws:ec2:${REGION}:${ACCOUNT}:vpc/vpc-0d4`);
  assert.equal(findings.map(({ rule, resource }) => `${rule} ${resource.name}`).sort(), ['vpc/dns-for-names vpc-0d4', 'vpc/tasks-reach-registry orders', 'vpc/tasks-reach-registry report']);
});

/** A shop with a capacity provider of instances. */
function onInstances({ data = '#!/bin/bash\necho ECS_CLUSTER=main >> /etc/ecs/ecs.config\n', attached = ['arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role'], policies = [] as object[] } = {}): AccountState {
  const state = shop();
  const arn = (service: string, rest: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
  const group = arn('autoscaling', 'autoScalingGroup:1:autoScalingGroupName/hosts');
  const template = { LaunchTemplateId: 'lt-0a1', LaunchTemplateName: 'hosts', Version: '3' };
  state.capacityProviders.push({ name: 'hosts', capacityProviderArn: arn('ecs', 'capacity-provider/hosts'), status: 'ACTIVE', autoScalingGroupProvider: { autoScalingGroupArn: group, managedScaling: { status: 'ENABLED', targetCapacity: 100 }, managedTerminationProtection: 'DISABLED', managedDraining: 'ENABLED' } });
  for (const cluster of state.clusters) cluster.capacityProviders = ['FARGATE', 'hosts'];
  state.groups.push({ AutoScalingGroupName: 'hosts', AutoScalingGroupARN: group, MinSize: 1, MaxSize: 4, DesiredCapacity: 2, VPCZoneIdentifier: 'subnet-0a1,subnet-0c9', LaunchTemplate: template, policies: policies as Record<string, unknown>[] });
  state.launchTemplates.push({ launchTemplateId: 'lt-0a1', launchTemplateName: 'hosts', versionNumber: 3, launchTemplateData: { imageId: 'ami-0a1', instanceType: 'm7g.large', userData: Buffer.from(data).toString('base64'), iamInstanceProfile: { name: 'hosts' }, securityGroupIdSet: ['sg-0d9'] } });
  state.subnets.push({ subnetId: 'subnet-0c9', vpcId: 'vpc-0d4', cidrBlock: '10.0.9.0/24', availabilityZone: `${REGION}c`, subnetArn: arn('ec2', 'subnet/subnet-0c9') });
  state.securityGroups.push({ ...state.securityGroups[0], groupId: 'sg-0d9', groupName: 'hosts' });
  state.instanceProfiles.push({ InstanceProfileName: 'hosts', InstanceProfileId: 'AIPAEXAMPLE', Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/hosts`, Path: '/', CreateDate: '2026-01-01T00:00:00Z', Roles: ['host'] });
  state.roles.push({ ...(state.roles[0] as object), RoleName: 'host', Arn: `arn:aws:iam::${ACCOUNT}:role/host`, AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] }, attached, inline: {} });
  return state;
}
const tracking = (Namespace: string): object => ({ PolicyName: Namespace, PolicyARN: `arn:aws:autoscaling:${REGION}:${ACCOUNT}:scalingPolicy:1:autoScalingGroupName/hosts:policyName/x`, AutoScalingGroupName: 'hosts', PolicyType: 'TargetTrackingScaling', Enabled: true, TargetTrackingConfiguration: { CustomizedMetricSpecification: { MetricName: 'CapacityProviderReservation', Namespace, Statistic: 'Average' }, TargetValue: 100 } });
const HOSTS = ['ecs-capacity/instances-join-cluster', 'iam/instance-role-may-register', 'ecs-capacity/scaled-by-ecs-alone', 'ecs-capacity/group-may-grow'].flatMap((rule) => ['--rule', rule]);

test('instances: their user data, roles and scaling are read', async () => {
  const aws = await fake(onInstances({ policies: [tracking('AWS/ECS/ManagedScaling')] }));
  const good = await report(aws, HOSTS);
  assert.equal(found(good), []);
  assert.equal(Object.values(good.looks).map(({ passed }) => passed), [1, 1, 1, 1], JSON.stringify(good.undecided));
  assert.equal(['autoscaling:DescribeAutoScalingGroups', 'ec2:DescribeLaunchTemplateVersions', 'iam:GetInstanceProfile', 'autoscaling:DescribePolicies', 'autoscaling:DescribeScheduledActions'].map((action) => aws.counts.get(action)), [1, 1, 1, 1, 1]);
  const bad = await report(await fake(onInstances({ data: '#!/bin/bash\nyum update -y\n', attached: [], policies: [tracking('AWS/EC2')] })), HOSTS);
  assert.equal(found(bad), ['ecs-capacity/instances-join-cluster hosts', 'ecs-capacity/scaled-by-ecs-alone hosts', 'iam/instance-role-may-register hosts']);
});

test('instances: several versions of one launch template are not known, and compressed user data is not read', async () => {
  const several = onInstances({ data: '#!/bin/bash\n' });
  several.groups.push({ ...several.groups[0], AutoScalingGroupName: 'more', AutoScalingGroupARN: `arn:aws:autoscaling:${REGION}:${ACCOUNT}:autoScalingGroup:2:autoScalingGroupName/more`, LaunchTemplate: { LaunchTemplateId: 'lt-0a1', LaunchTemplateName: 'hosts', Version: '4' } });
  several.capacityProviders.push({ ...several.capacityProviders[0], name: 'more', capacityProviderArn: `arn:aws:ecs:${REGION}:${ACCOUNT}:capacity-provider/more`, autoScalingGroupProvider: { autoScalingGroupArn: several.groups[1]?.AutoScalingGroupARN } });
  const compressed = onInstances();
  for (const each of compressed.launchTemplates) each.launchTemplateData = { ...(each.launchTemplateData as object), userData: Buffer.from([0x1f, 0x8b, 0x08, 0xff]).toString('base64') };
  for (const state of [several, compressed]) {
    const { findings, undecided } = await report(await fake(state), ['--rule', 'ecs-capacity/instances-join-cluster']);
    assert.equal(findings, []);
    assert.ok(undecided.length > 0);
  }
});

test('file systems: mount targets are held against the subnets and groups of tasks', async () => {
  const mounted = (groups: string[], ...subnets: string[]): AccountState => {
    const state = shop();
    for (const each of state.taskDefinitions) if (each.family === 'orders') each.volumes = [{ name: 'data', efsVolumeConfiguration: { fileSystemId: 'fs-0a1', transitEncryption: 'ENABLED' } }];
    state.fileSystems.push({ FileSystemId: 'fs-0a1', FileSystemArn: `arn:aws:elasticfilesystem:${REGION}:${ACCOUNT}:file-system/fs-0a1`, CreationToken: 'x', Encrypted: true, LifeCycleState: 'available', NumberOfMountTargets: subnets.length, OwnerId: ACCOUNT, PerformanceMode: 'generalPurpose', Tags: [], backup: 'ENABLED' });
    state.mountTargets.push(...subnets.map((SubnetId, index) => ({ FileSystemId: 'fs-0a1', MountTargetId: `fsmt-${index}`, SubnetId, LifeCycleState: 'available', OwnerId: ACCOUNT, groups })));
    state.subnets.push({ ...state.subnets[0], subnetId: 'subnet-0c3', cidrBlock: '10.0.3.0/24', availabilityZone: `${REGION}a`, subnetArn: `arn:aws:ec2:${REGION}:${ACCOUNT}:subnet/subnet-0c3` });
    state.securityGroups.push({ ...state.securityGroups[0], groupId: 'sg-0a7', groupName: 'files', ipPermissions: [{ ipProtocol: 'tcp', fromPort: 2049, toPort: 2049, ipRanges: [{ cidrIp: '10.0.0.0/23' }] }] });
    return state;
  };
  const rules = ['efs/mount-target-admits-tasks', 'efs/mount-target-in-task-zones', 'efs/one-mount-target-per-zone'].flatMap((rule) => ['--rule', rule]);
  const good = await report(await fake(mounted(['sg-0a7'], 'subnet-0c3', 'subnet-0b2')), rules);
  assert.equal(found(good), []);
  assert.equal(good.undecided, []);
  assert.equal(found(await report(await fake(mounted(['sg-0f6'], 'subnet-0c3')), rules)), ['efs/mount-target-admits-tasks orders', 'efs/mount-target-in-task-zones orders']);
});

test('queues and alarms: read by the names that services, rules and policies give', async () => {
  const arn = (service: string, rest: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
  const state = shop();
  const allowing = (source: string): string => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*', Condition: { ArnEquals: { 'aws:SourceArn': source } } }] });
  for (const [name, source] of [['open', arn('events', 'rule/open')], ['other', arn('events', 'rule/elsewhere')], ['closed', '']] as const) {
    state.queues[arn('sqs', name)] = { QueueArn: arn('sqs', name), ...(source && { Policy: allowing(source) }) };
    state.eventRules.push({ Name: name, Arn: arn('events', `rule/${name}`), EventBusName: 'default', State: 'ENABLED', ScheduleExpression: 'rate(1 day)', targets: [{ Id: name, Arn: arn('ecs', 'cluster/main'), RoleArn: `arn:aws:iam::${ACCOUNT}:role/scheduler`, EcsParameters: { TaskDefinitionArn: arn('ecs', 'task-definition/report'), LaunchType: 'FARGATE' }, DeadLetterConfig: { Arn: arn('sqs', name) } }] });
  }
  // One of another account is none of ours to read, and one that is gone is left out.
  state.schedules.push({ ...state.schedules[0], Name: 'abroad', Arn: arn('scheduler', 'schedule/default/abroad'), Target: { ...(state.schedules[0]?.Target as object), DeadLetterConfig: { Arn: `arn:aws:sqs:${REGION}:999988887777:dead` } } });
  state.schedules.push({ ...state.schedules[0], Name: 'gone', Arn: arn('scheduler', 'schedule/default/gone'), Target: { ...(state.schedules[0]?.Target as object), DeadLetterConfig: { Arn: arn('sqs', 'gone') } } });
  const target = { ServiceNamespace: 'ecs', ResourceId: 'service/main/report', ScalableDimension: 'ecs:service:DesiredCount' };
  const step = (name: string): Record<string, unknown> => ({ ...target, PolicyARN: arn('autoscaling', `scalingPolicy:${name}`), PolicyName: name, PolicyType: 'StepScaling', StepScalingPolicyConfiguration: { AdjustmentType: 'ChangeInCapacity', StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }] }, Alarms: name === 'called' ? [{ AlarmName: 'busy', AlarmARN: arn('cloudwatch', 'alarm:busy') }] : [] });
  state.scalingPolicies.push(step('called'), step('forgotten'));
  state.alarms.push({ ...state.alarms[0], AlarmName: 'busy', AlarmArn: arn('cloudwatch', 'alarm:busy'), AlarmActions: [arn('autoscaling', 'scalingPolicy:called')] });
  const aws = await fake(state);
  const { findings, scan, undecided } = await report(aws, ['events/dead-letter-queue-reachable', 'scheduler/dead-letter-queue-reachable', 'scaling/policies-work', 'ecs-service/deployment-alarms-tell'].flatMap((rule) => ['--rule', rule]));
  assert.equal(findings.map(({ rule, message }) => `${rule}: ${message}`).sort(), [
    'events/dead-letter-queue-reachable: nothing lets events.amazonaws.com send to closed, the dead-letter queue of target "closed": the queue has no policy',
    'events/dead-letter-queue-reachable: nothing lets events.amazonaws.com send to other, the dead-letter queue of target "other"',
    'scaling/policies-work: no alarm calls step policy "service/main/report forgotten" of "service/main/report"',
  ]);
  assert.equal(undecided.map(({ rule, resource }) => `${rule} ${resource.name}`).sort(), ['scheduler/dead-letter-queue-reachable abroad', 'scheduler/dead-letter-queue-reachable gone']);
  assert.ok(scan?.cells[0]?.collections.every((each) => each.state === 'complete'));
  assert.is(aws.counts.get('cloudwatch:DescribeAlarms'), 1);
  assert.is(aws.counts.get('sqs:GetQueueAttributes'), 5);
});

test('asks for nothing that the selected rules do not need', async () => {
  const aws = await fake();
  await report(aws, ['--rule', 'ecr/scanning']);
  assert.equal([...aws.counts.keys()].filter((action) => !action.startsWith('ecr:')), ['sts:GetCallerIdentity']);
});

test('--print-policy holds exactly the actions of the calls', async () => {
  const state = shop({ bad: true });
  const aws = await fake(state);
  await report(aws);
  const policy = JSON.parse((await cli(undefined, ['scan', '--print-policy'])).out) as { Statement: { Action: string[] }[] };
  const allowed = new Set(policy.Statement.flatMap(({ Action }) => Action));
  const asked = [...aws.counts.keys()].filter((action) => action !== 'sts:GetCallerIdentity');
  assert.equal(asked.filter((action) => !allowed.has(action)), []);
  // What is asked only where there is something: the catalogue names it, and only it.
  const catalogue = new Set(COLLECTIONS.flatMap(({ actions }) => actions));
  assert.equal([...allowed].filter((action) => !catalogue.has(action)), []);
  assert.ok((leastPolicy(selectRules(rules, ['recommended'])) as { Statement: { Action: string[] }[] }).Statement[0]!.Action.length >= asked.length);
});

test('can only read: the commands, the clients, and the session of an assumed role', async () => {
  const imports = globbySync('src/**/*.ts', { cwd: ROOT }).filter((file) => /from '@aws-sdk\/client-/.test(readFileSync(join(ROOT, file), 'utf8')));
  assert.ok(imports.length > 10);
  for (const file of imports) {
    assert.match(file, /^src\/load\/live\/clients\//);
    const { commands } = (await import(join(ROOT, file))) as { commands: Record<string, unknown> };
    for (const name of Object.keys(commands)) assert.match(name, /^(?:Describe|List|Get|BatchGetRepositoryScanningConfiguration)/, `${file} ${name}`);
  }
  for (const action of (JSON.parse(SESSION_POLICY) as { Statement: [{ Action: string[] }] }).Statement[0].Action) assert.match(action, /^[a-z0-9-]+:(?:Describe|List|Get|BatchGetRepositoryScanningConfiguration)/);
  assert.ok(SESSION_POLICY.length <= 2048);
  const granted = (JSON.parse(SESSION_POLICY) as { Statement: [{ Action: string[] }] }).Statement[0].Action.map((action) => new RegExp(`^${action.replaceAll('*', '.*')}$`));
  assert.equal(COLLECTIONS.flatMap(({ actions }) => actions).filter((action) => !granted.some((each) => each.test(action))), [], 'the session may read everything that a scan reads');
  const api = new Api({ region: REGION, credentials: async () => ({ accessKeyId: 'x', secretAccessKey: 'x' }), handler: undefined as never, share: 1 });
  try {
    await api.call('ecs', 'DeleteCluster', {});
    assert.unreachable();
  } catch (error) {
    assert.match((error as Error).message, /ecs:DeleteCluster is not on the list/);
  }
});

test('check never loads the SDK', async () => {
  const coverage = scratch();
  const cwd = write(scratch(), { 'a.yaml': 'Resources:\n  Repo:\n    Type: AWS::ECR::Repository\n' });
  await cli(undefined, ['check', '.'], { cwd, env: { NODE_V8_COVERAGE: coverage } });
  const loaded = readdirSync(coverage).flatMap((file) => (JSON.parse(readFileSync(join(coverage, file), 'utf8')) as { result: { url: string }[] }).result.map(({ url }) => url)).filter((url) => url.startsWith('file:')).map((url) => readFileSync(new URL(url), 'utf8'));
  assert.ok(loaded.length > 2);
  assert.equal(loaded.filter((text) => /class NodeHttpHandler|new Error\(.@smithy/.test(text)), []);
});

// ------------------------------------------------------------------------------------------------------------- what goes wrong

test('throttling slows a scan and loses nothing', async () => {
  const aws = await fake();
  aws.faults = [{ kind: 'throttle', share: 0.2 }];
  const throttled = await report(aws);
  assert.equal(found(throttled).filter((line) => BAD.includes(line)), BAD);
  assert.ok(throttled.scan?.cells[0]?.collections.every(({ state }) => state === 'complete'));
});

for (const [kind, says] of [['deny', /was denied$/], ['deny-scp', /denied by a service control policy/]] as const) {
  test(`${kind}: one refusal is listed, stops nothing else, and its rules say nothing`, async () => {
    const aws = await fake();
    aws.faults = [{ kind, on: /ecr:DescribeRepositories/ }];
    const refused = await report(aws);
    assert.is(refused.code, 1, 'the findings that there are break the gate');
    assert.is(refused.summary.incomplete, true);
    const state = refused.scan?.cells[0]?.collections.find(({ name }) => name === 'ecr:repositories');
    assert.is(state?.state, 'denied');
    assert.match(state?.reason ?? '', says);
    assert.equal(found(refused).filter((line) => BAD.includes(line)), BAD.filter((line) => !line.startsWith('ecr/')));
    assert.is(refused.looks['ecr/scanning']?.passed ?? 0, 0);
    assert.ok((refused.looks['ecr/scanning']?.notEvaluated ?? 0) > 0);
    assert.ok(refused.notices.some(({ message, incomplete }) => incomplete && message.startsWith('ecr:repositories was not read')));
  });
}

test('what was refused without findings beside it is exit code 3, never a pass', async () => {
  const aws = await fake(shop());
  aws.faults = [{ kind: 'deny', on: /ecs:DescribeServices/ }];
  const { code, looks, findings } = await report(aws);
  assert.is(code, 3);
  assert.equal(findings, []);
  assert.is(looks['ecs-service/update-has-room']?.passed ?? 0, 0);
});

test('a part that is refused leaves the rest of its resource', async () => {
  const aws = await fake();
  aws.faults = [{ kind: 'deny', on: /ecr:BatchGetRepositoryScanningConfiguration/ }];
  const { looks, undecided } = await report(aws, ['--preset', 'all']);
  assert.is(looks['ecr/scanning']?.failed ?? 0, 0);
  assert.ok(undecided.some(({ rule, reason }) => rule === 'ecr/scanning' && /BatchGetRepositoryScanningConfiguration was denied/.test(reason)), JSON.stringify(undecided.filter(({ rule }) => rule === 'ecr/scanning')));
  assert.ok((looks['ecr/lifecycle-policy']?.passed ?? 0) > 0);
});

test('a role of which only some policies could be read is not accused', async () => {
  for (const on of [/iam:ListAttachedRolePolicies/, /iam:GetRolePolicy/, /iam:ListRolePolicies/]) {
    const aws = await fake();
    aws.faults = [{ kind: 'deny', on }];
    const { looks } = await report(aws, ['--rule', 'iam/execution-role-reads-secrets']);
    assert.is(looks['iam/execution-role-reads-secrets']?.failed, 0, String(on));
    assert.is(looks['iam/execution-role-reads-secrets']?.passed, 0, String(on));
  }
});

test('one batch that is refused takes no other with it', async () => {
  const aws = await fake(shop({ more: 48 }));
  aws.faults = [{ kind: 'deny', on: /ecs:DescribeServices/, times: 1 }];
  const { scan, code } = await report(aws);
  const services = scan?.cells[0]?.collections.find(({ name }) => name === 'ecs:services');
  assert.is(services?.items, 40);
  assert.is(services?.state, 'denied');
  assert.is(code, 3);
});

test('nobody is asked again and again for what is denied', async () => {
  const state = shop();
  for (let index = 0; index < 60; index++) state.taskDefinitions.push({ ...state.taskDefinitions[0], family: `f${index}`, taskDefinitionArn: `${String(state.taskDefinitions[0]?.taskDefinitionArn)}-${index}` });
  const aws = await fake(state);
  aws.faults = [{ kind: 'deny', on: /ecs:DescribeTaskDefinition/ }];
  await report(aws);
  assert.ok((aws.counts.get('ecs:DescribeTaskDefinition') ?? 0) <= 20, `${aws.counts.get('ecs:DescribeTaskDefinition')} calls`);
});

test('a region that is off is no news where it was declared', async () => {
  const aws = await fake(shop());
  aws.faults = [{ kind: 'region-off', region: 'us-east-1', on: /^(?!sts)/ }];
  aws.put(ACCOUNT, 'us-east-1', shop({ region: 'us-east-1' }));
  const both = ['--region', REGION, '--region', 'us-east-1'];
  const off = await report(aws, both);
  assert.is(off.code, 3);
  assert.ok(off.scan?.cells.find(({ region }) => region === 'us-east-1')?.collections.every(({ state, calls }) => state === 'unavailable' || calls === 0));
  const declared = await report(aws, [...both, '--out-of-scope', 'us-east-1']);
  assert.is(declared.code, 0);
  assert.ok(declared.scan?.cells.find(({ region }) => region === 'us-east-1')?.collections.every(({ state }) => state === 'out-of-scope'), JSON.stringify(declared.scan?.cells));
});

for (const [kind, says] of [['hang', /no answer/], ['reset', /no answer/], ['html', /not from AWS/], ['server-error', /InternalServiceError|internal error/], ['same-token', /same page token twice/]] as const) {
  test(`${kind}: ends, says so, and the rest is read`, async () => {
    const aws = await fake(shop());
    aws.faults = [{ kind, on: /ecr:DescribeRepositories/ }];
    const started = performance.now();
    const { code, scan } = await report(aws, [], { env: { PLIMSOLL_CALL_TIMEOUT: '200' } });
    assert.ok(performance.now() - started < 20_000);
    assert.is(code, 3);
    const bad = scan?.cells[0]?.collections.filter(({ state }) => state !== 'complete') ?? [];
    assert.equal(bad.map(({ name }) => name), ['ecr:repositories']);
    assert.match(bad[0]?.reason ?? '', says);
  });
}

for (const kind of ['hang', 'reset', 'html', 'server-error'] as const) {
  test(`${kind} once is tried again`, async () => {
    const aws = await fake(shop());
    aws.faults = [{ kind, times: 1, on: /ecr:DescribeRepositories/ }];
    const { code } = await report(aws, [], { env: { PLIMSOLL_CALL_TIMEOUT: '300' } });
    assert.is(code, 0);
  });
}

test('what goes between the list and the look is left out', async () => {
  const aws = await fake(shop());
  aws.faults = [{ kind: 'vanish', on: /ecs:DescribeTaskDefinition|scheduler:GetSchedule|ecr:GetLifecyclePolicy/, times: 3 }];
  const { scan } = await report(aws);
  assert.ok(scan?.cells[0]?.collections.every(({ state }) => state === 'complete'), JSON.stringify(scan?.cells[0]?.collections.filter(({ state }) => state !== 'complete')));
});

const WRONG: readonly [string, readonly string[], Record<string, string | undefined>, RegExp][] = [
  ['no credentials', [], { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }, /no credentials: looked in/],
  ['a profile that is not there', ['--profile', 'nobody'], {}, /nobody/],
  ['no region', [], { AWS_REGION: undefined }, /no region: name one with --region/],
  ['a region that is none', ['--region', 'frankfurt'], {}, /"frankfurt" is no region/],
  ['accounts that are none', ['--accounts', 'accounts.txt', '--role', 'audit'], {}, /accounts.txt: entry 2: "four" is no account id/],
  ['a shard that is none', ['--shard', '9/8'], {}, /--shard takes/],
  ['a path', ['template.yaml'], {}, /files are checked by "plimsoll check"/],
];
for (const [what, args, env, says] of WRONG) {
  test(`${what}: one line that says what to do`, async () => {
    const aws = await fake();
    const { code, err, out } = await cli(aws, ['scan', ...args], { cwd: write(scratch(), { 'accounts.txt': '111122223333\nfour\n' }), env });
    assert.is(code, 2, out);
    assert.match(err, says);
    assert.is(err.trim().split('\n').length, 1, err);
  });
}

for (const [kind, says] of [['expired', /have expired/], ['region-off', /does not know the credentials/]] as const) {
  test(`credentials: ${kind}`, async () => {
    const aws = await fake();
    aws.faults = [{ kind }];
    const { code, err } = await cli(aws, ['scan']);
    assert.is(code, 2);
    assert.match(err, says);
  });
}

// ------------------------------------------------------------------------------------------------------------- many accounts

/** An organisation: accounts by id, in two regions each. */
async function organisation(): Promise<{ aws: FakeAws; cwd: string }> {
  const ids = ['111122223333', '222233334444', '333344445555', '444455556666', '555566667777'];
  const aws = await fake();
  for (const account of ids) for (const region of [REGION, 'us-east-1']) aws.put(account, region, shop({ account, region, bad: account === ids[1] }));
  return { aws, cwd: write(scratch(), { 'accounts.json': JSON.stringify(ids.map((accountId) => ({ accountId }))) }) };
}
const MANY = ['--accounts', 'accounts.json', '--role', 'plimsoll-audit', '--region', `${REGION},us-east-1`];

test('accounts of a file, each by its role, each judged on its own', async () => {
  const { aws, cwd } = await organisation();
  const { scan, findings, code } = await report(aws, MANY, { cwd });
  assert.is(code, 1);
  assert.is(scan?.cells.length, 10);
  assert.equal([...new Set(findings.map(({ location }) => location.file.split(':')[4]))], ['222233334444']);
  assert.is(aws.counts.get('sts:AssumeRole'), 5, 'one session for all regions of an account');
  const sessions = aws.sent.filter((each) => each.startsWith('sts:AssumeRole'));
  assert.ok(sessions.every((each) => each.includes('Policy=') && each.includes('DurationSeconds=3600')));
});

test('findings of one cause are shown once, and counted all', async () => {
  const { aws, cwd } = await organisation();
  const { out } = await cli(aws, ['scan', ...MANY, '--no-color'], { cwd });
  const shown = out.split('\n').filter((line) => line.includes('iam/execution-role-reads-secrets'));
  assert.is(shown.length, 1, out);
  assert.match(out, /role execution, the same in 3 other findings/);
  assert.match(out, /5 accounts, 2 regions, \d+ calls\./);
});

/** A report without what the clock, the server and the run's own key for hashes of secrets decide. */
const timeless = (text: string): string => text.replaceAll(/sha256:\w+/g, 'H').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T').replaceAll(/"milliseconds": \d+/g, '').replaceAll(/-\d+"/g, '-N"');

test('shards put together are the single scan, byte for byte', async () => {
  const { aws, cwd } = await organisation();
  await cli(aws, ['scan', ...MANY, '--snapshots', 'single', '-f', 'json=single.json', '-f', 'csv=single.csv', '-f', 'controls=single.controls', '-f', 'sarif-full=single.sarif'], { cwd });
  const parts = 3;
  for (let part = 1; part <= parts; part++) await cli(aws, ['scan', ...MANY, '--snapshots', `part${part}`, '--shard', `${part}/${parts}`], { cwd });
  const merged = await cli(undefined, ['merge', 'part3', 'part1', 'part2', '-f', 'json=merged.json', '-f', 'csv=merged.csv', '-f', 'controls=merged.controls', '-f', 'sarif-full=merged.sarif'], { cwd, env: { AWS_ACCESS_KEY_ID: undefined } });
  assert.is(merged.code, 1, merged.err);
  const read = (name: string): string => readFileSync(join(cwd, name), 'utf8');
  assert.is(read('merged.csv'), read('single.csv'));
  assert.is(read('merged.controls'), read('single.controls'));
  assert.match(read('merged.controls'), /\r\n222233334444,eu-central-1,plimsoll,ecr\/scanning,ecr\/scanning,medium,0,1,0,0\r\n/);
  const withoutNote = (text: string): string => JSON.stringify({ ...(JSON.parse(text) as Report), notices: [] }, null, 1);
  assert.is(timeless(withoutNote(read('merged.json'))), timeless(withoutNote(read('single.json'))));
  assert.ok(JSON.parse(read('merged.sarif')).runs[0].invocations[0].startTimeUtc < JSON.parse(read('merged.sarif')).runs[0].invocations[0].endTimeUtc);

  const missing = await cli(undefined, ['merge', 'part1', 'part2'], { cwd });
  assert.is(missing.code, 2);
  assert.match(missing.err, /part 3\/3/);
  const twice = await cli(undefined, ['merge', 'part1', 'part2', 'part2/../part2', 'part3'], { cwd });
  assert.is(twice.code, 2);
  assert.match(twice.err, /part 2\/3 is there twice/);
  const allowed = await cli(undefined, ['merge', 'part1', 'part2', '--allow-incomplete', '-f', 'json'], { cwd });
  assert.match(allowed.out, /part 3\/3 is missing/);
});

test('scans of an account each are put together, and none may be missing', async () => {
  const { aws, cwd } = await organisation();
  const ids = ['111122223333', '222233334444', '333344445555'];
  for (const id of ids) {
    write(cwd, { [`${id}.txt`]: id });
    await cli(aws, ['scan', '--accounts', `${id}.txt`, '--role', 'plimsoll-audit', '--region', REGION, '--snapshots', `of-${id}`], { cwd });
  }
  write(cwd, { 'three.txt': ids.join('\n'), 'four.txt': [...ids, '444455556666'].join('\n') });
  const folders = ids.map((id) => `of-${id}`);
  const all = JSON.parse((await cli(undefined, ['merge', ...folders, '--accounts', 'three.txt', '-f', 'json'], { cwd })).out) as Report;
  assert.equal(all.scan?.cells.map(({ account }) => account), ids);
  const missing = await cli(undefined, ['merge', ...folders, '--accounts', 'four.txt'], { cwd });
  assert.is(missing.code, 2);
  assert.match(missing.err, /account 444455556666/);
  const twice = await cli(undefined, ['merge', ...folders, folders[0] as string], { cwd });
  assert.match(twice.err, /111122223333\/eu-central-1 is in two parts/);
});

test('a scan that is killed leaves whole files, and goes on where it was', async () => {
  const { aws, cwd } = await organisation();
  for (const killAfter of [3, 60, 200]) {
    const before = aws.total;
    const killed = await cli(aws, ['scan', ...MANY, '--snapshots', 'kept', '--resume'], { cwd, killAfter: before + killAfter });
    assert.is(killed.code, null);
    for (const file of globbySync('kept/**/*.json', { cwd })) JSON.parse(readFileSync(join(cwd, file), 'utf8'));
  }
  const done = globbySync('kept/cells/**/*.json', { cwd }).length;
  const asked = aws.total;
  const last = await report(aws, [...MANY, '--snapshots', 'kept', '--resume'], { cwd });
  assert.is(last.scan?.cells.length, 10);
  const whole = await fake();
  for (const [key, state] of aws.accounts) whole.accounts.set(key, state);
  const single = await report(whole, MANY, { cwd });
  assert.equal(found(last), found(single));
  if (done > 0) assert.ok(aws.total - asked < whole.total, 'what was kept is not read again');
  const again = await cli(aws, ['scan', ...MANY, '--snapshots', 'kept'], { cwd });
  assert.is(again.code, 2);
  assert.match(again.err, /--resume goes on with it/);
  const other = await cli(aws, ['scan', ...MANY, '--snapshots', 'kept', '--resume', '--scope', 'used'], { cwd });
  assert.match(other.err, /other options/);
});

test('a snapshot is an input of check like any other', async () => {
  const { aws, cwd } = await organisation();
  const scanned = await report(aws, [...MANY, '--snapshots', 'kept'], { cwd });
  const { out, code } = await cli(undefined, ['check', 'kept/cells/222233334444/eu-central-1.json', '-f', 'json'], { cwd });
  assert.is(code, 1);
  const checked = JSON.parse(out) as Report;
  assert.equal(found(checked), found({ ...scanned, findings: scanned.findings.filter(({ location }) => location.file.includes(`${REGION}:222233334444`) || location.file.includes('::222233334444')) } as Report).filter((line, index, all) => all.indexOf(line) === index));
  const folder = JSON.parse((await cli(undefined, ['check', 'kept', '-f', 'json'], { cwd })).out) as Report;
  assert.equal(found(folder), found(scanned), 'accounts do not mix');
});

test('compare tells new, fixed, reopened and no longer readable apart', async () => {
  const cwd = scratch();
  const states = { bad: await fake(), good: await fake(shop()) };
  const denied = await fake();
  denied.faults = [{ kind: 'deny', on: /ecs:DescribeServices|ecr:/ }];
  const keep = (aws: FakeAws, name: string): Promise<Scanned> => cli(aws, ['scan', '-f', `json=${name}`], { cwd });
  await keep(states.bad, 'bad.json');
  await keep(states.good, 'good.json');
  await keep(denied, 'denied.json');
  type Compared = Record<'new' | 'fixed' | 'reopened' | 'unreadable', { rule: string }[]> & { unchanged: number };
  const compare = async (...files: string[]): Promise<Compared & { code: number | null }> => {
    const { out, code } = await cli(undefined, ['compare', ...files, '-f', 'json'], { cwd });
    return { ...(JSON.parse(out) as Compared), code };
  };
  const mended = await compare('bad.json', 'good.json');
  assert.ok(mended.fixed.length >= BAD.length, JSON.stringify(mended));
  assert.is(mended.code, 0);
  const broken = await compare('good.json', 'bad.json');
  assert.ok(broken.new.length >= BAD.length);
  assert.is(broken.code, 1);
  const back = await compare('bad.json', 'good.json', 'bad.json');
  assert.is(back.new.length, 0);
  assert.ok(back.reopened.length >= BAD.length);
  const blind = await compare('bad.json', 'denied.json');
  assert.ok(blind.unreadable.some(({ rule }) => rule === 'ecs-service/update-has-room'));
  assert.ok(blind.unreadable.some(({ rule }) => rule === 'ecr/scanning'));
  assert.equal(blind.fixed.filter(({ rule }) => /^ecr|^ecs-service/.test(rule)), [], 'what could not be read is not fixed');
});

// ------------------------------------------------------------------------------------------------------------- secrets

const CANARY = `ghp_${'C4naryC4naryC4naryC4naryC4naryC4naryC4'.slice(0, 36)}`;

/** Every string of a value with the canary behind it, but those under some names. */
function seeded(value: unknown, spared: RegExp, name = ''): unknown {
  if (typeof value === 'string') return spared.test(name) ? value : `${value} ${CANARY}`;
  if (Array.isArray(value)) return value.map((each) => seeded(each, spared, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, seeded(inner, spared, key)]));
}

// All strings; then all but those by which AWS and we find our way, so that everything else is really read.
for (const [what, spared] of [['every string', /^$/], ['every string but names, kinds and states', /arn$|^arn|name$|status|state|type|family|id$|ids$|role|cluster|taskDefinition|launchType|NextToken|attached|^(?:Port|port|Path|Mode|protocol|networkMode|schedulingStrategy|securityGroups|subnets|ServiceNamespace|ScalableDimension|ResourceId|LoadBalancerArns|requiresCompatibilities|Condition|Effect|Version)$/i]] as const) {
  test(`secrets: ${what}`, async () => {
    const state = seeded(shop({ bad: true }), spared) as AccountState;
    state.services = Object.fromEntries(Object.entries(state.services).map(([cluster, its]) => [String(its[0]?.clusterArn ?? cluster), its]));
    const aws = await fake(state);
    aws.aside = ` ${CANARY}`;
    aws.faults = [{ kind: 'deny', on: /ecr:GetLifecyclePolicy|events:/ }, { kind: 'server-error', on: /logs:/ }];
    const cwd = scratch();
    const formats = ['json', 'jsonl', 'csv', 'controls', 'sarif', 'sarif-full', 'junit', 'markdown', 'gitlab', 'github', 'compact', 'agent'];
    const said = await cli(aws, ['scan', '--preset', 'all', '--undecided', '--snapshots', 'kept', '-f', 'pretty', ...formats.flatMap((format) => ['-f', `${format}=out/${format}`])], { cwd });
    const files = globbySync('**/*', { cwd, dot: true });
    assert.ok(files.length > formats.length, said.err);
    for (const file of files) assert.not(readFileSync(join(cwd, file), 'utf8').includes(CANARY), file);
    assert.not(`${said.out}${said.err}`.includes(CANARY));
    const snapshot = JSON.parse(readFileSync(join(cwd, globbySync('kept/cells/**/*.json', { cwd })[0] as string), 'utf8')) as { resources: unknown[] };
    assert.ok(JSON.stringify(snapshot).includes('[secret: '), 'the canary came through the loader');
    if (spared.source !== '^$') assert.ok(snapshot.resources.length > 10, `${snapshot.resources.length}`);
  });
}

test('secrets: in user data, which travels in Base64', async () => {
  const cwd = scratch();
  const data = `#!/bin/bash\nexport GITHUB_TOKEN=${CANARY}\necho ECS_CLUSTER=main >> /etc/ecs/ecs.config\n`;
  await report(await fake(onInstances({ data })), [...HOSTS, '--snapshots', 'kept'], { cwd });
  const kept = readFileSync(join(cwd, globbySync('kept/cells/**/*.json', { cwd })[0] as string), 'utf8');
  assert.match(kept, /GITHUB_TOKEN=\[secret: /);
  assert.not(kept.includes(CANARY));
  assert.not(kept.includes(Buffer.from(data).toString('base64').slice(0, 60)));
});

test('a bucket waits, and gives way when AWS had enough', async () => {
  const { Bucket } = await import('../src/load/live/api.js');
  const bucket = new Bucket(5, 100);
  const started = performance.now();
  await Promise.all(Array.from({ length: 15 }, () => bucket.take()));
  const spent = performance.now() - started;
  assert.ok(spent >= 90 && spent < 400, `${spent} ms for ten tokens at a hundred a second`);
  bucket.slow();
  const slow = performance.now();
  await bucket.take();
  assert.ok(performance.now() - slow >= 15, 'half the rate');
});

test('call errors carry what evidence needs', () => {
  const error = new CallError('denied', 'ecs:ListClusters', 'AccessDeniedException', 'no', { requestId: 'r', attempts: 2 });
  assert.equal({ ...error, message: error.message }, { name: 'CallError', state: 'denied', action: 'ecs:ListClusters', code: 'AccessDeniedException', requestId: 'r', attempts: 2, message: 'no' });
});

test.run();

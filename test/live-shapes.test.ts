/**
 * What a scan makes of answers, held against the models of both sides: every property of CloudFormation, at every depth, comes from a
 * member of the SDK, from a call of its own, or is said to be unreadable; and every member of the SDK becomes a property or stands in
 * `live-shapes.json`. A new member of a new SDK fails here until somebody has decided.
 *
 *     UPDATE=1 npx tsx test/live-shapes.test.ts    writes the list
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { memberOf, RENAMED, NOT_ASKED } from '../src/load/live/shape.js';
import { schemaOf, type TypeCode } from '../src/types/schema.js';
import { ROOT } from './helpers.js';

/** Where the SDK describes what a type is read from: package, structure, and properties that other calls or other places give. */
const READ_FROM: Readonly<Record<string, readonly [client: string, structure: string, elsewhere: readonly string[]]>> = {
  'AWS::ECS::Cluster': ['ecs', 'Cluster$', []],
  'AWS::ECS::Service': ['ecs', 'Service$', ['ServiceConnectConfiguration', 'VolumeConfigurations', 'VpcLatticeConfigurations', 'Monitoring']],
  'AWS::ECS::TaskDefinition': ['ecs', 'TaskDefinition$', ['Tags']],
  'AWS::ECS::CapacityProvider': ['ecs', 'CapacityProvider$', []],
  'AWS::ECR::Repository': ['ecr', 'Repository$', ['LifecyclePolicy', 'RepositoryPolicyText', 'Tags', 'ImageScanningConfiguration']],
  'AWS::ApplicationAutoScaling::ScalableTarget': ['application-auto-scaling', 'ScalableTarget$', ['ScheduledActions']],
  'AWS::ApplicationAutoScaling::ScalingPolicy': ['application-auto-scaling', 'ScalingPolicy$', ['ScalingTargetId']],
  'AWS::ElasticLoadBalancingV2::TargetGroup': ['elastic-load-balancing-v2', 'TargetGroup$', ['TargetGroupAttributes']],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['elastic-load-balancing-v2', 'LoadBalancer$', ['Subnets', 'SubnetMappings']],
  'AWS::ElasticLoadBalancingV2::Listener': ['elastic-load-balancing-v2', 'Listener$', []],
  'AWS::ElasticLoadBalancingV2::ListenerRule': ['elastic-load-balancing-v2', 'Rule$', ['ListenerArn']],
  'AWS::AutoScaling::AutoScalingGroup': ['auto-scaling', 'AutoScalingGroup$', []],
  'AWS::AutoScaling::LaunchConfiguration': ['auto-scaling', 'LaunchConfiguration$', []],
  'AWS::AutoScaling::ScalingPolicy': ['auto-scaling', 'ScalingPolicy$', []],
  'AWS::AutoScaling::ScheduledAction': ['auto-scaling', 'ScheduledUpdateGroupAction$', []],
  'AWS::IAM::InstanceProfile': ['iam', 'InstanceProfile$', ['Roles']],
  'AWS::EC2::Subnet': ['ec2', 'Subnet$', []],
  'AWS::EC2::VPC': ['ec2', 'Vpc$', ['EnableDnsSupport', 'EnableDnsHostnames']],
  'AWS::EC2::RouteTable': ['ec2', 'RouteTable$', []],
  'AWS::EC2::Route': ['ec2', 'Route$', ['RouteTableId', 'VpcEndpointId']],
  'AWS::EC2::VPCEndpoint': ['ec2', 'VpcEndpoint$', ['SecurityGroupIds']],
  'AWS::EC2::SecurityGroup': ['ec2', 'SecurityGroup$', ['SecurityGroupIngress', 'SecurityGroupEgress']],
  'AWS::EFS::FileSystem': ['efs', 'FileSystemDescription$', ['FileSystemPolicy', 'BackupPolicy']],
  'AWS::EFS::AccessPoint': ['efs', 'AccessPointDescription$', []],
  'AWS::EFS::MountTarget': ['efs', 'MountTargetDescription$', ['SecurityGroups']],
  'AWS::Events::Rule': ['eventbridge', 'Rule$', ['Targets']],
  'AWS::Scheduler::Schedule': ['scheduler', 'GetScheduleOutput$', []],
  'AWS::Logs::LogGroup': ['cloudwatch-logs', 'LogGroup$', []],
  'AWS::CloudWatch::Alarm': ['cloudwatch', 'MetricAlarm$', []],
  'AWS::IAM::Role': ['iam', 'Role$', ['ManagedPolicyArns', 'Policies', 'PermissionsBoundary']],
};

type Structure = readonly [kind: 3, namespace: string, name: string, traits: unknown, members: readonly string[], types: readonly unknown[]];

/** A type of the SDK's schemas without its wrappers: a structure, the structure of a list's items, or undefined for a scalar or a map. */
function structureOf(type: unknown): Structure | undefined {
  const inner = typeof type === 'function' ? (type as () => unknown)() : type;
  if (!Array.isArray(inner)) return undefined;
  if (inner[0] === 3) return inner as unknown as Structure;
  if (inner[0] === 1) return structureOf(inner[4]);
  return typeof inner[0] === 'function' ? structureOf(inner[0]) : undefined;
}

/** Lists what has no partner: properties under their paths with `P `, members with `M `. */
function differences(type: string, structure: Structure, definition: string, path: string, elsewhere: readonly string[], above: readonly string[]): string[] {
  const schema = schemaOf(type) ?? {};
  const [, , , , members, types] = structure;
  const answer = Object.fromEntries(members.map((name) => [name, true]));
  const key = definition === '' ? type : `${type}#${definition}`;
  const taken = new Set<string>();
  const lines: string[] = [];
  for (const [name, code] of Object.entries(schema[definition] ?? {})) {
    const member = RENAMED[key]?.[name] ?? memberOf(answer, name);
    if (member !== undefined && Object.hasOwn(answer, member)) {
      taken.add(member);
      const inner = innerOf(code);
      const there = structureOf(types[members.indexOf(member)]);
      // Some definitions hold themselves.
      if (inner !== undefined && there && above.filter((each) => each === inner).length < 1) lines.push(...differences(type, there, inner, `${path}${name}.`, [], [...above, inner]));
    } else if (!(path === '' && elsewhere.includes(name)) && !NOT_ASKED[key]?.includes(name)) lines.push(`P ${path}${name}`);
  }
  for (const member of members) if (!taken.has(member)) lines.push(`M ${path}${member}`);
  return lines;
}

function innerOf(code: TypeCode): string | undefined {
  if (typeof code === 'string') return undefined;
  return code[0] === 'o' ? (code[1] as string) : code[0] === 'l' ? innerOf(code[1] as TypeCode) : undefined;
}

const FILE = join(ROOT, 'test/live-shapes.json');
const listed = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, string[]>;
const now: Record<string, string[]> = {};
const test = suite('live-shapes');
for (const [type, [client, name, elsewhere]] of Object.entries(READ_FROM)) {
  const structure = ((await import(`@aws-sdk/client-${client}`)) as Record<string, unknown>)[name] as Structure | undefined;
  if (!structure) throw new Error(`@aws-sdk/client-${client} has no ${name}`);
  const all = differences(type, structure, '', '', elsewhere, []);
  now[type] = all.filter((line) => line.startsWith('M ')).map((line) => line.slice(2)).sort();
  test(`${type}: every property comes from somewhere, or is said to be unreadable`, () => assert.equal(all.filter((line) => line.startsWith('P ')), []));
  test(`${type}: every member of the SDK is known`, () => assert.equal(now[type], listed[type]));
}
test('all tables speak of types that are read', () => {
  const types = new Set([...Object.keys(READ_FROM), 'AWS::EC2::LaunchTemplate', 'AWS::SQS::Queue']);
  for (const key of [...Object.keys(RENAMED), ...Object.keys(NOT_ASKED)]) assert.ok(types.has(key.split('#')[0] as string), key);
});
if (process.env.UPDATE) writeFileSync(FILE, `${JSON.stringify(now, null, 1)}\n`);
test.run();

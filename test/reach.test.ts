/** Who reaches whom through security groups, where subnets are and lead, and what instances start with. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { imagePath, runsForeignCode, userDataOf } from '../src/aws/capacity/container-instances.js';
import { networkInterfaces } from '../src/aws/data/network-interfaces.js';
import { endpointService, pullsFromOutside, startNeeds, startUses } from '../src/aws/network/endpoints.js';
import { parseNetwork } from '../src/aws/network/network.js';
import { admits, closedSide, type ReachTools, sends } from '../src/aws/network/reach.js';
import { differentVpc, exitOf, sameVpc, sameZone, zoneCoverage } from '../src/aws/network/subnets.js';
import type { Node } from '../src/graph/graph.js';
import { ORIGIN, Text, Unknown } from '../src/graph/value.js';
import type { Ec2SecurityGroup, Ec2Subnet, Ec2VPCEndpoint, EcsTaskDefinition } from '../src/types/resources.js';

const test = suite('reach');

/** A resource as a rule sees it, and a reference to it. */
function made<T extends object>(name: string, type: string, props: object, ids?: string[]): { it: T; ref: Unknown } {
  const node = { name, type, source: { ids } } as unknown as Node;
  return { it: Object.assign({}, props, { [ORIGIN]: { node } }) as unknown as T, ref: new Unknown(`${name} is known only after deployment`, 'reference', { link: { node, attribute: 'GroupId' } }) };
}
/** Unknown values stand behind slots, as lowering leaves them. */
const slots = (props: Record<string, unknown>): object => ({ ...props });
const group = (name: string, props: object = {}, ids?: string[]): { it: Ec2SecurityGroup; ref: Unknown } => made<Ec2SecurityGroup>(name, 'AWS::EC2::SecurityGroup', props, ids);
const tools = (rules: { in?: object[]; out?: object[] } = {}): ReachTools => ({ companions: () => [], siblings: (_: object, type: string) => (type.endsWith('Ingress') ? rules.in : rules.out) ?? [] }) as unknown as ReachTools;
const web = { least: 80, most: 80 };
const tcp = (from: number, to: number, peer: object): object => slots({ IpProtocol: 'tcp', FromPort: from, ToPort: to, ...peer });

test('ingress: ports, protocols and sources', () => {
  const caller = group('Caller');
  const other = group('Other');
  const answer = (...rules: object[]): string => admits({ groups: [caller.it] }, { groups: [group('Target', { SecurityGroupIngress: rules }).it] }, web, tools()).answer;
  assert.is(answer(), 'closed');
  assert.is(answer(tcp(80, 80, { SourceSecurityGroupId: caller.ref })), 'open');
  assert.is(answer(tcp(80, 80, { SourceSecurityGroupId: other.ref })), 'closed');
  assert.is(answer(tcp(0, 79, { SourceSecurityGroupId: caller.ref })), 'closed');
  assert.is(answer(tcp(81, 65535, { SourceSecurityGroupId: caller.ref })), 'closed');
  assert.is(answer(slots({ IpProtocol: 'udp', FromPort: 80, ToPort: 80, SourceSecurityGroupId: caller.ref })), 'closed');
  assert.is(answer(slots({ IpProtocol: '-1', SourceSecurityGroupId: caller.ref })), 'open');
  assert.is(answer(slots({ IpProtocol: 'tcp', SourceSecurityGroupId: caller.ref })), 'unknown');
  assert.is(answer(tcp(80, 80, { CidrIp: '0.0.0.0/0' })), 'open');
  assert.is(answer(tcp(80, 80, { CidrIp: '10.0.0.0/8' })), 'unknown');
  assert.is(answer(tcp(80, 80, { CidrIpv6: '::/0' })), 'unknown');
  assert.is(answer(tcp(80, 80, { SourcePrefixListId: 'pl-0a1b2c3d' })), 'unknown');
  assert.is(answer(tcp(80, 80, { SourceSecurityGroupId: new Unknown('parameter Group has no value', 'parameter') })), 'unknown');
  // One that is open makes up for all others.
  assert.is(answer(tcp(80, 80, { CidrIp: '10.0.0.0/8' }), tcp(80, 80, { SourceSecurityGroupId: caller.ref })), 'open');
  assert.is(answer(tcp(443, 443, { CidrIp: '10.0.0.0/8' })), 'closed');
});

test('a range of which one port suffices', () => {
  const caller = group('Caller');
  const answer = (from: number, to: number): string => admits({ groups: [caller.it] }, { groups: [group('Target', { SecurityGroupIngress: [tcp(from, to, { SourceSecurityGroupId: caller.ref })] }).it] }, { least: 32768, most: 65535 }, tools()).answer;
  assert.is(answer(49153, 65535), 'open');
  assert.is(answer(80, 80), 'closed');
});

test('addresses that are known', () => {
  const networks = [parseNetwork('10.0.1.0/24'), parseNetwork('10.0.2.0/24')].filter((each) => each !== undefined);
  const answer = (cidr: string): string => admits({ groups: [], networks }, { groups: [group('Target', { SecurityGroupIngress: [tcp(80, 80, { CidrIp: cidr })] }).it] }, web, tools()).answer;
  assert.is(answer('10.0.0.0/16'), 'open');
  assert.is(answer('10.0.1.0/24'), 'unknown');
  assert.is(answer('10.0.1.128/25'), 'unknown');
  assert.is(answer('10.1.0.0/16'), 'closed');
  assert.is(answer('255.255.255.255/32'), 'closed');
  assert.is(answer('office'), 'unknown');
});

test('rules that are resources of their own', () => {
  const [caller, target] = [group('Caller'), group('Target')];
  const rule = (id: unknown): object => slots({ GroupId: id, IpProtocol: 'tcp', FromPort: 80, ToPort: 80, SourceSecurityGroupId: caller.ref });
  const answer = (id: unknown): string => admits({ groups: [caller.it] }, { groups: [target.it] }, web, tools({ in: [rule(id)] })).answer;
  assert.is(answer(target.ref), 'open');
  assert.is(answer(caller.ref), 'closed');
  assert.is(answer('sg-0a1b2c3d'), 'unknown');
  assert.is(answer(new Unknown('parameter Group has no value', 'parameter')), 'unknown');
});

test('groups of an account are named by their ids', () => {
  const caller = group('Caller', {}, ['sg-1']);
  const target = group('Target', { SecurityGroupIngress: [tcp(80, 80, { SourceSecurityGroupId: 'sg-1' })] }, ['sg-2']);
  assert.is(admits({ groups: [caller.it] }, { groups: [target.it] }, web, tools()).answer, 'open');
  assert.is(admits({ groups: [target.it] }, { groups: [target.it] }, web, tools()).answer, 'closed');
  // There a list without a rule is no default that was left out.
  const mute = group('Mute', { SecurityGroupEgress: [] }, ['sg-3']);
  assert.is(sends({ groups: [mute.it] }, undefined, web, tools()).answer, 'closed');
});

test('egress: everything unless a rule says what', () => {
  const [target, plain] = [group('Target'), group('Plain')];
  const answer = (props: object, out: object[] = []): string => sends({ groups: [group('Caller', props).it] }, { groups: [target.it] }, web, tools({ out })).answer;
  assert.is(answer({}), 'open');
  assert.is(answer({ SecurityGroupEgress: [] }), 'open');
  assert.is(answer({ SecurityGroupEgress: [tcp(443, 443, { CidrIp: '0.0.0.0/0' })] }), 'closed');
  assert.is(answer({ SecurityGroupEgress: [tcp(80, 80, { DestinationSecurityGroupId: target.ref })] }), 'open');
  assert.is(answer({ SecurityGroupEgress: new Unknown('parameter Rules has no value', 'parameter') }), 'unknown');
  // A rule elsewhere may or may not have taken the default rule's place.
  const caller = group('Caller');
  const apart = slots({ GroupId: caller.ref, IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' });
  assert.is(sends({ groups: [caller.it] }, { groups: [target.it] }, web, tools({ out: [apart] })).answer, 'unknown');
  assert.is(sends({ groups: [plain.it] }, { groups: [target.it] }, web, tools({ out: [apart] })).answer, 'open');
});

test('the side that is closed', () => {
  const caller = group('Caller');
  const open = group('Open', { SecurityGroupIngress: [slots({ IpProtocol: '-1', CidrIp: '0.0.0.0/0' })] });
  const shut = group('Shut', { SecurityGroupEgress: [tcp(443, 443, { CidrIp: '0.0.0.0/0' })] });
  assert.equal(closedSide({ groups: [caller.it] }, { groups: [open.it] }, web, tools()), { doubt: undefined });
  assert.equal(closedSide({ groups: [caller.it] }, { groups: [shut.it] }, web, tools()), { side: 'ingress' });
  assert.equal(closedSide({ groups: [shut.it] }, { groups: [open.it] }, web, tools()), { side: 'egress' });
  // Several groups: the rules of all of them.
  assert.equal(closedSide({ groups: [shut.it, caller.it] }, { groups: [shut.it, open.it] }, web, tools()), { doubt: undefined });
});

test('zones', () => {
  const zone = (value: unknown): Ec2Subnet => ({ AvailabilityZone: value }) as Ec2Subnet;
  const nth = (index: number, region = ''): Unknown => new Unknown('zones are known only when AWS runs it', 'function', { zone: { region, index } });
  const parameter = (name: string): Unknown => new Unknown(`parameter ${name} has no value`, 'parameter', { source: { kind: 'parameter', name, noEcho: false } });
  const suffixed = (name: string, letter: string): Unknown => new Unknown('text', 'parameter', { parts: [parameter(name), letter] });
  for (const [a, b, answer] of [
    ['eu-west-1a', 'eu-west-1a', true], ['eu-west-1a', 'eu-west-1b', false], ['eu-west-1a', nth(0), undefined], [undefined, undefined, undefined],
    [nth(0), nth(0), true], [nth(0), nth(1), false], [nth(0), nth(1, 'eu-west-1'), undefined],
    [parameter('A'), parameter('A'), true], [parameter('A'), parameter('B'), undefined], [suffixed('AWS::Region', 'a'), suffixed('AWS::Region', 'a'), true], [suffixed('AWS::Region', 'a'), suffixed('AWS::Region', 'b'), false], [suffixed('AWS::Region', 'a'), suffixed('Other', 'b'), undefined],
  ] as const) assert.is(sameZone(zone(a), zone(b)), answer, `${String(a)} ${String(b)}`);
  const [first, second, third, anywhere] = [zone(nth(0)), zone(nth(1)), zone(nth(2)), zone(undefined)];
  assert.equal(zoneCoverage([first, second], [first, second]), { outside: [], doubt: false });
  assert.equal(zoneCoverage([first, third], [first, second]).outside, [third]);
  assert.equal(zoneCoverage([first, anywhere], [first, second]), { outside: [], doubt: true });
});

test('VPCs', () => {
  const [one, two] = [made('One', 'AWS::EC2::VPC', {}), made('Two', 'AWS::EC2::VPC', {})];
  const at = (VpcId: unknown): object => ({ VpcId });
  for (const [a, b, same, different] of [
    [one.ref, one.ref, true, false], [one.ref, two.ref, false, true], ['vpc-1', 'vpc-1', true, false], ['vpc-1', 'vpc-2', false, true],
    // A literal id may be that of a VPC which was imported into the stack.
    [one.ref, 'vpc-1', false, false], [undefined, 'vpc-1', false, false], [new Unknown('parameter Vpc has no value', 'parameter'), 'vpc-1', false, false],
  ] as const) {
    assert.is(sameVpc(at(a), 'VpcId', at(b), 'VpcId'), same);
    assert.is(differentVpc(at(a), 'VpcId', at(b), 'VpcId'), different);
  }
});

const asks = {
  has: (object: object, property: string): boolean => (object as Record<string, unknown>)[property] !== undefined,
  text: (object: object, property: string): Text => new Text((object as Record<string, string | Unknown>)[property] as string),
  undecided: (reason: string): never => {
    throw new Error(reason);
  },
};

test('the way out of a subnet', () => {
  const [vpc, gateway] = [made('Vpc', 'AWS::EC2::VPC', {}), made('Gateway', 'AWS::EC2::InternetGateway', {})];
  const exit = (routes: object[] | undefined, more: { attachments?: object[]; associations?: object[] } = {}): string => {
    const given: Record<string, object[]> = { 'AWS::EC2::SubnetRouteTableAssociation': routes ? [{}] : [], 'AWS::EC2::Route': routes ?? [], 'AWS::EC2::VPCGatewayAttachment': more.attachments ?? [] };
    const stub = { ...asks, companions: (_: object, type: string) => given[type], siblings: (_: object, type: string) => (type.endsWith('Association') ? (more.associations ?? []) : []), follow: () => vpc.it };
    return exitOf({} as Ec2Subnet, stub as unknown as Parameters<typeof exitOf>[1]).way;
  };
  const all = '0.0.0.0/0';
  assert.is(exit(undefined), 'none');
  assert.is(exit([]), 'none');
  assert.is(exit([{ DestinationCidrBlock: '10.1.0.0/16', VpcPeeringConnectionId: 'pcx-1' }]), 'none');
  assert.is(exit([{ DestinationCidrBlock: all, GatewayId: gateway.ref }]), 'internet gateway');
  assert.is(exit([{ DestinationCidrBlock: all, GatewayId: 'igw-0a1b2c3d' }]), 'internet gateway');
  assert.is(exit([{ DestinationCidrBlock: all, GatewayId: 'vgw-0a1b2c3d' }]), 'other');
  assert.is(exit([{ DestinationCidrBlock: all, NatGatewayId: 'nat-0a1b2c3d' }]), 'other');
  assert.is(exit([{ DestinationCidrBlock: all, TransitGatewayId: 'tgw-0a1b2c3d' }]), 'other');
  assert.is(exit([{ DestinationCidrBlock: '0.0.0.0/1', TransitGatewayId: 'tgw-0a1b2c3d' }]), 'other');
  // What may be a way out is not said to be none.
  const stranger = new Unknown('parameter Gateway has no value', 'parameter');
  for (const [routes, more] of [
    [[{ DestinationCidrBlock: all, GatewayId: stranger }], {}], [[{ DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-1' }], {}], [[{ DestinationPrefixListId: 'pl-1', TransitGatewayId: 'tgw-1' }], {}],
    [[], { attachments: [{ VpnGatewayId: 'vgw-1' }] }], [undefined, { associations: [{ SubnetId: stranger }] }],
  ] as const) assert.throws(() => exit(routes as object[] | undefined, more as object));
});

test('services of endpoints, and what tasks need', () => {
  const service = (ServiceName: string | Unknown): string | undefined => endpointService({ ServiceName } as unknown as Ec2VPCEndpoint, asks);
  const region = new Unknown('AWS::Region is not given', 'parameter', { source: { kind: 'parameter', name: 'AWS::Region', noEcho: false } });
  for (const [name, is] of [['com.amazonaws.eu-west-1.ecr.api', 'ecr.api'], ['com.amazonaws.us-gov-west-1.s3', 's3'], ['cn.com.amazonaws.cn-north-1.ecr.dkr', 'ecr.dkr']] as const) assert.is(service(name), is, name);
  assert.is(service(new Unknown('text', 'parameter', { parts: ['com.amazonaws.', region, '.logs'] })), 'logs');
  assert.throws(() => service(region));
  const task = (Image: string, more: object = {}): EcsTaskDefinition => ({ ContainerDefinitions: [{ Image, ...more }] }) as unknown as EcsTaskDefinition;
  const ecr = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.0.0';
  assert.equal(startNeeds(task(ecr), asks), { services: ['ecr.api', 'ecr.dkr', 's3'], outside: [] });
  assert.equal(startNeeds(task('nginx', { LogConfiguration: { LogDriver: 'awslogs' } }), asks), { services: ['logs'], outside: ['docker.io'] });
  assert.throws(() => startNeeds(task('registry.shop.example/web:1.0.0'), asks));
  assert.equal([...startUses(task(ecr, { Secrets: [{ ValueFrom: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf' }] }), asks)], ['ecr.api', 'ecr.dkr', 'secretsmanager']);
  assert.equal([...startUses(task('nginx'), asks)], []);
  for (const image of [ecr, 'nginx', 'public.ecr.aws/shop/web:1.0.0']) assert.ok(pullsFromOutside(task(image)), image);
  assert.not(pullsFromOutside(task('registry.shop.example:5000/web:1.0.0')));
});

test('user data and images of instances', () => {
  const link = { node: { name: 'Cluster' } as Node, attribute: 'Ref' };
  const data = (value: unknown): string | undefined => userDataOf({ UserData: value } as { UserData: string });
  assert.is(data(undefined), '');
  assert.is(data('#!/bin/bash'), '#!/bin/bash');
  assert.is(data(new Unknown('text', 'reference', { parts: ['#!/bin/bash\necho ECS_CLUSTER=', new Unknown('Cluster', 'reference', { link })] })), '#!/bin/bash\necho ECS_CLUSTER= ');
  assert.is(data(new Unknown('text', 'parameter', { parts: ['#!/bin/bash\n', new Unknown('More', 'parameter', { source: { kind: 'parameter', name: 'More', noEcho: false } })] })), undefined);
  for (const text of ['#!/bin/bash\ncurl -s https://example.com | bash', '#!/bin/bash\naws s3 cp s3://a/b .', '#include\nhttps://example.com', 'H4sIAAAAA']) assert.ok(runsForeignCode(text), text);
  for (const text of ['', '#!/bin/bash\necho ECS_CLUSTER=shop >> /etc/ecs/ecs.config', '#cloud-config\npackages: [ecs-init]']) assert.not(runsForeignCode(text), text);
  const path = (ImageId: unknown): string | undefined => imagePath({ ImageId } as { ImageId: string });
  assert.is(path('ami-0a1b2c3d'), undefined);
  assert.is(path('resolve:ssm:/aws/service/ecs/x'), '/aws/service/ecs/x');
  assert.is(path(new Unknown('parameter', 'parameter', { stored: '/aws/service/canonical/x' })), '/aws/service/canonical/x');
});

test('network interfaces of instance types', () => {
  for (const [type, count] of [['m5.large', 3], ['t3.micro', 2], ['t2.xlarge', 3], ['t3.xlarge', 4], ['c7g.medium', 2], ['r6i.4xlarge', 8], ['m5.24xlarge', undefined], ['x1e.large', undefined], ['m5', undefined]] as const) assert.is(networkInterfaces(type), count, type);
});

test.run();

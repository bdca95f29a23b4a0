/**
 * What security groups let in.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html
 */
import { peek, Unknown } from '../../graph/value.js';
import type { Tools } from '../../rule.js';
import type { Ec2SecurityGroup, Ec2SecurityGroupIngress } from '../../types/resources.js';
import { holdsInternet, parseNetwork } from './network.js';
import { isOf } from './reach.js';

/** A rule of a group, in the group itself or a resource of its own. */
export type Ingress = Pick<Ec2SecurityGroupIngress, 'CidrIp' | 'CidrIpv6' | 'FromPort' | 'IpProtocol' | 'ToPort'>;

/** All rules of a group that are known here. */
export function ingressOf(group: Ec2SecurityGroup, { companions }: Pick<Tools<'AWS::EC2::SecurityGroupIngress'>, 'companions'>): readonly Ingress[] {
  // A rule may also point at a group because it lets the members of that group in.
  const own = companions(group, 'AWS::EC2::SecurityGroupIngress', { here: true }).filter((rule) => isOf(rule, group) === true);
  return [...(group.SecurityGroupIngress ?? []), ...own];
}

/** Whether a rule lets TCP through to all ports of a range. What is unknown of it and does not matter is not read. */
export function opens(rule: Ingress, least: number, most: number, { has, same }: Pick<Tools<never>, 'has' | 'same'>): boolean {
  if (!has(rule, 'CidrIp') && !has(rule, 'CidrIpv6')) return false;
  if (rule.IpProtocol === '-1') return true;
  if (rule.IpProtocol?.toLowerCase() !== 'tcp' && rule.IpProtocol !== '6') return false;
  if (!has(rule, 'FromPort') || !has(rule, 'ToPort')) return false;
  // One parameter for both ends is one port, whatever it is.
  if (least < most && isOnePort(rule, same)) return false;
  return (rule.FromPort as number) <= least && (rule.ToPort as number) >= most;
}

function isOnePort(rule: Ingress, same: Tools<never>['same']): boolean {
  const [from, to] = [peek(rule, 'FromPort'), peek(rule, 'ToPort')];
  return from instanceof Unknown && to instanceof Unknown && from.label === to.label && same(rule, 'FromPort', rule, 'ToPort');
}

/** The rule that lets in the whole internet, or the first of several that do so together; undefined when they leave somebody out. Rules for groups and prefix lists let in no addresses. */
export function fromTheWorld(rules: readonly Ingress[]): Ingress | undefined {
  // Most such rules say it themselves: then what is unknown in the others does not matter.
  const alone = rules.find((rule) => [peek(rule, 'CidrIp'), peek(rule, 'CidrIpv6')].some((text) => typeof text === 'string' && holdsInternet(networks(text))));
  if (alone) return alone;
  return holdsInternet(rules.flatMap((rule) => [...networks(rule.CidrIp), ...networks(rule.CidrIpv6)])) ? rules[0] : undefined;
}

function networks(text: string | undefined) {
  const network = text === undefined ? undefined : parseNetwork(text);
  return network ? [network] : [];
}

/** What stands in a group. */
export interface Member {
  /** A service whose tasks have a network interface in it, or a template of container instances. */
  resource: object;
  kind: 'tasks' | 'instances';
  /** It is known to have a public address. */
  isPublic: boolean;
}

type MemberTools = Pick<Tools<'AWS::AutoScaling::LaunchConfiguration' | 'AWS::EC2::LaunchTemplate' | 'AWS::ECS::Cluster' | 'AWS::ECS::Service'>, 'companions' | 'has' | 'siblings' | 'text'>;

const HOSTS = ['AWS::EC2::LaunchTemplate', 'AWS::AutoScaling::LaunchConfiguration'] as const;

/** Whether such a member might be in a group: a cheap question for groups of databases and load balancers. */
export function mayHold(group: Ec2SecurityGroup, kind: Member['kind'], { companions }: Pick<MemberTools, 'companions'>): boolean {
  return (kind === 'tasks' ? (['AWS::ECS::Service'] as const) : HOSTS).some((type) => companions(group, type, { here: true }).length > 0);
}

/** Services, and launch templates and configurations of container instances, that use a group. */
export function membersOf(group: Ec2SecurityGroup, { companions, has, siblings, text }: MemberTools): readonly Member[] {
  const here = { here: true };
  const services = companions(group, 'AWS::ECS::Service', here).map((service): Member => {
    const network = peek(service, 'NetworkConfiguration');
    const vpc = isObject(network) ? peek(network, 'AwsvpcConfiguration') : undefined;
    return { resource: service, kind: 'tasks', isPublic: isObject(vpc) && peek(vpc, 'AssignPublicIp') === 'ENABLED' };
  });
  const joined = siblings(group, 'AWS::ECS::Cluster').flatMap((cluster): object[] => [...companions(cluster, 'AWS::EC2::LaunchTemplate', here), ...companions(cluster, 'AWS::AutoScaling::LaunchConfiguration', here)]);
  const instances = [
    ...companions(group, 'AWS::EC2::LaunchTemplate', here).map((resource) => ({ resource, data: resource.LaunchTemplateData ?? {} })),
    ...companions(group, 'AWS::AutoScaling::LaunchConfiguration', here).map((resource) => ({ resource, data: resource })),
  ].filter(({ resource, data }) => joined.includes(resource) || (has(data, 'UserData') && text(data, 'UserData').includes('ECS_CLUSTER')));
  return [...services, ...instances.map(({ resource, data }): Member => ({ resource, kind: 'instances', isPublic: isPublicInstance(data) }))];
}

function isPublicInstance(data: object): boolean {
  if (peek(data, 'AssociatePublicIpAddress') === true) return true;
  const interfaces = peek(data, 'NetworkInterfaces');
  return Array.isArray(interfaces) && Array.from(interfaces.keys(), (index) => peek(interfaces, index)).some((each) => isObject(each) && peek(each, 'AssociatePublicIpAddress') === true);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Unknown);
}

/**
 * Who reaches whom through security groups. A group lets in what one of its rules names and lets out everything unless it says what;
 * answers go back by themselves. What stands in several groups has the rules of all of them.
 *
 * Sources: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html ,
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
 */
import { type Lowered, ORIGIN, peek, Unknown } from '../../graph/value.js';
import type { Node } from '../../graph/graph.js';
import type { Tools } from '../../rule.js';
import type { Ec2SecurityGroup } from '../../types/resources.js';
import { type Network, parseNetwork } from './network.js';
import { isOfAccount } from './subnets.js';

/** One side of a connection: a network interface in these groups. */
export interface End {
  groups: readonly Ec2SecurityGroup[];
  /** Where its addresses are, when that is known. */
  networks?: readonly Network[] | undefined;
}

/** TCP ports, of which one that is open suffices. */
export interface Ports {
  least: number;
  most: number;
}

export interface Reach {
  answer: 'open' | 'closed' | 'unknown';
  reason?: string;
}

export type ReachTools = Pick<Tools<'AWS::EC2::SecurityGroupEgress' | 'AWS::EC2::SecurityGroupIngress'>, 'companions' | 'siblings'>;

const OPEN: Reach = { answer: 'open' };
const CLOSED: Reach = { answer: 'closed' };
const unknown = (reason: string): Reach => ({ answer: 'unknown', reason });

/** Open when one of them is; closed when all of them are. */
function any(answers: readonly Reach[]): Reach {
  return answers.find(({ answer }) => answer === 'open') ?? answers.find(({ answer }) => answer === 'unknown') ?? CLOSED;
}

/** Whether `to` lets `from` in. */
export function admits(from: End, to: End, ports: Ports, { companions, siblings }: ReachTools): Reach {
  return any(
    to.groups.map((group) => {
      const inline = rulesIn(group, 'SecurityGroupIngress');
      if (inline instanceof Unknown) return unknown(inline.reason);
      const apart = [...new Set([...companions(group, 'AWS::EC2::SecurityGroupIngress', { here: true }), ...siblings(group, 'AWS::EC2::SecurityGroupIngress')])];
      return any([...inline.map((rule) => lets(rule, 'Source', from, ports)), ...apart.map((rule) => ofGroup(rule, group, lets(rule, 'Source', from, ports)))]);
    }),
  );
}

/** Whether `from` lets out to `to`; undefined: to anybody outside. */
export function sends(from: End, to: End | undefined, ports: Ports, { companions, siblings }: ReachTools): Reach {
  return any(
    from.groups.map((group) => {
      const inline = rulesIn(group, 'SecurityGroupEgress');
      if (inline instanceof Unknown) return unknown(inline.reason);
      const apart = [...new Set([...companions(group, 'AWS::EC2::SecurityGroupEgress', { here: true }), ...siblings(group, 'AWS::EC2::SecurityGroupEgress')])];
      const said = any([...inline.map((rule) => lets(rule, 'Destination', to, ports)), ...apart.map((rule) => ofGroup(rule, group, lets(rule, 'Destination', to, ports)))]);
      // In an account no rule means that nothing is let out.
      if (inline.length > 0 || said.answer === 'open' || isOfAccount(group)) return said;
      // A rule of its own beside no list: whether the default rule is still there depends on who looks first.
      return apart.some((rule) => isOf(rule, group) !== false) ? unknown('whether the group still lets everything out is not known') : OPEN;
    }),
  );
}

export interface Closed {
  /** The side that certainly keeps a connection from being made. */
  side?: 'egress' | 'ingress';
  /** Why it is not known whether one does. */
  doubt?: string | undefined;
}

/** Which side keeps a connection from being made. Empty when it can be made. */
export function closedSide(from: End, to: End, ports: Ports, tools: ReachTools): Closed {
  // What is in no group sends what it likes.
  const [out, into] = [from.groups.length > 0 ? sends(from, to, ports, tools) : OPEN, admits(from, to, ports, tools)];
  if (into.answer === 'closed') return { side: 'ingress' };
  if (out.answer === 'closed') return { side: 'egress' };
  return { doubt: into.answer === 'unknown' ? into.reason : out.answer === 'unknown' ? out.reason : undefined };
}

/** The rules of a list in a group, each as it stands. */
function rulesIn(group: object, property: string): readonly object[] | Unknown {
  const list = peek(group, property);
  if (list instanceof Unknown) return list;
  if (!Array.isArray(list)) return [];
  const rules = Array.from(list.keys(), (index) => peek(list, index));
  return rules.find((rule): rule is Unknown => rule instanceof Unknown) ?? (rules as object[]);
}

/** The answer of a rule that is a resource of its own, as far as it is one of this group. */
function ofGroup(rule: object, group: object, said: Reach): Reach {
  const own = isOf(rule, group);
  if (own === false || said.answer === 'closed') return CLOSED;
  return own ? said : unknown('of which group a rule is, is not known');
}

/** Whether a rule that is a resource of its own is one of a group; undefined when that cannot be told. */
export function isOf(rule: object, group: object): boolean | undefined {
  const id = peek(rule, 'GroupId');
  if (id === undefined) return peek(rule, 'GroupName') === undefined ? false : undefined;
  return isGroup(id, group);
}

/** Whether an id is that of a group; undefined for a literal one beside a template, whose groups may be older than it is. */
function isGroup(id: unknown, group: object): boolean | undefined {
  const node = (group as Lowered)[ORIGIN]?.node as Node;
  if (id instanceof Unknown) return id.link ? id.link.node === node : undefined;
  return typeof id === 'string' ? node.source.ids?.includes(id) : false;
}

/** Whether a rule lets somebody through to one of the ports. */
function lets(rule: object, side: 'Source' | 'Destination', peer: End | undefined, ports: Ports): Reach {
  const open = portsOf(rule, ports);
  return open.answer === 'closed' ? CLOSED : both(open, peerOf(rule, side, peer));
}

function both(a: Reach, b: Reach): Reach {
  if (a.answer === 'closed' || b.answer === 'closed') return CLOSED;
  return a.answer === 'unknown' ? a : b;
}

function portsOf(rule: object, { least, most }: Ports): Reach {
  const protocol = peek(rule, 'IpProtocol');
  if (protocol instanceof Unknown) return unknown(protocol.reason);
  const name = String(protocol).toLowerCase();
  if (name === '-1') return OPEN;
  if (name !== 'tcp' && name !== '6') return /^(?:\d+|udp|icmp|icmpv6)$/.test(name) ? CLOSED : unknown(`what protocol ${name} is, is not known here`);
  const [from, to] = [peek(rule, 'FromPort'), peek(rule, 'ToPort')];
  if (typeof from === 'number' && from > most) return CLOSED;
  if (typeof to === 'number' && to >= 0 && to < least) return CLOSED;
  if (typeof from !== 'number' || typeof to !== 'number') return unknown('the ports of a rule are not known');
  return from < 0 || to < 0 ? unknown('the ports of a rule are not known') : OPEN;
}

function peerOf(rule: object, side: 'Source' | 'Destination', peer: End | undefined): Reach {
  const answers: Reach[] = [];
  const group = peek(rule, `${side}SecurityGroupId`);
  if (group !== undefined) answers.push(peer ? ofGroups(group, peer.groups) : unknown('who stands in the group of a rule is not known'));
  const cidr = peek(rule, 'CidrIp');
  if (cidr !== undefined) answers.push(typeof cidr === 'string' ? ofNetworks(cidr, peer?.networks) : peer && isWholeVpc(cidr) ? OPEN : unknown('the addresses of a rule are not known'));
  for (const property of ['CidrIpv6', `${side}PrefixListId`, `${side}SecurityGroupName`]) if (peek(rule, property) !== undefined) answers.push(unknown('whom a rule lets through is not known'));
  return answers.length > 0 ? any(answers) : unknown('whom a rule lets through is not known');
}

/** The network of a VPC of the template, in which both sides are taken to be: that they are not is another mistake. */
function isWholeVpc(cidr: unknown): boolean {
  return cidr instanceof Unknown && cidr.link?.node.type === 'AWS::EC2::VPC' && cidr.link.attribute === 'CidrBlock';
}

function ofGroups(id: unknown, groups: readonly object[]): Reach {
  const answers = groups.map((group) => isGroup(id, group));
  return answers.includes(true) ? OPEN : answers.includes(undefined) ? unknown('which group a rule lets through is not known') : CLOSED;
}

function ofNetworks(cidr: string, networks: readonly Network[] | undefined): Reach {
  const network = parseNetwork(cidr);
  if (!network) return unknown('the addresses of a rule are not known');
  if (network.first === 0n && network.last >= (1n << 32n) - 1n) return OPEN;
  if (!networks || networks.length === 0) return unknown('whether the addresses of a rule are those that matter is not known');
  // One address for nobody, as the CDK writes it to say so, lies in no subnet either.
  const inside = networks.map(({ first, last }) => (first >= network.first && last <= network.last ? OPEN : last < network.first || first > network.last ? CLOSED : unknown('the addresses of a rule are some of those that matter')));
  return inside.every(({ answer }) => answer === 'open') ? OPEN : inside.every(({ answer }) => answer === 'closed') ? CLOSED : unknown('the addresses of a rule are some of those that matter');
}

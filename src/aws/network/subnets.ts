/**
 * Subnets of the graph: in which zone one is, in which VPC, and how its packets get out.
 *
 * Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html ,
 * https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html , https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html
 */
import { type Lowered, ORIGIN, peek, Unknown } from '../../graph/value.js';
import type { Tools, TypeName } from '../../rule.js';
import type { Ec2Route, Ec2Subnet, Ec2VPC, ResourceTypes } from '../../types/resources.js';
import { type Network, parseNetwork } from './network.js';

/** The resources that a list of references names, in order. Ends the look when one is not in the input. */
export function followAll<Type extends TypeName>(list: readonly string[], type: Type, { follow, undecided }: Pick<Tools<Type>, 'follow' | 'undecided'>): readonly ResourceTypes[Type][] {
  const items = list as unknown as Record<string, string>;
  return Array.from(list.keys(), (index) => follow(items, String(index), type) ?? undecided(`a ${type} is not in this input`));
}

/** Those resources that a list refers to and that are in the input. An id that is only written does not end the look. */
export function followHere<Type extends TypeName>(list: readonly string[], type: Type, { follow }: Pick<Tools<Type>, 'follow'>): readonly ResourceTypes[Type][] {
  const items = list as unknown as Record<string, string>;
  return Array.from(list.keys(), String).flatMap((index) => (allHere([peek(list, index) as string], type) ? (follow(items, index, type) ?? []) : []));
}

/** Whether every item of a list is a reference to a resource of a type in the input, as every id in an account is. Never ends a look. */
export function allHere(list: readonly string[], type: TypeName): boolean {
  return Array.from(list.keys(), (index) => peek(list, index)).every((item) => (item instanceof Unknown ? item.link?.node.type === type : isOfAccount(list)));
}

/** Whether an object is part of what was read in an account, where ids mean resources and everything is written out. */
export function isOfAccount(object: object): boolean {
  return (object as Lowered)[ORIGIN]?.node.source.ids !== undefined;
}

/** Whether two subnets are in one Availability Zone; undefined when that cannot be told. */
export function sameZone(a: Ec2Subnet, b: Ec2Subnet): boolean | undefined {
  if (a === b) return true;
  for (const property of ['AvailabilityZone', 'AvailabilityZoneId'] as const) {
    const answer = sameText(peek(a, property), peek(b, property));
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function sameText(a: unknown, b: unknown): boolean | undefined {
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  if (!(a instanceof Unknown) || !(b instanceof Unknown)) return undefined;
  if (a.zone && b.zone) return a.zone.region === b.zone.region ? a.zone.index === b.zone.index : undefined;
  const [left, right] = [a.parts ?? [a], b.parts ?? [b]];
  if (left.length !== right.length) return undefined;
  // `${AWS::Region}a` and `${AWS::Region}b`: what is unknown is the same in both.
  const alike = left.every((part, index) => {
    const other = right[index];
    return typeof part === 'string' ? typeof other === 'string' && other.length === part.length : other instanceof Unknown && sameUnknown(part, other);
  });
  return alike ? left.every((part, index) => typeof part !== 'string' || part === right[index]) : undefined;
}

function sameUnknown(a: Unknown, b: Unknown): boolean {
  if (a.link || b.link) return a.link !== undefined && b.link !== undefined && a.link.node === b.link.node && a.link.attribute === b.link.attribute;
  return a.source?.kind === 'parameter' && b.source?.kind === 'parameter' && a.label === b.label;
}

/** How a message calls the zone of a subnet. */
export function zoneName(subnet: Ec2Subnet): string {
  const zone = peek(subnet, 'AvailabilityZone') ?? peek(subnet, 'AvailabilityZoneId');
  if (zone instanceof Unknown) return zone.zone ? `zone ${zone.zone.index + 1} of the Region` : zone.label;
  return typeof zone === 'string' ? zone : 'a zone of its own';
}

export interface Coverage {
  /** Subnets in a zone in which none of the others is. */
  outside: readonly Ec2Subnet[];
  /** Of some it cannot be told. */
  doubt: boolean;
}

/** Which subnets stand in zones where none of `others` does. */
export function zoneCoverage(subnets: readonly Ec2Subnet[], others: readonly Ec2Subnet[]): Coverage {
  const answers = subnets.map((subnet) => others.map((other) => sameZone(subnet, other)));
  return {
    outside: subnets.filter((_, index) => answers[index]?.every((answer) => answer === false)),
    doubt: answers.some((of) => !of.includes(true) && of.includes(undefined)),
  };
}

/** The VPC that a property names, as something that can be compared; undefined when it cannot. */
function vpcKey(object: object, property: string): object | string | undefined {
  const value = peek(object, property);
  if (typeof value === 'string') return value;
  return value instanceof Unknown && value.link?.node.type === 'AWS::EC2::VPC' ? value.link.node : undefined;
}

/**
 * Whether two properties certainly name different VPCs. A literal id may be that of a VPC which was imported into the stack; of two
 * parameters nobody knows.
 */
export function differentVpc(a: object, aProperty: string, b: object, bProperty: string): boolean {
  const [left, right] = [vpcKey(a, aProperty), vpcKey(b, bProperty)];
  return left !== undefined && right !== undefined && left !== right && typeof left === typeof right;
}

/** Whether two properties certainly name one VPC. */
export function sameVpc(a: object, aProperty: string, b: object, bProperty: string): boolean {
  const [left, right] = [vpcKey(a, aProperty), vpcKey(b, bProperty)];
  return left !== undefined && left === right;
}

/** The addresses of subnets; undefined unless all are known. Never ends a look. */
export function networksOf(subnets: readonly Ec2Subnet[]): readonly Network[] | undefined {
  const found = subnets.map((subnet) => {
    const block = peek(subnet, 'CidrBlock');
    return typeof block === 'string' ? parseNetwork(block) : undefined;
  });
  return found.every((network) => network !== undefined) ? found : undefined;
}

export type WayOut =
  /** An internet gateway: only who has a public address gets out. */
  | 'internet gateway'
  /** A NAT gateway or anything else that takes every address: who has none of its own gets out. */
  | 'other'
  /** No route for the addresses of the internet. */
  | 'none';

export interface Exit {
  way: WayOut;
  /** The default route, where there is one. */
  route?: Ec2Route;
  /** Routes lead to other networks, which may hold endpoints for this one. */
  beyond: boolean;
}

/** What connects a VPC with other networks. */
const BRIDGES = ['CoreNetworkArn', 'InstanceId', 'LocalGatewayId', 'NetworkInterfaceId', 'TransitGatewayId', 'VpcPeeringConnectionId'] as const;

type RouteTools = Pick<Tools<'AWS::EC2::Route' | 'AWS::EC2::RouteTable' | 'AWS::EC2::SubnetRouteTableAssociation' | 'AWS::EC2::VPC' | 'AWS::EC2::VPCGatewayAttachment'>, 'companions' | 'follow' | 'has' | 'siblings' | 'undecided'>;

/** How packets for the internet leave a subnet over IPv4. Ends the look unless its table and all routes are in the input. */
export function exitOf(subnet: Ec2Subnet, { companions, follow, has, siblings, undecided }: RouteTools): Exit {
  const here = { here: true };
  const vpc = follow(subnet, 'VpcId', 'AWS::EC2::VPC') ?? undecided('the VPC of the subnet is not in this input');
  const [association] = companions(subnet, 'AWS::EC2::SubnetRouteTableAssociation', here);
  if (!association) {
    // Without one the main table of the VPC counts. That of a VPC which is made here has no route out, unless somebody's own resource finds it.
    const stray = siblings(subnet, 'AWS::EC2::SubnetRouteTableAssociation').some((each) => strange(each, 'SubnetId', 'AWS::EC2::Subnet')) || siblings(subnet, 'AWS::EC2::Route').some((each) => strange(each, 'RouteTableId', 'AWS::EC2::RouteTable'));
    return stray ? undecided('which subnets have which route table is not known') : { way: 'none', beyond: false };
  }
  const table = follow(association, 'RouteTableId', 'AWS::EC2::RouteTable') ?? undecided('the route table is not in this input');
  const routes = companions(table, 'AWS::EC2::Route', here);
  const beyond = routes.some((each) => BRIDGES.some((bridge) => has(each, bridge)) || String(peek(each, 'GatewayId')).startsWith('vgw-'));
  // What is unknown of the others does not matter then.
  const route = routes.find((each) => peek(each, 'DestinationCidrBlock') === '0.0.0.0/0') ?? routes.find((each) => has(each, 'DestinationCidrBlock') && each.DestinationCidrBlock === '0.0.0.0/0');
  if (route && !(has(route, 'GatewayId') && isInternetGateway(route, undecided))) return { way: 'other', route, beyond };
  if (routes.some((each) => has(each, 'DestinationIpv6CidrBlock') && each.DestinationIpv6CidrBlock === '::/0')) return undecided('whether packets go out over IPv6 is not known');
  if (route) return { way: 'internet gateway', route, beyond };
  if (siblings(table, 'AWS::EC2::Route').some((each) => strange(each, 'RouteTableId', 'AWS::EC2::RouteTable'))) return undecided('for which table a route is, is not known');
  // A default route may be learned over a VPN, and halves of the internet make a whole.
  if (companions(vpc, 'AWS::EC2::VPCGatewayAttachment', here).some((each) => has(each, 'VpnGatewayId'))) return undecided('a VPN may bring a default route');
  if (routes.some((each) => has(each, 'DestinationCidrBlock') && each.DestinationCidrBlock?.endsWith('/1'))) return { way: 'other', beyond };
  if (routes.some((each) => has(each, 'DestinationPrefixListId') && !has(each, 'VpcEndpointId'))) return undecided('what a prefix list holds is not known');
  return { way: 'none', beyond };
}

/** Whether a property may name something that is not in the input. */
function strange(object: object, property: string, type: TypeName): boolean {
  const value = peek(object, property);
  return value instanceof Unknown && value.link?.node.type !== type;
}

function isInternetGateway(route: Ec2Route, undecided: (reason: string) => never): boolean {
  const gateway = peek(route, 'GatewayId');
  if (gateway instanceof Unknown) return gateway.link ? gateway.link.node.type === 'AWS::EC2::InternetGateway' : undecided('to which gateway the default route leads is not known');
  return typeof gateway === 'string' && gateway.startsWith('igw-');
}

/** The VPC in which subnets stand, when all of them are in one that the input makes. */
export function vpcOf(subnets: readonly Ec2Subnet[], { follow, undecided }: Pick<Tools<'AWS::EC2::VPC'>, 'follow' | 'undecided'>): Ec2VPC {
  const [first, ...rest] = subnets.map((subnet) => follow(subnet, 'VpcId', 'AWS::EC2::VPC'));
  return first && rest.every((vpc) => vpc === first) ? first : undecided('the VPC of the subnets is not in this input');
}

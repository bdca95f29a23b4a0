/**
 * Addresses that the network interfaces of tasks can have: one of each task in network mode awsvpc, out of its subnets.
 *
 * Sources: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html (five addresses of a subnet are AWS's own; the smallest is a /28),
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
 */
import { type Lowered, ORIGIN, peek, Unknown } from '../../graph/value.js';
import type { Place, Tools } from '../../rule.js';
import type { EcsServiceAwsVpcConfiguration } from '../../types/resources.js';
import { parseNetwork } from './network.js';

/** Addresses of a subnet that AWS keeps for itself. */
const RESERVED = 5;
/** What the smallest subnet, a /28, leaves. */
const LEAST = 16 - RESERVED;

export interface Addresses {
  /** At most so many tasks have an address; as far as the subnets are known. */
  tasks: number;
  /** At least so many, when some subnet is not known and there may be more; undefined when all are known. */
  least: number | undefined;
  /** The known subnets, with what they hold. */
  subnets: readonly { place: Place; name: string; network: string; tasks: number }[];
}

/** How many tasks the subnets of a service can hold. A network that more than one of them names counts each time, which errs on the large side. */
export function addressesIn(vpc: EcsServiceAwsVpcConfiguration, { at, follow, resource, siblings }: Pick<Tools<'AWS::EC2::Subnet'>, 'at' | 'follow' | 'resource' | 'siblings'>): Addresses {
  const subnets = peek(vpc, 'Subnets') as readonly string[] | Unknown | undefined;
  if (subnets instanceof Unknown) return { tasks: 0, least: LEAST, subnets: [] };
  const list = subnets ?? [];
  const found = Array.from(list.keys(), (index) => {
    const value = peek(list, index);
    // An id means a resource only in an account.
    const subnet = value instanceof Unknown ? (value.link?.node.type === 'AWS::EC2::Subnet' ? follow(list, String(index) as 'length', 'AWS::EC2::Subnet') : undefined) : siblings(vpc, 'AWS::EC2::Subnet').find((each) => (each as Lowered)[ORIGIN]?.node.source.ids?.includes(value as string));
    const network = subnet && peek(subnet, 'CidrBlock');
    const parsed = typeof network === 'string' ? parseNetwork(network) : undefined;
    if (!subnet || typeof network !== 'string' || parsed?.version !== 4) return undefined;
    return { place: at(subnet, 'CidrBlock'), name: resource(subnet).name, network, tasks: Math.max(0, Number(parsed.last - parsed.first) + 1 - RESERVED) };
  });
  const known = found.filter((each) => each !== undefined);
  const tasks = known.reduce((sum, each) => sum + each.tasks, 0);
  return { tasks, least: known.length < found.length ? tasks + LEAST * (found.length - known.length) : undefined, subnets: known };
}

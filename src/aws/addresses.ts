/**
 * Addresses that the network interfaces of tasks can have: one of each task in network mode awsvpc, out of its subnets.
 *
 * Sources: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html (five addresses of a subnet are AWS's own),
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
 */
import { peek, Unknown } from '../graph/value.js';
import type { Place, Tools } from '../rule.js';
import { parseNetwork } from './network.js';

/** Addresses of a subnet that AWS keeps for itself. */
const RESERVED = 5;

export interface Addresses {
  /** At most so many tasks have an address; as far as the subnets are known. */
  tasks: number;
  /** Some subnet is not known, so there may be more. */
  more: boolean;
  /** The known subnets, with what they hold. */
  subnets: readonly { place: Place; name: string; network: string; tasks: number }[];
}

/** How many tasks the subnets of a list can hold. A network that more than one of them names counts each time, which errs on the large side. */
export function addressesIn(subnets: readonly string[], { at, follow, resource }: Pick<Tools<'AWS::EC2::Subnet'>, 'at' | 'follow' | 'resource'>): Addresses {
  const found = Array.from(subnets.keys(), (index) => {
    const value = peek(subnets, index);
    if (value instanceof Unknown && value.link?.node.type !== 'AWS::EC2::Subnet') return undefined;
    const subnet = follow(subnets, String(index) as 'length', 'AWS::EC2::Subnet');
    const network = subnet && peek(subnet, 'CidrBlock');
    const parsed = typeof network === 'string' ? parseNetwork(network) : undefined;
    if (!subnet || typeof network !== 'string' || parsed?.version !== 4) return undefined;
    return { place: at(subnet, 'CidrBlock'), name: resource(subnet).name, network, tasks: Math.max(0, Number(parsed.last - parsed.first) + 1 - RESERVED) };
  });
  const known = found.filter((each) => each !== undefined);
  return { tasks: known.reduce((sum, { tasks }) => sum + tasks, 0), more: known.length < found.length, subnets: known };
}

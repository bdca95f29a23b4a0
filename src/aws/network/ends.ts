/**
 * Where the network interfaces of tasks, instances and load balancers stand: their security groups and subnets, and on which ports tasks
 * are reached.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html (the ports of a dynamic host port)
 */
import { peek } from '../../graph/value.js';
import type { Place, Tools } from '../../rule.js';
import type { AutoScalingAutoScalingGroup, AutoScalingLaunchConfiguration, Ec2LaunchTemplateLaunchTemplateData, Ec2SecurityGroup, Ec2Subnet, EcsService, EcsServiceLoadBalancer, EcsTaskDefinition, ElasticLoadBalancingV2LoadBalancer, ElasticLoadBalancingV2TargetGroup } from '../../types/resources.js';
import { launchOf } from '../capacity/instances.js';
import { networkMode, room } from '../capacity/launch.js';
import type { End, Ports } from './reach.js';
import { allHere, followAll, networksOf } from './subnets.js';

/** Which types rules that ask for the interfaces of a service look at. */
export const TASK_TYPES = [
  'AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::LaunchConfiguration', 'AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate', 'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupEgress', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::Subnet',
  'AWS::ECS::CapacityProvider', 'AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations', 'AWS::ECS::TaskDefinition',
] as const;

type EndTools = Pick<Tools<(typeof TASK_TYPES)[number]>, 'at' | 'companions' | 'follow' | 'has' | 'siblings' | 'text' | 'undecided'>;

/** Docker takes these for a host port 0; the newest Linux ends them at 60999, which makes no difference to who lets nothing of them in. */
export const DYNAMIC_PORTS: Ports = { least: 32768, most: 65535 };

const listIn = (owner: object, property: string): readonly string[] | undefined => {
  const list = peek(owner, property);
  return Array.isArray(list) ? (list as readonly string[]) : undefined;
};

const end = (groups: readonly Ec2SecurityGroup[], owner: object, property: string, tools: Pick<Tools<'AWS::EC2::Subnet'>, 'follow' | 'undecided'>): End => {
  const subnets = listIn(owner, property);
  return { groups, networks: subnets && allHere(subnets, 'AWS::EC2::Subnet') ? networksOf(followAll(subnets, 'AWS::EC2::Subnet', tools)) : undefined };
};

/** The interfaces through which the tasks of a service are reached: their own (awsvpc), or those of their instances. */
export function taskEnds(service: EcsService, task: EcsTaskDefinition, tools: EndTools): readonly End[] {
  const { undecided } = tools;
  const mode = networkMode(task);
  if (mode === 'awsvpc') {
    const vpc = service.NetworkConfiguration?.AwsvpcConfiguration ?? undecided('the service has no network configuration');
    const groups = vpc.SecurityGroups ?? [];
    return groups.length > 0 ? [end(followAll(groups, 'AWS::EC2::SecurityGroup', tools), vpc, 'Subnets', tools)] : undecided('the default security group of the VPC is not known here');
  }
  if (mode === undefined || mode === 'none') return undecided('the tasks have no network');
  return members(service, tools).map((group) => {
    const { of } = launchOf(group, tools);
    return end(instanceGroups(of as Ec2LaunchTemplateLaunchTemplateData & AutoScalingLaunchConfiguration, tools), group, 'VPCZoneIdentifier', tools);
  });
}

export interface Homes {
  subnets: readonly Ec2Subnet[];
  /** Where they are named. */
  place: Place;
}

/** The subnets in which the tasks of a service run: their own (awsvpc), or those of their instances. */
export function taskSubnets(service: EcsService, task: EcsTaskDefinition, tools: EndTools): readonly Homes[] {
  const { at, undecided } = tools;
  if (networkMode(task) === 'awsvpc') {
    const vpc = service.NetworkConfiguration?.AwsvpcConfiguration ?? undecided('the service has no network configuration');
    return [{ subnets: followAll(vpc.Subnets ?? [], 'AWS::EC2::Subnet', tools), place: at(vpc, 'Subnets') }];
  }
  return members(service, tools).map((group) => {
    const subnets = followAll(group.VPCZoneIdentifier ?? [], 'AWS::EC2::Subnet', tools);
    return subnets.length > 0 ? { subnets, place: at(group, 'VPCZoneIdentifier') } : undecided('where the instances are is not known');
  });
}

function members(service: EcsService, tools: EndTools): readonly AutoScalingAutoScalingGroup[] {
  const found = room(service, tools).members;
  return found.length > 0 ? found : tools.undecided('which Auto Scaling group starts the instances of the cluster is not known');
}

function instanceGroups(of: Ec2LaunchTemplateLaunchTemplateData & AutoScalingLaunchConfiguration, tools: EndTools): readonly Ec2SecurityGroup[] {
  const named = of.SecurityGroupIds ?? of.NetworkInterfaces?.[0]?.Groups ?? of.SecurityGroups ?? [];
  return named.length > 0 ? followAll(named, 'AWS::EC2::SecurityGroup', tools) : tools.undecided('the default security group of the VPC is not known here');
}

/** The interfaces of a load balancer; ends the look when its groups are not in the input. A Network Load Balancer may have none. */
export function balancerEnd(balancer: ElasticLoadBalancingV2LoadBalancer, tools: Pick<Tools<'AWS::EC2::SecurityGroup' | 'AWS::EC2::Subnet'>, 'follow' | 'undecided'>): End {
  const groups = balancer.SecurityGroups ?? [];
  if (groups.length === 0 && balancer.Type === 'network') return end([], balancer, 'Subnets', tools);
  return groups.length > 0 ? end(followAll(groups, 'AWS::EC2::SecurityGroup', tools), balancer, 'Subnets', tools) : tools.undecided('the load balancer has no security group here');
}

/** The ports at which a load balancer reaches a container of a service; undefined when none is mapped, which is another mistake. */
export function targetPorts(entry: EcsServiceLoadBalancer, task: EcsTaskDefinition): Ports | undefined {
  const port = entry.ContainerPort;
  const mode = networkMode(task);
  if (port === undefined) return undefined;
  if (mode === 'awsvpc' || mode === 'host') return { least: port, most: port };
  const container = (task.ContainerDefinitions ?? []).find((each) => each.Name === entry.ContainerName);
  const mapping = container?.PortMappings?.find((each) => each.ContainerPort === port);
  if (!mapping) return undefined;
  return mapping.HostPort ? { least: mapping.HostPort, most: mapping.HostPort } : DYNAMIC_PORTS;
}

type BalancerTools = Pick<Tools<'AWS::ElasticLoadBalancingV2::Listener' | 'AWS::ElasticLoadBalancingV2::ListenerRule' | 'AWS::ElasticLoadBalancingV2::LoadBalancer'>, 'companions' | 'follow' | 'undecided'>;

/** The load balancers that forward to a target group, as far as they are in the input. */
export function balancersOf(group: ElasticLoadBalancingV2TargetGroup, { companions, follow }: BalancerTools): readonly ElasticLoadBalancingV2LoadBalancer[] {
  const here = { here: true };
  const rules = companions(group, 'AWS::ElasticLoadBalancingV2::ListenerRule', here).map((rule) => follow(rule, 'ListenerArn', 'AWS::ElasticLoadBalancingV2::Listener'));
  const listeners = [...companions(group, 'AWS::ElasticLoadBalancingV2::Listener', here), ...rules.filter((listener) => listener !== undefined)];
  return [...new Set(listeners)].flatMap((listener) => follow(listener, 'LoadBalancerArn', 'AWS::ElasticLoadBalancingV2::LoadBalancer') ?? []);
}

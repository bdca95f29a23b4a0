/**
 * Where the tasks of a service run, and how many. What a rule cannot read ends its look here as it does anywhere.
 *
 * Sources: ECS API reference, CreateService `launchType`, `capacityProviderStrategy`, `desiredCount`
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html ; Application Auto Scaling, RegisterScalableTarget
 * https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
 */
import { peek, Unknown } from '../../graph/value.js';
import type { Place, Tools } from '../../rule.js';
import type { ApplicationAutoScalingScalableTarget, AutoScalingAutoScalingGroup, EcsService, EcsServiceCapacityProviderStrategyItem, EcsTaskDefinition } from '../../types/resources.js';

/** Capacity providers of AWS Fargate; nobody's own provider may be called so. */
export const FARGATE_PROVIDERS: ReadonlySet<string> = new Set(['FARGATE', 'FARGATE_SPOT']);

/** Whether the service itself says that its tasks run on Fargate; false as well when it leaves that to its cluster. */
export function runsOnFargate(service: EcsService, { follow, text }: Pick<Tools<'AWS::ECS::CapacityProvider'>, 'follow' | 'text'>): boolean {
  if (service.LaunchType !== undefined) return service.LaunchType === 'FARGATE';
  return (service.CapacityProviderStrategy ?? []).some((item) => {
    const name = item && text(item, 'CapacityProvider').known;
    // A reference leads to a provider of one's own, or it cannot be told.
    return name === undefined ? follow(item, 'CapacityProvider') === undefined : FARGATE_PROVIDERS.has(name);
  });
}

/** The task definition that a service refers to, if it is a resource of the input; one that it only names does not end the look. */
export function taskHere(service: EcsService, { follow }: Pick<Tools<'AWS::ECS::TaskDefinition'>, 'follow'>): EcsTaskDefinition | undefined {
  const value = peek(service, 'TaskDefinition');
  return value instanceof Unknown && value.link?.node.type === 'AWS::ECS::TaskDefinition' ? follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition') : undefined;
}

/**
 * The network mode of a task definition. Undefined when there is none: registration for Fargate demands awsvpc in writing.
 * The default is bridge on Linux, NAT on Windows (like bridge for a service), awsvpc on Managed Instances.
 */
export function networkMode(task: EcsTaskDefinition): string | undefined {
  if (task.NetworkMode !== undefined) return task.NetworkMode;
  const compatible = task.RequiresCompatibilities ?? [];
  return compatible.includes('FARGATE') ? undefined : compatible.includes('MANAGED_INSTANCES') ? 'awsvpc' : 'bridge';
}

/** Why an instance holds one task of a service only, old and new versions together; undefined when it may hold several. */
export function oneAnInstance(service: EcsService, { follow }: Pick<Tools<'AWS::ECS::TaskDefinition'>, 'follow'>): string | undefined {
  if (service.PlacementConstraints?.some((constraint) => constraint.Type === 'distinctInstance')) return 'distinctInstance';
  const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
  const mode = task && networkMode(task);
  if (!task || (mode !== 'host' && mode !== 'bridge')) return undefined;
  const mappings = (task.ContainerDefinitions ?? []).flatMap((container) => container.PortMappings ?? []);
  const fixed = mappings.find((mapping) => (mode === 'host' ? mapping.ContainerPort : mapping.HostPort));
  return fixed && (mode === 'host' ? `network mode host, port ${fixed.ContainerPort}` : `host port ${fixed.HostPort}`);
}

export interface Desired {
  tasks: number;
  /** What says so, e.g. `MinCapacity of Scaling`. */
  by: string;
  /** Written for the service itself, so that it holds at the next update as well; scaling may have more tasks by then. */
  sure: boolean;
  place: Place;
}

type ScalingTools = Pick<Tools<'AWS::ApplicationAutoScaling::ScalableTarget' | 'AWS::ECS::Service'>, 'at' | 'companions' | 'resource' | 'siblings' | 'undecided' | 'written'>;

/** What scales a service; undefined when nothing in sight does. Ends the look when something in sight may. */
export function scaling(service: EcsService, { companions, resource, siblings, undecided }: Omit<ScalingTools, 'at' | 'written'>): ApplicationAutoScalingScalableTarget | undefined {
  const [target] = companions(service, 'AWS::ApplicationAutoScaling::ScalableTarget', { here: true });
  if (target) return target;
  const claimed = new Set<ApplicationAutoScalingScalableTarget>(siblings(service, 'AWS::ECS::Service').flatMap((each) => companions(each, 'AWS::ApplicationAutoScaling::ScalableTarget', { here: true })));
  const vague = siblings(service, 'AWS::ApplicationAutoScaling::ScalableTarget').find((each) => !claimed.has(each) && each.ServiceNamespace === 'ecs');
  if (vague) undecided(`${resource(vague).name} may scale ${resource(service).name}`);
  return undefined;
}

/** The least number of tasks that an update of a REPLICA service may meet: the least capacity of its scaling, else its desired count. */
export function desired(service: EcsService, tools: ScalingTools): Desired {
  const { at, resource, written } = tools;
  const target = scaling(service, tools);
  if (target) return { tasks: target.MinCapacity ?? 0, by: `MinCapacity of ${resource(target).name}`, sure: false, place: at(target, 'MinCapacity') };
  if (written(service, 'DesiredCount')) return { tasks: service.DesiredCount ?? 1, by: 'DesiredCount', sure: true, place: at(service, 'DesiredCount') };
  return { tasks: 1, by: 'default of DesiredCount', sure: false, place: at(service, 'DesiredCount') };
}

export interface Room {
  /** At most so many instances. */
  instances: number;
  groups: readonly AutoScalingAutoScalingGroup[];
  /** Those of them whose instances certainly join the cluster; another one may be there for something else, a bastion or a runner. */
  members: readonly AutoScalingAutoScalingGroup[];
  /** Nothing else can lend an instance: the tasks are bound to capacity providers. */
  bound: boolean;
}

type RoomTools = Pick<
  Tools<'AWS::AutoScaling::AutoScalingGroup' | 'AWS::AutoScaling::LaunchConfiguration' | 'AWS::EC2::Instance' | 'AWS::EC2::LaunchTemplate' | 'AWS::ECS::CapacityProvider' | 'AWS::ECS::Cluster' | 'AWS::ECS::ClusterCapacityProviderAssociations'>,
  'companions' | 'follow' | 'siblings' | 'undecided'
>;

/** How many container instances a service on EC2 can have; undecided unless all of them are in sight. */
export function room(service: EcsService, { companions, follow, siblings, undecided }: RoomTools): Room {
  let strategy: readonly EcsServiceCapacityProviderStrategyItem[] = service.CapacityProviderStrategy ?? [];
  let cluster: object | undefined;
  if (strategy.length === 0) {
    const found = follow(service, 'Cluster', 'AWS::ECS::Cluster');
    if (!found) return undecided('the default cluster is not declared here');
    cluster = found;
    if (service.LaunchType === undefined) {
      const [associations] = companions(found, 'AWS::ECS::ClusterCapacityProviderAssociations', { here: true });
      strategy = associations?.DefaultCapacityProviderStrategy ?? found.DefaultCapacityProviderStrategy ?? [];
    }
  }
  const ofProviders = strategy.map((item) => {
    const provider = follow(item, 'CapacityProvider', 'AWS::ECS::CapacityProvider')?.AutoScalingGroupProvider;
    const group = provider && follow(provider, 'AutoScalingGroupArn', 'AWS::AutoScaling::AutoScalingGroup');
    return group ?? undecided('a capacity provider has no Auto Scaling group');
  });
  const bound = ofProviders.length > 0;
  const joins = bound || !cluster ? [] : [...companions(cluster, 'AWS::EC2::LaunchTemplate', { here: true }), ...companions(cluster, 'AWS::AutoScaling::LaunchConfiguration', { here: true })];
  if (!bound && cluster) {
    if (joins.length === 0 || siblings(cluster, 'AWS::EC2::Instance').length > 0) undecided('which instances join the cluster is not known');
  }
  const groups = [...new Set(bound || !cluster ? ofProviders : siblings(cluster, 'AWS::AutoScaling::AutoScalingGroup'))];
  if (groups.length === 0) undecided('the instances of the cluster are not declared here');
  const instances = groups.reduce((sum, group) => sum + Number(group.MaxSize), 0);
  const joining = new Set(joins.flatMap((each) => companions(each, 'AWS::AutoScaling::AutoScalingGroup', { here: true })));
  const members = bound ? groups : groups.filter((group) => joining.has(group));
  return Number.isInteger(instances) ? { instances, groups, members, bound } : undecided('the size of an Auto Scaling group is no number');
}

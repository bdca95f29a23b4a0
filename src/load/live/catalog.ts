/**
 * What a scan can read, collection by collection: which types it gives, which calls that takes, and how. Only collections that the rules
 * of a run ask about are read.
 *
 * Sources: the API references of the services; batch and page sizes are those of the calls' own documentation.
 */
import type { Api, Raw, Service } from './api.js';
import { json, notRead, propertiesOf } from './shape.js';

/** A resource as it was read. */
export interface Item {
  type: string;
  /** How people call it; stable over revisions. */
  name: string;
  /** ARNs and ids that other resources call it by, the ARN first, empty where there is none. */
  ids: readonly string[];
  properties: Raw;
  /** What no property holds and other collections start from; snapshots do not keep it. */
  beside?: Raw;
}

/** One reading of an account and region. */
export interface Cell {
  api: Api;
  /** `latest+used`: of task definitions the newest of each family and what something uses; `used`: only that. */
  scope: 'latest+used' | 'used';
  /** What the collections before this one gave, by type; waits for them. */
  items(type: string): Promise<readonly Item[]>;
  /** Gives a property that takes calls of its own; one that is refused is not read, and the rest of the resource is. */
  part(read: () => Promise<unknown>, absent?: RegExp): Promise<unknown>;
  /** All pages of a list of resources. What a failed page would have given is missing, and the collection is not complete. */
  list(service: Service, operation: string, input: Raw, items: string): Promise<Raw[]>;
  /** One look at resources: undefined when they are gone, an empty answer when it failed, which leaves the collection incomplete. */
  look(service: Service, operation: string, input: Raw): Promise<Raw | undefined>;
}

export interface Collection {
  name: string;
  types: readonly string[];
  /** Collections whose items it starts from. */
  after?: readonly string[];
  /** Collections whose items it starts from as well where they are read. What is missing there, nothing that was read leads to. */
  alsoAfter?: readonly string[];
  /** Calls, as IAM actions. */
  actions: readonly string[];
  read(cell: Cell): Promise<Item[]>;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const at = (value: unknown, ...path: string[]): unknown => path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Raw)[key] : undefined), value);
const unique = (values: readonly unknown[]): string[] => [...new Set(values.filter((value): value is string => typeof value === 'string' && value !== ''))].sort();

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}

/** Describes by batches. What vanished in between is left out, and where AWS refuses the whole batch for it, so are no others. */
async function batched({ look }: Pick<Cell, 'look'>, service: Service, operation: string, ids: readonly string[], size: number, input: (batch: string[]) => Raw, items: string): Promise<Raw[]> {
  const read = async (batch: string[]): Promise<Raw[]> => {
    const answer = await look(service, operation, input(batch));
    if (answer) return list(answer[items]) as Raw[];
    if (batch.length < 2) return [];
    const half = Math.ceil(batch.length / 2);
    return (await Promise.all([read(batch.slice(0, half)), read(batch.slice(half))])).flat();
  };
  return (await Promise.all(chunks(ids, size).map(read))).flat();
}

/** Looks of which one that fails fails them all: for the parts of resources. */
const strict = (api: Api): Pick<Cell, 'look'> => ({ look: (service, operation, input) => api.callIfThere(service, operation, input) });

/** ARNs of task definitions that services, rules and schedules run. */
async function usedTasks(cell: Cell): Promise<string[]> {
  return unique([
    ...(await cell.items('AWS::ECS::Service')).map(({ properties }) => properties.TaskDefinition),
    ...(await cell.items('AWS::Events::Rule')).flatMap(({ properties }) => list(properties.Targets).map((target) => at(target, 'EcsParameters', 'TaskDefinitionArn'))),
    ...(await cell.items('AWS::Scheduler::Schedule')).map(({ properties }) => at(properties.Target, 'EcsParameters', 'TaskDefinitionArn')),
  ]).filter((arn) => arn.startsWith('arn:'));
}

async function volumes(cell: Cell): Promise<unknown[]> {
  return (await cell.items('AWS::ECS::TaskDefinition')).flatMap(({ properties }) => list(properties.Volumes));
}

const networks = async (cell: Cell): Promise<unknown[]> => (await cell.items('AWS::ECS::Service')).map(({ properties }) => at(properties.NetworkConfiguration, 'AwsvpcConfiguration'));

/** A property of all items of a type. */
const every = async (cell: Cell, type: string, ...path: string[]): Promise<unknown[]> => (await cell.items(type)).flatMap(({ properties }) => at(properties, ...path) as unknown);

/** Makes the ARNs of what EC2 answers without one, from those of the subnets. */
async function arnsInEc2(cell: Cell): Promise<(owner: unknown, resource: string) => string> {
  const [, partition, , region] = (await cell.items('AWS::EC2::Subnet'))[0]?.ids[0]?.split(':') ?? [];
  return (owner, resource) => (partition !== undefined && text(owner) !== '' ? `arn:${partition}:ec2:${region}:${text(owner)}:${resource}` : '');
}

/** What lies in the VPCs of the subnets in use, in pages. */
async function inVpcs(cell: Cell, operation: string, MaxResults: number, items: string): Promise<Raw[]> {
  const vpcs = unique(await every(cell, 'AWS::EC2::Subnet', 'VpcId'));
  return (await Promise.all(chunks(vpcs, 200).map((Values) => cell.list('ec2', operation, { Filters: [{ Name: 'vpc-id', Values }], MaxResults }, items)))).flat();
}

/** In the order in which they are read. */
export const COLLECTIONS: readonly Collection[] = [
  {
    name: 'ecs:clusters',
    types: ['AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations'],
    actions: ['ecs:ListClusters', 'ecs:DescribeClusters'],
    async read(cell) {
      const arns = (await cell.list('ecs', 'ListClusters', { maxResults: 100 }, 'clusterArns')) as unknown as string[];
      const found = await batched(cell, 'ecs', 'DescribeClusters', arns, 100, (clusters) => ({ clusters, include: ['SETTINGS', 'CONFIGURATIONS', 'TAGS'] }), 'clusters');
      return found.filter(({ status }) => status === undefined || status === 'ACTIVE').map((live) => ({ type: 'AWS::ECS::Cluster', name: text(live.clusterName), ids: [text(live.clusterArn)], properties: propertiesOf('AWS::ECS::Cluster', live) }));
    },
  },
  {
    name: 'ecs:services',
    types: ['AWS::ECS::Service'],
    after: ['ecs:clusters'],
    actions: ['ecs:ListServices', 'ecs:DescribeServices', 'ecs:DescribeServiceRevisions'],
    async read(cell) {
      const { api } = cell;
      // Also of clusters that count no active services: draining ones are not in that number, and a call is cheap.
      const perCluster = await Promise.all(
        (await cell.items('AWS::ECS::Cluster')).map(async ({ ids: [cluster = ''] }) => {
          const arns = (await cell.list('ecs', 'ListServices', { cluster, maxResults: 100 }, 'serviceArns')) as unknown as string[];
          return batched(cell, 'ecs', 'DescribeServices', arns, 10, (services) => ({ cluster, services, include: ['TAGS'] }), 'services');
        }),
      );
      const services = perCluster.flat().filter(({ status }) => status !== 'INACTIVE');
      const revisionOf = (live: Raw): string => text(at(list(live.currentServiceRevisions)[0], 'arn'));
      const revisions = await cell.part(async () => new Map((await batched(strict(api), 'ecs', 'DescribeServiceRevisions', unique(services.map(revisionOf)), 20, (serviceRevisionArns) => ({ serviceRevisionArns }), 'serviceRevisions')).map((each) => [text(each.serviceRevisionArn), each])));
      return services.map((live) => {
        const primary = list(live.deployments).find((each) => at(each, 'status') === 'PRIMARY') as Raw | undefined;
        const moved = primary ? propertiesOf('AWS::ECS::Service', { serviceConnectConfiguration: primary.serviceConnectConfiguration, volumeConfigurations: primary.volumeConfigurations, vpcLatticeConfigurations: primary.vpcLatticeConfigurations }) : {};
        const { ServiceConnectConfiguration, VolumeConfigurations, VpcLatticeConfigurations } = moved;
        const Monitoring = revisions instanceof Map ? (at(revisions.get(revisionOf(live)), 'monitoring') as Raw | undefined) : revisions;
        return { type: 'AWS::ECS::Service', name: text(live.serviceName), ids: [text(live.serviceArn)], properties: propertiesOf('AWS::ECS::Service', live, { ServiceConnectConfiguration, VolumeConfigurations, VpcLatticeConfigurations, ...(Monitoring !== undefined && { Monitoring }) }) };
      });
    },
  },
  {
    name: 'events:rules',
    types: ['AWS::Events::Rule'],
    actions: ['events:ListEventBuses', 'events:ListRules', 'events:ListTargetsByRule'],
    async read(cell) {
      const buses = await cell.list('events', 'ListEventBuses', { Limit: 100 }, 'EventBuses');
      const rules = (await Promise.all(buses.map((bus) => cell.list('events', 'ListRules', { EventBusName: text(bus.Name), Limit: 100 }, 'Rules')))).flat();
      const withTargets = await Promise.all(rules.map(async (rule) => ({ rule, Targets: await cell.list('events', 'ListTargetsByRule', { Rule: text(rule.Name), EventBusName: text(rule.EventBusName), Limit: 100 }, 'Targets') })));
      // Only what starts tasks is ours.
      return withTargets.filter(({ Targets }) => Targets.some((target) => target.EcsParameters !== undefined)).map(({ rule, Targets }) => ({ type: 'AWS::Events::Rule', name: text(rule.Name), ids: [text(rule.Arn)], properties: propertiesOf('AWS::Events::Rule', { ...rule, Targets }) }));
    },
  },
  {
    name: 'scheduler:schedules',
    types: ['AWS::Scheduler::Schedule'],
    actions: ['scheduler:ListSchedules', 'scheduler:GetSchedule'],
    async read(cell) {
      const all = await cell.list('scheduler', 'ListSchedules', { MaxResults: 100 }, 'Schedules');
      const ours = all.filter((schedule) => /:cluster\/|aws-sdk:ecs:runTask/.test(text(at(schedule.Target, 'Arn'))));
      const whole = await Promise.all(ours.map((schedule) => cell.look('scheduler', 'GetSchedule', { Name: text(schedule.Name), GroupName: text(schedule.GroupName) })));
      return whole.filter((live): live is Raw => live?.Name !== undefined).map((live) => ({ type: 'AWS::Scheduler::Schedule', name: text(live.Name), ids: [text(live.Arn)], properties: propertiesOf('AWS::Scheduler::Schedule', live) }));
    },
  },
  {
    name: 'ecs:task-definitions',
    types: ['AWS::ECS::TaskDefinition'],
    after: ['ecs:services', 'events:rules', 'scheduler:schedules'],
    actions: ['ecs:ListTaskDefinitionFamilies', 'ecs:DescribeTaskDefinition'],
    async read(cell) {
      const describe = (taskDefinition: string): Promise<Raw | undefined> => cell.look('ecs', 'DescribeTaskDefinition', { taskDefinition, include: ['TAGS'] });
      const families = cell.scope === 'used' ? [] : ((await cell.list('ecs', 'ListTaskDefinitionFamilies', { status: 'ACTIVE', maxResults: 100 }, 'families')) as unknown as string[]);
      const latest = (await Promise.all(families.map(describe))).filter((each): each is Raw => each?.taskDefinition !== undefined);
      const have = new Set(latest.map((each) => at(each.taskDefinition, 'taskDefinitionArn')));
      const used = (await Promise.all((await usedTasks(cell)).filter((arn) => !have.has(arn)).map(describe))).filter((each): each is Raw => each?.taskDefinition !== undefined);
      return [...latest, ...used].map(({ taskDefinition, tags }) => {
        const live = taskDefinition as Raw;
        const arn = text(live.taskDefinitionArn);
        const family = text(live.family);
        // The newest revision is what the family alone, or its ARN without a number, means as well.
        const isLatest = have.has(arn);
        return { type: 'AWS::ECS::TaskDefinition', name: family, ids: [arn, ...(isLatest ? [arn.replace(/:\d+$/, ''), family] : []), `${family}:${String(live.revision)}`], properties: propertiesOf('AWS::ECS::TaskDefinition', { ...live, tags }) };
      });
    },
  },
  {
    name: 'ecs:capacity-providers',
    types: ['AWS::ECS::CapacityProvider'],
    actions: ['ecs:DescribeCapacityProviders'],
    async read(cell) {
      const all = await cell.list('ecs', 'DescribeCapacityProviders', { include: ['TAGS'], maxResults: 10 }, 'capacityProviders');
      return all.filter(({ name }) => name !== 'FARGATE' && name !== 'FARGATE_SPOT').map((live) => ({ type: 'AWS::ECS::CapacityProvider', name: text(live.name), ids: [text(live.capacityProviderArn)], properties: propertiesOf('AWS::ECS::CapacityProvider', live) }));
    },
  },
  {
    name: 'ecr:repositories',
    types: ['AWS::ECR::Repository'],
    actions: ['ecr:DescribeRepositories', 'ecr:GetLifecyclePolicy', 'ecr:GetRepositoryPolicy', 'ecr:ListTagsForResource', 'ecr:BatchGetRepositoryScanningConfiguration'],
    async read(cell) {
      const { api } = cell;
      const repositories = await cell.list('ecr', 'DescribeRepositories', { maxResults: 1000 }, 'repositories');
      const names = repositories.map(({ repositoryName }) => text(repositoryName));
      const scanning = await cell.part(async () => new Map((await batched(strict(api), 'ecr', 'BatchGetRepositoryScanningConfiguration', names, 25, (repositoryNames) => ({ repositoryNames }), 'scanningConfigurations')).map((each) => [text(each.repositoryName), each])));
      return Promise.all(
        repositories.map(async (live) => {
          const name = text(live.repositoryName);
          const [LifecyclePolicy, RepositoryPolicyText, Tags] = await Promise.all([
            cell.part(async () => ({ LifecyclePolicyText: text((await api.call('ecr', 'GetLifecyclePolicy', { repositoryName: name })).lifecyclePolicyText) }), /LifecyclePolicyNotFound/),
            cell.part(async () => json(text((await api.call('ecr', 'GetRepositoryPolicy', { repositoryName: name })).policyText)), /RepositoryPolicyNotFound/),
            cell.part(async () => (await api.call('ecr', 'ListTagsForResource', { resourceArn: text(live.repositoryArn) })).tags),
          ]);
          // What really happens to a pushed image, whoever set it.
          const effective = scanning instanceof Map ? (scanning.get(name) as Raw | undefined) : undefined;
          const ImageScanningConfiguration = scanning instanceof Map ? { ScanOnPush: effective?.scanOnPush === true || (text(effective?.scanFrequency) !== '' && effective?.scanFrequency !== 'MANUAL') || at(live.imageScanningConfiguration, 'scanOnPush') === true } : scanning;
          return { type: 'AWS::ECR::Repository', name, ids: [text(live.repositoryArn), text(live.repositoryUri)], properties: propertiesOf('AWS::ECR::Repository', live, { LifecyclePolicy, RepositoryPolicyText, Tags, ImageScanningConfiguration }) };
        }),
      );
    },
  },
  {
    name: 'ecr:registry-scanning',
    types: ['AWS::ECR::RegistryScanningConfiguration'],
    actions: [],
    async read() {
      // What it does to each repository is read with the repositories.
      return [];
    },
  },
  {
    name: 'application-autoscaling:targets',
    types: ['AWS::ApplicationAutoScaling::ScalableTarget'],
    actions: ['application-autoscaling:DescribeScalableTargets', 'application-autoscaling:DescribeScheduledActions'],
    async read(cell) {
      const { api } = cell;
      const all = await cell.list('application-autoscaling', 'DescribeScalableTargets', { ServiceNamespace: 'ecs', MaxResults: 50 }, 'ScalableTargets');
      const actions = await cell.part(() => api.list('application-autoscaling', 'DescribeScheduledActions', { ServiceNamespace: 'ecs', MaxResults: 50 }, 'ScheduledActions'));
      return all.map((live) => ({
        type: 'AWS::ApplicationAutoScaling::ScalableTarget', name: text(live.ResourceId), ids: [text(live.ScalableTargetARN), `${text(live.ResourceId)}|${text(live.ScalableDimension)}|${text(live.ServiceNamespace)}`],
        properties: propertiesOf('AWS::ApplicationAutoScaling::ScalableTarget', live, { ScheduledActions: Array.isArray(actions) ? actions.filter((action: Raw) => action.ResourceId === live.ResourceId) : actions }),
      }));
    },
  },
  {
    name: 'application-autoscaling:policies',
    types: ['AWS::ApplicationAutoScaling::ScalingPolicy'],
    actions: ['application-autoscaling:DescribeScalingPolicies'],
    async read(cell) {
      const all = await cell.list('application-autoscaling', 'DescribeScalingPolicies', { ServiceNamespace: 'ecs', MaxResults: 10 }, 'ScalingPolicies');
      return all.map((live) => ({ type: 'AWS::ApplicationAutoScaling::ScalingPolicy', name: `${text(live.ResourceId)} ${text(live.PolicyName)}`, ids: [text(live.PolicyARN)], properties: propertiesOf('AWS::ApplicationAutoScaling::ScalingPolicy', live, { ScalingTargetId: `${text(live.ResourceId)}|${text(live.ScalableDimension)}|${text(live.ServiceNamespace)}` }), beside: { alarms: list(live.Alarms).map((alarm) => at(alarm, 'AlarmName')) } }));
    },
  },
  {
    name: 'elasticloadbalancing:target-groups',
    types: ['AWS::ElasticLoadBalancingV2::TargetGroup', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule'],
    after: ['ecs:services'],
    actions: ['elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeLoadBalancers', 'elasticloadbalancing:DescribeListeners', 'elasticloadbalancing:DescribeRules', 'elasticloadbalancing:DescribeTargetGroupAttributes'],
    async read(cell) {
      const { api } = cell;
      const used = unique((await cell.items('AWS::ECS::Service')).flatMap(({ properties }) => list(properties.LoadBalancers).flatMap((each) => [at(each, 'TargetGroupArn'), at(each, 'AdvancedConfiguration', 'AlternateTargetGroupArn')])));
      const groups = await batched(cell, 'elasticloadbalancing', 'DescribeTargetGroups', used, 20, (TargetGroupArns) => ({ TargetGroupArns }), 'TargetGroups');
      const balancers = await batched(cell, 'elasticloadbalancing', 'DescribeLoadBalancers', unique(groups.flatMap(({ LoadBalancerArns }) => list(LoadBalancerArns))), 20, (LoadBalancerArns) => ({ LoadBalancerArns }), 'LoadBalancers');
      const listeners = (await Promise.all(balancers.map(({ LoadBalancerArn }) => cell.list('elasticloadbalancing', 'DescribeListeners', { LoadBalancerArn, PageSize: 400 }, 'Listeners')))).flat();
      const rules = (await Promise.all(listeners.map(async ({ ListenerArn }) => (await cell.list('elasticloadbalancing', 'DescribeRules', { ListenerArn, PageSize: 400 }, 'Rules')).filter(({ IsDefault }) => IsDefault !== true).map((rule) => ({ ...rule, ListenerArn }) as Raw)))).flat();
      const made = (type: string, live: Raw, name: string, arn: unknown, more: Raw = {}): Item => ({ type, name, ids: [text(arn)], properties: propertiesOf(type, live, more) });
      const tail = (arn: unknown): string => text(arn).split(':').at(-1) ?? '';
      return [
        ...(await Promise.all(groups.map(async (live) => made('AWS::ElasticLoadBalancingV2::TargetGroup', live, text(live.TargetGroupName), live.TargetGroupArn, { TargetGroupAttributes: await cell.part(async () => (await api.call('elasticloadbalancing', 'DescribeTargetGroupAttributes', { TargetGroupArn: live.TargetGroupArn })).Attributes) })))),
        ...balancers.map((live) => made('AWS::ElasticLoadBalancingV2::LoadBalancer', live, text(live.LoadBalancerName), live.LoadBalancerArn, { Subnets: list(live.AvailabilityZones).map((zone) => at(zone, 'SubnetId')) })),
        ...listeners.map((live) => made('AWS::ElasticLoadBalancingV2::Listener', live, tail(live.ListenerArn), live.ListenerArn)),
        ...rules.map((live) => made('AWS::ElasticLoadBalancingV2::ListenerRule', live, tail(live.RuleArn), live.RuleArn, { ListenerArn: live.ListenerArn })),
      ];
    },
  },
  {
    name: 'autoscaling:groups',
    types: ['AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::LaunchConfiguration', 'AWS::EC2::LaunchTemplate'],
    after: ['ecs:capacity-providers'],
    actions: ['autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeLaunchConfigurations', 'ec2:DescribeLaunchTemplateVersions'],
    async read(cell) {
      const names = unique((await cell.items('AWS::ECS::CapacityProvider')).map(({ properties }) => text(at(properties.AutoScalingGroupProvider, 'AutoScalingGroupArn')).split('autoScalingGroupName/').at(-1)));
      const groups = await batched(cell, 'autoscaling', 'DescribeAutoScalingGroups', names, 50, (AutoScalingGroupNames) => ({ AutoScalingGroupNames, MaxRecords: 100 }), 'AutoScalingGroups');
      const specifications = groups.map((group) => group.LaunchTemplate ?? at(group.MixedInstancesPolicy, 'LaunchTemplate', 'LaunchTemplateSpecification')).filter((each): each is Raw => typeof each === 'object' && each !== null);
      const used = new Map<string, Raw[]>();
      for (const each of specifications) used.set(text(each.LaunchTemplateId), [...(used.get(text(each.LaunchTemplateId)) ?? []), each]);
      const templates = await Promise.all(
        [...used].map(async ([LaunchTemplateId, its]) => {
          const [{ LaunchTemplateName, Version } = {} as Raw] = its;
          const data = at(list((await cell.look('ec2', 'DescribeLaunchTemplateVersions', { LaunchTemplateId, Versions: [Version ?? '$Default'] }))?.LaunchTemplateVersions)[0], 'LaunchTemplateData');
          const several = its.some((each) => each.Version !== Version);
          return { type: 'AWS::EC2::LaunchTemplate', name: text(LaunchTemplateName), ids: ['', LaunchTemplateId], properties: propertiesOf('AWS::EC2::LaunchTemplate', { launchTemplateName: LaunchTemplateName, launchTemplateData: withUserData(data) }, several ? { LaunchTemplateData: notRead('Auto Scaling groups use several versions of it') } : {}) };
        }),
      );
      const configurations = await batched(cell, 'autoscaling', 'DescribeLaunchConfigurations', unique(groups.map(({ LaunchConfigurationName }) => LaunchConfigurationName)), 50, (LaunchConfigurationNames) => ({ LaunchConfigurationNames }), 'LaunchConfigurations');
      return [
        ...groups.map((live) => ({ type: 'AWS::AutoScaling::AutoScalingGroup', name: text(live.AutoScalingGroupName), ids: [text(live.AutoScalingGroupARN), text(live.AutoScalingGroupName)], properties: propertiesOf('AWS::AutoScaling::AutoScalingGroup', live) })),
        ...templates,
        ...configurations.map((live) => ({ type: 'AWS::AutoScaling::LaunchConfiguration', name: text(live.LaunchConfigurationName), ids: [text(live.LaunchConfigurationARN), text(live.LaunchConfigurationName)], properties: propertiesOf('AWS::AutoScaling::LaunchConfiguration', withUserData(live)) })),
      ];
    },
  },
  {
    name: 'autoscaling:policies',
    types: ['AWS::AutoScaling::ScalingPolicy', 'AWS::AutoScaling::ScheduledAction'],
    after: ['autoscaling:groups'],
    actions: ['autoscaling:DescribePolicies', 'autoscaling:DescribeScheduledActions'],
    async read(cell) {
      const groups = await cell.items('AWS::AutoScaling::AutoScalingGroup');
      const ofEach = async (operation: string, items: string): Promise<Raw[]> => (await Promise.all(groups.map(({ name: AutoScalingGroupName }) => cell.list('autoscaling', operation, { AutoScalingGroupName, MaxRecords: 100 }, items)))).flat();
      const [policies, actions] = await Promise.all([ofEach('DescribePolicies', 'ScalingPolicies'), ofEach('DescribeScheduledActions', 'ScheduledUpdateGroupActions')]);
      // What ECS itself makes for managed scaling follows a metric of its own.
      const theirs = policies.filter((policy) => policy.Enabled !== false && !JSON.stringify(policy).includes('AWS/ECS/ManagedScaling'));
      return [
        ...theirs.map((live) => ({ type: 'AWS::AutoScaling::ScalingPolicy', name: text(live.PolicyName), ids: [text(live.PolicyARN)], properties: propertiesOf('AWS::AutoScaling::ScalingPolicy', live) })),
        ...actions.map((live) => ({ type: 'AWS::AutoScaling::ScheduledAction', name: text(live.ScheduledActionName), ids: [text(live.ScheduledActionARN)], properties: propertiesOf('AWS::AutoScaling::ScheduledAction', live) })),
      ];
    },
  },
  {
    name: 'elasticfilesystem:file-systems',
    types: ['AWS::EFS::FileSystem', 'AWS::EFS::MountTarget', 'AWS::EFS::AccessPoint'],
    after: ['ecs:task-definitions'],
    actions: ['elasticfilesystem:DescribeFileSystems', 'elasticfilesystem:DescribeMountTargets', 'elasticfilesystem:DescribeMountTargetSecurityGroups', 'elasticfilesystem:DescribeAccessPoints', 'elasticfilesystem:DescribeFileSystemPolicy', 'elasticfilesystem:DescribeBackupPolicy'],
    async read(cell) {
      const { api } = cell;
      const used = new Set(unique((await volumes(cell)).map((volume) => at(volume, 'EFSVolumeConfiguration', 'FilesystemId'))));
      const systems = (await cell.list('elasticfilesystem', 'DescribeFileSystems', { MaxItems: 100 }, 'FileSystems')).filter(({ FileSystemId }) => used.has(text(FileSystemId)));
      const points = used.size === 0 ? [] : (await cell.list('elasticfilesystem', 'DescribeAccessPoints', { MaxResults: 100 }, 'AccessPoints')).filter(({ FileSystemId }) => used.has(text(FileSystemId)));
      const targets = (await Promise.all(systems.map(({ FileSystemId }) => cell.list('elasticfilesystem', 'DescribeMountTargets', { FileSystemId, MaxItems: 100 }, 'MountTargets')))).flat();
      return [
        ...(await Promise.all(
          systems.map(async (live) => {
            const { FileSystemId } = live;
            const [FileSystemPolicy, BackupPolicy] = await Promise.all([
              cell.part(async () => json(text((await api.call('elasticfilesystem', 'DescribeFileSystemPolicy', { FileSystemId })).Policy)), /PolicyNotFound/),
              cell.part(async () => (await api.call('elasticfilesystem', 'DescribeBackupPolicy', { FileSystemId })).BackupPolicy, /PolicyNotFound/),
            ]);
            return { type: 'AWS::EFS::FileSystem', name: text(live.Name) || text(FileSystemId), ids: [text(live.FileSystemArn), text(FileSystemId)], properties: propertiesOf('AWS::EFS::FileSystem', live, { FileSystemPolicy, BackupPolicy }) };
          }),
        )),
        ...points.map((live) => ({ type: 'AWS::EFS::AccessPoint', name: text(live.AccessPointId), ids: [text(live.AccessPointArn), text(live.AccessPointId)], properties: propertiesOf('AWS::EFS::AccessPoint', live) })),
        ...(await Promise.all(targets.map(async (live) => ({ type: 'AWS::EFS::MountTarget', name: text(live.MountTargetId), ids: ['', text(live.MountTargetId)], properties: propertiesOf('AWS::EFS::MountTarget', live, { SecurityGroups: await cell.part(async () => (await api.call('elasticfilesystem', 'DescribeMountTargetSecurityGroups', { MountTargetId: live.MountTargetId })).SecurityGroups) }) })))),
      ];
    },
  },
  {
    name: 'logs:groups',
    types: ['AWS::Logs::LogGroup'],
    after: ['ecs:task-definitions'],
    actions: ['logs:DescribeLogGroups'],
    async read(cell) {
      const names = unique((await cell.items('AWS::ECS::TaskDefinition')).flatMap(({ properties }) => list(properties.ContainerDefinitions).map((container) => at(container, 'LogConfiguration', 'Options', 'awslogs-group'))));
      const groups = await batched(cell, 'logs', 'DescribeLogGroups', names, 50, (logGroupIdentifiers) => ({ logGroupIdentifiers }), 'logGroups');
      return groups.map((live) => ({ type: 'AWS::Logs::LogGroup', name: text(live.logGroupName), ids: [text(live.logGroupArn) || text(live.arn).replace(/:\*$/, '')], properties: propertiesOf('AWS::Logs::LogGroup', live) }));
    },
  },
  {
    name: 'cloudwatch:alarms',
    types: ['AWS::CloudWatch::Alarm'],
    after: ['ecs:services', 'application-autoscaling:policies'],
    actions: ['cloudwatch:DescribeAlarms'],
    async read(cell) {
      const watching = (await cell.items('AWS::ECS::Service')).flatMap(({ properties }) => list(at(properties.DeploymentConfiguration, 'Alarms', 'AlarmNames')));
      // Those of target tracking are AWS's own.
      const calling = (await cell.items('AWS::ApplicationAutoScaling::ScalingPolicy')).flatMap(({ properties, beside }) => (properties.PolicyType === 'StepScaling' ? list(beside?.alarms) : []));
      const alarms = await batched(cell, 'cloudwatch', 'DescribeAlarms', unique([...watching, ...calling]), 100, (AlarmNames) => ({ AlarmNames, MaxRecords: 100 }), 'MetricAlarms');
      return alarms.map((live) => ({ type: 'AWS::CloudWatch::Alarm', name: text(live.AlarmName), ids: [text(live.AlarmArn)], properties: propertiesOf('AWS::CloudWatch::Alarm', live) }));
    },
  },
  {
    name: 'sqs:dead-letter-queues',
    types: ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy'],
    after: ['events:rules', 'scheduler:schedules'],
    actions: ['sqs:GetQueueAttributes'],
    async read(cell) {
      const home = (arn: unknown): string => text(arn).split(':').slice(3, 5).join(':');
      const named = [
        ...(await cell.items('AWS::Events::Rule')).flatMap(({ ids, properties }) => list(properties.Targets).map((target) => [ids[0], at(target, 'DeadLetterConfig', 'Arn')])),
        ...(await cell.items('AWS::Scheduler::Schedule')).map(({ ids, properties }) => [ids[0], at(properties.Target, 'DeadLetterConfig', 'Arn')]),
      ];
      // Queues of other accounts cannot be read from here.
      const arns = unique(named.flatMap(([of, arn]) => (home(arn) === home(of) ? [arn] : [])));
      const read = await Promise.all(
        arns.map(async (arn): Promise<Item[]> => {
          const [, , , region, account, name] = arn.split(':');
          const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/${name}`;
          const live = (await cell.look('sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] }))?.Attributes as Raw | undefined;
          if (!live) return [];
          const queue = { type: 'AWS::SQS::Queue', name: text(name), ids: [arn, QueueUrl], properties: propertiesOf('AWS::SQS::Queue', { ...live, QueueName: name }) };
          return typeof live.Policy === 'string' && live.Policy !== '' ? [queue, { type: 'AWS::SQS::QueuePolicy', name: text(name), ids: [], properties: { Queues: [QueueUrl], PolicyDocument: json(live.Policy) } }] : [queue];
        }),
      );
      return read.flat();
    },
  },
  {
    name: 'iam:instance-profiles',
    types: ['AWS::IAM::InstanceProfile'],
    after: ['ecs:capacity-providers', 'autoscaling:groups'],
    actions: ['iam:GetInstanceProfile'],
    async read(cell) {
      const profiles = [
        ...(await every(cell, 'AWS::ECS::CapacityProvider', 'ManagedInstancesProvider', 'InstanceLaunchTemplate', 'Ec2InstanceProfileArn')),
        ...(await every(cell, 'AWS::EC2::LaunchTemplate', 'LaunchTemplateData', 'IamInstanceProfile')).map((each) => at(each, 'Arn') ?? at(each, 'Name')),
        ...(await every(cell, 'AWS::AutoScaling::LaunchConfiguration', 'IamInstanceProfile')),
      ];
      const names = unique(profiles.map((each) => text(each).split('/').at(-1)));
      const found = await Promise.all(names.map(async (InstanceProfileName) => (await cell.look('iam', 'GetInstanceProfile', { InstanceProfileName }))?.InstanceProfile as Raw | undefined));
      return found.filter((each) => each !== undefined).map((live) => ({ type: 'AWS::IAM::InstanceProfile', name: text(live.InstanceProfileName), ids: [text(live.Arn)], properties: propertiesOf('AWS::IAM::InstanceProfile', live, { Roles: list(live.Roles).map((role) => at(role, 'RoleName')) }), beside: { roles: list(live.Roles).map((role) => at(role, 'Arn')) } }));
    },
  },
  {
    name: 'iam:roles',
    types: ['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::RolePolicy'],
    after: ['ecs:task-definitions', 'ecs:services', 'ecs:capacity-providers', 'events:rules', 'scheduler:schedules'],
    alsoAfter: ['iam:instance-profiles'],
    actions: ['iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies', 'iam:GetRolePolicy', 'iam:GetPolicy', 'iam:GetPolicyVersion'],
    async read(cell) {
      const { api } = cell;
      const arns = unique([
        ...(await cell.items('AWS::ECS::TaskDefinition')).flatMap(({ properties }) => [properties.TaskRoleArn, properties.ExecutionRoleArn]),
        ...(await cell.items('AWS::ECS::Service')).flatMap(({ properties }) => [
          ...list(properties.LoadBalancers).map((entry) => at(entry, 'AdvancedConfiguration', 'RoleArn')),
          ...list(at(properties.DeploymentConfiguration, 'LifecycleHooks')).map((hook) => at(hook, 'RoleArn')),
          ...list(properties.VolumeConfigurations).map((volume) => at(volume, 'ManagedEBSVolume', 'RoleArn')),
        ]),
        ...(await cell.items('AWS::ECS::CapacityProvider')).map(({ properties }) => at(properties.ManagedInstancesProvider, 'InfrastructureRoleArn')),
        ...(await cell.items('AWS::IAM::InstanceProfile')).flatMap(({ beside }) => list(beside?.roles)),
        ...(await cell.items('AWS::Events::Rule')).flatMap(({ properties }) => list(properties.Targets).map((target) => at(target, 'RoleArn'))),
        ...(await cell.items('AWS::Scheduler::Schedule')).map(({ properties }) => at(properties.Target, 'RoleArn')),
      ]).filter((arn) => arn.includes(':role/'));
      const attached = new Set<string>();
      const roles = await Promise.all(
        arns.map(async (arn): Promise<Item[]> => {
          const RoleName = arn.slice(arn.lastIndexOf('/') + 1);
          const live = (await cell.look('iam', 'GetRole', { RoleName }))?.Role as Raw | undefined;
          if (!live) return [];
          // All of them or nothing: a role with some of its policies would be accused of lacking the others.
          const [ManagedPolicyArns, Policies] = await Promise.all([
            cell.part(async () => (await api.list('iam', 'ListAttachedRolePolicies', { RoleName, MaxItems: 100 }, 'AttachedPolicies')).map(({ PolicyArn }) => text(PolicyArn))),
            cell.part(async () => {
              const names = (await api.list('iam', 'ListRolePolicies', { RoleName, MaxItems: 100 }, 'PolicyNames')) as unknown as string[];
              return Promise.all(names.map(async (PolicyName) => ({ PolicyName, PolicyDocument: json(text((await api.call('iam', 'GetRolePolicy', { RoleName, PolicyName })).PolicyDocument)) })));
            }),
          ]);
          const boundary = text(at(live.PermissionsBoundary, 'PermissionsBoundaryArn'));
          for (const policy of [...(list(ManagedPolicyArns) as string[]), ...(boundary ? [boundary] : [])]) if (!/:iam::aws:policy\//.test(policy)) attached.add(policy);
          return [{ type: 'AWS::IAM::Role', name: RoleName, ids: [arn], properties: propertiesOf('AWS::IAM::Role', live, { ManagedPolicyArns, Policies, PermissionsBoundary: boundary || undefined }) }];
        }),
      );
      const policies = await Promise.all(
        [...attached].sort().map(async (PolicyArn): Promise<Item[]> => {
          const policy = (await cell.look('iam', 'GetPolicy', { PolicyArn }))?.Policy as Raw | undefined;
          const version = policy && ((await cell.look('iam', 'GetPolicyVersion', { PolicyArn, VersionId: policy.DefaultVersionId }))?.PolicyVersion as Raw | undefined);
          if (!version) return [];
          return [{ type: 'AWS::IAM::ManagedPolicy', name: text(policy.PolicyName), ids: [PolicyArn], properties: propertiesOf('AWS::IAM::ManagedPolicy', { managedPolicyName: policy.PolicyName }, { PolicyDocument: json(text(version.Document)) }) }];
        }),
      );
      return [...roles.flat(), ...policies.flat()];
    },
  },
  {
    name: 'ec2:subnets',
    types: ['AWS::EC2::Subnet'],
    after: ['ecs:services'],
    alsoAfter: ['elasticloadbalancing:target-groups', 'autoscaling:groups', 'elasticfilesystem:file-systems'],
    actions: ['ec2:DescribeSubnets'],
    async read(cell) {
      const used = unique([
        ...(await networks(cell)).flatMap((each) => list(at(each, 'Subnets'))),
        ...(await every(cell, 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'Subnets')),
        ...(await every(cell, 'AWS::AutoScaling::AutoScalingGroup', 'VPCZoneIdentifier')),
        ...(await every(cell, 'AWS::EFS::MountTarget', 'SubnetId')),
      ]);
      const subnets = await batched(cell, 'ec2', 'DescribeSubnets', used, 200, (SubnetIds) => ({ SubnetIds }), 'Subnets');
      return subnets.map((live) => ({ type: 'AWS::EC2::Subnet', name: text(live.SubnetId), ids: [text(live.SubnetArn), text(live.SubnetId)], properties: propertiesOf('AWS::EC2::Subnet', live) }));
    },
  },
  {
    name: 'ec2:vpcs',
    types: ['AWS::EC2::VPC'],
    after: ['ecs:services', 'ec2:subnets'],
    actions: ['ec2:DescribeVpcs', 'ec2:DescribeVpcAttribute'],
    async read(cell) {
      const { api } = cell;
      const vpcs = await batched(cell, 'ec2', 'DescribeVpcs', unique(await every(cell, 'AWS::EC2::Subnet', 'VpcId')), 200, (VpcIds) => ({ VpcIds }), 'Vpcs');
      // Of a VPC that another account shares, its endpoints and gateways cannot be seen from here: what lies in it is not judged.
      const arn = await arnsInEc2(cell);
      const account = (await cell.items('AWS::ECS::Service'))[0]?.ids[0]?.split(':')[4];
      return Promise.all(
        vpcs.filter(({ OwnerId }) => OwnerId === account).map(async (live) => {
          const attribute = (Attribute: string, member: string): Promise<unknown> => cell.part(async () => at((await api.call('ec2', 'DescribeVpcAttribute', { VpcId: live.VpcId, Attribute }))[member], 'Value'));
          const [EnableDnsSupport, EnableDnsHostnames] = await Promise.all([attribute('enableDnsSupport', 'EnableDnsSupport'), attribute('enableDnsHostnames', 'EnableDnsHostnames')]);
          return { type: 'AWS::EC2::VPC', name: text(live.VpcId), ids: [arn(live.OwnerId, `vpc/${text(live.VpcId)}`), text(live.VpcId)], properties: propertiesOf('AWS::EC2::VPC', live, { EnableDnsSupport, EnableDnsHostnames }) };
        }),
      );
    },
  },
  {
    name: 'ec2:route-tables',
    // What a gateway brings stands in the route tables, and is read with them.
    types: ['AWS::EC2::RouteTable', 'AWS::EC2::Route', 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::EC2::VPCGatewayAttachment'],
    after: ['ec2:subnets'],
    actions: ['ec2:DescribeRouteTables'],
    async read(cell) {
      const tables = await inVpcs(cell, 'DescribeRouteTables', 100, 'RouteTables');
      const arn = await arnsInEc2(cell);
      const id = ({ RouteTableId }: Raw): string => text(RouteTableId);
      const associations = tables.flatMap((table) => list(table.Associations).map((each) => ({ ...(each as Raw), VpcId: table.VpcId, RouteTableId: id(table) }) as Raw));
      return [
        ...tables.map((live) => ({ type: 'AWS::EC2::RouteTable', name: id(live), ids: [arn(live.OwnerId, `route-table/${id(live)}`), id(live)], properties: propertiesOf('AWS::EC2::RouteTable', live) })),
        ...tables.flatMap((table) => list(table.Routes).flatMap((each) => route(each as Raw, id(table)))),
        // The main table counts for subnets that have none of their own; no subnet is left without one.
        ...(await cell.items('AWS::EC2::Subnet')).map(({ name: SubnetId, properties: { VpcId } }) => {
          const found = associations.find((each) => each.SubnetId === SubnetId) ?? associations.find((each) => each.Main === true && each.VpcId === VpcId);
          const RouteTableId = found?.RouteTableId ?? notRead(`the route table of ${SubnetId} was not read`);
          return { type: 'AWS::EC2::SubnetRouteTableAssociation', name: `${text(found?.RouteTableAssociationId)} ${SubnetId}`.trim(), ids: [], properties: { SubnetId, RouteTableId } };
        }),
      ];
    },
  },
  {
    name: 'ec2:vpc-endpoints',
    types: ['AWS::EC2::VPCEndpoint'],
    after: ['ec2:subnets'],
    actions: ['ec2:DescribeVpcEndpoints'],
    async read(cell) {
      const arn = await arnsInEc2(cell);
      const endpoints = await inVpcs(cell, 'DescribeVpcEndpoints', 1000, 'VpcEndpoints');
      return endpoints.filter(({ State }) => !/^delet/i.test(text(State))).map((live) => {
        const groups = list(live.Groups).map((group) => at(group, 'GroupId'));
        return { type: 'AWS::EC2::VPCEndpoint', name: text(live.VpcEndpointId), ids: [arn(live.OwnerId, `vpc-endpoint/${text(live.VpcEndpointId)}`), text(live.VpcEndpointId)], properties: propertiesOf('AWS::EC2::VPCEndpoint', live, { SecurityGroupIds: groups.length > 0 ? groups : undefined }) };
      });
    },
  },
  {
    name: 'ec2:security-groups',
    types: ['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'],
    after: ['ecs:services'],
    alsoAfter: ['elasticloadbalancing:target-groups', 'autoscaling:groups', 'elasticfilesystem:file-systems', 'ec2:vpc-endpoints'],
    actions: ['ec2:DescribeSecurityGroups'],
    async read(cell) {
      const template = 'AWS::EC2::LaunchTemplate';
      const used = unique([
        ...(await networks(cell)).flatMap((each) => list(at(each, 'SecurityGroups'))),
        ...(await every(cell, 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'SecurityGroups')),
        ...(await every(cell, 'AWS::EFS::MountTarget', 'SecurityGroups')),
        ...(await every(cell, 'AWS::EC2::VPCEndpoint', 'SecurityGroupIds')),
        ...(await every(cell, template, 'LaunchTemplateData', 'SecurityGroupIds')),
        ...(await every(cell, template, 'LaunchTemplateData', 'NetworkInterfaces')).flatMap((each) => list(at(each, 'Groups'))),
        ...(await every(cell, 'AWS::AutoScaling::LaunchConfiguration', 'SecurityGroups')),
      ]).filter((id) => id.startsWith('sg-'));
      const groups = await batched(cell, 'ec2', 'DescribeSecurityGroups', used, 200, (GroupIds) => ({ GroupIds }), 'SecurityGroups');
      return groups.map((live) => ({ type: 'AWS::EC2::SecurityGroup', name: text(live.GroupName), ids: [text(live.SecurityGroupArn), text(live.GroupId)], properties: propertiesOf('AWS::EC2::SecurityGroup', live, { SecurityGroupIngress: list(live.IpPermissions).flatMap((each) => permissions(each as Raw, 'Source')), SecurityGroupEgress: list(live.IpPermissionsEgress).flatMap((each) => permissions(each as Raw, 'Destination')) }) }));
    },
  },
];

/** How instances are started, with the user data as it was written: it travels in Base64, which also hides a secret in it. What is no text stays. */
function withUserData(live: unknown): Raw {
  const { UserData, ...rest } = (live ?? {}) as Raw;
  const bytes = Buffer.from(text(UserData), 'base64');
  const plain = bytes.toString();
  return bytes.length === 0 ? rest : { ...rest, UserData: Buffer.from(plain).equals(bytes) ? plain : UserData };
}

/** A route; none where packets are dropped. Those of gateway endpoints stand in the endpoint, as in a template. */
function route({ GatewayId, ...live }: Raw, RouteTableId: string): Item[] {
  const endpoint = text(GatewayId).startsWith('vpce-');
  if (live.State === 'blackhole' || (endpoint && live.DestinationPrefixListId !== undefined)) return [];
  const name = `${RouteTableId}|${text(live.DestinationCidrBlock) || text(live.DestinationIpv6CidrBlock) || text(live.DestinationPrefixListId)}`;
  return [{ type: 'AWS::EC2::Route', name, ids: [], properties: propertiesOf('AWS::EC2::Route', live, { RouteTableId, ...(GatewayId !== undefined && { [endpoint ? 'VpcEndpointId' : 'GatewayId']: GatewayId }) }) }];
}

/** One rule of a security group for each of its sources. */
function permissions(live: Raw, side: 'Source' | 'Destination'): Raw[] {
  const common = { IpProtocol: live.IpProtocol, ...(live.FromPort !== undefined && { FromPort: live.FromPort }), ...(live.ToPort !== undefined && { ToPort: live.ToPort }) };
  return [
    ...list(live.IpRanges).map((range) => ({ ...common, CidrIp: at(range, 'CidrIp') })),
    ...list(live.Ipv6Ranges).map((range) => ({ ...common, CidrIpv6: at(range, 'CidrIpv6') })),
    ...list(live.PrefixListIds).map((prefix) => ({ ...common, [`${side}PrefixListId`]: at(prefix, 'PrefixListId') })),
    ...list(live.UserIdGroupPairs).map((pair) => ({ ...common, [`${side}SecurityGroupId`]: at(pair, 'GroupId') })),
  ];
}

/** Collections that must be read for some types, in their order, with those that they start from. */
export function collectionsFor(types: ReadonlySet<string>): Collection[] {
  const wanted = new Set(COLLECTIONS.filter((each) => each.types.some((type) => types.has(type))).map(({ name }) => name));
  for (const { name, after } of [...COLLECTIONS].reverse()) if (wanted.has(name)) for (const each of after ?? []) wanted.add(each);
  return COLLECTIONS.filter(({ name }) => wanted.has(name));
}



import { networkMode, room, runsOnFargate } from '../../src/aws/capacity/launch.js';
import { followAll, zoneCoverage, zoneName } from '../../src/aws/network/subnets.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/instances-in-task-zones',
  on: 'AWS::ECS::Service',
  with: [
    'AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::LaunchConfiguration', 'AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate', 'AWS::EC2::Subnet',
    'AWS::ECS::CapacityProvider', 'AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations', 'AWS::ECS::TaskDefinition',
  ],
  category: 'deployability',
  severity: 'high',
  outcome: 'hangs',
  summary: 'Instances stand in the Availability Zones of the tasks that they shall run',
  why: 'In network mode awsvpc a task gets a network interface in one of the subnets of its service, and an interface attaches only to an instance in the same zone. When no instance can be in any of these zones, nothing is ever placed.',
  fix: 'Give the service and the Auto Scaling group subnets of the same zones.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html', 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html'],
  errors: ['(service …) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance …) is missing an attribute required by your task.'],
  presets: ['recommended', 'strict'],
  check(service, tools) {
    const { at, follow, report, resource, undecided } = tools;
    const network = service.NetworkConfiguration?.AwsvpcConfiguration;
    if (!network || service.LaunchType === 'EXTERNAL' || runsOnFargate(service, tools)) return;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    if (!task || networkMode(task) !== 'awsvpc') return;
    const subnets = followAll(network.Subnets ?? [], 'AWS::EC2::Subnet', tools);
    const { bound, groups } = room(service, tools);
    const homes = groups.flatMap((group) => {
      const found = followAll(group.VPCZoneIdentifier ?? [], 'AWS::EC2::Subnet', tools);
      return found.length > 0 ? found : undecided(`in which subnets ${resource(group).name} starts instances is not known`);
    });
    const { outside, doubt } = zoneCoverage(subnets, homes);
    const [first] = outside;
    if (first && outside.length === subnets.length) {
      const zones = (list: readonly (typeof homes)[number][]): string => [...new Set(list.map(zoneName))].join(', ');
      report(at(network, 'Subnets'), `"${service}" runs tasks in ${zones(outside)} only, but its instances are in ${zones(homes)}`, { confidence: bound ? 'certain' : 'likely', related: groups.map((group) => [at(group, 'VPCZoneIdentifier'), `the subnets of ${resource(group).name}`] as const) });
    } else if (doubt) undecided('in which zones the subnets are is not known');
  },
});

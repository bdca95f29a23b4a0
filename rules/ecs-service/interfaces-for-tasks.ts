import { networkInterfaces } from '../../src/aws/data/network-interfaces.js';
import { instanceTypesOf } from '../../src/aws/capacity/instances.js';
import { desired, networkMode, room, runsOnFargate } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/interfaces-for-tasks',
  on: 'AWS::ECS::Service',
  with: [
    'AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::LaunchConfiguration', 'AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate',
    'AWS::ECS::CapacityProvider', 'AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations', 'AWS::ECS::Service', 'AWS::ECS::TaskDefinition',
  ],
  category: 'deployability',
  severity: 'medium',
  // The account may have turned trunking on.
  confidence: 'likely',
  outcome: 'hangs',
  summary: 'Instances have a network interface for every task in network mode awsvpc',
  why: 'In network mode awsvpc every task takes a network interface of its instance, which has few and needs one itself: an m5.large runs two tasks, however small they are. Tasks beyond that wait for ever, unless the account has turned on awsvpcTrunking, which is off by default.',
  fix: 'Raise MaxSize of the Auto Scaling group, choose larger instances, turn on the account setting awsvpcTrunking, or use network mode bridge.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html',
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AvailableIpPerENI.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html',
  ],
  errors: ['RESOURCE:ENI'],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, tools) {
    const { at, follow, report, resource, undecided } = tools;
    if (service.SchedulingStrategy === 'DAEMON' || service.LaunchType === 'EXTERNAL' || runsOnFargate(service, tools)) return;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    if (!task || networkMode(task) !== 'awsvpc') return;
    const { tasks, by, place } = desired(service, tools);
    const { groups } = room(service, tools);
    const rooms = groups.map((group) => {
      const types = instanceTypesOf(group, tools);
      const most = Math.max(...types.map((type) => networkInterfaces(type) ?? undecided(`how many network interfaces ${type} has is not known here`)));
      const instances = Number(group.MaxSize);
      return { group, types, instances, each: most - 1, places: instances * (most - 1) };
    });
    const places = rooms.reduce((sum, each) => sum + each.places, 0);
    if (!Number.isInteger(places) || tasks <= places) return;
    report(place, `"${service}" wants ${tasks} tasks with a network interface each, but its instances have at most ${places} to give`, {
      proof: [...rooms.map(({ group, types, instances, each, places: own }): [string, string] => ['room', `${instances} x ${types.join(' or ')} (MaxSize of ${resource(group).name}) x ${each} ${each === 1 ? 'interface' : 'interfaces'} beside their own = ${own}`]), ['tasks', `${tasks} (${by})`]],
      related: groups.map((group) => [at(group, 'MaxSize'), `at most ${group.MaxSize}`] as const),
    });
  },
});

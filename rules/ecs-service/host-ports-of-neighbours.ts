import { desired, networkMode, room, runsOnFargate } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';
import type { EcsTaskDefinition } from '../../src/types/resources.js';

/** Host ports that every task of a definition takes for itself, with their protocol. */
function fixedPorts(task: EcsTaskDefinition): readonly string[] {
  const mode = networkMode(task);
  if (mode !== 'host' && mode !== 'bridge') return [];
  return (task.ContainerDefinitions ?? []).flatMap((container) => container.PortMappings ?? []).flatMap((mapping) => {
    const port = mapping.HostPort || (mode === 'host' ? mapping.ContainerPort : 0);
    return port ? [`${port}/${mapping.Protocol}`] : [];
  });
}

export default defineRule({
  id: 'ecs-service/host-ports-of-neighbours',
  on: 'AWS::ECS::Service',
  with: [
    'AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::LaunchConfiguration', 'AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate',
    'AWS::ECS::CapacityProvider', 'AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations', 'AWS::ECS::Service', 'AWS::ECS::TaskDefinition',
  ],
  category: 'deployability',
  severity: 'high',
  confidence: 'likely',
  outcome: 'hangs',
  summary: 'Services that want the same host port have an instance for each of their tasks',
  why: 'A host port is there once on an instance, so a task that asks for it keeps out those of every other service that do. When the tasks together are more than the instances, the last of them wait for ever for a free port.',
  fix: 'Give the services different host ports, or none in bridge mode to have a free one assigned, or raise MaxSize.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html'],
  errors: ['(service …) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance …) is already using a port required by your task.'],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, tools) {
    const { at, follow, report, resource, siblings } = tools;
    const onInstances = (each: typeof service): boolean => each.LaunchType !== 'EXTERNAL' && each.SchedulingStrategy !== 'DAEMON' && !runsOnFargate(each, tools);
    if (!onInstances(service)) return;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    const ports = task ? fixedPorts(task) : [];
    if (!task || ports.length === 0) return;
    const { instances, groups, members } = room(service, tools);
    const own = desired(service, tools);
    // Alone it would not fit either, which another rule says.
    if (own.tasks < 1 || own.tasks > instances) return;
    const all = siblings(service, 'AWS::ECS::Service');
    // Those before it were there first.
    const before = all.slice(0, all.indexOf(service)).filter(onInstances).flatMap((other) => {
      const its = follow(other, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
      const taken = its ? fixedPorts(its).filter((port) => ports.includes(port)) : [];
      const theirs = taken.length > 0 ? room(other, tools).members : [];
      return theirs.length > 0 && theirs.every((group) => members.includes(group)) ? [{ name: `"${resource(other).name}"`, taken, tasks: desired(other, tools).tasks }] : [];
    });
    for (const port of ports) {
      const rivals = before.filter(({ taken, tasks }) => tasks > 0 && taken.includes(port));
      const sum = rivals.reduce((total, { tasks }) => total + tasks, own.tasks);
      if (rivals.length > 0 && sum > instances)
        return report(at(service, 'TaskDefinition'), `"${service}" wants host port ${port} like ${rivals.map(({ name }) => name).join(', ')}, ${sum} tasks in all, but there ${instances === 1 ? 'is only 1 instance' : `are only ${instances} instances`}`, { related: [[at(task, 'ContainerDefinitions'), 'the port mappings'], ...groups.map((group) => [at(group, 'MaxSize'), `at most ${group.MaxSize}`] as const)] });
    }
  },
});

import { defineRule, type Place } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/host-ports-distinct',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'No host port is mapped twice in a task',
  why: 'A port of a host belongs to one process. RegisterTaskDefinition refuses a task that maps one twice for the same protocol ("TCP host port is mapped multiple times in task"). With awsvpc and host, containers share one network, so there it holds for their container ports.',
  fix: 'Give each container its own port, or leave HostPort out in bridge mode to have a free one assigned.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html', 'https://github.com/aws/amazon-ecs-agent/issues/1220'],
  presets: ['recommended', 'strict'],
  check(task, { at, report }) {
    const containers = (task.ContainerDefinitions ?? []).filter((container) => (container.PortMappings ?? []).length > 0);
    if (containers.length === 0) return;
    const shared = task.NetworkMode === 'awsvpc' || task.NetworkMode === 'host';
    const taken = new Map<string, { by: object; place: Place }>();
    for (const container of containers) {
      for (const mapping of container.PortMappings ?? []) {
        // Without a host port, a container alone in its network cannot collide with another.
        const port = mapping.HostPort || (shared && containers.length > 1 && mapping.ContainerPort);
        if (!port) continue;
        const key = `${port}/${mapping.Protocol}`;
        const property = mapping.HostPort ? 'HostPort' : 'ContainerPort';
        const first = taken.get(key);
        if (!first) taken.set(key, { by: container, place: at(mapping, property) });
        else if (mapping.HostPort || first.by !== container) {
          report(at(mapping, property), `container "${container}" maps ${shared && task.NetworkMode === 'awsvpc' ? 'port' : 'host port'} ${key}, which ${first.by === container ? 'it maps already' : `container "${first.by}" of this task maps already`}`, {
            related: [[first.place, 'mapped first']],
            fix: shared ? `Another port for "${container}", in the process and in the mapping.` : 'Another HostPort, or none to have a free one assigned.',
            ...(mapping.HostPort ? {} : { confidence: 'likely' }),
          });
        }
      }
    }
  },
});

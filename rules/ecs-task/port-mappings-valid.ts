import { portsOf } from '../../src/aws/port-range.js';
import { filledInLater } from '../../src/aws/resource-names.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/port-mappings-valid',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Port ranges of a task are written FIRST-LAST and do not overlap, and the names of its ports are distinct',
  why: 'A port mapping has either a ContainerPort or a ContainerPortRange. RegisterTaskDefinition refuses both in one mapping, a range whose first port is not below its last, a port that two mappings of a container hold, and two port mappings of one name in a task, since Service Connect means a port by its name.',
  fix: 'Write ContainerPortRange as LOW-HIGH without ContainerPort and HostPort, keep ranges apart, and give each mapping its own Name.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html'],
  equivalents: { preflight: ['pf-ecs-port-range-reversed', 'pf-ecs-port-range-with-host-port', 'pf-ecs-port-range-overlap', 'pf-ecs-port-mapping-duplicate-name'] },
  errors: ['cannot specify both single port and port range', 'Invalid \'containerPortRange\' setting', 'container port is used multiple times in task', 'port mapping name is already used'],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, show, text }, task) {
    const mappings = container.PortMappings ?? [];
    for (const [index, mapping] of mappings.entries()) {
      if (!has(mapping, 'ContainerPortRange')) continue;
      const place = at(mapping, 'ContainerPortRange');
      const range = show(mapping, 'ContainerPortRange');
      const single = (['ContainerPort', 'HostPort'] as const).find((property) => has(mapping, property) && mapping[property] !== 0);
      if (single) report(place, `a port mapping of container "${container}" has the range ${range} and a ${single}, but only one of them is possible`, { fix: `Remove ${single}, or give it a port mapping of its own.` });
      const ports = portsOf(mapping);
      if (!ports && !filledInLater(range)) report(place, `container "${container}" maps the port range "${range}", which is not two ports from 1 to 65535, the lower one first`, { fix: 'ContainerPortRange: 8000-8010, for example.' });
      if (task.NetworkMode === 'host') report(place, `container "${container}" maps the port range ${range}, which network mode host does not have`, { confidence: 'likely', fix: 'A port mapping for each port, or network mode awsvpc or bridge.', related: [[at(task, 'NetworkMode'), 'the network mode']] });
      // Of two that overlap, a range tells it; of two ranges the later one.
      const twin = ports && mappings.find((other, at) => at !== index && (at < index || !has(other, 'ContainerPortRange')) && other.Protocol === mapping.Protocol && overlap(ports, portsOf(other)));
      if (twin) report(place, `container "${container}" maps ports of ${range} twice, also with ${has(twin, 'ContainerPortRange') ? show(twin, 'ContainerPortRange') : show(twin, 'ContainerPort')}`, { fix: 'Keep the ranges and ports of a container apart.', related: [[at(twin), 'the other mapping']] });
    }
    // A plainly equal name decides; the later of two mappings tells it.
    const containers = task.ContainerDefinitions ?? [];
    const before = containers.slice(0, containers.indexOf(container)).flatMap((each) => (each.PortMappings ?? []).map((mapping) => ({ each, mapping })));
    for (const [index, mapping] of mappings.entries()) {
      const name = has(mapping, 'Name') ? text(mapping, 'Name').known : undefined;
      if (name === undefined) continue;
      const twin = [...before, ...mappings.slice(0, index).map((mapping) => ({ each: container, mapping }))].find(({ mapping }) => has(mapping, 'Name') && text(mapping, 'Name').known === name);
      if (twin) report(at(mapping, 'Name'), `two port mappings of the task are called "${name}"`, { fix: 'A Name of its own.', related: [[at(twin.mapping, 'Name'), `in container "${twin.each}"`]] });
    }
  },
});

type Ports = readonly [first: number, last: number];

function overlap(a: Ports, b: Ports | undefined): boolean {
  return b !== undefined && a[0] <= b[1] && b[0] <= a[1];
}

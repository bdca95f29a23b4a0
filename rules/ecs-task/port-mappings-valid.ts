import { portsOf } from '../../src/aws/network/port-range.js';
import { filledInLater } from '../../src/aws/tasks/stand-in.js';
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
    for (const mapping of mappings) {
      for (const property of ['ContainerPort', 'HostPort'] as const) {
        if (!has(mapping, property) || has(mapping, 'ContainerPortRange')) continue;
        const port = mapping[property] as number;
        if (port < 0 || port > 65535) report(at(mapping, property), `container "${container}" maps ${property} ${port}, and ports end at 65535`, { fix: 'A port from 1 to 65535.' });
      }
      if (!has(mapping, 'ContainerPortRange')) continue;
      const place = at(mapping, 'ContainerPortRange');
      const range = show(mapping, 'ContainerPortRange');
      const single = (['ContainerPort', 'HostPort'] as const).find((property) => has(mapping, property) && mapping[property] !== 0);
      if (single) report(place, `a port mapping of container "${container}" has the range ${range} and a ${single}, but only one of them is possible`, { fix: `Remove ${single}, or give it a port mapping of its own.` });
      if (!portsOf(mapping) && !filledInLater(range)) report(place, `container "${container}" maps the port range "${range}", which is not two ports from 1 to 65535, the lower one first`, { fix: 'ContainerPortRange: 8000-8010, for example.' });
      if (task.NetworkMode === 'host') report(place, `container "${container}" maps the port range ${range}, which network mode host does not have`, { confidence: 'likely', fix: 'A port mapping for each port, or network mode awsvpc or bridge.', related: [[at(task, 'NetworkMode'), 'the network mode']] });
    }
    const containers = task.ContainerDefinitions ?? [];
    const before = containers.slice(0, containers.indexOf(container)).flatMap((whose) => (whose.PortMappings ?? []).map((mapping) => ({ whose, mapping })));
    const own = mappings.map((mapping) => ({ whose: container, mapping }));
    // The later of two mappings tells it. Names first: a plainly equal one decides, whatever stands beside it.
    for (const [index, { mapping }] of own.entries()) {
      const name = has(mapping, 'Name') ? text(mapping, 'Name').known : undefined;
      const twin = name === undefined ? undefined : [...before, ...own.slice(0, index)].find((other) => has(other.mapping, 'Name') && text(other.mapping, 'Name').known === name);
      if (twin) report(at(mapping, 'Name'), `two port mappings of the task are called "${name}"`, { fix: 'A Name of its own.', related: [[at(twin.mapping, 'Name'), `in container "${twin.whose}"`]] });
    }
    if (![...before, ...own].some(({ mapping }) => has(mapping, 'ContainerPortRange'))) return;
    // Containers of a task with one network interface share its ports.
    const shared = task.NetworkMode === 'awsvpc' ? before : [];
    for (const [index, { mapping }] of own.entries()) {
      const ports = portsOf(mapping);
      const property = has(mapping, 'ContainerPortRange') ? 'ContainerPortRange' : 'ContainerPort';
      // Two single ports are ecs-task/host-ports-distinct.
      const twin = ports && [...shared, ...own.slice(0, index)].find((other) => (property === 'ContainerPortRange' || has(other.mapping, 'ContainerPortRange')) && other.mapping.Protocol === mapping.Protocol && overlap(ports, portsOf(other.mapping)));
      if (twin) report(at(mapping, property), `container "${container}" maps ${show(mapping, property)}, and ${twin.whose === container ? 'also' : `container "${twin.whose}"`} ${has(twin.mapping, 'ContainerPortRange') ? show(twin.mapping, 'ContainerPortRange') : show(twin.mapping, 'ContainerPort')}`, { fix: 'Keep ranges and ports apart.', related: [[at(twin.mapping), 'the other mapping']], ...(twin.whose === container ? {} : { confidence: 'likely' }) });
    }
  },
});

type Ports = readonly [first: number, last: number];

function overlap(a: Ports, b: Ports | undefined): boolean {
  return b !== undefined && a[0] <= b[1] && b[0] <= a[1];
}

import { overlap, type PortRange, portRange } from '../../src/aws/port-ranges.js';
import { filledInLater } from '../../src/aws/stand-in.js';
import { defineRule, type Place } from '../../src/rule.js';

const NAME = /^[a-z0-9_][a-z0-9_-]{0,63}$/;
const MOST_RANGES = 100;

export default defineRule({
  id: 'ecs-task/port-mappings-valid',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Names and ranges of port mappings are ones that ECS takes',
  why: 'A port mapping has a name of small letters, digits, dashes and underscores, which no other mapping of the task has, and maps either one port or a range such as 8000-8010, on a bridge or with awsvpc. RegisterTaskDefinition refuses anything else.',
  fix: 'Correct the name or the range.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html'],
  equivalents: { preflight: ['pf-ecs-port-mapping-duplicate-name'] },
  presets: ['recommended', 'strict'],
  check(container, { at, has, report: tell, text, undecided }, task) {
    let found = false;
    const report: typeof tell = (...finding) => {
      found = true;
      tell(...finding);
    };
    const mappings = container.PortMappings ?? [];
    const ranges: { range: PortRange; place: Place }[] = [];
    let doubt = false;
    for (const mapping of mappings) {
      const name = has(mapping, 'Name') ? text(mapping, 'Name').known : '';
      if (name === undefined || (!NAME.test(name) && filledInLater(name))) doubt = true;
      else if (name !== '' && !NAME.test(name)) report(at(mapping, 'Name'), `container "${container}" names a port "${name}", and ECS takes up to 64 small letters, digits, dashes and underscores, with no dash in front`, { fix: `Name: ${name.toLowerCase().replace(/[^a-z0-9_-]+/g, '-').replace(/^-+/, '').slice(0, 64)}` });
      if (!has(mapping, 'ContainerPortRange')) continue;
      const place = at(mapping, 'ContainerPortRange');
      const beside = (['ContainerPort', 'HostPort'] as const).filter((property) => has(mapping, property));
      if (beside.length > 0) report(place, `container "${container}" has a range of ports beside ${beside.join(' and ')}`, { fix: `Remove ${beside.join(' and ')}, or the range.` });
      const written = text(mapping, 'ContainerPortRange').known;
      const range = written === undefined ? undefined : portRange(written);
      if (written === undefined || filledInLater(written)) doubt = true;
      else if (!range) report(place, `container "${container}" has the port range ${written}, which is not two ports from 1 to 65535 in order, such as 8000-8010`);
      const other = range && ranges.find((each) => overlap(each.range, range));
      if (other) report(place, `container "${container}" has the port range ${written}, which overlaps another`, { related: [[other.place, 'the other one']] });
      if (range) ranges.push({ range, place });
    }
    if (ranges.length > MOST_RANGES) report(at(container, 'PortMappings'), `container "${container}" has ${ranges.length} ranges of ports, and ECS takes ${MOST_RANGES}`);
    if (found) return;
    // A name is taken by the mapping that comes first.
    const all = (task.ContainerDefinitions ?? []).flatMap((each) => (has(each, 'PortMappings') ? (each.PortMappings ?? []) : []).filter((mapping) => has(mapping, 'Name')));
    for (const mapping of mappings.filter((each) => has(each, 'Name'))) {
      const name = text(mapping, 'Name').known;
      const first = name === undefined ? undefined : all.slice(0, all.indexOf(mapping)).find((each) => text(each, 'Name').known === name);
      if (first) report(at(mapping, 'Name'), `container "${container}" names a port "${name}", which is the name of another port of the task`, { fix: 'A name of its own.', related: [[at(first, 'Name'), 'the other one']] });
    }
    const place = ranges[0]?.place;
    if (!found && place && (task.NetworkMode === 'host' || task.NetworkMode === 'none')) report(place, `container "${container}" has a range of ports, which network mode ${task.NetworkMode} does not take`, { related: [[at(task, 'NetworkMode'), 'the network mode']] });
    if (doubt && !found) undecided('a name or range of a port mapping is not known');
  },
});

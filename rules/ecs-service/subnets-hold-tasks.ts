import { addressesIn } from '../../src/aws/network/addresses.js';
import { desired, scaling } from '../../src/aws/capacity/launch.js';
import { SHIFTING } from '../../src/aws/deployment/traffic-shift.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/subnets-hold-tasks',
  on: 'AWS::ECS::Service',
  with: ['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::EC2::Subnet', 'AWS::ECS::Service'],
  category: 'deployability',
  severity: 'high',
  outcome: 'hangs',
  summary: 'The subnets of a service have an address for each of its tasks',
  why: 'A task in network mode awsvpc takes an address of its subnet, of which AWS keeps five for itself. A /28 is full with eleven tasks, or with fewer, since load balancers, endpoints and the new tasks of an update take theirs as well; a blue/green deployment runs all tasks twice. Tasks beyond that do not start.',
  fix: 'Larger or more subnets in AwsvpcConfiguration, or fewer tasks.',
  references: ['https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html'],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, tools) {
    const { at, report, resource, undecided } = tools;
    const vpc = service.NetworkConfiguration?.AwsvpcConfiguration;
    if (!vpc || service.SchedulingStrategy === 'DAEMON') return;
    const { tasks: room, least: atLeast, subnets } = addressesIn(vpc, tools);
    if (subnets.length === 0 && atLeast === undefined) return;
    const least = desired(service, tools);
    const target = scaling(service, tools);
    const most = Math.max(least.tasks, target?.MaxCapacity ?? 0);
    const strategy = service.DeploymentConfiguration?.Strategy ?? 'ROLLING';
    const both = SHIFTING.has(strategy) && (service.DeploymentController?.Type ?? 'ECS') === 'ECS';
    if (Math.max(most, both ? 2 * least.tasks : 0) <= (atLeast ?? room)) return;
    if (atLeast !== undefined) undecided('how many addresses a subnet of the service has is not known');
    const related = [[at(vpc, 'Subnets'), 'the subnets'], ...subnets.map((each) => [each.place, each.name] as const)] as const;
    const rooms = subnets.map(({ name, network, tasks }) => ['room', `${name}: ${network} - 5 of AWS = ${tasks}`] as const);
    if (both && least.tasks <= room && 2 * least.tasks > room) {
      report(least.place, `an update of "${service}" runs ${least.tasks} old and ${least.tasks} new tasks at once, but its subnets have addresses for ${room}`, { proof: [...rooms, ['update', `${strategy}: 2 x ${least.tasks} (${least.by}) = ${2 * least.tasks}`]], related, confidence: 'likely' });
      return;
    }
    const always = least.tasks > room;
    const place = always || !target ? least.place : at(target, 'MaxCapacity');
    const wanted = always ? least.tasks : most;
    report(place, `"${service}" ${always ? 'has' : 'may grow to'} ${wanted} tasks, but its subnets have addresses for ${room}`, {
      proof: [...rooms, ['tasks', `${wanted} (${always || !target ? least.by : `MaxCapacity of ${resource(target).name}`})`]],
      related,
      ...(!always && { severity: 'medium' as const }),
    });
  },
});

import { desired, runsOnFargate } from '../../src/aws/capacity/launch.js';
import { spreadsOverZones } from '../../src/aws/capacity/zones.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/spread-over-zones',
  on: 'AWS::ECS::Service',
  with: ['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::EC2::Subnet', 'AWS::ECS::CapacityProvider', 'AWS::ECS::Service'],
  category: 'reliability',
  severity: 'medium',
  summary: 'Several tasks of a service stand in several Availability Zones',
  why: 'Several tasks guard against the loss of one machine; only tasks in different Availability Zones guard against the loss of a zone. Subnets of one zone rule that out. A placement strategy that begins with anything but a spread over zones leaves it to chance, and packing tasks tightly works against it.',
  fix: 'Name subnets of at least two Availability Zones, and put { Type: spread, Field: attribute:ecs.availability-zone } before other placement strategies, or leave PlacementStrategies out.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html',
  ],
  presets: ['reliability', 'strict'],
  check(service, tools) {
    const { at, follow, has, report, resource, same, show } = tools;
    const network = service.NetworkConfiguration?.AwsvpcConfiguration;
    const [strategy] = service.PlacementStrategies ?? [];
    if (service.SchedulingStrategy === 'DAEMON' || service.DeploymentController?.Type === 'EXTERNAL') return;
    // One task without clients asks for nothing of the kind.
    if ((!strategy && !network) || !(service.LoadBalancers?.length || desired(service, tools).tasks > 1)) return;
    if (strategy && !spreadsOverZones(strategy) && !runsOnFargate(service, tools)) {
      const what = strategy.Type === 'binpack' ? `packs its tasks by ${strategy.Field}` : strategy.Type === 'random' ? 'places its tasks at random' : `spreads its tasks over ${strategy.Field}`;
      report(at(strategy), `"${service}" ${what} before it spreads them over Availability Zones`, { severity: 'low', fix: 'Put { Type: spread, Field: attribute:ecs.availability-zone } first.' });
    }
    const subnets = network?.Subnets;
    if (!network || !subnets || subnets.length === 0) return;
    // Items by their place: a reference is followed, not read.
    const list = subnets as unknown as Record<string, string>;
    if (subnets.length === 1) {
      report(at(network, 'Subnets'), `"${service}" has one subnet, so its tasks are all in one Availability Zone`, { fix: 'Add a subnet of another Availability Zone.' });
      return;
    }
    const found = Array.from(subnets.keys(), (index) => follow(list, String(index), 'AWS::EC2::Subnet'));
    const [first, ...rest] = found;
    if (!first || !has(first, 'AvailabilityZone') || !rest.every((subnet) => subnet && has(subnet, 'AvailabilityZone') && same(first, 'AvailabilityZone', subnet, 'AvailabilityZone'))) return;
    report(at(network, 'Subnets'), `the subnets of "${service}" are all in Availability Zone ${show(first, 'AvailabilityZone')}, and so are its tasks`, {
      fix: 'Name subnets of at least two Availability Zones.',
      related: found.flatMap((subnet) => (subnet ? [[at(subnet, 'AvailabilityZone'), `the zone of ${resource(subnet).name}`] as const] : [])),
    });
  },
});

import { rebalancingObstacles } from '../../src/aws/capacity/zones.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/zone-rebalancing-possible',
  on: 'AWS::ECS::Service',
  category: 'deployability',
  // The guide lists them and the CDK refuses them; the answer of the API itself is not documented.
  severity: 'medium',
  outcome: 'rejected',
  summary: 'Availability Zone rebalancing is asked for only where ECS can do it',
  why: 'To rebalance, ECS starts a task in the empty zone before it stops one in the full zone. That needs a MaximumPercent above 100 and a placement that begins with a spread over zones or says nothing; it is not available with a Classic Load Balancer, a placement constraint on the zone, or outside AWS (EXTERNAL).',
  fix: 'Remove what stands against it, or AvailabilityZoneRebalancing.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html',
  ],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, tools) {
    const { at, report } = tools;
    // A daemon has no zones to balance and is another rule's.
    if (service.AvailabilityZoneRebalancing !== 'ENABLED' || service.SchedulingStrategy === 'DAEMON') return;
    const obstacles = rebalancingObstacles(service, tools);
    if (obstacles.length === 0) return;
    report(at(service, 'AvailabilityZoneRebalancing'), `"${service}" asks for Availability Zone rebalancing, but ${obstacles.map(({ clause }) => clause).join(' and ')}`, {
      fix: 'AvailabilityZoneRebalancing: DISABLED, or remove what stands against it.',
      related: obstacles.map(({ place, clause }) => [place, clause] as const),
    });
  },
});

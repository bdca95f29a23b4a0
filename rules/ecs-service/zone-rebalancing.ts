import { desired, scaling } from '../../src/aws/capacity/launch.js';
import { rebalancingObstacles } from '../../src/aws/capacity/zones.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/zone-rebalancing',
  on: 'AWS::ECS::Service',
  with: ['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ECS::Service'],
  category: 'reliability',
  severity: 'low',
  summary: 'Availability Zone rebalancing is not turned off where it could work',
  why: 'After the loss of a zone all tasks run in the others, and they stay there when it comes back: the next loss may take all of them. With rebalancing, the default of new services, ECS starts tasks in the empty zone and then stops the surplus.',
  fix: 'Remove AvailabilityZoneRebalancing, or set it to ENABLED.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html',
  ],
  presets: ['reliability', 'strict'],
  check(service, tools) {
    const { at, report } = tools;
    if (service.AvailabilityZoneRebalancing !== 'DISABLED' || service.SchedulingStrategy === 'DAEMON') return;
    if ((service.DeploymentController?.Type ?? 'ECS') !== 'ECS' || rebalancingObstacles(service, tools).length > 0) return;
    // One task has nothing to balance.
    if (!scaling(service, tools) && desired(service, tools).tasks < 2) return;
    report(at(service, 'AvailabilityZoneRebalancing'), `"${service}" turns Availability Zone rebalancing off, so its tasks stay where a failure pushed them`, { fix: 'AvailabilityZoneRebalancing: ENABLED' });
  },
});

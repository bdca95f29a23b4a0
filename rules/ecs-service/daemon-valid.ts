import { runsOnFargate } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/daemon-valid',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::CapacityProvider'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'A daemon has nothing beside it that only replicas can have',
  why: 'The scheduling strategy DAEMON runs one task on each container instance. So ECS refuses a number of tasks, even 0, Fargate, which has no instances, zones to balance, and the deployment controllers CODE_DEPLOY and EXTERNAL.',
  fix: 'Remove what does not apply, or use SchedulingStrategy: REPLICA.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service-options.html',
    'https://github.com/kayac/ecspresso/pull/20',
  ],
  equivalents: { cfnLint: ['E3044'], preflight: ['pf-ecs-service-daemon-desired-count', 'pf-ecs-svc-az-rebalancing-with-daemon'] },
  presets: ['recommended', 'strict'],
  check(service, tools) {
    const { at, has, report, show } = tools;
    if (service.SchedulingStrategy !== 'DAEMON') return;
    if (has(service, 'DesiredCount')) report(at(service, 'DesiredCount'), `daemon "${service}" has a DesiredCount (${show(service, 'DesiredCount')}), but the instances decide how many tasks it has`, { fix: 'Remove DesiredCount.', edit: [{ place: at(service, 'DesiredCount'), value: undefined }] });
    if (service.AvailabilityZoneRebalancing === 'ENABLED') report(at(service, 'AvailabilityZoneRebalancing'), `daemon "${service}" asks for Availability Zone rebalancing, which only replicas have`, { fix: 'Remove AvailabilityZoneRebalancing.', edit: [{ place: at(service, 'AvailabilityZoneRebalancing'), value: undefined }] });
    const controller = service.DeploymentController;
    if (controller && (controller.Type ?? 'ECS') !== 'ECS') report(at(controller, 'Type'), `daemon "${service}" has deployment controller ${controller.Type}, but daemons are deployed by ECS only`, { fix: 'Type: ECS' });
    if (runsOnFargate(service, tools)) report(at(service, 'SchedulingStrategy'), `daemon "${service}" runs on Fargate, which has no instances for daemons`, { fix: 'SchedulingStrategy: REPLICA, or a sidecar container in each task.' });
  },
});

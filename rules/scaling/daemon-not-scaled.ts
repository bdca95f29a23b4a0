import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'scaling/daemon-not-scaled',
  on: 'AWS::ECS::Service',
  with: ['AWS::ApplicationAutoScaling::ScalableTarget'],
  category: 'deployability',
  severity: 'high',
  outcome: 'silently-broken',
  summary: 'Nothing scales a daemon',
  why: 'A daemon has one task on each instance, and ECS refuses every desired count for it. A scalable target, whose only means is the desired count, can never do anything.',
  fix: 'Remove the scalable target and its policies, or use SchedulingStrategy: REPLICA.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service-options.html',
    'https://github.com/base2Services/cfn-start-stop-stack/pull/45',
  ],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, { at, companions, report, resource }) {
    if (service.SchedulingStrategy !== 'DAEMON') return;
    for (const target of companions(service, 'AWS::ApplicationAutoScaling::ScalableTarget', { here: true }))
      report(at(target), `${resource(target).name} is to scale daemon "${service}", whose number of tasks the instances decide`, { related: [[at(service, 'SchedulingStrategy'), 'a daemon']] });
  },
});

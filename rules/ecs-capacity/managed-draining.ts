import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-capacity/managed-draining',
  on: 'AWS::ECS::CapacityProvider',
  category: 'reliability',
  severity: 'low',
  summary: 'Instances of a capacity provider are drained before they go',
  why: 'With managed draining, the default of new capacity providers, ECS moves the tasks of an instance elsewhere before the Auto Scaling group ends it, for instance at a refresh of its AMI. Turned off, the tasks die with their instance.',
  fix: 'Remove ManagedDraining, or set it to ENABLED.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/enable-managed-instance-draining.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AutoScalingGroupProvider.html',
  ],
  presets: ['reliability', 'strict'],
  check(provider, { at, report }) {
    const group = provider.AutoScalingGroupProvider;
    if (group?.ManagedDraining === 'DISABLED') report(at(group, 'ManagedDraining'), `capacity provider "${provider}" turns managed draining off, so tasks die with an instance that is replaced`, { fix: 'ManagedDraining: ENABLED' });
  },
});

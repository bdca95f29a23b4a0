import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-capacity/managed-scaling',
  on: 'AWS::ECS::CapacityProvider',
  category: 'operations',
  severity: 'medium',
  summary: 'ECS scales the Auto Scaling group of a capacity provider',
  why: 'Without managed scaling a capacity provider is only a name for a group of instances: a task that finds no room waits in PROVISIONING, and nothing adds an instance for it unless you wrote the alarms and policies that do.',
  fix: 'ManagedScaling: { Status: ENABLED, TargetCapacity: 100 }.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html',
  ],
  // Not recommended: a group may well be scaled by policies of its own.
  presets: ['reliability', 'strict'],
  check(provider, { at, report }) {
    const group = provider.AutoScalingGroupProvider;
    if (!group) return;
    const scaling = group.ManagedScaling;
    // What ManagedScaling without Status means is not documented.
    if (scaling && scaling.Status !== 'DISABLED') return;
    if (scaling) report(at(scaling, 'Status'), `capacity provider "${provider}" has managed scaling turned off, so waiting tasks add no instance`, { fix: 'Status: ENABLED' });
    else report(at(group, 'ManagedScaling'), `capacity provider "${provider}" has no managed scaling, so waiting tasks add no instance`, { confidence: 'likely' });
  },
});

import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-capacity/termination-protection',
  on: 'AWS::ECS::CapacityProvider',
  with: ['AWS::AutoScaling::AutoScalingGroup'],
  category: 'deployability',
  severity: 'high',
  outcome: 'silently-broken',
  summary: 'Managed termination protection has what it works with',
  why: 'Managed termination protection keeps instances with tasks from being scaled in, and lets go of empty ones. It does so through managed scaling, without which it does not work, and through the scale-in protection of the Auto Scaling group, which must be on for new instances.',
  fix: 'ManagedScaling: { Status: ENABLED } beside it, and NewInstancesProtectedFromScaleIn: true on the Auto Scaling group.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AutoScalingGroupProvider.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-termination-protection.html',
    'https://github.com/aws/aws-cdk/pull/23729',
  ],
  equivalents: { preflight: ['pf-ecs-cp-managed-termination-scale-in-protection'] },
  presets: ['recommended', 'reliability', 'strict'],
  check(provider, { at, follow, report, resource, written }) {
    const config = provider.AutoScalingGroupProvider;
    if (!config || config.ManagedTerminationProtection !== 'ENABLED') return;
    const scaling = config.ManagedScaling;
    if (!scaling || scaling.Status === 'DISABLED') {
      report(at(config, 'ManagedTerminationProtection'), `managed termination protection of "${provider}" does not work, since managed scaling is ${scaling ? 'DISABLED' : 'not turned on'}`, {
        fix: 'ManagedScaling: { Status: ENABLED }, or ManagedTerminationProtection: DISABLED.',
        // That managed scaling is off when nothing is said about it is what the API answers, not what it documents.
        ...(!scaling && { severity: 'medium' as const, confidence: 'likely' as const }),
        related: [scaling ? [at(scaling, 'Status'), 'managed scaling'] : [at(config, 'ManagedScaling'), 'no managed scaling']],
      });
      return;
    }
    const group = follow(config, 'AutoScalingGroupArn', 'AWS::AutoScaling::AutoScalingGroup');
    if (!group || group.NewInstancesProtectedFromScaleIn) return;
    // The guide demands it and CreateCapacityProvider used to refuse the provider; by now ECS may turn it on by itself.
    report(at(config, 'ManagedTerminationProtection'), `managed termination protection of "${provider}" needs instances protected from scale-in, but ${resource(group).name} ${written(group, 'NewInstancesProtectedFromScaleIn') ? 'turns that off' : 'does not turn that on'}`, {
      severity: 'medium',
      confidence: 'likely',
      fix: `NewInstancesProtectedFromScaleIn: true on ${resource(group).name}.`,
      related: [[at(group, 'NewInstancesProtectedFromScaleIn'), 'the Auto Scaling group']],
    });
  },
});

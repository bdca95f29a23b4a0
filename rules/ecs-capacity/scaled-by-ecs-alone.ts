import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-capacity/scaled-by-ecs-alone',
  on: 'AWS::ECS::CapacityProvider',
  with: ['AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::ScalingPolicy', 'AWS::AutoScaling::ScheduledAction'],
  category: 'reliability',
  severity: 'medium',
  confidence: 'likely',
  summary: 'Nothing but ECS changes the size of an Auto Scaling group with managed scaling',
  why: 'With managed scaling ECS sets the size of the group by the tasks that wait and the instances that are empty. A policy or schedule of your own sets it by something else: instances are started that nothing needs, or ended while ECS starts new ones.',
  fix: 'Remove the policy, or turn managed scaling off. To hold a reserve, lower TargetCapacity or raise MinSize.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html'],
  presets: ['recommended', 'reliability', 'strict'],
  check(provider, { at, companions, follow, has, report, resource }) {
    const config = provider.AutoScalingGroupProvider;
    const scaling = config?.ManagedScaling;
    if (!config || scaling?.Status !== 'ENABLED') return;
    const group = follow(config, 'AutoScalingGroupArn', 'AWS::AutoScaling::AutoScalingGroup');
    if (!group) return;
    const here = { here: true };
    const policies = companions(group, 'AWS::AutoScaling::ScalingPolicy', here);
    // A schedule that moves the bounds leaves the number between them to ECS.
    const actions = companions(group, 'AWS::AutoScaling::ScheduledAction', here).filter((action) => has(action, 'DesiredCapacity'));
    for (const other of [...policies, ...actions]) {
      // The policy of another group may look at a metric of this one.
      if (follow(other, 'AutoScalingGroupName', 'AWS::AutoScaling::AutoScalingGroup') !== group) continue;
      report(at(other), `${resource(other).name} changes the size of ${resource(group).name}, which ECS scales for "${provider}"`, { related: [[at(scaling, 'Status'), 'managed scaling'], [at(group), 'the Auto Scaling group']] });
    }
  },
});

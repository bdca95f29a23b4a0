import { nodeOf } from '../../src/graph/graph.js';
import { peek, Unknown } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-capacity/group-may-grow',
  on: 'AWS::ECS::CapacityProvider',
  with: ['AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::ScalingPolicy', 'AWS::AutoScaling::ScheduledAction', 'AWS::ECS::CapacityProvider'],
  category: 'deployability',
  severity: 'medium',
  // Somebody may set the size by hand.
  confidence: 'likely',
  outcome: 'hangs',
  summary: 'The Auto Scaling group of a capacity provider can have an instance',
  why: 'Managed scaling starts instances up to MaxSize of the group; with 0 it starts none. With managed scaling turned off the group keeps the size that it has, and one that begins with no instance stays so. Tasks of the provider wait in PROVISIONING until they fail.',
  fix: 'A MaxSize above 0, and managed scaling or a DesiredCapacity above 0.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html'],
  presets: ['recommended', 'reliability', 'strict'],
  check(provider, { at, companions, follow, report, resource, siblings }) {
    const config = provider.AutoScalingGroupProvider;
    const group = config && follow(config, 'AutoScalingGroupArn', 'AWS::AutoScaling::AutoScalingGroup');
    if (!config || !group) return;
    const { name } = resource(group);
    const related = [[at(config, 'AutoScalingGroupArn'), 'the capacity provider']] as const;
    if (group.MaxSize !== undefined && Number(group.MaxSize) === 0) return report(at(group, 'MaxSize'), `${name} can have no instance for "${provider}": its MaxSize is 0`, { fix: 'A MaxSize above 0.', related });
    if (config.ManagedScaling?.Status !== 'DISABLED') return;
    // The least size counts where no other is wanted.
    const property = group.DesiredCapacity === undefined ? 'MinSize' : 'DesiredCapacity';
    if (group[property] === undefined || Number(group[property]) !== 0 || Number(group.MinSize ?? 0) > 0) return;
    // Policies and schedules may spell the name of the group.
    const own = peek(group, 'AutoScalingGroupName');
    const isOurs = (each: object): boolean => {
      const of = peek(each, 'AutoScalingGroupName');
      return typeof of === 'string' ? of === own || own instanceof Unknown : of instanceof Unknown && (!of.link || of.link.node === nodeOf(group));
    };
    if ([...siblings(group, 'AWS::AutoScaling::ScalingPolicy'), ...siblings(group, 'AWS::AutoScaling::ScheduledAction')].some(isOurs)) return;
    // Another provider may scale it.
    if (companions(group, 'AWS::ECS::CapacityProvider', { here: true }).some((each) => each.AutoScalingGroupProvider?.ManagedScaling?.Status === 'ENABLED')) return;
    report(at(group, property), `${name} begins with no instance for "${provider}" and nothing adds one: its ${property} is 0 and managed scaling is DISABLED`, { related: [...related, [at(config.ManagedScaling, 'Status'), 'managed scaling']] });
  },
});

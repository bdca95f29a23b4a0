import { peek, Unknown } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'scaling/policies-work',
  on: 'AWS::ApplicationAutoScaling::ScalableTarget',
  with: ['AWS::ApplicationAutoScaling::ScalingPolicy', 'AWS::CloudWatch::Alarm'],
  category: 'deployability',
  severity: 'medium',
  confidence: 'likely',
  outcome: 'silently-broken',
  summary: 'The policies of a scalable target do something, and do not work against each other',
  why: 'A step policy acts only when an alarm calls it. A predictive policy that only forecasts never changes a number. Two target-tracking policies for one metric pull the service to two targets. All of it deploys, and nobody notices before the load comes.',
  fix: 'An alarm with the policy in its AlarmActions; Mode: ForecastAndScale; one target-tracking policy for each metric.',
  references: ['https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-step-scaling-policies.html', 'https://docs.aws.amazon.com/autoscaling/application/userguide/aas-create-predictive-scaling-policy.html', 'https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html'],
  presets: ['recommended', 'reliability', 'strict'],
  check(target, { at, companions, report, resource, siblings, undecided, written }) {
    if (target.ServiceNamespace !== 'ecs') return;
    const policies = companions(target, 'AWS::ApplicationAutoScaling::ScalingPolicy', { here: true });
    const tracked = new Map<string, (typeof policies)[number]>();
    for (const policy of policies) {
      const { name } = resource(policy);
      const kind = policy.PolicyType;
      const predictive = kind === 'PredictiveScaling' ? policy.PredictiveScalingPolicyConfiguration : undefined;
      if (predictive && policies.length === 1 && !target.ScheduledActions?.length && (!written(predictive, 'Mode') || predictive.Mode === 'ForecastOnly')) report(at(predictive, 'Mode'), `policy "${name}" only forecasts, and nothing else scales "${target}"`, { fix: 'Mode: ForecastAndScale' });
      // Alarms of other stacks may call it by its ARN, when it is given away; here it is used by nobody.
      const alarms = kind === 'StepScaling' && companions(policy, 'AWS::CloudWatch::Alarm', { here: true }).length === 0 ? siblings(target, 'AWS::CloudWatch::Alarm') : [];
      if (alarms.some(({ AlarmActions = [], OKActions = [] }) => [AlarmActions, OKActions].some((actions) => Array.from(actions.keys(), (index) => peek(actions, index)).some((action) => action instanceof Unknown && !action.link)))) undecided(`what an alarm of ${name}'s template calls is not known`);
      if (alarms.length > 0) report(at(policy), `no alarm calls step policy "${name}" of "${target}"`, { fix: `AlarmActions: [!Ref ${name}] in an alarm.` });
      const metric = kind === 'TargetTrackingScaling' ? policy.TargetTrackingScalingPolicyConfiguration?.PredefinedMetricSpecification?.PredefinedMetricType : undefined;
      if (metric === undefined || metric === 'ALBRequestCountPerTarget') continue;
      const other = tracked.get(metric);
      if (other) report(at(policy), `policies "${resource(other).name}" and "${name}" both follow ${metric} of "${target}"`, { fix: 'Keep one of them.', related: [[at(other), 'the other policy']] });
      tracked.set(metric, policy);
    }
  },
});

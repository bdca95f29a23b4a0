import { mayEqual } from '../../src/aws/names.js';
import { defineRule } from '../../src/rule.js';
import type { ApplicationAutoScalingScalingPolicy } from '../../src/types/resources.js';

export default defineRule({
  id: 'scaling/policy-attached',
  on: 'AWS::ApplicationAutoScaling::ScalableTarget',
  with: ['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ApplicationAutoScaling::ScalingPolicy', 'AWS::ECS::Service'],
  category: 'reliability',
  severity: 'medium',
  summary: 'A scalable target has a policy or schedule that scales it',
  why: 'A scalable target only says between which bounds a service may scale. Without a scaling policy or a scheduled action nothing ever changes the number of tasks. A predictive policy in its default mode, ForecastOnly, draws a forecast and scales nothing either.',
  fix: 'Add an AWS::ApplicationAutoScaling::ScalingPolicy with this target as its ScalingTargetId, or ScheduledActions here.',
  references: [
    'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html',
    'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredictiveScalingPolicyConfiguration.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html',
  ],
  presets: ['recommended', 'reliability', 'strict'],
  check(target, { at, companions, has, report, show, siblings, text, undecided }) {
    if (target.ServiceNamespace !== 'ecs' || target.ScheduledActions?.length) return;
    const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
    const here = { here: true };
    const own = companions(target, POLICY, here);
    // Most targets have a policy that scales, and there the rest of the stack makes no difference.
    if (own.some((policy) => !forecastOf(policy))) return;
    // A policy names its target, or the service as the target does.
    const byService = siblings(target, POLICY).filter((policy) => !has(policy, 'ScalingTargetId'));
    const services = siblings(target, 'AWS::ECS::Service').map((service) => ({ scaled: companions(service, 'AWS::ApplicationAutoScaling::ScalableTarget', here).includes(target), policies: companions(service, POLICY, here) }));
    const policies = [...own, ...services.flatMap(({ scaled, policies }) => (scaled ? policies : [])), ...byService.filter((policy) => show(policy, 'ResourceId') === show(target, 'ResourceId'))];
    if (policies.length === 0) {
      const vague = byService.find((policy) => has(policy, 'ResourceId') && mayEqual(text(policy, 'ResourceId'), text(target, 'ResourceId')) && !services.some((service) => service.policies.includes(policy)));
      if (vague) undecided(`${vague} may scale the same service`);
      if (companions(target, POLICY).length === 0) report(at(target), `nothing scales "${target}": it has no scaling policy and no scheduled action`);
      return;
    }
    const [first, ...rest] = policies.map(forecastOf);
    if (!first || rest.includes(undefined)) return;
    report(at(target), `nothing scales "${target}": its predictive policy only forecasts`, { fix: 'Mode: ForecastAndScale in the policy, or a target tracking policy beside it.', related: [[at(first, 'Mode'), has(first, 'Mode') ? 'ForecastOnly' : 'ForecastOnly by default']] });
  },
});

/** The predictive configuration of a policy that only forecasts; undefined when the policy scales. */
function forecastOf(policy: ApplicationAutoScalingScalingPolicy): ApplicationAutoScalingScalingPolicy['PredictiveScalingPolicyConfiguration'] {
  const config = policy.PolicyType === 'PredictiveScaling' ? policy.PredictiveScalingPolicyConfiguration : undefined;
  return (config?.Mode ?? 'ForecastOnly') === 'ForecastOnly' ? config : undefined;
}

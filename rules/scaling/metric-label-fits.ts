import { defineRule } from '../../src/rule.js';

const REQUESTS = 'ALBRequestCountPerTarget';
/** Metrics of a service that no label narrows. */
const OF_SERVICE: ReadonlySet<string> = new Set(['ECSServiceAverageCPUUtilization', 'ECSServiceAverageCPUUtilizationHighResolution', 'ECSServiceAverageMemoryUtilization', 'ECSServiceAverageMemoryUtilizationHighResolution']);

export default defineRule({
  id: 'scaling/metric-label-fits',
  on: 'AWS::ApplicationAutoScaling::ScalingPolicy',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'A policy that scales by requests names its load balancer and target group, and no other policy does',
  why: 'ALBRequestCountPerTarget is a metric of a target group, so its ResourceLabel must say app/NAME/ID/targetgroup/NAME/ID. Metrics of the service itself have no label. Application Auto Scaling refuses the policy otherwise.',
  fix: "Write ResourceLabel: !Sub '${LoadBalancer.LoadBalancerFullName}/${TargetGroup.TargetGroupFullName}'.",
  references: ['https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html'],
  errors: ['You must specify a valid resource label …'],
  presets: ['recommended', 'strict'],
  check(policy, { at, has, report, text }) {
    const metric = policy.TargetTrackingScalingPolicyConfiguration?.PredefinedMetricSpecification;
    if (!metric) return;
    const name = metric.PredefinedMetricType;
    if (name === REQUESTS && !has(metric, 'ResourceLabel')) return report(at(metric, 'ResourceLabel'), `policy "${policy}" scales by ${REQUESTS}, but no ResourceLabel says of which target group`);
    if (name !== undefined && OF_SERVICE.has(name) && has(metric, 'ResourceLabel')) return report(at(metric, 'ResourceLabel'), `policy "${policy}" scales by ${name}, which takes no ResourceLabel`, { fix: 'Remove ResourceLabel.', edit: [{ place: at(metric, 'ResourceLabel'), value: undefined }] });
    if (name !== REQUESTS) return;
    const label = text(metric, 'ResourceLabel').known;
    if (label !== undefined && !/^app\/[^/]+\/[^/]+\/targetgroup\/[^/]+\/[^/]+$/.test(label)) report(at(metric, 'ResourceLabel'), `ResourceLabel "${label}" of policy "${policy}" is not app/NAME/ID/targetgroup/NAME/ID`);
  },
});

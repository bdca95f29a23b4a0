import { findNamed } from '../../src/aws/names.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/health-check-grace',
  on: 'AWS::ECS::Service',
  each: 'LoadBalancers[]',
  with: ['AWS::ECS::TaskDefinition', 'AWS::ElasticLoadBalancingV2::TargetGroup'],
  category: 'reliability',
  severity: 'medium',
  confidence: 'likely',
  summary: 'A container that needs long to start is not killed by the health check of its load balancer meanwhile',
  why: 'The StartPeriod of a container counts for its own health check only. The load balancer begins at once, and after its unhealthy threshold ECS stops the task, though it may still be starting; a service whose start takes longer than that restarts for ever. HealthCheckGracePeriodSeconds makes ECS wait.',
  fix: 'Set HealthCheckGracePeriodSeconds to at least the StartPeriod.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html',
  ],
  errors: ['(service …) (port …) is unhealthy in (target-group …) due to (reason Health checks failed …)', 'Task failed ELB health checks in (target-group …)'],
  presets: ['recommended', 'reliability', 'strict'],
  check(entry, tools, service) {
    const { at, follow, has, report, resource, written } = tools;
    if (!has(entry, 'ContainerName') || !has(entry, 'TargetGroupArn') || service.HealthCheckGracePeriodSeconds) return;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    const container = task && findNamed(task.ContainerDefinitions ?? [], entry, 'ContainerName', tools);
    const check = container?.HealthCheck;
    const start = check?.StartPeriod;
    if (!check || !start) return;
    const group = follow(entry, 'TargetGroupArn', 'AWS::ElasticLoadBalancingV2::TargetGroup');
    if (!group) return;
    const [times, interval] = [group.UnhealthyThresholdCount ?? 2, group.HealthCheckIntervalSeconds ?? 30];
    if (start <= times * interval) return;
    const by = written(group, 'UnhealthyThresholdCount') && written(group, 'HealthCheckIntervalSeconds') ? '' : ', by default';
    report(at(service, 'HealthCheckGracePeriodSeconds'), `container "${container}" may take ${start} s to start, but its load balancer calls it unhealthy after ${times * interval} s, and "${service}" has no grace period`, {
      proof: [['start', `${start} s (StartPeriod)`], ['patience', `${times} x ${interval} s = ${times * interval} s (${resource(group).name}${by})`], ['grace', written(service, 'HealthCheckGracePeriodSeconds') ? '0 s' : '0 s (default)']],
      fix: `HealthCheckGracePeriodSeconds: ${start}`,
      related: [[at(check, 'StartPeriod'), `may take ${start} s`]],
    });
  },
});

import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/circuit-breaker',
  on: 'AWS::ECS::Service',
  category: 'reliability',
  severity: 'medium',
  fixable: true,
  summary: 'A rolling update that fails is given up and rolled back',
  why: 'Without a deployment circuit breaker ECS never gives up: it starts a version that cannot run again and again, and the stack or pipeline behind it waits for hours. With it the update fails after a few tasks, and with rollback the last version that worked comes back.',
  fix: 'DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } }.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentCircuitBreaker.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html',
  ],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, { at, has, report }) {
    const config = service.DeploymentConfiguration;
    const breaker = config?.DeploymentCircuitBreaker;
    if (breaker?.Enable && breaker.Rollback) return;
    if (config?.Alarms?.Enable && config.Alarms.Rollback) return;
    // Other controllers and strategies refuse it or have their own way back. For daemons and Classic Load Balancers the guide is silent or said no.
    if ((service.DeploymentController?.Type ?? 'ECS') !== 'ECS' || (config?.Strategy ?? 'ROLLING') !== 'ROLLING' || service.SchedulingStrategy === 'DAEMON') return;
    if (service.LoadBalancers?.some((entry) => has(entry, 'LoadBalancerName'))) return;
    const fix = 'DeploymentCircuitBreaker: { Enable: true, Rollback: true }';
    const on = { Enable: true, Rollback: true };
    if (!config) report(at(service, 'DeploymentConfiguration'), `"${service}" has no deployment circuit breaker, so a version that cannot start is retried without end`, { edit: [{ place: at(service, 'DeploymentConfiguration'), value: { DeploymentCircuitBreaker: on } }] });
    else if (!breaker?.Enable) report(at(config, 'DeploymentCircuitBreaker'), `"${service}" has ${breaker ? 'its deployment circuit breaker turned off' : 'no deployment circuit breaker'}, so a version that cannot start is retried without end`, { fix, edit: breaker ? [{ place: at(breaker, 'Enable'), value: true }, { place: at(breaker, 'Rollback'), value: true }] : [{ place: at(config, 'DeploymentCircuitBreaker'), value: on }] });
    else report(at(breaker, 'Rollback'), `the deployment circuit breaker of "${service}" gives up a failed update but does not roll back`, { severity: 'low', fix: 'Rollback: true', edit: [{ place: at(breaker, 'Rollback'), value: true }] });
  },
});

import { defineRule } from '../../src/rule.js';

const RANGES = [
  ['Interval', 5, 300, 'seconds'],
  ['Timeout', 2, 60, 'seconds'],
  ['Retries', 1, 10, 'times'],
  ['StartPeriod', 0, 300, 'seconds'],
] as const;

export default defineRule({
  id: 'ecs-task/health-check-valid',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The numbers of a health check are in the range that ECS takes',
  why: 'RegisterTaskDefinition refuses a health check with an Interval outside 5 to 300 seconds, a Timeout outside 2 to 60, Retries outside 1 to 10 or a StartPeriod outside 0 to 300. Programs that need longer to start than StartPeriod allows get HealthCheckGracePeriodSeconds of their service.',
  fix: 'Choose a number in the range.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html'],
  equivalents: { preflight: ['pf-ecs-healthcheck-interval-range', 'pf-ecs-healthcheck-timeout-range', 'pf-ecs-healthcheck-retries-range', 'pf-ecs-healthcheck-start-period-range'] },
  presets: ['recommended', 'strict'],
  check(container, { at, report }) {
    const health = container.HealthCheck;
    if (!health) return;
    for (const [property, least, most, unit] of RANGES) {
      const value = health[property];
      if (value === undefined || (value >= least && value <= most)) continue;
      report(at(health, property), `container "${container}": ${property} of the health check is ${value}, and ECS takes ${least} to ${most} ${unit}`, { fix: `${property}: ${value < least ? least : most}` });
    }
  },
});

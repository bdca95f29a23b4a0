import { defineRule } from '../../src/rule.js';

const DEFAULT_INTERVAL = 30;
/** Of target groups for HTTP and HTTPS. */
const DEFAULT_TIMEOUT = 5;
const RANGES = [
  ['HealthCheckIntervalSeconds', 5, 300],
  ['HealthCheckTimeoutSeconds', 2, 120],
  ['HealthyThresholdCount', 2, 10],
  ['UnhealthyThresholdCount', 2, 10],
] as const;

function isWeb(protocol: string | undefined): boolean {
  return protocol === 'HTTP' || protocol === 'HTTPS';
}

export default defineRule({
  id: 'elb/health-check-valid',
  on: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'The health check of a target group is one that Elastic Load Balancing takes',
  why: 'Elastic Load Balancing refuses a target group whose health check waits longer than the time between two checks, whose numbers lie outside their ranges, or which asks a TCP check for a path.',
  fix: 'Keep HealthCheckTimeoutSeconds below HealthCheckIntervalSeconds.',
  references: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  ],
  equivalents: { preflight: ['pf-elbv2-hc-timeout-interval', 'pf-elbv2-tcp-health-check-path', 'pf-elbv2-tg-hc-tcp-for-http-tg'] },
  presets: ['recommended', 'strict'],
  check(group, { at, has, report, show, text }) {
    for (const [property, least, most] of RANGES) {
      const value = has(group, property) ? group[property] : undefined;
      if (value !== undefined && (value < least || value > most)) report(at(group, property), `${property} is ${value}, outside ${least} to ${most}`, { fix: `${property}: ${value < least ? least : most}` });
    }
    const asked = has(group, 'HealthCheckPath');
    if (asked || has(group, 'HealthCheckProtocol')) {
      const by = has(group, 'HealthCheckProtocol') ? group.HealthCheckProtocol : undefined;
      // Without a word a check speaks the protocol of the group, and HTTP to a load balancer behind it.
      const protocol = by ?? (group.Protocol === 'TCP' && group.TargetType === 'alb' ? 'HTTP' : group.Protocol);
      if (by === 'TCP' && isWeb(group.Protocol)) report(at(group, 'HealthCheckProtocol'), `a target group for ${group.Protocol} is not checked over TCP`, { fix: `HealthCheckProtocol: ${group.Protocol}`, edit: [{ place: at(group, 'HealthCheckProtocol'), value: group.Protocol as string }] });
      else if (asked && protocol === 'TCP') report(at(group, 'HealthCheckPath'), 'a health check over TCP takes no HealthCheckPath', { fix: 'HealthCheckProtocol: HTTP, or remove HealthCheckPath.' });
      else if (asked && isWeb(protocol) && !text(group, 'HealthCheckPath').startsWith('/')) {
        // Of a path that is known in part it can be said that it is wrong, but not what to write.
        const path = text(group, 'HealthCheckPath').known;
        report(at(group, 'HealthCheckPath'), `HealthCheckPath "${show(group, 'HealthCheckPath')}" does not start with /`, { fix: `HealthCheckPath: /${show(group, 'HealthCheckPath')}`, edit: path === undefined ? undefined : [{ place: at(group, 'HealthCheckPath'), value: `/${path}` }] });
      }
    }
    const [paced, timed] = [has(group, 'HealthCheckIntervalSeconds'), has(group, 'HealthCheckTimeoutSeconds')];
    if (!paced && !timed) return;
    const interval = group.HealthCheckIntervalSeconds ?? DEFAULT_INTERVAL;
    const timeout = group.HealthCheckTimeoutSeconds ?? DEFAULT_TIMEOUT;
    // Other kinds of target groups have other defaults, and those for TCP may have taken as long as the interval.
    if (timeout < interval || !isWeb(group.Protocol)) return;
    const shown = (value: number, written: boolean): string => `${value}${written ? '' : ' (the default)'}`;
    report(at(group, timed ? 'HealthCheckTimeoutSeconds' : 'HealthCheckIntervalSeconds'), `HealthCheckTimeoutSeconds ${shown(timeout, timed)} is not less than HealthCheckIntervalSeconds ${shown(interval, paced)}`);
  },
});

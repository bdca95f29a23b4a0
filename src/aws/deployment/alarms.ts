/**
 * Alarms that are in ALARM while all is well, so that nobody can tell by them when something goes wrong.
 *
 * Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html (reporting criteria),
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
import type { Place, Tools } from '../../rule.js';
import type { CloudWatchAlarm } from '../../types/resources.js';

/** Metrics of Application Load Balancers that have data only while there is something to count. */
const COUNTED_WHEN_NOT_ZERO = /^(?:HTTPCode_(?:ELB|Target)_[45]XX_Count|HTTPCode_ELB_50[0234]_Count|RejectedConnectionCount|TargetConnectionErrorCount|TargetTLSNegotiationErrorCount|ClientTLSNegotiationErrorCount)$/;
/** Namespaces whose metrics are never below 0. */
const NEVER_NEGATIVE: ReadonlySet<string> = new Set(['AWS/ApplicationELB', 'AWS/NetworkELB', 'AWS/ECS']);

/** Why an alarm is in ALARM while all is well, as a clause, with its place; undefined when it is not, or when it looks at more than one metric. */
export function alwaysInAlarm(alarm: CloudWatchAlarm, { at }: Pick<Tools<never>, 'at'>): { place: Place; clause: string; fix: string } | undefined {
  const { MetricName: metric, Namespace: namespace } = alarm;
  if (metric === undefined || namespace === undefined || !NEVER_NEGATIVE.has(namespace)) return undefined;
  const operator = alarm.ComparisonOperator;
  if (operator !== 'GreaterThanThreshold' && operator !== 'GreaterThanOrEqualToThreshold') return undefined;
  if (namespace === 'AWS/ApplicationELB' && COUNTED_WHEN_NOT_ZERO.test(metric) && alarm.TreatMissingData === 'breaching')
    return { place: at(alarm, 'TreatMissingData'), clause: `${metric} has no data while there is nothing to count, and missing data is breaching`, fix: 'TreatMissingData: notBreaching' };
  const { Threshold: threshold } = alarm;
  if (threshold !== undefined && (operator === 'GreaterThanThreshold' ? threshold < 0 : threshold <= 0)) return { place: at(alarm, 'Threshold'), clause: `${metric} is never below ${threshold}`, fix: 'A Threshold above 0.' };
  return undefined;
}

import { alwaysInAlarm } from '../../src/aws/deployment/alarms.js';
import { peek, Unknown } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/deployment-alarms-tell',
  on: 'AWS::ECS::Service',
  with: ['AWS::CloudWatch::Alarm'],
  category: 'deployability',
  severity: 'medium',
  confidence: 'likely',
  outcome: 'silently-broken',
  summary: 'The alarms that watch a deployment are quiet while all is well',
  why: 'An alarm that is in ALARM when a deployment starts is no measure of it: ECS then does not watch alarms during that deployment. Error counts of a load balancer have no data while there are no errors, so with missing data treated as breaching their alarm is always on, and one that turns on in the middle takes a good deployment back.',
  fix: 'TreatMissingData: notBreaching, and a Threshold above what the metric is at rest.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html', 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html', 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html'],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, tools) {
    const { at, follow, report, resource, siblings, undecided } = tools;
    const config = service.DeploymentConfiguration?.Alarms;
    if (!config?.Enable || (service.DeploymentController?.Type ?? 'ECS') !== 'ECS') return;
    const names = config.AlarmNames ?? [];
    let unknown: string | undefined;
    for (const index of names.keys()) {
      const value = peek(names, index);
      // A name is written out where a reference would go in a circle.
      const alarm = value instanceof Unknown ? value.link && follow(names, String(index) as 'length', 'AWS::CloudWatch::Alarm') : siblings(service, 'AWS::CloudWatch::Alarm').find((each) => peek(each, 'AlarmName') === value);
      if (!alarm) unknown ??= 'an alarm of the deployment is not in this input';
      const why = alarm && alwaysInAlarm(alarm, tools);
      if (alarm && why) report(why.place, `${resource(alarm).name}, which is to watch deployments of "${service}", is in ALARM while all is well: ${why.clause}`, { fix: why.fix, related: [[at(config, 'AlarmNames'), 'the alarms of the deployment']] });
    }
    if (unknown !== undefined) undecided(unknown);
  },
});

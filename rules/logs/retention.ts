import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'logs/retention',
  on: 'AWS::Logs::LogGroup',
  with: ['AWS::ECS::TaskDefinition'],
  category: 'cost',
  severity: 'low',
  summary: 'Logs of containers are kept for a limited time',
  why: 'CloudWatch keeps the events of a log group for ever unless it is told otherwise, and bills them every month.',
  fix: 'RetentionInDays: 30, or as long as you need them.',
  references: ['https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html'],
  equivalents: { checkov: ['CKV_AWS_66'], kics: ['cloudwatch_without_retention_period_specified'], guard: ['CW_LOGGROUP_RETENTION_PERIOD_CHECK'], cdkNag: ['CloudWatchLogGroupRetentionPeriod'], cfnNag: ['W86'] },
  presets: ['cost', 'strict'],
  check(group, { at, companions, has, report }) {
    if (has(group, 'RetentionInDays') || group.LogGroupClass === 'DELIVERY') return;
    const [task] = companions(group, 'AWS::ECS::TaskDefinition', { here: true });
    if (task) report(at(group, 'RetentionInDays'), `the logs of the tasks of "${task}" are kept for ever`, { related: [[at(task), 'the task definition']] });
  },
});

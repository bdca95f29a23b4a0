import { nearGroup } from '../../src/aws/tasks/log-groups.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-cluster/exec-log-group-usable',
  on: 'AWS::ECS::Cluster',
  with: ['AWS::Logs::LogGroup'],
  category: 'deployability',
  outcome: 'silently-broken',
  severity: 'medium',
  confidence: 'likely',
  summary: 'The log group of ECS Exec exists, and is encrypted with a key where the cluster wants that',
  why: 'The agent of ECS Exec looks at the log group before a session. Where CloudWatchEncryptionEnabled is set and the group has no KMS key, it refuses every session: "encryption is not set up on the selected CloudWatch Logs log group". A group that does not exist leaves sessions without a log. The cluster itself is created all the same.',
  fix: 'CloudWatchLogGroupName: !Ref of the log group, and a KmsKeyId on the group where CloudWatchEncryptionEnabled is true.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandLogConfiguration.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html',
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
  ],
  presets: ['recommended', 'strict'],
  check(cluster, tools) {
    const { at, follow, has, report, resource, siblings, text } = tools;
    const log = cluster.Configuration?.ExecuteCommandConfiguration?.LogConfiguration;
    if (!log || !has(log, 'CloudWatchLogGroupName')) return;
    const place = at(log, 'CloudWatchLogGroupName');
    const name = text(log, 'CloudWatchLogGroupName').known;
    const near = name === undefined ? undefined : nearGroup(name, siblings(cluster, 'AWS::Logs::LogGroup'), tools);
    if (near) return report(place, `cluster "${cluster}" logs ECS Exec to log group "${name}", but ${resource(near.group).name} makes "${near.name}"`, { fix: `CloudWatchLogGroupName: !Ref ${resource(near.group).name}`, related: [[at(near.group, 'LogGroupName'), 'the log group']] });
    if (!log.CloudWatchEncryptionEnabled) return;
    const group = follow(log, 'CloudWatchLogGroupName', 'AWS::Logs::LogGroup');
    if (group && !has(group, 'KmsKeyId')) report(at(log, 'CloudWatchEncryptionEnabled'), `cluster "${cluster}" wants the log of ECS Exec encrypted, but log group "${resource(group).name}" has no KMS key, so no session starts`, { fix: `KmsKeyId on "${resource(group).name}", or CloudWatchEncryptionEnabled: false.`, related: [[at(group, 'KmsKeyId'), 'the log group']] });
  },
});

import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-cluster/exec-logging',
  on: 'AWS::ECS::Cluster',
  category: 'security',
  severity: 'low',
  summary: 'A cluster does not turn the logging of ECS Exec off',
  why: 'A shell in a running container is the deepest access there is, and its commands are what an investigation asks for. With Logging NONE nobody can tell afterwards what was typed in any task of the cluster.',
  fix: 'Logging: OVERRIDE with a LogConfiguration that names a log group or bucket, or DEFAULT where the containers log through awslogs.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandConfiguration.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html',
  ],
  equivalents: { checkov: ['CKV_AWS_223'] },
  presets: ['security', 'strict'],
  check(cluster, { at, report }) {
    const exec = cluster.Configuration?.ExecuteCommandConfiguration;
    if (exec?.Logging === 'NONE') report(at(exec, 'Logging'), `cluster "${cluster}" logs no sessions of ECS Exec`, { fix: 'Logging: OVERRIDE and LogConfiguration: { CloudWatchLogGroupName: ... }' });
  },
});

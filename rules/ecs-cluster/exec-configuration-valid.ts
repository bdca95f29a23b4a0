import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-cluster/exec-configuration-valid',
  on: 'AWS::ECS::Cluster',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'The logging of ECS Exec says OVERRIDE exactly when it names where to log',
  why: 'Logging OVERRIDE means a log group or bucket of your own, so ECS refuses it without one; and it refuses a LogConfiguration beside any other Logging, which would never be used.',
  fix: 'Logging: OVERRIDE together with CloudWatchLogGroupName or S3BucketName, or neither.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandConfiguration.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html',
    'https://github.com/terraform-aws-modules/terraform-aws-ecs/issues/84',
  ],
  equivalents: { preflight: ['pf-ecs-cluster-execute-command-override-without-log-config', 'pf-ecs-cluster-execute-command-default-with-log-config'] },
  presets: ['recommended', 'strict'],
  check(cluster, { at, has, report }) {
    const exec = cluster.Configuration?.ExecuteCommandConfiguration;
    if (!exec) return;
    const log = exec.LogConfiguration;
    const named = log !== undefined && (has(log, 'CloudWatchLogGroupName') || has(log, 'S3BucketName'));
    const logging = exec.Logging;
    if (logging === 'OVERRIDE') {
      if (!named) report(log ? at(log) : at(exec, 'LogConfiguration'), `cluster "${cluster}" overrides the logging of ECS Exec, but names no log group and no bucket`, { fix: 'LogConfiguration: { CloudWatchLogGroupName: ... }', related: [[at(exec, 'Logging'), 'OVERRIDE']] });
    } else if (log) {
      // What counts when Logging is left out is documented as DEFAULT; that it is refused then was seen with DEFAULT and NONE in writing.
      report(at(exec, 'Logging'), `cluster "${cluster}" says where ECS Exec logs, but its Logging is ${logging ?? 'DEFAULT (by default)'}, not OVERRIDE`, { fix: 'Logging: OVERRIDE', edit: [{ place: at(exec, 'Logging'), value: 'OVERRIDE' }], related: [[at(exec, 'LogConfiguration'), 'where to log']], ...(logging === undefined && { severity: 'medium' as const, confidence: 'likely' as const }) });
    }
  },
});

import { sessionLogRequests } from '../../src/aws/iam/exec-session.js';
import { nearMisses } from '../../src/aws/iam.js';
import { printPieces } from '../../src/aws/iam/name-pattern.js';
import { lackingWith } from '../../src/aws/iam/resource-policy.js';
import { grantsOf } from '../../src/aws/iam/role-policies.js';
import { nodeOf } from '../../src/graph/graph.js';
import { peek } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/task-role-logs-exec',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::Cluster', 'AWS::ECS::TaskDefinition', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy', 'AWS::S3::BucketPolicy'],
  category: 'deployability',
  outcome: 'silently-broken',
  severity: 'medium',
  summary: 'The task role may write the log of ECS Exec where the cluster wants it',
  why: 'The agent of ECS Exec writes what is typed in a session with the task role: to a log group it needs logs:DescribeLogGroups, logs:CreateLogStream and logs:PutLogEvents, to a bucket s3:PutObject, and s3:GetEncryptionConfiguration when S3EncryptionEnabled is set. Without them sessions leave no log, which nobody notices before an investigation; where encryption is asked for, no session starts.',
  fix: 'Allow the actions on the log group or bucket of the cluster in the task role; logs:DescribeLogGroups on "*".',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandLogConfiguration.html'],
  errors: ["Couldn't start the session because we are unable to validate encryption on CloudWatch Logs log group. Error: …", "Couldn't start the session because we are unable to validate encryption on Amazon S3 bucket. Error: …"],
  presets: ['recommended', 'strict'],
  check(service, tools) {
    const { at, follow, has, report, resource, siblings, undecided } = tools;
    if (!service.EnableExecuteCommand || !has(service, 'Cluster')) return;
    const cluster = follow(service, 'Cluster', 'AWS::ECS::Cluster');
    const log = cluster?.Configuration?.ExecuteCommandConfiguration?.LogConfiguration;
    const task = log && follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    const role = task && has(task, 'TaskRoleArn') ? follow(task, 'TaskRoleArn', 'AWS::IAM::Role') : undefined;
    if (!cluster || !log || !role) return;
    const grants = grantsOf(role, tools);
    const bucketPolicies = ({ action }: { action: string }): readonly unknown[] => (action.startsWith('s3:') ? siblings(role, 'AWS::S3::BucketPolicy').map((policy) => peek(policy, 'PolicyDocument')) : []);
    const { lacks, how, doubt } = lackingWith({ node: nodeOf(role), grants }, sessionLogRequests(cluster, log), bucketPolicies);
    if (lacks.length > 0)
      report(at(service, 'EnableExecuteCommand'), `task role "${resource(role).name}" may not log the sessions of ECS Exec of "${service}" where cluster "${cluster}" wants them: ${how} ${lacks.map(({ action }) => action).join(', ')}`, {
        proof: [...lacks.map(({ action, resources }) => ['needs', `${action} on ${action === 'logs:DescribeLogGroups' ? '*' : printPieces(resources[0] ?? [])}`] as const), ...lacks.slice(0, 1).flatMap((request) => nearMisses(grants, request).map((line) => ['allows', line] as const))],
        related: [[at(log), 'where sessions are logged'], [at(role), 'the task role']],
        // AWS asks for it; the agent may get by without.
        confidence: has(role, 'RoleName') || lacks.every(({ action }) => action === 'logs:DescribeLogGroups') ? 'likely' : 'certain',
      });
    else if (doubt !== undefined) undecided(doubt);
  },
});

import { arnHere, pseudo } from '../../src/aws/iam/name-pattern.js';
import { mayUseKey } from '../../src/aws/iam/resource-policy.js';
import { grantsOf } from '../../src/aws/iam/role-policies.js';
import { nodeOf } from '../../src/graph/graph.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/task-role-decrypts-exec',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::Cluster', 'AWS::ECS::TaskDefinition', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy', 'AWS::KMS::Key'],
  category: 'deployability',
  outcome: 'silently-broken',
  severity: 'high',
  summary: 'The task role may use the key that encrypts the sessions of ECS Exec',
  why: 'Where the cluster names a KMS key for ECS Exec, the agent in the container decrypts the session with the task role. Without kms:Decrypt on the key the service runs as if nothing were wrong, and every "aws ecs execute-command" ends while the session is set up.',
  fix: 'Allow kms:Decrypt on the key in the task role, or in the policy of the key.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandConfiguration.html', 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html'],
  presets: ['recommended', 'strict'],
  check(service, tools) {
    const { at, follow, has, report, resource, undecided } = tools;
    if (!service.EnableExecuteCommand || !has(service, 'Cluster')) return;
    const cluster = follow(service, 'Cluster', 'AWS::ECS::Cluster');
    const exec = cluster?.Configuration?.ExecuteCommandConfiguration;
    if (!cluster || !exec || !has(exec, 'KmsKeyId')) return;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    const role = task && has(task, 'TaskRoleArn') ? follow(task, 'TaskRoleArn', 'AWS::IAM::Role') : undefined;
    const key = role && follow(exec, 'KmsKeyId', 'AWS::KMS::Key');
    if (!role || !key) return;
    const name = resource(key).name;
    // The key's own policy sends most people on to the policies of the account.
    const verdict = mayUseKey(key, { node: nodeOf(role), grants: grantsOf(role, tools) }, { action: 'kms:Decrypt', resources: [arnHere(nodeOf(key))], context: { 'kms:calleraccount': [pseudo(nodeOf(role), 'AWS::AccountId')] } });
    if (verdict.answer === 'unknown') undecided(verdict.reason);
    else if (verdict.answer === 'denied')
      report(at(service, 'EnableExecuteCommand'), `cluster "${cluster}" encrypts the sessions of ECS Exec with key "${name}", which task role "${resource(role).name}" may not use: ${verdict.because === 'ignored' ? 'the policy of the key neither names it nor leaves it to IAM' : `${verdict.by || verdict.because ? 'a statement denies' : 'nothing allows'} kms:Decrypt`}`, {
        fix: verdict.because === 'ignored' ? `Add a statement for the role, or for the account root, to the KeyPolicy of "${name}".` : verdict.because ? `Leave the role out of the statement in the KeyPolicy of "${name}" that denies it.` : verdict.by ? `Leave the key out of the statement of "${resource(role).name}" that denies it.` : `Allow kms:Decrypt on "${name}" in a policy of "${resource(role).name}".`,
        related: [[at(exec, 'KmsKeyId'), 'the key of the sessions'], [at(role), 'the task role']],
        confidence: has(role, 'RoleName') ? 'likely' : 'certain',
      });
  },
});

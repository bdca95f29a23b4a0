import { mayAssume, trusted } from '../../src/aws/iam.js';
import { arnHead, pseudo, REST } from '../../src/aws/iam/name-pattern.js';
import { nodeOf } from '../../src/graph/graph.js';
import { peek } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/role-assumable',
  on: 'AWS::ECS::TaskDefinition',
  with: ['AWS::IAM::Role'],
  category: 'deployability',
  outcome: 'task-fails',
  severity: 'high',
  summary: 'ECS tasks may assume the roles of their task definition',
  why: 'Task role and execution role are assumed by ecs-tasks.amazonaws.com. A role that trusts another service (ecs.amazonaws.com, ec2.amazonaws.com) or an account cannot be used: "ECS was unable to assume the role that was provided for this task".',
  fix: 'In AssumeRolePolicyDocument, allow sts:AssumeRole to Service: ecs-tasks.amazonaws.com.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html'],
  errors: ['ECS was unable to assume the role … that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.'],
  presets: ['recommended', 'strict'],
  check(task, { at, follow, has, report, resource, undecided }) {
    let doubt: string | undefined;
    const node = nodeOf(task);
    const context = { 'aws:sourceaccount': [pseudo(node, 'AWS::AccountId')], 'aws:sourcearn': [...arnHead(node, 'ecs'), REST] };
    for (const property of ['TaskRoleArn', 'ExecutionRoleArn'] as const) {
      if (!has(task, property)) continue;
      const value = peek(task, property);
      const role = typeof value === 'string' || value !== undefined ? follow(task, property, 'AWS::IAM::Role') : undefined;
      if (!role) continue;
      const trust = peek(role, 'AssumeRolePolicyDocument');
      const verdict = mayAssume(trust, 'ecs-tasks.amazonaws.com', context);
      if (verdict.answer === 'unknown') doubt ??= verdict.reason;
      if (verdict.answer !== 'denied') continue;
      const what = property === 'TaskRoleArn' ? 'task role' : 'execution role';
      report(at(task, property), `${what} "${resource(role).name}" of "${resource(task).name}" does not let ecs-tasks.amazonaws.com assume it`, {
        proof: [['trusts', trusted(trust).slice(0, 3).join(', ') || 'nobody']],
        fix: `Principal: { Service: ecs-tasks.amazonaws.com } in the AssumeRolePolicyDocument of "${resource(role).name}".`,
        related: [[at(role, 'AssumeRolePolicyDocument'), 'whom the role trusts']],
      });
    }
    if (doubt !== undefined) undecided(doubt);
  },
});

import { checkRole } from '../../src/aws/schedules/run-task.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'events/role-may-run-task',
  on: 'AWS::Events::Rule',
  each: 'Targets[]',
  with: ['AWS::ECS::Cluster', 'AWS::ECS::TaskDefinition', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy'],
  category: 'deployability',
  severity: 'high',
  outcome: 'silently-broken',
  summary: 'The role of a rule may run its task and pass the task its roles',
  why: 'EventBridge starts a task with the role of the target: it must be able to assume it, and the role needs ecs:RunTask on the task definition and iam:PassRole on the execution and task role. Where one is missing every run fails, and without a dead-letter queue nobody hears of it.',
  fix: 'Trust events.amazonaws.com, allow ecs:RunTask on the task definition (family:*, or its reference) and iam:PassRole on its roles.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html'],
  errors: ['is not authorized to perform: ecs:RunTask on resource: …', 'is not authorized to perform: iam:PassRole on resource: …'],
  presets: ['recommended', 'reliability', 'strict'],
  check(target, tools) {
    checkRole(target, 'events.amazonaws.com', tools);
  },
});

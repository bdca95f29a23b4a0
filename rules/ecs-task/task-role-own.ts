import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/task-role-own',
  on: 'AWS::ECS::TaskDefinition',
  category: 'security',
  severity: 'medium',
  summary: 'The task role is another role than the execution role',
  why: 'The execution role is for ECS: it pulls images, reads the secrets that are injected and writes logs before the program starts. As task role its credentials are in the hands of the program, and of who breaks into it: every image, secret and log stream that the role may touch, not only those of this container.',
  fix: 'Give the task a role of its own with what the program calls, or no TaskRoleArn when it calls nothing in AWS.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html'],
  equivalents: { checkov: ['CKV_AWS_249'] },
  presets: ['security', 'strict'],
  check(task, { at, has, report, same, show }) {
    if (!has(task, 'TaskRoleArn') || !has(task, 'ExecutionRoleArn') || !same(task, 'TaskRoleArn', task, 'ExecutionRoleArn')) return;
    report(at(task, 'TaskRoleArn'), `task role and execution role are the same, ${show(task, 'ExecutionRoleArn')}`, { related: [[at(task, 'ExecutionRoleArn'), 'the same role']] });
  },
});

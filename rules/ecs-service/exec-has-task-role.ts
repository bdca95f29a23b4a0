import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/exec-has-task-role',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A service with ECS Exec runs a task definition that has a task role',
  why: 'ECS Exec works through an agent beside the container that signs in to Systems Manager with the task role. ECS refuses a service that enables it when the task definition has no task role.',
  fix: 'Give the task definition a TaskRoleArn whose role may call ssmmessages:CreateControlChannel, CreateDataChannel, OpenControlChannel and OpenDataChannel.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html',
    'https://github.com/docker-archive/compose-cli/issues/2120',
  ],
  supersedes: ['ecs-service/exec-logged'],
  presets: ['recommended', 'strict'],
  check(service, { at, follow, has, report }) {
    if (!service.EnableExecuteCommand) return;
    const task = follow(service, 'TaskDefinition');
    if (!task || has(task, 'TaskRoleArn')) return;
    report(at(service, 'EnableExecuteCommand'), `"${service}" enables ECS Exec, but its task definition has no task role`, {
      fix: 'TaskRoleArn in the task definition, or EnableExecuteCommand: false here.',
      related: [[at(task, 'TaskRoleArn'), 'no task role']],
    });
  },
});

import { checkExec } from '../../src/aws/schedules/run-task-exec.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'scheduler/exec-has-task-role',
  on: 'AWS::Scheduler::Schedule',
  each: 'Target',
  with: ['AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'high',
  outcome: 'silently-broken',
  summary: 'A schedule that enables ECS Exec runs a task definition that has a task role',
  why: 'The agent of ECS Exec signs in with the task role. RunTask refuses to enable it for a task without one; EventBridge Scheduler stores the target all the same, and then no task is ever started.',
  fix: 'Give the task definition a TaskRoleArn, or leave EnableExecuteCommand out.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html', 'https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html'],
  presets: ['recommended', 'strict'],
  check(target, tools) {
    checkExec(target, tools);
  },
});

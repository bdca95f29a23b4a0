import { checkCluster, checkInput, checkParameters } from '../../src/aws/schedules/run-task.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'scheduler/target-parameters-valid',
  on: 'AWS::Scheduler::Schedule',
  each: 'Target',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'A schedule runs tasks with parameters that EventBridge Scheduler takes',
  why: 'EventBridge Scheduler checks the parameters of a target for ECS when it is stored. It refuses Fargate without a network configuration, what only Fargate has together with EC2, more than ten tasks, a launch type beside a capacity provider strategy, anything but a cluster as the target, and input that is not JSON.',
  fix: 'Correct the parameters of the target.',
  references: ['https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html'],
  equivalents: { preflight: ['pf-scheduler-target-parameters', 'pf-scheduler-target-input-json'] },
  presets: ['recommended', 'strict'],
  supersedes: ['scheduler/target-network'],
  check(target, tools) {
    checkParameters(target, 'AwsvpcConfiguration', tools);
    checkCluster(target, tools);
    checkInput(target, tools);
  },
});

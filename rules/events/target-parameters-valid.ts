import { checkCluster, checkInput, checkParameters } from '../../src/aws/schedules/run-task.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'events/target-parameters-valid',
  on: 'AWS::Events::Rule',
  each: 'Targets[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'A rule runs tasks with parameters that EventBridge takes',
  why: 'EventBridge checks the parameters of a target for ECS when it is stored. It refuses Fargate without a network configuration, what only Fargate has together with EC2, more than ten tasks, a launch type beside a capacity provider strategy, anything but a cluster as the target, and input that is not JSON.',
  fix: 'Correct the parameters of the target.',
  references: ['https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html'],
  equivalents: { preflight: ['pf-events-target-ecs-parameters', 'pf-events-target-input-json'] },
  presets: ['recommended', 'strict'],
  supersedes: ['events/target-network'],
  check(target, tools) {
    checkParameters(target, 'AwsVpcConfiguration', tools);
    checkCluster(target, tools);
    checkInput(target, tools);
  },
});

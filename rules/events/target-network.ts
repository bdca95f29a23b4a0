import { checkNetwork } from '../../src/aws/schedules/run-task.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'events/target-network',
  on: 'AWS::Events::Rule',
  each: 'Targets[]',
  with: ['AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'high',
  outcome: 'silently-broken',
  summary: 'A rule gives its tasks a network configuration exactly when they run in network mode awsvpc',
  why: 'In network mode awsvpc each task gets a network interface, and only NetworkConfiguration says in which subnets; in every other mode there is none to configure. EventBridge stores either mistake, ECS then refuses every run, and nothing tells of it.',
  fix: 'Give NetworkConfiguration.AwsVpcConfiguration with Subnets and SecurityGroups for awsvpc, and remove it for bridge, host and none.',
  references: ['https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html'],
  presets: ['recommended', 'reliability', 'strict'],
  check(target, tools) {
    checkNetwork(target, 'AwsVpcConfiguration', tools);
  },
});

import { checkLaunchType } from '../../src/aws/run-task.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'events/target-launch-type',
  on: 'AWS::Events::Rule',
  each: 'Targets[]',
  with: ['AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations', 'AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'high',
  outcome: 'silently-broken',
  summary: 'A rule runs tasks where their task definition can run',
  why: 'A task definition that declares what it is made for (RequiresCompatibilities) runs nowhere else. EventBridge does not look at it; ECS refuses every run, and nothing tells of it. A target without LaunchType and strategy means EC2, unless the cluster has a default strategy.',
  fix: 'LaunchType: one of RequiresCompatibilities.',
  references: ['https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html'],
  presets: ['recommended', 'reliability', 'strict'],
  check(target, tools) {
    checkLaunchType(target, tools);
  },
});

import { checkLaunchType } from '../../src/aws/schedules/run-task.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'scheduler/target-launch-type',
  on: 'AWS::Scheduler::Schedule',
  each: 'Target',
  with: ['AWS::AutoScaling::AutoScalingGroup', 'AWS::EC2::Instance', 'AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations', 'AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'high',
  // Instances may be declared elsewhere.
  confidence: 'likely',
  outcome: 'silently-broken',
  summary: 'A schedule runs tasks where their task definition can run',
  why: 'On Fargate tasks run in network mode awsvpc only. A target without LaunchType and strategy means EC2, unless the cluster has a default strategy, and EC2 needs instances. EventBridge Scheduler looks at neither; ECS refuses every run, and nothing tells of it.',
  fix: 'Give the LaunchType that the task definition is made for.',
  references: ['https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html'],
  presets: ['recommended', 'reliability', 'strict'],
  check(target, tools) {
    checkLaunchType(target, tools);
  },
});

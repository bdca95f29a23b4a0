import { checkOverrides } from '../../src/aws/schedules/run-task.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'events/overrides-fit',
  on: 'AWS::Events::Rule',
  each: 'Targets[]',
  with: ['AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'high',
  outcome: 'silently-broken',
  summary: 'A rule overrides only containers that its task definition has',
  why: 'The input of a target can override the command and environment of containers, by their names. EventBridge does not know the names; when one is wrong ECS refuses every run, and nothing tells of it.',
  fix: 'Name a container of the task definition.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerOverride.html', 'https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html'],
  presets: ['recommended', 'reliability', 'strict'],
  check(target, tools) {
    checkOverrides(target, tools);
  },
});

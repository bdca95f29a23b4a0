import { defineRule } from '../../src/rule.js';

const LEAST = 2;
const MOST_ON_FARGATE = 120;

export default defineRule({
  id: 'ecs-task/timeouts-valid',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The start and stop timeouts of a container are ones that ECS takes',
  why: 'RegisterTaskDefinition refuses a StartTimeout or StopTimeout below 2 seconds, and on Fargate one above 120. A program that needs longer to end its work on Fargate protects its task (task scale-in protection) instead.',
  fix: 'Choose 2 to 120 seconds.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html'],
  presets: ['recommended', 'strict'],
  check(container, { at, report }, task) {
    for (const property of ['StartTimeout', 'StopTimeout'] as const) {
      const seconds = container[property];
      if (seconds === undefined) continue;
      if (seconds < LEAST) report(at(container, property), `container "${container}": ${property} is ${seconds}, and ECS takes no less than ${LEAST} seconds`, { fix: `${property}: ${LEAST}` });
      else if (seconds > MOST_ON_FARGATE && task.RequiresCompatibilities?.includes('FARGATE')) report(at(container, property), `container "${container}": ${property} is ${seconds}, and Fargate takes at most ${MOST_ON_FARGATE} seconds`, { fix: `${property}: ${MOST_ON_FARGATE}` });
    }
  },
});

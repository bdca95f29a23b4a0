import { defineRule } from '../../src/rule.js';

const MOST = 10;

export default defineRule({
  id: 'ecs-task/one-essential-container',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A task has one to ten containers, and at least one is essential',
  why: 'The essential containers are the task: it runs while they do. RegisterTaskDefinition refuses a task without any ("Task definition doesn\'t have any essential container"), one without containers, and one with more than ten.',
  fix: 'Leave Essential out, or set it to true, for the container whose end is the end of the task.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html'],
  equivalents: { cfnLint: ['E3042'], preflight: ['pf-ecs-essential-container', 'pf-ecs-container-definitions-empty'] },
  presets: ['recommended', 'strict'],
  check(task, { at, report, show, written }) {
    const containers = task.ContainerDefinitions ?? [];
    const place = at(task, 'ContainerDefinitions');
    // All of them may hang on conditions of which one always holds.
    if (containers.length === 0) return report(place, 'the task has no containers', { fix: 'At least one entry in ContainerDefinitions.', confidence: 'heuristic' });
    if (containers.length > MOST) report(place, `the task has ${containers.length} containers, and ECS takes ${MOST}`, { fix: 'Put containers that need not run side by side into a task of their own.' });
    // One that is plainly essential decides, whatever the others are.
    if (containers.some((each) => !written(each, 'Essential') || show(each, 'Essential') === 'true') || containers.some(({ Essential }) => Essential)) return;
    report(place, `no container is essential: ${containers.map((each) => `"${each}"`).join(', ')} ${containers.length === 1 ? 'has' : 'have'} Essential false`);
  },
});

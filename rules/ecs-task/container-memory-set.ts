import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/container-memory-set',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Every container has Memory or MemoryReservation when its task has no Memory',
  why: 'ECS must know how much memory a task takes to find a place for it. It takes that from Memory of the task or else from every container; RegisterTaskDefinition refuses a container that says nothing ("At least one of memory or memoryReservation must be specified").',
  fix: 'Set Memory (the limit) or MemoryReservation (what is set aside) of the container, or Memory of the task.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html'],
  equivalents: { preflight: ['pf-ecs-container-memory-required'] },
  errors: ['Invalid setting for container … At least one of \'memory\' or \'memoryReservation\' must be specified.'],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report }, task) {
    if (has(container, 'Memory') || has(container, 'MemoryReservation') || has(task, 'Memory')) return;
    // Fargate asks for Memory of the task: ecs-task/fargate-size.
    if (task.RequiresCompatibilities?.includes('FARGATE')) return;
    report(at(container, 'Memory'), `container "${container}" has neither Memory nor MemoryReservation, and its task has no Memory`, { fix: 'Memory: 512, or what the container needs.' });
  },
});

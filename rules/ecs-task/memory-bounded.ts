import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/memory-bounded',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'reliability',
  severity: 'medium',
  summary: 'Containers on shared instances have a memory limit, or their task has',
  why: 'MemoryReservation is only what the scheduler sets aside. Without Memory on the container or the task nothing stops one that leaks: it takes what its neighbours need, and the kernel of the instance then kills whatever it likes, the ECS agent included. A limit keeps the damage in the container that made it.',
  fix: 'Set Memory of the container above its MemoryReservation, at what it must never exceed.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-tasksize.html'],
  equivalents: { awsConfig: ['ecs-task-definition-memory-hard-limit'], controlTower: ['CT.ECS.PR.7'] },
  errors: ['OutOfMemoryError: Container killed due to memory usage'],
  presets: ['reliability', 'strict'],
  check(container, { at, has, report, show }, task) {
    // Without any memory the task definition is refused, which ecs-task/container-memory-set says; so is a Fargate task without Memory.
    if (has(container, 'Memory') || has(task, 'Memory') || !has(container, 'MemoryReservation')) return;
    if (task.RequiresCompatibilities?.includes('FARGATE')) return;
    report(at(container, 'Memory'), `container "${container}" reserves ${show(container, 'MemoryReservation')} MiB but may take all memory of its instance`);
  },
});

import { cpuUnits, memoryMiB } from '../../src/aws/tasks/fargate.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/containers-fit-task',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Containers ask for no more than their task has',
  why: 'Where a task states its own size, RegisterTaskDefinition adds up what its containers reserve: more CPU or reserved memory than the task has, or one container with a higher memory limit than the task, is refused on EC2 as on Fargate.',
  fix: 'Lower the values of the containers, or raise Cpu and Memory of the task.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html',
  ],
  equivalents: { preflight: ['pf-ecs-fargate-container-cpu-over-task', 'pf-ecs-container-memory-over-task'] },
  errors: ['The sum of all container \'cpu\' values cannot be greater than the value of the task \'cpu\'.'],
  presets: ['recommended', 'strict'],
  check(task, { at, has, report }) {
    const containers = task.ContainerDefinitions ?? [];
    if (has(task, 'Memory') && containers.some((container) => has(container, 'Memory') || has(container, 'MemoryReservation'))) {
      const most = memoryMiB(task.Memory as string);
      if (most === undefined) return;
      for (const container of containers) {
        if ((container.Memory ?? 0) > most) report(at(container, 'Memory'), `container "${container}" may use ${container.Memory} MiB, more than the ${most} MiB of its task`, { related: [[at(task, 'Memory'), 'of the task']], fix: `Memory: ${most} or less here, or more Memory for the task.` });
      }
      const parts = containers.map((container) => container.MemoryReservation ?? 0);
      judge('MemoryReservation', 'MiB', parts, most);
    }
    if (has(task, 'Cpu') && containers.some((container) => has(container, 'Cpu'))) {
      const most = cpuUnits(task.Cpu as string);
      if (most !== undefined) judge('Cpu', 'CPU units', containers.map((container) => container.Cpu ?? 0), most);
    }

    function judge(property: 'MemoryReservation' | 'Cpu', unit: string, parts: readonly number[], most: number): void {
      const sum = parts.reduce((a, b) => a + b, 0);
      if (sum <= most) return;
      const ofTask = property === 'Cpu' ? 'Cpu' : 'Memory';
      report(at(task, ofTask), `the containers reserve ${sum} ${unit}, more than the ${most} of their task`, {
        proof: [
          ['containers', `${containers.flatMap((container, index) => (parts[index] ? [`${container} ${parts[index]}`] : [])).join(' + ')} = ${sum}`],
          ['task', `${ofTask} ${most}`],
        ],
        // Seen from the API for tasks that require FARGATE; the reference says the same of every task.
        confidence: task.RequiresCompatibilities?.includes('FARGATE') ? 'certain' : 'likely',
        fix: `${ofTask} of at least ${sum} here, or a lower ${property} of the containers.`,
      });
    }
  },
});

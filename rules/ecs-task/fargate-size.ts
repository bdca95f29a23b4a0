import { cpuUnits, memoryMiB, nearestSizes, sizeProblem } from '../../src/aws/tasks/fargate.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/fargate-size',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A Fargate task has one of the sizes that Fargate offers',
  why: 'A task definition that requires FARGATE must state Cpu and Memory of the whole task, and only certain pairs exist. RegisterTaskDefinition refuses any other ("No Fargate configuration exists for given values"), so the stack or the deployment fails.',
  fix: 'Set Cpu and Memory of the task to a pair of the Fargate table.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html',
  ],
  equivalents: {
    cfnLint: ['E3047', 'E3048'],
    kics: ['cfn/ecs_task_definition_invalid_cpu_or_memory'],
    preflight: ['pf-ecs-fargate-task-cpu-memory', 'pf-ecs-fargate-windows-cpu-under-1vcpu'],
  },
  errors: ['No Fargate configuration exists for given values.', 'Invalid \'cpu\' setting for task.', 'Fargate requires that \'cpu\' be defined at the task level.'],
  presets: ['recommended', 'strict'],
  check(task, { at, has, report, undecided }) {
    if (!task.RequiresCompatibilities?.includes('FARGATE')) return;
    const missing = (['Cpu', 'Memory'] as const).filter((property) => !has(task, property));
    if (missing[0]) {
      const fix = missing.length === 2 ? 'Cpu: 256 and Memory: 512, or a larger pair, beside ContainerDefinitions.' : `A ${missing[0]} that goes with the ${missing[0] === 'Cpu' ? 'Memory' : 'Cpu'} beside it.`;
      return report(at(task, missing[0]), `the task requires FARGATE but has no ${missing.join(' and no ')} of its own; sizes of containers do not count`, { fix });
    }
    const cpu = cpuUnits(task.Cpu as string);
    if (cpu === undefined) return report(at(task, 'Cpu'), `Cpu "${task.Cpu}" is no number of CPU units and no text such as ".5 vCPU"`, { confidence: 'likely' });
    const noCpu = sizeProblem(cpu, undefined);
    if (noCpu?.kind === 'unknown') undecided(noCpu.message);
    if (noCpu?.kind === 'cpu') return report(at(task, 'Cpu'), noCpu.message, { fix: `Cpu: ${nearestSizes(cpu, 0).hold?.cpu ?? 16384}, with a Memory that goes with it.` });

    const memory = memoryMiB(task.Memory as string);
    if (memory === undefined) return report(at(task, 'Memory'), `Memory "${task.Memory}" is no number of MiB and no text such as "1 GB"`, { confidence: 'likely' });
    // Windows has fewer sizes; which system it is matters only where that makes a difference.
    const windows = sizeProblem(cpu, memory, { windows: true })?.kind === 'windows-cpu' && !sizeProblem(cpu, memory) && (task.RuntimePlatform?.OperatingSystemFamily?.startsWith('WINDOWS') ?? false);
    const problem = sizeProblem(cpu, memory, { windows });
    if (!problem) return;
    const { keepCpu, hold } = nearestSizes(cpu, memory, { windows });
    const pairs = [hold, keepCpu].flatMap((pair) => (pair ? [`Cpu: ${pair.cpu} with Memory: ${pair.memory}`] : []));
    report(at(task, problem.kind === 'memory' ? 'Memory' : 'Cpu'), problem.kind === 'memory' ? `Cpu ${task.Cpu} with Memory ${task.Memory} is no Fargate size; ${cpu} CPU units take ${problem.allowed}` : problem.message, {
      proof: [['asked for', `${cpu} CPU units, ${memory} MiB`], ['allowed', problem.allowed]],
      fix: `${[...new Set(pairs)].join(', or ')}.`,
    });
  },
});

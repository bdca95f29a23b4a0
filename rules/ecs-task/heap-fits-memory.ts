import { memoryMiB } from '../../src/aws/tasks/fargate.js';
import { type Heap, heapOf } from '../../src/aws/tasks/heap.js';
import { defineRule, type Place } from '../../src/rule.js';

/** Variables of tools that build, which seldom run in a container. */
const BUILD = /^(?:ANT|GRADLE|MAVEN|SBT)_OPTS$/;

export default defineRule({
  id: 'ecs-task/heap-fits-memory',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  // Whether it ever fills its heap depends on what it does.
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'The heap that a runtime is told to use fits into the memory of its container',
  why: 'A JVM or Node process that may grow its heap to the memory of its container, or beyond, grows until the kernel ends it: the container stops with exit code 137, under load and not before. Besides the heap a process needs memory for its code, its threads and its buffers.',
  fix: 'A smaller heap (three quarters of the memory is usual), or more memory; -XX:MaxRAMPercentage follows the memory by itself.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html'],
  errors: ['OutOfMemoryError: Container killed due to memory usage', 'Essential container in task exited … exit code: 137'],
  presets: ['recommended', 'reliability', 'strict'],
  check(container, { at, has, report, text, undecided }, task) {
    const command = container.Command ?? [];
    const words = [...command.keys()].flatMap((index) => asked(command, String(index) as 'length', () => at(container, 'Command')));
    const variables = (container.Environment ?? []).flatMap((each) => {
      const name = has(each, 'Name') ? text(each, 'Name').known : undefined;
      return name === undefined || BUILD.test(name) || !has(each, 'Value') ? [] : asked(each, 'Value', () => at(each, 'Value'));
    });
    // What stands last in the command counts, before all that the environment says.
    const heaps = (['java', 'node'] as const).flatMap((runtime) => {
      const last = words.filter((heap) => heap.runtime === runtime).at(-1);
      return last ? [last] : variables.filter((heap) => heap.runtime === runtime);
    });
    if (heaps.length === 0) return;
    // With swap a heap may be larger than the memory.
    if (container.LinuxParameters?.MaxSwap) return;
    const limits = [...(has(container, 'Memory') ? [container.Memory as number] : []), ...(has(task, 'Memory') ? [memoryMiB(task.Memory as string) ?? Number.POSITIVE_INFINITY] : [])];
    const limit = Math.min(...limits);
    const over = heaps.find(({ mib }) => mib >= limit);
    if (!over) return;
    if ([...command.keys()].some((index) => text(command, String(index) as 'length').known === undefined)) undecided('a word of the command is not known, which may ask for another heap');
    report(over.place, `container "${container}" has ${limit} MiB, and ${over.option} lets its heap alone grow to ${over.mib} MiB`, { proof: [['memory', `${limit} MiB`], ['heap', `${over.mib} MiB (${over.option})`]], fix: `${over.option.replace(/\d.*$/, '')}${Math.floor(limit * 0.75)}${over.runtime === 'java' ? 'm' : ''}, or more memory.` });

    function asked<T extends object>(object: T, property: keyof T & string, place: () => Place): (Heap & { place: Place })[] {
      const { known } = text(object, property);
      return known === undefined ? [] : heapOf(known).map((heap) => ({ ...heap, place: place() }));
    }
  },
});

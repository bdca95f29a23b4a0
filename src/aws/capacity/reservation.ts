/** What a task reserves of an instance. Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html */
import type { EcsTaskDefinition } from '../../types/resources.js';
import { cpuUnits, memoryMiB } from '../tasks/fargate.js';

export interface Reservation {
  /** 1,024 to a vCPU. */
  cpuUnits: number;
  memoryMiB: number;
  gpus: number;
}

/** The reservation of a task on EC2: its own size where it has one, else the sum over its containers (the soft limit of memory, where there is one). */
export function reservation(task: EcsTaskDefinition): Reservation {
  const containers = task.ContainerDefinitions ?? [];
  const sum = (of: (container: (typeof containers)[number]) => number): number => containers.reduce((total, container) => total + of(container), 0);
  return {
    cpuUnits: task.Cpu !== undefined ? (cpuUnits(task.Cpu) ?? 0) : sum(({ Cpu }) => Cpu ?? 0),
    memoryMiB: task.Memory !== undefined ? (memoryMiB(task.Memory) ?? 0) : sum((container) => container.MemoryReservation ?? container.Memory ?? 0),
    gpus: sum(({ ResourceRequirements }) => (ResourceRequirements ?? []).reduce((total, { Type, Value }) => total + (Type === 'GPU' ? Number(Value) || 0 : 0), 0)),
  };
}

/**
 * The arithmetic of an ECS rolling update, exact for whole percentages.
 *
 * Sources: ECS API reference, DeploymentConfiguration `minimumHealthyPercent`, `maximumPercent` (rounding and defaults)
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html ; developer guide, service event messages
 * (the event of a deployment that can neither stop nor start tasks)
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 */

/** Tasks of `desired` that must stay healthy at `minimum` percent: rounded up. */
export function lower(desired: number, minimum: number): number {
  return Math.ceil((desired * minimum) / 100);
}

/** Tasks that may be running or pending at `maximum` percent of `desired`: rounded down. */
export function upper(desired: number, maximum: number): number {
  return Math.floor((desired * maximum) / 100);
}

/** Whether an update may stop an old task before a new one is there. */
export function canStop(desired: number, minimum: number): boolean {
  return lower(desired, minimum) < desired;
}

/** Whether an update may start a new task before an old one is gone. */
export function canStart(desired: number, maximum: number): boolean {
  return upper(desired, maximum) > desired;
}

/** Whether an update of `desired` tasks can neither stop nor start one, so that it never moves. With no task there is nothing to move. */
export function deadlock(desired: number, minimum: number, maximum: number): boolean {
  return desired >= 1 && !canStop(desired, minimum) && !canStart(desired, maximum);
}

/**
 * The largest number of tasks at which an update is stuck; it is then stuck at every smaller number from 1 up. 0: never stuck. For a
 * service that scales, the least capacity decides: stuck when it is at least 1 and at most this. Infinity for 100/100 (the API refuses that).
 */
export function deadlockUpTo(minimum: number, maximum: number): number {
  // Stuck means d (100 - minimum) < 100 and d (maximum - 100) < 100.
  const below = (gap: number): number => (gap <= 0 ? Number.POSITIVE_INFINITY : Math.ceil(100 / gap) - 1);
  return Math.min(below(100 - minimum), below(maximum - 100));
}

/** The percentages in force. In: the scheduling strategy and what is written (undefined: nothing). Defaults: REPLICA 100/200, DAEMON 0/100. */
export function deploymentPercents({ strategy, minimum, maximum }: { strategy: 'REPLICA' | 'DAEMON'; minimum?: number; maximum?: number }): { minimum: number; maximum: number } {
  const [m, M] = strategy === 'DAEMON' ? [0, 100] : [100, 200];
  return { minimum: minimum ?? m, maximum: maximum ?? M };
}

/** Lines of evidence that an update is stuck, or why it is not. */
export function rolloutProof(desired: number, minimum: number, maximum: number): [label: string, text: string][] {
  const stay = `ceil(${desired} x ${minimum}%) = ${lower(desired, minimum)}`;
  const run = `floor(${desired} x ${maximum}%) = ${upper(desired, maximum)}`;
  const count = (n: number): string => (n === 1 ? '1 task' : `${n} tasks`);
  return [
    ['must stay', canStop(desired, minimum) ? `${stay}, so ${count(desired - lower(desired, minimum))} may stop` : `${stay}, so nothing may stop`],
    ['may run', canStart(desired, maximum) ? `${run}, so ${count(upper(desired, maximum) - desired)} may start` : `${run}, so nothing may start`],
  ];
}

/**
 * The smallest change of either percentage that lets an update of `desired` tasks (at least 1) move: the least whole maximum that lets one
 * task start, and the greatest whole minimum that lets one stop. For one task: 200, and 0, which means a gap.
 */
export function unblock(desired: number): { maximum: number; minimum: number } {
  return { maximum: Math.ceil((100 * (desired + 1)) / desired), minimum: Math.floor((100 * (desired - 1)) / desired) };
}

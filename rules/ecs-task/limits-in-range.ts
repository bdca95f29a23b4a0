import { defineRule, type ReportOptions } from '../../src/rule.js';

/** Exit codes that a restart policy may ignore. */
const MOST_EXIT_CODES = 50;

const MANY = Number.POSITIVE_INFINITY;

export default defineRule({
  id: 'ecs-task/limits-in-range',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Limits, timeouts and the restart policy of a container are in the range that ECS takes',
  why: 'RegisterTaskDefinition refuses a restart policy whose RestartAttemptPeriod is outside 60 to 1800 seconds or that ignores more than 50 exit codes, a StartTimeout or StopTimeout below 2 seconds and on Fargate above 120, a soft limit above its hard limit, a MemoryReservation above Memory, and a Swappiness outside 0 to 100.',
  fix: 'Choose a number in the range.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerRestartPolicy.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html',
  ],
  equivalents: { preflight: ['pf-ecs-restart-policy-attempt-period-range', 'pf-ecs-ulimit-soft-over-hard', 'pf-ecs-container-memory-reservation'] },
  errors: ['the \'restartAttemptPeriod\' setting for container \'…\' must be between 60 and 1800', 'Soft limit exceeds hard limit for ulimit …'],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, show }, task) {
    const outside = (object: object, property: string, value: number | undefined, [least, most, unit]: readonly [number, number, string?], more?: ReportOptions, taker = 'ECS'): void => {
      if (value === undefined || (value >= least && value <= most)) return;
      report(at(object, property as never), `container "${container}": ${property} is ${value}, and ${taker} takes ${most === MANY ? `at least ${least}` : `${least} to ${most}`}${unit ? ` ${unit}` : ''}`, { fix: `${property}: ${value < least ? least : most}`, ...more });
    };
    for (const limit of container.Ulimits ?? []) {
      const { SoftLimit: soft, HardLimit: hard } = limit;
      // -1 stands for no limit.
      if (soft !== undefined && hard !== undefined && hard >= 0 && soft > hard)
        report(at(limit, 'SoftLimit'), `container "${container}": the soft limit of ${show(limit, 'Name')} is ${soft}, above the hard limit of ${hard}`, { fix: `SoftLimit: ${hard} or less, or a higher HardLimit.` });
    }
    // Tools write 0 for what nobody set.
    if (has(container, 'MemoryReservation') && has(container, 'Memory') && container.Memory !== 0 && (container.MemoryReservation as number) > (container.Memory as number))
      report(at(container, 'MemoryReservation'), `container "${container}" reserves ${container.MemoryReservation} MiB, more than the ${container.Memory} MiB that it may use`, { fix: `MemoryReservation: ${container.Memory} or less, or more Memory.`, related: [[at(container, 'Memory'), 'the limit']] });
    // What ECS says of the numbers of a policy that is switched off is not known.
    const restart = container.RestartPolicy?.Enabled ? container.RestartPolicy : undefined;
    if (restart) outside(restart, 'RestartAttemptPeriod', restart.RestartAttemptPeriod, [60, 1800, 'seconds']);
    const codes = restart?.IgnoredExitCodes?.length ?? 0;
    if (restart && codes > MOST_EXIT_CODES) report(at(restart, 'IgnoredExitCodes'), `container "${container}" ignores ${codes} exit codes, and a restart policy takes at most ${MOST_EXIT_CODES}`, { fix: `Keep at most ${MOST_EXIT_CODES}.` });
    const linux = container.LinuxParameters;
    if (linux) outside(linux, 'Swappiness', linux.Swappiness, [0, 100], { severity: 'medium', confidence: 'likely' });
    for (const property of ['StartTimeout', 'StopTimeout'] as const) {
      const seconds = container[property];
      if (seconds === undefined) continue;
      if (seconds >= 2 && seconds <= 120) continue;
      // The range is documented for Fargate; of other tasks only its lower end is known.
      if (task.RequiresCompatibilities?.includes('FARGATE')) outside(container, property, seconds, [2, 120, 'seconds'], { confidence: 'likely' }, 'Fargate');
      else if (seconds !== 0) outside(container, property, seconds, [2, MANY, 'seconds'], { severity: 'medium', confidence: 'likely' });
    }
  },
});

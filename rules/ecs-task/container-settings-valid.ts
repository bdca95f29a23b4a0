import { defineRule } from '../../src/rule.js';

const PERIOD = [60, 1800] as const;
const MOST_CODES = 50;

export default defineRule({
  id: 'ecs-task/container-settings-valid',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Memory, limits, restarts and swap of a container have numbers that ECS takes',
  why: 'The memory that is set aside is not above the limit, a soft limit is not above its hard limit (-1 stands for none), a restart is attempted after 60 to 1800 seconds with at most 50 exit codes left out, and swappiness goes from 0 to 100. RegisterTaskDefinition refuses anything else.',
  fix: 'Choose a number in the range.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerRestartPolicy.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html'],
  equivalents: { preflight: ['pf-ecs-ulimit-soft-over-hard'] },
  presets: ['recommended', 'strict'],
  check(container, { at, has, report }) {
    if (has(container, 'Memory') && has(container, 'MemoryReservation') && (container.Memory ?? 0) < (container.MemoryReservation ?? 0)) report(at(container, 'MemoryReservation'), `container "${container}" sets aside ${container.MemoryReservation} MiB, but may use only ${container.Memory}`, { fix: `MemoryReservation of at most ${container.Memory}, or more Memory.`, related: [[at(container, 'Memory'), 'the limit']] });
    const policy = container.RestartPolicy;
    if (policy && has(policy, 'RestartAttemptPeriod')) {
      const seconds = policy.RestartAttemptPeriod ?? PERIOD[0];
      if (seconds < PERIOD[0] || seconds > PERIOD[1]) report(at(policy, 'RestartAttemptPeriod'), `container "${container}": RestartAttemptPeriod is ${seconds}, and ECS takes ${PERIOD[0]} to ${PERIOD[1]} seconds`, { fix: `RestartAttemptPeriod: ${seconds < PERIOD[0] ? PERIOD[0] : PERIOD[1]}` });
    }
    const codes = (policy && has(policy, 'IgnoredExitCodes') ? policy.IgnoredExitCodes : undefined)?.length ?? 0;
    if (policy && codes > MOST_CODES) report(at(policy, 'IgnoredExitCodes'), `container "${container}" ignores ${codes} exit codes, and ECS takes at most ${MOST_CODES}`);
    const linux = container.LinuxParameters;
    if (linux && has(linux, 'Swappiness') && ((linux.Swappiness ?? 0) < 0 || (linux.Swappiness ?? 0) > 100)) report(at(linux, 'Swappiness'), `container "${container}": Swappiness is ${linux.Swappiness}, and ECS takes 0 to 100`, { fix: 'Swappiness: 60' });
    for (const limit of container.Ulimits ?? []) {
      if (!has(limit, 'SoftLimit') || !has(limit, 'HardLimit')) continue;
      const [soft, hard] = [limit.SoftLimit ?? 0, limit.HardLimit ?? 0];
      // -1 is unlimited.
      if (hard !== -1 && soft !== -1 && soft > hard) report(at(limit, 'SoftLimit'), `container "${container}": the soft limit of ${limit}, ${soft}, is above its hard limit, ${hard}`, { fix: `HardLimit: ${soft}, or a lower SoftLimit.`, related: [[at(limit, 'HardLimit'), 'the hard limit']] });
    }
  },
});

import { defineRule } from '../../src/rule.js';

const OF_LINUX = ['Capabilities', 'Devices', 'InitProcessEnabled', 'MaxSwap', 'SharedMemorySize', 'Swappiness', 'Tmpfs'] as const;

export default defineRule({
  id: 'ecs-task/windows-parameters',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A Windows task asks for nothing that only Linux has',
  why: 'ECS has Windows on X86_64 only: Fargate has no size for a Windows family on ARM64, and no Amazon Machine Image runs one. LinuxParameters set up Linux containers, and the reference says that Windows does not support them.',
  fix: 'Set CpuArchitecture to X86_64 and remove LinuxParameters, or use the family LINUX.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RuntimePlatform.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html'],
  equivalents: { preflight: ['pf-ecs-windows-arm64'] },
  presets: ['recommended', 'strict'],
  check(task, { at, has, report }) {
    const platform = task.RuntimePlatform;
    const family = platform?.OperatingSystemFamily;
    if (!platform || !family?.startsWith('WINDOWS')) return;
    const related = [[at(platform, 'OperatingSystemFamily'), 'the operating system']] as const;
    if (has(platform, 'CpuArchitecture') && platform.CpuArchitecture === 'ARM64')
      report(at(platform, 'CpuArchitecture'), `the task runs ${family} on ARM64, which ECS does not have`, { fix: 'CpuArchitecture: X86_64', related, ...(task.RequiresCompatibilities?.includes('FARGATE') ? {} : { confidence: 'likely' }) });
    for (const container of task.ContainerDefinitions ?? []) {
      const linux = container.LinuxParameters;
      const [first] = linux ? OF_LINUX.filter((property) => asks(linux[property])) : [];
      // The reference says "not supported"; whether the service refuses it or forgets it is not known.
      if (first) report(at(container, 'LinuxParameters'), `container "${container}" has LinuxParameters (${first}), but runs on ${family}`, { severity: 'medium', confidence: 'likely', fix: 'Remove LinuxParameters.', related });
    }
  },
});

/** Whether a value asks for anything: exported files hold empty lists and objects as well. */
function asks(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.values(value).some(asks) : value !== undefined && value !== false;
}

import { defineRule } from '../../src/rule.js';

/** What the reference calls not supported for Windows containers. */
const OF_CONTAINERS = ['DisableNetworking', 'DnsSearchDomains', 'DnsServers', 'ExtraHosts', 'LinuxParameters', 'Links', 'Privileged', 'ReadonlyRootFilesystem', 'SystemControls', 'Ulimits'] as const;

export default defineRule({
  id: 'ecs-task/windows-parameters',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A task for Windows uses only parameters that Windows containers have',
  why: 'Windows containers have no Linux capabilities, kernel parameters, read-only root or links, there is no Windows for ARM64 on ECS, and on Fargate they have neither EFS nor FireLens. What is not refused at registration stops the tasks, or has no effect.',
  fix: 'Remove the parameter, or run the task on Linux.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/windows_task_definitions.html'],
  equivalents: { preflight: ['pf-ecs-windows-arm64'] },
  presets: ['recommended', 'strict'],
  check(task, { at, has, report, written }) {
    const platform = task.RuntimePlatform;
    const family = platform?.OperatingSystemFamily;
    if (!platform || !family?.startsWith('WINDOWS')) return;
    const related = [[at(platform, 'OperatingSystemFamily'), family]] as const;
    if (platform.CpuArchitecture === 'ARM64') report(at(platform, 'CpuArchitecture'), 'the task is for Windows on ARM64, which ECS does not have', { fix: 'CpuArchitecture: X86_64', related });
    // Of these the reference says that they are not supported, not what becomes of them.
    const unsure = { severity: 'medium', confidence: 'likely', related } as const;
    const fargate = task.RequiresCompatibilities?.includes('FARGATE') ?? false;
    for (const container of task.ContainerDefinitions ?? []) {
      for (const property of OF_CONTAINERS) {
        if (!written(container, property) || !has(container, property)) continue;
        const value: unknown = container[property];
        // False, and an empty list or object, ask for nothing.
        if (value === false || (typeof value === 'object' && Object.keys(value as object).length === 0)) continue;
        report(at(container, property), `container "${container}" has ${property}, which Windows containers do not have`, { fix: `Remove ${property}.`, ...unsure });
      }
      const log = container.LogConfiguration;
      if (fargate && log?.LogDriver === 'awsfirelens') report(at(log, 'LogDriver'), `container "${container}" logs through FireLens, which Windows on Fargate does not have`, { fix: 'LogDriver: awslogs', ...unsure });
    }
    for (const property of ['IpcMode', 'PidMode'] as const) if (has(task, property)) report(at(task, property), `the task has ${property}, which Windows does not have`, { fix: `Remove ${property}.`, ...unsure });
    if (!fargate) return;
    for (const volume of task.Volumes ?? []) if (has(volume, 'EFSVolumeConfiguration')) report(at(volume, 'EFSVolumeConfiguration'), `volume "${volume}" is on EFS, which Windows does not mount`, { fix: 'Keep the data elsewhere, or run the task on Linux.', ...unsure });
  },
});

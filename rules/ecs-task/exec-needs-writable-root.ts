import { defineRule } from '../../src/rule.js';

/** Where the agent of ECS Exec keeps its state and its logs. */
const AGENT = ['/var/lib/amazon/ssm', '/var/log/amazon/ssm'];

export default defineRule({
  id: 'ecs-task/exec-needs-writable-root',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['AWS::ECS::Service'],
  category: 'deployability',
  severity: 'medium',
  outcome: 'silently-broken',
  summary: 'Containers that ECS Exec shall enter give its agent a place to write',
  why: 'ECS Exec starts an SSM agent inside the container, and the agent must create files there. With ReadonlyRootFilesystem it stops soon after the start and the task runs on without it, so that the first "execute-command" in an incident fails (TargetNotConnectedException). AWS calls the combination unsupported; writable mounts on /var/lib/amazon/ssm and /var/log/amazon/ssm are known to make it work.',
  fix: 'Mount an empty volume on /var/lib/amazon/ssm and on /var/log/amazon/ssm, or give up one of EnableExecuteCommand and ReadonlyRootFilesystem.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html', 'https://github.com/aws/containers-roadmap/issues/1359'],
  presets: ['recommended', 'strict'],
  check(container, { at, companions, report, resource }, task) {
    // Nobody enters a container that only prepares or watches others.
    if (!container.ReadonlyRootFilesystem || !container.Essential || task.RuntimePlatform?.OperatingSystemFamily?.startsWith('WINDOWS')) return;
    const service = companions(task, 'AWS::ECS::Service', { here: true }).find(({ EnableExecuteCommand }) => EnableExecuteCommand);
    if (!service) return;
    const sources = (container.VolumesFrom ?? []).filter(({ ReadOnly }) => !ReadOnly).map(({ SourceContainer }) => SourceContainer);
    const mounts = (task.ContainerDefinitions ?? []).filter((each) => each === container || (sources.length > 0 && sources.includes(each.Name))).flatMap(({ MountPoints }) => MountPoints ?? []);
    const writable = [...mounts.filter(({ ReadOnly }) => !ReadOnly), ...(container.LinuxParameters?.Tmpfs ?? []).filter(({ MountOptions }) => !MountOptions?.includes('ro'))].map(({ ContainerPath }) => (ContainerPath ?? '').replace(/\/+$/, ''));
    const missing = AGENT.filter((path) => !writable.some((mounted) => path === mounted || path.startsWith(`${mounted}/`)));
    if (missing.length === 0) return;
    report(at(container, 'ReadonlyRootFilesystem'), `ECS Exec of ${resource(service).name} cannot enter container "${container}": its root file system is read-only and nothing writable is mounted on ${missing.join(' and ')}`, {
      related: [[at(service, 'EnableExecuteCommand'), 'ECS Exec is on']],
      ...(missing.length < AGENT.length ? { confidence: 'likely' } : {}),
    });
  },
});

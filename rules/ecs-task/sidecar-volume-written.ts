import { sidecarOf } from '../../src/aws/images/sidecars.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/sidecar-volume-written',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'operations',
  severity: 'medium',
  confidence: 'likely',
  summary: 'Some container writes the files that a log or metrics sidecar reads',
  why: 'A sidecar that follows log files shares a volume with the container that writes them. When no other container mounts the volume for writing, the sidecar reads an empty directory: the task is healthy, and its logs are nowhere.',
  fix: 'Mount the same volume, writable, in the container that writes the files.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html'],
  presets: ['recommended', 'reliability', 'strict'],
  check(container, tools, task) {
    const { at, has, report } = tools;
    // Only a volume that begins empty with each task: others may be filled from outside.
    const empty = (task.Volumes ?? []).filter((each) => !has(each, 'DockerVolumeConfiguration') && !has(each, 'EFSVolumeConfiguration') && !has(each, 'FSxWindowsFileServerVolumeConfiguration') && !has(each, 'S3FilesVolumeConfiguration') && !each.ConfiguredAtLaunch && !each.Host?.SourcePath);
    const mounts = (container.MountPoints ?? []).filter(({ SourceVolume }) => empty.some(({ Name }) => Name === SourceVolume));
    if (mounts.length === 0) return;
    const sidecar = sidecarOf(container, tools, { named: true });
    if (!sidecar || sidecar.kind === 'traces') return;
    const others = (task.ContainerDefinitions ?? []).filter((each) => each !== container);
    // What takes the volumes of this container may write there.
    if (others.some(({ VolumesFrom }) => VolumesFrom?.some(({ ReadOnly }) => !ReadOnly))) return;
    for (const mount of mounts) {
      // A writable mount may be the sidecar's own buffer, unless its path says that logs are read there.
      const reads = mount.ReadOnly || (sidecar.kind === 'logs' && /(?:^|\/)logs?(?:\/|$)/.test(mount.ContainerPath ?? ''));
      if (!reads || others.some(({ MountPoints }) => MountPoints?.some((other) => other.SourceVolume === mount.SourceVolume && !other.ReadOnly))) continue;
      report(at(mount, 'SourceVolume'), `container "${container}" (${sidecar.name}) reads volume "${mount.SourceVolume}", which no other container writes`, { fix: `MountPoints: [{ SourceVolume: ${mount.SourceVolume}, ContainerPath: … }] in the container that writes the files.` });
    }
  },
});

import { covers, writtenBy } from '../../src/aws/images/writing-images.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/read-only-root-fits-image',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'medium',
  // A configuration in a volume or a variable may move what is written.
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'An image that writes to its root file system has a place to write when that is read-only',
  why: 'Some official images cannot start without writing a process id, a socket or a cache: nginx to /var/cache/nginx and /var/run, Apache to its logs, databases to /var/run. With ReadonlyRootFilesystem and nothing writable mounted there they end at once, with "Read-only file system" in the log.',
  fix: 'Mount an empty volume, or a Tmpfs, on each of these paths.',
  references: ['https://hub.docker.com/_/nginx', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html'],
  presets: ['recommended', 'reliability', 'strict'],
  check(container, { at, has, report, text }, task) {
    if (!has(container, 'Image') || !container.ReadonlyRootFilesystem || task.RuntimePlatform?.OperatingSystemFamily?.startsWith('WINDOWS')) return;
    const image = text(container, 'Image').filled('x');
    const writes = writtenBy(image);
    // Another command, or files from another container, may write elsewhere.
    if (!writes || has(container, 'Command') || has(container, 'EntryPoint') || (container.VolumesFrom ?? []).length > 0) return;
    // With a configuration of its own it may write elsewhere, too.
    if ((container.MountPoints ?? []).some(({ ContainerPath }) => /^\/(?:etc|usr\/local\/apache2\/conf)(?:\/|$)/.test(ContainerPath ?? ''))) return;
    const writable = [...(container.MountPoints ?? []).filter(({ ReadOnly }) => !ReadOnly), ...(container.LinuxParameters?.Tmpfs ?? []).filter(({ MountOptions }) => !MountOptions?.includes('ro'))].map(({ ContainerPath }) => ContainerPath ?? '');
    const missing = writes.filter((path) => !writable.some((mount) => covers(mount, path)));
    if (missing.length === 0) return;
    report(at(container, 'ReadonlyRootFilesystem'), `container "${container}" runs ${image.replace(/[:@].*$/, '')}, which writes to ${missing.join(' and ')}, on a read-only root file system`, {
      fix: `MountPoints: [${missing.map((path) => `{ SourceVolume: …, ContainerPath: ${path} }`).join(', ')}], with an empty volume for each.`,
      related: [[at(container, 'Image'), 'the image']],
    });
  },
});

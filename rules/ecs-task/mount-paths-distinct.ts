import { defineRule, type Place } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/mount-paths-distinct',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  // Docker refuses it; what Fargate does is not documented.
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'Nothing is mounted twice on one path of a container',
  why: 'One path holds one mount. Two mount points, or a mount point and a Tmpfs, on the same path register, and then no container can be created: "Duplicate mount point".',
  fix: 'Give each mount a path of its own.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html'],
  errors: ['CannotCreateContainerError: Error response from daemon: Duplicate mount point: …'],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, text, undecided }) {
    const seen = new Map<string, Place>();
    let doubt: string | undefined;
    const tmpfs: readonly object[] = container.LinuxParameters?.Tmpfs ?? [];
    for (const mount of [...(container.MountPoints ?? []), ...(container.LinuxParameters?.Tmpfs ?? [])]) {
      if (!has(mount, 'ContainerPath')) continue;
      const path = text(mount, 'ContainerPath').known;
      if (path === undefined) doubt = 'a path of a mount is not known';
      if (path === undefined || path === '') continue;
      const plain = path.replace(/(?<=[^/])\/+$/, '');
      const place = at(mount, 'ContainerPath');
      const first = seen.get(plain);
      if (first) return report(place, `container "${container}" mounts two things on ${path}`, { related: [[first, 'mounted there first']] });
      // Docker keeps a Tmpfs by its path, so the second takes the place of the first.
      if (!tmpfs.includes(mount)) seen.set(plain, place);
    }
    if (doubt !== undefined && seen.size > 0) undecided(doubt);
  },
});

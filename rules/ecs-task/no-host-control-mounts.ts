import { judgeHostPath } from '../../src/aws/host-paths.js';
import { defineRule } from '../../src/rule.js';

const SEVERITY = { socket: 'critical', 'host-control': 'high', sensitive: 'medium' } as const;

export default defineRule({
  id: 'ecs-task/no-host-control-mounts',
  on: 'AWS::ECS::TaskDefinition',
  each: 'Volumes[]',
  category: 'security',
  severity: 'high',
  summary: 'Containers do not mount what controls their host',
  why: 'Who reaches the Docker socket, or can write to the system of the host, is root on the instance and on every task beside it. A socket gives that also when it is mounted read-only. Agents that only read metrics and logs are not reported.',
  fix: 'Remove the mount; let agents run as a daemon service of their own, and read task metadata from the endpoint that ECS gives every container.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html', 'https://docs.docker.com/engine/security/#docker-daemon-attack-surface'],
  presets: ['recommended', 'security', 'strict'],
  check(volume, { at, has, report }, task) {
    if (!has(volume, 'Host') || !volume.Host || !has(volume.Host, 'SourcePath')) return;
    const path = volume.Host.SourcePath as string;
    if (!judgeHostPath(path, { readOnly: false })) return;
    const mounts = (task.ContainerDefinitions ?? []).flatMap((container) => (container.MountPoints ?? []).filter((mount) => mount.SourceVolume === volume.Name).map((mount) => ({ container, readOnly: mount.ReadOnly === true })));
    if (mounts.length === 0) return;
    const verdict = judgeHostPath(path, { readOnly: mounts.every(({ readOnly }) => readOnly) });
    if (!verdict || verdict.class === 'observability') return;
    const who = mounts.map(({ container, readOnly }) => `"${container}"${readOnly ? ' (read-only)' : ''}`).join(' and ');
    report(at(volume.Host, 'SourcePath'), `container ${who} mounts ${path} of its host, which ${verdict.gives}`, { severity: SEVERITY[verdict.class] });
  },
});

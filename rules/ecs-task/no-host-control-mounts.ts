import { judgeHostPath } from '../../src/aws/tasks/host-paths.js';
import { sidecarByImage } from '../../src/aws/images/sidecars.js';
import { defineRule } from '../../src/rule.js';

const SEVERITY = { socket: 'critical', 'host-control': 'high', sensitive: 'medium' } as const;

export default defineRule({
  id: 'ecs-task/no-host-control-mounts',
  on: 'AWS::ECS::TaskDefinition',
  each: 'Volumes[]',
  category: 'security',
  severity: 'high',
  summary: 'Containers do not mount what controls their host',
  why: 'Who reaches the Docker socket, or can write to the system of the host, is root on the instance and on every task beside it. A socket gives that also when it is mounted read-only. What agents mount read-only to read metrics and logs is not reported, and a socket that the guide of a known agent asks for is no more than medium.',
  fix: 'Remove the mount; let agents run as a daemon service of their own, and read task metadata from the endpoint that ECS gives every container.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html', 'https://docs.docker.com/engine/security/#docker-daemon-attack-surface'],
  presets: ['recommended', 'security', 'strict'],
  check(volume, { at, has, report, show, text }, task) {
    const host = volume.Host;
    if (!host || !has(host, 'SourcePath') || host.SourcePath === undefined) return;
    const path = host.SourcePath;
    const [write, read] = [judgeHostPath(path, { readOnly: false }), judgeHostPath(path, { readOnly: true })];
    if (!write) return;
    const mounts = (task.ContainerDefinitions ?? []).flatMap((container) => (container.MountPoints ?? []).filter((mount) => mount.SourceVolume === volume.Name).map((mount) => ({ container, mount })));
    // Read-only is asked about only where it makes a difference, so that an unknown answer hides no socket.
    const judged = mounts.flatMap(({ container, mount }) => {
      const verdict = write.class === read?.class || mount.ReadOnly !== true ? write : read;
      if (!verdict || verdict.class === 'observability') return [];
      const reads = show(mount, 'ReadOnly') === 'true';
      const sidecar = has(container, 'Image') ? sidecarByImage(text(container, 'Image').filled('\u0000')) : undefined;
      const asked = sidecar && sidecar !== 'unknown' && (reads || verdict.class === 'socket');
      return [{ container, mount, verdict, reads, severity: asked ? ('medium' as const) : SEVERITY[verdict.class] }];
    });
    const worst = ['critical', 'high', 'medium'].flatMap((severity) => judged.filter((each) => each.severity === severity))[0];
    if (!worst) return;
    const { severity, verdict } = worst;
    const who = judged.map(({ container, reads }) => `"${container}"${reads ? ' (read-only)' : ''}`).join(' and ');
    const plural = judged.length > 1;
    report(at(host, 'SourcePath'), `${plural ? 'containers' : 'container'} ${who} ${plural ? 'mount' : 'mounts'} ${path} of the host, which ${verdict.gives}`, {
      severity,
      related: judged.map(({ container, mount }) => [at(mount, 'SourceVolume'), `mounted by "${container}"`] as const),
      // Read-only is enough where reading is what agents do.
      ...((!read || read.class === 'observability') && { fix: 'ReadOnly: true at the mount point, or no mount.' }),
    });
  },
});

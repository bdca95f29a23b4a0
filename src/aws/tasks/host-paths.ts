/**
 * What a bind mount of a host path gives away. Judgement, not an AWS rule; it rests on
 * https://docs.docker.com/engine/security/#docker-daemon-attack-surface (the socket is root on the host),
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/ (host paths), the mounts that agents document for ECS:
 * https://docs.datadoghq.com/containers/amazon_ecs/ , https://github.com/google/cadvisor/blob/master/docs/running.md ,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/deploy-container-insights-ECS-instancelevel.html
 */

/**
 * `socket`: a container runtime's socket, root on the host for the asking (critical). `host-control`: writing there, or reaching a socket
 * in it, takes over the host (high). `sensitive`: keys, other containers' data or the host's state can be read, or logs forged (medium).
 * `observability`: what agents need, mounted read-only as they document it (no finding, or info).
 */
export type HostPathClass = 'socket' | 'host-control' | 'sensitive' | 'observability';

export interface HostPathVerdict {
  class: HostPathClass;
  /** The path in its plain form. */
  path: string;
  /** What it gives, to stand after "which" or a dash. */
  gives: string;
}

interface Known {
  /** The path itself, or with `below` everything under it as well. */
  path: string;
  below?: boolean;
  /** Verdict when a container may write, and when every mount is read-only; absent: nothing to say. */
  write?: HostPathClass;
  read?: HostPathClass;
  gives: string;
}

const SOCKET = /(?:^|\/)(?:docker|containerd|crio|podman|cri-dockerd|buildkitd|dockershim)\.sock$|^\/\/\.\/pipe\/(?:docker_engine|containerd-containerd)$/i;

/** The first that fits wins, so the narrow stand before the wide. `/run` and `/var/run` are one (see `plain`). */
const KNOWN: readonly Known[] = [
  { path: '/run', write: 'host-control', read: 'host-control', gives: "holds the container runtime's socket, which works through a read-only mount too" },
  { path: '/run/docker', below: true, write: 'host-control', read: 'host-control', gives: "holds the Docker daemon's sockets and state" },
  { path: '/run/containerd', below: true, write: 'host-control', read: 'host-control', gives: "holds containerd's socket and the state of every container" },
  { path: '/run/dbus', below: true, write: 'host-control', read: 'host-control', gives: 'is the bus on which systemd takes orders' },
  { path: '/run/systemd', below: true, write: 'host-control', read: 'sensitive', gives: 'is where systemd takes orders' },
  { path: '/run/secrets', below: true, write: 'sensitive', read: 'sensitive', gives: 'holds secrets of the host' },
  { path: '/', write: 'host-control', read: 'host-control', gives: "is the whole file system of the host, its keys and the runtime's socket included" },

  { path: '/etc/passwd', write: 'host-control', read: 'observability', gives: 'names the users of the host' },
  { path: '/etc/group', write: 'host-control', read: 'observability', gives: 'names the groups of the host' },
  ...['/etc/localtime', '/etc/timezone', '/etc/os-release', '/etc/system-release', '/etc/redhat-release', '/etc/lsb-release', '/etc/hostname', '/etc/machine-id', '/etc/hosts', '/etc/resolv.conf'].map(
    (path): Known => ({ path, write: 'sensitive', gives: 'is a setting of the host' }),
  ),
  ...['/etc/ssl', '/etc/pki', '/etc/ca-certificates', '/usr/share/ca-certificates'].map((path): Known => ({ path, below: true, write: 'host-control', gives: 'says which certificates the host trusts' })),
  { path: '/etc/ecs', below: true, write: 'host-control', read: 'sensitive', gives: 'holds the settings and registry credentials of the ECS agent' },
  { path: '/etc/kubernetes', below: true, write: 'host-control', read: 'sensitive', gives: 'holds the credentials of the node' },
  { path: '/etc', write: 'host-control', read: 'sensitive', gives: 'holds the passwords, keys, jobs and settings of the host' },
  ...['/etc/shadow', '/etc/gshadow', '/etc/sudoers', '/etc/sudoers.d', '/etc/ssh', '/etc/pam.d', '/etc/systemd', '/etc/init.d', '/etc/crontab', '/etc/cron.d', '/etc/cron.daily', '/etc/cron.hourly', '/etc/profile.d', '/etc/ld.so.preload', '/etc/docker', '/etc/containerd'].map(
    (path): Known => ({ path, below: true, write: 'host-control', read: 'sensitive', gives: 'says who may enter the host or what it runs' }),
  ),

  { path: '/proc/sys', below: true, write: 'host-control', read: 'observability', gives: 'is the settings of the kernel' },
  { path: '/proc', below: true, write: 'host-control', read: 'observability', gives: 'shows the processes of the host and, writable, the switches of its kernel' },
  { path: '/sys/fs/cgroup', below: true, write: 'host-control', read: 'observability', gives: 'is the limits of every container and, writable, a way to run commands on the host' },
  { path: '/cgroup', below: true, write: 'host-control', read: 'observability', gives: 'is the limits of every container and, writable, a way to run commands on the host' },
  { path: '/sys', below: true, write: 'host-control', read: 'observability', gives: 'is the devices and switches of the kernel' },

  ...['/dev/shm', '/dev/log', '/dev/null', '/dev/zero', '/dev/random', '/dev/urandom'].map((path): Known => ({ path, gives: '' })),
  { path: '/dev/disk', below: true, write: 'sensitive', read: 'observability', gives: 'names the disks of the host' },
  { path: '/dev', write: 'sensitive', read: 'observability', gives: 'holds the devices of the host, its disks among them' },
  ...['/dev/mem', '/dev/kmem', '/dev/port'].map((path): Known => ({ path, write: 'host-control', read: 'host-control', gives: 'is the memory of the host' })),

  { path: '/root', below: true, write: 'host-control', read: 'sensitive', gives: 'is the home of root, with its keys' },
  { path: '/home', write: 'host-control', read: 'sensitive', gives: "is everybody's home, with their keys" },
  { path: '/boot', below: true, write: 'host-control', read: 'sensitive', gives: 'is the kernel that the host starts' },
  { path: '/lib/modules', below: true, write: 'host-control', read: 'observability', gives: 'is the modules of the kernel' },
  { path: '/usr/lib/modules', below: true, write: 'host-control', read: 'observability', gives: 'is the modules of the kernel' },
  { path: '/usr/src', below: true, write: 'sensitive', read: 'observability', gives: 'is the sources of the kernel' },
  ...['/bin', '/sbin', '/lib', '/lib64', '/usr', '/usr/bin', '/usr/sbin', '/usr/lib', '/usr/lib64', '/usr/local/bin', '/usr/libexec'].map((path): Known => ({ path, write: 'host-control', gives: 'is the programs that the host runs as root' })),

  { path: '/var/lib/docker/containers', below: true, write: 'host-control', read: 'observability', gives: 'is the logs and settings of every container' },
  { path: '/var/lib/docker/volumes', write: 'sensitive', read: 'sensitive', gives: 'is the volumes of every container' },
  { path: '/var/lib/docker', write: 'host-control', read: 'sensitive', gives: 'is the files of every container and image' },
  { path: '/var/lib/containerd', write: 'host-control', read: 'sensitive', gives: 'is the files of every container and image' },
  { path: '/var/lib/ecs', write: 'host-control', read: 'sensitive', gives: 'is the state of the ECS agent' },
  { path: '/var/lib/kubelet', below: true, write: 'host-control', read: 'sensitive', gives: 'holds the secrets of every pod on the node' },
  { path: '/var/lib/cloud', below: true, write: 'host-control', read: 'sensitive', gives: 'holds the user data of the instance and the scripts it runs' },
  { path: '/var/lib', write: 'host-control', read: 'sensitive', gives: 'holds the state of the container runtime and the ECS agent' },
  { path: '/var/spool/cron', below: true, write: 'host-control', read: 'sensitive', gives: 'is the jobs that the host runs' },
  { path: '/var/log', write: 'sensitive', read: 'observability', gives: 'is the logs of the host' },
  { path: '/var', write: 'host-control', read: 'sensitive', gives: 'holds the state of the container runtime and the logs of the host' },
];

/**
 * Judges a host path of a bind mount. In: `Host.SourcePath` as written, and whether every mount of the volume is read-only. Out: undefined
 * when there is nothing to say (application data, relative or empty paths).
 */
export function judgeHostPath(sourcePath: string, { readOnly }: { readOnly: boolean }): HostPathVerdict | undefined {
  const path = plain(sourcePath);
  if (SOCKET.test(path)) return { class: 'socket', path, gives: 'is a container runtime\'s socket: whoever reaches it is root on the host, read-only or not' };
  if (/^[a-z]:\/?$/i.test(path) || /^[a-z]:\/(?:windows|programdata\/docker|programdata\/amazon\/ecs)(?:\/|$)/i.test(path)) {
    return readOnly ? { class: 'sensitive', path, gives: 'is the system of the host' } : { class: 'host-control', path, gives: 'is the system of the host' };
  }
  if (/^\/dev\/(?:sd|xvd|nvme|vd|dm-|loop)/.test(path)) return { class: 'host-control', path, gives: 'is a disk of the host' };
  if (/\/\.(?:ssh|aws|docker|kube)(?:\/|$)/.test(path)) return { class: readOnly ? 'sensitive' : 'host-control', path, gives: 'holds keys of a user of the host' };
  for (const known of KNOWN) {
    if (path !== known.path && !(known.below && path.startsWith(`${known.path}/`))) continue;
    const verdict = readOnly ? known.read : known.write;
    return verdict && { class: verdict, path, gives: known.gives };
  }
  return undefined;
}

/** `/var/run//docker.sock/` → `/run/docker.sock`: slashes, dots and the link from /var/run resolved; backslashes turned. */
function plain(path: string): string {
  const text = path.trim().replaceAll('\\', '/');
  if (text.startsWith('//./')) return text.toLowerCase();
  const drive = /^[A-Za-z]:/.exec(text)?.[0];
  if (!drive && !text.startsWith('/')) return text;
  const parts: string[] = [];
  for (const part of text.slice(drive?.length ?? 0).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const whole = `/${parts.join('/')}`;
  if (drive) return drive + whole;
  return whole === '/var/run' || whole.startsWith('/var/run/') ? whole.slice(4) : whole;
}

/**
 * Kernel parameters that a container may have of its own.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html ; what the kernel does not keep apart for each
 * network: https://github.com/aws/containers-roadmap/issues/2368
 */

const IPC = new Set(['kernel.msgmax', 'kernel.msgmnb', 'kernel.msgmni', 'kernel.sem', 'kernel.shmall', 'kernel.shmmax', 'kernel.shmmni', 'kernel.shm_rmid_forced']);
const OF_ALL_NETWORKS = new Set(['net.core.rmem_max', 'net.core.wmem_max']);

/** `ipc`, `network`: a parameter of that namespace; `host`: the kernel has it once for all; undefined: not known here. */
export function namespaceOf(name: string): 'ipc' | 'network' | 'host-network' | 'host' | undefined {
  if (IPC.has(name) || name.startsWith('fs.mqueue.')) return 'ipc';
  if (OF_ALL_NETWORKS.has(name)) return 'host-network';
  if (name.startsWith('net.')) return 'network';
  // Docker sets these two of its own.
  if (name === 'kernel.hostname' || name === 'kernel.domainname') return undefined;
  return /^(?:vm|fs|kernel)\./.test(name) ? 'host' : undefined;
}

/**
 * Linux capabilities that a container may add, and what they give. Those of Docker's default set (CHOWN, NET_RAW, NET_BIND_SERVICE, …)
 * and harmless ones (IPC_LOCK, SYS_NICE, SYS_RESOURCE, …) are left out.
 *
 * Sources: https://man7.org/linux/man-pages/man7/capabilities.7.html ; names as KernelCapabilities of the ECS API lists them
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html
 */

export interface Capability {
  /** To stand after the name: `SYS_ADMIN lets it mount the host's disks`. */
  gives: string;
  /** Enough to leave the container; others harm the instance or look at it. */
  escape: boolean;
  /** It reaches no further than the namespace that the task shares with the host in this mode. */
  only?: 'NetworkMode' | 'PidMode';
}

export const CAPABILITIES: Readonly<Record<string, Capability>> = {
  ALL: { gives: 'is every right of root on the instance', escape: true },
  SYS_ADMIN: { gives: 'allows mounts and dozens of other things that root does, and with them the way out of the container', escape: true },
  SYS_MODULE: { gives: 'loads modules into the kernel of the instance', escape: true },
  SYS_RAWIO: { gives: 'reads and writes the memory and ports of the instance', escape: true },
  DAC_READ_SEARCH: { gives: 'opens any file of the instance', escape: true },
  SYS_PTRACE: { gives: 'reads and steers every process of the instance', escape: true, only: 'PidMode' },
  NET_ADMIN: { gives: 'changes addresses, routes and the firewall of the instance', escape: false, only: 'NetworkMode' },
  SYS_BOOT: { gives: 'restarts the instance', escape: false },
  SYS_TIME: { gives: 'sets the clock of the instance', escape: false },
  SYSLOG: { gives: 'reads the log of the kernel', escape: false },
  MAC_ADMIN: { gives: 'changes the mandatory access rules of the instance', escape: true },
  MAC_OVERRIDE: { gives: 'ignores the mandatory access rules of the instance', escape: true },
};

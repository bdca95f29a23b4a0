/**
 * AWS Fargate: which task sizes exist and which task-definition parameters it refuses.
 *
 * Sources: ECS API reference, RegisterTaskDefinition `cpu`, `memory` (the grid and its spellings)
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html ; developer guide, "Invalid CPU or memory"
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html and "Fargate task definition differences"
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 */

/** One row of the grid: memory from `min` to `max` MiB in steps of `step`; `values` where the steps are uneven. */
export interface FargateCpu {
  cpu: number;
  min: number;
  max: number;
  step: number;
  values?: readonly number[];
  /** Windows tasks may have it: 1 to 4 vCPU. */
  windows: boolean;
  /** The Linux platform version it needs. */
  platform?: string;
}

/** Every size, smallest first. */
export const FARGATE_SIZES: readonly FargateCpu[] = [
  { cpu: 256, min: 512, max: 2048, step: 0, values: [512, 1024, 2048], windows: false },
  { cpu: 512, min: 1024, max: 4096, step: 1024, windows: false },
  { cpu: 1024, min: 2048, max: 8192, step: 1024, windows: true },
  { cpu: 2048, min: 4096, max: 16384, step: 1024, windows: true },
  { cpu: 4096, min: 8192, max: 30720, step: 1024, windows: true },
  { cpu: 8192, min: 16384, max: 61440, step: 4096, windows: false, platform: '1.4.0' },
  { cpu: 16384, min: 32768, max: 122880, step: 8192, windows: false, platform: '1.4.0' },
];

/** 32 vCPU is talked about, but neither the SDK of November 2026 nor the guide lists it, so nothing is said about it. */
const UNDECIDED_CPU = 32768;

/**
 * CPU units (1024 = 1 vCPU) of a task's `Cpu` as written: `256`, `.25 vCPU`, `1vcpu`. Undefined for any other spelling.
 * The service turns vCPU text into whole units at registration (RegisterTaskDefinition `cpu`).
 */
export function cpuUnits(value: string | number): number | undefined {
  return amount(value, /^(\d+(?:\.\d+)?|\.\d+)\s*vcpus?$/i);
}

/** MiB of a task's `Memory` as written: `512`, `0.5GB`, `4 GB` (a GB counts 1024 MiB). Undefined for any other spelling. */
export function memoryMiB(value: string | number): number | undefined {
  return amount(value, /^(\d+(?:\.\d+)?|\.\d+)\s*gb$/i);
}

function amount(value: string | number, unit: RegExp): number | undefined {
  const text = String(value).trim();
  if (/^\d+$/.test(text)) return Number(text);
  const match = unit.exec(text);
  return match ? Math.round(Number(match[1]) * 1024) : undefined;
}

export interface SizeProblem {
  /**
   * `missing` one of the two is not given; `cpu` no such CPU size; `windows-cpu` not for Windows; `memory` not with this CPU size;
   * `unknown` whether AWS offers it is not known: undecided, never a finding.
   */
  kind: 'missing' | 'cpu' | 'windows-cpu' | 'memory' | 'unknown';
  /** A sentence without a full stop. */
  message: string;
  /** What may be written instead, e.g. `2048-8192 MiB in steps of 1024`. */
  allowed: string;
}

/** In: units and MiB (undefined: not written), whether the operating system family is Windows. Out: undefined when Fargate has the size. */
export function sizeProblem(cpu: number | undefined, memory: number | undefined, { windows = false }: { windows?: boolean } = {}): SizeProblem | undefined {
  const cpus = `${FARGATE_SIZES.flatMap((s) => (windows && !s.windows ? [] : [s.cpu])).join(', ')} CPU units`;
  if (cpu === undefined) return { kind: 'missing', message: 'Fargate needs a task-level Cpu', allowed: cpus };
  if (cpu === UNDECIDED_CPU) return { kind: 'unknown', message: `whether Fargate offers ${cpu} CPU units is not known`, allowed: cpus };
  const size = FARGATE_SIZES.find((s) => s.cpu === cpu);
  if (!size) return { kind: 'cpu', message: `Fargate has no size of ${cpu} CPU units; it has ${cpus}`, allowed: cpus };
  if (windows && !size.windows) return { kind: 'windows-cpu', message: `Windows on Fargate has ${cpus}, not ${cpu}`, allowed: cpus };
  const allowed = memoryRange(size);
  if (memory === undefined) return { kind: 'missing', message: `Fargate needs a task-level Memory; ${cpu} CPU units take ${allowed}`, allowed };
  if (fits(size, memory)) return undefined;
  return { kind: 'memory', message: `${cpu} CPU units take ${allowed}, not ${memory}`, allowed };
}

function memoryRange(size: FargateCpu): string {
  return size.values ? `${size.values.slice(0, -1).join(', ')} or ${size.values.at(-1)} MiB` : `${size.min}-${size.max} MiB in steps of ${size.step}`;
}

function fits(size: FargateCpu, memory: number): boolean {
  if (size.values) return size.values.includes(memory);
  return memory >= size.min && memory <= size.max && (memory - size.min) % size.step === 0;
}

/** The least memory of a size that is at least `memory` MiB; undefined when it is too small for that. */
function memoryAtLeast(size: FargateCpu, memory: number): number | undefined {
  if (memory > size.max) return undefined;
  if (size.values) return size.values.find((v) => v >= memory);
  return size.min + Math.max(0, Math.ceil((memory - size.min) / size.step)) * size.step;
}

/**
 * Valid sizes near one that is not, for a fix: `keepCpu` the same CPU with the least sufficient memory (its largest when none suffices;
 * absent when there is no such CPU), and `hold` the smallest size that offers at least both (absent when none does).
 */
export function nearestSizes(cpu: number, memory: number, { windows = false }: { windows?: boolean } = {}): { keepCpu?: { cpu: number; memory: number }; hold?: { cpu: number; memory: number } } {
  const sizes = FARGATE_SIZES.filter((s) => !windows || s.windows);
  const same = sizes.find((s) => s.cpu === cpu);
  const holder = sizes.find((s) => s.cpu >= cpu && s.max >= memory);
  return {
    keepCpu: same && { cpu, memory: memoryAtLeast(same, memory) ?? same.max },
    hold: holder && { cpu: holder.cpu, memory: memoryAtLeast(holder, memory) as number },
  };
}

export interface FargateRejection {
  /** CloudFormation property path from the object that `level` names. */
  path: readonly string[];
  level: 'task' | 'container' | 'volume';
  /** True for a value that is refused; others pass. Called with the known value only. */
  refuses(value: unknown): boolean;
  /** What to say after the property's name and value: why Fargate refuses it. */
  because: string;
  /** What to type instead. */
  instead: string;
  /** How sure the fact is: `live` the API was seen to refuse it, `sdk` its model says so. */
  known: 'live' | 'sdk';
}

const present = (value: unknown): boolean => value !== undefined && value !== null;
const filled = (value: unknown): boolean => (Array.isArray(value) || typeof value === 'string') && value.length > 0;
const yes = (value: unknown): boolean => value === true;
const OWN_NETWORK = 'the task has its own network interface (awsvpc) and AWS runs its resolver';

/**
 * Parameters that RegisterTaskDefinition refuses when `RequiresCompatibilities` holds FARGATE. Not in it, because they became valid:
 * tmpfs, systemControls, pidMode `task`. `ipcMode: none` is left out: not confirmed.
 */
export const FARGATE_REJECTED: readonly FargateRejection[] = [
  { level: 'task', path: ['IpcMode'], refuses: (v) => v === 'host' || v === 'task', because: 'containers on Fargate do not share memory segments', instead: 'remove IpcMode', known: 'live' },
  { level: 'task', path: ['PidMode'], refuses: (v) => v === 'host', because: 'there is no host whose processes a Fargate task could see', instead: 'PidMode: task shares processes between the containers of the task', known: 'live' },
  { level: 'task', path: ['PlacementConstraints'], refuses: filled, because: 'Fargate places tasks itself', instead: 'remove PlacementConstraints; choose subnets to choose zones', known: 'live' },
  { level: 'task', path: ['InferenceAccelerators'], refuses: filled, because: 'Fargate has no accelerators', instead: 'run on EC2 capacity, or remove InferenceAccelerators', known: 'live' },
  { level: 'container', path: ['Privileged'], refuses: yes, because: 'Fargate gives no access to the host', instead: 'remove Privileged; SYS_PTRACE is the one capability that can be added', known: 'live' },
  { level: 'container', path: ['DockerSecurityOptions'], refuses: filled, because: 'Fargate does not run the Docker daemon', instead: 'remove DockerSecurityOptions', known: 'live' },
  { level: 'container', path: ['Links'], refuses: filled, because: 'links need the bridge network, Fargate has awsvpc', instead: 'remove Links; containers of a task reach each other on localhost', known: 'live' },
  { level: 'container', path: ['ExtraHosts'], refuses: filled, because: OWN_NETWORK, instead: 'remove ExtraHosts; use a private hosted zone', known: 'live' },
  { level: 'container', path: ['Hostname'], refuses: filled, because: OWN_NETWORK, instead: 'remove Hostname', known: 'live' },
  { level: 'container', path: ['DnsServers'], refuses: filled, because: OWN_NETWORK, instead: 'remove DnsServers; set the DHCP options of the VPC', known: 'live' },
  { level: 'container', path: ['DnsSearchDomains'], refuses: filled, because: OWN_NETWORK, instead: 'remove DnsSearchDomains; set the DHCP options of the VPC', known: 'live' },
  { level: 'container', path: ['DisableNetworking'], refuses: yes, because: 'awsvpc tasks always have a network', instead: 'remove DisableNetworking; close the security group instead', known: 'live' },
  {
    level: 'container',
    path: ['ResourceRequirements'],
    refuses: (v) => Array.isArray(v) && v.some((r) => (r as { Type?: unknown } | null)?.Type === 'GPU'),
    because: 'Fargate has no GPUs',
    instead: 'run on EC2 or Managed Instances capacity, or remove the GPU requirement',
    known: 'live',
  },
  { level: 'container', path: ['LinuxParameters', 'Devices'], refuses: filled, because: 'there are no host devices on Fargate', instead: 'remove Devices', known: 'live' },
  { level: 'container', path: ['LinuxParameters', 'SharedMemorySize'], refuses: present, because: 'Fargate does not size /dev/shm', instead: 'remove SharedMemorySize; mount a Tmpfs elsewhere', known: 'live' },
  { level: 'container', path: ['LinuxParameters', 'MaxSwap'], refuses: present, because: 'Fargate tasks have no swap', instead: 'remove MaxSwap', known: 'live' },
  { level: 'container', path: ['LinuxParameters', 'Swappiness'], refuses: present, because: 'Fargate tasks have no swap', instead: 'remove Swappiness', known: 'sdk' },
  { level: 'volume', path: ['DockerVolumeConfiguration'], refuses: present, because: 'Fargate does not run the Docker daemon', instead: 'use an empty volume, EFS or EBS', known: 'live' },
  { level: 'volume', path: ['Host', 'SourcePath'], refuses: filled, because: 'there is no host directory on Fargate', instead: 'remove SourcePath: the volume is then an empty directory of the task', known: 'live' },
  { level: 'volume', path: ['FSxWindowsFileServerVolumeConfiguration'], refuses: present, because: 'FSx for Windows mounts on Windows EC2 instances only', instead: 'run on EC2 capacity', known: 'sdk' },
];

/** The one capability that `LinuxParameters.Capabilities.Add` may name on Fargate (KernelCapabilities). Dropping is free. */
export const FARGATE_CAPABILITIES: ReadonlySet<string> = new Set(['SYS_PTRACE']);

/** Log drivers by where the task runs (LogConfiguration `logDriver`; Windows on Fargate: guide, "Windows considerations"). */
export const LOG_DRIVERS = {
  fargate: new Set(['awslogs', 'splunk', 'awsfirelens']),
  managedInstances: new Set(['awslogs', 'splunk', 'awsfirelens', 'json-file']),
  ec2: new Set(['awslogs', 'fluentd', 'gelf', 'json-file', 'journald', 'syslog', 'splunk', 'awsfirelens']),
} as const satisfies Record<string, ReadonlySet<string>>;

/**
 * What EC2 instance types have: vCPUs, memory, processor, GPUs. As of 2026-11-25, from
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html .
 *
 * To renew: add families whose sizes follow a row below, or a row of their own, from the tables of that page, and change the date. A type
 * that is not here is not known, which only hides a finding; a number that is too small accuses somebody wrongly.
 */

/** The day on which the table was last held against the page. */
export const INSTANCE_TYPES_DATE = '2026-11-25';

/** vCPUs by size, where a family has the usual sizes. */
const SIZES: Readonly<Record<string, number>> = { medium: 1, large: 2, xlarge: 4, '2xlarge': 8, '3xlarge': 12, '4xlarge': 16, '6xlarge': 24, '8xlarge': 32, '9xlarge': 36, '10xlarge': 40, '12xlarge': 48, '16xlarge': 64, '18xlarge': 72, '24xlarge': 96, '32xlarge': 128, '48xlarge': 192 };

/** MiB for each vCPU, by family. */
const PER_VCPU: Readonly<Record<string, number>> = {
  ...Object.fromEntries(['c5', 'c5a', 'c5ad', 'c5d', 'c6a', 'c6g', 'c6gd', 'c6gn', 'c6i', 'c6id', 'c6in', 'c7a', 'c7g', 'c7gd', 'c7gn', 'c7i', 'c8g', 'c8gd', 'c8i'].map((family) => [family, 2048])),
  ...Object.fromEntries(['m4', 'm5', 'm5a', 'm5ad', 'm5d', 'm5dn', 'm5n', 'm6a', 'm6g', 'm6gd', 'm6i', 'm6id', 'm6in', 'm7a', 'm7g', 'm7gd', 'm7i', 'm8g', 'm8gd', 'm8i'].map((family) => [family, 4096])),
  ...Object.fromEntries(['r5', 'r5a', 'r5ad', 'r5b', 'r5d', 'r5dn', 'r5n', 'r6a', 'r6g', 'r6gd', 'r6i', 'r6id', 'r6in', 'r7a', 'r7g', 'r7gd', 'r7i', 'r8g', 'r8gd', 'r8i'].map((family) => [family, 8192])),
  c4: 1920,
  r4: 7808,
};

/** vCPUs and GiB of burstable types, by size. */
const BURSTABLE: Readonly<Record<string, readonly [vcpus: number, gib: number]>> = { nano: [2, 0.5], micro: [2, 1], small: [2, 2], medium: [2, 4], large: [2, 8], xlarge: [4, 16], '2xlarge': [8, 32] };
const T2: Readonly<Record<string, readonly [vcpus: number, gib: number]>> = { ...BURSTABLE, nano: [1, 0.5], micro: [1, 1], small: [1, 2] };

/** vCPUs, GiB and GPUs of types with GPUs. */
const GPU: Readonly<Record<string, readonly [vcpus: number, gib: number, gpus: number]>> = {
  'g4dn.xlarge': [4, 16, 1], 'g4dn.2xlarge': [8, 32, 1], 'g4dn.4xlarge': [16, 64, 1], 'g4dn.8xlarge': [32, 128, 1], 'g4dn.12xlarge': [48, 192, 4], 'g4dn.16xlarge': [64, 256, 1],
  'g5.xlarge': [4, 16, 1], 'g5.2xlarge': [8, 32, 1], 'g5.4xlarge': [16, 64, 1], 'g5.8xlarge': [32, 128, 1], 'g5.12xlarge': [48, 192, 4], 'g5.16xlarge': [64, 256, 1], 'g5.24xlarge': [96, 384, 4], 'g5.48xlarge': [192, 768, 8],
  'g6.xlarge': [4, 16, 1], 'g6.2xlarge': [8, 32, 1], 'g6.4xlarge': [16, 64, 1], 'g6.8xlarge': [32, 128, 1], 'g6.12xlarge': [48, 192, 4], 'g6.16xlarge': [64, 256, 1], 'g6.24xlarge': [96, 384, 4], 'g6.48xlarge': [192, 768, 8],
  'p3.2xlarge': [8, 61, 1], 'p3.8xlarge': [32, 244, 4], 'p3.16xlarge': [64, 488, 8],
};

export interface InstanceType {
  name: string;
  vcpus: number;
  /** What the type is sold with; a container instance registers some hundred MiB less. */
  memoryMiB: number;
  architecture: 'X86_64' | 'ARM64';
  gpus: number;
}

/** What a type such as `m5.large` has; undefined when it is not in the table. */
export function instanceType(name: string): InstanceType | undefined {
  const [family = '', size = ''] = name.split('.');
  const gpu = row(GPU, name);
  if (gpu) return { name, vcpus: gpu[0], memoryMiB: gpu[1] * 1024, architecture: 'X86_64', gpus: gpu[2] };
  const burstable = family === 't2' ? row(T2, size) : /^t(?:3|3a|4g)$/.test(family) ? row(BURSTABLE, size) : undefined;
  const architecture = architectureOf(family);
  if (burstable) return { name, vcpus: burstable[0], memoryMiB: burstable[1] * 1024, architecture, gpus: 0 };
  const vcpus = row(SIZES, size);
  const perVcpu = row(PER_VCPU, family);
  return vcpus === undefined || perVcpu === undefined ? undefined : { name, vcpus, memoryMiB: vcpus * perVcpu, architecture, gpus: 0 };
}

/** The processor of a family: Graviton has a g behind its number, as in `m7gd`; `a1` was the first. */
export function architectureOf(family: string): 'X86_64' | 'ARM64' {
  return /^(?:a1|[a-z]+\d+[a-z]*g[a-z]*)$/.test(family.split('.')[0] as string) ? 'ARM64' : 'X86_64';
}

const row = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);

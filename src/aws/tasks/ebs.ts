/**
 * Types of EBS volumes that ECS attaches to tasks, and what they take. Where EBS has raised a limit that the ECS reference still has
 * lower, the higher one counts.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html ,
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
 */

/** Least and most. */
export type Range = readonly [least: number, most: number];

export interface VolumeType {
  size: Range;
  /** Absent: the type has no IOPS of one's choice. */
  iops?: Range;
  iopsNeeded?: boolean;
  /** Most IOPS for each GiB. */
  ratio?: number;
  /** MiB/s; absent: the type has no throughput of one's choice. */
  throughput?: Range;
}

export const VOLUME_TYPES: Readonly<Record<string, VolumeType>> = {
  gp2: { size: [1, 16384] },
  gp3: { size: [1, 65536], iops: [3000, 80000], ratio: 500, throughput: [125, 2000] },
  io1: { size: [4, 16384], iops: [100, 64000], iopsNeeded: true, ratio: 50 },
  io2: { size: [4, 65536], iops: [100, 256000], iopsNeeded: true, ratio: 1000 },
  st1: { size: [125, 16384] },
  sc1: { size: [125, 16384] },
  standard: { size: [1, 1024] },
};

/** IOPS that a gp3 volume of any size has, and how many MiB/s go with an IOPS at most. */
export const GP3 = { iops: 3000, throughputOfIops: 0.25 } as const;

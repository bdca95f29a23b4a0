import { GP3, VOLUME_TYPES } from '../../src/aws/tasks/ebs.js';
import { runsOnFargate } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/managed-volume-valid',
  on: 'AWS::ECS::Service',
  each: 'VolumeConfigurations[]',
  with: ['AWS::ECS::CapacityProvider'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The EBS volume that a service gives its tasks is one that EBS makes',
  why: 'ECS makes a new EBS volume for every task of such a service. A type without its size or IOPS, a value outside the range of the type, or one that the type does not have, is refused by ECS, or by EBS when the first task is placed.',
  fix: 'Choose values in the range of the volume type; gp3 with a SizeInGiB alone is always right.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html', 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html'],
  presets: ['recommended', 'strict'],
  check(configuration, { at, follow, has, report, text }, service) {
    const volume = configuration.ManagedEBSVolume;
    if (!volume) return;
    const snapshot = has(volume, 'SnapshotId');
    if (!snapshot && !has(volume, 'SizeInGiB')) report(at(volume, 'SizeInGiB'), `volume "${configuration}" has neither SizeInGiB nor SnapshotId`, { fix: 'SizeInGiB: 20' });
    if (!snapshot && has(volume, 'VolumeInitializationRate')) report(at(volume, 'VolumeInitializationRate'), `volume "${configuration}" has a VolumeInitializationRate but no snapshot to initialize it from`, { fix: 'Remove VolumeInitializationRate, or name a SnapshotId.' });
    if (!has(volume, 'VolumeType')) return;
    const name = volume.VolumeType ?? '';
    const type = Object.hasOwn(VOLUME_TYPES, name) ? VOLUME_TYPES[name] : undefined;
    if (!type) {
      const meant = Object.hasOwn(VOLUME_TYPES, name.toLowerCase()) ? name.toLowerCase() : undefined;
      // A type that is not known here may be a new one.
      if (meant) report(at(volume, 'VolumeType'), `volume "${configuration}" has the type ${name}, and types of volumes are written small`, { fix: `VolumeType: ${meant}` });
      return;
    }
    if (type.iopsNeeded && !has(volume, 'Iops')) report(at(volume, 'Iops'), `volume "${configuration}" of type ${name} has no Iops, which the type needs`, { fix: `Iops: ${type.iops?.[0]}` });
    if (!type.throughput && has(volume, 'Throughput')) report(at(volume, 'Throughput'), `volume "${configuration}" has a Throughput, which the type ${name} does not take`, { fix: 'Remove Throughput, or VolumeType: gp3.' });
    if (!type.iops && name !== 'gp2' && has(volume, 'Iops')) report(at(volume, 'Iops'), `volume "${configuration}" has Iops, which the type ${name} does not take`, { fix: 'Remove Iops, or choose a type with IOPS of your choice.' });
    if (name === 'standard' && runsOnFargate(service, { follow, text })) report(at(volume, 'VolumeType'), `volume "${configuration}" has the type standard, which Fargate does not take`, { fix: 'VolumeType: gp3' });
    for (const [property, range, unit] of [['SizeInGiB', type.size, 'GiB'], ['Iops', type.iops, 'IOPS'], ['Throughput', type.throughput, 'MiB/s']] as const) {
      const value = range && has(volume, property) ? volume[property] : undefined;
      if (!range || value === undefined || (value >= range[0] && value <= range[1])) continue;
      report(at(volume, property), `volume "${configuration}" has ${property} ${value}, and ${name} takes ${range[0]} to ${range[1]} ${unit}`, { fix: `${property}: ${value < range[0] ? range[0] : range[1]}` });
    }
    if (has(volume, 'Iops') && has(volume, 'SizeInGiB') && type.ratio) {
      const [iops, size] = [volume.Iops ?? 0, volume.SizeInGiB ?? 0];
      const most = Math.max(type.ratio * size, name === 'gp3' ? GP3.iops : 0);
      if (iops > most && iops <= (type.iops?.[1] ?? 0)) report(at(volume, 'Iops'), `volume "${configuration}" asks for ${iops} IOPS on ${size} GiB, and ${name} has at most ${type.ratio} for each GiB`, { proof: [['most', `${size} GiB x ${type.ratio} = ${type.ratio * size} IOPS`]], fix: `Iops: ${most}, or SizeInGiB: ${Math.ceil(iops / type.ratio)}.` });
    }
    if (type.throughput && has(volume, 'Throughput')) {
      const [throughput, iops] = [volume.Throughput ?? 0, volume.Iops ?? GP3.iops];
      const most = iops * GP3.throughputOfIops;
      if (throughput > most && throughput <= type.throughput[1]) report(at(volume, 'Throughput'), `volume "${configuration}" asks for ${throughput} MiB/s with ${iops} IOPS, and gp3 gives at most ${GP3.throughputOfIops} MiB/s for each`, { proof: [['most', `${iops} IOPS x ${GP3.throughputOfIops} = ${most} MiB/s`]], fix: `Throughput: ${most}, or Iops: ${throughput / GP3.throughputOfIops}.` });
    }
  },
});

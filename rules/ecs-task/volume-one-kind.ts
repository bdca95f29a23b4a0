import { defineRule } from '../../src/rule.js';

const KINDS = ['DockerVolumeConfiguration', 'EFSVolumeConfiguration', 'FSxWindowsFileServerVolumeConfiguration', 'S3FilesVolumeConfiguration'] as const;

export default defineRule({
  id: 'ecs-task/volume-one-kind',
  on: 'AWS::ECS::TaskDefinition',
  each: 'Volumes[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A volume is of one kind',
  why: 'A volume is a directory of the host, a Docker volume, a file system of EFS, FSx or S3, or an EBS volume that is configured at launch. RegisterTaskDefinition refuses a volume that is two of them, and a task definition with two volumes that are configured at launch.',
  fix: 'Keep one of them.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html'],
  errors: ['When the volume parameter is specified, only one volume configuration type should be used.'],
  presets: ['recommended', 'strict'],
  check(volume, { at, has, report }, task) {
    const kinds: string[] = KINDS.filter((kind) => has(volume, kind));
    // Host without a path says no more than no Host at all.
    if (kinds.length > 0 && has(volume, 'Host') && volume.Host?.SourcePath) kinds.unshift('Host');
    const [first, second] = kinds;
    if (first && second) report(at(volume, second as (typeof KINDS)[number]), `volume "${volume}" has ${kinds.slice(0, -1).join(', ')} and ${kinds.at(-1)}, and a volume is of one kind`, { fix: `Remove ${kinds.slice(1).join(' and ')}, or ${first}.` });
    if (!has(volume, 'ConfiguredAtLaunch') || !volume.ConfiguredAtLaunch) return;
    if (first) report(at(volume, 'ConfiguredAtLaunch'), `volume "${volume}" is configured at launch and has ${first}`, { fix: `Remove ${first}, or ConfiguredAtLaunch.` });
    const [leads] = (task.Volumes ?? []).filter((other) => other === volume || other.ConfiguredAtLaunch);
    if (leads && leads !== volume) report(at(volume, 'ConfiguredAtLaunch'), `volume "${volume}" is configured at launch as "${leads}" is, and a task definition may have one such volume`, { fix: 'Use one volume for both, or EFS for one of them.', related: [[at(leads, 'ConfiguredAtLaunch'), 'the first one']] });
  },
});

import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/declared-volumes-mounted',
  on: 'AWS::ECS::TaskDefinition',
  each: 'Volumes[]',
  category: 'operations',
  severity: 'low',
  summary: 'Every volume of a task is mounted by a container',
  why: 'A volume that no container mounts does nothing; often a mount point was forgotten and the data goes to the container, where it is lost. A volume with ConfiguredAtLaunch is even refused ("Volumes are not referenced by any of the containers").',
  fix: 'Add a mount point to the container that needs the volume, or remove the volume.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html'],
  equivalents: { preflight: ['pf-ecs-volume-not-referenced'] },
  presets: ['recommended', 'strict'],
  check(volume, { at, has, report, same, show, text }, task) {
    if (!has(volume, 'Name')) return;
    const mounts = (task.ContainerDefinitions ?? []).flatMap((container) => container.MountPoints ?? []).filter((mount) => has(mount, 'SourceVolume'));
    const name = text(volume, 'Name').known;
    if (name !== undefined && mounts.some((mount) => text(mount, 'SourceVolume').known === name)) return;
    if (mounts.some((mount) => same(mount, 'SourceVolume', volume, 'Name'))) return;
    const fix = `MountPoints: [{ SourceVolume: ${show(volume, 'Name')}, ContainerPath: … }] in a container, or no such volume.`;
    if (volume.ConfiguredAtLaunch) report(at(volume, 'Name'), `volume "${volume}" is configured at launch, but no container mounts it: the task definition is refused`, { severity: 'high', fix });
    else report(at(volume, 'Name'), `no container mounts volume "${volume}"`, { fix });
  },
});

import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/mounted-volumes-declared',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'What a container mounts is declared in its task definition',
  why: 'A mount point names a volume of the same task definition, VolumesFrom a container of it. RegisterTaskDefinition refuses a name that it does not find ("Unknown volume").',
  fix: 'Declare the volume under Volumes of the task definition, or correct the name.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_VolumeFrom.html'],
  equivalents: { preflight: ['pf-ecs-mountpoint-source-volume-missing', 'pf-ecs-volumesfrom-source-container-missing'] },
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, same, show, text }, task) {
    const volumes = task.Volumes ?? [];
    for (const mount of container.MountPoints ?? []) {
      if (!has(mount, 'SourceVolume')) continue;
      const name = text(mount, 'SourceVolume').known;
      // The plainly equal name first: an unknown one beside it then decides nothing.
      if (name !== undefined && volumes.some((volume) => has(volume, 'Name') && text(volume, 'Name').known === name)) continue;
      if (volumes.some((volume) => same(volume, 'Name', mount, 'SourceVolume'))) continue;
      const declared = volumes.map((volume) => `"${volume}"`).join(', ');
      report(at(mount, 'SourceVolume'), `container "${container}" mounts volume "${show(mount, 'SourceVolume')}", which the task definition does not declare`, { fix: declared ? `One of ${declared}, or a new entry under Volumes.` : `Volumes: [{ Name: ${show(mount, 'SourceVolume')} }] beside ContainerDefinitions.` });
    }
    const others = task.ContainerDefinitions ?? [];
    for (const from of container.VolumesFrom ?? []) {
      if (!has(from, 'SourceContainer')) continue;
      const name = text(from, 'SourceContainer').known;
      if (name !== undefined && others.some((other) => has(other, 'Name') && text(other, 'Name').known === name)) continue;
      if (!others.some((other) => same(other, 'Name', from, 'SourceContainer'))) report(at(from, 'SourceContainer'), `container "${container}" takes the volumes of "${show(from, 'SourceContainer')}", which is no container of this task`, { fix: `One of ${others.map((other) => `"${other}"`).join(', ')}.` });
    }
  },
});

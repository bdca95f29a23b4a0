import { judgeHostPath } from '../../src/aws/tasks/host-paths.js';
import { dataAt, staysOnInstance } from '../../src/aws/tasks/shared-data.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/shared-storage-on-efs',
  on: 'AWS::ECS::TaskDefinition',
  each: 'Volumes[]',
  with: ['AWS::ECS::Service', 'AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::EFS::FileSystem', 'AWS::AutoScaling::AutoScalingGroup'],
  category: 'reliability',
  severity: 'medium',
  confidence: 'likely',
  summary: 'Tasks of one service do not keep their data on single instances',
  why: 'A host path or a Docker volume is a directory of one instance. Tasks of the same service on two instances see two different sets of files, a task that starts on another instance finds an empty directory, and what was written goes away with the instance. EFS is one file system for all of them, in every zone, on EC2 and on Fargate.',
  fix: 'Mount an EFS file system (EFSVolumeConfiguration) instead of a directory of the instance; with no host path left the task can run on Fargate, too.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html',
  ],
  presets: ['recommended', 'reliability', 'strict'],
  check(volume, { at, companions, has, report, siblings }, task) {
    const docker = volume.DockerVolumeConfiguration;
    const hostPath = volume.Host?.SourcePath;
    // Another driver, or options of the local one (NFS), may well keep the data elsewhere.
    const where = hostPath !== undefined ? staysOnInstance(hostPath) && !judgeHostPath(hostPath, { readOnly: false }) && `the host path ${hostPath}` : docker?.Scope === 'shared' && (docker.Driver ?? 'local') === 'local' && !has(docker, 'DriverOpts') && 'a Docker volume';
    if (!where) return;
    const mounts = (task.ContainerDefinitions ?? []).flatMap((container) => (container.MountPoints ?? []).filter((mount) => mount.SourceVolume === volume.Name && !mount.ReadOnly).map((mount) => ({ container, path: mount.ContainerPath ?? '', data: dataAt(mount.ContainerPath ?? '') })));
    const kept = mounts.find(({ data }) => data?.sure) ?? mounts.find(({ data }) => data);
    if (!kept?.data || task.RequiresCompatibilities?.some((name) => name === 'FARGATE' || name === 'EXTERNAL')) return;
    for (const service of companions(task, 'AWS::ECS::Service', { here: true })) {
      if (service.SchedulingStrategy === 'DAEMON' || service.LaunchType === 'FARGATE' || service.LaunchType === 'EXTERNAL') continue;
      const desired = service.DesiredCount ?? 1;
      const most = Math.max(desired, ...companions(service, 'AWS::ApplicationAutoScaling::ScalableTarget', { here: true }).map((target) => target.MaxCapacity ?? 0));
      // One task that nothing holds on its instance may start anywhere else the next time.
      const moves = most === 1 && kept.data.sure && ![...(service.PlacementConstraints ?? []), ...(task.PlacementConstraints ?? [])].some(({ Type }) => Type === 'memberOf') && siblings(task, 'AWS::AutoScaling::AutoScalingGroup').some(({ MaxSize }) => Number(MaxSize) > 1);
      // A file system beside it may be what the instances mount at that path.
      if ((most < 2 && !moves) || (hostPath !== undefined && siblings(task, 'AWS::EFS::FileSystem').length > 0)) continue;
      const tasks = desired > 1 ? `${desired}` : `up to ${most}`;
      const consequence = moves ? `which stays behind when the task of ${service} starts on another instance` : `so each of ${tasks} tasks of ${service} sees only what was written on its own instance`;
      return report(at(volume, hostPath !== undefined ? 'Host' : 'DockerVolumeConfiguration'), `container "${kept.container}" keeps ${kept.path} in ${where}, ${consequence}`, {
        confidence: kept.data.sure && !moves ? 'likely' : 'heuristic',
        related: [[at(service, 'DesiredCount'), moves ? 'the service' : `${tasks} tasks`]],
        ...(kept.data.kind === 'database' && !moves ? { fix: 'Give each task a volume of its own (ConfiguredAtLaunch with an EBS volume of the service), or use a managed database: several servers cannot share one data directory.' } : {}),
      });
    }
  },
});

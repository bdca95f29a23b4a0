import { reportUnawaited, startsTasks } from '../../src/aws/deployment/order.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/created-after-mount-targets',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::TaskDefinition', 'AWS::EFS::AccessPoint', 'AWS::EFS::FileSystem', 'AWS::EFS::MountTarget'],
  category: 'deployability',
  severity: 'medium',
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'A service is created after the mount targets of its file systems',
  why: 'A task mounts EFS through a mount target in its zone. A service refers to its task definition, and that to the file system, but nothing refers to the mount targets, which take a minute or two: the first tasks fail to mount, and a circuit breaker may give the deployment up meanwhile.',
  fix: 'Let the service depend on the mount targets (DependsOn).',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html', 'https://docs.aws.amazon.com/efs/latest/ug/accessing-fs.html'],
  errors: ['ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: …'],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, tools) {
    const { at, companions, follow, has, resource, waits } = tools;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    const volumes = (task?.Volumes ?? []).flatMap((volume) => (has(volume, 'EFSVolumeConfiguration') && volume.EFSVolumeConfiguration ? [volume.EFSVolumeConfiguration] : []));
    for (const volume of volumes) {
      const system = follow(volume, 'FilesystemId', 'AWS::EFS::FileSystem');
      const targets = system ? companions(system, 'AWS::EFS::MountTarget', { here: true }) : [];
      const unawaited = targets.filter((each) => !waits(service, each));
      const [first] = unawaited;
      if (!system || !first || unawaited.length < targets.length || !startsTasks(service)) continue;
      return reportUnawaited(at(service, 'TaskDefinition'), service, unawaited, `through which its tasks mount ${resource(system).name}`, tools, { related: [[at(first), 'a mount target'], [at(volume, 'FilesystemId'), 'the volume']] });
    }
  },
});

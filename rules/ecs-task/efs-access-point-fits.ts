import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/efs-access-point-fits',
  on: 'AWS::ECS::TaskDefinition',
  each: 'Volumes[]',
  with: ['AWS::EFS::AccessPoint', 'AWS::EFS::FileSystem'],
  category: 'deployability',
  severity: 'high',
  outcome: 'task-fails',
  summary: 'An EFS volume names an access point of its own file system',
  why: 'An access point leads into one file system. When a volume names the access point of another, the task definition registers, and no task can mount the volume.',
  fix: 'Name the file system of the access point, or another access point.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html', 'https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html'],
  errors: ['ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: …'],
  presets: ['recommended', 'strict'],
  check(volume, { at, follow, has, report, resource, same, show }) {
    const efs = volume.EFSVolumeConfiguration;
    const access = efs?.AuthorizationConfig;
    if (!efs || !access || !has(access, 'AccessPointId') || !has(efs, 'FilesystemId')) return;
    const point = follow(access, 'AccessPointId', 'AWS::EFS::AccessPoint');
    if (!point || !has(point, 'FileSystemId') || same(efs, 'FilesystemId', point, 'FileSystemId')) return;
    report(at(access, 'AccessPointId'), `volume "${volume}" mounts file system ${show(efs, 'FilesystemId')} through "${resource(point).name}", an access point of ${show(point, 'FileSystemId')}`, {
      fix: `FilesystemId: ${show(point, 'FileSystemId')}, or an access point of ${show(efs, 'FilesystemId')}.`,
      related: [[at(point, 'FileSystemId'), 'its file system']],
    });
  },
});

import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/efs-authorization',
  on: 'AWS::ECS::TaskDefinition',
  each: 'Volumes[]',
  category: 'security',
  severity: 'low',
  summary: 'EFS volumes are mounted through an access point or with IAM',
  why: 'Without either, everything that reaches the mount target over the network is root on the whole file system, this task among it. An access point gives the task one directory under one user; IAM lets the file system\'s policy say which roles may mount, write or be root.',
  fix: 'Set AuthorizationConfig of the EFSVolumeConfiguration: an AccessPointId, IAM ENABLED, or both; either needs TransitEncryption ENABLED.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html', 'https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html', 'https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html'],
  presets: ['security', 'strict'],
  check(volume, { at, has, report }) {
    const efs = volume.EFSVolumeConfiguration;
    const access = efs?.AuthorizationConfig;
    if (!efs || (access && (has(access, 'AccessPointId') || access.IAM === 'ENABLED'))) return;
    report(at(efs, 'AuthorizationConfig'), `volume "${volume}" mounts EFS without an access point and without IAM`, { fix: 'AuthorizationConfig: { AccessPointId: fsap-…, IAM: ENABLED } and TransitEncryption: ENABLED' });
  },
});

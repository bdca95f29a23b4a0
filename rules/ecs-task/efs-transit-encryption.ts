import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/efs-transit-encryption',
  on: 'AWS::ECS::TaskDefinition',
  each: 'Volumes[]',
  category: 'security',
  severity: 'medium',
  summary: 'EFS volumes are mounted over an encrypted connection',
  why: 'Without TransitEncryption the task reads and writes its files over plain NFS, and IAM cannot decide who may mount. It costs nothing to turn on.',
  fix: 'Set TransitEncryption of the EFSVolumeConfiguration to ENABLED.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html'],
  equivalents: { securityHub: ['ECS.18'], awsConfig: ['ecs-task-definition-efs-encryption-enabled'], checkov: ['CKV_AWS_97'], trivy: ['AWS-0035'], kics: ['cfn/efs_volume_with_disabled_transit_encryption', 'cfn/ecs_cluster_not_encrypted_at_rest'] },
  presets: ['recommended', 'security', 'strict'],
  check(volume, { at, has, report }) {
    const efs = volume.EFSVolumeConfiguration;
    if (!efs || efs.TransitEncryption?.toUpperCase() === 'ENABLED') return;
    // Options that AWS refuses without encryption are for ecs-task/efs-options-consistent.
    const access = efs.AuthorizationConfig;
    if (access?.IAM === 'ENABLED' || (access && has(access, 'AccessPointId')) || has(efs, 'TransitEncryptionPort')) return;
    report(at(efs, 'TransitEncryption'), `volume "${volume}" reads and writes EFS without encryption in transit`, { fix: 'TransitEncryption: ENABLED' });
  },
});

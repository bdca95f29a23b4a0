import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/efs-options-consistent',
  on: 'AWS::ECS::TaskDefinition',
  each: 'Volumes[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'The options of an EFS volume agree with each other',
  why: 'IAM authorization, access points and a port for TLS exist only on an encrypted connection, and an access point brings its own root directory. RegisterTaskDefinition refuses the volume otherwise.',
  fix: 'Set TransitEncryption to ENABLED, and leave RootDirectory out where an access point is used.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html'],
  equivalents: { preflight: ['pf-ecs-efs-iam-without-transit-encryption', 'pf-ecs-efs-access-point-with-root-directory', 'pf-ecs-efs-transit-encryption-port-without-encryption'] },
  presets: ['recommended', 'strict'],
  check(volume, { at, has, report }) {
    const efs = volume.EFSVolumeConfiguration;
    if (!efs) return;
    const access = efs.AuthorizationConfig;
    if (access && has(access, 'AccessPointId') && (efs.RootDirectory || '/') !== '/') {
      report(at(efs, 'RootDirectory'), `volume "${volume}" has an access point and RootDirectory ${efs.RootDirectory}; with an access point only / is taken`, { fix: 'Remove RootDirectory; the directory is set on the access point.', edit: [{ place: at(efs, 'RootDirectory'), value: undefined }] });
    }
    if (efs.TransitEncryption?.toUpperCase() === 'ENABLED') return;
    const needs = [...(access?.IAM === 'ENABLED' ? ['IAM authorization'] : []), ...(access && has(access, 'AccessPointId') ? ['an access point'] : []), ...(has(efs, 'TransitEncryptionPort') ? ['a TLS port'] : [])];
    if (needs.length > 0) report(at(efs, 'TransitEncryption'), `volume "${volume}" has ${needs.join(' and ')} but no encryption in transit`, { fix: 'TransitEncryption: ENABLED', edit: [{ place: at(efs, 'TransitEncryption'), value: 'ENABLED' }] });
  },
});

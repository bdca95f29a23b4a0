import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'efs/encrypted',
  on: 'AWS::EFS::FileSystem',
  category: 'security',
  severity: 'medium',
  summary: 'A file system is encrypted at rest',
  why: 'Encryption of an EFS file system costs nothing and is off unless a template turns it on. It cannot be turned on later: the file system has to be replaced and its data copied.',
  fix: 'Encrypted: true. On a file system that exists this replaces it, so copy its data first.',
  references: ['https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html', 'https://docs.aws.amazon.com/efs/latest/ug/API_CreateFileSystem.html'],
  equivalents: {
    securityHub: ['EFS.1', 'EFS.8'], checkov: ['CKV_AWS_42'], trivy: ['AWS-0037'], kics: ['efs_not_encrypted'], guard: ['EFS_ENCRYPTED_CHECK'], cfnNag: ['F32'],
    cdkNag: ['AwsSolutions-EFS1'], prowler: ['efs_encryption_at_rest_enabled'], awsConfig: ['efs-encrypted-check', 'efs-filesystem-ct-encrypted'], controlTower: ['CT.ELASTICFILESYSYSTEM.PR.1'],
  },
  presets: ['recommended', 'security', 'strict'],
  check(system, { at, report }) {
    if (!system.Encrypted) report(at(system, 'Encrypted'), `file system "${system}" is not encrypted at rest`);
  },
});

import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecr/kms-encryption',
  on: 'AWS::ECR::Repository',
  category: 'security',
  severity: 'low',
  summary: 'Images are encrypted with a KMS key',
  why: 'ECR encrypts every repository with keys of its own (AES256). With KMS the use of the key can be granted, seen in CloudTrail and taken away. The encryption of a repository cannot be changed later.',
  fix: 'EncryptionConfiguration: { EncryptionType: KMS }, with a KmsKey for a key of your own. The repository is replaced, so move its images first.',
  references: ['https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html', 'https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_EncryptionConfiguration.html'],
  equivalents: { securityHub: ['ECR.5'], checkov: ['CKV_AWS_136'], trivy: ['AWS-0033'], kics: ['ecr_repository_not_encrypted'], awsConfig: ['ecr-repository-cmk-encryption-enabled'] },
  presets: ['security', 'strict'],
  check(repository, { at, report }) {
    const encryption = repository.EncryptionConfiguration;
    const type = encryption?.EncryptionType ?? 'AES256';
    if (type !== 'AES256') return;
    report(encryption ? at(encryption, 'EncryptionType') : at(repository, 'EncryptionConfiguration'), `repository "${repository}" is encrypted with keys of ECR (AES256), not with KMS`, encryption && { fix: 'EncryptionType: KMS' });
  },
});

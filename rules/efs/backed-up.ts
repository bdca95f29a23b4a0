import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'efs/backed-up',
  on: 'AWS::EFS::FileSystem',
  with: ['AWS::Backup::BackupSelection'],
  category: 'reliability',
  severity: 'low',
  // A backup plan elsewhere may choose it by a tag or by its ARN.
  confidence: 'likely',
  summary: 'A file system is backed up',
  why: 'EFS survives the loss of a disk or a zone, but not a task that deletes the wrong directory. Automatic backups are off unless a template turns them on; only One Zone file systems start with them.',
  fix: 'BackupPolicy: { Status: ENABLED }.',
  references: ['https://docs.aws.amazon.com/efs/latest/ug/automatic-backups.html', 'https://docs.aws.amazon.com/efs/latest/ug/API_CreateFileSystem.html'],
  equivalents: {
    securityHub: ['EFS.2', 'EFS.7'], checkov: ['CKV2_AWS_18'], guard: ['EFS_RESOURCES_PROTECTED_BY_BACKUP_PLAN'], cdkNag: ['EFSInBackupPlan'],
    prowler: ['efs_have_backup_enabled'], awsConfig: ['efs-automatic-backups-enabled', 'efs-in-backup-plan'], controlTower: ['CT.ELASTICFILESYSYSTEM.PR.2'],
  },
  presets: ['reliability', 'strict'],
  check(system, { at, companions, has, report, siblings, undecided }) {
    const policy = system.BackupPolicy;
    if (policy?.Status === 'ENABLED') return;
    if (!policy && has(system, 'AvailabilityZoneName')) return;
    if (companions(system, 'AWS::Backup::BackupSelection', { here: true }).length > 0) return;
    // A plan in the same template chooses by tag, or everything.
    if (siblings(system, 'AWS::Backup::BackupSelection').length > 0) undecided('a backup plan may choose it by its tags');
    // A tag that speaks of backups is for the plan that chooses by it.
    if ((system.FileSystemTags ?? []).some((tag) => /backup/i.test(tag.Key ?? ''))) return;
    report(policy ? at(policy, 'Status') : at(system, 'BackupPolicy'), `file system "${system}" has no automatic backups`, policy && { fix: 'Status: ENABLED' });
  },
});

import { allowedBy, judgeVolume } from '../../src/aws/iam/efs-access.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/task-may-write-file-system',
  on: 'AWS::ECS::TaskDefinition',
  each: 'Volumes[]',
  with: ['AWS::EFS::FileSystem', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy'],
  category: 'deployability',
  outcome: 'silently-broken',
  severity: 'medium',
  confidence: 'likely',
  summary: 'A task may write to the EFS file systems that its containers mount for writing',
  why: 'elasticfilesystem:ClientMount lets a client read; writing needs elasticfilesystem:ClientWrite as well, from the policy of the file system or that of the task role. Without it the task starts, and the first write fails with "Read-only file system".',
  fix: 'Allow elasticfilesystem:ClientWrite to the task role, or set ReadOnly on the mount points.',
  references: ['https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html'],
  presets: ['recommended', 'reliability', 'strict'],
  check(volume, tools, task) {
    const { at, report, resource, undecided } = tools;
    const efs = volume.EFSVolumeConfiguration;
    if (!efs) return;
    const mounts = (task.ContainerDefinitions ?? []).flatMap((container) => (container.MountPoints ?? []).map((mount) => ({ container, mount })));
    const writer = mounts.find(({ mount }) => mount.SourceVolume === volume.Name && !mount.ReadOnly);
    // Who may not even mount has another problem.
    if (!writer || judgeVolume(volume, task, 'elasticfilesystem:ClientMount', tools)?.verdict.answer === 'denied') return;
    const judged = judgeVolume(volume, task, 'elasticfilesystem:ClientWrite', tools);
    if (!judged || judged.verdict.answer === 'allowed') return;
    const { verdict, fileSystem, client } = judged;
    if (verdict.answer === 'unknown') return undecided(verdict.reason);
    const name = resource(fileSystem).name;
    report(at(efs, 'FilesystemId'), `container "${writer.container}" mounts volume "${volume}" for writing, but ${client.role ? `task role "${client.role.node.name}" may` : 'a client without IAM may'} only read file system "${name}"`, {
      proof: [['needs', 'elasticfilesystem:ClientWrite'], ...allowedBy(fileSystem, 'elasticfilesystem:ClientWrite').map((line) => ['allows', line] as const)],
      fix: client.role ? `Allow elasticfilesystem:ClientWrite on "${name}" in a policy of "${client.role.node.name}", or ReadOnly: true on the mount points.` : 'AuthorizationConfig: { IAM: ENABLED } and elasticfilesystem:ClientWrite for the task role, or ReadOnly: true on the mount points.',
      related: [[at(fileSystem, 'FileSystemPolicy'), 'the policy of the file system'], [at(writer.mount), 'mounted for writing']],
    });
  },
});

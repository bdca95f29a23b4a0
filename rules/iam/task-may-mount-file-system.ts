import { allowedBy, judgeVolume, mayUse } from '../../src/aws/iam/efs-access.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/task-may-mount-file-system',
  on: 'AWS::ECS::TaskDefinition',
  each: 'Volumes[]',
  with: ['AWS::EFS::FileSystem', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy'],
  category: 'deployability',
  outcome: 'task-fails',
  severity: 'high',
  summary: 'A task may mount the EFS file systems of its volumes',
  why: 'A file system without a policy lets everybody in who reaches it. With one, the policy or the task role must allow elasticfilesystem:ClientMount: a volume that is mounted without IAM needs a statement for everybody, and a policy that refuses connections without TLS needs TransitEncryption. Otherwise no task starts: "access denied by server while mounting". The policy that the CDK writes unless allowAnonymousAccess is set allows everybody to write, and nobody to mount.',
  fix: 'Set AuthorizationConfig.IAM and TransitEncryption of the volume to ENABLED, and allow elasticfilesystem:ClientMount to the task role, in its own policy or in that of the file system.',
  references: [
    'https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html',
    'https://github.com/aws/aws-cdk/issues/33669',
  ],
  errors: ['ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: … mount.nfs4: access denied by server while mounting …', 'mount.nfs4: access denied by server while mounting …'],
  presets: ['recommended', 'reliability', 'strict'],
  check(volume, tools, task) {
    const { at, report, resource, undecided } = tools;
    const efs = volume.EFSVolumeConfiguration;
    if (!efs) return;
    const judged = judgeVolume(volume, task, 'elasticfilesystem:ClientMount', tools);
    if (!judged || judged.verdict.answer === 'allowed') return;
    const { verdict, fileSystem, client } = judged;
    if (verdict.answer === 'unknown') return undecided(verdict.reason);
    const name = resource(fileSystem).name;
    const related = [[at(fileSystem, 'FileSystemPolicy'), 'the policy of the file system']] as const;
    const proof = allowedBy(fileSystem, 'elasticfilesystem:ClientMount').map((line) => ['allows', line] as const);
    if (!client.encrypted && mayUse(fileSystem, 'elasticfilesystem:ClientMount', { ...client, encrypted: true }).answer !== 'denied')
      report(at(efs, 'TransitEncryption'), `volume "${volume}" is mounted without TLS, which the policy of file system "${name}" refuses`, { fix: 'TransitEncryption: ENABLED', related });
    else if (!client.role)
      report(at(efs, 'AuthorizationConfig'), `volume "${volume}" is mounted without IAM, ${verdict.because ? `which a statement of the policy of file system "${name}" denies` : `and the policy of file system "${name}" lets nobody mount it that way`}`, { proof, related, fix: 'AuthorizationConfig: { IAM: ENABLED }, TransitEncryption: ENABLED, and elasticfilesystem:ClientMount for the task role.' });
    else
      report(at(efs, 'FilesystemId'), `task role "${client.role.node.name}" may not mount file system "${name}" as volume "${volume}": ${verdict.by || verdict.because ? 'a statement denies' : 'neither its policies nor that of the file system allow'} elasticfilesystem:ClientMount`, { proof, related, fix: `Allow elasticfilesystem:ClientMount on "${name}" in a policy of "${client.role.node.name}".` });
  },
});

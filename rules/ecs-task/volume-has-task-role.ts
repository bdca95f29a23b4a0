import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/volume-has-task-role',
  on: 'AWS::ECS::TaskDefinition',
  each: 'Volumes[]',
  category: 'deployability',
  outcome: 'task-fails',
  severity: 'high',
  summary: 'A task whose volumes are mounted with its role has a task role',
  why: 'An EFS volume with IAM authorization, and every S3 Files volume, is mounted with the credentials of the task role. A task definition without one leaves the mount without credentials, and no task starts.',
  fix: 'Give the task definition a TaskRoleArn that may mount the file system.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_S3FilesVolumeConfiguration.html',
    'https://docs.aws.amazon.com/efs/latest/ug/mounting-IAM-option.html',
  ],
  presets: ['recommended', 'reliability', 'strict'],
  check(volume, { at, has, report, resource }, task) {
    const efs = volume.EFSVolumeConfiguration;
    const s3 = has(volume, 'S3FilesVolumeConfiguration');
    if (!s3 && efs?.AuthorizationConfig?.IAM !== 'ENABLED') return;
    if (has(task, 'TaskRoleArn')) return;
    const related = [[at(task, 'TaskRoleArn'), 'no task role']] as const;
    if (s3) report(at(volume, 'S3FilesVolumeConfiguration'), `volume "${volume}" is S3 Files, which the task role mounts, but "${resource(task).name}" has no task role`, { fix: 'TaskRoleArn: …', related });
    // On instances the role of the instance may stand in.
    else if (efs?.AuthorizationConfig && task.RequiresCompatibilities?.includes('FARGATE') && task.RequiresCompatibilities.length === 1)
      report(at(efs.AuthorizationConfig, 'IAM'), `volume "${volume}" is mounted with IAM, but "${resource(task).name}" has no task role to sign in with`, { fix: 'TaskRoleArn: …, or IAM: DISABLED here.', related, confidence: 'likely' });
  },
});

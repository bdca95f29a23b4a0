import { defineRule } from '../../src/rule.js';

const LEAST = 21;
const MOST = 200;

export default defineRule({
  id: 'ecs-task/ephemeral-storage-valid',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'Ephemeral storage is 21 to 200 GiB, and asked for on Fargate only',
  why: 'A Fargate task has 20 GiB of disk, and EphemeralStorage is for those that need more: RegisterTaskDefinition refuses less than 21 GiB and more than 200. On EC2 the disk belongs to the instance, and a task definition that asks for its own is refused.',
  fix: 'Set SizeInGiB to 21 to 200, or remove EphemeralStorage to have 20 GiB.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html', 'https://github.com/aws/amazon-ecs-agent/issues/4520'],
  equivalents: { preflight: ['pf-ecs-ephemeral-storage-range', 'pf-ecs-fargate-ephemeral-storage-ec2'] },
  errors: ['EphemeralStorage size should be at least 21', 'EphemeralStorage size should be at most 200', 'Tasks using the EC2 launch type do not support EphemeralStorage'],
  presets: ['recommended', 'strict'],
  check(task, { at, has, report }) {
    if (!has(task, 'EphemeralStorage')) return;
    const compatible = task.RequiresCompatibilities ?? [];
    if (compatible.length > 0 && !compatible.includes('FARGATE'))
      return report(at(task, 'EphemeralStorage'), `the task asks for ephemeral storage, which only Fargate gives, but requires ${compatible.join(' and ')}`, {
        fix: 'Remove EphemeralStorage; the disk of the instance is what its launch template gives it.',
        related: [[at(task, 'RequiresCompatibilities'), 'where it runs']],
        edit: [{ place: at(task, 'EphemeralStorage'), value: undefined }],
        ...(compatible.includes('EC2') ? {} : { confidence: 'likely' }),
      });
    const storage = task.EphemeralStorage;
    const size = storage?.SizeInGiB;
    if (!storage || size === undefined || (size >= LEAST && size <= MOST)) return;
    report(at(storage, 'SizeInGiB'), `the task asks for ${size} GiB of ephemeral storage, and Fargate gives ${LEAST} to ${MOST}`, { fix: size < LEAST ? `SizeInGiB: ${LEAST}, or no EphemeralStorage for the 20 GiB that every task has.` : `SizeInGiB: ${MOST}, or an EFS or EBS volume for more.` });
  },
});

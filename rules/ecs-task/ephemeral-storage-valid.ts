import { defineRule } from '../../src/rule.js';

const [LEAST, MOST] = [21, 200];

export default defineRule({
  id: 'ecs-task/ephemeral-storage-valid',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The ephemeral storage of a task has a size that Fargate offers',
  why: 'A Fargate task has 20 GiB of storage; EphemeralStorage asks for more, from 21 to 200 GiB. RegisterTaskDefinition refuses other sizes, 20 included, and the setting in a task definition that is not made for Fargate.',
  fix: 'SizeInGiB of 21 to 200, or no EphemeralStorage.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html'],
  equivalents: { preflight: ['pf-ecs-fargate-ephemeral-storage-ec2'] },
  presets: ['recommended', 'strict'],
  check(task, { at, has, report }) {
    const storage = task.EphemeralStorage;
    if (!storage) return;
    const size = has(storage, 'SizeInGiB') ? storage.SizeInGiB : undefined;
    if (size !== undefined && (size < LEAST || size > MOST)) return report(at(storage, 'SizeInGiB'), `the task asks for ${size} GiB of ephemeral storage, and Fargate offers ${LEAST} to ${MOST}`, { fix: size < LEAST ? 'Remove EphemeralStorage: 20 GiB are there without it.' : `SizeInGiB: ${MOST}` });
    const made = task.RequiresCompatibilities ?? [];
    if (made.length > 0 && !made.includes('FARGATE')) report(at(task, 'EphemeralStorage'), `the task has EphemeralStorage, but is made for ${made.join(' and ')} and not for Fargate`, { fix: 'Remove EphemeralStorage.', related: [[at(task, 'RequiresCompatibilities'), 'what the task is made for']] });
  },
});

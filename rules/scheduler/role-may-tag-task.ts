import { checkTags } from '../../src/aws/iam/run-task-tags.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'scheduler/role-may-tag-task',
  on: 'AWS::Scheduler::Schedule',
  each: 'Target',
  with: ['AWS::ECS::Cluster', 'AWS::ECS::TaskDefinition', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy'],
  category: 'deployability',
  severity: 'high',
  confidence: 'likely',
  outcome: 'silently-broken',
  summary: 'The role of a schedule that tags its tasks may do so',
  why: 'A task that is started with tags, its own or those of its task definition, is also authorized as ecs:TagResource on the task, unless the account has turned that off (tagResourceAuthorization). A role that has only ecs:RunTask fails at every run, and without a dead-letter queue nobody hears of it.',
  fix: 'Allow ecs:TagResource on the tasks of the cluster to the role, or leave the tags out.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html',
  ],
  errors: ['is not authorized to perform: ecs:TagResource on resource: …'],
  presets: ['recommended', 'reliability', 'strict'],
  check(target, tools) {
    checkTags(target, tools);
  },
});

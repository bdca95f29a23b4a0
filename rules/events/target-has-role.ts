import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'events/target-has-role',
  on: 'AWS::Events::Rule',
  each: 'Targets[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A rule that runs tasks has a role for it',
  why: 'EventBridge starts a task with the rights of the role of the target, which needs ecs:RunTask and iam:PassRole. It refuses a target for ECS without one: RoleArn is required for target. A RoleArn of the rule itself is not used for that.',
  fix: 'RoleArn of the target: a role that events.amazonaws.com may assume, for example with AmazonEC2ContainerServiceEventsRole.',
  references: ['https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html'],
  equivalents: { preflight: ['pf-events-target-role-required'] },
  presets: ['recommended', 'strict'],
  check(target, { at, has, report, undecided }, rule) {
    if (!has(target, 'EcsParameters') || has(target, 'RoleArn')) return;
    if (has(rule, 'RoleArn')) undecided('whether the role of the rule stands in for that of its target is not documented');
    report(at(target, 'RoleArn'), `target "${target}" runs a task but has no RoleArn`);
  },
});

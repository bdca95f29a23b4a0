import { scheduleProblem } from '../../src/aws/schedules/schedule.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'events/expression-valid',
  on: 'AWS::Events::Rule',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'The schedule expression of a rule can be read',
  why: 'cron has six fields in EventBridge, the last of them the year, and of the two fields for days one must be ?. rate wants the singular for 1 and the plural for all else. A rule with any other expression is refused.',
  fix: 'Write it like cron(0 12 * * ? *) or rate(5 minutes).',
  references: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html'],
  equivalents: { cfnLint: ['E3027'], preflight: ['pf-events-rule-cron-fields'] },
  presets: ['recommended', 'strict'],
  check(rule, { at, report }) {
    const expression = rule.ScheduleExpression;
    const found = expression === undefined ? undefined : scheduleProblem(expression, 'events');
    if (found) report(at(rule, 'ScheduleExpression'), `"${expression}" is no schedule: ${found.problem}`, { ...(found.instead && { fix: `ScheduleExpression: ${found.instead}`, edit: [{ place: at(rule, 'ScheduleExpression'), value: found.instead }] }) });
  },
});

import { scheduleProblem } from '../../src/aws/schedules/schedule.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'scheduler/expression-valid',
  on: 'AWS::Scheduler::Schedule',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'The schedule expression of a schedule can be read',
  why: 'cron has its own form in EventBridge Scheduler: of the two fields for days exactly one is ?. at takes a time without a zone. A schedule with any other expression is refused.',
  fix: 'Write it like cron(0 12 * * ? *), rate(5 minutes) or at(2030-01-31T08:00:00).',
  references: ['https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html'],
  equivalents: { preflight: ['pf-scheduler-schedule-expression', 'pf-scheduler-rate-positive'] },
  presets: ['recommended', 'strict'],
  check(schedule, { at, report }) {
    const expression = schedule.ScheduleExpression;
    const found = expression === undefined ? undefined : scheduleProblem(expression, 'scheduler');
    if (found) report(at(schedule, 'ScheduleExpression'), `"${expression}" is no schedule: ${found.problem}`, { ...(found.instead && { fix: `ScheduleExpression: ${found.instead}`, edit: [{ place: at(schedule, 'ScheduleExpression'), value: found.instead }] }) });
  },
});

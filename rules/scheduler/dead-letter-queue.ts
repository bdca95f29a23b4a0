import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'scheduler/dead-letter-queue',
  on: 'AWS::Scheduler::Schedule',
  each: 'Target',
  category: 'reliability',
  severity: 'low',
  summary: 'A schedule that runs tasks keeps what it could not deliver',
  why: 'A schedule that cannot start its task, because the role lacks a right or the service is throttled, tries for a day and then drops the run. With a dead-letter queue and an alarm on it somebody learns of it.',
  fix: 'DeadLetterConfig: { Arn: … } with the ARN of an SQS queue.',
  references: ['https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html'],
  presets: ['reliability', 'strict'],
  check(target, { at, has, report }) {
    if (!has(target, 'EcsParameters')) return;
    const queue = target.DeadLetterConfig;
    if (!queue || !has(queue, 'Arn')) report(at(target, 'DeadLetterConfig'), `a task that the target of the schedule fails to start is forgotten`);
  },
});

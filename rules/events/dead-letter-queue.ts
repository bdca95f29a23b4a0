import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'events/dead-letter-queue',
  on: 'AWS::Events::Rule',
  each: 'Targets[]',
  category: 'reliability',
  severity: 'low',
  summary: 'A rule that runs tasks keeps what it could not deliver',
  why: 'A rule that cannot start its task, because the role lacks a right or the service is throttled, tries for a day and then drops the event. With a dead-letter queue and an alarm on it somebody learns of it.',
  fix: 'DeadLetterConfig: { Arn: … } with the ARN of an SQS queue.',
  references: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html'],
  equivalents: { cdkNag: ['EventBusDLQ'] },
  presets: ['reliability', 'strict'],
  check(target, { at, has, report }) {
    if (!has(target, 'EcsParameters')) return;
    const queue = target.DeadLetterConfig;
    if (!queue || !has(queue, 'Arn')) report(at(target, 'DeadLetterConfig'), `a task that target "${target}" fails to start is forgotten`);
  },
});

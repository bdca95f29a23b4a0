import { queuePolicies, senderOf } from '../../src/aws/iam/dead-letters.js';
import { admits, trusted } from '../../src/aws/iam.js';
import { isForEveryone, statementsOf } from '../../src/aws/iam/policy.js';
import { peek, Unknown } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

const EVENTS = 'events.amazonaws.com';

export default defineRule({
  id: 'events/dead-letter-queue-reachable',
  on: 'AWS::Events::Rule',
  each: 'Targets[]',
  with: ['AWS::SQS::Queue', 'AWS::SQS::QueueInlinePolicy', 'AWS::SQS::QueuePolicy'],
  category: 'deployability',
  severity: 'medium',
  // A policy may be declared elsewhere, though hardly anyone does.
  confidence: 'likely',
  outcome: 'silently-broken',
  summary: 'EventBridge may put what it could not deliver into the dead-letter queue of a rule',
  why: 'EventBridge sends to the dead-letter queue of a target as events.amazonaws.com, which the policy of the queue must allow; the console writes that policy, a template must have it. Without it the events are lost as if there were no queue. A FIFO queue is refused.',
  fix: 'An AWS::SQS::QueuePolicy that allows sqs:SendMessage to events.amazonaws.com, with aws:SourceArn of the rule.',
  references: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html', 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html'],
  errors: ['SQS FIFO is not supported by Dead Letter Queues.'],
  presets: ['recommended', 'reliability', 'strict'],
  check(target, { at, follow, has, report, resource, siblings, undecided }, rule) {
    const config = has(target, 'EcsParameters') ? target.DeadLetterConfig : undefined;
    if (!config || !has(config, 'Arn')) return;
    const queue = follow(config, 'Arn', 'AWS::SQS::Queue');
    if (!queue) return;
    const { name } = resource(queue);
    const place = at(config, 'Arn');
    const related = [[at(queue), 'the queue']] as const;
    if (queue.FifoQueue) return report(place, `the dead-letter queue of target "${target}", ${name}, is a FIFO queue, where EventBridge takes standard queues only`, { severity: 'high', fix: 'A standard queue.', related });
    const { policies, doubt } = queuePolicies(queue, { resource, siblings });
    if (policies.length === 0) {
      if (doubt !== undefined) undecided(doubt);
      return report(place, `nothing lets ${EVENTS} send to ${name}, the dead-letter queue of target "${target}": the queue has no policy`, { related });
    }
    const documents = policies.map((policy) => peek(policy, 'PolicyDocument'));
    const verdicts = documents.map((document) => (document instanceof Unknown ? ({ answer: 'unknown', reason: document.reason } as const) : admits(document, EVENTS, 'sqs:SendMessage', senderOf(rule))));
    if (verdicts.some(({ answer }) => answer === 'allowed') || documents.some((document) => statementsOf(document).some((statement) => isForEveryone(statement) !== false))) return;
    for (const verdict of verdicts) if (verdict.answer === 'unknown') undecided(verdict.reason);
    if (doubt !== undefined) undecided(doubt);
    report(place, `nothing lets ${EVENTS} send to ${name}, the dead-letter queue of target "${target}"`, { proof: [['the policy names', documents.flatMap(trusted).slice(0, 3).join(', ') || 'nobody']], related: [...related, ...policies.map((policy) => [at(policy, 'PolicyDocument'), 'its policy'] as const)] });
  },
});

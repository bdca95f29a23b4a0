/**
 * Dead-letter queues of what EventBridge starts: who may put something into them.
 *
 * Sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html (the policy of the queue),
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html (the role of the schedule)
 */
import { nodeOf } from '../../graph/graph.js';
import { Unknown } from '../../graph/value.js';
import type { Tools } from '../../rule.js';
import type { EventsRule, SqsQueue, SqsQueueInlinePolicy, SqsQueuePolicy } from '../../types/resources.js';
import type { Request } from '../iam.js';
import { pseudo } from './name-pattern.js';
import { members } from './policy.js';
import { isOfAccount } from '../network/subnets.js';

/** What EventBridge tells a queue when it sends for a rule. */
export function senderOf(rule: EventsRule): NonNullable<Request['context']> {
  const node = nodeOf(rule);
  const arn = node.source.ids?.[0] ?? new Unknown(`the ARN of ${node.name}`, 'reference', { link: { node, attribute: 'Arn' } });
  return { 'aws:sourcearn': [arn], 'aws:sourceaccount': [pseudo(node, 'AWS::AccountId')] };
}

/** The policies of a queue in this input, and why there may be others. */
export function queuePolicies(queue: SqsQueue, { resource, siblings }: Pick<Tools<'AWS::SQS::QueueInlinePolicy' | 'AWS::SQS::QueuePolicy'>, 'resource' | 'siblings'>): { policies: readonly (SqsQueueInlinePolicy | SqsQueuePolicy)[]; doubt: string | undefined } {
  const node = nodeOf(queue);
  const policies: (SqsQueueInlinePolicy | SqsQueuePolicy)[] = [];
  let doubt: string | undefined;
  // An account has one policy for a queue, however it was made.
  const live = isOfAccount(queue);
  for (const policy of [...siblings(queue, 'AWS::SQS::QueuePolicy'), ...(live ? [] : siblings(queue, 'AWS::SQS::QueueInlinePolicy'))]) {
    const queues = [...members(policy, 'Queues'), ...members(policy, 'Queue')];
    // There the address of the queue is one of its ids.
    if (queues.some((each) => (each instanceof Unknown ? each.link?.node === node : node.source.ids?.includes(each as string)))) policies.push(policy);
    else if (live) continue;
    // The address of a queue holds its name, which a reference tells and a text may.
    else if (queues.some((each) => !(each instanceof Unknown && each.link?.node.type === 'AWS::SQS::Queue'))) doubt ??= `of which queues ${resource(policy).name} speaks is not known`;
  }
  return { policies, doubt };
}

import { lacking } from '../../src/aws/iam/access.js';
import { queuePolicies } from '../../src/aws/iam/dead-letters.js';
import { nearMisses, type Request } from '../../src/aws/iam.js';
import { piecesOf } from '../../src/aws/iam/name-pattern.js';
import { grantsOf } from '../../src/aws/iam/role-policies.js';
import { peek, type Unknown } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'scheduler/dead-letter-queue-reachable',
  on: 'AWS::Scheduler::Schedule',
  each: 'Target',
  with: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy', 'AWS::SQS::Queue', 'AWS::SQS::QueueInlinePolicy', 'AWS::SQS::QueuePolicy'],
  category: 'deployability',
  severity: 'medium',
  confidence: 'likely',
  outcome: 'silently-broken',
  summary: 'The role of a schedule may put what it could not deliver into the dead-letter queue',
  why: 'EventBridge Scheduler sends to the dead-letter queue of a schedule with the role of the target, which needs sqs:SendMessage on the queue. Without it the runs are lost as if there were no queue.',
  fix: 'Allow sqs:SendMessage on the queue in the role of the target.',
  references: ['https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html'],
  presets: ['recommended', 'reliability', 'strict'],
  check(target, tools) {
    const { at, follow, has, report, resource, undecided } = tools;
    const config = has(target, 'EcsParameters') ? target.DeadLetterConfig : undefined;
    if (!config || !has(config, 'Arn') || !has(target, 'RoleArn')) return;
    const queue = follow(config, 'Arn', 'AWS::SQS::Queue');
    const role = follow(target, 'RoleArn', 'AWS::IAM::Role');
    if (!queue || !role) return;
    const grants = grantsOf(role, tools);
    const request: Request = { action: 'sqs:SendMessage', resources: [piecesOf(peek(config, 'Arn') as string | Unknown)] };
    const { lacks, doubt } = lacking(grants, [request]);
    if (doubt !== undefined) undecided(doubt);
    if (lacks.length === 0) return;
    // The policy of the queue may say what the role does not.
    const others = queuePolicies(queue, tools);
    if (others.policies.length > 0 || others.doubt !== undefined) undecided(others.doubt ?? 'the policy of the queue may allow it');
    const [name, receiver] = [resource(role).name, resource(queue).name];
    report(at(config, 'Arn'), `role "${name}" may not send to ${receiver}, the dead-letter queue of the schedule`, { proof: [['needs', `sqs:SendMessage on ${receiver}`], ...nearMisses(grants, request).map((line) => ['allows', line] as const)], fix: `Allow sqs:SendMessage on "${receiver}" in a policy of "${name}".`, related: [[at(role), 'the role'], [at(queue), 'the queue']] });
  },
});

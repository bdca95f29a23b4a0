/**
 * Whether a role's policies speak of a resource at all, whatever they allow: what a container is told the name of, it mostly also uses.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html ,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import type { Node } from '../../graph/graph.js';
import { peek, Unknown } from '../../graph/value.js';
import { MANAGED_POLICIES } from '../data/managed-policies.js';
import type { Grants } from '../iam.js';
import { arnHere, holds, type Piece, piecesOf, REST } from './name-pattern.js';
import { type Answer, members, not, some, type Statement, statementsOf } from './policy.js';

/** What applications are told the names of and call by AWS's API: the prefix of its actions, and the attributes that name it. */
const REACHED: Readonly<Record<string, { service: string; called: string; attributes: readonly string[] }>> = {
  'AWS::DynamoDB::Table': { service: 'dynamodb', called: 'table', attributes: ['Ref', 'Arn'] },
  'AWS::Kinesis::Stream': { service: 'kinesis', called: 'stream', attributes: ['Ref', 'Arn'] },
  'AWS::KinesisFirehose::DeliveryStream': { service: 'firehose', called: 'delivery stream', attributes: ['Ref', 'Arn'] },
  'AWS::S3::Bucket': { service: 's3', called: 'bucket', attributes: ['Ref', 'Arn'] },
  'AWS::SecretsManager::Secret': { service: 'secretsmanager', called: 'secret', attributes: ['Ref', 'Id'] },
  'AWS::SNS::Topic': { service: 'sns', called: 'topic', attributes: ['Ref', 'TopicArn', 'TopicName'] },
  'AWS::SQS::Queue': { service: 'sqs', called: 'queue', attributes: ['Ref', 'Arn', 'QueueUrl', 'QueueName'] },
};

/** The resource that a value names. */
export function named(value: unknown): { node: Node; service: string; called: string } | undefined {
  if (!(value instanceof Unknown) || !value.link) return undefined;
  const { node, attribute } = value.link;
  const reached = Object.hasOwn(REACHED, node.type) ? REACHED[node.type] : undefined;
  return reached?.attributes.includes(attribute) ? { node, ...reached } : undefined;
}

/** Whether a role's policies may allow any action of a service on a resource, or another role that does. */
export function mayReach(grants: Grants, service: string, node: Node): Answer {
  if (grants.doubt !== undefined) return new Unknown(grants.doubt, 'reference');
  const strange = grants.managed.find((name) => !Object.hasOwn(MANAGED_POLICIES, name));
  if (strange !== undefined) return new Unknown(`what the policy ${strange} of AWS allows is not known here`, 'reference');
  const arn = arnHere(node);
  const subjects = [arn, [...arn, REST]];
  const statements = [...grants.documents.flatMap((document) => statementsOf(document)), ...grants.managed.flatMap((name) => MANAGED_POLICIES[name] ?? [])];
  return some(statements, (statement) => {
    if (peek(statement, 'Effect') === 'Deny') return false;
    const touches = hasActions(statement, service) && onOne(statement, subjects);
    return some([touches, assumes(statement)], (answer) => answer);
  });
}

/** Whether a statement leads to another role. */
function assumes(statement: Statement): Answer {
  return some(members(statement, 'Action'), (action) => (action instanceof Unknown ? action : holds([String(action).toLowerCase()], ['sts:assumerole'])));
}

/** Whether a statement names actions of a service, or all but some. */
function hasActions(statement: Statement, service: string): boolean {
  return peek(statement, 'NotAction') !== undefined || members(statement, 'Action').some((action) => typeof action !== 'string' || holds([action.toLowerCase().split(':')[0] ?? ''], [service]) === true);
}

function onOne(statement: Statement, subjects: readonly (readonly Piece[])[]): Answer {
  const on = (property: 'Resource' | 'NotResource'): Answer => some(members(statement, property), (value) => typeof value !== 'string' && !(value instanceof Unknown) ? false : some(subjects, (subject) => holds(piecesOf(value), subject)));
  return peek(statement, 'NotResource') === undefined ? on('Resource') : not(on('NotResource'));
}

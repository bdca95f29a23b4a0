/**
 * What a task definition names by its name or ARN, where a reference would tell CloudFormation that it comes first.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html (what a template orders)
 */
import { type Node, nodeOf } from '../../graph/graph.js';
import { peek, Unknown } from '../../graph/value.js';
import type { EcsTaskDefinitionContainerDefinition } from '../../types/resources.js';
import { secretRequest } from '../iam/access.js';
import { nodesIn } from '../iam/role-order.js';
import { arnHead, arnOf, holds, nameOfNode, type Piece, piecesOf } from '../iam/name-pattern.js';

export interface Mention {
  /** The object and its property that name something. */
  object: object;
  property: string;
  value: Piece;
  /** What it may name. */
  kind: 'secret' | 'group';
}

/** All that a container names: its secrets, those of its log driver, and its log group. */
export function mentionsIn(container: EcsTaskDefinitionContainerDefinition): Mention[] {
  const log = container.LogConfiguration;
  const secrets = [...(container.Secrets ?? []), ...(log?.SecretOptions ?? [])];
  const options = log?.LogDriver === 'awslogs' ? log.Options : undefined;
  const all = [...secrets.map((object) => ({ object, property: 'ValueFrom', kind: 'secret' as const })), ...(options ? [{ object: options, property: 'awslogs-group', kind: 'group' as const }] : [])];
  return all.flatMap((each) => {
    const value = peek(each.object, each.property);
    return typeof value === 'string' || value instanceof Unknown ? [{ ...each, value }] : [];
  });
}

/** Whether a value refers to a resource, for which CloudFormation waits. */
export function isReference(value: Piece): boolean {
  return value instanceof Unknown && (value.link !== undefined || (value.parts ?? []).some((part) => part instanceof Unknown && part.link !== undefined));
}

/** Whether a mention certainly means a log group, secret or parameter of the same stack. */
export function means({ object, value, kind }: Mention, target: Node): boolean {
  const node = nodeOf(object);
  if (kind === 'group') return target.type === 'AWS::Logs::LogGroup' && holds(nameOfNode(target), piecesOf(value), false) === true;
  const wanted = secretRequest(node, value)?.resources[0];
  if (!wanted) return false;
  if (target.type === 'AWS::SecretsManager::Secret') return holds((arnOf(target) ?? []).slice(0, -2), wanted, false) === true;
  if (target.type !== 'AWS::SSM::Parameter') return false;
  const name = nameOfNode(target);
  const slash = typeof name[0] === 'string' && name[0].startsWith('/');
  return holds([...arnHead(target, 'ssm'), slash ? 'parameter' : 'parameter/', ...name], wanted, false) === true;
}

/** What a resource is made from, as far as its own properties say. */
export function madeFrom(resource: object): object[] {
  return Object.keys(resource).flatMap((key) => nodesIn(peek(resource, key)).map((node) => node.props));
}

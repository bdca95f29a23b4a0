/**
 * Policies that are resources of their own, and whether what uses their role is made before them. They refer to the role and so does
 * its user, but neither refers to the other, so that CloudFormation makes (and deletes) them side by side.
 *
 * Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html ,
 * https://github.com/aws/aws-cdk/issues/18675 (a policy mostly is there before the first task runs)
 */
import type { Node } from '../../graph/graph.js';
import { peek, Unknown } from '../../graph/value.js';
import type { Tools } from '../../rule.js';
import type { IamRole } from '../../types/resources.js';
import { members, statementsOf } from './policy.js';
import { reportUnawaited } from '../deployment/order.js';
import { policiesOf } from './role-policies.js';

type OrderTools = Pick<Tools<'AWS::IAM::ManagedPolicy' | 'AWS::IAM::Policy' | 'AWS::IAM::Role' | 'AWS::IAM::RolePolicy'>, 'companions' | 'follow' | 'resource' | 'siblings' | 'waits'>;

export interface LatePolicy {
  policy: object;
  /** A resource that takes minutes, for which the policy waits and the user of the role does not. */
  behind: object | undefined;
}

/** Resources that take minutes, or wait for one that does. */
const SLOW = /^AWS::(?:AmazonMQ|CloudFront|DocDB|EFS|EKS|ElastiCache|Elasticsearch|MSK|MemoryDB|Neptune|OpenSearchService|RDS|Redshift|SecretsManager::SecretTargetAttachment)/;

/** The policies of a role for which a resource does not wait. Those inside the role come with it. */
export function latePolicies(user: object, role: IamRole, tools: OrderTools): readonly LatePolicy[] {
  const { resource, waits } = tools;
  return policiesOf(role, tools)
    .filter((policy) => resource(policy).type !== 'AWS::IAM::Role' && !waits(user, policy))
    .map((policy) => {
      const named = statementsOf(peek(policy, 'PolicyDocument')).flatMap((statement) => members(statement, 'Resource').flatMap(nodesIn));
      return { policy, behind: named.filter(({ type }) => SLOW.test(type)).map((node) => node.props).find((each) => each !== user && waits(policy, each) && !waits(user, each)) };
    });
}

/** Where a role with which ECS works is named. */
export interface RoleUse<T extends object = object> {
  object: T;
  property: keyof T & string;
}

/** The role that a property names, if it names one. */
export const roleUse = <T extends object>(object: T | undefined, property: keyof T & string): RoleUse[] => (object && peek(object, property) !== undefined ? [{ object, property } as unknown as RoleUse] : []);

/** Reports the first role with which ECS works for a resource and whose policies that does not wait for. */
export function checkInfrastructure(user: object, uses: readonly RoleUse[], tools: OrderTools & Pick<Tools<never>, 'at' | 'report' | 'undecided'>): void {
  const { at, follow, resource, undecided } = tools;
  let doubt: string | undefined;
  for (const { object, property } of uses) {
    const value = peek(object, property);
    // A role from elsewhere has its policies.
    if (!(value instanceof Unknown)) continue;
    const role = value.link?.node.type === 'AWS::IAM::Role' ? follow(object, property, 'AWS::IAM::Role') : undefined;
    if (!role) doubt ??= value.reason;
    const late = role ? latePolicies(user, role, tools) : [];
    const [first] = late;
    if (!first || !role) continue;
    const policies = late.map(({ policy }) => policy);
    reportUnawaited(at(object, property), user, policies, `from which role "${resource(role).name}" has its rights`, tools, { behind: late.find((each) => each.behind)?.behind, related: [[at(first.policy), 'the policy']] });
    return;
  }
  if (doubt !== undefined) undecided(doubt);
}

/** The resources that a value is made from. */
export function nodesIn(value: unknown): Node[] {
  if (!(value instanceof Unknown)) return [];
  return value.link ? [value.link.node] : (value.parts ?? []).flatMap(nodesIn);
}

/**
 * All policies of a role that are known here: inline, attached by a resource of its own, or managed and named by the role.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 */
import { ORIGIN, type Origin, peek, Unknown } from '../../graph/value.js';
import type { Tools } from '../../rule.js';
import type { IamRole } from '../../types/resources.js';
import type { Grants } from '../iam.js';
import { awsManagedPolicies } from './policy.js';

/** What holds a policy document. */
export interface PolicyOwner {
  readonly PolicyDocument?: unknown;
}

type PolicyTools = Pick<Tools<'AWS::IAM::ManagedPolicy' | 'AWS::IAM::Policy' | 'AWS::IAM::Role' | 'AWS::IAM::RolePolicy'>, 'companions' | 'follow' | 'siblings'>;

/** The policies of a role, without those of AWS, which only their ARNs tell of. Ends the look where it is not known whose a policy is. */
export function policiesOf(role: IamRole, { companions, follow, siblings }: PolicyTools): readonly PolicyOwner[] {
  const here = { here: true };
  // A policy may also speak of the role, to pass it on.
  const attached = ({ Roles: roles = [] }: { Roles?: readonly string[] }): boolean => Array.from(roles.keys()).some((index) => follow(roles, String(index) as 'length', 'AWS::IAM::Role') === role);
  const managed = companions(role, 'AWS::IAM::ManagedPolicy', here);
  return [
    ...(role.Policies ?? []),
    ...companions(role, 'AWS::IAM::RolePolicy', here).filter((policy) => follow(policy, 'RoleName', 'AWS::IAM::Role') === role),
    ...companions(role, 'AWS::IAM::Policy', here).filter(attached),
    ...siblings(role, 'AWS::IAM::ManagedPolicy').filter((policy) => companions(policy, 'AWS::IAM::Role', here).includes(role) || (managed.includes(policy) && attached(policy))),
  ];
}

/** All that speaks for a role: policies of the graph, policies of AWS, and what bounds them. */
export function grantsOf(role: IamRole, tools: PolicyTools): Grants {
  const arns = role.ManagedPolicyArns ?? [];
  const attached = awsManagedPolicies(arns);
  const documents = policiesOf(role, tools).map((policy) => peek(policy, 'PolicyDocument'));
  // A policy that is neither AWS's own nor in the graph may allow anything.
  const stranger = Array.from(arns.keys(), (index) => peek(arns, index)).find((arn) => typeof arn === 'string' && !/:iam::aws:policy\//.test(arn) && !managedPolicy(arn, role, tools));
  const unread = documents.find((document): document is Unknown => document instanceof Unknown);
  const doubt = attached.doubt ?? unread?.reason ?? strayPolicy(role, tools) ?? (stranger === undefined ? undefined : `the policy ${String(stranger)} is not in this input`);
  const grants: Grants = { documents: documents.filter((document) => !(document instanceof Unknown)), managed: attached.names.map(({ name }) => name), doubt };
  return peek(role, 'PermissionsBoundary') === undefined ? grants : { ...grants, boundary: boundaryOf(role, tools) };
}

/** The policy of the same account that has an ARN. */
function managedPolicy(arn: string, role: IamRole, { siblings }: PolicyTools): PolicyOwner | undefined {
  return siblings(role, 'AWS::IAM::ManagedPolicy').find((policy) => (policy as { [ORIGIN]?: Origin })[ORIGIN]?.node.source.ids?.includes(arn));
}

/** Why a policy of the stack may speak for this role as well: for whom it speaks is not known. */
function strayPolicy(role: IamRole, { siblings }: PolicyTools): string | undefined {
  const own = peek(role, 'RoleName');
  const doubtful = (name: unknown): boolean => (name instanceof Unknown ? name.link?.node.type !== 'AWS::IAM::Role' : typeof name === 'string' && own instanceof Unknown);
  const rolesOf = (policy: object): unknown[] => {
    const roles = peek(policy, 'Roles') ?? peek(policy, 'RoleName');
    return Array.isArray(roles) ? Array.from(roles.keys(), (index) => peek(roles, index)) : roles === undefined ? [] : [roles];
  };
  const all = [...siblings(role, 'AWS::IAM::Policy'), ...siblings(role, 'AWS::IAM::ManagedPolicy'), ...siblings(role, 'AWS::IAM::RolePolicy')];
  const stray = all.find((policy) => rolesOf(policy).some(doubtful));
  return stray && `for which roles "${stray}" speaks is not known`;
}

function boundaryOf(role: IamRole, tools: PolicyTools): Grants {
  const arn = peek(role, 'PermissionsBoundary');
  const [own] = awsManagedPolicies([arn]).names;
  if (own) return { documents: [], managed: [own.name] };
  const policy = typeof arn === 'string' ? managedPolicy(arn, role, tools) : arn instanceof Unknown && arn.link?.node.type === 'AWS::IAM::ManagedPolicy' ? tools.follow(role, 'PermissionsBoundary', 'AWS::IAM::ManagedPolicy') : undefined;
  return policy ? { documents: [peek(policy, 'PolicyDocument')], managed: [] } : { documents: [], managed: [], doubt: 'its permissions boundary is not in this input' };
}

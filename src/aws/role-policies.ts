/**
 * All policies of a role that are known here: inline, attached by a resource of its own, or managed and named by the role.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 */
import type { Tools } from '../rule.js';
import type { IamRole } from '../types/resources.js';

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

import { IAMClient, GetRoleCommand, GetInstanceProfileCommand, ListAttachedRolePoliciesCommand, ListRolePoliciesCommand, GetRolePolicyCommand, GetPolicyCommand, GetPolicyVersionCommand } from '@aws-sdk/client-iam';

export const Client = IAMClient;
/** All that is ever asked of the service: nothing here changes anything. */
export const commands = { GetRole: GetRoleCommand, GetInstanceProfile: GetInstanceProfileCommand, ListAttachedRolePolicies: ListAttachedRolePoliciesCommand, ListRolePolicies: ListRolePoliciesCommand, GetRolePolicy: GetRolePolicyCommand, GetPolicy: GetPolicyCommand, GetPolicyVersion: GetPolicyVersionCommand };

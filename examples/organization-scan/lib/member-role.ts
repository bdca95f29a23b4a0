import { readFileSync } from 'node:fs';
import { CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** The name of the role in every account. */
export const MEMBER_ROLE = 'plimsoll-audit';

/** What an account lets the scan do: read what the rules need, nothing else. `plimsoll scan --print-policy` wrote the policy. */
export class MemberRole extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const hub = new CfnParameter(this, 'HubAccount', { description: 'Id of the account that scans.', allowedPattern: '\\d{12}' });
    const externalId = new CfnParameter(this, 'ExternalId', { description: 'What the scan must name when it assumes the role.', minLength: 16 });
    const policy: unknown = JSON.parse(readFileSync(new URL('member-policy.json', import.meta.url), 'utf8'));
    new Role(this, 'Role', {
      roleName: MEMBER_ROLE,
      description: 'Lets Plimsoll read what its rules need',
      assumedBy: new ArnPrincipal(`arn:${this.partition}:iam::${hub.valueAsString}:role/plimsoll-organization-scan`).withConditions({ StringEquals: { 'sts:ExternalId': externalId.valueAsString } }),
      inlinePolicies: { reads: PolicyDocument.fromJson(policy) },
    });
  }
}

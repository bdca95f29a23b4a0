import { lacking } from '../../src/aws/iam/access.js';
import { hasPolicyFor, usesOf, withoutInfrastructure } from '../../src/aws/iam/infrastructure-role.js';
import { grantsOf } from '../../src/aws/iam/role-policies.js';
import { Unknown } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/infrastructure-role-allows',
  on: 'AWS::IAM::Role',
  with: ['AWS::ECS::CapacityProvider', 'AWS::ECS::ExpressGatewayService', 'AWS::ECS::Service', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy'],
  category: 'deployability',
  outcome: 'task-fails',
  severity: 'high',
  summary: 'The roles that ECS is given to work with allow what they are for',
  why: 'For each of its tasks ECS needs its own permissions: ec2:CreateVolume and ec2:AttachVolume for EBS volumes, elasticloadbalancing:ModifyRule or ModifyListener to shift traffic, ec2:CreateFleet for managed instances. AWS has a policy for each, and none of them allows what another is for. Without the right one volumes are not attached, traffic stays where it is, and no instance comes.',
  fix: 'Attach the policy of AWS that is made for the purpose, or allow the actions.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-awsmanpol.html',
  ],
  presets: ['recommended', 'reliability', 'strict'],
  check(role, tools) {
    const { at, has, report, resource, undecided } = tools;
    const uses = usesOf(role, tools);
    if (uses.length === 0) return;
    const grants = grantsOf(role, tools);
    let doubt: string | undefined;
    for (const purpose of new Set(uses.map((use) => use.purpose))) {
      const use = uses.find((each) => each.purpose === purpose);
      if (!use || purpose.anyOf.length === 0 || hasPolicyFor(grants, purpose)) continue;
      const asked = lacking(withoutInfrastructure(grants), purpose.anyOf.map((action) => ({ action, resources: [[SOMETHING]] })));
      doubt ??= asked.doubt;
      if (asked.lacks.length < purpose.anyOf.length) continue;
      report(at(role, 'ManagedPolicyArns'), `ECS ${purpose.what} of "${resource(use.holder).name}" with role "${resource(role).name}", which does not allow it: nothing allows ${purpose.anyOf.join(' or ')}`, {
        fix: `ManagedPolicyArns: [arn:aws:iam::aws:policy/${purpose.policy}] in "${resource(role).name}".`,
        related: [[at(use.holder, use.property as never), 'where ECS is given the role']],
        confidence: has(role, 'RoleName') ? 'likely' : 'certain',
      });
    }
    if (doubt !== undefined) undecided(doubt);
  },
});

/** Which volume, rule or fleet it is, only ECS knows. */
const SOMETHING = new Unknown('on what ECS works with the role is not known', 'reference');

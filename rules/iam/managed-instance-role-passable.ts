import { lacking } from '../../src/aws/iam/access.js';
import { mayDo, nearMisses } from '../../src/aws/iam.js';
import { hasPolicyFor, INSTANCES, withoutInfrastructure } from '../../src/aws/iam/infrastructure-role.js';
import { arnHere, REST } from '../../src/aws/iam/name-pattern.js';
import { grantsOf } from '../../src/aws/iam/role-policies.js';
import { nodeOf } from '../../src/graph/graph.js';
import { defineRule } from '../../src/rule.js';

/** What AmazonECSInfrastructureRolePolicyForManagedInstances lets ECS pass on. */
const PASSED = 'ecsInstanceRole';

export default defineRule({
  id: 'iam/managed-instance-role-passable',
  on: 'AWS::ECS::CapacityProvider',
  with: ['AWS::IAM::InstanceProfile', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy'],
  category: 'deployability',
  outcome: 'hangs',
  severity: 'high',
  confidence: 'likely',
  summary: 'The infrastructure role of managed instances may pass their instance role',
  why: 'To launch a managed instance, ECS passes it the role of its instance profile. AmazonECSInfrastructureRolePolicyForManagedInstances allows that only for roles whose name begins with ecsInstanceRole, and a role without RoleName is called after the stack. No instance is launched then, and tasks wait for one.',
  fix: 'Allow iam:PassRole on the instance role in the infrastructure role, or give the instance role a RoleName that begins with ecsInstanceRole.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instances-instance-profile.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
  ],
  errors: ['is not authorized to perform: iam:PassRole on resource: …'],
  presets: ['recommended', 'reliability', 'strict'],
  check(provider, tools) {
    const { at, follow, has, report, resource, text, undecided } = tools;
    const managed = provider.ManagedInstancesProvider;
    const template = managed?.InstanceLaunchTemplate;
    if (!managed || !template || !has(managed, 'InfrastructureRoleArn') || !has(template, 'Ec2InstanceProfileArn')) return;
    const infrastructure = follow(managed, 'InfrastructureRoleArn', 'AWS::IAM::Role');
    const profile = infrastructure && follow(template, 'Ec2InstanceProfileArn', 'AWS::IAM::InstanceProfile');
    const role = profile?.Roles?.length ? follow(profile.Roles, '0' as 'length', 'AWS::IAM::Role') : undefined;
    if (!infrastructure || !role) return;
    const grants = grantsOf(infrastructure, tools);
    const request = { action: 'iam:PassRole', resources: [arnHere(nodeOf(role))], context: { 'iam:passedtoservice': ['ec2.amazonaws.com'] } };
    const own = mayDo(withoutInfrastructure(grants), request);
    if (own.answer === 'allowed') return;
    const byPolicy = hasPolicyFor(grants, INSTANCES);
    // A role that may not even launch instances is another mistake.
    if (!byPolicy && lacking(grants, INSTANCES.anyOf.map((action) => ({ action, resources: [[REST]] }))).lacks.length === INSTANCES.anyOf.length) return;
    const named = has(role, 'RoleName');
    if (byPolicy && named && text(role, 'RoleName').startsWith(PASSED)) return;
    if (own.answer === 'unknown') undecided(own.reason);
    const name = resource(infrastructure).name;
    const why = byPolicy ? `its infrastructure role "${name}" passes only roles called ${PASSED}…` : `its infrastructure role "${name}" does not allow iam:PassRole`;
    report(at(managed, 'InfrastructureRoleArn'), `ECS may not pass role "${resource(role).name}" to the managed instances of "${provider}": ${why}`, {
      proof: nearMisses(grants, request).map((line) => ['allows', line] as const),
      fix: `Allow iam:PassRole on "${resource(role).name}" in a policy of "${name}"${byPolicy ? `, or RoleName: ${PASSED}-… for "${resource(role).name}"` : ''}.`,
      related: [[at(role, 'RoleName'), named ? 'its name' : 'named after the stack'], [at(infrastructure), 'the infrastructure role']],
    });
  },
});

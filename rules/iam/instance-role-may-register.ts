import { lacking } from '../../src/aws/iam/access.js';
import { areContainerInstances, joinRequests } from '../../src/aws/capacity/container-instances.js';
import { mayAssume, nearMisses, trusted } from '../../src/aws/iam.js';
import { launchOf } from '../../src/aws/capacity/instances.js';
import { grantsOf } from '../../src/aws/iam/role-policies.js';
import { peek, Unknown } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/instance-role-may-register',
  on: 'AWS::AutoScaling::AutoScalingGroup',
  with: [
    'AWS::AutoScaling::LaunchConfiguration', 'AWS::EC2::LaunchTemplate', 'AWS::ECS::CapacityProvider', 'AWS::ECS::Cluster',
    'AWS::IAM::InstanceProfile', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy',
  ],
  category: 'deployability',
  severity: 'high',
  outcome: 'hangs',
  summary: 'The role of container instances may register them with their cluster',
  why: 'The ECS agent calls ECS with the role of its instance. Without ecs:DiscoverPollEndpoint, RegisterContainerInstance and Poll the instance never shows up in the cluster or never hears of a task; it runs, costs money, and services wait.',
  fix: 'Attach arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role to the role, and let ec2.amazonaws.com assume it.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html', 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEC2ContainerServiceforEC2Role.html'],
  errors: ['AccessDeniedException: User: … is not authorized to perform: ecs:RegisterContainerInstance on resource: … because no identity-based policy allows the ecs:RegisterContainerInstance action'],
  presets: ['recommended', 'strict'],
  check(group, tools) {
    const { at, companions, follow, has, report, resource, siblings, undecided } = tools;
    const { of } = launchOf(group, tools);
    if (!has(of as { IamInstanceProfile?: unknown }, 'IamInstanceProfile') || !areContainerInstances(group, of, tools)) return;
    // A launch configuration names the profile, a launch template says how it does.
    const named = peek(of, 'IamInstanceProfile') as { Arn?: string; Name?: string } | string | Unknown;
    const profile = typeof named === 'string' || named instanceof Unknown ? follow(of as { IamInstanceProfile?: string }, 'IamInstanceProfile', 'AWS::IAM::InstanceProfile') : follow(named, has(named, 'Arn') ? 'Arn' : 'Name', 'AWS::IAM::InstanceProfile');
    const roles = profile?.Roles ?? [];
    const role = profile && follow(roles as unknown as Record<string, string>, '0', 'AWS::IAM::Role');
    if (!role) return;
    const name = resource(role).name;
    const related = [[at(role), 'the role'], [at(group), 'the Auto Scaling group']] as const;
    const place = at(of as { IamInstanceProfile?: unknown }, 'IamInstanceProfile');
    const trust = peek(role, 'AssumeRolePolicyDocument');
    const assumed = mayAssume(trust, 'ec2.amazonaws.com');
    if (assumed.answer === 'denied') return report(place, `role "${name}" does not let ec2.amazonaws.com assume it, so instances of ${resource(group).name} cannot register`, { proof: [['trusts', trusted(trust).slice(0, 3).join(', ') || 'nobody']], fix: 'Principal: { Service: ec2.amazonaws.com } in its AssumeRolePolicyDocument.', related });
    const grants = grantsOf(role, tools);
    const clusters = siblings(group, 'AWS::ECS::Cluster').filter((cluster) => [...companions(cluster, 'AWS::EC2::LaunchTemplate', { here: true }), ...companions(cluster, 'AWS::AutoScaling::LaunchConfiguration', { here: true })].some((each) => resource(each).name === resource(of).name));
    const { lacks, how, doubt } = lacking(grants, joinRequests(clusters.length === 1 ? clusters[0] : undefined));
    const [first] = lacks;
    if (first) report(place, `role "${name}" may not register instances of ${resource(group).name} with a cluster: ${how} ${lacks.map(({ action }) => action).join(', ')}`, { proof: nearMisses(grants, first).map((line) => ['allows', line] as const), related, confidence: has(role, 'RoleName') ? 'likely' : 'certain' });
    else if (doubt !== undefined || assumed.answer === 'unknown') undecided(doubt ?? 'who may assume the role is not known');
  },
});

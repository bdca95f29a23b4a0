import { fromTheWorld, type Ingress, ingressOf, mayHold, type Member, membersOf, opens } from '../../src/aws/network/security-group.js';
import { defineRule } from '../../src/rule.js';

/** What nobody serves to the world from a container instance. */
const ADMIN_PORTS = [[22, 'SSH'], [3389, 'Remote Desktop'], [2375, 'the Docker daemon, unprotected'], [2376, 'the Docker daemon']] as const;
/** Whoever reaches it is root on the instance. */
const DOCKER = 2375;

export default defineRule({
  id: 'vpc/no-open-port-to-tasks',
  on: 'AWS::EC2::SecurityGroup',
  with: ['AWS::AutoScaling::LaunchConfiguration', 'AWS::EC2::LaunchTemplate', 'AWS::EC2::SecurityGroupIngress', 'AWS::ECS::Cluster', 'AWS::ECS::Service'],
  category: 'security',
  severity: 'high',
  summary: 'Tasks and their instances do not open every port, or one for administrators, to the internet',
  why: 'A security group is often the only thing between a task and everybody who scans addresses. Open to the world on all ports it opens whatever the containers listen on, debug ports and metrics included; SSH, Remote Desktop and the Docker daemon of an instance lead to every task on it.',
  fix: 'Let in the security group of the load balancer (SourceSecurityGroupId) on the port of the container; for a shell use ECS Exec or Session Manager, which need no open port.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-network.html',
    'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
  ],
  equivalents: {
    securityHub: ['EC2.13', 'EC2.14', 'EC2.18', 'EC2.19'], checkov: ['CKV_AWS_24', 'CKV_AWS_25', 'CKV_AWS_277'], trivy: ['AWS-0107'], kics: ['unrestricted_security_group_ingress', 'security_groups_with_unrestricted_access_to_ssh'],
    guard: ['EC2_SECURITY_GROUP_INGRESS_OPEN_TO_WORLD_RULE', 'INCOMING_SSH_DISABLED', 'RESTRICTED_INCOMING_TRAFFIC'], cdkNag: ['AwsSolutions-EC23'], cfnNag: ['W2'],
    prowler: ['ec2_securitygroup_allow_ingress_from_internet_to_all_ports', 'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22'], controlTower: ['CT.EC2.PR.3', 'CT.EC2.PR.4'],
  },
  presets: ['recommended', 'security', 'strict'],
  check(group, tools) {
    const { at, has, report, resource } = tools;
    const hosts = mayHold(group, 'instances', tools);
    if (!hosts && !mayHold(group, 'tasks', tools)) return;
    const rules = ingressOf(group, tools);
    const open = (least: number, most: number): Ingress | undefined => fromTheWorld(rules.filter((rule) => opens(rule, least, most, tools)));
    const every = open(1, 65535);
    const admin = every || !hosts ? [] : ADMIN_PORTS.map(([port, name]) => ({ rule: open(port, port), port, name }));
    if (!every && admin.every(({ rule }) => !rule)) return;
    // Who is in the group is asked last: it may be unknown, and mostly does not matter.
    const members = membersOf(group, tools);
    const severity = members.some(({ isPublic }) => isPublic) ? 'high' : 'medium';
    const complain = (rule: Ingress, { kind, resource: user }: Member, ports: string, how: 'high' | 'medium'): void =>
      report(at(rule, has(rule, 'CidrIp') ? 'CidrIp' : 'CidrIpv6'), `${kind} of "${resource(user).name}" take connections from the whole internet on ${ports}`, { severity: how, related: [[at(user), `${resource(user).name} is in this group`]] });
    if (every && members[0]) complain(every, members[0], 'all ports', severity);
    const instances = members.find(({ kind }) => kind === 'instances');
    for (const { rule, port, name } of instances ? admin : []) if (rule) complain(rule, instances as Member, `port ${port} (${name})`, port === DOCKER ? 'high' : severity);
  },
});

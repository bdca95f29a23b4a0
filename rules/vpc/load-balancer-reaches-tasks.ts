import { balancerEnd, balancersOf, TASK_TYPES, targetPorts, taskEnds } from '../../src/aws/network/ends.js';
import { closedSide, type Ports } from '../../src/aws/network/reach.js';
import { defineRule } from '../../src/rule.js';

/** Protocols of target groups whose health check comes over TCP to the port of the traffic, unless another is named. */
const WATCHED = new Set(['HTTP', 'HTTPS', 'TCP', 'TLS', 'TCP_UDP']);

export default defineRule({
  id: 'vpc/load-balancer-reaches-tasks',
  on: 'AWS::ECS::Service',
  each: 'LoadBalancers[]',
  with: [...TASK_TYPES, 'AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancingV2::TargetGroup'],
  category: 'deployability',
  severity: 'high',
  // Somebody may add a rule to a group elsewhere.
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'The security groups let a load balancer through to the tasks of a service, also to their health check',
  why: 'A load balancer knocks at the port of a container, or at the host port of its instance, from its own security group; a Network Load Balancer without one from the addresses of its subnets. When the group of the tasks does not let that in, or that of the load balancer does not let it out, no health check ever succeeds: ECS kills task after task and the deployment never ends.',
  fix: 'Let the security group of the load balancer in on that port (SourceSecurityGroupId), and let its own group send there.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html',
    'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
  ],
  errors: ['(service …) (port …) is unhealthy in (target-group …) due to (reason Health checks failed)', '(service …) (instance …) (port …) is unhealthy in (target-group …) due to (reason Request timed out)', 'Task failed ELB health checks in (target-group …)'],
  presets: ['recommended', 'strict'],
  check(entry, tools, service) {
    const { at, companions, follow, has, report, resource, undecided } = tools;
    const group = follow(entry, 'TargetGroupArn', 'AWS::ElasticLoadBalancingV2::TargetGroup');
    if (!group || !WATCHED.has(group.Protocol as string)) return;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    const traffic = task && targetPorts(entry, task);
    if (!task || !traffic) return;
    const check = has(group, 'HealthCheckPort') && group.HealthCheckPort !== 'traffic-port' ? Number(group.HealthCheckPort) : undefined;
    const wanted: [ports: Ports, what: string][] = [[traffic, ''], ...(check ? [[{ least: check, most: check }, ' of its health check'] as [Ports, string]] : [])];
    const balancers = balancersOf(group, { companions, follow, undecided });
    const ends = balancers.length > 0 ? taskEnds(service, task, tools) : [];
    let doubt: string | undefined;
    for (const balancer of balancers) {
      const from = balancerEnd(balancer, tools);
      for (const to of ends) {
        for (const [ports, what] of wanted) {
          const closed = closedSide(from, to, ports, tools);
          doubt ??= closed.doubt;
          if (!closed.side) continue;
          const { least, most } = ports;
          const port = least === most ? `port ${least}` : `any of the dynamic ports ${least} to ${most}`;
          // Without a group a Network Load Balancer knocks from addresses of its subnets.
          const nobody = from.groups.length === 0;
          const [ours, theirs] = [to.groups, from.groups].map((groups) => groups.map((each) => resource(each).name).join(', '));
          const shut = closed.side === 'ingress' ? `security group ${ours} of the tasks does not let ${nobody ? 'the addresses of its subnets' : 'it'} in` : `its security group ${theirs} does not let it out`;
          return report(at(entry, 'TargetGroupArn'), `load balancer "${resource(balancer).name}" does not reach the tasks of "${service}" on ${port}${what}: ${shut}`, {
            fix: closed.side === 'ingress' ? `{ IpProtocol: tcp, FromPort: ${least}, ToPort: ${most}, ${nobody ? 'CidrIp: <network of its subnets>' : `SourceSecurityGroupId: <${theirs}>`} } in the ingress of ${ours}.` : `{ IpProtocol: tcp, FromPort: ${least}, ToPort: ${most}, DestinationSecurityGroupId: <${ours}> } in the egress of ${theirs}.`,
            related: (closed.side === 'ingress' ? to : from).groups.map((each) => [at(each, closed.side === 'ingress' ? 'SecurityGroupIngress' : 'SecurityGroupEgress'), 'the security group that is closed'] as const),
          });
        }
      }
    }
    if (doubt !== undefined) undecided(doubt);
  },
});

import { balancersOf, TASK_TYPES, taskSubnets } from '../../src/aws/network/ends.js';
import { followAll, zoneCoverage, zoneName } from '../../src/aws/network/subnets.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'elb/in-task-zones',
  on: 'AWS::ECS::Service',
  each: 'LoadBalancers[]',
  with: [...TASK_TYPES, 'AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancingV2::TargetGroup'],
  category: 'deployability',
  severity: 'high',
  outcome: 'silently-broken',
  summary: 'A load balancer is in every Availability Zone of the tasks behind it',
  why: 'A load balancer sends nothing to a target in a zone that is not enabled for it, and does not check its health either: the target stays unused. Tasks in such a zone run without a single request, and a deployment that waits for their health does not end.',
  fix: 'Add a subnet of each zone of the service to the load balancer, or keep the service out of the others.',
  references: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html'],
  errors: ['Target is in an Availability Zone that is not enabled for the load balancer'],
  presets: ['recommended', 'reliability', 'strict'],
  check(entry, tools, service) {
    const { at, companions, follow, has, report, resource, undecided } = tools;
    const network = service.NetworkConfiguration?.AwsvpcConfiguration;
    const group = follow(entry, 'TargetGroupArn', 'AWS::ElasticLoadBalancingV2::TargetGroup');
    if (!group) return;
    const [balancer] = balancersOf(group, { companions, follow, undecided });
    if (!balancer) return;
    const named = has(balancer, 'SubnetMappings') ? (balancer.SubnetMappings ?? []).map((mapping) => follow(mapping, 'SubnetId', 'AWS::EC2::Subnet') ?? undecided('a subnet of the load balancer is not known')) : followAll(balancer.Subnets ?? [], 'AWS::EC2::Subnet', tools);
    if (named.length === 0) return;
    const task = network ? undefined : follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    const homes = network ? [{ subnets: followAll(network.Subnets ?? [], 'AWS::EC2::Subnet', tools), place: at(network, 'Subnets') }] : task ? taskSubnets(service, task, tools) : [];
    for (const { subnets, place } of homes) {
      const { outside, doubt } = zoneCoverage(subnets, named);
      const [first] = outside;
      if (first)
        return report(place, `"${service}" runs tasks in ${zoneName(first)} (${resource(first).name}), where its load balancer "${resource(balancer).name}" is not`, {
          // Tasks in the other zones work.
          ...(outside.length < subnets.length && { severity: 'medium' as const }),
          fix: `A subnet of that zone in the Subnets of ${resource(balancer).name}.`,
          related: [[at(balancer, has(balancer, 'SubnetMappings') ? 'SubnetMappings' : 'Subnets'), 'the subnets of the load balancer'], [at(first), 'the subnet of the tasks']],
        });
      if (doubt) undecided('in which zones the subnets are is not known');
    }
  },
});

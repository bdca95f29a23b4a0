import { allHere, differentVpc, followAll } from '../../src/aws/network/subnets.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'elb/one-vpc',
  on: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  with: ['AWS::EC2::SecurityGroup', 'AWS::EC2::Subnet', 'AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::TargetGroup'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Subnets, security groups and target groups of a load balancer are in one VPC',
  why: 'A load balancer is in the VPC of its subnets. Elastic Load Balancing refuses one whose subnets or security groups are in different VPCs, and a listener that forwards to a target group of another VPC.',
  fix: 'Give the subnets, the security groups and the target groups the same VpcId.',
  references: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html', 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html'],
  presets: ['recommended', 'strict'],
  check(balancer, tools) {
    const { at, companions, follow, has, report, resource } = tools;
    if (!has(balancer, 'Subnets')) return;
    const [first, ...rest] = followAll(balancer.Subnets ?? [], 'AWS::EC2::Subnet', tools);
    if (!first) return;
    const name = resource(first).name;
    const complain = (place: Parameters<typeof report>[0], what: string, other: { readonly VpcId?: string }): void =>
      report(place, `${what} of load balancer "${resource(balancer).name}" is in another VPC than its subnet ${name}`, { related: [[at(first, 'VpcId'), `the VPC of ${name}`], [at(other, 'VpcId'), 'the other VPC']] });
    for (const subnet of rest) if (differentVpc(first, 'VpcId', subnet, 'VpcId')) return complain(at(balancer, 'Subnets'), `subnet ${resource(subnet).name}`, subnet);
    const groups = has(balancer, 'SecurityGroups') ? (balancer.SecurityGroups ?? []) : [];
    for (const group of allHere(groups, 'AWS::EC2::SecurityGroup') ? followAll(groups, 'AWS::EC2::SecurityGroup', tools) : []) if (differentVpc(first, 'VpcId', group, 'VpcId')) return complain(at(balancer, 'SecurityGroups'), `security group ${resource(group).name}`, group);
    for (const listener of companions(balancer, 'AWS::ElasticLoadBalancingV2::Listener', { here: true })) {
      for (const owner of (listener.DefaultActions ?? []).flatMap((action) => [action, ...(action.ForwardConfig?.TargetGroups ?? [])])) {
        const group = has(owner, 'TargetGroupArn') ? follow(owner, 'TargetGroupArn', 'AWS::ElasticLoadBalancingV2::TargetGroup') : undefined;
        // Addresses in other VPCs are registered by hand, and functions are in none.
        if (group && group.TargetType !== 'lambda' && differentVpc(first, 'VpcId', group, 'VpcId')) return complain(at(owner, 'TargetGroupArn'), `target group ${resource(group).name}`, group);
      }
    }
  },
});

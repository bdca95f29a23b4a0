import { differentVpc, followAll } from '../../src/aws/network/subnets.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/one-vpc',
  on: 'AWS::ECS::Service',
  with: ['AWS::EC2::SecurityGroup', 'AWS::EC2::Subnet', 'AWS::ElasticLoadBalancingV2::TargetGroup'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Subnets, security groups and target groups of a service are in one VPC',
  why: 'The network interface of a task is in one VPC: all its subnets and security groups must be there, or no task gets one. A target group takes addresses of its own VPC from ECS, so tasks in another one are never registered and the deployment never ends.',
  fix: 'Give the subnets, the security groups and the target group the same VpcId.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html', 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html'],
  errors: ["(service …) failed to register targets in (target-group …) with (error The Availability Zone for IP address '…' must be 'all' for Application Load Balancer target groups, when not within the VPC)"],
  presets: ['recommended', 'strict'],
  check(service, tools) {
    const { at, follow, report, resource } = tools;
    const network = service.NetworkConfiguration?.AwsvpcConfiguration;
    if (!network) return;
    const [first, ...rest] = followAll(network.Subnets ?? [], 'AWS::EC2::Subnet', tools);
    if (!first) return;
    const name = resource(first).name;
    const complain = (place: Parameters<typeof report>[0], what: string, other: { readonly VpcId?: string }, then: string): void =>
      report(place, `${what} of "${service}" is in another VPC than subnet ${name}, ${then}`, { related: [[at(first, 'VpcId'), `the VPC of ${name}`], [at(other, 'VpcId'), 'the other VPC']] });
    for (const subnet of rest) if (differentVpc(first, 'VpcId', subnet, 'VpcId')) return complain(at(network, 'Subnets'), `subnet ${resource(subnet).name}`, subnet, 'but all of them must be in one');
    for (const entry of service.LoadBalancers ?? []) {
      const group = follow(entry, 'TargetGroupArn', 'AWS::ElasticLoadBalancingV2::TargetGroup');
      if (group && differentVpc(first, 'VpcId', group, 'VpcId')) complain(at(entry, 'TargetGroupArn'), `target group ${resource(group).name}`, group, 'so its tasks are never registered');
    }
    for (const group of followAll(network.SecurityGroups ?? [], 'AWS::EC2::SecurityGroup', tools)) if (differentVpc(first, 'VpcId', group, 'VpcId')) return complain(at(network, 'SecurityGroups'), `security group ${resource(group).name}`, group, 'but all of them must be in one');
  },
});

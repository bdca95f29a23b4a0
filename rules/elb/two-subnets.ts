import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'elb/two-subnets',
  on: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  category: 'deployability',
  severity: 'high',
  // Outposts and Local Zones have one subnet, and only its own properties tell what it is.
  confidence: 'likely',
  outcome: 'rejected',
  summary: 'An Application Load Balancer stands in at least two subnets',
  why: 'Elastic Load Balancing refuses an Application Load Balancer with fewer than two subnets, which must be in different Availability Zones. Only Network and Gateway Load Balancers do with one.',
  fix: 'Two subnets in different Availability Zones.',
  references: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html', 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html'],
  equivalents: { preflight: ['pf-elbv2-alb-subnet-count'] },
  errors: ['At least two subnets in two different Availability Zones must be specified'],
  presets: ['recommended', 'strict'],
  check(balancer, { at, has, report }) {
    const property = has(balancer, 'Subnets') ? 'Subnets' : 'SubnetMappings';
    const subnets = has(balancer, property) ? balancer[property] : undefined;
    if (subnets === undefined || subnets.length > 1 || (balancer.Type ?? 'application') !== 'application') return;
    report(at(balancer, property), `Application Load Balancer "${balancer}" has ${subnets.length} subnet${subnets.length === 1 ? '' : 's'}, and needs two in different Availability Zones`);
  },
});

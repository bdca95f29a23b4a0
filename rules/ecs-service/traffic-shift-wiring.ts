import { isSame, SHIFTING } from '../../src/aws/deployment/traffic-shift.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/traffic-shift-wiring',
  on: 'AWS::ECS::Service',
  each: 'LoadBalancers[]',
  with: ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule', 'AWS::ElasticLoadBalancingV2::TargetGroup', 'AWS::IAM::Role'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A deployment that shifts traffic has two target groups, the rule that leads to them, and a role',
  why: 'Blue/green, canary and linear deployments of ECS move the traffic of a listener rule from one target group to another. For each load balancer they need the second target group, the production rule and a role that ECS may assume; without them ECS refuses the service or the first deployment fails.',
  fix: 'AdvancedConfiguration with AlternateTargetGroupArn, ProductionListenerRule and RoleArn in the load balancer entry.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AdvancedConfiguration.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html',
  ],
  errors: ['advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy', 'Duplicate targetGroupArn found: …'],
  presets: ['recommended', 'strict'],
  check(entry, { at, follow, has, report, resource, same, text }, service) {
    const strategy = service.DeploymentConfiguration?.Strategy ?? 'ROLLING';
    if (!SHIFTING.has(strategy) || (service.DeploymentController?.Type ?? 'ECS') !== 'ECS') return;
    const config = entry.AdvancedConfiguration;
    if (!config) return report(at(entry, 'AdvancedConfiguration'), `"${service}" is deployed ${strategy}, but its load balancer entry has no second target group to shift traffic to`);
    for (const property of ['AlternateTargetGroupArn', 'ProductionListenerRule', 'RoleArn'] as const)
      if (!has(config, property)) report(at(config, property), `"${service}" is deployed ${strategy}, but its AdvancedConfiguration has no ${property}`, { confidence: 'likely', fix: `${property}: …` });
    if (has(config, 'AlternateTargetGroupArn') && has(entry, 'TargetGroupArn') && text(config, 'AlternateTargetGroupArn').known === text(entry, 'TargetGroupArn').known && same(config, 'AlternateTargetGroupArn', entry, 'TargetGroupArn'))
      return report(at(config, 'AlternateTargetGroupArn'), `both target groups of "${service}" are the same one, so there is nothing to shift traffic to`, { fix: 'A second target group with the same protocol, type and VPC.' });
    if (!has(config, 'AlternateTargetGroupArn') || !has(entry, 'TargetGroupArn')) return;
    const [first] = (service.LoadBalancers ?? []).filter((each) => isSame(each, 'TargetGroupArn', entry, 'TargetGroupArn') && has(each, 'TargetGroupArn'));
    if (first && first !== entry) return report(at(entry, 'TargetGroupArn'), `two load balancer entries of "${service}" have the same target group`, { fix: 'Target groups of its own for each entry.', related: [[at(first, 'TargetGroupArn'), 'the first of them']] });
    const [blue, green] = [follow(entry, 'TargetGroupArn', 'AWS::ElasticLoadBalancingV2::TargetGroup'), follow(config, 'AlternateTargetGroupArn', 'AWS::ElasticLoadBalancingV2::TargetGroup')];
    if (!blue || !green) return;
    for (const property of ['Protocol', 'TargetType', 'VpcId'] as const) {
      if (!has(blue, property) || !has(green, property) || same(blue, property, green, property)) continue;
      report(at(green, property), `the two target groups of "${service}" differ in ${property}, so traffic cannot be shifted between them`, { confidence: 'likely', related: [[at(blue, property), resource(blue).name], [at(config, 'AlternateTargetGroupArn'), 'the load balancer entry']], fix: `The same ${property} for both.` });
    }
  },
});

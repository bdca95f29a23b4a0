import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'elb/target-group-attached',
  on: 'AWS::ECS::Service',
  each: 'LoadBalancers[]',
  with: ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule', 'AWS::ElasticLoadBalancingV2::TargetGroup'],
  category: 'deployability',
  severity: 'high',
  // Somebody may attach it by hand between two deployments.
  confidence: 'likely',
  outcome: 'rejected',
  summary: 'The target group of a service belongs to a load balancer',
  why: 'ECS creates a service only when a listener or a rule already forwards to its target group, and otherwise answers that the target group does not have an associated load balancer. A target group that is created here can be attached nowhere else before.',
  fix: 'Let the default action of a listener, or an AWS::ElasticLoadBalancingV2::ListenerRule, forward to it, and let the service depend on that (DependsOn).',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html', 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html'],
  errors: ['The target group with targetGroupArn … does not have an associated load balancer.'],
  presets: ['recommended', 'strict'],
  check(entry, { at, companions, follow, report, resource, siblings }, service) {
    if (service.DeploymentController?.Type === 'EXTERNAL') return;
    const group = follow(entry, 'TargetGroupArn', 'AWS::ElasticLoadBalancingV2::TargetGroup');
    if (!group) return;
    const listeners = companions(group, 'AWS::ElasticLoadBalancingV2::Listener', { here: true });
    if (listeners.length > 0 || companions(group, 'AWS::ElasticLoadBalancingV2::ListenerRule', { here: true }).length > 0) return;
    // An action whose target group is unknown may forward to this one: following it ends the look.
    const actions = [...siblings(service, 'AWS::ElasticLoadBalancingV2::Listener').flatMap((each) => each.DefaultActions ?? []), ...siblings(service, 'AWS::ElasticLoadBalancingV2::ListenerRule').flatMap((each) => each.Actions ?? [])];
    const owners = actions.flatMap((action) => [action, ...(action.ForwardConfig?.TargetGroups ?? [])]);
    for (const owner of owners) follow(owner, 'TargetGroupArn', 'AWS::ElasticLoadBalancingV2::TargetGroup');
    report(at(entry, 'TargetGroupArn'), `no listener or rule forwards to target group ${resource(group).name}, so ECS refuses the service`, { related: [[at(group), 'the target group']] });
  },
});

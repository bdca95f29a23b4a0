import { reportUnawaited } from '../../src/aws/deployment/order.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/created-after-listener',
  on: 'AWS::ECS::Service',
  each: 'LoadBalancers[]',
  with: ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancingV2::TargetGroup'],
  category: 'deployability',
  severity: 'high',
  // A stack that is there already has its listener.
  confidence: 'likely',
  outcome: 'rejected',
  summary: 'A service is created after the listener that attaches its target group',
  why: 'CloudFormation makes resources side by side unless one refers to the other. A service refers to its target group, not to the listener, and a load balancer takes minutes: ECS is asked first, and refuses a service whose target group belongs to no load balancer yet.',
  fix: 'Let the service depend on the listener or rule (DependsOn).',
  references: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html'],
  errors: ['The target group with targetGroupArn … does not have an associated load balancer.'],
  presets: ['recommended', 'strict'],
  check(entry, tools, service) {
    const { at, companions, follow, siblings, waits } = tools;
    if (service.DeploymentController?.Type === 'EXTERNAL') return;
    const group = follow(entry, 'TargetGroupArn', 'AWS::ElasticLoadBalancingV2::TargetGroup');
    if (!group) return;
    const attached = [...companions(group, 'AWS::ElasticLoadBalancingV2::Listener', { here: true }), ...companions(group, 'AWS::ElasticLoadBalancingV2::ListenerRule', { here: true })];
    const [first] = attached;
    if (!first || attached.some((each) => waits(service, each))) return;
    // A load balancer takes minutes, so the service is certainly first; a rule on one that is there takes a second, so it may be either.
    const slow = siblings(service, 'AWS::ElasticLoadBalancingV2::LoadBalancer').some((balancer) => waits(first, balancer) && !waits(service, balancer));
    reportUnawaited(at(entry, 'TargetGroupArn'), service, [first], 'which attaches its target group to a load balancer', tools, { ...(!slow && { severity: 'medium' as const }), related: [[at(first), 'attaches the target group']] });
  },
});

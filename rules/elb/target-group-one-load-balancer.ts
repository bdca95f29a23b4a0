import { peek, Unknown } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'elb/target-group-one-load-balancer',
  on: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  with: ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A target group gets its requests from one load balancer',
  why: 'A target group may stand in many listeners and rules, but all of one load balancer. Elastic Load Balancing refuses the listener or rule of a second one, so the two cannot share their targets this way; nor can test traffic come from another load balancer than production traffic.',
  fix: 'A target group for each load balancer; a service can have several in its LoadBalancers.',
  references: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html', 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-listener.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html'],
  errors: ['The following target groups cannot be associated with more than one load balancer: …'],
  presets: ['recommended', 'strict'],
  check(group, { at, companions, follow, report, resource, show, undecided }) {
    const here = { here: true };
    const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
    const direct = companions(group, LISTENER, here).map((listener) => ({ by: listener as object, listener }));
    const rules = companions(group, 'AWS::ElasticLoadBalancingV2::ListenerRule', here).flatMap((rule) => {
      const arn = peek(rule, 'ListenerArn');
      const listener = arn instanceof Unknown && arn.link?.node.type === LISTENER ? follow(rule, 'ListenerArn', LISTENER) : undefined;
      return listener ? [{ by: rule as object, listener }] : [];
    });
    const uses = [...direct, ...rules].map(({ by, listener }) => {
      const arn = peek(listener, 'LoadBalancerArn');
      return { by, of: arn instanceof Unknown ? (arn.link?.node ?? arn.label) : arn, known: typeof arn === 'string' || (arn instanceof Unknown && arn.link !== undefined), name: arn instanceof Unknown && arn.link ? arn.link.node.name : show(listener, 'LoadBalancerArn') };
    });
    const [first, ...others] = uses;
    const differ = others.filter(({ of }) => of !== first?.of);
    // A reference and an ARN may mean the same.
    const second = differ.find(({ known, of }) => known && first?.known && typeof of === typeof first.of);
    if (differ.length > 0 && !second) undecided(`to which load balancers ${group} belongs is not known`);
    if (first && second) report(at(second.by), `${resource(second.by).name} attaches target group ${resource(group).name} to ${second.name}, but it already belongs to ${first.name}`, { related: [[at(first.by), `attaches it to ${first.name}`], [at(group), 'the target group']] });
  },
});

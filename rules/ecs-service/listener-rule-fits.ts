import { forwardsOf, isSame, listenerArn, loadBalancerOf, SHIFTING } from '../../src/aws/deployment/traffic-shift.js';
import { defineRule } from '../../src/rule.js';

const PRODUCTION = 'ProductionListenerRule';
const TEST = 'TestListenerRule';

export default defineRule({
  id: 'ecs-service/listener-rule-fits',
  on: 'AWS::ECS::Service',
  each: 'LoadBalancers[]',
  with: ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The rules whose traffic a deployment shifts forward to the two target groups of the service',
  why: 'ECS shifts traffic by changing the weights of two target groups in a listener rule. It takes the ARN of a rule for an Application Load Balancer and that of a listener for a Network Load Balancer. Before the first shift one of the two groups gets all traffic, both of them are in the production or test rule, and no other group is; else ECS refuses the service, or rolls its deployment back.',
  fix: 'Let ProductionListenerRule be an AWS::ElasticLoadBalancingV2::ListenerRule that forwards to both target groups with the weights 100 and 0.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb-resources-for-blue-green.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/nlb-resources-for-blue-green.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AdvancedConfiguration.html',
  ],
  errors: [
    'productionListenerRule has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB. Got: …',
    'The following rules cannot be used as both production and test listener rules: …',
    'For Application LoadBalancer, testListenerRule is required when productionListenerRule is not associated with both targetGroup and alternateTargetGroup',
    'Service deployment rolled back because of invalid networking configuration: Target group … is not associated with either productionListenerRule or testListenerRule.',
    'Service deployment rolled back because of invalid networking configuration. productionListenerRule … should have exactly one target group serving traffic but found … target groups which are serving traffic',
    'Service deployment rolled back because of invalid networking configuration. Production listener rule is forwarding traffic to unexpected target group …',
  ],
  presets: ['recommended', 'strict'],
  check(entry, { at, follow, has, report, resource, show, text, undecided }, service) {
    const config = entry.AdvancedConfiguration;
    const strategy = service.DeploymentConfiguration?.Strategy ?? 'ROLLING';
    if (!config || !SHIFTING.has(strategy) || (service.DeploymentController?.Type ?? 'ECS') !== 'ECS' || !has(config, PRODUCTION)) return;
    const tested = has(config, TEST);
    if (tested && isSame(config, PRODUCTION, config, TEST)) return report(at(config, TEST), `"${service}" tests with the rule that carries its production traffic`, { fix: 'A rule of its own for test traffic, or no TestListenerRule.' });
    if (misnamed(config, PRODUCTION) || (tested && misnamed(config, TEST))) return;
    const rule = follow(config, PRODUCTION);
    if (!rule) return;
    const { name, type } = resource(rule);
    const groups = forwardsOf(rule, { has }).map(({ owner, weight }) => ({ owner, weight, own: isSame(owner, 'TargetGroupArn', entry, 'TargetGroupArn'), other: isSame(owner, 'TargetGroupArn', config, 'AlternateTargetGroupArn') }));
    const related = [[at(rule), 'the production rule']] as const;
    if (groups.length === 0) return report(at(config, PRODUCTION), `${name}, the production rule of "${service}", forwards to no target group`, { related });
    const stranger = groups.find(({ own, other, weight }) => own === false && other === false && weight !== 0);
    if (stranger) return report(at(config, PRODUCTION), `${name}, the production rule of "${service}", forwards to ${show(stranger.owner, 'TargetGroupArn')}, which is none of the two target groups of the service`, { related: [[at(stranger.owner, 'TargetGroupArn'), 'the other target group'], ...related] });
    // In the middle of a canary or linear deployment two groups get traffic.
    const serving = groups.filter(({ weight }) => weight !== undefined && weight > 0);
    if (strategy === 'BLUE_GREEN' && serving.length > 1)
      return report(at(config, PRODUCTION), `${name}, the production rule of "${service}", sends traffic to ${serving.length} target groups, where a deployment starts with one`, { related: serving.map(({ owner, weight }) => [at(owner), `weight ${weight}`] as const), fix: 'Weight: 100 for the one in use, Weight: 0 for the other.' });
    const test = tested && type === 'AWS::ElasticLoadBalancingV2::ListenerRule' ? follow(config, TEST) : undefined;
    const [ofRule, ofTest] = [loadBalancerOf(rule, { follow }), test && loadBalancerOf(test, { follow })];
    // A target group belongs to one load balancer, and both rules lead to both groups in turn. A reference and an ARN may mean the same.
    if (ofRule && ofTest && typeof ofRule === typeof ofTest && ofRule !== ofTest) return report(at(config, TEST), `the test rule of "${service}" belongs to another load balancer than its production rule`, { confidence: 'likely', related, fix: 'A rule of a listener of the same load balancer.' });
    // That a Network Load Balancer needs both is not said.
    if (type !== 'AWS::ElasticLoadBalancingV2::ListenerRule') return;
    const tests = test ? forwardsOf(test, { has }).map(({ owner }) => ({ own: isSame(owner, 'TargetGroupArn', entry, 'TargetGroupArn'), other: isSame(owner, 'TargetGroupArn', config, 'AlternateTargetGroupArn') })) : [];
    for (const [which, owner, property] of [['own', entry, 'TargetGroupArn'], ['other', config, 'AlternateTargetGroupArn']] as const) {
      const answers = [...groups, ...tests].map((each) => each[which]);
      if (answers.includes(true)) continue;
      if (answers.includes(undefined)) undecided(`the target groups of ${name} are not known`);
      const label = show(owner as typeof config, property as 'AlternateTargetGroupArn');
      return report(at(config, PRODUCTION), tested ? `no rule of "${service}" forwards to its target group ${label}` : `${name}, the only rule of "${service}", does not forward to its target group ${label}`, { related, fix: `${label} with Weight: 0 in ${name}${tested ? '' : ', or a TestListenerRule that forwards to it'}.` });
    }

    /** Reports a listener where a rule must stand, or the reverse. */
    function misnamed(owner: NonNullable<typeof config>, property: typeof PRODUCTION | typeof TEST): boolean {
      const said = listenerArn(text(owner, property).filled('*'));
      const network = said?.of === 'net';
      const wrong = said ? (said.kind === 'listener') !== network : isPlainListener(follow(owner, property));
      if (wrong) report(at(owner, property), `${property} of "${service}" is ${network ? 'a rule of a Network Load Balancer, where its listener must stand' : 'a listener of an Application Load Balancer, where one of its rules must stand'}`, { fix: network ? 'The ARN of the listener.' : `${property}: !Ref of an AWS::ElasticLoadBalancingV2::ListenerRule.` });
      return wrong;
    }

    function isPlainListener(found: object | undefined): boolean {
      if (!found || resource(found).type !== 'AWS::ElasticLoadBalancingV2::Listener') return false;
      const { Protocol } = found as { Protocol?: string };
      return Protocol === 'HTTP' || Protocol === 'HTTPS';
    }
  },
});

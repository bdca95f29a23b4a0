import { twinBefore } from '../../src/aws/twins.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'elb/rule-priority-distinct',
  on: 'AWS::ElasticLoadBalancingV2::ListenerRule',
  with: ['AWS::ElasticLoadBalancingV2::ListenerRule'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The rules of a listener have priorities of their own',
  why: 'A listener asks its rules in the order of their priorities, and no two may have the same. CloudFormation makes the first and fails on the second. It happens when the rule of one service is copied for the next.',
  fix: 'Give each rule of a listener another Priority.',
  references: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html', 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html'],
  equivalents: { preflight: ['pf-elbv2-rule-priority-unique'] },
  errors: ["Priority '…' is currently in use"],
  presets: ['recommended', 'strict'],
  check(rule, tools) {
    const { at, report, resource, show, siblings } = tools;
    const twin = twinBefore(rule, siblings(rule, 'AWS::ElasticLoadBalancingV2::ListenerRule'), ['ListenerArn', 'Priority'], tools);
    if (twin) report(at(rule, 'Priority'), `priority ${show(rule, 'Priority')} of this listener already belongs to "${resource(twin).name}"`, { related: [[at(twin, 'Priority'), 'the first of them']] });
  },
});

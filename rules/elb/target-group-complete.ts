import { defineRule } from '../../src/rule.js';

const NEEDED = ['Port', 'Protocol', 'VpcId'] as const;

export default defineRule({
  id: 'elb/target-group-complete',
  on: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A target group has the port, protocol and VPC that its kind of target needs',
  why: 'Only a target group for a Lambda function does without a port, a protocol and a VPC; any other is refused when it is created. The template itself is accepted, because its schema marks none of the three as required.',
  fix: 'Port, Protocol and VpcId of the tasks.',
  references: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html'],
  equivalents: { preflight: ['pf-elbv2-tg-protocol-required-non-lambda', 'pf-elbv2-tg-vpc-required-non-lambda'] },
  errors: ['A port must be specified', 'A protocol must be specified', 'A VPC ID must be specified'],
  presets: ['recommended', 'strict'],
  check(group, { at, has, report }) {
    const missing = NEEDED.filter((property) => !has(group, property));
    if (missing.length === 0 || group.TargetType === 'lambda') return;
    report(at(group, missing[0]), `"${group}" has no ${missing.join(' and no ')}, which a target group for targets of type ${group.TargetType} needs`, { fix: missing.map((property) => `${property}: …`).join(', ') + '.' });
  },
});

import { mayAssume, trusted } from '../../src/aws/iam.js';
import { usesOf } from '../../src/aws/iam/infrastructure-role.js';
import { arnHead, pseudo, REST } from '../../src/aws/iam/name-pattern.js';
import { nodeOf } from '../../src/graph/graph.js';
import { peek } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/infrastructure-role-assumable',
  on: 'AWS::IAM::Role',
  with: ['AWS::ECS::CapacityProvider', 'AWS::ECS::ExpressGatewayService', 'AWS::ECS::Service'],
  category: 'deployability',
  outcome: 'task-fails',
  severity: 'high',
  summary: 'ECS may assume the roles that it is given to work with',
  why: 'ECS attaches EBS volumes, shifts the traffic of load balancers, launches managed instances and invokes lifecycle hooks with a role that ecs.amazonaws.com assumes. A role made for tasks (ecs-tasks.amazonaws.com) or for the function itself (lambda.amazonaws.com) does not let it: tasks wait for their volume, deployments end at their first hook or shift.',
  fix: 'In AssumeRolePolicyDocument, allow sts:AssumeRole to Service: ecs.amazonaws.com.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-permissions.html',
  ],
  presets: ['recommended', 'reliability', 'strict'],
  check(role, tools) {
    const { at, report, resource, undecided } = tools;
    const [use] = usesOf(role, tools);
    if (!use) return;
    const node = nodeOf(role);
    const trust = peek(role, 'AssumeRolePolicyDocument');
    const verdict = mayAssume(trust, 'ecs.amazonaws.com', { 'aws:sourceaccount': [pseudo(node, 'AWS::AccountId')], 'aws:sourcearn': [...arnHead(node, 'ecs'), REST] });
    if (verdict.answer === 'unknown') undecided(verdict.reason);
    else if (verdict.answer === 'denied')
      report(at(role, 'AssumeRolePolicyDocument'), `ECS ${use.purpose.what} of "${resource(use.holder).name}" with role "${resource(role).name}", which does not let ecs.amazonaws.com assume it`, {
        proof: [['trusts', trusted(trust).slice(0, 3).join(', ') || 'nobody']],
        related: [[at(use.holder, use.property as never), 'where ECS is given the role']],
      });
  },
});

import { peek, Unknown } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/code-deploy-wiring',
  on: 'AWS::CodeDeploy::DeploymentGroup',
  each: 'LoadBalancerInfo.TargetGroupPairInfoList[]',
  with: ['AWS::ElasticLoadBalancingV2::Listener'],
  category: 'deployability',
  severity: 'high',
  confidence: 'likely',
  outcome: 'rejected',
  summary: 'A deployment group of CodeDeploy for ECS has two target groups and a production listener',
  why: 'CodeDeploy moves the traffic of the production listener from one target group of a pair to the other, and may let you test through a second listener of the same load balancer. Without a pair and a production listener there is nothing to move.',
  fix: 'Two TargetGroups, ProdTrafficRoute with one listener, and in TestTrafficRoute another listener of the same load balancer.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html', 'https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_TargetGroupPairInfo.html'],
  errors: ['A deployment group associated with an application that uses the ECS compute platform must contain a valid pair of target groups that identify a load balancer. …'],
  presets: ['recommended', 'strict'],
  check(pair, { at, follow, has, report, same }, deployment) {
    if (!deployment.ECSServices?.length) return;
    const groups = pair.TargetGroups;
    if (!groups || groups.length !== 2) report(at(pair, 'TargetGroups'), `"${deployment}" shifts traffic between two target groups, but names ${groups?.length ?? 0}`, { fix: 'The names of the two target groups.' });
    const production = has(pair, 'ProdTrafficRoute') ? pair.ProdTrafficRoute : undefined;
    if (!production?.ListenerArns?.length) return report(at(pair, 'ProdTrafficRoute'), `"${deployment}" has no production listener whose traffic could be shifted`, { fix: 'ProdTrafficRoute: { ListenerArns: [!Ref Listener] }' });
    const test = has(pair, 'TestTrafficRoute') ? pair.TestTrafficRoute?.ListenerArns : undefined;
    if (!test?.length) return;
    const [live, tested] = [follow(production.ListenerArns, '0' as 'length', 'AWS::ElasticLoadBalancingV2::Listener'), follow(test, '0' as 'length', 'AWS::ElasticLoadBalancingV2::Listener')];
    if (!live || !tested) return;
    const arns = [peek(live, 'LoadBalancerArn'), peek(tested, 'LoadBalancerArn')];
    // A reference and an ARN may mean the same.
    if (arns.some((arn) => arn instanceof Unknown) && !arns.every((arn) => arn instanceof Unknown && arn.link)) return;
    if (!same(live, 'LoadBalancerArn', tested, 'LoadBalancerArn'))
      report(at(pair, 'TestTrafficRoute'), `the test listener of "${deployment}" belongs to another load balancer than its production listener`, { severity: 'medium', related: [[at(live, 'LoadBalancerArn'), 'production'], [at(tested, 'LoadBalancerArn'), 'test']], fix: 'A listener of the same load balancer, on a port of its own.' });
  },
});

import { fromTheWorld, ingressOf, opens } from '../../src/aws/network/security-group.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'elb/http-listener',
  on: 'AWS::ElasticLoadBalancingV2::Listener',
  with: ['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress', 'AWS::ECS::Service', 'AWS::ElasticLoadBalancingV2::ListenerRule', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancingV2::TargetGroup'],
  category: 'security',
  severity: 'medium',
  summary: 'What the internet says to tasks through a load balancer is encrypted',
  why: 'Over plain HTTP everybody on the way can read and change what is said, sessions and passwords included. A listener for HTTP needs to do no more than redirect to HTTPS.',
  fix: 'Add a listener with Protocol HTTPS and a certificate of ACM, and let this one redirect: DefaultActions: [{ Type: redirect, RedirectConfig: { Protocol: HTTPS, Port: "443", StatusCode: HTTP_301 } }].',
  references: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html',
  ],
  equivalents: {
    securityHub: ['ELB.1', 'ELB.18'], checkov: ['CKV_AWS_2', 'CKV2_AWS_20'], trivy: ['AWS-0054'], kics: ['alb_listening_on_http'], guard: ['ELBV2_LISTENER_PROTOCOL_RULE'], cfnNag: ['W56'],
    cdkNag: ['ALBHttpToHttpsRedirection'], prowler: ['elbv2_ssl_listeners'], awsConfig: ['elbv2-listener-encryption-in-transit', 'alb-http-to-https-redirection-check'], controlTower: ['CT.ELASTICLOADBALANCING.PR.1'],
  },
  presets: ['recommended', 'security', 'strict'],
  check(listener, tools) {
    const { at, companions, follow, report, resource, undecided } = tools;
    if (listener.Protocol !== 'HTTP') return;
    const balancer = follow(listener, 'LoadBalancerArn', 'AWS::ElasticLoadBalancingV2::LoadBalancer');
    if (!balancer || balancer.Scheme === 'internal') return;
    const defaults = listener.DefaultActions ?? [];
    if (defaults.some((action) => action.Type === 'redirect')) return;
    const rules = companions(listener, 'AWS::ElasticLoadBalancingV2::ListenerRule', { here: true });
    const owners = [...defaults, ...rules.flatMap((rule) => rule.Actions ?? [])].flatMap((action) => [action, ...(action.ForwardConfig?.TargetGroups ?? [])]);
    const groups = owners.flatMap((owner) => follow(owner, 'TargetGroupArn', 'AWS::ElasticLoadBalancingV2::TargetGroup') ?? []);
    const [service] = groups.flatMap((group) => companions(group, 'AWS::ECS::Service', { here: true }));
    if (!service) return;
    const port = listener.Port ?? 80;
    const lists = balancer.SecurityGroups ?? undecided('the default security group of the VPC is not known here');
    const members = Array.from(lists.keys(), (index) => follow(lists, String(index) as 'length', 'AWS::EC2::SecurityGroup') ?? undecided('a security group is not declared here'));
    const open = members.flatMap((group) => ingressOf(group, tools)).filter((rule) => opens(rule, port, port, tools));
    // Behind a CDN or a proxy the group lets in nobody else.
    if (!fromTheWorld(open)) return;
    report(at(listener, 'Protocol'), `listener "${resource(listener).name}" forwards plain HTTP from the internet to service "${resource(service).name}"`, { related: [[at(balancer, 'Scheme'), 'the load balancer faces the internet'], [at(service), 'the service']] });
  },
});

import { defineRule } from '../../src/rule.js';

/** Protocols of target groups by that of the listener that forwards to them. */
const FITTING: Readonly<Record<string, readonly string[] | undefined>> = {
  HTTP: ['HTTP', 'HTTPS'],
  HTTPS: ['HTTP', 'HTTPS'],
  TCP: ['TCP', 'TCP_UDP'],
  TLS: ['TCP', 'TLS'],
  UDP: ['UDP', 'TCP_UDP'],
  TCP_UDP: ['TCP_UDP'],
};
const KNOWN = new Set(['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP']);

export default defineRule({
  id: 'elb/listener-protocol-fits',
  on: 'AWS::ElasticLoadBalancingV2::Listener',
  with: ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancingV2::TargetGroup'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A listener speaks a protocol of its load balancer and of the target groups that it forwards to',
  why: 'Application Load Balancers speak HTTP and HTTPS, to clients and to targets; Network Load Balancers speak TCP, TLS and UDP. Elastic Load Balancing refuses a listener with a protocol of the other kind, and one that forwards to a target group of the other kind.',
  fix: 'Give the listener and its target group protocols of the type of the load balancer.',
  references: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html',
  ],
  errors: ["Listener protocol '…' must be one of '…'", "IncompatibleProtocols: The listener and its associated target group '…' …", "Listener protocol 'HTTP' is not supported with a target group with the protocol-version 'HTTP2'"],
  presets: ['recommended', 'strict'],
  check(listener, { at, follow, has, report, resource }) {
    const protocol = listener.Protocol;
    const fitting = protocol === undefined ? undefined : FITTING[protocol];
    if (protocol === undefined || !fitting) return;
    const web = protocol === 'HTTP' || protocol === 'HTTPS';
    const name = resource(listener).name;
    for (const action of listener.DefaultActions ?? []) {
      for (const owner of [action, ...(action.ForwardConfig?.TargetGroups ?? [])]) {
        if (!has(owner, 'TargetGroupArn')) continue;
        const group = follow(owner, 'TargetGroupArn', 'AWS::ElasticLoadBalancingV2::TargetGroup');
        if (!group || !has(group, 'Protocol') || !KNOWN.has(group.Protocol as string)) continue;
        const related = [[at(group, 'Protocol'), `protocol ${group.Protocol}`]] as const;
        if (!fitting.includes(group.Protocol as string)) report(at(owner, 'TargetGroupArn'), `listener "${name}" for ${protocol} forwards to target group ${resource(group).name} for ${group.Protocol}, which it cannot`, { related, fix: `Protocol: ${fitting[0]} in ${resource(group).name}.` });
        // gRPC and HTTP/2 to targets need an encrypted listener.
        else if (protocol === 'HTTP' && has(group, 'ProtocolVersion') && (group.ProtocolVersion === 'HTTP2' || group.ProtocolVersion === 'GRPC')) report(at(owner, 'TargetGroupArn'), `listener "${name}" for HTTP forwards to target group ${resource(group).name} for ${group.ProtocolVersion}, which needs HTTPS`, { related: [[at(group, 'ProtocolVersion'), group.ProtocolVersion]], fix: 'Protocol: HTTPS and a certificate.' });
      }
    }
    const balancer = follow(listener, 'LoadBalancerArn', 'AWS::ElasticLoadBalancingV2::LoadBalancer');
    const type = balancer && has(balancer, 'Type') ? balancer.Type : 'application';
    if (!balancer || (type !== 'application' && type !== 'network') || (type === 'application') === web) return;
    report(at(listener, 'Protocol'), `listener "${name}" has protocol ${protocol}, but load balancer ${resource(balancer).name} is ${type === 'network' ? 'a Network' : 'an Application'} Load Balancer`, { fix: type === 'network' ? 'Protocol: TCP or TLS, or Type: application of the load balancer.' : 'Protocol: HTTP or HTTPS, or Type: network of the load balancer.', related: [[at(balancer, 'Type'), `type ${type}${has(balancer, 'Type') ? '' : ' (the default)'}`]] });
  },
});

import { peek } from '../../src/graph/value.js';
import { allHere } from '../../src/aws/network/subnets.js';
import { defineRule } from '../../src/rule.js';

const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';

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
  with: [BALANCER, 'AWS::ElasticLoadBalancingV2::TargetGroup'],
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
    const { name } = resource(listener);
    // A protocol that is wrong for the load balancer does not fit the target groups either, which says less.
    const known = allHere([peek(listener, 'LoadBalancerArn') as string], BALANCER);
    if (known && misfits()) return;
    for (const owner of (listener.DefaultActions ?? []).flatMap((action) => [action, ...(action.ForwardConfig?.TargetGroups ?? [])])) {
      const group = has(owner, 'TargetGroupArn') ? follow(owner, 'TargetGroupArn', 'AWS::ElasticLoadBalancingV2::TargetGroup') : undefined;
      if (!group || !has(group, 'Protocol') || !KNOWN.has(group.Protocol as string)) continue;
      const called = resource(group).name;
      if (!fitting.includes(group.Protocol as string)) report(at(owner, 'TargetGroupArn'), `listener "${name}" for ${protocol} forwards to target group ${called} for ${group.Protocol}, which it cannot`, { related: [[at(group, 'Protocol'), `protocol ${group.Protocol}`]], fix: `Protocol: ${fitting[0]} in ${called}.` });
      // gRPC and HTTP/2 to targets need an encrypted listener.
      else if (protocol === 'HTTP' && has(group, 'ProtocolVersion') && (group.ProtocolVersion === 'HTTP2' || group.ProtocolVersion === 'GRPC')) report(at(owner, 'TargetGroupArn'), `listener "${name}" for HTTP forwards to target group ${called} for ${group.ProtocolVersion}, which needs HTTPS`, { related: [[at(group, 'ProtocolVersion'), group.ProtocolVersion]], fix: 'Protocol: HTTPS and a certificate.' });
    }
    if (!known) misfits();

    /** Reports a protocol that the load balancer does not speak. */
    function misfits(): boolean {
      const balancer = follow(listener, 'LoadBalancerArn', BALANCER);
      const type = balancer && has(balancer, 'Type') ? balancer.Type : 'application';
      const web = protocol === 'HTTP' || protocol === 'HTTPS';
      if (!balancer || (type !== 'application' && type !== 'network') || (type === 'application') === web) return false;
      const network = type === 'network';
      report(at(listener, 'Protocol'), `listener "${name}" has protocol ${protocol}, but load balancer ${resource(balancer).name} is ${network ? 'a Network' : 'an Application'} Load Balancer`, { fix: network ? 'Protocol: TCP or TLS, or Type: application of the load balancer.' : 'Protocol: HTTP or HTTPS, or Type: network of the load balancer.', related: [[at(balancer, 'Type'), `type ${type}${has(balancer, 'Type') ? '' : ' (the default)'}`]] });
      return true;
    }
  },
});

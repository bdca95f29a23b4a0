/**
 * The listener rules whose traffic ECS shifts from one target group of a service to the other.
 *
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
 */
import { peek, Unknown } from '../../graph/value.js';
import type { Tools } from '../../rule.js';
import type { ElasticLoadBalancingV2Listener, ElasticLoadBalancingV2ListenerRule } from '../../types/resources.js';

/** Strategies that shift traffic between two target groups. */
export const SHIFTING: ReadonlySet<string> = new Set(['BLUE_GREEN', 'CANARY', 'LINEAR']);

/** A target group that a rule forwards to. */
export interface Forward {
  /** What names it: an action, or an entry of its ForwardConfig. */
  readonly owner: { readonly TargetGroupArn?: string };
  /** Undefined where none is written. */
  readonly weight: number | undefined;
}

type Wired = ElasticLoadBalancingV2Listener & ElasticLoadBalancingV2ListenerRule;

/** The target groups that a listener rule, or a listener by itself, forwards to. */
export function forwardsOf(rule: ElasticLoadBalancingV2Listener | ElasticLoadBalancingV2ListenerRule, { has }: Pick<Tools<never>, 'has'>): readonly Forward[] {
  const { Actions, DefaultActions } = { Actions: (rule as Wired).Actions, DefaultActions: (rule as Wired).DefaultActions };
  return [...(Actions ?? []), ...(DefaultActions ?? [])].flatMap((action): Forward[] => {
    if (action.Type !== 'forward') return [];
    const several = action.ForwardConfig?.TargetGroups ?? [];
    if (several.length > 0) return several.map((each) => ({ owner: each, weight: each.Weight }));
    return has(action, 'TargetGroupArn') ? [{ owner: action, weight: undefined }] : [];
  });
}

/** The load balancer of a listener, or of the listener that a rule belongs to, as far as the template says it: a resource, or an ARN. */
export function loadBalancerOf(rule: ElasticLoadBalancingV2Listener | ElasticLoadBalancingV2ListenerRule, { follow }: Pick<Tools<'AWS::ElasticLoadBalancingV2::Listener'>, 'follow'>): object | string | undefined {
  const of = peek(rule, 'ListenerArn');
  const listener = of === undefined ? rule : of instanceof Unknown && of.link?.node.type === 'AWS::ElasticLoadBalancingV2::Listener' ? follow(rule as ElasticLoadBalancingV2ListenerRule, 'ListenerArn', 'AWS::ElasticLoadBalancingV2::Listener') : undefined;
  const arn = listener && peek(listener, 'LoadBalancerArn');
  return arn instanceof Unknown ? arn.link?.node : (arn as string | undefined);
}

/** Whether two properties name the same resource, whatever attribute they take; undefined when that is not known. */
export function isSame<A extends object, B extends object>(a: A, aProperty: keyof A & string, b: B, bProperty: keyof B & string): boolean | undefined {
  const [left, right] = [peek(a, aProperty), peek(b, bProperty)];
  if (left instanceof Unknown && right instanceof Unknown) {
    if (left.link && right.link) return left.link.node === right.link.node;
    return left.source?.kind === 'parameter' && right.source?.kind === 'parameter' && left.source.name === right.source.name && left.label === right.label ? true : undefined;
  }
  return left instanceof Unknown || right instanceof Unknown ? undefined : left === right;
}

/** What the text of an ARN says: a listener or a rule, of an Application (`app`) or Network Load Balancer (`net`). */
export function listenerArn(text: string): { kind: 'listener' | 'listener-rule'; of: 'app' | 'net' } | undefined {
  const [, kind, of] = /^arn:[^:]*:elasticloadbalancing:[^:]*:[^:]*:(listener|listener-rule)\/(app|net)\//.exec(text) ?? [];
  return kind ? { kind: kind as 'listener', of: of as 'app' } : undefined;
}

/**
 * Capacity provider strategies of services and clusters.
 *
 * Sources: ECS API reference, CapacityProviderStrategyItem
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html ; developer guide, "Amazon ECS clusters"
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html
 */
import type { Place, Tools } from '../../rule.js';
import { FARGATE_PROVIDERS } from './launch.js';
import { mayEqual } from '../names.js';

/** Items of one strategy. */
export const MAX_ITEMS = 20;

/** An item of any of the three places that hold a strategy. */
export interface StrategyItem {
  readonly Base?: number;
  readonly CapacityProvider?: string;
  readonly Weight?: number;
}

type StrategyTools = Pick<Tools<'AWS::ECS::CapacityProvider'>, 'at' | 'follow' | 'report' | 'show' | 'text'>;

/**
 * Reports what ECS refuses in a strategy. `place` is the list, `owner` whose it is (`"web"`, `the default strategy of "shop"`).
 * A cluster may perhaps hold a default without weights, but no service and task can use it. Weights come last, since one that is
 * unknown leaves them undecided.
 */
export function checkStrategy(items: readonly StrategyItem[], place: Place, owner: string, tools: StrategyTools, { ofCluster = false } = {}): void {
  const { at, follow, report, show, text } = tools;
  if (items.length === 0) return;
  if (items.length > MAX_ITEMS) report(place, `${owner} names ${items.length} capacity providers, at most ${MAX_ITEMS} are allowed`, { fix: `Keep at most ${MAX_ITEMS}.` });
  const fargate = items.find((item) => FARGATE_PROVIDERS.has(text(item, 'CapacityProvider').known ?? ''));
  const group = fargate && items.find((item) => !FARGATE_PROVIDERS.has(text(item, 'CapacityProvider').known ?? '') && follow(item, 'CapacityProvider', 'AWS::ECS::CapacityProvider')?.AutoScalingGroupProvider !== undefined);
  if (fargate && group)
    report(at(group, 'CapacityProvider'), `${owner} mixes ${show(group, 'CapacityProvider')}, an Auto Scaling group, with ${show(fargate, 'CapacityProvider')}, but a strategy takes one kind only`, { fix: 'Keep Fargate or the Auto Scaling groups; other services of the cluster can use the other kind.', related: [[at(fargate, 'CapacityProvider'), 'on Fargate']] });
  const [base, ...bases] = items.filter((item) => (item.Base ?? 0) > 0);
  for (const item of bases) report(at(item, 'Base'), `${owner} has a Base for ${show(item, 'CapacityProvider')} and for ${show(base as StrategyItem, 'CapacityProvider')}, but only one provider may have one`, { fix: 'Keep one Base.' });
  if (items.every((item) => (item.Weight ?? 0) === 0)) report(place, `${owner} gives no capacity provider a Weight above 0 (the default is 0), so no task can be placed`, { fix: 'Weight: 1 for a provider that shall take tasks.', ...(ofCluster && { severity: 'medium' as const, confidence: 'likely' as const }) });
}

/**
 * The first item whose provider is surely not in a list of names; ends the look when that depends on an unknown name. A provider of
 * Managed Instances belongs to its cluster from the start and is listed nowhere.
 */
export function unlisted(items: readonly StrategyItem[], listed: readonly string[], { follow, same, show, text }: Pick<Tools<'AWS::ECS::CapacityProvider'>, 'follow' | 'same' | 'show' | 'text'>): StrategyItem | undefined {
  // Names of a list are read by their place, so that one that is unknown does not end the look.
  const names = listed as unknown as Record<string, string>;
  const places = Array.from(listed.keys(), String);
  return items.find((item) => {
    const name = text(item, 'CapacityProvider');
    const label = show(item, 'CapacityProvider');
    if (places.some((index) => show(names, index) === label && same(names, index, item, 'CapacityProvider'))) return false;
    const own = !FARGATE_PROVIDERS.has(name.known ?? '');
    if (own && follow(item, 'CapacityProvider', 'AWS::ECS::CapacityProvider')?.ManagedInstancesProvider) return false;
    // Nobody's own provider is called like those of Fargate.
    return !places.some((index) => !(own && FARGATE_PROVIDERS.has(text(names, index).known ?? '')) && mayEqual(text(names, index), name) && same(names, index, item, 'CapacityProvider'));
  });
}

/**
 * Availability Zone rebalancing: what a service may not have beside it.
 *
 * Sources: developer guide, "Balancing an Amazon ECS service across Availability Zones"
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html ; the checks of the CDK's Ec2Service and FargateService
 * (https://github.com/aws/aws-cdk/pull/32263)
 */
import type { Place, Tools } from '../../rule.js';
import type { EcsService, EcsServicePlacementStrategy } from '../../types/resources.js';
import { ZONE_FIELD } from './placement.js';

/** Whether a strategy spreads tasks over zones. */
export function spreadsOverZones({ Type, Field }: EcsServicePlacementStrategy): boolean {
  return Type === 'spread' && Field === ZONE_FIELD;
}

/** What keeps ECS from rebalancing the zones of a REPLICA service, as a clause (`its first placement strategy is binpack`), with its place. */
export function rebalancingObstacles(service: EcsService, { at, has, text }: Pick<Tools<never>, 'at' | 'has' | 'text'>): { place: Place; clause: string }[] {
  const found: { place: Place; clause: string }[] = [];
  if (service.LaunchType === 'EXTERNAL') found.push({ place: at(service, 'LaunchType'), clause: 'its launch type is EXTERNAL' });
  const config = service.DeploymentConfiguration;
  const maximum = config?.MaximumPercent;
  if (config && maximum !== undefined && maximum <= 100) found.push({ place: at(config, 'MaximumPercent'), clause: `its MaximumPercent is ${maximum}` });
  const classic = service.LoadBalancers?.find((entry) => has(entry, 'LoadBalancerName'));
  if (classic) found.push({ place: at(classic, 'LoadBalancerName'), clause: 'it has a Classic Load Balancer' });
  const first = service.PlacementStrategies?.[0];
  if (first && !spreadsOverZones(first)) found.push({ place: at(first), clause: `its first placement strategy is ${first.Type}${first.Field ? ` ${first.Field}` : ''}` });
  const bound = service.PlacementConstraints?.find((constraint) => has(constraint, 'Expression') && text(constraint, 'Expression').matches(/\battribute:ecs\.availability-zone(?![\w-])/));
  if (bound) found.push({ place: at(bound, 'Expression'), clause: 'a placement constraint chooses zones' });
  return found;
}

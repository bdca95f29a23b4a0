import { checkStrategy, unlisted } from '../../src/aws/capacity/capacity.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-capacity/strategy-valid',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::CapacityProvider', 'AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The capacity provider strategy of a service is one that ECS takes',
  why: 'A strategy shares tasks out by weight, after the base of one provider is filled. ECS refuses more than 20 items, more than one base, Fargate and Auto Scaling groups in one strategy, and a strategy in which every weight is 0, which is also the weight of an item that gives none. It also refuses providers that its cluster does not list.',
  fix: 'Give one provider a Weight above 0, at most one a Base, keep to one kind, and list the providers on the cluster.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html',
  ],
  equivalents: { preflight: ['pf-ecs-svc-capacity-provider-zero-weight', 'pf-ecs-svc-capacity-provider-multiple-base'] },
  presets: ['recommended', 'strict'],
  check(service, tools) {
    const { at, companions, follow, report, resource, show } = tools;
    const items = service.CapacityProviderStrategy ?? [];
    if (items.length === 0) return;
    checkStrategy(items, at(service, 'CapacityProviderStrategy'), `the strategy of "${service}"`, tools);
    const cluster = follow(service, 'Cluster', 'AWS::ECS::Cluster');
    if (!cluster) return;
    const associations = companions(cluster, 'AWS::ECS::ClusterCapacityProviderAssociations', { here: true });
    const lists = [cluster, ...associations].map((owner) => owner.CapacityProviders ?? []);
    // A cluster that lists none may get its providers from another stack.
    if (lists.every((list) => list.length === 0)) return;
    const item = items.find((each) => lists.every((list) => unlisted([each], list, tools)));
    if (!item) return;
    report(at(item, 'CapacityProvider'), `"${service}" uses capacity provider ${show(item, 'CapacityProvider')}, which cluster ${resource(cluster).name} does not list`, {
      confidence: 'likely',
      fix: `List ${show(item, 'CapacityProvider')} in CapacityProviders of ${resource(cluster).name}, or use a provider that is listed.`,
      related: [[associations[0] ? at(associations[0], 'CapacityProviders') : at(cluster, 'CapacityProviders'), 'the providers of the cluster']],
    });
  },
});

import { checkStrategy, unlisted } from '../../src/aws/capacity/capacity.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-capacity/default-strategy-valid',
  on: 'AWS::ECS::ClusterCapacityProviderAssociations',
  with: ['AWS::ECS::CapacityProvider'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The default capacity provider strategy beside a list of providers is one that ECS takes',
  why: 'A strategy shares tasks out by weight, after the base of one provider is filled. ECS refuses more than 20 items, more than one base, Fargate and Auto Scaling groups in one strategy, and a strategy in which every weight is 0, which is also the weight of an item that gives none. It also refuses providers that are not listed beside the strategy.',
  fix: 'Give one provider a Weight above 0, at most one a Base, keep to one kind, and list every provider in CapacityProviders.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html',
  ],
  presets: ['recommended', 'strict'],
  check(associations, tools) {
    const { at, report, show } = tools;
    const items = associations.DefaultCapacityProviderStrategy ?? [];
    checkStrategy(items, at(associations, 'DefaultCapacityProviderStrategy'), `the default strategy of "${associations}"`, tools, { ofCluster: true });
    const item = unlisted(items, associations.CapacityProviders ?? [], tools);
    if (item) report(at(item, 'CapacityProvider'), `the default strategy of "${associations}" uses capacity provider ${show(item, 'CapacityProvider')}, which CapacityProviders does not list`, { fix: `Add ${show(item, 'CapacityProvider')} to CapacityProviders.` });
  },
});

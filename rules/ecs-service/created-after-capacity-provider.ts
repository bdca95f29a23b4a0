import { reportUnawaited } from '../../src/aws/deployment/order.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/created-after-capacity-provider',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations'],
  category: 'deployability',
  // Whoever has more to wait for elsewhere comes second, and often that is the service.
  severity: 'medium',
  confidence: 'likely',
  outcome: 'rejected',
  summary: 'A service is created after its capacity providers belong to its cluster',
  why: 'A capacity provider can be used only once it is associated with the cluster, FARGATE and FARGATE_SPOT as well. The association is a resource of its own, to which no service refers, so that CloudFormation may create the service first, now and then or always; ECS then answers that the provider was not found.',
  fix: 'Let the service depend on the AWS::ECS::ClusterCapacityProviderAssociations (DependsOn), or list the providers in the cluster itself.',
  references: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-clustercapacityproviderassociations.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html'],
  errors: ['The specified capacity provider … was not found. Specify a valid name or ARN and try again.', 'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster.'],
  presets: ['reliability', 'strict'],
  check(service, tools) {
    const { at, companions, follow, has, same, waits } = tools;
    const strategy = service.CapacityProviderStrategy ?? [];
    if (strategy.length === 0) return;
    const cluster = follow(service, 'Cluster', 'AWS::ECS::Cluster');
    if (!cluster) return;
    const associations = companions(cluster, 'AWS::ECS::ClusterCapacityProviderAssociations', { here: true });
    const [first] = associations;
    if (!first || associations.some((each) => waits(service, each))) return;
    // The cluster may have some of them from the start.
    const own = has(cluster, 'CapacityProviders') ? (cluster.CapacityProviders ?? []) : [];
    const missing = strategy.find((item) => !own.some((_, index) => same(own, String(index) as 'length', item, 'CapacityProvider')));
    if (missing) reportUnawaited(at(missing, 'CapacityProvider'), service, [first], 'which gives its cluster the capacity provider', tools, { related: [[at(first), 'associates the providers']] });
  },
});

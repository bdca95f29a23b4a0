import { ECRClient, DescribeRepositoriesCommand, GetLifecyclePolicyCommand, GetRepositoryPolicyCommand, ListTagsForResourceCommand, BatchGetRepositoryScanningConfigurationCommand, GetRegistryScanningConfigurationCommand, DescribePullThroughCacheRulesCommand, DescribeRegistryCommand, GetRegistryPolicyCommand } from '@aws-sdk/client-ecr';

export const Client = ECRClient;
/** All that is ever asked of the service: nothing here changes anything. */
export const commands = { DescribeRepositories: DescribeRepositoriesCommand, GetLifecyclePolicy: GetLifecyclePolicyCommand, GetRepositoryPolicy: GetRepositoryPolicyCommand, ListTagsForResource: ListTagsForResourceCommand, BatchGetRepositoryScanningConfiguration: BatchGetRepositoryScanningConfigurationCommand, GetRegistryScanningConfiguration: GetRegistryScanningConfigurationCommand, DescribePullThroughCacheRules: DescribePullThroughCacheRulesCommand, DescribeRegistry: DescribeRegistryCommand, GetRegistryPolicy: GetRegistryPolicyCommand };

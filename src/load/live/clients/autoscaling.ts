import { AutoScalingClient, DescribeAutoScalingGroupsCommand, DescribeLaunchConfigurationsCommand, DescribePoliciesCommand, DescribeScheduledActionsCommand } from '@aws-sdk/client-auto-scaling';

export const Client = AutoScalingClient;
/** All that is ever asked of the service: nothing here changes anything. */
export const commands = { DescribeAutoScalingGroups: DescribeAutoScalingGroupsCommand, DescribeLaunchConfigurations: DescribeLaunchConfigurationsCommand, DescribePolicies: DescribePoliciesCommand, DescribeScheduledActions: DescribeScheduledActionsCommand };

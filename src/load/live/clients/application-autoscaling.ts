import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand, DescribeScalingPoliciesCommand, DescribeScheduledActionsCommand } from '@aws-sdk/client-application-auto-scaling';

export const Client = ApplicationAutoScalingClient;
/** All that is ever asked of the service: nothing here changes anything. */
export const commands = { DescribeScalableTargets: DescribeScalableTargetsCommand, DescribeScalingPolicies: DescribeScalingPoliciesCommand, DescribeScheduledActions: DescribeScheduledActionsCommand };

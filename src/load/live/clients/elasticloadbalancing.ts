import { ElasticLoadBalancingV2Client, DescribeLoadBalancersCommand, DescribeLoadBalancerAttributesCommand, DescribeListenersCommand, DescribeRulesCommand, DescribeTargetGroupsCommand, DescribeTargetGroupAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';

export const Client = ElasticLoadBalancingV2Client;
/** All that is ever asked of the service: nothing here changes anything. */
export const commands = { DescribeLoadBalancers: DescribeLoadBalancersCommand, DescribeLoadBalancerAttributes: DescribeLoadBalancerAttributesCommand, DescribeListeners: DescribeListenersCommand, DescribeRules: DescribeRulesCommand, DescribeTargetGroups: DescribeTargetGroupsCommand, DescribeTargetGroupAttributes: DescribeTargetGroupAttributesCommand };

import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';

export const Client = CloudWatchLogsClient;
/** All that is ever asked of the service: nothing here changes anything. */
export const commands = { DescribeLogGroups: DescribeLogGroupsCommand };

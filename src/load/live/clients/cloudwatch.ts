import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';

export const Client = CloudWatchClient;
/** All that is ever asked of the service: nothing here changes anything. */
export const commands = { DescribeAlarms: DescribeAlarmsCommand };

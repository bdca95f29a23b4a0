import { SQSClient, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';

export const Client = SQSClient;
/** All that is ever asked of the service: nothing here changes anything, and no message is read. */
export const commands = { GetQueueAttributes: GetQueueAttributesCommand };

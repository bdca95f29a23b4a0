import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';

export const Client = STSClient;
/** All that is ever asked of the service: nothing here changes anything. */
export const commands = { GetCallerIdentity: GetCallerIdentityCommand };

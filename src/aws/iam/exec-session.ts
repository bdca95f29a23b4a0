/**
 * What the agent of ECS Exec does in the name of a task, besides its channels: it writes what was typed where the cluster says, and
 * decrypts the session with the key of the cluster.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html ,
 * https://github.com/aws/amazon-ssm-agent/blob/mainline/agent/session/plugins/sessionplugin/sessionplugin.go (no session without the key) ,
 * https://github.com/aws/amazon-ssm-agent/blob/mainline/agent/session/shell/shell.go (what is looked at before a session)
 */
import { nodeOf } from '../../graph/graph.js';
import { peek, Unknown } from '../../graph/value.js';
import type { EcsCluster, EcsClusterExecuteCommandLogConfiguration } from '../../types/resources.js';
import { logRequests } from './access.js';
import type { Request } from '../iam.js';
import { type Piece, piecesOf, pseudo, REST } from './name-pattern.js';

/** Which group is asked for is not known; policies that name none but `*` surely hold it. */
const SOME_GROUPS = new Unknown('on which groups logs:DescribeLogGroups is asked for is not known', 'reference');

/** What writing the log of a session takes. */
export function sessionLogRequests(cluster: EcsCluster, log: EcsClusterExecuteCommandLogConfiguration): Request[] {
  const node = nodeOf(cluster);
  const [group, bucket] = [peek(log, 'CloudWatchLogGroupName') as Piece | undefined, peek(log, 'S3BucketName') as Piece | undefined];
  const arn: Piece[] = bucket === undefined ? [] : ['arn:', pseudo(node, 'AWS::Partition'), ':s3:::', ...piecesOf(bucket)];
  return [
    ...(group === undefined ? [] : [{ action: 'logs:DescribeLogGroups', resources: [[SOME_GROUPS]] }, ...logRequests(node, group, pseudo(node, 'AWS::Region'), false)]),
    ...(bucket === undefined ? [] : [{ action: 's3:PutObject', resources: [[...arn, '/', REST]] }]),
    ...(bucket !== undefined && log.S3EncryptionEnabled ? [{ action: 's3:GetEncryptionConfiguration', resources: [arn] }] : []),
  ];
}

/**
 * Outputs of Fluent Bit that write to AWS in the name of a task, as the options of the awsfirelens driver name them.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html ,
 * https://docs.fluentbit.io/manual/pipeline/outputs/cloudwatch , https://docs.fluentbit.io/manual/pipeline/outputs/firehose ,
 * https://docs.fluentbit.io/manual/pipeline/outputs/kinesis , https://docs.fluentbit.io/manual/pipeline/outputs/s3
 *
 * A domain of OpenSearch mostly lets a role in by its own policy, and a host does not tell which domain it is: nothing is known of that output.
 */
import type { Node } from '../../graph/graph.js';
import { peek, Unknown } from '../../graph/value.js';
import { logRequests } from './access.js';
import type { Request } from '../iam.js';
import { type Piece, piecesOf, pseudo, REST } from './name-pattern.js';

type Options = Readonly<Record<string, string | undefined>>;

export interface Output {
  /** Where it goes, for people. */
  to: string;
  /** The option that names the output. */
  key: string;
  requests: readonly Request[];
}

/** What an output needs of AWS; undefined for one that writes elsewhere, or in the name of another role. Options are written in any case. */
export function awsOutput(node: Node, options: Options): Output | undefined {
  const keyOf = (name: string): string | undefined => Object.keys(options).find((key) => key.toLowerCase() === name);
  const given = (name: string): Piece | undefined => {
    const key = keyOf(name);
    return key === undefined ? undefined : (peek(options, key) as Piece | undefined);
  };
  const key = keyOf('name');
  if (key === undefined) return undefined;
  const name = options[key]?.toLowerCase() ?? '';
  if (['role_arn', 'endpoint', 'profile'].some((option) => keyOf(option) !== undefined)) return undefined;
  const region = given('region') ?? pseudo(node, 'AWS::Region');
  const head = (service: string): Piece[] => ['arn:', pseudo(node, 'AWS::Partition'), `:${service}:`, ...piecesOf(region), ':', pseudo(node, 'AWS::AccountId'), ':'];
  const output = (to: string, requests: readonly Request[]): Output => ({ to, key, requests });
  switch (name) {
    case 'cloudwatch':
    case 'cloudwatch_logs':
      return output('CloudWatch Logs', logRequests(node, untemplated(given('log_group_name')), region, false));
    case 'firehose':
    case 'kinesis_firehose':
      return output('Firehose', [{ action: 'firehose:PutRecordBatch', resources: [[...head('firehose'), 'deliverystream/', ...piecesOf(untemplated(given('delivery_stream')))]] }]);
    case 'kinesis':
    case 'kinesis_streams':
      return output('Kinesis', [{ action: 'kinesis:PutRecords', resources: [[...head('kinesis'), 'stream/', ...piecesOf(untemplated(given('stream')))]] }]);
    case 's3':
      return output('S3', [{ action: 's3:PutObject', resources: [['arn:', pseudo(node, 'AWS::Partition'), ':s3:::', ...piecesOf(untemplated(given('bucket'))), '/', REST]] }]);
    default:
      return undefined;
  }
}

const SOMEWHERE = new Unknown('to which resource the logs go is not known', 'reference');

/** A name as it is, or an unknown one where it is missing or put together from the record. */
function untemplated(name: Piece | undefined): Piece {
  return name === undefined || (typeof name === 'string' && name.includes('$')) ? SOMEWHERE : name;
}

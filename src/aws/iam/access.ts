/**
 * What ECS and its agents ask for, in the name of a task: the requests that a role must be allowed to make.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html ,
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html (the six characters behind a name) ,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html ,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
 */
import type { Node } from '../../graph/graph.js';
import { Unknown } from '../../graph/value.js';
import { type Grants, type Judged, mayDo, type Request } from '../iam.js';
import { arnHead, arnOf, type Piece, piecesOf, pseudo, REST, SIX } from './name-pattern.js';

export interface Lacking {
  /** The requests that are surely not allowed. */
  lacks: readonly Request[];
  /** How that comes, for messages. */
  how: 'nothing allows' | 'a statement denies';
  /** Why others may not be allowed. */
  doubt: string | undefined;
}

/** The requests that grants do not allow. */
export function lacking(grants: Grants, requests: readonly Request[]): Lacking {
  return lackingOf(requests.map((request) => ({ request, verdict: mayDo(grants, request) })));
}

/** The requests that were not allowed. */
export function lackingOf(verdicts: readonly { request: Request; verdict: Judged }[]): Lacking {
  const denied = verdicts.flatMap(({ request, verdict }) => (verdict.answer === 'denied' ? [{ request, verdict }] : []));
  return {
    lacks: denied.map(({ request }) => request),
    how: denied.some(({ verdict }) => verdict.by || verdict.because === 'refused') ? 'a statement denies' : 'nothing allows',
    doubt: verdicts.flatMap(({ verdict }) => (verdict.answer === 'unknown' ? [verdict.reason] : []))[0],
  };
}

/**
 * The request for a `ValueFrom` in a task definition of `node`'s stack; undefined when it is not known what it names. Whatever is no ARN
 * is the name of a parameter.
 */
export function secretRequest(node: Node, valueFrom: Piece): Request | undefined {
  const pieces = piecesOf(valueFrom);
  const first = pieces[0];
  if (first === undefined || first instanceof Unknown) return first instanceof Unknown && first.link?.node.type === 'AWS::SSM::Parameter' ? parameter(node, pieces) : undefined;
  if (!first.startsWith('arn:')) return parameter(node, pieces);
  const arn = upToColon(pieces, 7);
  const service = /^arn:[^:]*:([a-z]+):/.exec(arn.map((piece) => (typeof piece === 'string' ? piece : '?')).join(''))?.[1];
  if (service === 'ssm') return { action: 'ssm:GetParameters', resources: [pieces] };
  if (service !== 'secretsmanager') return undefined;
  const last = arn.at(-1);
  // A written ARN may end with the name alone; of a secret in the graph the suffix is already there.
  return { action: 'secretsmanager:GetSecretValue', resources: typeof last === 'string' && !/-[A-Za-z0-9]{6}$/.test(last) ? [arn, [...arn, '-', SIX]] : [arn] };
}

/** The request for the `CredentialsParameter` of a private registry: a secret by its ARN or, unlike other references, by its name. */
export function credentialsRequest(node: Node, value: Piece): Request | undefined {
  if (typeof value !== 'string' || value.startsWith('arn:')) return secretRequest(node, value);
  const arn = [...arnHead(node, 'secretsmanager'), `secret:${value}`];
  return { action: 'secretsmanager:GetSecretValue', resources: [arn, [...arn, '-', SIX]] };
}

function parameter(node: Node, name: readonly Piece[]): Request {
  const slash = typeof name[0] === 'string' && name[0].startsWith('/');
  // A name that AWS makes begins without one.
  return { action: 'ssm:GetParameters', resources: [[...arnHead(node, 'ssm'), slash ? 'parameter' : 'parameter/', ...name]] };
}

/** Pieces up to (not with) the n-th colon of their known text. Region, account and names hold none. */
function upToColon(pieces: readonly Piece[], n: number): Piece[] {
  const kept: Piece[] = [];
  let left = n;
  for (const piece of pieces) {
    if (typeof piece !== 'string') {
      kept.push(piece);
      continue;
    }
    const parts = piece.split(':');
    if (parts.length - 1 >= left) return [...kept, parts.slice(0, left).join(':')].filter((each) => each !== '');
    left -= parts.length - 1;
    kept.push(piece);
  }
  return kept;
}

/** The ARN of the private ECR repository that an image comes from; undefined when it comes from elsewhere or that is not known. */
export function repositoryOf(node: Node, image: Piece): readonly Piece[] | undefined {
  const given = typeof image === 'string' ? [image] : (image.parts ?? [image]);
  const [first] = given;
  if (first instanceof Unknown && first.link?.attribute === 'RepositoryUri') return arnOf(first.link.node);
  const { text, pieces } = marked(given.flatMap(piecesOf));
  const [, account, region, name] = /^([^.]+)\.dkr\.ecr\.([^.]+)\.[^/]+\/([^:@]+)/.exec(text) ?? [];
  if (account === undefined || region === undefined || name === undefined) return undefined;
  return ['arn:', pseudo(node, 'AWS::Partition'), ':ecr:', ...pieces(region), ':', ...pieces(account), ':repository/', ...pieces(name)];
}

/** Text with a character of its own for each unknown piece, so that it can be taken apart, and the way back for its parts. */
function marked(all: readonly Piece[]): { text: string; pieces(part: string): Piece[] } {
  const unknowns: Unknown[] = [];
  const text = all.map((piece) => (typeof piece === 'string' ? piece : String.fromCharCode(0xe000 + unknowns.push(piece) - 1))).join('');
  return { text, pieces: (part) => part.split(/([\ue000-\uf8ff])/).filter((each) => each !== '').map((each) => unknowns[each.charCodeAt(0) - 0xe000] ?? each) };
}

/** What pulling an image of a private repository takes. */
export function pullRequests(repository: readonly Piece[]): Request[] {
  return [
    { action: 'ecr:GetAuthorizationToken', resources: [['*']] },
    ...['BatchCheckLayerAvailability', 'BatchGetImage', 'GetDownloadUrlForLayer'].map((name) => ({ action: `ecr:${name}`, resources: [repository] })),
  ];
}

/** What the awslogs driver does. `group` and `region` as its options have them; the group is made when the driver has to. */
export function logRequests(node: Node, group: Piece, region: Piece, creates: boolean): Request[] {
  const arn: Piece[] = ['arn:', pseudo(node, 'AWS::Partition'), ':logs:', ...piecesOf(region), ':', pseudo(node, 'AWS::AccountId'), ':log-group:', ...piecesOf(group)];
  const stream: Piece[] = [...arn, ':log-stream:', REST];
  // Policies name a group with and without `:*`, and IAM takes both for what concerns the group itself.
  const either = [arn, [...arn, ':*'], stream];
  return [
    { action: 'logs:CreateLogStream', resources: either },
    { action: 'logs:PutLogEvents', resources: [stream] },
    ...(creates ? [{ action: 'logs:CreateLogGroup', resources: either }] : []),
  ];
}

/** What ECS Exec's agent does in the task's name. */
export const EXEC_REQUESTS: readonly Request[] = ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map((name) => ({ action: `ssmmessages:${name}`, resources: [['*']] }));

/** What reading an environment file takes: the object, and where its bucket is. `file` is the ARN of the object. Undefined when it is not known which bucket that is. */
export function environmentFileRequests(file: Piece): Request[] | undefined {
  const { text, pieces } = marked(piecesOf(file));
  const [, bucket] = /^(arn:.*?:s3:::[^/]+)\//.exec(text) ?? [];
  if (bucket === undefined) return undefined;
  return [
    { action: 's3:GetObject', resources: [pieces(text)] },
    { action: 's3:GetBucketLocation', resources: [pieces(bucket)] },
  ];
}

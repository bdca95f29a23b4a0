/**
 * What ECS asks for when it reads the secret of a container.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html ,
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html (the six characters behind a name)
 */
import type { Node } from '../graph/graph.js';
import { Unknown } from '../graph/value.js';
import type { Request } from './iam.js';
import { arnHead, type Piece, piecesOf } from './name-pattern.js';

const SIX = new Unknown('Secrets Manager adds six characters to the name', 'reference');

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

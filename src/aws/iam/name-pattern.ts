/**
 * Names and patterns of which parts are unknown, such as `arn:${AWS::Partition}:ecr:*:*:repository/${Repo}`, held against one another.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html (wildcards) ,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
import type { Node } from '../../graph/graph.js';
import { NAME_PROPERTY, quietly } from '../../graph/graph.js';
import { peek, Unknown } from '../../graph/value.js';
import type { Answer } from './policy.js';

/** Known text, or one unknown part. */
export type Piece = string | Unknown;

/** Any text at all, colons included, that is not known: the log stream in a group, the task in a cluster. */
export const REST = new Unknown('what follows is not known', 'rest');

/** The six characters that Secrets Manager adds to the name of a secret. */
export const SIX = new Unknown('Secrets Manager adds six characters to the name', 'reference');

/** How the ARN of a resource is made: service, what stands before its name, and which attributes give it. `-`: without region, `--`: without account as well. */
const ARNS: Readonly<Record<string, { service: string; before: string; after?: string; attributes: readonly string[]; scope?: '-' | '--' }>> = {
  'AWS::DynamoDB::Table': { service: 'dynamodb', before: 'table/', attributes: ['Arn'] },
  'AWS::ECR::Repository': { service: 'ecr', before: 'repository/', attributes: ['Arn'] },
  'AWS::ECS::Cluster': { service: 'ecs', before: 'cluster/', attributes: ['Arn'] },
  'AWS::ECS::TaskDefinition': { service: 'ecs', before: 'task-definition/', after: ':', attributes: ['Ref', 'TaskDefinitionArn'] },
  'AWS::EFS::AccessPoint': { service: 'elasticfilesystem', before: 'access-point/', attributes: ['Arn'] },
  'AWS::EFS::FileSystem': { service: 'elasticfilesystem', before: 'file-system/', attributes: ['Arn'] },
  'AWS::IAM::Role': { service: 'iam', before: 'role/', attributes: ['Arn'], scope: '-' },
  'AWS::Kinesis::Stream': { service: 'kinesis', before: 'stream/', attributes: ['Arn'] },
  'AWS::KinesisFirehose::DeliveryStream': { service: 'firehose', before: 'deliverystream/', attributes: ['Arn'] },
  'AWS::KMS::Key': { service: 'kms', before: 'key/', attributes: ['Arn'] },
  'AWS::Lambda::Function': { service: 'lambda', before: 'function:', attributes: ['Arn'] },
  'AWS::Logs::LogGroup': { service: 'logs', before: 'log-group:', after: ':*', attributes: ['Arn'] },
  'AWS::S3::Bucket': { service: 's3', before: '', attributes: ['Arn'], scope: '--' },
  'AWS::SecretsManager::Secret': { service: 'secretsmanager', before: 'secret:', after: '-', attributes: ['Ref', 'Id'] },
  'AWS::SNS::Topic': { service: 'sns', before: '', attributes: ['Ref', 'TopicArn'] },
  'AWS::SQS::Queue': { service: 'sqs', before: '', attributes: ['Arn'] },
};

/** Types come from the input, and one may be called like what every object has. */
const own = <T>(table: Readonly<Record<string, T>>, type: string): T | undefined => (Object.hasOwn(table, type) ? table[type] : undefined);

/** Names that AWS gives are in no property: the number of a file system, the id of a key. */
const NAMED_BY_AWS = new Set(['AWS::EFS::AccessPoint', 'AWS::EFS::FileSystem', 'AWS::KMS::Key']);

/** A pseudo parameter of the stack that a resource is in: its value if it is known there. */
export function pseudo(node: Node, name: 'AWS::Partition' | 'AWS::Region' | 'AWS::AccountId'): Piece {
  return node.source.pseudo?.get(name) ?? new Unknown(`${name} is not known`, 'parameter', { source: { kind: 'parameter', name, noEcho: false } });
}

/** `arn:` and all up to the resource, for something in the stack of a resource. */
export function arnHead(node: Node, service: string, scope?: '-' | '--'): Piece[] {
  return ['arn:', pseudo(node, 'AWS::Partition'), `:${service}:`, ...(scope ? [] : [pseudo(node, 'AWS::Region')]), ':', ...(scope === '--' ? [] : [pseudo(node, 'AWS::AccountId')]), ':'];
}

/** The name of a resource: written, or one that AWS makes up, which stands for itself. */
export function nameOfNode(node: Node): Piece[] {
  const property = NAMED_BY_AWS.has(node.type) ? undefined : (own(NAME_PROPERTY, node.type) ?? own(OTHER_NAMES, node.type));
  const written = property === undefined ? undefined : quietly(() => peek(node.props, property));
  if (typeof written === 'string') return [written];
  if (written instanceof Unknown) return piecesOf(written);
  return [new Unknown(`the name of ${node.name} is made by AWS`, 'reference', { link: { node, attribute: 'Ref' } })];
}

const OTHER_NAMES: Readonly<Record<string, string>> = { 'AWS::SQS::Queue': 'QueueName', 'AWS::SNS::Topic': 'TopicName', 'AWS::DynamoDB::Table': 'TableName', 'AWS::Kinesis::Stream': 'Name', 'AWS::KinesisFirehose::DeliveryStream': 'DeliveryStreamName', 'AWS::Lambda::Function': 'FunctionName' };

/** The ARN of a resource of the graph, its parts known or not; undefined for a type whose ARNs are not known here. */
export function arnOf(node: Node): Piece[] | undefined {
  const form = own(ARNS, node.type);
  if (!form) return undefined;
  const path = node.type === 'AWS::IAM::Role' ? rolePath(node) : [];
  const end = form.after === ':*' ? [':*'] : form.after ? [form.after, suffix(node)] : [];
  return [...arnHead(node, form.service, form.scope), form.before, ...path, ...nameOfNode(node), ...end];
}

/** The ARN of a resource: an account knows it, a template has the parts that it refers to. */
export function arnHere(node: Node): readonly Piece[] {
  const written = node.source.ids?.find((id) => id.startsWith('arn:'));
  return written === undefined ? (arnOf(node) ?? []) : [written];
}

/** What AWS hangs on a name: the revision of a task definition, six characters on a secret. */
const suffixes = new WeakMap<Node, Unknown>();
function suffix(node: Node): Unknown {
  let known = suffixes.get(node);
  if (!known) suffixes.set(node, (known = new Unknown(`AWS adds to the name of ${node.name}`, 'reference', { link: { node, attribute: 'suffix' } })));
  return known;
}

function rolePath(node: Node): Piece[] {
  const path = quietly(() => peek(node.props, 'Path'));
  return typeof path === 'string' ? [path.slice(1)] : path instanceof Unknown ? piecesOf(path) : [];
}

/** The pieces of a value, references to resources spelled out as far as they are known. */
export function piecesOf(value: Piece): Piece[] {
  if (typeof value === 'string') return [value];
  if (value.parts) return value.parts.flatMap(piecesOf);
  if (!value.link) return [value];
  const { node, attribute } = value.link;
  if (own(ARNS, node.type)?.attributes.includes(attribute)) return arnOf(node) ?? [value];
  return attribute === 'Ref' && !NAMED_BY_AWS.has(node.type) ? nameOfNode(node) : [value];
}

/** What a person reads: unknown parts by their labels. */
export function printPieces(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece === REST ? '*' : piece.link?.attribute === 'suffix' ? '??????' : piece.label)).join('');
}

/**
 * Whether a pattern (`*` any text, `?` one character, in its known parts) holds a name: yes or no whatever the unknown parts are, else an unknown.
 * Bounded by the product of both lengths.
 */
export function holds(pattern: readonly Piece[], name: readonly Piece[], wild = true): Answer {
  // So most questions end: the pattern is `*`, or the very name, or that of another action or service (measured: a quarter of a run).
  if (wild && pattern.length === 1 && pattern[0] === '*') return true;
  if (pattern.length === 1 && name.length === 1 && pattern[0] === name[0] && typeof pattern[0] === 'string') return true;
  if (differ(pattern[0], name[0], wild)) return false;
  const p = symbols(pattern);
  const n = symbols(name);
  if (walk(p, n, wild, surely)) return true;
  if (!walk(p, n, wild, possibly)) return false;
  // The partition is the same one in both.
  const open = [...pattern, ...name].find((piece): piece is Unknown => typeof piece !== 'string' && piece !== REST && !(piece.source?.kind === 'parameter' && piece.source.name === 'AWS::Partition'));
  return open ?? new Unknown('what follows is not known', 'rest');
}

/** Whether two texts part ways before the first wildcard, which settles it for all that begins with them. Partitions do not count. */
function differ(pattern: Piece | undefined, name: Piece | undefined, wild: boolean): boolean {
  if (typeof pattern !== 'string' || typeof name !== 'string') return false;
  const end = Math.min(pattern.length, name.length);
  for (let i = 0; i < end; i++) {
    const letter = pattern[i];
    if (wild && (letter === '*' || letter === '?')) return false;
    if (letter !== name[i]) return !(pattern.startsWith('arn:aws') && name.startsWith('arn:aws'));
  }
  return false;
}

type Symbols = readonly (string | Unknown)[];

/** One deployment has one partition, so that a written one and an unknown one are the same. */
const PARTITION = new Unknown('AWS::Partition is not known', 'parameter', { source: { kind: 'parameter', name: 'AWS::Partition', noEcho: false } });

/** The symbols of pieces that are asked about again, such as the subject of a request, which every statement is held against. */
const known = new WeakMap<readonly Piece[], Symbols>();

function symbols(pieces: readonly Piece[]): Symbols {
  let found = known.get(pieces);
  if (!found) known.set(pieces, (found = symbolsOf(pieces)));
  return found;
}

function symbolsOf(pieces: readonly Piece[]): Symbols {
  const strange = pieces.findIndex((piece) => typeof piece !== 'string');
  const known = strange < 0 ? pieces.length : strange;
  const first = pieces.slice(0, known).join('');
  const written = /^arn:aws[a-z-]*(?=:)/.exec(first)?.[0];
  const all = written === undefined ? pieces : ['arn:', PARTITION, first.slice(written.length), ...pieces.slice(known)];
  return all.flatMap((piece): (string | Unknown)[] => (typeof piece === 'string' ? [...piece] : [piece]));
}

/** Puts two places, one in each of the texts, on the list of those that can be reached. */
type Go = (i: number, j: number) => void;
type Step = (p: Symbols, n: Symbols, i: number, j: number, go: Go) => void;

/** Whether the end of both can be reached by the steps that are allowed. */
function walk(p: Symbols, n: Symbols, wild: boolean, step: Step): boolean {
  const width = n.length + 1;
  const seen = new Uint8Array((p.length + 1) * width);
  const open = [0];
  const go: Go = (i, j) => {
    if (i <= p.length && j <= n.length && !seen[i * width + j]) open.push(i * width + j);
  };
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === seen.length - 1) return true;
    if (seen[at]) continue;
    seen[at] = 1;
    const i = Math.floor(at / width);
    const j = at % width;
    if (wild && p[i] === '*') {
      go(i + 1, j);
      go(i, j + 1);
    } else if (wild && p[i] === '?' && typeof n[j] === 'string') go(i + 1, j + 1);
    else if (wild && isSix(n[j]) && p.slice(i, i + 6).join('') === '??????') go(i + 6, j + 1);
    else step(p, n, i, j, go);
  }
  return false;
}

const isSix = (symbol: string | Unknown | undefined): boolean => symbol === SIX || (symbol instanceof Unknown && symbol.link?.attribute === 'suffix' && symbol.link.node.type === 'AWS::SecretsManager::Secret');

/** Equal characters, and unknown parts that are the same one. */
function surely(p: Symbols, n: Symbols, i: number, j: number, go: Go): void {
  const [a, b] = [p[i], n[j]];
  if (a === undefined || b === undefined) return;
  if (a === b || (a instanceof Unknown && b instanceof Unknown && identity(a) !== undefined && identity(a) === identity(b))) go(i + 1, j + 1);
}

/** As `surely`, but an unknown part may be any text that its kind allows, at least one character of it. */
function possibly(p: Symbols, n: Symbols, i: number, j: number, go: Go): void {
  const [a, b] = [p[i], n[j]];
  if (a instanceof Unknown && b instanceof Unknown) {
    if (areDistinct(a, b)) return;
    go(i + 1, j + 1);
    go(i, j + 1);
    go(i + 1, j);
  } else if (a instanceof Unknown) {
    if (b === undefined || !allows(a, b as string, i === 0)) return;
    go(i, j + 1);
    go(i + 1, j + 1);
  } else if (b instanceof Unknown) {
    if (a !== undefined && a !== '?' && a !== '*' && !allows(b, a, j === 0)) return;
    if (a !== undefined) {
      go(i + 1, j);
      go(i + 1, j + 1);
    }
    if (b === REST) go(i, j + 1);
  } else if (a !== undefined && a === b) go(i + 1, j + 1);
}

/** Names that AWS makes for two resources of one type are never the same. */
function areDistinct(a: Unknown, b: Unknown): boolean {
  return a.link !== undefined && b.link !== undefined && a.link.node !== b.link.node && a.link.node.type === b.link.node.type && a.link.attribute === b.link.attribute && a.link.attribute !== 'suffix';
}

/** What makes two unknown parts the same. Parameters go by their names: in two templates they may differ, which only ever hides a finding. */
function identity(part: Unknown): unknown {
  return part.link ? `${serial(part.link.node)}.${part.link.attribute}` : part.source?.kind === 'parameter' ? part.source.name : undefined;
}

const serials = new WeakMap<Node, number>();
let count = 0;
function serial(node: Node): number {
  const known = serials.get(node) ?? ++count;
  serials.set(node, known);
  return known;
}

/** Whether an unknown part may hold a character. Only what stands first may be a whole ARN. */
function allows(part: Unknown, character: string, first: boolean): boolean {
  if (part === REST) return true;
  if (part.source?.kind === 'parameter' && part.source.name === 'AWS::AccountId') return /\d/.test(character);
  if (part.source?.kind === 'parameter' && /^AWS::(?:Partition|Region)$/.test(part.source.name)) return /[a-z0-9-]/.test(character);
  // The name of a bucket ends where its objects begin.
  if (character === '/' && part.link?.node.type === 'AWS::S3::Bucket') return false;
  return first && !part.link ? true : character !== ':';
}

/**
 * What the execution role reads for a container: the secrets and buckets of the graph, and the keys of the graph that encrypt them.
 *
 * Sources: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html ,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
import { type Node, nodeOf } from '../../graph/graph.js';
import { peek, Unknown } from '../../graph/value.js';
import type { Place, Tools } from '../../rule.js';
import type { EcsTaskDefinitionContainerDefinition, S3Bucket, S3BucketServerSideEncryptionByDefault, SecretsManagerSecret } from '../../types/resources.js';
import { means } from '../deployment/by-name.js';
import { type Piece, pseudo } from './name-pattern.js';

type Types = 'AWS::KMS::Alias' | 'AWS::SecretsManager::Secret';

/** A property that names a secret or a parameter. */
export interface SecretReference {
  object: object;
  property: 'ValueFrom' | 'CredentialsParameter';
  /** For messages. */
  name: string;
}

/** Whatever of a container names a secret: its own, those of its log driver, and the credentials of its registry. */
export function secretReferences(container: EcsTaskDefinitionContainerDefinition, { has }: Pick<Tools<never>, 'has'>): SecretReference[] {
  const secrets = [...(container.Secrets ?? []), ...(container.LogConfiguration?.SecretOptions ?? [])];
  const credentials = has(container, 'RepositoryCredentials') ? container.RepositoryCredentials : undefined;
  return [
    ...secrets.map((object) => ({ object, property: 'ValueFrom' as const, name: `secret "${object}"` })),
    ...(credentials && has(credentials, 'CredentialsParameter') ? [{ object: credentials, property: 'CredentialsParameter' as const, name: 'the registry credentials' }] : []),
  ];
}

/** What the execution role reads for a container and a key of one's own encrypts. */
export interface Sealed {
  place: Place;
  /** For messages. */
  name: string;
  /** The secret or bucket. */
  holder: object;
  key: object;
  /** The service that asks the key. */
  service: 'secretsmanager' | 's3';
}

/** All that keys of the graph encrypt of what a container is given, and why there may be more. */
export function sealedFor(container: EcsTaskDefinitionContainerDefinition, tools: Pick<Tools<Types>, 'at' | 'has' | 'resource' | 'siblings'>): { sealed: Sealed[]; doubt: string | undefined } {
  const { at, resource } = tools;
  const sealed: Sealed[] = [];
  let doubt: string | undefined;
  for (const { object, property, name } of secretReferences(container, tools)) {
    const holder = secretBehind(object, property, tools);
    if (holder === 'none') continue;
    const key = holder && keyBehind(holder, 'KmsKeyId', tools);
    if (!holder || !key) doubt ??= holder ? `the key of secret "${resource(holder).name}" is not in this input` : `what encrypts ${name} is not known`;
    else if (key !== 'aws') sealed.push({ place: at(object, property as never), name, holder, key, service: 'secretsmanager' });
  }
  for (const file of container.EnvironmentFiles ?? []) {
    const holder = bucketBehind(peek(file, 'Value'));
    const encryption = holder && encryptionOf(holder);
    const key = encryption ? keyBehind(encryption, 'KMSMasterKeyID', tools) : 'aws';
    if (!holder || !key) doubt ??= holder ? `the key of bucket "${resource(holder).name}" is not in this input` : 'what encrypts an environment file is not known';
    else if (key !== 'aws') sealed.push({ place: at(file, 'Value'), name: 'an environment file', holder, key, service: 's3' });
  }
  return { sealed, doubt };
}

/** The resource that a value begins with: that of `${Secret}:key::` is the secret, also by way of its attachment. */
export function referenced(value: unknown): Node | undefined {
  const first = value instanceof Unknown ? (value.link ? value : value.parts?.[0]) : undefined;
  const node = first instanceof Unknown ? first.link?.node : undefined;
  return node?.type === 'AWS::SecretsManager::SecretTargetAttachment' ? linked(node.props, 'SecretId') : node;
}

/** The secret that a reference leads to; undefined when it is not in the graph, `none` when the reference leads to something that nobody encrypts. */
function secretBehind(object: object, property: string, { siblings }: Pick<Tools<Types>, 'siblings'>): SecretsManagerSecret | 'none' | undefined {
  const value = peek(object, property);
  const node = referenced(value);
  // CloudFormation makes no encrypted parameters.
  if (node?.type === 'AWS::SSM::Parameter') return 'none';
  if (node?.type === 'AWS::SecretsManager::Secret') return node.props;
  if (node || (typeof value !== 'string' && !(value instanceof Unknown))) return undefined;
  return siblings(object, 'AWS::SecretsManager::Secret').find((each) => means({ object, property, value, kind: 'secret' }, nodeOf(each)));
}

function linked(object: object, property: string): Node | undefined {
  const value = peek(object, property);
  return value instanceof Unknown ? value.link?.node : undefined;
}

/** The key of the graph that a property names; `aws` for the one that AWS keeps for the service, undefined when it is not in the graph. */
function keyBehind<T extends object>(object: T, property: keyof T & string, { siblings }: Pick<Tools<Types>, 'siblings'>): object | 'aws' | undefined {
  const value = peek(object, property);
  if (value === undefined || (typeof value === 'string' && /(?:^|:)alias\/aws\//.test(value))) return 'aws';
  const node = linked(object, property);
  if (node?.type === 'AWS::KMS::Key') return node.props;
  const alias = node?.type === 'AWS::KMS::Alias' ? node.props : typeof value === 'string' && value.startsWith('alias/') ? siblings(object, 'AWS::KMS::Alias').find((each) => peek(each, 'AliasName') === value) : undefined;
  const target = alias && linked(alias, 'TargetKeyId');
  return target?.type === 'AWS::KMS::Key' ? target.props : undefined;
}

/** The bucket of the graph that the ARN of an object speaks of. */
function bucketBehind(value: unknown): S3Bucket | undefined {
  const parts = value instanceof Unknown ? (value.parts ?? []) : [];
  const node = parts.map((part) => (part instanceof Unknown ? part.link?.node : undefined)).find((each) => each?.type === 'AWS::S3::Bucket');
  return node?.props;
}

/** What encrypts new objects of a bucket with KMS, if anything does. */
function encryptionOf({ BucketEncryption }: S3Bucket): S3BucketServerSideEncryptionByDefault | undefined {
  const byDefault = BucketEncryption?.ServerSideEncryptionConfiguration?.map((rule) => rule.ServerSideEncryptionByDefault).find((each) => each !== undefined);
  return byDefault?.SSEAlgorithm?.startsWith('aws:kms') ? byDefault : undefined;
}

/** What a call to KMS by way of another service carries. */
export function viaService(node: Node, service: string): Readonly<Record<string, readonly Piece[]>> {
  return { 'kms:viaservice': [`${service}.`, pseudo(node, 'AWS::Region'), '.amazonaws.com'], 'kms:calleraccount': [pseudo(node, 'AWS::AccountId')] };
}

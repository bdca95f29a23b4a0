/**
 * The JSON keys that containers read of secrets, and those that the secrets of a template have.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html ,
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html
 */
import type { Node } from '../../graph/graph.js';
import { peek, Unknown } from '../../graph/value.js';

/** The secret of the graph and the key that a `ValueFrom` names; undefined when it names no key or another kind of thing. */
export function jsonKeyOf(value: unknown): { node: Node; key: string } | undefined {
  if (!(value instanceof Unknown) || !value.parts) return undefined;
  const [first, ...rest] = value.parts;
  if (!(first instanceof Unknown) || first.link?.node.type !== 'AWS::SecretsManager::Secret' || first.link.attribute !== 'Ref' || rest.some((part) => typeof part !== 'string')) return undefined;
  const key = /^:([^:]+):[^:]*:[^:]*$/.exec(rest.join(''))?.[1];
  return key === undefined ? undefined : { node: first.link.node, key };
}

/** The keys of a secret as the template makes it: none when it is certainly no JSON object, undefined when that is not known. Values are never looked at. */
export function keysOf(secret: Node): readonly string[] | undefined {
  const generate = peek(secret.props, 'GenerateSecretString');
  if (typeof generate === 'object' && generate !== null && !(generate instanceof Unknown)) {
    const template = peek(generate, 'SecretStringTemplate');
    const key = peek(generate, 'GenerateStringKey');
    // With no options at all it holds a place for what somebody puts in later.
    if (template === undefined && key === undefined) return Object.keys(generate).length > 0 ? [] : undefined;
    if (typeof template !== 'string' || typeof key !== 'string') return undefined;
    const keys = objectKeys(template);
    return keys && [...new Set([...keys, key])];
  }
  return undefined;
}

function objectKeys(text: string): string[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? Object.keys(parsed) : [];
  } catch {
    return undefined;
  }
}

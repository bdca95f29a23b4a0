/**
 * Amazon Resource Names, and the grammar of a reference to a secret.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html ; ECS API reference, Secret `valueFrom`
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html ; developer guide, secrets from Secrets Manager and from
 * Parameter Store https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */

export interface Arn {
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  partition: string;
  service: string;
  /** Empty for global services. */
  region: string;
  /** Empty where the service has none (S3 buckets). */
  account: string;
  /** All after the fifth colon. */
  resource: string;
  /** What stands before the first `/` or `:` of the resource: `role`, `secret`. Absent when there is neither. */
  resourceType?: string;
  /** What stands after it; the whole resource when there is no type. */
  resourceId: string;
}

/** Takes an ARN apart. Undefined for any other text, or when a part is malformed. Does not check that the service or partition exists. */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:(aws[a-z0-9-]*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|aws|cloudfront)?:(.+)$/s.exec(text);
  if (!match) return undefined;
  const resource = match[5] as string;
  const cut = resource.search(/[/:]/);
  const arn: Arn = { partition: match[1] as string, service: match[2] as string, region: match[3] as string, account: match[4] ?? '', resource, resourceId: resource.slice(cut + 1) };
  if (cut >= 0) arn.resourceType = resource.slice(0, cut);
  return arn;
}

/** A reference to a secret, taken apart. */
export type SecretReference =
  | { kind: 'secretsmanager'; arn: Arn; /** With the suffix that Secrets Manager added, if it is there. */ name: string; key?: string; stage?: string; version?: string }
  | { kind: 'parameter'; arn?: Arn; /** With its leading slash, when it has one. */ name: string };

/**
 * Reads the `ValueFrom` of a container's secret or of a log driver's secret option. In: its whole text; text with unknown parts must not
 * be asked about. Out: its parts, or what is wrong with it (a sentence without a full stop).
 */
export function readSecretReference(valueFrom: string): SecretReference | { problem: string } {
  if (valueFrom.trim() === '') return { problem: 'it is empty' };
  if (/\s/.test(valueFrom)) return { problem: 'it holds blanks' };
  if (!valueFrom.startsWith('arn:')) return readParameterName(valueFrom);
  const arn = parseArn(valueFrom);
  if (!arn || arn.region === '' || !/^\d{12}$/.test(arn.account)) return { problem: 'it is not a whole ARN: arn:partition:service:region:account:resource' };
  if (arn.service === 'ssm') {
    const name = /^parameter(\/.+)$/.exec(arn.resource)?.[1];
    if (name === undefined) return { problem: 'the ARN of a parameter ends in parameter/NAME' };
    // The ARN of `/a/b` is …:parameter/a/b and that of `a` is …:parameter/a, so a name of one part has no slash.
    return { kind: 'parameter', arn, name: name.indexOf('/', 1) > 0 ? name : name.slice(1) };
  }
  if (arn.service !== 'secretsmanager') return { problem: `it names ${arn.service}, where only Secrets Manager and Systems Manager parameters are read` };
  const [type, name, ...fields] = arn.resource.split(':');
  if (type !== 'secret' || !name) return { problem: 'the ARN of a secret ends in secret:NAME-XXXXXX' };
  if (!/^[A-Za-z0-9/_+=.@-]+$/.test(name)) return { problem: `"${name}" is no name of a secret` };
  if (fields.length !== 0 && fields.length !== 3) {
    return { problem: `after the name come three fields or none, here ${fields.length}: write :${fields[0] || 'json-key'}:${fields[1] ?? ''}:${fields[2] ?? ''} (json-key, version-stage, version-id, each may be empty)` };
  }
  const [key, stage, version] = fields;
  if (stage && version) return { problem: 'it gives both a version stage and a version id, which exclude each other' };
  return { kind: 'secretsmanager', arn, name, ...(key && { key }), ...(stage && { stage }), ...(version && { version }) };
}

function readParameterName(text: string): SecretReference | { problem: string } {
  // A dynamic reference is resolved before ECS sees the text.
  if (text.includes('{{resolve:')) return { kind: 'parameter', name: text };
  if (text.includes('::') || /:.*:/.test(text)) return { problem: 'what is not an ARN is read as the name of a parameter, which holds no colons; a JSON key needs the full ARN of the secret' };
  // One colon may choose a version or label of a parameter; whether ECS passes it on is not documented, so nothing is said.
  if (!/^[A-Za-z0-9_./-]+(?::[A-Za-z0-9_.-]+)?$/.test(text)) return { problem: 'what is not an ARN is read as the name of a parameter: letters, digits and . - _ /' };
  return { kind: 'parameter', name: text };
}

/** What is wrong with a secret's `ValueFrom` (a sentence without a full stop), undefined when nothing is. See {@link readSecretReference}. */
export function secretReferenceProblem(valueFrom: string): string | undefined {
  const read = readSecretReference(valueFrom);
  return 'problem' in read ? read.problem : undefined;
}

/** Whether the region or account of an ARN is a word or a made-up number that somebody fills in before AWS sees it: `REGION`, `aws_account_id`, `123456789`. */
export function isStandInArn(text: string): boolean {
  const [, region = '', account = ''] = /^arn:[^:]*:[^:]*:([^:]*):([^:]*):/.exec(text) ?? [];
  return (region !== '' && !/^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/.test(region)) || /[^\d]/.test(account) || (account.length !== 12 && '1234567890123456'.includes(account) && account !== '');
}

/**
 * Values that bring a secret into a place where it can be read: written there, or put there by CloudFormation.
 *
 * Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html (what is resolved is stored in the
 * resource), https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html (NoEcho hides nothing there),
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-accesskey.html (SecretAccessKey)
 */
import type { ReportOptions, Tools } from '../../rule.js';
import { detectNamed } from '../../secrets.js';

/** Whether a name says that its value is secret: any value that could be one is then taken for one. */
export const saysSecret = (name: string): boolean => detectNamed(name, 'Zx9-kQ27vLm4-Tp8') !== undefined;

export interface ClearSecret extends Pick<ReportOptions, 'severity' | 'confidence'> {
  /** To stand behind what has the value: "holds …", "puts … into the task definition". */
  does: string;
  /** It is written in the file, so that it must be changed as well. */
  written: boolean;
}

/** What a property gives away, if anything. `name` is what the value is called: an environment variable, the key of an option. */
export function secretInClear<T extends object>(owner: T, key: keyof T & string, name: string, { secret, show, source }: Pick<Tools<never>, 'secret' | 'show' | 'source'>): ClearSecret | undefined {
  const found = secret(owner, key);
  if (found) return detected(found);
  const from = source(owner, key);
  const hidden = from?.kind === 'parameter' && from.noEcho ? from.name : undefined;
  const accessKey = /\$\{\w+\.SecretAccessKey\}/.exec(show(owner, key))?.[0];
  // A parameter of Parameter Store that is no SecureString is as plain there as it is here.
  const dynamic = from?.kind === 'dynamic-reference' && (from.service === 'secretsmanager' || (from.service === 'ssm' && saysSecret(name)));
  const what = dynamic ? 'the secret that CloudFormation resolves there' : hidden !== undefined ? `the NoEcho parameter ${hidden}` : accessKey && `the secret key ${accessKey}`;
  if (!what) return undefined;
  // A host or a user name kept with a secret is less of one.
  return { does: `puts ${what} in clear into the task definition`, written: false, severity: accessKey || saysSecret(name) || (hidden && saysSecret(hidden)) ? 'medium' : 'low' };
}

/** What a detection means, but for the keys of AWS's own documentation, which open nothing. */
function detected(found: string): ClearSecret | undefined {
  const real = found.split(' and ').find((each) => !each.startsWith('aws-example-key'));
  if (real === undefined) return undefined;
  const [, detector = '', size = ''] = /^([a-z0-9-]+), (.*)$/.exec(real) ?? [];
  const named = detector === 'named-secret';
  const what = [named ? '' : detector.replaceAll('-', ' '), size.startsWith('in ') ? '' : size].filter(Boolean).join(', ');
  return { does: `holds a secret in clear (${what})`, written: true, ...(named && { confidence: 'likely' as const }) };
}

/** Which accounts and regions a scan goes to, and with whose credentials. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { Api, CallError, type Raw } from '../load/live/api.js';
import { NoCredentials, UsageError } from '../load/parameters.js';
import { SESSION_POLICY } from './policy.js';

export interface ScanOptions {
  cwd: string;
  profile?: string | undefined;
  /** Names, or `all`; those of the environment when empty. */
  regions: readonly string[];
  /** A file with accounts. */
  accounts?: string | undefined;
  organization: boolean;
  /** Only accounts below these organisational units. */
  units: readonly string[];
  /** Only accounts with these tags, `Key=Value`. */
  tags: readonly string[];
  /** Name of the role to assume in each account. */
  role?: string | undefined;
  externalId?: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
}

/** An account with its way in. */
export interface Account {
  id: string;
  name?: string;
  regions?: readonly string[];
  role?: string;
  credentials: AwsCredentialIdentityProvider;
}

export interface Identity {
  account: string;
  arn: string;
  partition: string;
}

/** What is the same for the whole scan. */
export interface Session {
  handler: NodeHttpHandler;
  /** Credentials that the scan starts with. */
  credentials: AwsCredentialIdentityProvider;
  identity: Identity;
  /** Region for calls that have none of their own. */
  home: string;
  /** Notices that people must see. */
  notes: string[];
}

const TIMEOUT = Number(process.env.PLIMSOLL_CALL_TIMEOUT ?? 20_000);

/**
 * Opens a session: finds credentials and says who they are.
 * @throws UsageError in words for everything that can be wrong with them
 */
export async function openSession(options: ScanOptions): Promise<Session> {
  // The SDK warns on standard error that it will leave Node 20 some day; the version that is bundled runs there.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { env, profile } = options;
  const home = options.regions.find((region) => region !== 'all') ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? (await regionOfProfile(profile));
  if (home === undefined) throw new UsageError('no region: name one with --region, set AWS_REGION, or give the profile a region');
  if (!/^[a-z]{2,}(?:-[a-z]+)+-\d+$/.test(home)) throw new UsageError(`"${home}" is no region`);
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  const handler = new NodeHttpHandler({ connectionTimeout: 3000, requestTimeout: TIMEOUT, throwOnRequestTimeout: true, socketTimeout: TIMEOUT, httpAgent: { maxSockets: 100, keepAlive: true }, httpsAgent: { maxSockets: 100, keepAlive: true } } as never);
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  const notes: string[] = [];
  const named = profile ?? env.AWS_PROFILE;
  if (named !== undefined && env.AWS_ACCESS_KEY_ID !== undefined) notes.push(`the profile ${named} is used, not the keys of the environment`);
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const credentials = memoised(fromNodeProviderChain({ ...(profile !== undefined && { profile }), clientConfig: { region: home }, logger: silent }) as AwsCredentialIdentityProvider);
  const endpoint = Object.entries(env).find(([name, value]) => /^AWS_ENDPOINT_URL(?:_|$)/.test(name) && value);
  if (endpoint && env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS !== 'true') notes.push(`${endpoint[0]} is set, so what is read is not from AWS`);
  try {
    return { handler, credentials, home, notes, identity: await identify(credentials, home, handler) };
  } catch (error) {
    throw new (isMissing(error) ? NoCredentials : UsageError)(credentialTrouble(error, options));
  }
}

async function regionOfProfile(profile: string | undefined): Promise<string | undefined> {
  const { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } = { ...(await import('@smithy/core/config').catch(() => ({}))) } as unknown as { loadConfig?: (options: object, file: object) => () => Promise<string>; NODE_REGION_CONFIG_OPTIONS?: object; NODE_REGION_CONFIG_FILE_OPTIONS?: object };
  try {
    return await loadConfig?.(NODE_REGION_CONFIG_OPTIONS ?? {}, { ...NODE_REGION_CONFIG_FILE_OPTIONS, ...(profile !== undefined && { profile }) })();
  } catch {
    return undefined;
  }
}

async function identify(credentials: AwsCredentialIdentityProvider, region: string, handler: NodeHttpHandler): Promise<Identity> {
  const api = new Api({ region, credentials, handler, share: 1 });
  try {
    const { Account = '', Arn = '' } = (await api.call('sts', 'GetCallerIdentity', {})) as { Account?: string; Arn?: string };
    return { account: Account, arn: Arn, partition: Arn.split(':')[1] ?? 'aws' };
  } finally {
    api.end();
  }
}

const isMissing = (error: unknown): boolean => /CredentialsProviderError/.test((error as { code?: string }).code ?? '');

/** What is wrong with credentials, and what to do. */
export function credentialTrouble(error: unknown, { profile, env }: Pick<ScanOptions, 'profile' | 'env'>): string {
  const { code = '', message = '' } = error as { code?: string; message?: string; name?: string };
  const name = profile ?? env.AWS_PROFILE;
  const who = name === undefined ? '' : ` of profile ${name}`;
  if (/CredentialsProviderError/.test(`${code}${message}`)) return `no credentials${who}: looked in the environment, the profile files, SSO and the instance; ${name === undefined ? 'set AWS_PROFILE or --profile' : `is there a profile "${name}"? With SSO: aws sso login --profile ${name}`}`;
  if (/ExpiredToken|TokenProvider|SSO/i.test(`${code}${message}`)) return `the credentials${who} have expired: ${name === undefined ? 'get new ones' : `aws sso login --profile ${name}, or get new ones`}`;
  if (/InvalidClientTokenId|UnrecognizedClient|AuthFailure/.test(code)) return `AWS does not know the credentials${who}: they may be deleted, of another partition, or the region may not be enabled`;
  if (/SignatureDoesNotMatch/.test(code)) return `the secret key${who} does not belong to the access key`;
  if (code === 'NotFromAws') return `${message}: is a proxy or login page between here and AWS?`;
  return message === '' ? 'no credentials' : message;
}

/**
 * The accounts of a scan.
 * @throws UsageError when the list cannot be had
 */
export async function accountsOf(options: ScanOptions, session: Session): Promise<Account[]> {
  const entries = options.accounts !== undefined ? fromFile(resolve(options.cwd, options.accounts), options.accounts) : options.organization ? await fromOrganization(options, session) : undefined;
  if (!entries) return [{ id: session.identity.account, credentials: options.role === undefined ? session.credentials : await assumed(options, session, session.identity.account, options.role) }];
  const wanted = Object.fromEntries(options.tags.map((tag) => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)]));
  const chosen = entries.filter(({ tags = {} }) => Object.entries(wanted).every(([key, value]) => tags[key] === value));
  const accounts: Account[] = [];
  for (const { accountId, name, regions, role = options.role } of chosen) {
    const own = accountId === session.identity.account && role === undefined;
    if (!own && role === undefined) throw new UsageError(`account ${accountId}: no role to assume there; name one with --role`);
    accounts.push({ id: accountId, ...(name !== undefined && { name }), ...(regions && { regions }), ...(role !== undefined && { role }), credentials: own ? session.credentials : await assumed(options, session, accountId, role as string) });
  }
  return accounts;
}

async function assumed({ externalId }: ScanOptions, { credentials, identity, home }: Session, account: string, role: string): Promise<AwsCredentialIdentityProvider> {
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  const RoleArn = role.startsWith('arn:') ? role : `arn:${identity.partition}:iam::${account}:role/${role.replace(/^\//, '')}`;
  // The endpoint of a region: what the global one gives is refused in regions that must be enabled.
  return memoised(fromTemporaryCredentials({ masterCredentials: credentials, clientConfig: { region: home }, params: { RoleArn, RoleSessionName: 'plimsoll-scan', DurationSeconds: 3600, Policy: SESSION_POLICY, ...(externalId !== undefined && { ExternalId: externalId }) } }) as AwsCredentialIdentityProvider);
}

/** Credentials that all clients share, and that are got anew five minutes before they end. */
function memoised(provider: AwsCredentialIdentityProvider): AwsCredentialIdentityProvider {
  let current: ReturnType<AwsCredentialIdentityProvider> | undefined;
  return async () => {
    const held = await current?.catch(() => undefined);
    if (held && (held.expiration === undefined || held.expiration.getTime() - Date.now() > 300_000)) return held;
    if (!current || held) current = provider();
    try {
      return await current;
    } catch (error) {
      current = undefined;
      throw error;
    }
  };
}

interface Entry {
  accountId: string;
  name?: string;
  regions?: readonly string[];
  role?: string;
  tags?: Readonly<Record<string, string>>;
}

/** The accounts of a file, for whoever only wants to know which. */
export const accountIds = (cwd: string, file: string): string[] => fromFile(resolve(cwd, file), file).map(({ accountId }) => accountId);

function fromFile(file: string, shown: string): Entry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--accounts ${shown}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message}`);
  }
  let data: unknown;
  try {
    data = /^\s*[[{]/.test(text) ? JSON.parse(text) : text.split(/\r?\n/).map((line) => line.replace(/#.*$/, '').trim()).filter(Boolean);
  } catch (error) {
    throw new UsageError(`--accounts ${shown}: ${(error as Error).message}`);
  }
  const list = Array.isArray(data) ? data : (data as { accounts?: unknown }).accounts;
  if (!Array.isArray(list)) throw new UsageError(`--accounts ${shown}: holds no list of accounts`);
  return list.map((item: unknown, index): Entry => {
    const entry = (typeof item === 'object' && item !== null ? item : { accountId: String(item) }) as Entry;
    if (!/^\d{12}$/.test(String(entry.accountId))) throw new UsageError(`--accounts ${shown}: entry ${index + 1}: "${String(entry.accountId)}" is no account id (12 digits)`);
    return { ...entry, accountId: String(entry.accountId) };
  });
}

async function fromOrganization({ units, tags }: ScanOptions, { credentials, handler, home }: Session): Promise<Entry[]> {
  const api = new Api({ region: home, credentials, handler, share: 0.5 });
  try {
    const accounts = units.length === 0 ? await api.list('organizations', 'ListAccounts', { MaxResults: 20 }, 'Accounts') : (await Promise.all(units.map((unit) => below(api, unit)))).flat();
    const active = [...new Map(accounts.filter(({ Status, State }) => (State ?? Status) === 'ACTIVE').map((each) => [String(each.Id), each])).values()];
    return await Promise.all(active.map(async ({ Id, Name }): Promise<Entry> => {
      const own = tags.length === 0 ? [] : await api.list('organizations', 'ListTagsForResource', { ResourceId: Id }, 'Tags');
      return { accountId: String(Id), name: String(Name), tags: Object.fromEntries(own.map(({ Key, Value }) => [String(Key), String(Value)])) };
    }));
  } catch (error) {
    if (error instanceof CallError) throw new UsageError(`--organization: ${error.message}; run it with the management account or a delegated administrator`);
    throw error;
  } finally {
    api.end();
  }
}

/** Accounts of a unit and of all units below it. */
async function below(api: Api, unit: string): Promise<Raw[]> {
  const [accounts, inner] = await Promise.all([api.list('organizations', 'ListAccountsForParent', { ParentId: unit }, 'Accounts'), api.list('organizations', 'ListOrganizationalUnitsForParent', { ParentId: unit }, 'OrganizationalUnits')]);
  return [...accounts, ...(await Promise.all(inner.map(({ Id }) => below(api, String(Id))))).flat()];
}

/** The regions of an account: those that were named, or all that are enabled for it. */
export async function regionsOf(account: Account, { regions }: ScanOptions, { handler, home }: Session): Promise<string[]> {
  const wanted = account.regions ?? regions;
  if (wanted.length === 0) return [home];
  if (!wanted.includes('all')) return [...new Set(wanted)].sort();
  const api = new Api({ region: home, credentials: account.credentials, handler, share: 0.5 });
  try {
    const answer = await api.call('ec2', 'DescribeRegions', {});
    return ((answer.Regions as Raw[] | undefined) ?? []).map(({ RegionName }) => String(RegionName)).sort();
  } finally {
    api.end();
  }
}

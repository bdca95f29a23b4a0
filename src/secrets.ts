/**
 * Secrets in text: found by their own form (`detectValue`), or by a name that says secret beside a value that can be one
 * (`detectNamed`). A hit is replaced by a placeholder everywhere, so nothing behind this module ever holds the secret.
 *
 * Own patterns, because the well-kept detector libraries for Node are asynchronous and heavy (secretlint) or only deny-list names.
 * Each pattern carries the vendor page that gives the form. All quantifiers are bounded or run over one character class, so the
 * time is linear in the text.
 */
import type { Hmac } from 'node:crypto';

/** What is left of a secret: enough to tell two apart within one run, nothing to get it back. */
export interface Detection {
  /** A name of {@link DETECTORS}, `named-secret`, or `aws-secret-access-key`. */
  detector: string;
  /** UTF-16 code units of the secret. */
  length: number;
  /** 8 hex digits of HMAC-SHA256 under a random key made in this process. */
  hash: string;
}

/** A place in text; `end` is exclusive, both count UTF-16 code units. */
export interface SecretRange {
  detector: string;
  start: number;
  end: number;
}

interface Detector {
  name: string;
  /** Where the vendor documents the form. */
  source: string;
  /**
   * Cheap sign that the pattern may match; all hints together are the prefilter. `[before, anchor]`: the search looks for the few
   * rare anchors (`_`, `-`, `.`, `=`) and only then back at what stands before, which is twice as fast as a list of words.
   */
  hint: readonly [before: string, anchor: string];
  /** Matches the secret, or has a group `secret` that does. Flags `dg`. */
  pattern: RegExp;
  /** Last word: false when the match is no secret after all. */
  accept?(match: RegExpExecArray, secret: string): boolean;
}

const prefixed = (name: string, source: string, hint: Detector['hint'], body: string, accept?: Detector['accept']): Detector => ({
  name,
  source,
  hint,
  // A token does not begin in the middle of a word; a blob of base64 that happens to hold the letters does.
  pattern: new RegExp(`(?<![A-Za-z0-9])${body}(?![A-Za-z0-9])`, 'dg'),
  accept,
});

/** Every form that is found by value alone, the most specific first. */
export const DETECTORS: readonly Readonly<Detector>[] = [
  {
    name: 'private-key',
    source: 'https://www.rfc-editor.org/rfc/rfc7468#section-10',
    hint: ['', 'PRIVATE KEY'],
    pattern: /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END )[\s\S])*(?:-----END [A-Z0-9 ]{0,40}-----)?/dg,
    // The header alone is documentation, a `sed` expression or a template.
    accept: (_, secret) => /[A-Za-z0-9+/]{32}/.test(secret.replace(/-----[A-Z0-9 ]+-----|\\[nr]|\s/g, '')),
  },
  prefixed('aws-example-key', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html', ['', 'A[KS]IA[A-Z0-9]'], 'A[KS]IA[A-Z0-9]{9}EXAMPLE'),
  prefixed('aws-example-key', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html', ['', 'EXAMPLEKEY'], '[A-Za-z0-9/+]{30}EXAMPLEKEY'),
  prefixed('aws-access-key-id', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes', ['', 'A[KS]IA[A-Z0-9]'], 'A[KS]IA[A-Z0-9]{16}'),
  prefixed('github-token', 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats', ['gh[opsur]', '_'], 'gh[opsur]_[A-Za-z0-9_]{36,255}'),
  prefixed('github-token', 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats', ['pat', '_'], 'github_pat_[A-Za-z0-9_]{36,255}'),
  prefixed('gitlab-token', 'https://docs.gitlab.com/security/tokens/#token-prefixes', ['gl(?:pat|ptt|rt|dt|cbt|soat|ft|agent|oas)', '-'], 'gl(?:pat|ptt|rt|dt|cbt|soat|ft|agent|oas)-[A-Za-z0-9_.-]{20,300}'),
  prefixed('slack-token', 'https://docs.slack.dev/authentication/tokens', ['xox[a-z]|xapp', '-'], '(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,250}', (_, secret) => /\d/.test(secret)),
  {
    name: 'slack-webhook',
    source: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
    hint: ['', '\\.slack'],
    pattern: /(?<=hooks\.slack(?:-gov)?\.com\/)(?:services|workflows|triggers)\/[A-Za-z0-9_]{3,40}\/[A-Za-z0-9_]{3,40}\/[A-Za-z0-9_/]{8,120}/dg,
    // The documentation writes T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX.
    accept: (_, secret) => !/X{8}|0{8}/i.test(secret),
  },
  prefixed('stripe-key', 'https://docs.stripe.com/keys', ['[rs]k_live', '_'], '[rs]k_live_[A-Za-z0-9]{16,250}'),
  prefixed('google-api-key', 'https://docs.cloud.google.com/docs/authentication/api-keys', ['', 'AIza'], 'AIza[A-Za-z0-9_-]{35}'),
  prefixed('google-oauth-secret', 'https://developers.google.com/identity/protocols/oauth2', ['GOCSPX', '-'], 'GOCSPX-[A-Za-z0-9_-]{28}'),
  prefixed('npm-token', 'https://docs.npmjs.com/about-access-tokens', ['npm', '_'], 'npm_[A-Za-z0-9]{36}'),
  prefixed('pypi-token', 'https://pypi.org/help/#apitoken', ['pypi', '-'], 'pypi-AgE[A-Za-z0-9_-]{50,1000}'),
  prefixed('sendgrid-key', 'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys', ['SG', '\\.'], 'SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}'),
  prefixed('twilio-key', 'https://www.twilio.com/docs/iam/api-keys', ['', 'SK[0-9a-f]{8}'], 'SK[0-9a-f]{32}'),
  prefixed('anthropic-key', 'https://docs.claude.com/en/api/admin-api/apikeys/get-api-key', ['sk', '-'], 'sk-ant-[a-z]{3,8}[0-9]{2}-[A-Za-z0-9_-]{20,200}'),
  prefixed('openai-key', 'https://platform.openai.com/docs/api-reference/authentication', ['sk', '-'], 'sk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,250}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})'),
  prefixed('docker-hub-token', 'https://docs.docker.com/security/access-tokens/', ['dckr_[po]at', '_'], 'dckr_[po]at_[A-Za-z0-9_-]{24,40}'),
  prefixed('vault-token', 'https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes', ['hv[bs]', '\\.'], 'hv[bs]\\.[A-Za-z0-9_-]{24,300}'),
  prefixed('new-relic-key', 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/', ['NRAK', '-'], 'NRAK-[A-Z0-9]{27}'),
  prefixed('hugging-face-token', 'https://huggingface.co/docs/hub/security-tokens', ['hf', '_'], 'hf_[A-Za-z0-9]{34}'),
  {
    name: 'jwt',
    source: 'https://www.rfc-editor.org/rfc/rfc7519#section-3',
    hint: ['', 'eyJ'],
    pattern: /(?<![A-Za-z0-9_-])(eyJ[A-Za-z0-9_-]{8,2000})\.[A-Za-z0-9_-]{4,20000}\.[A-Za-z0-9_-]{8,2000}/dg,
    accept(match) {
      try {
        return typeof JSON.parse(Buffer.from(match[1] as string, 'base64url').toString('utf8')).alg === 'string';
      } catch {
        return false;
      }
    },
  },
  {
    name: 'azure-storage-key',
    source: 'https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string',
    hint: ['[Kk]ey', '='],
    pattern: /AccountKey=(?<secret>[A-Za-z0-9+/]{86}==)/dg,
  },
  {
    name: 'azure-shared-access-key',
    source: 'https://learn.microsoft.com/en-us/azure/service-bus-messaging/service-bus-sas',
    hint: ['[Kk]ey', '='],
    pattern: /SharedAccessKey=(?<secret>[A-Za-z0-9+/]{42,88}={0,2})/dg,
  },
  {
    name: 'azure-sas-signature',
    source: 'https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas',
    hint: ['[?&]sig', '='],
    pattern: /[?&]sig=(?<secret>[A-Za-z0-9%+/]{43,120}(?:%3[Dd]|=))/dg,
  },
  {
    name: 'url-password',
    source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
    hint: ['', ':\\/\\/[^\\s/@]{0,200}:[^\\s/@]{1,200}@'],
    pattern: /:\/\/(?<user>[\w.~%+!-]{0,100}):(?<secret>(?:(?!\[secret: )[^\s/'"`<>]){1,200})@(?!sha256:)/dg,
    accept(match, secret) {
      const user = (match.groups?.user ?? '').toLowerCase();
      // Prose writes user:password; any other pair is somebody's account, however weak.
      if (/^(?:user|username)$/.test(user) && /^(?:pass|passwd|password|secret)$/i.test(secret)) return false;
      return isLiteral(secret);
    },
  },
  {
    name: 'connection-string-password',
    source: 'https://learn.microsoft.com/en-us/dotnet/framework/data/adonet/connection-string-syntax; https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING',
    hint: ['(?:[Pp]assword|PASSWORD|[Pp]wd|PWD)\\s?', '='],
    pattern: /(?<=^|[;\s?&"'])(?:password|pwd)\s?=\s?(?<secret>(?:(?!\[secret: )[^;\s&"']){1,200})/dgi,
    accept: (match, secret) => CONNECTION.test(match.input) && !MODES.has(secret.toLowerCase()) && isLiteral(secret),
  },
];

/** Another keyword of a connection string: without one, `password=` may be prose or a query of somebody's form. */
const CONNECTION = /(?:^|[;\s?&"'])(?:server|data source|host|hostaddr|user ?id|uid|user|username|database|dbname|initial catalog|endpoint|port)\s?=/i;

const PREFILTER = prefilter(DETECTORS.map((d) => d.hint));

function prefilter(hints: readonly Detector['hint'][]): RegExp {
  const anchors = [...new Set(hints.map(([, anchor]) => anchor))];
  return new RegExp(
    anchors
      .map((anchor) => {
        const before = [...new Set(hints.flatMap(([b, a]) => (a === anchor ? [b] : [])))];
        return before.includes('') ? anchor : `${anchor}(?<=(?:${before.join('|')})${anchor})`;
      })
      .join('|'),
  );
}

/** No form is shorter: `a://b:c@d` is nothing anybody runs. */
const SHORTEST = 12;
const NONE: SecretRange[] = Object.freeze([]) as unknown as SecretRange[];

/**
 * Finds what can be nothing but a secret. In: any text. Out: ranges in order, not overlapping; an empty list mostly. Of a URL or a
 * connection string only the password is the range. Never throws.
 */
export function detectValue(value: string): SecretRange[] {
  if (value.length < SHORTEST || !PREFILTER.test(value)) return NONE;
  const found: SecretRange[] = [];
  for (const { name, pattern, accept } of DETECTORS) {
    pattern.lastIndex = 0;
    for (let match = pattern.exec(value); match; match = pattern.exec(value)) {
      const [start, end] = match.indices?.groups?.secret ?? [match.index, match.index + match[0].length];
      const secret = value.slice(start, end);
      if (!isPlaceholder(secret) && accept?.(match, secret) !== false) found.push({ detector: name, start, end });
      pattern.lastIndex = Math.max(end, match.index + 1);
    }
  }
  if (found.length < 2) return found;
  // The sort is stable, so of two that begin together the more specific detector gives the name.
  found.sort((a, b) => a.start - b.start);
  const ranges: SecretRange[] = [];
  for (const range of found) {
    const last = ranges.at(-1);
    if (last && range.start < last.end) last.end = Math.max(last.end, range.end);
    else ranges.push(range);
  }
  return ranges;
}

// ---------------------------------------------------------------------------------------------------------------- by name

/**
 * How much a name says. `password`: any literal value is one, a weak one too. `signing`: a secret that people make up (JWT_SECRET,
 * CLIENT_SECRET), so words count. `token`: issued by a machine (API_KEY, AUTH_TOKEN), so it must look like it. `holder`: may as
 * well hold the name of a secret (DB_SECRET, CREDENTIALS). `content`: the text of a secret in a template (SecretString).
 */
type NameClass = 'password' | 'signing' | 'token' | 'holder' | 'content';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const MAY_SAY_SECRET = /pass|pwd|secret|token|key|cred|auth|salt|_pw/i;
/** Say what the secret is about, not the secret: PASSWORD_FILE, SECRET_ARN, TOKEN_URL, ACCESS_TOKEN_EXPIRE_MINUTES. */
const ABOUT = words(
  'file filename path dir directory location mount volume url uri endpoint host hostname port server service domain arn name names id ids alias ttl expiry expires expire expiration expirations lifetime age duration interval seconds minutes hours days ms sec secs length len size min max minimum maximum count limit type types kind version versions enabled enable disabled disable required optional header headers field fields claim cookie timeout prefix suffix parameter parameters param params provider manager store storage backend engine policy algorithm alg algo encryption rotation rotate region issuer audience scope scopes format encoding bucket table pattern regex role source ref reference mode method strategy validation validator check hasher hashing attempts retries retry class user username account owner namespace description stage template usage status state label tag tags env var variable environment variables group groups generator reset recovery verifier spec specs usage pair arns cache',
);
/** Tokens that are no credential: paging, idempotency, parsing, and the widely public. */
const PLAIN_TOKENS = words('client next continuation idempotency request csrf xsrf task page pagination http cancellation pad eos bos stop max min num total');
const KEYS = words('api access private auth authentication authorization license licence session account shared storage app application service deploy secret token webhook subscription admin internal rest bearer');
const SIGNING_KEYS = words('signing sign signature jwt hmac cookie encryption encrypt crypto cipher master secret flask django rails');
const SIGNING_SECRETS = words('jwt session cookie client app application signing sign signature auth nextauth webhook api hmac consumer shared token oauth oauth2 csrf xsrf state access refresh encryption hash salt rails django flask express');
const PUBLIC = words('public publishable vite gatsby');
const PASSWORD_WORD = /(?:password|passwords|passwd|passphrase|passcode|pwd)$/;
const SHORT_PASSWORD = words('pass dbpass userpass rootpass adminpass sqlpass mysqlpass');

/** Names come again and again; looking one up is cheaper than reading it. Emptied when full: a hostile file must not fill the memory. */
const known = new Map<string, NameClass | null>();

function classOf(name: string): NameClass | undefined {
  let said = known.get(name);
  if (said === undefined) {
    said = (MAY_SAY_SECRET.test(name) && classify(tokensOf(name))) || null;
    if (known.size >= 20_000) known.clear();
    known.set(name, said);
  }
  return said ?? undefined;
}

/** `dbPassword`, `DB_PASSWORD`, `db.password`, `DBPassword` → `db`, `password`. */
function tokensOf(name: string): string[] {
  return (name.slice(0, 200).match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((t) => t.toLowerCase());
}

function classify(tokens: readonly string[]): NameClass | undefined {
  for (let i = tokens.length - 1; i >= 0; i--) {
    const said = classifyAt(tokens, i);
    if (said) return said;
    if (ABOUT.has(tokens[i] as string)) return undefined;
  }
  return undefined;
}

function classifyAt(tokens: readonly string[], i: number): NameClass | undefined {
  const token = tokens[i] as string;
  const before = tokens[i - 1] ?? '';
  const open = tokens.some((t) => PUBLIC.has(t)) || (tokens[0] === 'react' && tokens[1] === 'app');
  if (PASSWORD_WORD.test(token)) return 'password';
  if (SHORT_PASSWORD.has(token) || (token === 'pw' && i > 0)) return i === tokens.length - 1 || /^\d+$/.test(tokens[i + 1] as string) ? 'password' : undefined;
  if (open) return undefined;
  if (token === 'salt' && i > 0) return 'token';
  if (token === 'string' && before === 'secret') return 'content';
  if (token === 'key') {
    if (SIGNING_KEYS.has(before)) return 'signing';
    return KEYS.has(before) ? 'token' : undefined;
  }
  if (/(?:apikey|accesskey|privatekey|licensekey|authkey)$/.test(token)) return 'token';
  if (/(?:secretkey|signingkey|encryptionkey)$/.test(token)) return 'signing';
  if (token === 'base' && before === 'key' && tokens[i - 2] === 'secret') return 'signing';
  if (token === 'tokens') return before === 'api' || before === 'access' || before === 'auth' ? 'token' : undefined;
  if (token.endsWith('token')) return PLAIN_TOKENS.has(before) && token === 'token' ? undefined : 'token';
  if (token.endsWith('secret')) {
    if (token !== 'secret') return SIGNING_SECRETS.has(token.slice(0, -6)) ? 'signing' : 'holder';
    return SIGNING_SECRETS.has(before) ? 'signing' : 'holder';
  }
  if (token === 'secrets' || token === 'credential' || token === 'credentials' || token === 'creds') return 'holder';
  if (token === 'auth' && i === tokens.length - 1 && (before === 'basic' || before === 'redis' || before === 'registry')) return 'token';
  return undefined;
}

/** Settings, not secrets, whatever the name. */
const MODES = words(
  'true false yes no on off enabled disabled enable disable required optional none null nil undefined default auto automatic always never prompt plain plaintext basic bearer cookie cookies header session jwt oauth oauth2 oidc saml iam ldap md5 sha1 sha256 sha512 bcrypt argon2 argon2id scrypt pbkdf2 scram scram-sha-256 hs256 hs384 hs512 rs256 rs384 rs512 es256 es384 es512 ed25519 aes128 aes256 aes-256-gcm aes-256-cbc api_key inherit managed generated random file env environment vault ssm secretsmanager aws kms string text json base64 hex utf-8 utf8',
);
const STAND_IN =
  /^(?:(?:your|insert|enter|replace|placeholder|example|dummy|fake|redacted|todo|tbd|fixme|sample|provide|fill)(?:[-_ .]|me|this|with|in|$)|change(?:d)?[-_ ]?(?:me|this|in)|set[-_ ]?me$|to[-_ ]?be[-_ ]|unset$|empty$|not?[-_ ]?(?:a[-_ ]?)?(?:set|used|needed|required|secret|password|token|key)s?$|unused$|ignored?$|n\/a$)|[-_ ](?:goes[-_ ]?)?here$|placeholder/i;
/** YourPasswordHere */
const ADDRESSED = /^(?:your|Your|YOUR)[A-Z_]/;
const REFERENCE = /\$\{|\{\{|\}\}|\$\(|#\{|<%|^\$[A-Za-z_]\w*$|^%(?![0-9A-Fa-f]{2})|^<.*>$|^\[.*\]$|^\{[\w.-]*\}$|^@[\w.]+@$|^__\w+__$|^arn:|^alias\/|^!\w/;
const LOOKED_UP = /^(?:vault|ssm|secretsmanager|secrets-manager|aws-sm|aws-ssm|awskms|kms|sops|op|file|env|k8s|keyvault|ref\+[a-z]+):/i;
const MASKED = /^(.)\1{2,}$|^[*xX•.#?_-]{3,}$/;
const MASK_CHARACTERS = /^[*xX•.#?_-]/;

/** A literal text, not a reference to one nor a stand-in for one. */
function isLiteral(value: string): boolean {
  return !(REFERENCE.test(value) || LOOKED_UP.test(value) || STAND_IN.test(value) || ADDRESSED.test(value) || (MASKED.test(value) && MASK_CHARACTERS.test(value)) || isPlaceholder(value));
}

const FILE = /\.(?:pem|key|crt|cer|pub|json|ya?ml|txt|jks|p12|pfx|env|properties|conf|cfg|toml|ini|xml|html?|sh|js|py)$/i;
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?::\d{1,5})?$/i;
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?:\/\d{1,2})?$/;
const CLASS_NAME = /^(?:[a-z]\w{0,60}\.){1,12}[A-Z]\w{0,100}$/;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** Words, joined, perhaps with a number: what people call things (`my-app-token-v2`), not what machines issue. */
const GIVEN_NAME = /^(?:[a-z]+|[A-Z][a-z]+|[A-Z]+)\d*(?:[-_/.:@](?:[a-z]*|[A-Z][a-z]+|[A-Z]+)\d*)+$/;
const REGION = /^[a-z]{2}(?:-[a-z]+){1,2}-\d[a-z]?$/;

function isPath(value: string): boolean {
  if (/^[A-Za-z]:[\\/]/.test(value)) return true;
  if (FILE.test(value) && !/\s/.test(value)) return true;
  if (!/^(?:~|\.{1,2})?\//.test(value) || !/^[~.]{0,2}(?:\/[\w.@+=-]{1,128})+\/?$/.test(value)) return false;
  const segments = value.split('/').filter(Boolean);
  // Base64 may begin with a slash and hold some: its pieces look like no word.
  return !segments.some((s) => s.length > 11 && /[a-z]/.test(s) && /[A-Z]/.test(s) && /\d/.test(s)) && (segments.length > 1 || (segments[0]?.length ?? 0) < 20);
}

/** Looks made by a machine. */
function isIssued(value: string): boolean {
  if (value.length < 8 || REGION.test(value)) return false;
  if (UUID.test(value)) return true;
  const letters = /[a-z]/i.test(value);
  if (/\s/.test(value)) return value.length >= 32 && /[^\w\s,.;:'/()-]/.test(value);
  if (/\d/.test(value)) return letters && !GIVEN_NAME.test(value);
  return (/[a-z]/.test(value) && /[A-Z]/.test(value) && value.length >= 20 && !GIVEN_NAME.test(value)) || (letters && /[^\w.:/-]/.test(value)) || (letters && value.length >= 32 && !/[-_./ ]/.test(value));
}

/**
 * Detects a secret by what its name says and what the value may be. In: the name of an environment variable, parameter or property,
 * and its value as written. Out: undefined unless one would have to rotate it. `hunter2`, `postgres` and `root` under a password's
 * name are passwords; references, paths, ARNs, names of parameters, URLs (their credentials are found by value), modes, numbers
 * of fewer than 6 digits (a password: 4) and stand-ins such as `changeme` are none. Never throws.
 */
export function detectNamed(name: string, value: string): { detector: 'named-secret' | 'aws-secret-access-key' } | undefined {
  const said = classOf(name);
  if (!said) return undefined;
  const text = value.trim();
  // Before all else: such a key may begin with a slash and look like a path.
  if (AWS_SECRET_KEY.test(text) && (said === 'token' || said === 'signing') && /secret|access/i.test(name)) return { detector: 'aws-secret-access-key' };
  return couldBe(said, name, text) ? { detector: 'named-secret' } : undefined;
}

/** 40 characters of base64 with all its kinds, as IAM issues them. */
const AWS_SECRET_KEY = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9/+]{40}$/;

function couldBe(said: NameClass, name: string, value: string): boolean {
  if (value.length < 4 || value.length > 20_000 || MODES.has(value.toLowerCase()) || !isLiteral(value)) return false;
  if (value[0] === '{' || (value[0] === '[' && value[1] === '"')) {
    const inner = insideJson(value);
    if (inner !== undefined) return inner;
  }
  if (/^[+-]?\d+(?:\.\d+)?$/.test(value) && value.length < (said === 'password' ? 4 : 6)) return false;
  if (/^[a-z][a-z0-9+.-]{0,30}:\/\//i.test(value) || isPath(value)) return false;
  // DB_PASSWORD: DB_PASSWORD, SQL_PASS: DB_PASSWORD: the value names where the secret is.
  if (/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/.test(value) && (value === name || (value.includes('_') && classOf(value)))) return false;
  if (value === name && tokensOf(name).length > 1) return false;
  if (said === 'password') return true;
  if (HOST.test(value) || ADDRESS.test(value) || CLASS_NAME.test(value)) return false;
  if (said === 'content' || said === 'signing') return said === 'content' || !/^(?:secret|token|key)s?$/i.test(value) || /secret/i.test(name);
  if (said === 'token') return isIssued(value);
  return UUID.test(value) || (/[a-z]/i.test(value) && /\d/.test(value) && value.length >= 6 && !GIVEN_NAME.test(value) && !/\s/.test(value));
}

/** Whether JSON holds a secret by the names inside it; undefined when it is no JSON. */
function insideJson(value: string): boolean | undefined {
  let data: unknown;
  try {
    data = JSON.parse(value);
  } catch {
    return undefined;
  }
  const stack = [data];
  for (let steps = 0; stack.length > 0 && steps < 1000; steps++) {
    const item = stack.pop();
    if (typeof item !== 'object' || item === null) continue;
    for (const [key, inner] of Object.entries(item)) {
      if (typeof inner === 'string') {
        if (detectValue(inner).length > 0 || detectNamed(key, inner)) return true;
      } else stack.push(inner);
    }
  }
  return false;
}

// ---------------------------------------------------------------------------------------------------------------- masking

const PLACEHOLDER_SOURCE = '\\[secret: [a-z0-9-]{1,40}, \\d{1,9} characters, #[0-9a-f]{8}\\]';
const PLACEHOLDER = new RegExp(PLACEHOLDER_SOURCE);

let hmac: ((value: string) => string) | undefined;

function hash(value: string): string {
  if (!hmac) {
    // Loaded at the first secret: most runs have none, and the module costs start-up time.
    const crypto = process.getBuiltinModule('node:crypto');
    const key = crypto.randomBytes(32);
    hmac = (text) => (crypto.createHmac('sha256', key) as Hmac).update(text).digest('hex').slice(0, 8);
  }
  return hmac(value);
}

/**
 * What stands in for a secret everywhere, e.g. `[secret: aws-access-key-id, 20 characters, #1a2b3c4d]`: the same for the same value
 * within a run, another in the next run.
 */
export function placeholder(value: string, detector: string): string {
  return `[secret: ${detector}, ${value.length} characters, #${hash(value)}]`;
}

/** Whether text is or holds a placeholder (of a URL only the password is replaced). */
export function isPlaceholder(text: string): boolean {
  return text.length > 40 && text.includes('[secret: ') && PLACEHOLDER.test(text);
}

/** The placeholders in text, in order, taken apart. */
export function detections(text: string): Detection[] {
  return [...text.matchAll(/\[secret: ([a-z0-9-]{1,40}), (\d{1,9}) characters, #([0-9a-f]{8})\]/g)].map((m) => ({ detector: m[1] as string, length: Number(m[2]), hash: m[3] as string }));
}

/** Text with every secret that shows by its form replaced. For messages and any free text. Idempotent; the same string when clean. */
export function redact(text: string): string {
  let out = text;
  // What stood before a secret may have hidden the next one, so look again; each pass leaves less.
  for (let found = detectValue(out), passes = 0; found.length > 0 && passes < 8; found = detectValue(out), passes++) {
    let next = '';
    let from = 0;
    for (const { detector, start, end } of found) {
      next += out.slice(from, start) + placeholder(out.slice(start, end), detector);
      from = end;
    }
    out = next + out.slice(from);
  }
  return out;
}

/** A value after its key: quoted, or up to where the syntax around it ends. A placeholder is one piece, so that a second pass sees it whole. */
const QUOTED = `"(?<double>(?:[^"\\\\]|\\\\.){0,4000})"?|'(?<single>(?:[^']|''){0,4000})'?|\\\\"(?<escaped>[^"\\\\]{0,4000})`;
const PAIR = new RegExp(
  `(?<done>${PLACEHOLDER_SOURCE})|(?<![\\w.-])(?<key>[\\w.-]{0,80}?(?:pass|pwd|secret|token|key|cred|auth|_pw)[\\w.-]{0,80})(?<join>\\\\?["']?\\s*(?:=>|[:=])\\s*)(?:${QUOTED}|(?<bare>(?:${PLACEHOLDER_SOURCE}|[^\\s"'\`])(?:${PLACEHOLDER_SOURCE}|[^\\n\\r]){0,4000}))`,
  'dgi',
);
const NAME_VALUE = new RegExp(
  `(?:name|key)\\\\?["']?\\s*[:=]\\s*\\\\?["']?(?<key>[\\w.-]{1,200})\\\\?["']?\\s*,\\s*\\\\?["']?\\w{0,20}value\\\\?["']?\\s*[:=]\\s*(?:${QUOTED}|(?<bare>(?:${PLACEHOLDER_SOURCE}|[^\\s"'\`])(?:${PLACEHOLDER_SOURCE}|[^\\n\\r]){0,4000}))`,
  'dgi',
);
const VALUE_NAME = new RegExp(`value\\\\?["']?\\s*[:=]\\s*(?:${QUOTED}|(?<bare>(?:${PLACEHOLDER_SOURCE}|[^\\s"'\`,])(?:${PLACEHOLDER_SOURCE}|[^,\\n\\r]){0,4000}?))\\s*,\\s*\\\\?["']?(?:name|key)\\\\?["']?\\s*[:=]\\s*\\\\?["']?(?<key>[\\w.-]{1,200})`, 'dgi');

/**
 * A line of code with every secret replaced: those that show by their form, and the values of `NAME: value`, `"name": "value"`,
 * `NAME=value` and `name: NAME, value: value` whose name says secret. Secrets whose name stands on another line are the business of
 * whoever knows their place. Idempotent.
 */
export function redactLine(line: string): string {
  let out = line;
  for (let before = '', passes = 0; before !== out && passes < 8; passes++) {
    before = out;
    // Named first: a secret found by form inside a longer secret would leave the rest in sight.
    out = redact([NAME_VALUE, VALUE_NAME, PAIR].reduce(redactPairs, out));
  }
  return out;
}

function redactPairs(line: string, pattern: RegExp): string {
  let out = '';
  let from = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(line); match; match = pattern.exec(line)) {
    const groups = match.groups as Record<string, string | undefined>;
    const places = match.indices?.groups as Record<string, [number, number] | undefined>;
    if (groups.done !== undefined) continue;
    const key = groups.key as string;
    const kind = (['double', 'single', 'escaped', 'bare'] as const).find((k) => groups[k] !== undefined) as 'double' | 'single' | 'escaped' | 'bare';
    let value = groups[kind] as string;
    const [start] = places[kind] as [number, number];
    if (kind === 'bare') value = bare(value, pattern === PAIR && /=\s*$/.test(groups.join ?? ''), /[{[](?!secret: )/.test(line.slice(0, match.index)));
    const whole = detectValue(value)[0];
    const detected = isSyntax(kind, value, line.slice(start + value.length, start + value.length + 4)) ? undefined : whole && whole.end - whole.start === value.length ? whole : detectNamed(key, value);
    if (detected) {
      out += line.slice(from, start) + placeholder(value, detected.detector);
      from = start + value.length;
      pattern.lastIndex = Math.max(from, match.index + 1);
    } else {
      // The value may hold pairs of its own: `command: mysql --password=…`.
      pattern.lastIndex = Math.max(match.index + 1, pattern === PAIR ? (places.key as [number, number])[1] : start);
    }
  }
  return from === 0 ? line : out + line.slice(from);
}

/** Not a value but the syntax of one: YAML tags and blocks, calls, variables, pieces of a joined text, the inside of a dynamic reference. */
function isSyntax(kind: string, value: string, after: string): boolean {
  if (/^:{0,4}\}\}/.test(after)) return true;
  if (kind !== 'bare') return /^["'], *[!{]/.test(value);
  return /^[!&|>{[]|^[A-Za-z_][\w.]*[([]|^\$\{?\w+\}?(?:[\s"'\\]|$)/.test(value);
}

/**
 * Where an unquoted value ends: at a blank or an escape after `=`, at the end of a YAML scalar after `:`. A placeholder is never cut.
 */
function bare(value: string, assigned: boolean, inFlow: boolean): string {
  const piece = assigned ? `(?!\\\\[nrt"])[^\\s"'\`,;&|)\\]}]` : inFlow ? '[^,}\\]"\'`]' : '(?!\\s#|,?\\s*$)[\\s\\S]';
  const match = new RegExp(`^(?:${PLACEHOLDER_SOURCE}|${piece})+`).exec(value);
  return (match?.[0] ?? value).trimEnd();
}

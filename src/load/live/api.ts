/**
 * Calls to one account and region: slow enough to leave the customer's own deployments their share, patient with throttling, and unable to
 * do anything but read.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html (buckets of ECS) ,
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/ (timeouts, retries), https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
import { redact } from '../../secrets.js';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentialIdentityProvider } from '@smithy/types';

export type Raw = Readonly<Record<string, unknown>>;

/** Services by the prefix of their IAM actions. */
const CLIENTS = {
  ecs: () => import('./clients/ecs.js'),
  ecr: () => import('./clients/ecr.js'),
  'application-autoscaling': () => import('./clients/application-autoscaling.js'),
  elasticloadbalancing: () => import('./clients/elasticloadbalancing.js'),
  autoscaling: () => import('./clients/autoscaling.js'),
  elasticfilesystem: () => import('./clients/elasticfilesystem.js'),
  events: () => import('./clients/events.js'),
  scheduler: () => import('./clients/scheduler.js'),
  logs: () => import('./clients/logs.js'),
  cloudwatch: () => import('./clients/cloudwatch.js'),
  sqs: () => import('./clients/sqs.js'),
  iam: () => import('./clients/iam.js'),
  ec2: () => import('./clients/ec2.js'),
  sts: () => import('./clients/sts.js'),
  organizations: () => import('./clients/organizations.js'),
} as const;

export type Service = keyof typeof CLIENTS;

/** How the state of what was to be read is called. Only `complete` may be judged. */
export type State = 'complete' | 'denied' | 'throttled' | 'unavailable' | 'error';

/** A call that gave nothing. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly state: Exclude<State, 'complete'>;
  /** `service:Operation`. */
  readonly action: string;
  /** The name that AWS gives the error. */
  readonly code: string;
  readonly requestId: string | undefined;
  readonly attempts: number;
  constructor(state: Exclude<State, 'complete'>, action: string, code: string, message: string, more: { requestId?: string | undefined; attempts?: number } = {}) {
    super(message);
    this.state = state;
    this.action = action;
    this.code = code;
    this.requestId = more.requestId;
    this.attempts = more.attempts ?? 1;
  }
}

/** What was asked, for evidence. */
export interface Call {
  action: string;
  requestId?: string;
  attempts: number;
}

export interface Connection {
  region: string;
  credentials: AwsCredentialIdentityProvider;
  /** Shared by all connections of a scan; it pools sockets by host. */
  handler: NodeHttpHandler;
  /** Calls a second at most in each bucket, as a share of what AWS publishes. */
  share: number;
  /** Ends everything that is under way. */
  signal?: AbortSignal;
}

/** Tokens at once, and tokens a second, as AWS publishes them for an account and region. */
const BUCKETS: readonly { holds: RegExp; burst: number; rate: number }[] = [
  { holds: /^ecs:(?:Describe|List)Clusters$/, burst: 50, rate: 20 },
  { holds: /^ecs:(?:Describe|List)Services$/, burst: 100, rate: 20 },
  { holds: /^ecs:(?:DescribeTaskDefinition|ListTaskDefinition\w*)$/, burst: 50, rate: 20 },
  { holds: /^ecs:(?:Describe|List)(?:Tasks|ContainerInstances|Attributes)$/, burst: 100, rate: 20 },
  { holds: /^ecs:DescribeServiceRevisions$/, burst: 50, rate: 20 },
  { holds: /^ecs:/, burst: 50, rate: 20 },
  { holds: /^elasticloadbalancing:/, burst: 40, rate: 10 },
  { holds: /^logs:/, burst: 10, rate: 10 },
  { holds: /^ec2:/, burst: 50, rate: 10 },
  // No number is published for the others.
  { holds: /^ecr:/, burst: 20, rate: 20 },
  { holds: /^iam:/, burst: 20, rate: 20 },
  { holds: /./, burst: 10, rate: 5 },
];

/** One bucket of tokens: whoever has none waits. */
export class Bucket {
  private readonly burst: number;
  private readonly most: number;
  private rate: number;
  private tokens: number;
  private at = performance.now();
  private slowed = Number.NEGATIVE_INFINITY;
  private last: Promise<void> = Promise.resolve();

  constructor(burst: number, rate: number) {
    this.burst = Math.max(1, burst);
    this.most = rate;
    this.rate = rate;
    this.tokens = this.burst;
  }

  /** Waits for a token, in the order of asking. */
  take(): Promise<void> {
    this.last = this.last.then(async () => {
      this.refill();
      if (this.tokens < 1) {
        await new Promise((resolve) => setTimeout(resolve, ((1 - this.tokens) / this.rate) * 1000));
        this.refill();
      }
      this.tokens -= 1;
    });
    return this.last;
  }

  /** AWS had enough: half the rate, once a second at most because many calls may be under way. It creeps back with every call that goes well. */
  slow(): void {
    const now = performance.now();
    if (now - this.slowed < 1000) return;
    this.slowed = now;
    this.tokens = Math.min(this.tokens, 0);
    this.rate = Math.max(this.rate / 2, this.most / 16);
  }

  well(): void {
    if (this.rate < this.most) this.rate = Math.min(this.most, this.rate + this.most / 20);
  }

  private refill(): void {
    const now = performance.now();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.at) / 1000) * this.rate);
    this.at = now;
  }
}

const THROTTLED = new Set('BandwidthLimitExceeded EC2ThrottledException LimitExceededException PriorRequestNotComplete ProvisionedThroughputExceededException RequestLimitExceeded RequestThrottled RequestThrottledException SlowDown ThrottledException Throttling ThrottlingException TooManyRequestsException TransactionInProgressException'.split(' '));
const DENIED = new Set('AccessDeniedException AccessDenied UnauthorizedOperation AuthorizationError'.split(' '));
/** Nothing can be read with these credentials any more. */
export const DEAD_CREDENTIALS = new Set('ExpiredToken ExpiredTokenException CredentialsProviderError InvalidIdentityToken IncompleteSignature SignatureDoesNotMatch'.split(' '));
/** The region is off, or the token is not one of this region. */
const NO_REGION = new Set('UnrecognizedClientException InvalidClientTokenId AuthFailure OptInRequired UnsupportedFeatureException UnknownOperationException InvalidAction UnsupportedOperation'.split(' '));
const NETWORK = new Set('ECONNRESET ECONNREFUSED ENOTFOUND EPIPE ETIMEDOUT EAI_AGAIN EHOSTUNREACH TimeoutError AbortError'.split(' '));

const MOST_IN_FLIGHT = 8;
const THROTTLED_TRIES = 12;
const FAILED_TRIES = 4;
/** After so many denials in a row nobody needs to be asked again. */
const MOST_REFUSALS = 10;
const TIMEOUT = Number(process.env.PLIMSOLL_CALL_TIMEOUT ?? 20_000);

interface ClientLike {
  send(command: unknown, options: { abortSignal: AbortSignal }): Promise<unknown>;
  middlewareStack: { add(middleware: (next: (args: { input: unknown }) => unknown, context: { commandName?: string }) => unknown, options: { step: 'initialize'; name: string; priority: 'high' }): void };
}

type Commands = Readonly<Record<string, new (input: never) => unknown>>;

interface Shared {
  clients: Map<Service, Promise<{ client: ClientLike; commands: Commands }>>;
  buckets: Map<string, Bucket>;
  /** How often in a row an action was denied. */
  refused: Map<string, { count: number; error: CallError }>;
  inFlight: number;
  waiting: (() => void)[];
}

/** Everything that is asked of one account in one region. */
export class Api {
  readonly region: string;
  /** What was asked through this one. */
  readonly calls: Call[] = [];
  private readonly connection: Connection;
  /** One for all that speak of the same account and region. */
  private readonly shared: Shared;

  constructor(connection: Connection, shared: Shared = { clients: new Map(), buckets: new Map(), refused: new Map(), inFlight: 0, waiting: [] }) {
    this.connection = connection;
    this.region = connection.region;
    this.shared = shared;
  }

  /** The same clients and limits, with a list of calls of its own. */
  recording(): Api {
    return new Api(this.connection, this.shared);
  }

  /**
   * Makes one call, again where that may help.
   * @throws CallError when it gives nothing
   */
  async call(service: Service, operation: string, input: Raw): Promise<Raw> {
    const action = `${service}:${operation}`;
    const { client, commands } = await this.client(service);
    const Command = commands[operation];
    if (!Command) throw new TypeError(`${action} is not on the list of what a scan may ask`);
    const bucket = this.bucket(action);
    for (let attempt = 1; ; attempt++) {
      await bucket.take();
      await this.enter();
      try {
        const refused = this.shared.refused.get(action);
        if (refused && refused.count >= MOST_REFUSALS) throw refused.error;
        const output = (await client.send(new Command(input as never), { abortSignal: AbortSignal.any([AbortSignal.timeout(TIMEOUT + 5000), ...(this.connection.signal ? [this.connection.signal] : [])]) })) as Raw;
        bucket.well();
        this.shared.refused.delete(action);
        const requestId = (output.$metadata as { requestId?: string } | undefined)?.requestId;
        this.calls.push({ action, attempts: attempt, ...(requestId && { requestId }) });
        return output;
      } catch (error) {
        if (error instanceof CallError) throw error;
        const failure = classify(action, error, attempt);
        if (failure.state === 'throttled') bucket.slow();
        if (failure.state === 'denied') this.shared.refused.set(action, { count: (this.shared.refused.get(action)?.count ?? 0) + 1, error: failure });
        if (!mayHelp(failure, attempt) || this.connection.signal?.aborted) {
          this.calls.push({ action, attempts: attempt, ...(failure.requestId && { requestId: failure.requestId }) });
          throw failure;
        }
        if (failure.state !== 'throttled') await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** attempt));
      } finally {
        this.leave();
      }
    }
  }

  /** The same, but undefined for what is not there (any more): it may go between the list and the look. */
  async callIfThere(service: Service, operation: string, input: Raw): Promise<Raw | undefined> {
    try {
      return await this.call(service, operation, input);
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  /**
   * All pages of a list; empty when what it lists the parts of is gone.
   * @param items the member that holds the items
   * @param onPage is given every page, also of a list that fails later
   * @throws CallError; also when AWS gives the same token twice, because the list would never end
   */
  async list(service: Service, operation: string, input: Raw, items: string, onPage?: (page: readonly Raw[]) => void): Promise<Raw[]> {
    const all: Raw[] = [];
    const seen = new Set<string>();
    for (let page: Raw = input; ; ) {
      const output = await this.callIfThere(service, operation, page);
      if (!output) return [];
      const found = (output[items] as Raw[] | undefined) ?? [];
      all.push(...found);
      onPage?.(found);
      const next = tokenOf(output);
      if (!next) return all;
      if (seen.has(next.token)) throw new CallError('error', `${service}:${operation}`, 'RepeatedToken', 'AWS gave the same page token twice');
      seen.add(next.token);
      page = { ...input, [next.name]: next.token };
    }
  }

  /** Drops the clients. They are not destroyed, because that would end the sockets of all that share the handler. */
  end(): void {
    this.shared.clients.clear();
  }

  private client(service: Service): Promise<{ client: ClientLike; commands: Commands }> {
    const { clients } = this.shared;
    let client = clients.get(service);
    if (!client) clients.set(service, (client = this.made(service)));
    return client;
  }

  private async made(service: Service): Promise<{ client: ClientLike; commands: Commands }> {
    const { Client, commands } = (await CLIENTS[service]()) as unknown as { Client: new (config: object) => ClientLike; commands: Commands };
    const { region, credentials, handler } = this.connection;
    // Services of the whole partition answer in one region. SQS would call the host that stands in the address of a queue.
    const client = new Client({ region, credentials, requestHandler: handler, maxAttempts: 1, logger: undefined, ...(service === 'sqs' && { useQueueUrlAsEndpoint: false }) });
    const allowed = new Set(Object.keys(commands).map((name) => `${name}Command`));
    client.middlewareStack.add((next, context) => (args: { input: unknown }) => {
      if (!allowed.has(context.commandName ?? '')) throw new TypeError(`${context.commandName} is not on the list of what a scan may ask`);
      return (next as (given: unknown) => unknown)(args);
    }, { step: 'initialize', name: 'readOnly', priority: 'high' });
    return { client, commands };
  }

  private bucket(action: string): Bucket {
    const index = BUCKETS.findIndex(({ holds }) => holds.test(action));
    const key = `${index} ${index === BUCKETS.length - 1 ? action.split(':')[0] : ''}`;
    const { buckets } = this.shared;
    let bucket = buckets.get(key);
    const { burst, rate } = BUCKETS[index] as (typeof BUCKETS)[number];
    if (!bucket) buckets.set(key, (bucket = new Bucket(burst * this.connection.share, rate * this.connection.share)));
    return bucket;
  }

  private async enter(): Promise<void> {
    const { shared } = this;
    if (shared.inFlight < MOST_IN_FLIGHT) shared.inFlight++;
    else await new Promise<void>((resolve) => shared.waiting.push(resolve));
  }

  private leave(): void {
    const next = this.shared.waiting.shift();
    if (next) next();
    else this.shared.inFlight--;
  }
}

/** Whether a call failed because what it asks about does not exist. */
export function isGone(error: unknown): error is CallError {
  return error instanceof CallError && (/(?:NotFound|NotFoundException|NoSuchEntity|NoSuchEntityException|QueueDoesNotExist|NonExistentQueue)$/.test(error.code) || (error.action === 'ecs:DescribeTaskDefinition' && error.code === 'ClientException'));
}

function tokenOf(output: Raw): { name: string; token: string } | undefined {
  for (const [given, name] of [['nextToken', 'nextToken'], ['NextToken', 'NextToken'], ['NextMarker', 'Marker'], ['Marker', 'Marker']] as const) {
    const token = output[given];
    // EFS repeats the marker that was sent.
    if (typeof token === 'string' && token !== '' && !(given === 'Marker' && output.IsTruncated !== true)) return { name, token };
  }
  return undefined;
}

function mayHelp({ state, code }: CallError, attempt: number): boolean {
  if (state === 'throttled') return attempt < THROTTLED_TRIES;
  return state === 'error' && attempt < FAILED_TRIES && (NETWORK.has(code) || /^5\d\d$|InternalError|InternalFailure|ServiceUnavailable|ServerException|InternalServiceError/.test(code));
}

interface SdkError {
  name?: string;
  message?: string;
  code?: string;
  Code?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $fault?: string;
}

/** What an error of the SDK means for a collection. */
export function classify(action: string, thrown: unknown, attempts: number): CallError {
  const error = (thrown ?? {}) as SdkError;
  const status = error.$metadata?.httpStatusCode;
  const code = error.code && NETWORK.has(error.code) ? error.code : error.name === 'SyntaxError' ? 'NotFromAws' : (error.name ?? 'Error');
  const more = { requestId: error.$metadata?.requestId, attempts };
  const text = redact((error.message ?? '').split('\n')[0]?.slice(0, 300) ?? '');
  if (THROTTLED.has(code) || status === 429) return new CallError('throttled', action, code, `${action} was throttled ${attempts} times`, more);
  if (DENIED.has(code)) return new CallError('denied', action, code, `${action} was denied${why(text)}`, more);
  if (NO_REGION.has(code)) return new CallError('unavailable', action, code, `${action} is not available here (${code}): the region may not be enabled for the account`, more);
  if (code === 'ENOTFOUND') return new CallError(attempts < FAILED_TRIES ? 'error' : 'unavailable', action, code, `${action}: the service has no address in this region`, more);
  if (code === 'NotFromAws') return new CallError('error', action, status !== undefined && status >= 500 ? String(status) : code, `${action}: the answer was not from AWS (${status ?? 'no status'}); a proxy may stand between`, more);
  if (NETWORK.has(code)) return new CallError('error', action, code, `${action}: no answer (${code})`, more);
  return new CallError('error', action, status !== undefined && status >= 500 ? String(status) : code, `${action}: ${code}${text ? `: ${text}` : ''}`, more);
}

function why(text: string): string {
  if (/service control policy/i.test(text)) return ' by a service control policy';
  if (/permissions boundary/i.test(text)) return ' by a permissions boundary';
  if (/session policy/i.test(text)) return ' by a session policy';
  return '';
}

/**
 * GitHub's REST interface, as far as comments need it. The token goes to the address of the interface and nowhere else; what takes too
 * long or is refused is told, and never fails the gate.
 *
 * Source: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */

/** What GitHub answered instead of what was wanted. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const TIMEOUT = 15_000;
const TRIES = 3;
const LONGEST_WAIT = 30_000;
const MOST_PAGES = 30;

export class Api {
  private readonly base: string;
  private readonly token: string;
  private readonly timeout: number;

  /** @param base `GITHUB_API_URL` */
  constructor(base: string, token: string, timeout = TIMEOUT) {
    this.base = base.replace(/\/+$/, '');
    this.token = token;
    this.timeout = timeout;
  }

  /**
   * Asks for one thing, again where GitHub says that it may work later.
   * @throws ApiError
   */
  async request<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.once(method, path, body);
      if (answer.ok) return (await answer.json()) as T;
      const wait = waitFor(answer, attempt);
      if (attempt >= TRIES || wait === undefined) throw new ApiError(answer.status, await reasonOf(answer));
      await answer.body?.cancel();
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** All pages of a list. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let page = 1; page <= MOST_PAGES; page++) {
      const next = await this.request<T[]>('GET', `${path}${path.includes('?') ? '&' : '?'}per_page=100&page=${page}`);
      if (!Array.isArray(next)) throw new ApiError(200, 'GitHub answered with something that is no list');
      items.push(...next);
      if (next.length < 100) break;
    }
    return items;
  }

  private async once(method: string, path: string, body: object | undefined): Promise<Response> {
    try {
      return await fetch(this.base + path, {
        method,
        // A redirect could lead the token elsewhere.
        redirect: 'manual',
        signal: AbortSignal.timeout(this.timeout),
        headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${this.token}`, 'x-github-api-version': '2022-11-28', 'user-agent': 'plimsoll', ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
    } catch (error) {
      const { name, cause } = error as Error & { cause?: { code?: string } };
      throw new ApiError(0, name === 'TimeoutError' ? `no answer within ${this.timeout / 1000} s` : `no answer (${cause?.code ?? name})`);
    }
  }
}

/** How long to wait before asking again, in milliseconds; undefined when it would be of no use. */
function waitFor({ status, headers }: Response, attempt: number): number | undefined {
  const after = Number(headers.get('retry-after') ?? Number.NaN);
  const limited = status === 429 || (status === 403 && (headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0'));
  if (!limited && status < 500) return undefined;
  const wait = Number.isFinite(after) ? after * 1000 : limited ? undefined : 500 * 2 ** (attempt - 1);
  return wait !== undefined && wait <= LONGEST_WAIT ? wait : undefined;
}

async function reasonOf(answer: Response): Promise<string> {
  let message = '';
  try {
    message = String(((await answer.json()) as { message?: unknown }).message ?? '').split('\n')[0]?.slice(0, 200) ?? '';
  } catch {
    // Not every answer is JSON.
  }
  return `GitHub answered ${answer.status}${message ? `: ${message}` : ''}`;
}

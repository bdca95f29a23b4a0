/** A fake of GitHub's REST interface on 127.0.0.1, as far as the Action asks it: comments of issues and pulls, reviews, changed files. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Comment {
  id: number;
  body: string;
  user: { type: string };
}

export interface Review {
  commit_id: string;
  comments: { path: string; line: number; start_line?: number; body: string }[];
}

export interface Fault {
  status: number;
  headers?: Record<string, string>;
  /** How many requests it hits; all when left out. */
  times?: number;
  /** No answer at all. */
  hang?: boolean;
}

/** One repository with one pull request. */
export class FakeGitHub {
  readonly comments: Comment[] = [];
  readonly reviews: Review[] = [];
  /** What GitHub says of the files of the pull request. */
  files: { filename: string; status: string; patch?: string }[] = [];
  readonly requests: string[] = [];
  readonly tokens = new Set<string>();
  fault: Fault | undefined;
  private server: Server | undefined;

  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      void this.answer(request).then(({ status, headers, body }) => {
        if (status === 0) return;
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; headers?: Record<string, string>; body: unknown }> {
    const url = new URL(request.url ?? '', 'http://127.0.0.1');
    this.requests.push(`${request.method} ${url.pathname}`);
    this.tokens.add(String(request.headers.authorization));
    const { fault } = this;
    if (fault && (fault.times === undefined || fault.times-- > 0)) return fault.hang ? { status: 0, body: undefined } : { status: fault.status, headers: fault.headers, body: { message: 'Resource not accessible by integration' } };
    const text = await new Promise<string>((resolve) => {
      let all = '';
      request.on('data', (chunk: Buffer) => (all += chunk.toString()));
      request.on('end', () => resolve(all));
    });
    const body = (text === '' ? {} : JSON.parse(text)) as { body?: string } & Review;
    const page = (list: readonly unknown[]): unknown[] => list.slice((Number(url.searchParams.get('page') ?? 1) - 1) * 100, Number(url.searchParams.get('page') ?? 1) * 100);
    const path = url.pathname.replace('/repos/acme/shop', '');
    if (request.method === 'GET' && path === '/issues/7/comments') return { status: 200, body: page(this.comments) };
    if (request.method === 'POST' && path === '/issues/7/comments') {
      this.comments.push({ id: this.comments.length + 1, body: body.body ?? '', user: { type: 'Bot' } });
      return { status: 201, body: this.comments.at(-1) };
    }
    const id = /^\/issues\/comments\/(\d+)$/.exec(path)?.[1];
    if (request.method === 'PATCH' && id !== undefined) {
      const comment = this.comments.find((each) => each.id === Number(id));
      if (!comment) return { status: 404, body: { message: 'Not Found' } };
      comment.body = body.body ?? '';
      return { status: 200, body: comment };
    }
    if (request.method === 'GET' && path === '/pulls/7/comments') return { status: 200, body: page(this.reviews.flatMap(({ comments }) => comments)) };
    if (request.method === 'POST' && path === '/pulls/7/reviews') {
      this.reviews.push(body);
      return { status: 200, body: {} };
    }
    if (request.method === 'GET' && path === '/pulls/7/files') return { status: 200, body: page(this.files) };
    return { status: 404, body: { message: 'Not Found' } };
  }
}

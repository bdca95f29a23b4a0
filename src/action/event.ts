/** What the event that started the workflow says of the change. Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads */
import { readFileSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

export interface PullRequest {
  number: number;
  /** Full commit ids. */
  base: string;
  head: string;
  /** The branch that it goes into. */
  into: string;
  /** From another repository, or by Dependabot: the token may read only. */
  foreign: boolean;
}

export interface ActionEvent {
  name: string;
  pull?: PullRequest;
  /** The commit that the change starts from, where the event names one. */
  base?: string;
  /** `owner/name`. */
  repository?: string;
  /** Why the payload says nothing. */
  problem?: string;
}

const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const commit = (value: unknown): string | undefined => (typeof value === 'string' && COMMIT.test(value) && !/^0+$/.test(value) ? value : undefined);

type Raw = { readonly [key: string]: unknown };
const object = (value: unknown): Raw => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {});

/** Reads the event. Never throws: a payload that cannot be read is told in `problem`. */
export function readEvent(env: Environment): ActionEvent {
  const name = env.GITHUB_EVENT_NAME ?? '';
  const repository = /^[\w.-]+\/[\w.-]+$/.test(env.GITHUB_REPOSITORY ?? '') ? env.GITHUB_REPOSITORY : undefined;
  const event: ActionEvent = { name, ...(repository !== undefined && { repository }) };
  let payload: Raw;
  try {
    payload = object(JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? '', 'utf8')));
  } catch (error) {
    return { ...event, problem: `the event payload cannot be read: ${(error as Error).message.split('\n')[0]}` };
  }
  if (name === 'pull_request' || name === 'pull_request_target') return withPull(event, object(payload.pull_request), repository, env.GITHUB_ACTOR);
  const base = name === 'push' ? commit(payload.before) : name === 'merge_group' ? commit(object(payload.merge_group).base_sha) : undefined;
  return base === undefined ? event : { ...event, base };
}

function withPull(event: ActionEvent, pull: Raw, repository: string | undefined, actor: string | undefined): ActionEvent {
  const [base, head] = [object(pull.base), object(pull.head)];
  const [from, to] = [commit(base.sha), commit(head.sha)];
  if (typeof pull.number !== 'number' || from === undefined || to === undefined) return { ...event, problem: 'the event payload names no pull request' };
  const owner = object(head.repo).full_name;
  const foreign = actor === 'dependabot[bot]' || owner !== repository;
  return { ...event, base: from, pull: { number: pull.number, base: from, head: to, into: typeof base.ref === 'string' ? base.ref : '', foreign } };
}

/**
 * Policies of resources (a file system, a key) and what they let a role do, or a caller who does not sign in.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html ,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import type { Node } from '../graph/graph.js';
import { peek, Unknown } from '../graph/value.js';
import { type Grants, mayDo, type Request, type Verdict } from './iam.js';
import { arnOf, holds, type Piece, piecesOf } from './name-pattern.js';
import { type Answer, every, isObject, members, some, type Statement, statementsOf } from './policy.js';

/** A role, and all that speaks for it. */
export interface Caller {
  node: Node;
  grants: Grants;
}

/** The ARN of a resource: an account knows it, a template has the parts that it refers to. */
export function arnHere(node: Node): readonly Piece[] {
  const written = node.source.ids?.find((id) => id.startsWith('arn:'));
  return written === undefined ? (arnOf(node) ?? []) : [written];
}

/**
 * Whether a role, or somebody who does not sign in, may do something on a resource of its own account: by its policies or by that of the resource.
 * @param ofAccount what a statement for the whole account says about its roles, which AWS leaves to their own policies
 */
export function mayDoWith(policy: unknown, request: Request, caller: Caller | undefined, ofAccount: Answer): Verdict {
  const own: Verdict = caller ? mayDo(caller.grants, request) : { answer: 'denied' };
  if (own.answer === 'denied' && own.by) return own;
  if (policy instanceof Unknown) return own.answer === 'allowed' ? own : { answer: 'unknown', reason: policy.reason };
  let allowed = own.answer === 'allowed';
  let reason = own.answer === 'unknown' ? own.reason : undefined;
  let barred = false;
  for (const statement of statementsOf(policy)) {
    const speaks = every(() => isFor(statement, caller?.node, ofAccount), () => covers(statement, request));
    if (speaks === false) continue;
    const effect = peek(statement, 'Effect');
    if (effect instanceof Unknown || speaks instanceof Unknown) {
      reason ??= (speaks instanceof Unknown ? speaks : (effect as Unknown)).reason;
      if (effect !== 'Allow') barred = true;
    } else if (effect === 'Deny') return { answer: 'denied', by: statement };
    else if (effect === 'Allow') allowed = true;
  }
  if (allowed && !barred) return { answer: 'allowed' };
  return reason === undefined ? { answer: 'denied' } : { answer: 'unknown', reason };
}

/**
 * The requests that are surely not allowed to a role, and why others may not be, where policies of resources count as well.
 * @param policies their documents, asked for only when the role's own policies do not suffice
 */
export function lackingWith(caller: Caller, requests: readonly Request[], policies: (request: Request) => readonly unknown[]): { lacks: readonly Request[]; doubt: string | undefined } {
  const verdicts = requests.map((request) => {
    const own = mayDo(caller.grants, request);
    if (own.answer !== 'denied' || own.by) return { request, verdict: own };
    return { request, verdict: mayDoWith({ Statement: policies(request).flatMap((policy) => [...statementsOf(policy)]) }, request, caller, false) };
  });
  const doubt = verdicts.flatMap(({ verdict }) => (verdict.answer === 'unknown' ? [verdict.reason] : []))[0];
  return { lacks: verdicts.filter(({ verdict }) => verdict.answer === 'denied').map(({ request }) => request), doubt };
}

/** Whether action, resource (that which has the policy when none is written) and condition of a statement are those of a request. */
function covers(statement: Statement, request: Request): Answer {
  const [Action, NotAction, NotResource, Condition] = [peek(statement, 'Action'), peek(statement, 'NotAction'), peek(statement, 'NotResource'), peek(statement, 'Condition')];
  const Resource = peek(statement, 'Resource') ?? (NotResource === undefined ? '*' : undefined);
  const verdict = mayDo({ documents: [{ Statement: [{ Effect: 'Allow', Action, NotAction, Resource, NotResource, Condition }] }], managed: [] }, request);
  return verdict.answer === 'unknown' ? new Unknown(verdict.reason, 'reference') : verdict.answer === 'allowed';
}

/** Whether a statement speaks of a role, or of somebody who does not sign in. */
export function isFor(statement: Statement, role: Node | undefined, ofAccount: Answer): Answer {
  const principal = peek(statement, 'Principal');
  if (principal === undefined) return new Unknown('whom NotPrincipal leaves out is not known', 'reference');
  if (principal instanceof Unknown) return principal;
  if (principal === '*') return true;
  if (!isObject(principal)) return false;
  return some(members(principal, 'AWS'), (value): Answer => {
    if (value === '*') return true;
    if (typeof value !== 'string' && !(value instanceof Unknown)) return false;
    // Text with known characters is not `*`.
    if (!role) return value instanceof Unknown && !value.link && !value.parts?.some((part) => typeof part === 'string' && part !== '') ? value : false;
    if (value instanceof Unknown && value.link?.node.type === 'AWS::IAM::Role') return value.link.node === role;
    const pieces = piecesOf(value);
    const last = pieces.at(-1);
    if (typeof last === 'string' ? /:root$|^\d{12}$/.test(last) : pieces.length === 1 && last?.source?.kind === 'parameter' && last.source.name === 'AWS::AccountId') return ofAccount;
    return holds(pieces, arnOf(role) ?? [], false);
  });
}

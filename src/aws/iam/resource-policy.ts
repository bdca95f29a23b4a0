/**
 * What the policy of a resource (a key, a repository, a bucket, a secret, a file system) says about a role or about somebody who does
 * not sign in, and what that and the role's own policies come to. In one account either is enough, but the policy of a key must speak of
 * the role or leave it to IAM; between accounts both must allow.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html ,
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html ,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import type { Node } from '../../graph/graph.js';
import { peek, Unknown } from '../../graph/value.js';
import { lackingOf, type Lacking } from './access.js';
import { type Grants, type Judged, mayDo, type Request, speaksOf, type Verdict } from '../iam.js';
import { arnHead, arnOf, holds, piecesOf, pseudo } from './name-pattern.js';
import { type Answer, every, hasEffect, isObject, members, some, type Statement, statementsOf } from './policy.js';

/** Who asks: a role, and all that speaks for it. Nobody: a client that does not sign in. */
export interface Caller {
  node: Node;
  grants: Grants;
}

/** What policies of a resource say about a caller and a request. */
export interface Said {
  /** They name the caller, or everybody. */
  allows: Answer;
  /** They name the account of the caller, which leaves it to IAM there. */
  delegates: Answer;
  denies: Answer;
}

/** What policy documents of a resource say; without one nothing is said. */
export function saysOf(documents: readonly unknown[], caller: Node | undefined, request: Request): Said {
  const unread = documents.find((document): document is Unknown => document instanceof Unknown);
  const asked = { ...request, context: { ...(caller && { 'aws:principalarn': arnOf(caller) ?? [], 'aws:principalaccount': [pseudo(caller, 'AWS::AccountId')] }), ...request.context } };
  const all = documents.flatMap((document) => (document instanceof Unknown ? [] : [...statementsOf(document)]));
  const says = (effect: 'Allow' | 'Deny', ...who: readonly ('caller' | 'account')[]): Answer => {
    const said = some(all, (statement) => every(() => hasEffect(statement, effect), () => some(who, (each) => speaksTo(statement, caller, each)), () => speaksOf(statement, asked, true)));
    return said === true ? true : (unread ?? said);
  };
  return { allows: says('Allow', 'caller'), delegates: says('Allow', 'account'), denies: says('Deny', 'caller', 'account') };
}

/** Whether a statement of a resource's policy is for the caller (or everybody), or for its account. */
export function speaksTo(statement: Statement, caller: Node | undefined, who: 'caller' | 'account'): Answer {
  const principal = peek(statement, 'Principal');
  if (peek(statement, 'NotPrincipal') !== undefined) return new Unknown('for whom a statement with NotPrincipal speaks is not known here', 'condition');
  if (principal instanceof Unknown) return caller ? principal : maybeEverybody(principal, who);
  if (principal === '*') return who === 'caller';
  if (!isObject(principal)) return false;
  return some(members(principal, 'AWS'), (value): Answer => {
    if (value === '*') return who === 'caller';
    if (typeof value !== 'string' && !(value instanceof Unknown)) return false;
    if (!caller) return value instanceof Unknown && maybeEverybody(value, who);
    return who === 'account' ? isAccountOf(caller, value) : isRole(caller, value);
  });
}

/** Text with known characters is not `*`. */
function maybeEverybody(value: Unknown, who: 'caller' | 'account'): Answer {
  return who === 'account' || value.link || value.parts?.some((part) => typeof part === 'string' && part !== '') ? false : value;
}

function isAccountOf(role: Node, value: string | Unknown): Answer {
  return some([[pseudo(role, 'AWS::AccountId')], [...arnHead(role, 'iam', '-'), 'root']], (account) => holds(account, piecesOf(value), false));
}

function isRole(role: Node, value: string | Unknown): Answer {
  if (value instanceof Unknown && value.link?.node.type === 'AWS::IAM::Role') return value.link.node === role;
  const pieces = piecesOf(value);
  // A session of the role may be any role that is assumed.
  if (pieces.some((piece) => typeof piece === 'string' && piece.includes('assumed-role/'))) return new Unknown('whose session a policy names is not known here', 'condition');
  const arn = arnOf(role) ?? [];
  const [name, last] = [arn.at(-1), pieces.at(-1)];
  // A name that AWS makes ends in a random part, which nobody who writes a policy calls a role of his own.
  if (name instanceof Unknown && name.link?.node === role && typeof last === 'string' && !/-[A-Za-z0-9]{10,13}$/.test(last)) return false;
  return holds(arn, pieces, false);
}

/** What policies of a resource and those of a caller of the same account come to. */
export function eitherAllows({ allows, denies }: Said, grants: Grants | undefined, request: Request): Judged {
  const own: Verdict = grants ? mayDo(grants, request) : { answer: 'denied' };
  if (own.answer === 'denied' && own.by) return own;
  if (denies === true) return { answer: 'denied', because: 'refused' };
  if (own.answer === 'denied' && allows === false) return own;
  if (denies instanceof Unknown) return { answer: 'unknown', reason: denies.reason };
  if (own.answer !== 'denied' && allows !== true) return own;
  if (allows instanceof Unknown) return { answer: 'unknown', reason: allows.reason };
  // What bounds the role bounds what the other policy gives it; what it is denied may stand in a policy that was not read.
  if (grants?.boundary) return own.answer === 'allowed' ? own : { answer: 'unknown', reason: 'a permissions boundary may take away what the policy of the resource allows' };
  return own.answer === 'unknown' ? own : { answer: 'allowed' };
}

/**
 * The requests that are surely not allowed to a role, and why others may not be, where policies of resources count as well.
 * @param policies their documents, asked for only when the role's own policies do not suffice
 */
export function lackingWith({ node, grants }: Caller, requests: readonly Request[], policies: (request: Request) => readonly unknown[]): Lacking {
  const verdicts = requests.map((request): { request: Request; verdict: Judged } => {
    const own = mayDo(grants, request);
    return { request, verdict: own.answer !== 'denied' || own.by ? own : eitherAllows(saysOf(policies(request), node, request), grants, request) };
  });
  return lackingOf(verdicts);
}

/** What the policy of a KMS key and those of a role of the same account come to. A key without a policy leaves it to IAM. */
export function mayUseKey(key: object, { node, grants }: Caller, request: Request): Judged {
  const document = peek(key, 'KeyPolicy');
  const said = saysOf([document], node, request);
  const verdict = eitherAllows(said, grants, request);
  const named = some([document === undefined, said.delegates, said.allows], (answer) => answer);
  if (verdict.answer === 'denied' || named === true) return verdict;
  return named === false ? { answer: 'denied', because: 'ignored' } : { answer: 'unknown', reason: named.reason };
}

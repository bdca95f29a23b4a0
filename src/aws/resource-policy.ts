/**
 * What the policy of a resource (a key, a repository, a bucket, a secret) says about a role, and what that and the role's own policies
 * come to. In one account either is enough, but the policy of a key must speak of the role or leave it to IAM; between accounts both
 * must allow.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html ,
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html ,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { type Node, nodeOf } from '../graph/graph.js';
import { peek, Unknown } from '../graph/value.js';
import { type Grants, mayDo, type Request, speaksOf, type Verdict } from './iam.js';
import { arnHead, arnOf, holds, type Piece, piecesOf, pseudo } from './name-pattern.js';
import { type Answer, every, isObject, members, some, type Statement, statementsOf } from './policy.js';

/** What a policy says about a role and a request. */
export interface Said {
  /** It names the role, or everybody. */
  allows: Answer;
  /** It names the account of the role, which leaves it to IAM there. */
  delegates: Answer;
  denies: Answer;
}

const NOTHING: Said = { allows: false, delegates: false, denies: false };

/** What a policy document says; the document of a resource without one says nothing. */
export function saysOf(document: unknown, role: Node, request: Request): Said {
  if (document === undefined) return NOTHING;
  if (document instanceof Unknown) return { allows: document, delegates: document, denies: document };
  const all = statementsOf(document);
  const says = (effect: 'Allow' | 'Deny', who: readonly ('role' | 'account')[]): Answer =>
    some(all, (statement) => every(() => is(peek(statement, 'Effect'), effect), () => some(who, (each) => speaksTo(statement, role, each)), () => speaksOf(statement, request, true)));
  return { allows: says('Allow', ['role']), delegates: says('Allow', ['account']), denies: says('Deny', ['role', 'account']) };
}

function is(value: unknown, text: string): Answer {
  return value instanceof Unknown ? value : value === text;
}

/** Whether a statement is for the role (or everybody), or for its account. */
function speaksTo(statement: Statement, role: Node, who: 'role' | 'account'): Answer {
  const principal = peek(statement, 'Principal');
  if (peek(statement, 'NotPrincipal') !== undefined) return new Unknown('for whom a statement with NotPrincipal speaks is not known here', 'condition');
  if (principal instanceof Unknown) return principal;
  if (principal === '*') return who === 'role';
  if (!isObject(principal)) return false;
  return some(members(principal, 'AWS'), (value): Answer => {
    if (value === '*') return who === 'role';
    if (typeof value !== 'string' && !(value instanceof Unknown)) return false;
    const pieces = piecesOf(value);
    const account = pseudo(role, 'AWS::AccountId');
    if (who === 'account') return some([[account], [...arnHead(role, 'iam', '-'), 'root']], (subject) => holds(subject, pieces, false));
    // A session of the role may be any role that is assumed.
    if (pieces.some((piece) => typeof piece === 'string' && piece.includes('assumed-role/'))) return new Unknown('whose session a policy names is not known here', 'condition');
    const arn = arnOf(role) as readonly Piece[];
    // A name that AWS makes ends in a random part, which nobody who writes a policy calls a role of his own.
    const last = pieces.at(-1);
    if (arn.at(-1) instanceof Unknown && (arn.at(-1) as Unknown).link?.node === role && typeof last === 'string' && !/-[A-Za-z0-9]{10,13}$/.test(last)) return false;
    return holds(arn, pieces, false);
  });
}

/** A verdict with the reason that the other policy gives: it denies, or it leaves the role out. */
export type Judged = Verdict & { because?: 'refused' | 'ignored' };

/** What the policy of a resource and those of a role of the same account come to. */
export function eitherAllows(said: Said, grants: Grants, request: Request): Judged {
  const own = mayDo(grants, request);
  if (own.answer === 'denied' && own.by) return own;
  if (said.denies === true) return { answer: 'denied', because: 'refused' };
  if (said.denies instanceof Unknown) return { answer: 'unknown', reason: said.denies.reason };
  if (own.answer !== 'denied' || said.allows === false) return own;
  // What bounds the role bounds what the other policy gives it.
  if (said.allows === true) return grants.boundary ? { answer: 'unknown', reason: 'a permissions boundary may take away what the policy of the resource allows' } : { answer: 'allowed' };
  return { answer: 'unknown', reason: said.allows.reason };
}

/** What the policy of a KMS key and those of a role of the same account come to. A key without a policy leaves it to IAM. */
export function mayUseKey(key: object, role: object, grants: Grants, request: Request): Judged {
  const document = peek(key, 'KeyPolicy');
  const said = document === undefined ? { ...NOTHING, delegates: true } : saysOf(document, nodeOf(role), request);
  const verdict = eitherAllows(said, grants, request);
  if (said.delegates === true || said.denies !== false || said.allows === true) return verdict;
  const doubt = [said.allows, said.delegates].find((each) => each instanceof Unknown);
  if (doubt instanceof Unknown) return verdict.answer === 'denied' ? verdict : { answer: 'unknown', reason: doubt.reason };
  return { answer: 'denied', because: 'ignored' };
}

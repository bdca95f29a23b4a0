/**
 * IAM policy documents: their shapes, and whom and what a statement lets in. Values may be unknown in part; a question whose answer
 * hangs on an unknown value answers with that value, so that a caller can look at the other statements first.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html ,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html ,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import { ORIGIN, type Lowered, peek, SLOTS, Text, Unknown } from '../../graph/value.js';
import { holdsInternet, type Network, parseNetwork } from '../network/network.js';

/** A statement as it is written; its values are strings, lists, or anything else that somebody wrote. */
export interface Statement {
  readonly Sid?: unknown;
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
}

/** Yes, no, or the unknown value that it hangs on. */
export type Answer = boolean | Unknown;

/**
 * The statements of a policy: an object or its JSON text, `Statement` a list or a single one. Reading what is unknown ends the look;
 * text that is no policy has none.
 */
export function statementsOf(document: unknown): readonly Statement[] {
  const policy = typeof document === 'string' ? parsed(document) : document;
  if (!isObject(policy)) return [];
  const { Statement } = policy as { Statement?: unknown };
  return (Array.isArray(Statement) ? [...(Statement as unknown[])] : [Statement]).filter(isObject);
}

/** Whether a place can be pointed at inside the statement: not when it comes from a JSON text. */
export function isPlaced(statement: Statement): boolean {
  return (statement as Lowered)[ORIGIN] !== undefined;
}

/** Whether a statement speaks of everybody: Principal `*`, alone or for AWS, or all but some (NotPrincipal). */
export function isForEveryone(statement: Statement): Answer {
  const principal = peek(statement, 'Principal');
  if (principal === undefined) return peek(statement, 'NotPrincipal') !== undefined;
  if (principal instanceof Unknown) return isStar(principal);
  return some(isObject(principal) ? members(principal, 'AWS') : members(statement, 'Principal'), isStar);
}

/** Whether a statement allows every action on every resource, whatever the circumstances. */
export function allowsEverything(statement: Statement): Answer {
  return every(
    () => is(peek(statement, 'Effect'), 'Allow'),
    () => peek(statement, 'Condition') === undefined,
    () => some(members(statement, 'Action'), (action) => isStar(action === '*:*' ? '*' : action)),
    () => some(members(statement, 'Resource'), isStar),
  );
}

/** Whether a statement has this effect. */
export function hasEffect(statement: Statement, effect: 'Allow' | 'Deny'): Answer {
  return is(peek(statement, 'Effect'), effect);
}

/** Keys that say when or how something is asked for, or of what, but not by whom. */
const NOT_BY_WHOM = /^aws:(?:securetransport|viaawsservice|calledvia(?:first|last)?|requestedregion|currenttime|epochtime|tokenissuetime|useragent|referer|resourceaccount|resourceorgid|resourceorgpaths|resourcetag\/.*|requesttag\/.*|tagkeys|multifactorauth(?:present|age)|principaltype)$/;

/** Whether the condition of a statement keeps out most of those whom its principal would let in. */
export function isNarrowed(statement: Statement): Answer {
  return someCondition(statement, (operator, key, values) => {
    if (NOT_BY_WHOM.test(key) || operator.includes('not')) return false;
    if (key === 'aws:sourceip') return leavesOut(values);
    if (!operator.endsWith('like')) return true;
    // A pattern of stars matches anything.
    const open = some(values, (value) => (value instanceof Unknown ? couldBeStar(value) : typeof value === 'string' && /^\*+$/.test(value)));
    return not(open);
  });
}

/** Whether a Deny keeps out those whom another statement lets in: it is for all but some, or for all who are not of one's own. */
export function isFence(statement: Statement): Answer {
  return every(
    () => is(peek(statement, 'Effect'), 'Deny'),
    () => peek(statement, 'NotPrincipal') !== undefined || every(() => isForEveryone(statement), () => someCondition(statement, (_operator, key) => !NOT_BY_WHOM.test(key))),
  );
}

/** Statements that a question picks out, and why others may be among them. */
export interface Picked {
  statements: readonly Statement[];
  doubt: string | undefined;
}

/** The statements of a resource's policy that let in every AWS account. A Deny that keeps strangers out speaks for the whole policy. */
export function openStatements(document: unknown): Picked {
  const all = statementsOf(document);
  const fenced = some(all, isFence);
  if (fenced === true) return { statements: [], doubt: undefined };
  return pick(all, (statement) => every(() => hasEffect(statement, 'Allow'), () => isForEveryone(statement), () => not(isNarrowed(statement)), () => not(fenced)));
}

/** The statements that allow every action on every resource. */
export function boundlessStatements(document: unknown): Picked {
  return pick(statementsOf(document), allowsEverything);
}

function pick(statements: readonly Statement[], question: (statement: Statement) => Answer): Picked {
  const answers = statements.map(question);
  return { statements: statements.filter((_, index) => answers[index] === true), doubt: answers.find((answer): answer is Unknown => answer instanceof Unknown)?.reason };
}

/** Names of AWS's own policies in a list of ARNs (`policy/` left out), also of ARNs whose partition is unknown, and the ARNs that may be such. */
export function awsManagedPolicies(arns: readonly unknown[]): { names: readonly { name: string; index: number }[]; doubt: string | undefined } {
  const names: { name: string; index: number }[] = [];
  let doubt: string | undefined;
  for (const [index, arn] of listed(arns).entries()) {
    // A reference leads to a policy of the template, which is none of AWS's own.
    if (arn instanceof Unknown ? arn.link : typeof arn !== 'string') continue;
    const name = /(?:^|:)iam::aws:policy\/(.+)$/.exec(new Text(arn as string | Unknown).tail)?.[1];
    if (name !== undefined) names.push({ name, index });
    else if (arn instanceof Unknown) doubt ??= arn.reason;
  }
  return { names, doubt };
}

// --- Pieces -------------------------------------------------------------------------------------------------------------------

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Values of a property that may be one or a list of them. */
export function members(object: object, key: string): readonly unknown[] {
  const value = peek(object, key);
  return Array.isArray(value) ? listed(value) : value === undefined ? [] : [value];
}

function listed(list: readonly unknown[]): readonly unknown[] {
  return (list as Lowered)[SLOTS] ? Array.from(list.keys(), (index) => peek(list, index)) : list;
}

/** First certain yes of all; else the first doubt; else no. */
export function some<T>(values: readonly T[], question: (value: T) => Answer): Answer {
  let doubt: Unknown | undefined;
  for (const value of values) {
    const answer = question(value);
    if (answer === true) return true;
    if (answer instanceof Unknown) doubt ??= answer;
  }
  return doubt ?? false;
}

export function not(answer: Answer): Answer {
  return answer instanceof Unknown ? answer : !answer;
}

/** First certain no of all; else the first doubt; else yes. */
export function every(...questions: readonly (() => Answer)[]): Answer {
  let doubt: Unknown | undefined;
  for (const question of questions) {
    const answer = question();
    if (answer === false) return false;
    if (answer instanceof Unknown) doubt ??= answer;
  }
  return doubt ?? true;
}

function is(value: unknown, text: string): Answer {
  return value instanceof Unknown ? value : value === text;
}

function isStar(value: unknown): Answer {
  return value instanceof Unknown ? couldBeStar(value) : value === '*';
}

/** Text with known characters is none, nor is what AWS puts in for a resource or for itself. */
function couldBeStar(value: Unknown): Answer {
  if (value.link || value.parts?.some((part) => typeof part === 'string' && /[^*]/.test(part))) return false;
  return value.source?.kind === 'parameter' && value.source.name.startsWith('AWS::') ? false : value;
}

/** Whether one of the conditions of a statement (operator and key in lower case, modifiers left out) answers yes. */
function someCondition(statement: Statement, question: (operator: string, key: string, values: readonly unknown[]) => Answer): Answer {
  const condition = peek(statement, 'Condition');
  if (condition instanceof Unknown) return condition;
  if (!isObject(condition)) return false;
  const answers = Object.keys(condition).flatMap((operator) => {
    const tests = peek(condition, operator);
    if (!isObject(tests) || tests instanceof Unknown) return [tests];
    const plain = operator.toLowerCase().replace(/^for(?:any|all)values?:/, '').replace(/ifexists$/, '');
    return Object.keys(tests).map((key) => question(plain, key.toLowerCase(), members(tests, key)));
  });
  return some(answers, (answer) => (answer instanceof Unknown ? answer : answer === true));
}

/** Whether addresses leave somebody out. */
function leavesOut(values: readonly unknown[]): Answer {
  const networks = values.map((value) => (typeof value === 'string' ? parseNetwork(value) : undefined)).filter((network): network is Network => network !== undefined);
  if (holdsInternet(networks)) return false;
  return values.find((value): value is Unknown => value instanceof Unknown) ?? true;
}

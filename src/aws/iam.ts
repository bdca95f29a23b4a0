/**
 * May this role do that? IAM's own evaluation in three answers: what a policy allows, what it denies, and what cannot be told because
 * a part of it is unknown. An answer is certain only when no unknown part could change it.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html ,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html ,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
import { peek, Unknown } from '../graph/value.js';
import { MANAGED_POLICIES } from './data/managed-policies.js';
import { holds, type Piece, piecesOf, printPieces } from './iam/name-pattern.js';
import { type Answer, every, isObject, members, not, some, type Statement, statementsOf } from './iam/policy.js';

/** What is asked for. */
export interface Request {
  /** `service:Action`. */
  action: string;
  /** The ARN that is acted on, or several spellings of which one is enough; `['*']` for actions without resources. */
  resources: readonly (readonly Piece[])[];
  /** Condition keys (lower case) of which it is known what the request carries; null: the request does not carry the key. All others are unknown. */
  context?: Readonly<Record<string, readonly Piece[] | null>>;
}

/** All policies that speak for somebody. */
export interface Grants {
  /** Documents of policies in the graph. */
  documents: readonly unknown[];
  /** Names of policies of AWS. */
  managed: readonly string[];
  /** Why there may be more of them. */
  doubt?: string | undefined;
  /** What bounds them, if anything does. */
  boundary?: Grants;
}

export type Verdict =
  | { answer: 'allowed' }
  /** `by` is the statement that denies it; without one nothing allows it. */
  | { answer: 'denied'; by?: Statement }
  | { answer: 'unknown'; reason: string };

/** A verdict with the reason that the policy of a resource gives: it refuses, or it leaves the caller out where it must name him. */
export type Judged = Verdict & { because?: 'refused' | 'ignored' };

/** Whether the grants allow a request. */
export function mayDo(grants: Grants, request: Request): Verdict {
  const own = judge(grants, request);
  if (own.answer === 'denied' || !grants.boundary) return own;
  const bound = judge(grants.boundary, request);
  return bound.answer === 'allowed' ? own : bound;
}

function judge(grants: Grants, request: Request): Verdict {
  const { managed, doubt } = grants;
  const stranger = managed.find((name) => policyOf(name) === undefined);
  let reason = doubt ?? (stranger === undefined ? undefined : `what the policy ${stranger} of AWS allows is not known here`);
  let allowed = false;
  let barred = false;
  for (const statement of statementsIn(grants)) {
    const speaks = speaksOf(statement, request);
    if (speaks === false) continue;
    const effect = peek(statement, 'Effect');
    if (effect instanceof Unknown || speaks instanceof Unknown) {
      reason ??= (speaks instanceof Unknown ? speaks : (effect as Unknown)).reason;
      if (effect !== 'Allow') barred = true;
    } else if (effect === 'Deny') return { answer: 'denied', by: statement };
    else if (effect === 'Allow') allowed = true;
  }
  // A policy that cannot be read may deny as well, but the policies of AWS that people attach do not.
  if (allowed && !barred && doubt === undefined) return { answer: 'allowed' };
  return reason === undefined ? (allowed ? { answer: 'allowed' } : { answer: 'denied' }) : { answer: 'unknown', reason };
}

const policyOf = (name: string): readonly Statement[] | undefined => (Object.hasOwn(MANAGED_POLICIES, name) ? MANAGED_POLICIES[name] : undefined);

const statements = new WeakMap<Grants, readonly Statement[]>();

/** All statements of grants, read once for all the requests that are held against them. */
function statementsIn(grants: Grants): readonly Statement[] {
  let found = statements.get(grants);
  if (!found) statements.set(grants, (found = [...grants.documents.flatMap((document) => statementsOf(document)), ...grants.managed.flatMap((name) => policyOf(name) ?? [])]));
  return found;
}

/** Whether a statement speaks of a request at all: its action, its resource, and its conditions. `bare`: it may leave out the resource, as the policy of a resource may. */
export function speaksOf(statement: Statement, { action, resources, context = {} }: Request, bare = false): Answer {
  return every(
    () => covers(statement, 'Action', 'NotAction', [[action.toLowerCase()]], (value) => (typeof value === 'string' ? [value.toLowerCase()] : value instanceof Unknown ? lowered(value) : undefined)),
    () => (bare && peek(statement, 'Resource') === undefined && peek(statement, 'NotResource') === undefined) || covers(statement, 'Resource', 'NotResource', resources, (value) => (typeof value === 'string' || value instanceof Unknown ? piecesOf(value) : undefined)),
    () => meets(statement, context),
  );
}

/** Whether one of the values of a property, or none of those of its opposite, holds one of the subjects. */
function covers(statement: Statement, property: 'Action' | 'Resource', opposite: 'NotAction' | 'NotResource', subjects: readonly (readonly Piece[])[], read: (value: unknown) => readonly Piece[] | undefined): Answer {
  const holdsOne = (name: 'Action' | 'Resource' | 'NotAction' | 'NotResource'): Answer =>
    some(members(statement, name), (value) => {
      const pattern = read(value);
      return pattern !== undefined && some(subjects, (subject) => holds(pattern, subject));
    });
  if (peek(statement, property) !== undefined) return holdsOne(property);
  return peek(statement, opposite) !== undefined && not(holdsOne(opposite));
}

function lowered(value: Unknown): Piece[] {
  return piecesOf(value).map((piece) => (typeof piece === 'string' ? piece.toLowerCase() : piece));
}

/** Operators whose values are text, by the way they compare. */
const OPERATORS: Readonly<Record<string, { wild: boolean; same: boolean; fold?: boolean }>> = {
  stringequals: { wild: false, same: true },
  stringequalsignorecase: { wild: false, same: true, fold: true },
  stringlike: { wild: true, same: true },
  arnequals: { wild: true, same: true },
  arnlike: { wild: true, same: true },
  stringnotequals: { wild: false, same: false },
  stringnotequalsignorecase: { wild: false, same: false, fold: true },
  stringnotlike: { wild: true, same: false },
  arnnotequals: { wild: true, same: false },
  arnnotlike: { wild: true, same: false },
  bool: { wild: false, same: true, fold: true },
};

/** Whether a request meets the condition of a statement, as far as its keys are known. */
export function meets(statement: Statement, context: NonNullable<Request['context']>): Answer {
  const condition = peek(statement, 'Condition');
  if (condition === undefined) return true;
  if (!isObject(condition) || condition instanceof Unknown) return condition instanceof Unknown ? condition : new Unknown('the condition of a policy cannot be read', 'condition');
  return every(
    ...Object.keys(condition).flatMap((operator) => {
      const tests = peek(condition, operator);
      if (!isObject(tests) || tests instanceof Unknown) return [() => (tests instanceof Unknown ? tests : new Unknown('the condition of a policy cannot be read', 'condition'))];
      return Object.keys(tests).map((key) => () => test(operator.toLowerCase(), key, members(tests, key), context));
    }),
  );
}

/** What every call to an API of AWS carries that ECS and its agents make. */
const ALWAYS: NonNullable<Request['context']> = { 'aws:securetransport': ['true'] };

function test(operator: string, key: string, values: readonly unknown[], context: NonNullable<Request['context']>): Answer {
  const [, modifier, name = '', optional] = /^(forallvalues:|foranyvalue:)?(\w+?)(ifexists)?$/.exec(operator) ?? [];
  const way = OPERATORS[name];
  const lower = key.toLowerCase();
  const given = Object.hasOwn(context, lower) ? context : ALWAYS;
  if (!Object.hasOwn(given, lower) || !way || modifier) return new Unknown(`whether the condition on ${key} holds is not known`, 'condition');
  const carried = given[lower];
  if (!carried) return optional !== undefined || !way.same;
  const subject = way.fold ? carried.map((piece) => (typeof piece === 'string' ? piece.toLowerCase() : piece)) : carried;
  const found = some(values, (value): Answer => {
    if (value instanceof Unknown) return holds(way.fold ? lowered(value) : piecesOf(value), subject, way.wild);
    const text = String(value);
    return holds([way.fold ? text.toLowerCase() : text], subject, way.wild);
  });
  return way.same ? found : not(found);
}

/** Whether a trust policy lets a service (`ecs-tasks.amazonaws.com`) assume the role. */
export function mayAssume(trust: unknown, service: string, context: NonNullable<Request['context']> = {}): Verdict {
  return admits(trust, service, 'sts:AssumeRole', context);
}

/** Whether the policy of a resource lets a service do something with it. What the policy says of resources is taken to mean this one. */
export function admits(document: unknown, service: string, action: string, context: NonNullable<Request['context']> = {}): Verdict {
  const request = (statement: Statement): Answer =>
    every(
      () => principalIs(statement, service),
      () => covers(statement, 'Action', 'NotAction', [[action.toLowerCase()]], (value) => (typeof value === 'string' ? [value.toLowerCase()] : value instanceof Unknown ? lowered(value) : undefined)),
      () => meets(statement, context),
    );
  let reason: string | undefined;
  let allowed = false;
  for (const statement of statementsOf(document)) {
    const effect = peek(statement, 'Effect');
    const speaks = request(statement);
    if (speaks === false) continue;
    if (effect instanceof Unknown || speaks instanceof Unknown) reason ??= (speaks instanceof Unknown ? speaks : (effect as Unknown)).reason;
    else if (effect === 'Deny') return { answer: 'denied', by: statement };
    else if (effect === 'Allow') allowed = true;
  }
  if (reason !== undefined) return { answer: 'unknown', reason };
  return allowed ? { answer: 'allowed' } : { answer: 'denied' };
}

/** Whether the principal of a statement is this service, in any partition's spelling. */
function principalIs(statement: Statement, service: string): Answer {
  const principal = peek(statement, 'Principal');
  if (principal === '*') return true;
  if (principal instanceof Unknown) return principal;
  if (!isObject(principal)) return false;
  const [first = ''] = service.split('.');
  // Services end in the domain of their partition.
  return some(members(principal, 'Service'), (value): Answer => {
    if (typeof value === 'string') return value.toLowerCase() === service || value.toLowerCase() === `${service}.cn`;
    if (!(value instanceof Unknown)) return false;
    const pieces = piecesOf(value);
    return typeof pieces[0] === 'string' && pieces[0].includes('.') ? pieces[0].startsWith(`${first}.`) : holds(pieces, [service], false);
  });
}

/** The services that a trust policy names, for messages. */
export function trusted(trust: unknown): string[] {
  return statementsOf(trust).flatMap((statement) => {
    const principal = peek(statement, 'Principal');
    if (principal === '*') return ['*'];
    if (!isObject(principal) || principal instanceof Unknown) return [];
    return Object.keys(principal).flatMap((kind) => members(principal, kind).map((value) => (value instanceof Unknown ? value.label : String(value))));
  });
}

/**
 * What comes closest to a request that nothing allows, a line each, for the proof: statements with the action and another resource, and
 * statements about the resource with other actions of the service. At most three.
 */
export function nearMisses({ documents }: Grants, { action, resources }: Request): string[] {
  const [service = ''] = action.split(':');
  const lines: string[] = [];
  for (const statement of documents.flatMap((document) => statementsOf(document))) {
    if (peek(statement, 'Effect') !== 'Allow') continue;
    const actions = members(statement, 'Action').map((value) => (value instanceof Unknown ? value.label : String(value)));
    const kin = actions.filter((value) => value.toLowerCase().startsWith(`${service.toLowerCase()}:`));
    if (kin.length === 0) continue;
    const reached = covers(statement, 'Resource', 'NotResource', resources, (value) => (typeof value === 'string' || value instanceof Unknown ? piecesOf(value) : undefined));
    const has = kin.find((value) => holds([value.toLowerCase()], [action.toLowerCase()]) === true);
    if (has === undefined && reached !== true) continue;
    const on = members(statement, 'Resource').map((value) => (value instanceof Unknown || typeof value === 'string' ? printPieces(piecesOf(value)) : '?'));
    lines.push(`${has ?? kin.slice(0, 3).join(', ')} on ${on.slice(0, 2).join(', ')}${on.length > 2 ? ' …' : ''}`);
  }
  return lines.slice(0, 3);
}

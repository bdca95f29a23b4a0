/**
 * The cluster query language of `memberOf` constraints: parsed, and asked whether anything can satisfy it.
 *
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html , built-in attributes:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html#attributes
 */

export type Comparison = 'equals' | 'not_equals' | 'greater_than' | 'greater_than_equal' | 'less_than' | 'less_than_equal' | 'exists' | 'not_exists' | 'in' | 'not_in' | 'matches' | 'not_matches';

export type Query =
  | { kind: 'and' | 'or'; parts: readonly Query[] }
  | { kind: 'not'; inner: Query }
  | { kind: 'compare'; subject: string; by: Comparison; arguments: readonly string[] };

/** What is wrong with an expression, and where: `column` counts from 1. */
export interface QueryProblem {
  message: string;
  column: number;
}

/** Also in the order in which they are looked for: the longer ones first. */
const OPERATORS: Readonly<Record<string, Comparison>> = {
  '==': 'equals', equals: 'equals', '!=': 'not_equals', not_equals: 'not_equals',
  '>=': 'greater_than_equal', greater_than_equal: 'greater_than_equal', '>': 'greater_than', greater_than: 'greater_than',
  '<=': 'less_than_equal', less_than_equal: 'less_than_equal', '<': 'less_than', less_than: 'less_than',
  '!exists': 'not_exists', not_exists: 'not_exists', exists: 'exists', '!in': 'not_in', not_in: 'not_in', in: 'in',
  '=~': 'matches', matches: 'matches', '!~': 'not_matches', not_matches: 'not_matches',
};
const SYMBOLS = Object.keys(OPERATORS).filter((text) => /^[=!<>]/.test(text)).sort((a, b) => b.length - a.length);
const SUBJECT = /^(?:agentConnected|agentVersion|ec2InstanceId|registeredAt|runningTasksCount|task:group|attribute:[A-Za-z0-9_\-/\\.]{1,128})$/;
/** Deeper than people write, and shallow enough for any stack. */
const DEEPEST = 100;

class Failure extends Error {
  readonly column: number;
  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}

/** Parses an expression; a problem when ECS could not read it. Linear in its length. */
export function parseQuery(text: string): Query | QueryProblem {
  try {
    return new Parser(text).whole();
  } catch (error) {
    if (error instanceof Failure) return { message: error.message, column: error.column };
    throw error;
  }
}

export const isQueryProblem = (query: Query | QueryProblem): query is QueryProblem => 'column' in query;

class Parser {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  whole(): Query {
    this.blank();
    if (this.at === this.text.length) throw new Failure('the expression is empty', 1);
    const query = this.or();
    if (this.at < this.text.length) throw new Failure(this.text[this.at] === ')' ? 'this parenthesis closes nothing' : `"${this.word()}" is neither and nor or`, this.at + 1);
    return query;
  }

  private or(): Query {
    return this.joined('or', /^(?:or\b|\|\|)/i, () => this.joined('and', /^(?:and\b|&&)/i, () => this.not()));
  }

  private joined(kind: 'and' | 'or', word: RegExp, part: () => Query): Query {
    const parts = [part()];
    for (let found = word.exec(this.rest()); found; found = word.exec(this.rest())) {
      this.skip(found[0].length);
      parts.push(part());
    }
    return parts.length === 1 ? (parts[0] as Query) : { kind, parts };
  }

  private not(): Query {
    const found = /^(?:not\b|!)/i.exec(this.rest());
    if (found) {
      this.skip(found[0].length);
      return this.deeper(() => ({ kind: 'not', inner: this.not() }));
    }
    if (this.text[this.at] !== '(') return this.comparison();
    const open = this.at;
    this.skip(1);
    const inner = this.deeper(() => this.or());
    if (this.text[this.at] !== ')') throw new Failure(this.at >= this.text.length ? 'this parenthesis is never closed' : `"${this.word()}" is neither and nor or`, this.at >= this.text.length ? open + 1 : this.at + 1);
    this.skip(1);
    return inner;
  }

  private deeper(read: () => Query): Query {
    if (++this.depth > DEEPEST) throw new Failure('the expression is nested too deeply', this.at + 1);
    const query = read();
    this.depth--;
    return query;
  }

  private comparison(): Query {
    const start = this.at;
    const subject = /^[^\s=!<>()[\],'"]+/.exec(this.rest())?.[0] ?? '';
    if (!SUBJECT.test(subject)) throw new Failure(subject === '' ? 'something to compare is missing here' : subjectProblem(subject), start + 1);
    this.skip(subject.length);
    const operatorAt = this.at;
    const symbol = SYMBOLS.find((each) => this.rest().startsWith(each)) ?? /^[a-z_]+\b/i.exec(this.rest())?.[0].toLowerCase();
    const by = symbol === undefined ? undefined : own(symbol);
    if (symbol === undefined || by === undefined) throw new Failure(this.at >= this.text.length ? `an operator is missing behind ${subject}` : `"${/^[=!<>~&|]+|\S+/.exec(this.rest())?.[0]}" is no operator${/^=(?!=|~)/.test(this.rest()) ? ': write ==' : ''}`, operatorAt + 1);
    this.skip(symbol.length);
    if (by === 'exists' || by === 'not_exists') return { kind: 'compare', subject, by, arguments: [] };
    if (this.text[this.at] === '[') return this.list(subject, by);
    return { kind: 'compare', subject, by, arguments: [this.literal(symbol)] };
  }

  private list(subject: string, by: Comparison): Query {
    const open = this.at;
    if (by !== 'in' && by !== 'not_in') throw new Failure('a list stands only behind in and not_in', open + 1);
    const items: string[] = [];
    this.skip(1);
    for (;;) {
      items.push(this.literal(','));
      if (this.text[this.at] === ',') this.skip(1);
      else if (this.text[this.at] === ']') break;
      else throw new Failure(this.at >= this.text.length ? 'this list is never closed' : 'a comma is missing here', (this.at >= this.text.length ? open : this.at) + 1);
    }
    this.skip(1);
    return { kind: 'compare', subject, by, arguments: items };
  }

  /** Text in quotes, or as far as no blank, comma or closing bracket comes; parentheses of a regular expression belong to it. */
  private literal(after: string): string {
    const quote = this.text[this.at];
    if (quote === '"' || quote === "'") {
      const end = this.text.indexOf(quote, this.at + 1);
      if (end < 0) throw new Failure('this quote is never closed', this.at + 1);
      const inner = this.text.slice(this.at + 1, end);
      this.skip(end + 1 - this.at);
      return inner;
    }
    let depth = 0;
    let end = this.at;
    for (; end < this.text.length; end++) {
      const letter = this.text[end] as string;
      if (/\s/.test(letter) || ((letter === ',' || letter === ']') && after === ',')) break;
      if (letter === '(') depth++;
      if (letter === ')' && depth-- === 0) break;
    }
    if (end === this.at) throw new Failure(`a value is missing behind ${after}`, this.at + 1);
    const inner = this.text.slice(this.at, end);
    this.skip(end - this.at);
    return inner;
  }

  private rest(): string {
    return this.text.slice(this.at, this.at + 200);
  }

  private word(): string {
    return /^\S{1,40}/.exec(this.text.slice(this.at))?.[0] ?? '';
  }

  private skip(length: number): void {
    this.at += length;
    this.blank();
  }

  private blank(): void {
    while (this.at < this.text.length && /\s/.test(this.text[this.at] as string)) this.at++;
  }
}

const own = (symbol: string): Comparison | undefined => (Object.hasOwn(OPERATORS, symbol) ? OPERATORS[symbol] : undefined);

function subjectProblem(subject: string): string {
  if (/^ecs\./.test(subject)) return `"${subject}" is an attribute: write attribute:${subject}`;
  return `"${subject}" is nothing that can be compared: attribute:NAME, task:group, ec2InstanceId, runningTasksCount, agentVersion, agentConnected or registeredAt`;
}

/** The text of a query, in one form for each meaning. */
export function printQuery(query: Query): string {
  if (query.kind === 'not') return `not (${printQuery(query.inner)})`;
  if (query.kind !== 'compare') return query.parts.map((part) => (part.kind === 'compare' ? printQuery(part) : `(${printQuery(part)})`)).join(` ${query.kind} `);
  const values = query.arguments.map((each) => (each.includes("'") ? `"${each}"` : `'${each}'`));
  return [query.subject, query.by, ...(values.length === 0 ? [] : query.by === 'in' || query.by === 'not_in' ? [`[${values.join(', ')}]`] : values)].join(' ');
}

/** Yes, no, or nobody knows. */
export type Maybe = boolean | undefined;

/** What is known of an instance: a value, `null` when it certainly has none, undefined when that is not known. */
export type Facts = (subject: string) => string | null | undefined;

/** Whether an instance satisfies a query. */
export function satisfies(query: Query, facts: Facts): Maybe {
  if (query.kind === 'not') {
    const inner = satisfies(query.inner, facts);
    return inner === undefined ? undefined : !inner;
  }
  if (query.kind !== 'compare') {
    const answers = query.parts.map((part) => satisfies(part, facts));
    const decisive = query.kind === 'or';
    return answers.includes(decisive) ? decisive : answers.includes(undefined) ? undefined : !decisive;
  }
  const value = facts(query.subject);
  if (value === undefined) return undefined;
  const [first = ''] = query.arguments;
  switch (query.by) {
    case 'exists':
      return value !== null;
    case 'not_exists':
      return value === null;
    case 'equals':
      return value === first;
    // Whether an instance without the attribute differs from a value is not documented.
    case 'not_equals':
      return value === null ? undefined : value !== first;
    case 'in':
      return value !== null && query.arguments.includes(value);
    case 'not_in':
      return value === null ? undefined : !query.arguments.includes(value);
    case 'matches':
    case 'not_matches': {
      if (value === null) return query.by === 'matches' ? false : undefined;
      const fits = matches(first, value);
      return fits === undefined ? undefined : fits === (query.by === 'matches');
    }
    default:
      return undefined;
  }
}

/** Whether a regular expression fits, where our language and theirs (Java's) certainly agree; a part that fits may be enough for ECS, so no is said only when nothing does. */
function matches(pattern: string, value: string): Maybe {
  if (!/^[\w.*+|()\-[\]^$]*$/.test(pattern) || pattern.length > 200 || /[*+][*+]|\([^()]*[*+|][^()]*\)[*+]/.test(pattern)) return undefined;
  try {
    if (new RegExp(`^(?:${pattern})$`).test(value)) return true;
    return new RegExp(pattern).test(value) ? undefined : false;
  } catch {
    return undefined;
  }
}

const MOST_CASES = 4096;

/** Whether nothing at all can satisfy all of some queries: every way to give their subjects values is tried, those that they name and another. */
export function contradict(queries: readonly Query[]): boolean {
  const values = new Map<string, Set<string>>();
  const collect = (query: Query): void => {
    if (query.kind === 'not') collect(query.inner);
    else if (query.kind !== 'compare') query.parts.forEach(collect);
    else {
      const of = values.get(query.subject) ?? new Set<string>();
      values.set(query.subject, of);
      if (query.by === 'equals' || query.by === 'not_equals' || query.by === 'in' || query.by === 'not_in') for (const each of query.arguments) of.add(each);
    }
  };
  queries.forEach(collect);
  // What no value in the text is: anything may be said of it by a regular expression or a number.
  const subjects = [...values].map(([subject, named]): [string, (string | null | undefined)[]] => [subject, [...named, null, undefined]]);
  if (subjects.reduce((product, [, each]) => product * each.length, 1) > MOST_CASES) return false;
  const possible = (index: number, chosen: Map<string, string | null | undefined>): boolean => {
    const next = subjects[index];
    if (!next) return queries.every((query) => held(query, chosen) !== false);
    return next[1].some((value) => possible(index + 1, new Map(chosen).set(next[0], value)));
  };
  return !possible(0, new Map());
}

/** Whether a query holds when each subject has the value chosen for it; undefined stands for a value that no query names. */
function held(query: Query, chosen: ReadonlyMap<string, string | null | undefined>): Maybe {
  if (query.kind === 'compare') {
    if (chosen.get(query.subject) !== undefined) return satisfies(query, (subject) => chosen.get(subject));
    if (query.by === 'equals' || query.by === 'in' || query.by === 'not_exists') return false;
    return query.by === 'not_equals' || query.by === 'not_in' || query.by === 'exists' ? true : undefined;
  }
  if (query.kind === 'not') {
    const inner = held(query.inner, chosen);
    return inner === undefined ? undefined : !inner;
  }
  const answers = query.parts.map((part) => held(part, chosen));
  const decisive = query.kind === 'or';
  return answers.includes(decisive) ? decisive : answers.includes(undefined) ? undefined : !decisive;
}

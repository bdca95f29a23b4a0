/** The loop: every rule looks at every resource it names, in every world that it asks about. */
import { createHash } from 'node:crypto';
import { CONFIDENCES, type Confidence, type Finding, type InternalError, type UndecidedLook } from './finding.js';
import { type Graph, type Node, type Problem, sameLink } from './graph/graph.js';
import { inFile, locate, pathOf, rangeOf, show, toLocation, valueAt } from './graph/locate.js';
import { type Lowered, ORIGIN, type Origin, peek, Text, Unknown } from './graph/value.js';
import { type Assignment, during, Fork, type Leaf, Look, look, summarise, Undecided, World } from './graph/world.js';
import type { Place, ReportOptions, Rule, Tools, TypeName } from './rule.js';
import { detectValue, isPlaceholder, redact } from './secrets.js';

/** More worlds than this in one look end it undecided. */
const MOST_WORLDS = 64;

export interface Outcomes {
  findings: Finding[];
  undecided: UndecidedLook[];
  errors: InternalError[];
  /** Looks that ended without finding or doubt. */
  passed: number;
  /** Milliseconds by rule. */
  spent: Map<string, number>;
}

/** Runs the rules over the graph. The order of what comes out depends on the input alone. */
export function check(graph: Graph, rules: readonly Rule[]): Outcomes {
  const outcomes: Outcomes = { findings: [], undecided: [], errors: [], passed: 0, spent: new Map() };
  const drafts: Draft[] = [];
  for (const rule of rules) {
    const started = performance.now();
    if (rule.on !== undefined) for (const node of graph.ofType(rule.on)) drafts.push(...judge(rule, node, graph, outcomes));
    outcomes.spent.set(rule.id, performance.now() - started);
  }
  // Problems appear while values are read, so their rules come last.
  for (const rule of rules) {
    if (!rule.problems) continue;
    for (const problem of unique(graph.problems)) if (rule.problems.includes(problem.kind)) drafts.push(fromProblem(rule, problem));
  }
  outcomes.findings = finish(withoutSuperseded(drafts));
  outcomes.undecided.sort((a, b) => compareLocations(a.location, b.location) || compare(a.rule, b.rule) || compare(a.reason, b.reason));
  return outcomes;
}

/** A finding before it is compared with the others. */
interface Draft extends Omit<Finding, 'fingerprint'> {
  node: Node | undefined;
  supersedes: readonly string[];
}

interface Report {
  place: Place;
  /** Canonical path of the place, as the world of the look calls it. */
  path: string;
  message: string;
  options: ReportOptions;
  defaults: readonly string[];
  cap: Confidence;
}

interface ExploredLeaf extends Leaf<Report> {
  undecided?: Undecided;
}

function judge(rule: Rule & { on: TypeName }, node: Node, graph: Graph, outcomes: Outcomes): Draft[] {
  const subjects = new Map<string, { subject: object; world: World }[]>();
  const lost: ExploredLeaf[] = [];
  try {
    explore([World.empty], (world) => {
      const exists = node.exists();
      if (exists instanceof Unknown) throw exists.signal();
      if (!exists) return;
      for (const subject of subjectsOf(node, rule.each)) {
        if (subject instanceof Undecided) lost.push({ world, exists: true, found: new Map(), undecided: subject });
        else {
          const key = positionOf(subject);
          const uses = subjects.get(key);
          if (uses) uses.push({ subject, world });
          else subjects.set(key, [{ subject, world }]);
        }
      }
    }, (leaf) => lost.push(leaf));
    const drafts: Draft[] = [];
    for (const uses of subjects.values()) {
      const leaves: ExploredLeaf[] = [];
      for (const { subject, world } of uses) {
        explore([world], (inner) => {
          const found = glance(rule, node, subject, graph);
          leaves.push({ world: inner, exists: true, ...found });
        }, (leaf) => leaves.push(leaf));
      }
      drafts.push(...conclude(rule, node, uses[0]?.subject as object, leaves, outcomes));
    }
    for (const leaf of unique(lost.map((l) => l.undecided?.reason))) if (leaf) record(outcomes, rule, node, undefined, lost.find((l) => l.undecided?.reason === leaf)?.undecided as Undecided);
    return drafts;
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    outcomes.errors.push({ rule: rule.id, resource: `${node.name} (${node.type}) in ${node.source.file.source.shown}`, message: redact(cause.message), stack: redact(cause.stack ?? '') });
    return [];
  }
}

/** Where a subject stands, whichever branch of a choice gives it: the same place in every world is one subject. */
function positionOf(subject: object): string {
  const steps: (string | number)[] = [];
  for (let origin = (subject as Lowered)[ORIGIN]; origin; origin = origin.parent) if (origin.name !== undefined) steps.push(origin.step);
  return steps.reverse().join('/');
}

/** Runs `body` in each world it asks for. Worlds that end in a signal go to `ended`. */
function explore(worlds: World[], body: (world: World) => void, ended: (leaf: ExploredLeaf) => void): void {
  for (let budget = MOST_WORLDS; worlds.length > 0; budget--) {
    const world = worlds.pop() as World;
    if (budget <= 0) {
      // All that is left, so that no condition seems to hold everywhere.
      for (const left of [world, ...worlds]) ended({ world: left, exists: true, found: new Map(), undecided: new Undecided('too many combinations of parameters', 'budget') });
      return;
    }
    try {
      during(new Look(world), () => body(world));
    } catch (signal) {
      if (signal instanceof Fork) worlds.push(...signal.branches.map((branch) => world.with(branch)).reverse());
      else if (signal instanceof Undecided) ended({ world, exists: true, found: new Map(), undecided: signal });
      else throw signal;
    }
  }
}

/** The objects that a rule judges in the current world; an item that cannot be read stands as its signal. */
function subjectsOf(node: Node, each: string | undefined): (object | Undecided)[] {
  let current: (object | Undecided)[] = [node.props];
  for (const step of each?.split('.') ?? []) {
    const isList = step.endsWith('[]');
    const key = isList ? step.slice(0, -2) : step;
    current = current.flatMap((owner) => {
      if (owner instanceof Undecided) return [owner];
      const value = peek(owner, key);
      if (value instanceof Unknown) return [value.signal()];
      if (typeof value !== 'object' || value === null) return [];
      if (!isList) return [value];
      if (!Array.isArray(value)) return [];
      return value.flatMap((_, index) => {
        const item = peek(value, index);
        return item instanceof Unknown ? [item.signal()] : typeof item === 'object' && item !== null ? [item] : [];
      });
    });
  }
  return current;
}

/** One look: what the rule says about a subject in the current world. Signals other than Undecided fly through. */
function glance(rule: Rule & { on: TypeName }, node: Node, subject: object, graph: Graph): { found: Map<string, Report>; undecided?: Undecided } {
  const found = new Map<string, Report>();
  const state: { cap: Confidence } = { cap: 'certain' };
  const reports: { place: Place; message: string; options: ReportOptions }[] = [];
  let undecided: Undecided | undefined;
  try {
    rule.check(subject, tools(rule, graph, state, (place, message, options) => reports.push({ place, message, options })), node.props);
  } catch (signal) {
    if (!(signal instanceof Undecided)) throw signal;
    undecided = signal;
  }
  const defaults = [...look.defaults];
  for (const { place, message, options } of reports) {
    // Equal places are the same mistake in every world, whatever values their messages name.
    const path = pathOf(place);
    const base = `${path}@${place.origin.node.name}`;
    let key = base;
    for (let n = 2; found.has(key); n++) key = `${base}#${n}`;
    found.set(key, { place, path, message, options, defaults, cap: state.cap });
  }
  return { found, undecided };
}

function conclude(rule: Rule & { on: TypeName }, node: Node, subject: object, leaves: ExploredLeaf[], outcomes: Outcomes): Draft[] {
  const drafts: Draft[] = [];
  const keys = unique(leaves.flatMap((leaf) => [...leaf.found.keys()]));
  for (const key of keys) {
    const sets = summarise(leaves, key);
    const shortest = sets[0] ?? [];
    const leaf = leaves.find((l) => l.found.has(key) && shortest.every((a) => l.world.assignments.some((b) => b.variable === a.variable && b.value === a.value))) ?? leaves.find((l) => l.found.has(key));
    const report = leaf?.found.get(key) as Report;
    drafts.push(draft(rule, node, report, shortest, sets.length - 1));
  }
  const doubts = leaves.flatMap((leaf) => (leaf.undecided ? [leaf.undecided] : []));
  // A doubt in a world says nothing new when the same subject already has a finding.
  if (keys.length === 0 && doubts.length > 0) record(outcomes, rule, node, subject, doubts[0] as Undecided);
  if (keys.length === 0 && doubts.length === 0 && leaves.length > 0) outcomes.passed++;
  return drafts;
}

function record(outcomes: Outcomes, rule: Rule, node: Node, subject: object | undefined, doubt: Undecided): void {
  const origin = (subject as Lowered | undefined)?.[ORIGIN] ?? node.origin;
  outcomes.undecided.push({ rule: rule.id, reason: redact(doubt.reason), kind: doubt.kind, location: locate({ origin }), resource: { type: node.type, name: node.name } });
}

function draft(rule: Rule & { on: TypeName }, node: Node, report: Report, world: readonly Assignment[], others: number): Draft {
  const { place, options } = report;
  const byDefault = world.length === 1 && world[0]?.byDefault ? world[0].variable.name : undefined;
  const phrases = [
    ...(byDefault ? [`by the default of ${byDefault}`] : world.map((a) => a.label)),
    ...(report.defaults.length > 0 && !byDefault ? [`by the default of ${report.defaults.join(', ')}`] : []),
  ];
  const when = phrases.length > 0 ? phrases.join(' and ') + (others > 0 ? ` (and ${others} more ${others === 1 ? 'case' : 'cases'})` : '') : undefined;
  const doubtful = world.length > 0 || report.defaults.length > 0 || node.unit.notFinal !== undefined;
  const confidence = least(options.confidence ?? rule.confidence ?? 'certain', rule.confidence ?? 'certain', report.cap, doubtful ? 'likely' : 'certain');
  const location = locate(place);
  const template = inFile(place);
  const related = (options.related ?? []).map(([at, message]) => ({ message: redact(message), location: locate(at) }));
  if (template.file !== location.file || template.line !== location.line) related.push({ message: 'as synthesised', location: template });
  return {
    node,
    supersedes: rule.supersedes ?? [],
    rule: rule.id,
    severity: options.severity ?? rule.severity,
    confidence,
    category: rule.category,
    outcome: rule.outcome,
    message: redact(report.message),
    fix: redact(options.fix ?? rule.fix),
    proof: (options.proof ?? []).map(([label, text]) => [redact(label), redact(text)] as const),
    location,
    related,
    resource: { type: node.type, name: redact(node.name), range: rangeOf(node), constructPath: node.source.constructPath },
    path: redact(report.path),
    when: when && redact(when),
  };
}

function fromProblem(rule: Rule, problem: Problem): Draft {
  const { file } = problem;
  let location = problem.offset !== undefined ? toLocation(file, problem.offset, problem.offset + 1) : undefined;
  if (!location) {
    const found = file.document.locate(problem.path);
    const value = valueAt(file.document.data, problem.path);
    const span = (problem.token ?? 'key') === 'key' || typeof value === 'object' ? (found.key ?? found.value) : found.value;
    location = toLocation(file, span.start, span.end);
    if (location.endLine !== location.line) location = { ...location, endLine: location.line, endColumn: file.lines.line(location.line).length + 1 };
  }
  const node = problem.node;
  return {
    node: undefined,
    supersedes: rule.supersedes ?? [],
    rule: rule.id,
    severity: rule.severity,
    confidence: rule.confidence ?? 'certain',
    category: rule.category,
    outcome: rule.outcome,
    message: redact(problem.message),
    fix: redact(problem.fix ?? rule.fix),
    proof: [],
    location,
    related: [],
    resource: node ? { type: node.type, name: redact(node.name), range: rangeOf(node), constructPath: node.source.constructPath } : { type: 'file', name: file.source.shown },
    path: redact(problem.path.join('.')),
  };
}

/** One mistake, one finding: drops what a finding on the same resource says better. */
function withoutSuperseded(drafts: readonly Draft[]): Draft[] {
  const better = new Map<Node, Set<string>>();
  for (const { node, supersedes } of drafts) {
    if (!node || supersedes.length === 0) continue;
    const ids = better.get(node) ?? new Set();
    for (const id of supersedes) ids.add(id);
    better.set(node, ids);
  }
  return drafts.filter(({ node, rule }) => !node || !better.get(node)?.has(rule));
}

/** Merges what several uses of one template say alike, sorts, and gives every finding its fingerprint. */
function finish(drafts: readonly Draft[]): Finding[] {
  const merged = new Map<string, Draft>();
  for (const draft of drafts) {
    const { file, line, column } = draft.location;
    const key = [draft.rule, file, line, column, draft.path, draft.resource.name, draft.related.find((r) => r.message === 'as synthesised')?.location.line].join('|');
    if (!merged.has(key)) merged.set(key, draft);
  }
  const ordinals = new Map<string, number>();
  return [...merged.values()]
    .sort((a, b) => compareLocations(a.location, b.location) || compare(a.rule, b.rule) || compare(a.path, b.path) || compare(a.message, b.message))
    .map(({ node, supersedes: _, ...finding }) => {
      const base = [finding.rule, finding.resource.type, node || finding.resource.type !== 'file' ? finding.resource.name : '', finding.path].join('|');
      const ordinal = (ordinals.get(`${finding.location.file}|${base}`) ?? 0) + 1;
      ordinals.set(`${finding.location.file}|${base}`, ordinal);
      return { ...finding, fingerprint: createHash('sha256').update(`${base}|${ordinal}`).digest('hex').slice(0, 16) };
    });
}

function tools(rule: Rule & { on: TypeName }, graph: Graph, state: { cap: Confidence }, push: (place: Place, message: string, options: ReportOptions) => void): Tools<TypeName> {
  const originOf = (object: object): Origin => {
    const origin = (object as Lowered)[ORIGIN];
    if (!origin) throw new TypeError('this object is not part of a resource');
    return origin;
  };
  const types = rule.with ?? [];
  const allowed = (type: string): void => {
    if (!types.includes(type as TypeName)) throw new TypeError(`${rule.id} must name ${type} in its "with"`);
  };
  const present = (node: Node): boolean => {
    const exists = node.exists();
    if (exists instanceof Unknown) throw exists.signal();
    return exists;
  };
  return {
    at: (object, property) => ({ origin: originOf(object), key: property }),
    report: (place, message, options = {}) => push(place, message, options),
    has(object, property) {
      const value = peek(object, property);
      if (!(value instanceof Unknown)) return value !== undefined;
      if (!value.present) throw value.signal();
      return true;
    },
    written: (object, property) => Object.hasOwn(object, property) && peek(object, property) !== undefined,
    same(a, aProperty, b, bProperty) {
      const left = peek(a, aProperty);
      const right = peek(b, bProperty);
      if (!(left instanceof Unknown) && !(right instanceof Unknown)) return left === right;
      if (left instanceof Unknown && right instanceof Unknown && left.link && right.link) return sameLink(left.link, right.link);
      throw (left instanceof Unknown ? left : (right as Unknown)).signal();
    },
    text(object, property) {
      const value = peek(object, property);
      if (value instanceof Unknown || typeof value === 'string') return new Text(value);
      throw new Undecided(`${property} is no text`, 'wrong-type');
    },
    show,
    follow(object, property, type) {
      const value = peek(object, property);
      if (value === undefined) return undefined;
      const wanted = type ? [type] : types;
      for (const each of wanted) allowed(each);
      const target = value instanceof Unknown ? value.link?.node : typeof value === 'string' ? named(graph, wanted, value, originOf(object).node) : undefined;
      if (!target) throw value instanceof Unknown ? value.signal() : new Undecided(`${show(object, property)} is not in this run`, 'elsewhere');
      if (!wanted.includes(target.type as TypeName)) throw new Undecided(`${target.name} is ${target.type}`, 'reference');
      if (!present(target)) throw new Undecided(`${target.name} does not exist here`, 'reference');
      return target.props as never;
    },
    companions(object, type, options) {
      allowed(type);
      const { node } = originOf(object);
      const found = graph.pointersTo(node, type);
      if (found.length === 0 && !options?.here) {
        const doubt = graph.vaguePointer(type, node.unit);
        if (doubt) throw doubt;
        if (node.unit.kind === 'file') throw new Undecided(`what uses ${node.name} is not in this file`, 'elsewhere');
        if (node.unit.notFinal) throw new Undecided(node.unit.notFinal, 'transform');
        if (node.unit.kind !== 'account') {
          if (rule.category === 'deployability') throw new Undecided(`a ${type} may be declared elsewhere`, 'elsewhere');
          state.cap = 'likely';
        }
      }
      return found.map((each) => each.props) as never;
    },
    siblings(object, type) {
      allowed(type);
      const { unit } = originOf(object).node;
      return graph.ofType(type).filter((node) => node.unit === unit && present(node)).map((node) => node.props) as never;
    },
    secret(object, property) {
      const value = peek(object, property);
      if (typeof value === 'string') return isPlaceholder(value) ? value : undefined;
      if (!(value instanceof Unknown) || !value.parts) return undefined;
      const found = detectValue(value.label)[0];
      return found && `${found.detector}, in text with unknown parts`;
    },
    source(object, property) {
      const value = peek(object, property);
      return value instanceof Unknown ? value.source : undefined;
    },
    resource(object) {
      const { node } = originOf(object);
      return { name: node.name, type: node.type };
    },
    undecided(reason) {
      throw new Undecided(reason, 'rule');
    },
  };
}

/** The resource that a literal name or ARN means: in the same unit if there is one, else the only one of the run. */
function named(graph: Graph, types: readonly string[], text: string, from: Node): Node | undefined {
  const found = types.flatMap((type) => graph.named(type, text));
  const here = found.filter((node) => node.unit === from.unit);
  const candidates = here.length > 0 ? here : found;
  if (candidates.length > 1) throw new Undecided(`several resources are called ${text}`, 'elsewhere');
  return candidates[0];
}

const least = (...all: Confidence[]): Confidence => all.reduce((a, b) => (CONFIDENCES.indexOf(a) >= CONFIDENCES.indexOf(b) ? a : b));
const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareLocations(a: Finding['location'], b: Finding['location']): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column;
}


/** The loop: every rule looks at every resource it names, in every world that it asks about. */
import { CONFIDENCES, type Confidence, type Finding, type InternalError, type UndecidedLook } from './finding.js';
import { type Graph, type Node, type Problem, sameLink, type Unit } from './graph/graph.js';
import { authored, inFile, locate, namedPath, pathOf, rangeOf, show, toLocation, valueAt } from './graph/locate.js';
import { waits } from './graph/ordering.js';
import { type Lowered, ORIGIN, type Origin, peek, Text, Unknown } from './graph/value.js';
import { type Assignment, during, Fork, type Leaf, Look, look, summarise, Undecided, World } from './graph/world.js';
import type { Change, Place, ReportOptions, Rule, Tools, TypeName } from './rule.js';
import { defaultsOf, type Setting, type SettingsOf } from './settings.js';
import { detections, detectValue, isPlaceholder, redact } from './secrets.js';

/** More worlds than this in one look end it undecided. */
const MOST_WORLDS = 64;

export interface Outcomes {
  findings: Finding[];
  undecided: UndecidedLook[];
  errors: InternalError[];
  /** Looks that ended without finding or doubt. */
  passed: number;
  /** The same by rule. */
  passes: Map<string, number>;
  /** Milliseconds by rule. */
  spent: Map<string, number>;
  /** What would mend a finding, by its fingerprint: changes in the terms of a rule, or a problem that knows its cure. */
  mends: Map<string, Mend>;
}

export type Mend = { changes: readonly Change[] } | { problem: Problem };

/**
 * Runs the rules over the graph. The order of what comes out depends on the input alone.
 * @param settings which of the rules are on for a file, and how they are set; all of them, as they are, when left out
 */
export function check(graph: Graph, rules: readonly Rule[], settings?: SettingsOf): Outcomes {
  const outcomes: Outcomes = { findings: [], undecided: [], errors: [], passed: 0, passes: new Map(), spent: new Map(), mends: new Map() };
  const drafts: Draft[] = [];
  const subjects = new Map<string, Map<Node, Subjects>>();
  for (const rule of rules) {
    const started = performance.now();
    const before = outcomes.passed;
    if (rule.on !== undefined) {
      const nodes = graph.ofType(rule.on);
      if (nodes.length > 0) {
        const each = rule.each ?? '';
        let known = subjects.get(each);
        if (!known) subjects.set(each, (known = new Map()));
        const { glance, toolset } = glancer(rule, graph);
        let file: string | undefined;
        let setting: Setting | undefined;
        for (const node of nodes) {
          if (!settings) {
            for (const draft of judge(rule, node, known, glance, outcomes)) drafts.push(draft);
            continue;
          }
          const its = node.source.file.source.file;
          if (its !== file) setting = settings((file = its)).get(rule.id);
          if (!setting) continue;
          toolset.options = setting.options;
          for (const draft of judge(rule, node, known, glance, outcomes)) {
            if (setting.severity) draft.severity = setting.severity;
            drafts.push(draft);
          }
        }
      }
    }
    outcomes.spent.set(rule.id, performance.now() - started);
    if (outcomes.passed > before) outcomes.passes.set(rule.id, outcomes.passed - before);
  }
  for (const unit of graph.accounts) for (const rule of rules) if (rule.on !== undefined) notEvaluated(rule, unit, outcomes);
  // Problems appear while values are read, so their rules come last.
  if (rules.some((rule) => rule.problems?.some((kind) => kind === 'wrong-type' || kind === 'null-value' || kind === 'unknown-field'))) graph.readAll();
  const problems = unique(graph.problems);
  drafts.push(...fromProblems(problems, rules, settings));
  outcomes.findings = finish(withoutSuperseded(drafts), outcomes.mends);
  outcomes.undecided.sort((a, b) => compareLocations(a.location, b.location) || compare(a.rule, b.rule) || compare(a.reason, b.reason));
  return outcomes;
}

/** Tells of a rule that could not look at everything of an account, because it was not all read. */
function notEvaluated(rule: Rule & { on: TypeName }, unit: Unit, { undecided }: Outcomes): void {
  const reason = unit.unread?.(rule.on);
  if (reason === undefined) return;
  undecided.push({ rule: rule.id, reason: redact(reason), kind: 'not-read', location: { file: unit.id, line: 1, column: 1, endLine: 1, endColumn: 2 }, resource: { type: rule.on, name: unit.id } });
}

/** The findings that rules about the input make of problems that came up after the check, such as suppressions of no use. */
export function findingsOf(problems: readonly Problem[], rules: readonly Rule[], settings?: SettingsOf): Finding[] {
  return finish(fromProblems(problems, rules, settings));
}

function fromProblems(problems: readonly Problem[], rules: readonly Rule[], settings: SettingsOf | undefined): Draft[] {
  const drafts: Draft[] = [];
  for (const rule of rules) {
    if (!rule.problems) continue;
    for (const problem of problems) {
      if (!rule.problems.includes(problem.kind)) continue;
      const setting = settings?.(problem.file.source.file).get(rule.id);
      if (settings && !setting) continue;
      const draft = fromProblem(rule, problem);
      drafts.push(setting?.severity ? { ...draft, severity: setting.severity } : draft);
    }
  }
  return drafts;
}

/** A finding before it is compared with the others. */
interface Draft extends Omit<Finding, 'fingerprint'> {
  node: Node | undefined;
  supersedes: readonly string[];
  mend?: Mend | undefined;
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

const NO_DRAFTS: readonly Draft[] = [];
const NOTHING: ReadonlyMap<string, Report> = new Map();

interface ExploredLeaf extends Leaf<Report> {
  undecided?: Undecided;
}

/** What rules judge of a node: by its place, in the worlds that have it. The same for every rule that names the same. */
interface Subjects {
  places: readonly (readonly Use[])[];
  /** Why some of them cannot be read, each reason once. */
  doubts: readonly Undecided[];
}

interface Use {
  subject: object;
  world: World;
}

function judge(rule: Rule & { on: TypeName }, node: Node, known: Map<Node, Subjects>, glance: Glance, outcomes: Outcomes): readonly Draft[] {
  try {
    let subjects = known.get(node);
    if (!subjects) known.set(node, (subjects = subjectsIn(node, rule.each)));
    let drafts = NO_DRAFTS;
    for (const uses of subjects.places) {
      const { subject, world } = uses[0] as Use;
      const first = glance(node, subject, world);
      // Nothing to say and nothing asked: so most looks end.
      if (first === undefined && uses.length === 1) {
        outcomes.passed++;
        continue;
      }
      const said = conclude(rule, node, subject, leavesOf(uses, first, node, glance), outcomes);
      if (said.length > 0) drafts = drafts.length > 0 ? [...drafts, ...said] : said;
    }
    for (const doubt of subjects.doubts) record(outcomes, rule, node, undefined, doubt);
    return drafts;
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    outcomes.errors.push({ rule: rule.id, resource: `${node.name} (${node.type}) in ${node.source.file.source.shown}`, message: redact(cause.message), stack: redact(cause.stack ?? '') });
    return NO_DRAFTS;
  }
}

function subjectsIn(node: Node, each: string | undefined): Subjects {
  const places = new Map<string, Use[]>();
  const doubts = new Map<string, Undecided>();
  const doubt = (signal: Undecided): void => {
    if (signal.reason && !doubts.has(signal.reason)) doubts.set(signal.reason, signal);
  };
  explore(World.empty, (world) => {
    const exists = node.exists();
    if (exists instanceof Unknown) throw exists.signal();
    if (!exists) return;
    for (const subject of subjectsOf(node, each)) {
      if (subject instanceof Undecided) doubt(subject);
      else {
        const key = positionOf(subject);
        const uses = places.get(key);
        if (uses) uses.push({ subject, world });
        else places.set(key, [{ subject, world }]);
      }
    }
  }, (leaf) => {
    if (leaf.undecided) doubt(leaf.undecided);
  });
  return { places: [...places.values()], doubts: [...doubts.values()] };
}

/** Where a subject stands, whichever branch of a choice gives it: the same place in every world is one subject. */
function positionOf(subject: object): string {
  const steps: (string | number)[] = [];
  for (let origin = (subject as Lowered)[ORIGIN]; origin; origin = origin.parent) if (origin.name !== undefined) steps.push(origin.step);
  return steps.reverse().join('/');
}

/** What a rule says about a subject in all its worlds, of which the first look is done. */
function leavesOf(uses: readonly Use[], first: ReturnType<Glance>, node: Node, glance: Glance): ExploredLeaf[] {
  const leaves: ExploredLeaf[] = [];
  let seen: { said: ReturnType<Glance> } | undefined = { said: first };
  for (const { subject, world } of uses) {
    explore(world, (inner) => {
      const said = seen ? seen.said : glance(node, subject, inner);
      seen = undefined;
      if (said instanceof Fork) throw said;
      leaves.push(said ?? { world: inner, exists: true, found: NOTHING });
    }, (leaf) => leaves.push(leaf));
  }
  return leaves;
}

/** Runs `body` in a world, or in each world below it that it asks for. Worlds that end in a signal go to `ended`. */
function explore(start: World, body: (world: World) => void, ended: (leaf: ExploredLeaf) => void): void {
  let worlds: World[] | undefined;
  let world: World | undefined = start;
  for (let budget = MOST_WORLDS; world; budget--) {
    if (budget <= 0) {
      ended({ world, exists: true, found: NOTHING, undecided: new Undecided('too many combinations of parameters', 'budget') });
      return;
    }
    try {
      const now = world;
      during(new Look(now), () => body(now));
    } catch (signal) {
      if (signal instanceof Fork) {
        worlds ??= [];
        for (let i = signal.branches.length - 1; i >= 0; i--) worlds.push(world.with(signal.branches[i] as Assignment));
      } else if (signal instanceof Undecided) ended({ world, exists: true, found: NOTHING, undecided: signal });
      else throw signal;
    }
    world = worlds?.pop();
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
      // By index: reading an unknown item would end the look for all of them.
      return Array.from(value.keys()).flatMap((index) => {
        const item = peek(value, index);
        return item instanceof Unknown ? [item.signal()] : typeof item === 'object' && item !== null ? [item] : [];
      });
    });
  }
  return current;
}

/** One look: what a rule says about a subject in a world. Nothing when it has nothing to say; a Fork when it must look again in other worlds. */
type Glance = (node: Node, subject: object, world: World) => ExploredLeaf | Fork | undefined;

function glancer(rule: Rule & { on: TypeName }, graph: Graph): { glance: Glance; toolset: { options: object } } {
  // One look and one set of tools for the whole rule: there is never more than one look of it under way.
  const own = new Look(World.empty);
  const state: { cap: Confidence } = { cap: 'certain' };
  let reports: { place: Place; message: string; options: ReportOptions; defaults: readonly string[] }[] = [];
  const toolset = tools(rule, graph, state, (place, message, options) => reports.push({ place, message, options, defaults: look.defaults.size > 0 ? [...look.defaults] : [] }));
  return {
    toolset,
    glance(node, subject, world) {
      own.begin(world);
      state.cap = 'certain';
      if (reports.length > 0) reports = [];
      return during(own, once, node, subject);
    },
  };

  function once(node: Node, subject: object): ExploredLeaf | Fork | undefined {
    let undecided: Undecided | undefined;
    try {
      rule.check(subject, toolset, node.props);
    } catch (signal) {
      if (signal instanceof Fork) return signal;
      if (!(signal instanceof Undecided)) throw signal;
      undecided = signal;
    }
    const { world } = own;
    if (reports.length === 0) return undecided && { world, exists: true, found: NOTHING, undecided };
    const found = new Map<string, Report>();
    for (const { place, message, options, defaults } of reports) {
      // Equal places are the same mistake in every world, whatever values their messages name.
      const path = pathOf(place);
      const base = `${path}@${place.origin.node.name}`;
      let key = base;
      for (let n = 2; found.has(key); n++) key = `${base}#${n}`;
      found.set(key, { place, path, message, options, defaults, cap: state.cap });
    }
    return { world, exists: true, found, undecided };
  }
}

function conclude(rule: Rule & { on: TypeName }, node: Node, subject: object, leaves: ExploredLeaf[], outcomes: Outcomes): readonly Draft[] {
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

/** Where the subjects of undecided looks stand: many rules are undecided about the same one. */
const locations = new WeakMap<Origin, Finding['location']>();

function record(outcomes: Outcomes, rule: Rule, node: Node, subject: object | undefined, doubt: Undecided): void {
  const origin = (subject as Lowered | undefined)?.[ORIGIN] ?? node.origin;
  let location = locations.get(origin);
  if (!location) locations.set(origin, (location = locate({ origin })));
  outcomes.undecided.push({ rule: rule.id, reason: redact(doubt.reason), kind: doubt.kind, location, resource: { type: node.type, name: node.name } });
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
  const confidence = least(options.confidence ?? rule.confidence ?? 'certain', rule.confidence ?? 'certain', report.cap, doubtful ? 'likely' : 'certain', node.unit.unrendered ? 'heuristic' : 'certain');
  const template = inFile(place);
  const location = authored(place) ?? template;
  const related = (options.related ?? []).map(([at, message]) => ({ message: redact(message), location: locate(at) }));
  // An account has no text that anybody wrote.
  if (node.unit.kind !== 'account' && (template.file !== location.file || template.line !== location.line)) related.push({ message: 'as synthesised', location: template });
  return {
    node,
    supersedes: rule.supersedes ?? [],
    // What is wrong in some cases only is not surely mended for all of them.
    mend: options.edit && world.length === 0 ? { changes: options.edit } : undefined,
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
    resource: { type: node.type, name: redact(node.name), range: node.unit.kind === 'account' ? undefined : rangeOf(node), constructPath: node.source.constructPath },
    path: redact(report.path),
    when: when && redact(when),
  };
}

function fromProblem(rule: Rule, problem: Problem): Draft {
  const { file } = problem;
  let location = problem.location ?? (problem.offset !== undefined ? toLocation(file, problem.offset, problem.offset + 1) : undefined);
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
    mend: problem.cure && { problem },
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
    path: redact(namedPath(file.document.data, problem.path, node?.source.propertiesPath)),
  };
}

/** One mistake, one finding: drops what a finding at the same property of the same resource says better. */
function withoutSuperseded(drafts: readonly Draft[]): Draft[] {
  const better = new Map<Node, Draft[]>();
  for (const draft of drafts) {
    if (!draft.node || draft.supersedes.length === 0) continue;
    const list = better.get(draft.node);
    if (list) list.push(draft);
    else better.set(draft.node, [draft]);
  }
  return drafts.filter(({ node, rule, path }) => !node || !better.get(node)?.some((other) => other.supersedes.includes(rule) && within(path, other.path)));
}

/** Whether one property path is the other or lies on the way to it. */
function within(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return long.startsWith(short) && (short === '' || long.length === short.length || long[short.length] === '.' || long[short.length] === '[');
}

/** Two files may hold the same mistake of a resource of the same name. */
export const mendKey = ({ fingerprint, location }: Pick<Finding, 'fingerprint' | 'location'>): string => `${fingerprint} ${location.file}`;

/** Merges what several uses of one template say alike, sorts, and gives every finding its fingerprint. */
function finish(drafts: readonly Draft[], mends?: Map<string, Mend>): Finding[] {
  const merged = new Map<string, Draft>();
  for (const draft of drafts) {
    const { file, line, column } = draft.location;
    const key = [draft.rule, file, line, column, draft.path, draft.resource.name, draft.related.find((r) => r.message === 'as synthesised')?.location.line].join('|');
    if (!merged.has(key)) merged.set(key, draft);
  }
  const ordinals = new Map<string, number>();
  return [...merged.values()]
    .sort((a, b) => compareLocations(a.location, b.location) || compare(a.rule, b.rule) || compare(a.path, b.path) || compare(a.message, b.message))
    .map(({ node, supersedes: _, mend, ...finding }) => {
      const base = [finding.rule, finding.resource.type, node || finding.resource.type !== 'file' ? finding.resource.name : '', finding.path].join('|');
      const ordinal = (ordinals.get(`${finding.location.file}|${base}`) ?? 0) + 1;
      ordinals.set(`${finding.location.file}|${base}`, ordinal);
      const fingerprint = process.getBuiltinModule('node:crypto').hash('sha256', `${base}|${ordinal}`, 'hex').slice(0, 16);
      if (mend) mends?.set(mendKey({ fingerprint, location: finding.location }), mend);
      return { ...finding, fingerprint };
    });
}

function tools(rule: Rule & { on: TypeName }, graph: Graph, state: { cap: Confidence }, push: (place: Place, message: string, options: ReportOptions) => void): Tools<TypeName> & { options: object } {
  const originOf = (object: object): Origin => {
    const origin = (object as Lowered)[ORIGIN];
    if (!origin) throw new TypeError('this object is not part of a resource');
    return origin;
  };
  const types = rule.with ?? [];
  const allowed = (type: string): void => {
    if (!types.includes(type as TypeName)) throw new TypeError(`${rule.id} must name ${type} in its "with"`);
  };
  /** Ends the look where not everything of a type was read. */
  const wholeIn = (unit: Unit, type: string): void => {
    const reason = unit.unread?.(type);
    if (reason !== undefined) throw new Undecided(reason, 'not-read');
  };
  const present = (node: Node): boolean => {
    const exists = node.exists();
    if (exists instanceof Unknown) throw exists.signal();
    return exists;
  };
  return {
    options: defaultsOf(rule),
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
      if (left instanceof Unknown && right instanceof Unknown) {
        if (left.link && right.link) return sameLink(left.link, right.link);
        const [one, other] = [originOf(a).node.source, originOf(b).node.source];
        if (one.file === other.file && one.stack === other.stack && left.label === right.label && ofStack(left) && ofStack(right)) return true;
      }
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
      // An image is named by what the registry calls it; the source knows who builds it.
      const built = wanted.includes('Docker::Image') && (typeof value === 'string' || value instanceof Unknown) ? originOf(object).node.source.image?.(value) : undefined;
      const target = built ?? (value instanceof Unknown ? value.link?.node : typeof value === 'string' ? named(graph, wanted, value, originOf(object).node) : undefined);
      if (!target && type === ('Docker::Image' as TypeName)) throw new Undecided(`no Dockerfile here is known to build ${show(object, property)}`, 'elsewhere');
      if (!target && typeof value === 'string') for (const each of wanted) wholeIn(originOf(object).node.unit, each);
      if (!target) throw value instanceof Unknown ? value.signal() : new Undecided(`${show(object, property)} is not in this run`, 'elsewhere');
      if (!wanted.includes(target.type as TypeName)) throw new Undecided(`${target.name} is ${target.type}`, 'reference');
      if (!present(target)) throw new Undecided(`${target.name} does not exist here`, 'reference');
      return target.props as never;
    },
    companions(object, type, options) {
      allowed(type);
      const { node } = originOf(object);
      wholeIn(node.unit, type);
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
    siblings(object, type, options) {
      allowed(type);
      const { unit } = originOf(object).node;
      wholeIn(unit, type);
      return graph.ofType(type, options?.run ? undefined : unit).filter(present).map((node) => node.props) as never;
    },
    secret(object, property) {
      const value = peek(object, property);
      if (typeof value === 'string') return isPlaceholder(value) ? detections(value).map(({ detector, length }) => `${detector}, ${length} characters`).join(' and ') : undefined;
      if (!(value instanceof Unknown) || !value.parts) return undefined;
      const found = detectValue(value.label)[0];
      return found && `${found.detector}, in text with unknown parts`;
    },
    source(object, property) {
      const value = peek(object, property);
      return value instanceof Unknown ? value.source : undefined;
    },
    waits(object, other) {
      const [then, first] = [originOf(object).node, originOf(other).node];
      const answer = waits(graph, then, first);
      if (answer === undefined) throw new Undecided(`${then.name} and ${first.name} are not in one template`, 'rule');
      return answer;
    },
    owner(object) {
      for (let origin = originOf(object).parent; origin; origin = origin.parent) if (origin.object && !Array.isArray(origin.object)) return origin.object;
      return object;
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

/** Whether a value is made of parameters, references and known text alone, so that equal labels in one template mean equal values. */
function ofStack(value: Unknown): boolean {
  return value.source?.kind === 'parameter' || value.link !== undefined || (value.parts?.every((part) => typeof part === 'string' || ofStack(part)) ?? false);
}

/** The resource that a literal name or ARN means: in the same unit if there is one, else the only one of the run. */
function named(graph: Graph, types: readonly string[], text: string, from: Node): Node | undefined {
  const candidates = types.flatMap((type) => graph.meant(from, type, text));
  if (candidates.length > 1) throw new Undecided(`several resources are called ${text}`, 'elsewhere');
  return candidates[0];
}

const least = (...all: Confidence[]): Confidence => all.reduce((a, b) => (CONFIDENCES.indexOf(a) >= CONFIDENCES.indexOf(b) ? a : b));
const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareLocations(a: Finding['location'], b: Finding['location']): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column;
}


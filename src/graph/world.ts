/**
 * Worlds: what the parameters of a run are taken to be during one look.
 *
 * A look starts knowing nothing. When it touches a value that depends on a parameter, it stops with a {@link Fork}, and the
 * engine looks again once for every value that the parameter can have. Conditions are never assigned, only the parameters below
 * them, so combinations that cannot happen are never looked at.
 */

/** A parameter, or a comparison that cannot be computed, that looks may differ in. */
export interface Variable {
  /** Name as the user knows it: a parameter, a pseudo parameter, or a condition. */
  readonly name: string;
}

/** Stands for every value of a parameter that the template does not name. */
export const OTHER = Symbol('something else');

export interface Assignment {
  readonly variable: Variable;
  readonly value: string | boolean | typeof OTHER;
  /** How to say it: `Env = prod`. */
  readonly label: string;
  /** The value is the parameter's Default. */
  readonly byDefault: boolean;
}

/** Immutable list of assignments, newest last. The same assignments in the same order are the same object, so that what is known in a world is found again. */
export class World {
  static readonly empty = new World([]);
  readonly assignments: readonly Assignment[];
  private next: WeakMap<Assignment, World> | undefined;

  constructor(assignments: readonly Assignment[]) {
    this.assignments = assignments;
  }

  get(variable: Variable): Assignment | undefined {
    for (const assignment of this.assignments) if (assignment.variable === variable) return assignment;
    return undefined;
  }

  with(assignment: Assignment): World {
    this.next ??= new WeakMap();
    let world = this.next.get(assignment);
    if (!world) this.next.set(assignment, (world = new World([...this.assignments, assignment])));
    return world;
  }
}

/** Signal: the look depends on a variable that this world does not assign. Not an Error: no stack is taken. */
export class Fork {
  readonly branches: readonly Assignment[];
  constructor(branches: readonly Assignment[]) {
    this.branches = branches;
  }
}

/** Signal: the look needs a value that cannot be known. */
export class Undecided {
  readonly reason: string;
  readonly kind: string;
  constructor(reason: string, kind: string) {
    this.reason = reason;
    this.kind = kind;
  }
}

/** What values read during one look leave behind. */
export class Look {
  world: World;
  private taken: Set<string> | undefined;
  constructor(world: World) {
    this.world = world;
  }

  /** Makes it a new look in a world. */
  begin(world: World): void {
    this.world = world;
    this.taken = undefined;
  }

  /** Parameters whose Default was taken without asking for the alternatives. */
  get defaults(): Set<string> {
    return (this.taken ??= new Set());
  }

  /** The same, where there mostly are none. */
  get defaultsIfAny(): ReadonlySet<string> | undefined {
    return this.taken;
  }
}

/** The look under way. Checks are synchronous, so there is never more than one. */
export let look = new Look(World.empty);

/** Runs `body` as the look `next`; the look before it is restored, also when a signal flies through. Arguments for `body` save a closure. */
export function during<T>(next: Look, body: () => T): T;
export function during<T, A, B>(next: Look, body: (a: A, b: B) => T, a: A, b: B): T;
export function during<T, A, B>(next: Look, body: (a: A, b: B) => T, a?: A, b?: B): T {
  const before = look;
  look = next;
  try {
    return body(a as A, b as B);
  } finally {
    look = before;
  }
}

interface Settled {
  value: unknown;
  /** The signal that came instead of a value. */
  signal: Fork | Undecided | undefined;
  defaults: ReadonlySet<string> | undefined;
}

/**
 * Remembers what `body` gives in each world, or the signal that it ends in: the next rule that reads the same value in the same
 * world need not compute it again. What `body` gives must depend on nothing but the world.
 */
export function inEachWorld<T>(body: () => T): () => T {
  let lastWorld: World | undefined;
  let last: Settled | undefined;
  let others: Map<World, Settled> | undefined;
  return () => {
    const { world } = look;
    let settled = world === lastWorld ? last : others?.get(world);
    if (!settled) {
      const inner = new Look(world);
      settled = { value: undefined, signal: undefined, defaults: undefined };
      try {
        settled.value = during(inner, body);
      } catch (signal) {
        if (!(signal instanceof Fork || signal instanceof Undecided)) throw signal;
        settled.signal = signal;
      }
      settled.defaults = inner.defaultsIfAny;
      if (last) (others ??= new Map()).set(lastWorld as World, last);
      lastWorld = world;
      last = settled;
    }
    if (settled.defaults) for (const name of settled.defaults) look.defaults.add(name);
    if (settled.signal) throw settled.signal;
    return settled.value as T;
  };
}

/** One explored world of a subject: what came out of it, or nothing when the subject does not exist in that world. */
export interface Leaf<T> {
  world: World;
  exists: boolean;
  /** Findings by key; equal keys are the same mistake. */
  found: ReadonlyMap<string, T>;
}

/**
 * Says in which worlds a finding holds, in the fewest words: an assignment is dropped when all branches of its fork agree.
 * @returns the shortest conjunction of assignments first; `[[]]` when it always holds. Worlds without the subject agree with anything.
 */
export function summarise<T>(leaves: readonly Leaf<T>[], key: string): (readonly Assignment[])[] {
  const reduce = (group: readonly Leaf<T>[], depth: number): (readonly Assignment[])[] | 'any' => {
    const first = group[0];
    if (!first) return 'any';
    const fork = first.world.assignments[depth];
    if (!fork) {
      const existing = group.filter((leaf) => leaf.exists);
      if (existing.length === 0) return 'any';
      return existing.every((leaf) => leaf.found.has(key)) ? [[]] : [];
    }
    const branches = new Map<Assignment['value'], Leaf<T>[]>();
    for (const leaf of group) {
      const value = leaf.world.assignments[depth]?.value as Assignment['value'];
      branches.set(value, [...(branches.get(value) ?? []), leaf]);
    }
    const results = [...branches.values()].map((branch) => ({ sets: reduce(branch, depth + 1), by: branch[0]!.world.assignments[depth]! }));
    const decided = results.filter((r): r is { sets: (readonly Assignment[])[]; by: Assignment } => r.sets !== 'any');
    if (decided.length === 0) return 'any';
    const text = (set: readonly Assignment[]) => set.map((a) => a.label).join('\n');
    const shared = new Set(decided[0]!.sets.map(text).filter((t) => decided.every((r) => r.sets.some((s) => text(s) === t))));
    const kept = decided[0]!.sets.filter((set) => shared.has(text(set)));
    const split = decided.flatMap((r) => r.sets.filter((set) => !shared.has(text(set))).map((set) => [r.by, ...set]));
    return [...kept, ...split];
  };
  const sets = reduce(leaves, 0);
  return sets === 'any' ? [] : sets.sort((a, b) => a.length - b.length);
}

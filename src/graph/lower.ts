/**
 * Lowering: turns the plain data of a source into the tree that rules read. It is the same for every source; a {@link Dialect}
 * says what is special in one (intrinsic functions, placeholders, other spellings of names).
 */
import { defaultsOf } from '../aws/defaults.js';
import { detectNamed, detectValue, placeholder } from '../secrets.js';
import { schemaOf, type TypeCode, type TypeSchema } from '../types/schema.js';
import type { Node } from './graph.js';
import { inEachWorld } from './world.js';
import { type Lowered, ORIGIN, Origin, read, type Slot, SLOTS, Unknown } from './value.js';

export interface Dialect {
  /** Whether a value must be computed when it is read: an intrinsic function, a placeholder, text with one in it. */
  special(raw: unknown): boolean;
  /** Whether a value may turn out to be absent (`AWS::NoValue`), so that a list holding it has no fixed length. */
  mayVanish(raw: unknown): boolean;
  /** Whether a value that may vanish is absent in the current world. Throws Fork signals. */
  vanishes(raw: unknown): boolean;
  /** Computes a special value in the current world: lowered data, undefined for absent, or an Unknown. Throws Fork signals. */
  evaluate(raw: unknown, type: TypeCode, origin: Origin, lowering: Lowering): unknown;
  /** The canonical name of a property of a definition; undefined keeps the name as it is. */
  rename?(definition: string, key: string): string | undefined;
  /** Whether a scalar of another type is converted silently (CloudFormation does, the ECS API does not). */
  readonly converts: boolean;
  /** Reports something wrong with the input at a value, and what must surely stand there instead, if that is known. */
  problem(kind: 'wrong-type' | 'null-value', message: string, origin: Origin, fix: string, right?: string | number | boolean): void;
  /** Told of a property that AWS does not know; `names` are those that it knows there and nobody wrote. */
  unknown?(origin: Origin, key: string, names: readonly string[]): void;
  /** Told of every secret found, so that its place can be masked in every output. */
  secret?(origin: Origin, value: string): void;
}

const KIND: Readonly<Record<string, string>> = { s: 'text', n: 'a number', i: 'a whole number', b: 'true or false' };

/** Lowers the values of one node. */
export class Lowering {
  readonly node: Node;
  readonly dialect: Dialect;
  private readonly schema: TypeSchema | undefined;
  private readonly memo = new Map<object, unknown>();

  constructor(node: Node, dialect: Dialect) {
    this.node = node;
    this.dialect = dialect;
    this.schema = schemaOf(node.type);
  }

  /** Lowers the properties of the node itself. */
  root(raw: unknown): object | Unknown {
    const type: TypeCode = this.schema ? ['o', ''] : 'j';
    // It would have to be computed anew in every world; AWS allows no function here but Fn::Transform.
    if (this.dialect.special(raw)) return new Unknown(`a function makes the properties of ${this.node.name}`, 'function');
    const value = this.value(raw ?? {}, type, this.node.origin);
    if (value instanceof Unknown) return value;
    return typeof value === 'object' && value !== null ? value : new Unknown(`the properties of ${this.node.name} are no object`, 'wrong-type');
  }

  /** The value that `raw` stands for in the current world: plain data, undefined, or an Unknown. */
  value(raw: unknown, type: TypeCode, origin: Origin): unknown {
    if (raw instanceof Unknown) return raw;
    if (raw === null) {
      this.dialect.problem('null-value', `${where(origin)} has no value (null), and a template takes no null`, origin, 'Give it a value, or remove it.');
      return new Unknown(`${where(origin)} is null`, 'wrong-type', { present: false });
    }
    if (this.dialect.special(raw)) return this.dialect.evaluate(raw, type, origin, this);
    if (Array.isArray(raw)) return this.list(raw, type, origin);
    if (typeof raw === 'object') return this.object(raw as Record<string, unknown>, type, origin);
    return this.scalar(raw as string | number | boolean, type, origin);
  }

  /** Converts a scalar to what the schema wants, or gives an Unknown and reports the problem. */
  scalar(raw: string | number | boolean, type: TypeCode, origin: Origin): unknown {
    if (type === 'j' || type === '?') return typeof raw === 'string' ? this.text(raw, origin) : raw;
    if (typeof type !== 'string') return this.wrong(type[0] === 'l' ? 'a list' : 'an object', raw, origin);
    const given = typeof raw;
    if (type === 's') {
      if (given === 'string') return this.text(raw as string, origin);
      return this.dialect.converts ? String(raw) : this.wrong('text', raw, origin);
    }
    if (type === 'b') {
      if (given === 'boolean') return raw;
      const word = String(raw).toLowerCase();
      if (this.dialect.converts && (word === 'true' || word === 'yes' || word === 'on')) return true;
      if (this.dialect.converts && (word === 'false' || word === 'no' || word === 'off')) return false;
      return this.wrong(KIND.b as string, raw, origin);
    }
    if (given === 'number') return raw;
    if (given === 'string' && this.dialect.converts && (raw as string).trim() !== '' && Number.isFinite(Number(raw))) return Number(raw);
    return this.wrong(KIND[type] as string, raw, origin);
  }

  private wrong(wanted: string, raw: unknown, origin: Origin): Unknown {
    const given = Array.isArray(raw) ? 'a list' : typeof raw === 'object' ? 'an object' : typeof raw === 'string' ? 'text' : typeof raw === 'boolean' ? 'true or false' : 'a number';
    const message = `${where(origin)} is ${given} where AWS takes ${wanted}`;
    this.dialect.problem('wrong-type', message, origin, cure(wanted, raw), meantBy(wanted, raw));
    return new Unknown(message, 'wrong-type');
  }

  /** Text, with what is secret by its own form replaced. */
  private text(raw: string, origin: Origin): string {
    const found = detectValue(raw);
    if (found.length === 0) return raw;
    this.dialect.secret?.(origin, raw);
    let text = raw;
    for (const { detector, start, end } of [...found].reverse()) text = text.slice(0, start) + placeholder(raw.slice(start, end), detector) + text.slice(end);
    return text;
  }

  private list(raw: readonly unknown[], type: TypeCode, origin: Origin): unknown {
    if (typeof type === 'string' ? type !== 'j' && type !== '?' : type[0] !== 'l') return this.wrong(typeof type === 'string' ? (KIND[type] as string) : 'an object', raw, origin);
    const item: TypeCode = typeof type === 'string' ? type : (type as readonly ['l', TypeCode])[1];
    // One list per combination of members that are there, so that objects keep their identity between worlds.
    const kept = raw.some((value) => this.dialect.mayVanish(value)) ? raw.map((value) => !this.dialect.vanishes(value)) : undefined;
    const combination = kept?.map((k) => (k ? '1' : '0')).join('') ?? '';
    let combinations = this.memo.get(raw) as Map<string, unknown> | undefined;
    if (!combinations) this.memo.set(raw, (combinations = new Map()));
    const known = combinations.get(combination);
    if (known) return known;
    const list: unknown[] = [];
    let slots: Slots | undefined;
    raw.forEach((value, index) => {
      if (kept && !kept[index]) return;
      const position = list.length;
      if (this.stays(value, item)) {
        list[position] = value;
        return;
      }
      const at = new Origin(origin, index, position, this.node);
      if (this.deferred(value)) {
        define(list, (slots ??= new Slots()), String(position), this.slot(value, item, at));
      } else {
        const lowered = this.value(value, item, at);
        if (lowered instanceof Unknown) {
          define(list, (slots ??= new Slots()), String(position), new Constant(at, lowered));
        } else list[position] = lowered;
      }
    });
    this.finish(list, slots, origin);
    combinations.set(combination, list);
    return list;
  }

  private object(raw: Record<string, unknown>, type: TypeCode, origin: Origin): unknown {
    const known = this.memo.get(raw);
    if (known) return known;
    let properties: Readonly<Record<string, TypeCode>> | undefined;
    let map: TypeCode | undefined;
    let definition: string | undefined;
    if (typeof type === 'string') {
      if (type !== 'j' && type !== '?') return this.wrong(KIND[type] as string, raw, origin);
    } else if (type[0] === 'l') return this.wrong('a list', raw, origin);
    else if (type[0] === 'm') map = (type as readonly ['m', TypeCode])[1];
    else {
      definition = type[1] as string;
      properties = this.schema?.[definition];
    }
    const object = Object.create(defaultsOf(this.node.type, definition)) as Record<string, unknown>;
    let slots: Slots | undefined;
    // A pair such as an environment variable: its name may say that its value is secret.
    const pair = raw.Name ?? raw.name;
    const pairName = typeof pair === 'string' ? pair : undefined;
    const laterName = pair !== undefined && pairName === undefined && this.dialect.special(pair) ? () => this.value(pair, 's', new Origin(origin, '', undefined, this.node)) : undefined;
    for (const key of Object.keys(raw)) {
      const value = raw[key];
      const name = (definition !== undefined && this.dialect.rename?.(definition, key)) || key;
      const wanted = map ?? properties?.[name] ?? 'j';
      if (properties && wanted === 'j' && properties[name] === undefined) this.dialect.unknown?.(origin, key, Object.keys(properties).filter((other) => !Object.hasOwn(raw, other)));
      const naming = (name === 'Value' || name === 'value') && pairName !== undefined ? pairName : map !== undefined || SECRET_PROPERTY.test(name) ? name : undefined;
      if (!laterName && this.stays(value, wanted, naming)) {
        set(object, name, value);
        continue;
      }
      const at = new Origin(origin, key, name, this.node);
      // A name that differs between worlds decides in each whether the value beside it is secret.
      const later = laterName && (name === 'Value' || name === 'value') && (typeof value !== 'string' || detectNamed('PASSWORD', value)) ? laterName : undefined;
      if (later || this.deferred(value)) {
        const evaluate = inEachWorld((): unknown => {
          const lowered = this.value(value, wanted, at);
          const named = typeof lowered === 'string' ? later?.() : undefined;
          return this.guard(typeof named === 'string' ? named : naming, lowered, at);
        });
        define(object, (slots ??= new Slots()), name, { origin: at, evaluate, written: holdsWritten(value) });
        continue;
      }
      const lowered = this.guard(naming, this.value(value, wanted, at), at);
      if (lowered instanceof Unknown) {
        define(object, (slots ??= new Slots()), name, new Constant(at, lowered));
      } else if (lowered !== undefined) set(object, name, lowered);
    }
    this.finish(object, slots, origin);
    this.memo.set(raw, object);
    return object;
  }

  /** Replaces text that its name calls secret. */
  private guard(naming: string | undefined, value: unknown, origin: Origin): unknown {
    if (naming === undefined || typeof value !== 'string') return value;
    const detected = detectNamed(naming, value);
    if (!detected) return value;
    this.dialect.secret?.(origin, value);
    return placeholder(value, detected.detector);
  }

  private finish(object: object, slots: Slots | undefined, origin: Origin): void {
    origin.object = object;
    (object as { [ORIGIN]?: Origin })[ORIGIN] = origin;
    if (slots) (object as { [SLOTS]?: Slots })[SLOTS] = slots;
    Object.freeze(object);
  }

  /** Whether a value is what it is: a scalar of the right type that is nobody's secret. Most are, and for them nothing else need be made. */
  private stays(value: unknown, type: TypeCode, naming?: string): boolean {
    const free = type === 'j' || type === '?';
    if (typeof value === 'string') return (free || type === 's') && !this.dialect.special(value) && detectValue(value).length === 0 && (naming === undefined || !detectNamed(naming, value));
    if (typeof value === 'number') return free || type === 'n' || type === 'i';
    return typeof value === 'boolean' && (free || type === 'b');
  }

  private deferred(value: unknown): boolean {
    return this.dialect.special(value) || (Array.isArray(value) && value.some((member) => this.dialect.mayVanish(member)));
  }

  private slot(raw: unknown, type: TypeCode, origin: Origin): Slot {
    return { origin, evaluate: inEachWorld(() => this.value(raw, type, origin)), written: holdsWritten(raw) };
  }
}

const SECRET_PROPERTY = /password|secret|token/i;

/** Sets a known property. Plain assignment would fail on inherited names, those with a default. */
function set(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name in object) Object.defineProperty(object, name, { value, enumerable: true });
  else object[name] = value;
}

/** An unknown value that is the same in every world. */
class Constant implements Slot {
  readonly origin: Origin;
  private readonly value: Unknown;

  constructor(origin: Origin, value: Unknown) {
    this.origin = origin;
    this.value = value;
  }

  evaluate(): Unknown {
    return this.value;
  }
}

/** Slots by name. Objects of a class without a prototype of its own, for those of `Object.create(null)` are hash tables. */
class Slots {
  [name: string]: Slot;
}
Object.setPrototypeOf(Slots.prototype, null);
delete (Slots.prototype as { constructor?: unknown }).constructor;

/** One accessor for each name: with one for each slot every object would be of a shape of its own, in more memory and slower to read (measured: 8 % of a run over 200 templates). */
const accessors = new Map<string, PropertyDescriptor & ThisType<Lowered>>();

function define(object: object, slots: Slots, name: string, slot: Slot): void {
  slots[name] = slot;
  let accessor = accessors.get(name);
  if (!accessor) {
    accessor = {
      get() {
        return read((this[SLOTS] as Slots)[name] as Slot);
      },
      enumerable: true,
    };
    accessors.set(name, accessor);
  }
  Object.defineProperty(object, name, accessor);
}

/** Whether a value that must be computed holds values that were written as they are. */
function holdsWritten(raw: unknown): boolean {
  return Array.isArray(raw) || (typeof raw === 'object' && raw !== null && Object.hasOwn(raw, 'Fn::If'));
}

/** What to do about a value of the wrong type. */
function cure(wanted: string, raw: unknown): string {
  if (wanted === 'a list') return 'Put it into a list.';
  if (typeof raw === 'string' && (wanted === KIND.b ? /^(?:true|false)$/i : wanted === 'text' ? /^$/ : /^\d+$/).test(raw)) return `Write ${raw} without quotes.`;
  if (wanted === 'text' && typeof raw === 'number') return `Write "${raw}" in quotes.`;
  return `Write ${wanted}.`;
}

/** The value that was meant, when only its type is wrong. */
function meantBy(wanted: string, raw: unknown): string | number | boolean | undefined {
  if (typeof raw === 'string' && wanted === KIND.b) return /^true$/i.test(raw) ? true : /^false$/i.test(raw) ? false : undefined;
  if (typeof raw === 'string' && (wanted === KIND.n || wanted === KIND.i)) return /^\d{1,15}$/.test(raw) ? Number(raw) : undefined;
  return wanted === KIND.s && typeof raw === 'number' ? String(raw) : undefined;
}

function where(origin: Origin): string {
  // The branch or result of a function stands where the function does.
  if (origin.name === undefined && origin.parent) return where(origin.parent);
  return origin.name === undefined || origin.name === '' ? String(origin.step) || origin.node.name : typeof origin.name === 'number' ? `item ${origin.name + 1} of ${origin.parent?.step ?? 'the list'}` : String(origin.step);
}

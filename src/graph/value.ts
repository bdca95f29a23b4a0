/**
 * Values as rules see them. A lowered resource is a tree of frozen plain objects and arrays. Known values are ordinary properties;
 * a slot that is unknown, or that differs between worlds, is an accessor: reading it gives the value of the current world, or
 * leaves the look with a signal. Absent is `undefined`, as everywhere in JavaScript.
 */
import { Undecided } from './world.js';
import type { Node } from './graph.js';

/** Where an object was written (see {@link Origin}). */
export const ORIGIN: unique symbol = Symbol('origin');
/** The slots of an object by property name; absent when all its properties are plainly known. */
export const SLOTS: unique symbol = Symbol('slots');

/** A step on the way from a resource to a value, both as written and as AWS names it. */
export class Origin {
  readonly parent: Origin | undefined;
  /** The key or index in the source. */
  readonly step: string | number;
  /** The canonical property name or list index; undefined for steps that only the source has (`Fn::If` and its branch). */
  readonly name: string | number | undefined;
  readonly node: Node;
  /** The lowered object that stands here, once there is one. */
  object: object | undefined = undefined;

  constructor(parent: Origin | undefined, step: string | number, name: string | number | undefined, node: Node) {
    this.parent = parent;
    this.step = step;
    this.name = name;
    this.node = node;
  }

  /** Steps from the node's properties to here, as written. */
  get path(): (string | number)[] {
    const steps: (string | number)[] = [];
    for (let origin: Origin = this; origin.parent; origin = origin.parent) steps.push(origin.step);
    return steps.reverse();
  }
}

/** A place to point at: an object, or one of its properties. */
export interface Place {
  readonly origin: Origin;
  /** Canonical property name; absent to point at the object itself. */
  readonly key?: string;
}

/** A reference to another resource. */
export interface Link {
  readonly node: Node;
  /** `Ref`, or the attribute that Fn::GetAtt names. */
  readonly attribute: string;
}

/** A value that cannot be known, with what is known about it all the same. */
export class Unknown {
  readonly reason: string;
  /** `parameter`, `reference`, `elsewhere`, `dynamic-reference`, `placeholder`, `wrong-type`, `function`, `transform`, `not-read`. */
  readonly kind: string;
  /** It is certainly there, whatever it is. */
  readonly present: boolean;
  /** The resource behind it, when the whole value is one reference. */
  readonly link: Link | undefined;
  /** Known and unknown pieces in order, when the value is text. */
  readonly parts: readonly (string | Unknown)[] | undefined;
  /** Parameter or dynamic reference that the value comes from. */
  readonly source: ValueSource | undefined;
  /** The Availability Zone that it is, when it is chosen from those of a Region by its place: different places are different zones. */
  readonly zone: { readonly region: string; readonly index: number } | undefined;
  /** The name of the parameter in Parameter Store that it is read from. */
  readonly stored: string | undefined;

  constructor(reason: string, kind: string, more: { present?: boolean; link?: Link; parts?: readonly (string | Unknown)[]; source?: ValueSource; zone?: { region: string; index: number }; stored?: string | undefined } = {}) {
    this.reason = reason;
    this.kind = kind;
    this.present = more.present ?? true;
    this.link = more.link;
    this.parts = more.parts;
    this.source = more.source;
    this.zone = more.zone;
    this.stored = more.stored;
  }

  /** What a person would call it. */
  get label(): string {
    if (this.parts) return this.parts.map((p) => (typeof p === 'string' ? p : p.label)).join('');
    if (this.link) return this.link.attribute === 'Ref' ? `\${${this.link.node.name}}` : `\${${this.link.node.name}.${this.link.attribute}}`;
    if (this.source) return this.source.kind === 'parameter' ? `\${${this.source.name}}` : `{{resolve:${this.source.service}:…}}`;
    return '${?}';
  }

  signal(): Undecided {
    return new Undecided(this.reason, this.kind);
  }
}

/** A placeholder that a deploy tool fills in; prints as it was written. */
export class Placeholder extends Unknown {
  private readonly written: string;
  constructor(text: string) {
    super(`the placeholder ${text} is filled in later`, 'placeholder');
    this.written = text;
  }
  override get label(): string {
    return this.written;
  }
}

/** Where a value comes from, as far as a rule may ask. */
export type ValueSource =
  | { kind: 'parameter'; name: string; noEcho: boolean }
  | { kind: 'dynamic-reference'; service: 'ssm' | 'ssm-secure' | 'secretsmanager' };

/** A property whose value depends on the world. */
export interface Slot {
  readonly origin: Origin;
  /** The value in the current world: lowered data, undefined for absent, or an {@link Unknown}. Throws a Fork signal. */
  evaluate(): unknown;
  /** Written values stand inside, in a list or in the branches of a condition, and not only what a function makes. */
  readonly written?: boolean;
}

export interface Lowered {
  readonly [ORIGIN]?: Origin;
  readonly [SLOTS]?: Readonly<Record<string, Slot>>;
}

/** Reads a slot the way a property access does: a value, or a signal. */
export function read(slot: Slot): unknown {
  const value = slot.evaluate();
  if (value instanceof Unknown) throw value.signal();
  return value;
}

/** The value of a property in the current world without leaving the look: may be an {@link Unknown}. Throws only Fork signals. */
export function peek(object: object, key: string | number): unknown {
  const slot = (object as Lowered)[SLOTS]?.[key];
  return slot ? slot.evaluate() : (object as Record<string | number, unknown>)[key];
}

/** Text whose unknown parts may not matter. Each question answers true or false, or ends the look when the known parts do not suffice. */
export class Text {
  private readonly parts: readonly (string | Unknown)[];
  private readonly whole: Unknown | undefined;

  constructor(value: string | Unknown) {
    this.whole = typeof value === 'string' ? undefined : value;
    this.parts = typeof value === 'string' ? [value] : (value.parts ?? [value]);
  }

  /** The full text when all of it is known. */
  get known(): string | undefined {
    return this.parts.every((p) => typeof p === 'string') ? this.parts.join('') : undefined;
  }

  /** Known text before the first unknown part. */
  get head(): string {
    let text = '';
    for (const part of this.parts) {
      if (typeof part !== 'string') break;
      text += part;
    }
    return text;
  }

  /** Known text after the last unknown part. */
  get tail(): string {
    let text = '';
    for (const part of [...this.parts].reverse()) {
      if (typeof part !== 'string') break;
      text = part + text;
    }
    return text;
  }

  /** The whole text with `hole` in place of every unknown part. */
  filled(hole: string): string {
    return this.parts.map((p) => (typeof p === 'string' ? p : hole)).join('');
  }

  startsWith(prefix: string): boolean {
    const head = this.head;
    if (head.length >= prefix.length || this.known !== undefined) return head.startsWith(prefix);
    if (!prefix.startsWith(head)) return false;
    throw this.doubt();
  }

  endsWith(suffix: string): boolean {
    const tail = this.tail;
    if (tail.length >= suffix.length || this.known !== undefined) return tail.endsWith(suffix);
    if (!suffix.endsWith(tail)) return false;
    throw this.doubt();
  }

  /** True when a known part contains it; undecided when only an unknown part could. */
  includes(piece: string): boolean {
    if (this.parts.some((p) => typeof p === 'string' && p.includes(piece))) return true;
    if (this.known !== undefined) return false;
    throw this.doubt();
  }

  /** Tests the whole text; undecided unless all of it is known. */
  matches(pattern: RegExp): boolean {
    const known = this.known;
    if (known !== undefined) return pattern.test(known);
    throw this.doubt();
  }

  private doubt(): Undecided {
    return (this.whole as Unknown).signal();
  }
}

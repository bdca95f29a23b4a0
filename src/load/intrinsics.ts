/**
 * CloudFormation's intrinsic functions, computed in the current world. A {@link Scope} is one use of one template: its parameters as
 * given, its conditions, mappings and resources. Nested stacks have a scope of their own below their parent's.
 */
import type { Dialect, Lowering } from '../graph/lower.js';
import { isContainerType, quietly, type LoadedFile, type Node, type Problem } from '../graph/graph.js';
import { type Link, Origin, Placeholder, Unknown, type ValueSource } from '../graph/value.js';
import { type Assignment, during, Fork, Look, look, OTHER, type Variable, type World } from '../graph/world.js';
import type { TypeCode } from '../types/schema.js';
import { slipOf } from '../words.js';
import { PLACEHOLDER } from './source.js';

type Raw = Record<string, unknown>;

/** A parameter's value given from outside: text, or an expression of the parent stack. */
export type Given = { text: string } | { raw: unknown; scope: Scope };

export interface Template {
  readonly file: LoadedFile;
  readonly data: Raw;
  readonly transforms: readonly string[];
}

/** More values than this for one parameter are not looked at one by one. */
const MOST_ALTERNATIVES = 8;
/** `{{resolve:…}}`, which AWS resolves, and `{{…}}` of any other kind, which a deploy tool fills in before AWS sees it. */
const DYNAMIC = /\{\{(?:resolve:(ssm|ssm-secure|secretsmanager):)?[^{}]*\}\}/;
/** Text from functions may grow to this length, and to this many pieces; templates that import each other can double it at each step. */
const MOST_TEXT = 1024 * 1024;
const MOST_PIECES = 1000;
/** Pseudo parameters that differ between a stack and the stacks nested in it. */
const OF_ONE_STACK = new Set(['AWS::StackName', 'AWS::StackId', 'AWS::NotificationARNs']);
/** Defaults that stand for "you must replace this". */
const STAND_IN = /^(none|null|nil|n\/a|change[-_ ]?me|to ?do|tbd|replace[-_ ]?me|dummy|fix[-_ ]?me|x{3,}|\?+|<.*>|.*placeholder.*|(enter|your|insert|put)[-_ ].*)$/i;

/** What every scope of a run shares. */
export interface Run {
  problems: Problem[];
  /** Exports by name, filled when all templates are loaded. */
  exports: Map<string, { raw: unknown; scope: Scope } | 'several'>;
  /** Exports met so far, their names not yet computed. */
  pendingExports: { name: unknown; raw: unknown; scope: Scope }[];
  /** Told of secrets, so that their places are masked. */
  secret(file: LoadedFile, origin: Origin): void;
}

export function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A raw value as text; never throws, whatever its keys are called. */
export function textOf(raw: unknown): string {
  return typeof raw === 'object' && raw !== null ? (raw instanceof Unknown ? raw.label : (JSON.stringify(raw) ?? '?')) : String(raw);
}

/** A member that an object has itself, not by inheritance: names in templates may be `constructor` or `toString`. */
export function own(object: Raw | undefined, name: string): unknown {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The name of the intrinsic function that a value is a call of. A macro or loop beside other keys makes the whole object its own. */
export function intrinsic(raw: unknown): string | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw) || raw instanceof Unknown) return undefined;
  let name: string | undefined;
  let count = 0;
  for (const key in raw) {
    const first = key.charCodeAt(0);
    if (first === 70 && (key.startsWith('Fn::Transform') || key.startsWith('Fn::ForEach::'))) return key;
    if (count++ === 0 && (key === 'Ref' || (first === 70 && key.startsWith('Fn::')))) name = key;
  }
  return count === 1 ? name : undefined;
}

export class Scope implements Dialect {
  readonly converts = true;
  readonly template: Template;
  readonly run: Run;
  readonly parent: Scope | undefined;
  readonly pseudo: ReadonlyMap<string, string>;
  /** Resources by logical id. */
  readonly nodes = new Map<string, Node>();
  /** Scopes of nested stacks by logical id. */
  readonly nested = new Map<string, Scope>();
  private readonly given: ReadonlyMap<string, Given>;
  private readonly variables = new Map<string, Variable>();
  private readonly sources = new Map<string, ValueSource>();
  private readonly underway = new Set<string>();
  private literals: Map<string, Set<string>> | undefined;
  private inCondition = 0;
  private readonly forks = new Map<string, Fork>();
  /** What names stand for, by world, with the Defaults that it rests on. */
  private readonly settled = new WeakMap<World, Map<string, { value: unknown; defaults: ReadonlySet<string> }>>();
  readonly parameters: Raw;
  readonly conditions: Raw;
  readonly mappings: Raw;
  readonly resources: Raw;

  constructor(template: Template, run: Run, options: { parent?: Scope | undefined; given?: ReadonlyMap<string, Given>; pseudo?: ReadonlyMap<string, string> } = {}) {
    this.template = template;
    this.run = run;
    this.parent = options.parent;
    this.given = options.given ?? new Map();
    this.pseudo = options.pseudo ?? new Map();
    const section = (name: string): Raw => (isObject(own(template.data, name)) ? (template.data[name] as Raw) : {});
    this.parameters = section('Parameters');
    this.conditions = section('Conditions');
    this.mappings = section('Mappings');
    this.resources = section('Resources');
  }

  // --- Dialect -------------------------------------------------------------------------------------------------------------

  special(raw: unknown): boolean {
    return typeof raw === 'string' ? raw.includes('{{') : isObject(raw) && (intrinsic(raw) !== undefined || Object.hasOwn(raw, PLACEHOLDER));
  }

  mayVanish(raw: unknown): boolean {
    if (!isObject(raw)) return false;
    if (raw.Ref === 'AWS::NoValue') return true;
    const branches = raw['Fn::If'];
    return Array.isArray(branches) && (this.mayVanish(branches[1]) || this.mayVanish(branches[2]));
  }

  vanishes(raw: unknown): boolean {
    if (!isObject(raw)) return false;
    if (raw.Ref === 'AWS::NoValue') return true;
    const branches = raw['Fn::If'];
    if (!Array.isArray(branches) || !this.mayVanish(raw)) return false;
    return this.vanishes(this.condition(branches[0]) ? branches[1] : branches[2]);
  }

  problem(kind: 'wrong-type' | 'null-value', message: string, origin: Origin, fix: string): void {
    // Inside a function's arguments types are the function's business, and values from elsewhere have no place here.
    if (origin.step === '' || !isContainerType(origin.node.type)) return;
    this.run.problems.push({ kind, message, fix, file: this.template.file, path: [...origin.node.source.propertiesPath, ...origin.path], node: origin.node });
  }

  /** Schemas age, so only what is nearly a known name is a mistake for certain, and nothing that a macro may take out. */
  unknown(origin: Origin, key: string, names: readonly string[]): void {
    if (!isContainerType(origin.node.type) || this.template.transforms.some((name) => !name.startsWith('AWS::'))) return;
    const slip = slipOf(key, names);
    if (slip === undefined) return;
    const list = origin.path.findLast((step) => typeof step === 'string');
    const owner = list === undefined ? `"${origin.node.name}"` : typeof origin.path.at(-1) === 'number' ? `an item of "${list}"` : `"${list}"`;
    const path = [...origin.node.source.propertiesPath, ...origin.path, key];
    this.run.problems.push({ kind: 'unknown-field', message: `${owner} has no property "${key}"; ${slip.toLowerCase() === key.toLowerCase() ? 'AWS spells it' : 'the nearest is'} "${slip}"`, fix: `Write "${slip}".`, file: this.template.file, path, node: origin.node });
  }

  secret(origin: Origin): void {
    this.run.secret(this.template.file, origin);
  }

  evaluate(raw: unknown, type: TypeCode, origin: Origin, lowering: Lowering): unknown {
    if (typeof raw === 'string') {
      const value = dynamicReference(raw);
      return typeof value === 'string' ? lowering.scalar(value, type, origin) : value;
    }
    const name = intrinsic(raw);
    if (name === undefined) return this.compute(raw);
    const argument = (raw as Raw)[name];
    const node = lowering.node;
    const inside = (steps: (string | number)[]): Origin => steps.reduce<Origin>((at, step) => new Origin(at, step, undefined, node), origin);
    if (name === 'Fn::If') {
      if (!Array.isArray(argument) || argument.length !== 3) return new Unknown('Fn::If wants a condition and two values', 'function');
      const branch = this.condition(argument[0]) ? 1 : 2;
      const value = argument[branch];
      return lowering.value(value, type, inside(['Fn::If', branch]));
    }
    const value = this.call(name, argument);
    if (value instanceof Unknown || value === undefined) return value;
    // The result is plain data: convert it to what stands in this place, without blaming the place for a wrong type.
    if (Array.isArray(value)) return lowering.value([...(value as unknown[])], type, new Origin(origin, '', undefined, node));
    if (typeof value === 'object') return new Unknown(`${name} gives no plain value`, 'function');
    return lowering.scalar(value as string, type, new Origin(origin, '', undefined, node));
  }

  // --- Functions -----------------------------------------------------------------------------------------------------------

  /** Computes any expression to plain data: text, numbers, booleans, lists, undefined (NoValue) or an Unknown. */
  compute(raw: unknown): unknown {
    if (typeof raw === 'string') return DYNAMIC.test(raw) ? dynamicReference(raw) : raw;
    if (Array.isArray(raw)) {
      const list: unknown[] = [];
      for (const member of raw) {
        const value = this.compute(member);
        if (value !== undefined) list.push(value);
      }
      return list;
    }
    const name = intrinsic(raw);
    if (name === undefined) return isObject(raw) && Object.hasOwn(raw, PLACEHOLDER) ? new Placeholder(textOf(raw[PLACEHOLDER])) : raw;
    const argument = (raw as Raw)[name];
    if (name === 'Fn::If') {
      if (!Array.isArray(argument) || argument.length !== 3) return new Unknown('Fn::If wants a condition and two values', 'function');
      return this.compute(argument[this.condition(argument[0]) ? 1 : 2]);
    }
    return this.call(name, argument);
  }

  private call(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref':
        return this.ref(textOf(argument));
      case 'Fn::GetAtt':
        return this.getAtt(argument);
      case 'Fn::Sub':
        return this.sub(argument);
      case 'Fn::Join': {
        if (!Array.isArray(argument)) return new Unknown('Fn::Join wants a delimiter and a list', 'function');
        const list = this.compute(argument[1]);
        if (list instanceof Unknown) return list.kind === 'reference' ? new Unknown(list.reason, list.kind) : list;
        if (!Array.isArray(list)) return new Unknown('Fn::Join wants a list', 'function');
        return dynamicIn(concat(list.flatMap((item, index) => (index === 0 ? [item] : [textOf(argument[0]), item]))));
      }
      case 'Fn::Split': {
        if (!Array.isArray(argument)) return new Unknown('Fn::Split wants a delimiter and text', 'function');
        const text = this.compute(argument[1]);
        if (text instanceof Unknown) return new Unknown(text.reason, text.kind, { present: text.present });
        if (text === undefined || Array.isArray(text)) return new Unknown('Fn::Split wants text', 'function');
        return textOf(text).split(textOf(argument[0]));
      }
      case 'Fn::Select':
        return this.select(argument);
      case 'Fn::FindInMap':
        return this.findInMap(argument);
      case 'Fn::ImportValue':
        return this.importValue(argument);
      case 'Fn::Base64': {
        // Kept readable: what rules look for is inside the text.
        return this.compute(argument);
      }
      case 'Fn::Length': {
        const list = this.compute(argument);
        return list instanceof Unknown ? new Unknown(list.reason, list.kind) : Array.isArray(list) ? list.length : new Unknown('Fn::Length wants a list', 'function');
      }
      case 'Fn::And':
      case 'Fn::Or':
      case 'Fn::Not':
      case 'Fn::Equals':
        return this.condition({ [name]: argument });
      case 'Fn::Transform':
        return new Unknown('a macro (Fn::Transform) decides it', 'transform', { present: false });
      default:
        return new Unknown(`${name} is known only when AWS runs it`, 'function');
    }
  }

  private ref(name: string): unknown {
    if (name === 'AWS::NoValue') return undefined;
    if (Object.hasOwn(this.parameters, name)) return this.parameter(name);
    const node = this.nodes.get(name);
    if (node) return reference({ node, attribute: 'Ref' });
    if (name.startsWith('AWS::')) {
      const value = this.pseudo.get(name);
      if (value !== undefined) return value;
      if (this.inCondition > 0) return this.forkOver(name, [...(this.literalsOf(name) ?? [])], undefined, false);
      const assigned = look.world.get(this.variable(name));
      if (typeof assigned?.value === 'string') return assigned.value;
      return new Unknown(`${name} is not given`, 'parameter', { source: this.sourceOf(name, false) });
    }
    return new Unknown(`${name} is neither a parameter nor a resource of this template`, 'reference');
  }

  private getAtt(argument: unknown): unknown {
    const [name, attribute] = Array.isArray(argument) ? [textOf(argument[0]), argument[1]] : textOf(argument).split(/\.(.*)/s);
    const nested = this.nested.get(name as string);
    const text = this.compute(attribute);
    if (nested && typeof text === 'string' && text.startsWith('Outputs.')) {
      const outputs = nested.template.data.Outputs;
      const output = isObject(outputs) ? own(outputs, text.slice('Outputs.'.length)) : undefined;
      const key = `output ${text}`;
      if (nested.underway.has(key)) return new Unknown(`${name as string}.${text} refers to itself`, 'reference');
      if (isObject(output)) return nested.once(key, () => nested.outside(() => nested.compute(output.Value)));
    }
    const node = this.nodes.get(name as string);
    if (node) return reference({ node, attribute: typeof text === 'string' ? text : '?' });
    return new Unknown(`${name} is no resource of this template`, 'reference');
  }

  private sub(argument: unknown): unknown {
    const [template, variables] = Array.isArray(argument) ? [argument[0], argument[1]] : [argument, undefined];
    if (typeof template !== 'string') return new Unknown('Fn::Sub wants text', 'function');
    const pieces: unknown[] = [];
    let last = 0;
    for (const match of template.matchAll(/\$\{([^}]*)\}/g)) {
      pieces.push(template.slice(last, match.index));
      last = match.index + match[0].length;
      const name = (match[1] as string).trim();
      if (name.startsWith('!')) pieces.push(`\${${name.slice(1)}}`);
      else if (isObject(variables) && Object.hasOwn(variables, name)) pieces.push(this.compute(variables[name]));
      else pieces.push(name.includes('.') && !Object.hasOwn(this.parameters, name) ? this.getAtt(name) : this.ref(name));
    }
    pieces.push(template.slice(last));
    const value = concat(pieces);
    return dynamicIn(value);
  }

  private select(argument: unknown): unknown {
    if (!Array.isArray(argument)) return new Unknown('Fn::Select wants an index and a list', 'function');
    const index = this.compute(argument[0]);
    const list = this.compute(argument[1]);
    if (index instanceof Unknown) return index;
    const zone = zonesOf(argument[1]);
    if (list instanceof Unknown) return new Unknown(list.reason, list.kind, { present: true, ...(zone !== undefined && /^\d+$/.test(textOf(index)) && { zone: { region: zone, index: Number(textOf(index)) } }) });
    if (!Array.isArray(list)) return new Unknown('Fn::Select wants a list', 'function');
    const value = /^\d+$/.test(textOf(index)) ? list[Number(textOf(index))] : undefined;
    return value === undefined ? new Unknown(`Fn::Select finds no item ${textOf(index)}`, 'function') : value;
  }

  private findInMap(argument: unknown): unknown {
    if (!Array.isArray(argument)) return new Unknown('Fn::FindInMap wants a mapping and two keys', 'function');
    const [nameRaw, topRaw, secondRaw] = argument as unknown[];
    const name = this.compute(nameRaw);
    const mapping = typeof name === 'string' ? own(this.mappings, name) : undefined;
    if (!isObject(mapping)) return new Unknown(`mapping ${textOf(nameRaw)} is not in this template`, 'reference');
    const top = this.key(topRaw, Object.keys(mapping));
    if (top instanceof Unknown) return top;
    const row = typeof top === 'string' ? own(mapping, top) : undefined;
    if (!isObject(row)) return this.fallback(argument[3]) ?? new Unknown(`mapping ${textOf(name)} has no key ${textOf(top)}`, 'reference');
    const second = this.key(secondRaw, Object.keys(row));
    if (second instanceof Unknown) return second;
    const value = typeof second === 'string' ? own(row, second) : undefined;
    return value ?? this.fallback(argument[3]) ?? new Unknown(`mapping ${textOf(name)} has no key ${textOf(second)}`, 'reference');
  }

  private fallback(option: unknown): unknown {
    return isObject(option) && Object.hasOwn(option, 'DefaultValue') ? this.compute(option.DefaultValue) : undefined;
  }

  /** A mapping's key. A parameter without a value can only be one of the keys, or the deployment would fail. */
  private key(raw: unknown, keys: readonly string[]): unknown {
    const value = this.compute(raw);
    if (!(value instanceof Unknown) || !isObject(raw) || typeof raw.Ref !== 'string') return typeof value === 'number' ? String(value) : value;
    const variable = this.variable(raw.Ref);
    if (keys.length === 0 || look.world.get(variable) || keys.length > MOST_ALTERNATIVES || (Object.hasOwn(this.parameters, raw.Ref) && this.given.has(raw.Ref))) return value;
    throw this.fork(JSON.stringify([raw.Ref, keys]), () => keys.map((key) => ({ variable, value: key, label: `${variable.name} = ${key}`, byDefault: false })));
  }

  private importValue(argument: unknown): unknown {
    const name = this.compute(argument);
    if (typeof name !== 'string') return new Unknown('the name of the import is not known', 'elsewhere');
    const found = this.run.exports.get(name);
    if (found === 'several') return new Unknown(`several templates export ${name}`, 'elsewhere');
    if (!found) return new Unknown(`export ${name} is not in this run`, 'elsewhere');
    const key = `export ${name}`;
    if (found.scope.underway.has(key)) return new Unknown(`export ${name} refers to itself`, 'reference');
    return found.scope.once(key, () => found.scope.outside(() => found.scope.compute(found.raw)));
  }

  /** Computes an expression where no look is under way: parameters have their given value or Default. Undefined when that does not suffice. */
  quietly(raw: unknown): unknown {
    const value = quietly(() => this.outside(() => this.compute(raw)));
    return value instanceof Unknown ? undefined : value;
  }

  /** Computes something as a value even while a condition is being computed. */
  outside<T>(body: () => T): T {
    const before = this.inCondition;
    this.inCondition = 0;
    try {
      return body();
    } finally {
      this.inCondition = before;
    }
  }

  /** Computes something the way conditions do: parameters take all their values. */
  inside<T>(body: () => T): T {
    this.inCondition++;
    try {
      return body();
    } finally {
      this.inCondition--;
    }
  }

  /**
   * Computes what a name stands for, once in each world: names that use each other twice would otherwise take a time that doubles at
   * each step. While it is under way the name must not be asked for again.
   */
  private once(key: string, body: () => unknown): unknown {
    let known = this.settled.get(look.world);
    if (!known) this.settled.set(look.world, (known = new Map()));
    let settled = known.get(key);
    if (!settled) {
      const inner = new Look(look.world);
      this.underway.add(key);
      try {
        settled = { value: during(inner, body), defaults: inner.defaults };
      } finally {
        this.underway.delete(key);
      }
      known.set(key, settled);
    }
    for (const name of settled.defaults) look.defaults.add(name);
    return settled.value;
  }

  // --- Parameters ----------------------------------------------------------------------------------------------------------

  /** One object per parameter, so that two uses of it can be told to be the same. */
  private sourceOf(name: string, noEcho: boolean): ValueSource {
    let source = this.sources.get(name);
    if (!source) this.sources.set(name, (source = { kind: 'parameter', name, noEcho }));
    return source;
  }

  private variable(name: string): Variable {
    // A tree of stacks has one region and account; only its stacks' names differ.
    if (this.parent && name.startsWith('AWS::') && !OF_ONE_STACK.has(name)) return this.parent.variable(name);
    let variable = this.variables.get(name);
    if (!variable) {
      variable = { name };
      this.variables.set(name, variable);
    }
    return variable;
  }

  /** The value of a parameter in the current world. In conditions an undecided one forks; elsewhere its Default counts, if it has a real one. */
  private parameter(name: string): unknown {
    const declared = isObject(own(this.parameters, name)) ? (this.parameters[name] as Raw) : {};
    const type = typeof declared.Type === 'string' ? declared.Type : 'String';
    const source = this.sourceOf(name, declared.NoEcho === true || declared.NoEcho === 'true');
    const given = this.given.get(name);
    const bySsm = type.startsWith('AWS::SSM::Parameter::Value<');
    const isList = type === 'CommaDelimitedList' || type.startsWith('List<') || /^AWS::SSM::Parameter::Value<(List|CommaDelimitedList)/.test(type);
    const split = (text: string): unknown => (isList ? text.split(',').map((item) => item.trim()) : text);
    if (given) {
      // What is given names the parameter in Parameter Store, not its value.
      if (bySsm) return new Unknown(`parameter ${name} is read from Parameter Store`, 'parameter', { source, stored: 'text' in given ? given.text : undefined });
      if ('text' in given) return split(given.text);
      const value = this.fromParent(given, name);
      if (!(value instanceof Unknown)) return isList && typeof value === 'string' ? split(value) : value;
      if (isList) return value;
      if (this.inCondition === 0) {
        const assigned = look.world.get(this.variable(name))?.value;
        return typeof assigned === 'string' && assigned !== '' ? assigned : value;
      }
      const apart = given.scope.excluded(given.raw);
      return this.forkOver(name, [...(this.literalsOf(name) ?? [])].filter((literal) => !apart.includes(literal)), undefined, false);
    }
    const assigned = look.world.get(this.variable(name));
    if (assigned) {
      if (assigned.value === OTHER) return new Unknown(`parameter ${name} may be anything`, 'parameter', { source });
      if (this.inCondition > 0) return split(String(assigned.value));
      if (assigned.value === '') return new Unknown(`parameter ${name} is empty`, 'parameter', { present: false, source });
      if (assigned.byDefault && STAND_IN.test(String(assigned.value))) return new Unknown(`the default of parameter ${name} only stands in for a value`, 'parameter', { source });
      return split(String(assigned.value));
    }
    const fallback = declared.Default === undefined || declared.Default === null || typeof declared.Default === 'object' || bySsm ? undefined : String(declared.Default);
    const allowed = Array.isArray(declared.AllowedValues) ? declared.AllowedValues.map(textOf) : undefined;
    if (this.inCondition > 0 && !bySsm && !isList) {
      const literals = [...(this.literalsOf(name) ?? [])];
      // Of a long list only the values that conditions name make a difference.
      if (allowed && allowed.length <= MOST_ALTERNATIVES) return this.forkOver(name, allowed, fallback, true);
      const values = [...new Set([...(fallback !== undefined ? [fallback] : []), ...(allowed ? literals.filter((literal) => allowed.includes(literal)) : literals)])];
      return this.forkOver(name, values, fallback, false);
    }
    if (bySsm) return new Unknown(`parameter ${name} is read from Parameter Store`, 'parameter', { source, stored: typeof declared.Default === 'string' ? declared.Default : undefined });
    if (allowed && allowed.length <= MOST_ALTERNATIVES && !isList && !assigned) return this.forkOver(name, allowed, fallback, true);
    if (fallback === undefined) return new Unknown(`parameter ${name} has no value`, 'parameter', { source });
    if (fallback === '') return new Unknown(`parameter ${name} is empty by default`, 'parameter', { present: false, source });
    if (STAND_IN.test(fallback)) return new Unknown(`the default of parameter ${name} only stands in for a value`, 'parameter', { source });
    look.defaults.add(name);
    return split(fallback);
  }

  /** What an expression certainly is not in the current world, because its parameter was taken to be something else. */
  private excluded(raw: unknown): readonly string[] {
    if (!isObject(raw) || typeof raw.Ref !== 'string' || look.world.get(this.variable(raw.Ref))?.value !== OTHER) return [];
    const declared = own(this.parameters, raw.Ref);
    const fallback = isObject(declared) && declared.Default !== undefined ? [textOf(declared.Default)] : [];
    return [...fallback, ...(this.literalsOf(raw.Ref) ?? [])];
  }

  private excludes(raw: unknown, text: string): boolean {
    if (!isObject(raw) || typeof raw.Ref !== 'string' || look.world.get(this.variable(raw.Ref))?.value !== OTHER) return false;
    const declared = own(this.parameters, raw.Ref);
    return this.excluded(raw).includes(text) || (isObject(declared) && Array.isArray(declared.AllowedValues) && !declared.AllowedValues.map(textOf).includes(text));
  }

  private fromParent(given: { raw: unknown; scope: Scope }, name: string): unknown {
    const key = this.inCondition > 0 ? `given ${name} in a condition` : `given ${name}`;
    if (this.underway.has(key)) return new Unknown(`parameter ${name} refers to itself`, 'reference');
    const { scope, raw } = given;
    return this.once(key, () => (this.inCondition > 0 ? scope.inside(() => scope.compute(raw)) : scope.outside(() => scope.compute(raw))));
  }

  /** The assigned value of a parameter or pseudo parameter, or a Fork over all it can be. */
  private forkOver(name: string, values: readonly string[], fallback: string | undefined, closed: boolean): unknown {
    const variable = this.variable(name);
    const assigned = look.world.get(variable);
    if (assigned) return assigned.value === OTHER ? new Unknown(`${name} is something else`, 'parameter') : assigned.value;
    throw this.fork(JSON.stringify([name, values, fallback, closed]), () => {
      const ordered = fallback === undefined ? values : [fallback, ...values.filter((value) => value !== fallback)];
      const branches: Assignment[] = ordered.map((value) => ({
        variable,
        value,
        label: `${name} = ${value === '' ? '""' : value}`,
        byDefault: value === fallback,
      }));
      if (!closed) branches.push({ variable, value: OTHER, label: values.length ? `${name} is anything but ${values.map((v) => v || '""').join(', ')}` : `${name} has any value`, byDefault: false });
      return branches;
    });
  }

  /** One signal for one question, so that its branches lead to the same worlds whoever asks. */
  private fork(question: string, branches: () => Assignment[]): Fork {
    let fork = this.forks.get(question);
    if (!fork) this.forks.set(question, (fork = new Fork(branches())));
    return fork;
  }

  /** Literals that conditions compare a parameter with. */
  private literalsOf(name: string): ReadonlySet<string> | undefined {
    if (name.startsWith('AWS::') && !OF_ONE_STACK.has(name)) {
      if (this.parent) return this.parent.literalsOf(name);
      const below = (scope: Scope): string[] => [...(scope.ownLiterals(name) ?? []), ...[...scope.nested.values()].flatMap(below)];
      return new Set(below(this));
    }
    return this.ownLiterals(name);
  }

  private ownLiterals(name: string): ReadonlySet<string> | undefined {
    if (!this.literals) {
      this.literals = new Map();
      const visit = (raw: unknown): void => {
        if (Array.isArray(raw)) raw.forEach(visit);
        else if (isObject(raw)) {
          const pair = raw['Fn::Equals'];
          if (Array.isArray(pair)) {
            for (const [a, b] of [pair, [pair[1], pair[0]]]) {
              if (isObject(a) && typeof a.Ref === 'string' && (typeof b === 'string' || typeof b === 'number' || typeof b === 'boolean')) {
                const set = this.literals?.get(a.Ref) ?? new Set();
                this.literals?.set(a.Ref, set.add(String(b)));
              }
            }
          }
          for (const key of Object.keys(raw)) visit(raw[key]);
        }
      };
      visit(this.conditions);
      for (const resource of Object.values(this.resources)) if (isObject(resource) && isObject(resource.Condition)) visit(resource.Condition);
    }
    return this.literals.get(name);
  }

  // --- Conditions ----------------------------------------------------------------------------------------------------------

  /** Whether a condition (its name or expression) holds in the current world. Throws a Fork where the world does not say. */
  condition(raw: unknown): boolean {
    return this.inside(() => this.holds(raw));
  }

  private holds(raw: unknown, label?: string): boolean {
    if (typeof raw === 'boolean') return raw;
    if (typeof raw === 'string' || (isObject(raw) && typeof raw.Condition === 'string')) {
      const name = typeof raw === 'string' ? raw : (raw.Condition as string);
      if (!Object.hasOwn(this.conditions, name) || this.underway.has(`condition ${name}`)) return this.atom(`condition ${name}`, `condition ${name}`);
      return this.once(`condition ${name}`, () => this.holds(this.conditions[name], name)) as boolean;
    }
    if (isObject(raw)) {
      const list = (key: string): readonly unknown[] | undefined => (Array.isArray(raw[key]) ? (raw[key] as unknown[]) : undefined);
      const and = list('Fn::And');
      if (and) return and.every((part) => this.holds(part));
      const or = list('Fn::Or');
      if (or) return or.some((part) => this.holds(part));
      const not = list('Fn::Not');
      if (not) return !this.holds(not[0]);
      const equals = list('Fn::Equals');
      if (equals?.length === 2) {
        const [a, b] = equals.map((side) => this.compute(side)) as [unknown, unknown];
        if (!(a instanceof Unknown) && !(b instanceof Unknown) && typeof a !== 'object' && typeof b !== 'object') return String(a) === String(b);
        // Something else is unlike everything that the template names.
        const unlike = (side: unknown, raw: unknown, other: unknown): boolean => side instanceof Unknown && !(other instanceof Unknown) && typeof other !== 'object' && (this.excludes(raw, String(other)) || !fits(side, String(other)));
        if (unlike(a, equals[0], b) || unlike(b, equals[1], a)) return false;
        return this.atom(JSON.stringify(equals.map((side) => JSON.stringify(side)).sort()), label ? `condition ${label}` : `Equals ${JSON.stringify(equals).slice(0, 60)}`);
      }
    }
    return this.atom(JSON.stringify(raw) ?? 'undefined', label ? `condition ${label}` : 'a condition');
  }

  /** A comparison that cannot be computed: it may turn out either way. */
  private atom(key: string, label: string): boolean {
    const variable = this.variable(`?${key}`);
    const assigned = look.world.get(variable);
    if (assigned) return assigned.value === true;
    const branch = (value: boolean): Assignment => ({ variable, value, label: `${label} is ${value}`, byDefault: false });
    throw this.fork(JSON.stringify([key, label, true]), () => [branch(true), branch(false)]);
  }
}

/** Whether a text of which parts are unknown may be this one. */
function fits({ parts }: Unknown, text: string): boolean {
  const [first, last] = [parts?.[0], parts?.at(-1)];
  return !(typeof first === 'string' && !text.startsWith(first)) && !(typeof last === 'string' && !text.endsWith(last));
}

/** A reference to a resource, whose text only AWS knows. */
function reference(link: Link): Unknown {
  return new Unknown(`${link.attribute === 'Ref' ? link.node.name : `${link.node.name}.${link.attribute}`} is known only after deployment`, 'reference', { link });
}

/** Joins pieces to text; unknown pieces stay as parts. A single unknown piece stays itself. */
export function concat(pieces: readonly unknown[]): unknown {
  const parts: (string | Unknown)[] = [];
  for (const piece of pieces) {
    if (piece === undefined) continue;
    if (piece instanceof Unknown) {
      if (piece.parts) parts.push(...piece.parts);
      else parts.push(piece);
    } else if (typeof piece === 'object') return new Unknown(`${Array.isArray(piece) ? 'a list' : 'an object'} stands where text belongs`, 'function');
    else {
      const text = String(piece);
      if (text === '') continue;
      if (typeof parts.at(-1) === 'string') parts[parts.length - 1] = (parts.at(-1) as string) + text;
      else parts.push(text);
    }
  }
  if (parts.length > MOST_PIECES || parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 1), 0) > MOST_TEXT) return new Unknown('the text is too long', 'function');
  if (parts.length === 0) return '';
  if (parts.length === 1) return parts[0];
  const unknown = parts.find((part): part is Unknown => typeof part !== 'string');
  return unknown ? new Unknown(unknown.reason, unknown.kind, { parts, source: sourceOfParts(parts) }) : parts.join('');
}

/** Where text comes from: of its unknown parts the one that is the most of a secret, else the first. */
function sourceOfParts(parts: readonly (string | Unknown)[]): ValueSource | undefined {
  const sources = parts.map((part) => (typeof part === 'string' ? undefined : part.source));
  return sources.find((source) => source?.kind === 'dynamic-reference') ?? sources.find((source) => source?.kind === 'parameter' && source.noEcho) ?? (parts.find((part): part is Unknown => typeof part !== 'string') as Unknown).source;
}

/** The Region whose zones a list is, empty for that of the stack; undefined for any other list. */
function zonesOf(raw: unknown): string | undefined {
  const region = isObject(raw) && intrinsic(raw) === 'Fn::GetAZs' ? (raw as Raw)['Fn::GetAZs'] : undefined;
  return isObject(region) && region.Ref === 'AWS::Region' ? '' : typeof region === 'string' ? region : undefined;
}

/** A computed text that turns out to hold a dynamic reference, also one of which some parts are unknown. */
function dynamicIn(value: unknown): unknown {
  if (typeof value === 'string') return DYNAMIC.test(value) ? dynamicReference(value) : value;
  if (!(value instanceof Unknown) || !value.parts) return value;
  const service = DYNAMIC.exec(value.parts.map((part) => (typeof part === 'string' ? part : '?')).join(''))?.[1] as 'ssm' | 'ssm-secure' | 'secretsmanager' | undefined;
  if (!service) return value;
  return new Unknown(`{{resolve:${service}…}} is resolved at deployment`, 'dynamic-reference', { parts: value.parts, source: { kind: 'dynamic-reference', service } });
}

/** Text with `{{resolve:…}}` in it: known around it, unknown inside. */
function dynamicReference(text: string): unknown {
  const pieces: unknown[] = [];
  let rest = text;
  for (let match = DYNAMIC.exec(rest); match; match = DYNAMIC.exec(rest)) {
    pieces.push(rest.slice(0, match.index));
    const service = match[1] as 'ssm' | 'ssm-secure' | 'secretsmanager' | undefined;
    if (!service) pieces.push(new Placeholder(match[0]));
    else pieces.push(new Unknown(`${match[0].split(':').slice(0, 2).join(':')}…}} is resolved at deployment`, 'dynamic-reference', { source: { kind: 'dynamic-reference', service }, ...(service === 'ssm' && { stored: (match[0].split(':')[2] ?? '').replace(/\}+$/, '') }) }));
    rest = rest.slice(match.index + match[0].length);
  }
  pieces.push(rest);
  return concat(pieces);
}

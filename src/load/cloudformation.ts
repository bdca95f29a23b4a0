/** Loads CloudFormation templates: resources become nodes, nested stacks become scopes below their parent, outputs become exports. */
import { dirname, resolve } from 'node:path';
import { type Acknowledged, Node, type Graph, type LoadedFile, type NodeSource, type Unit } from '../graph/graph.js';
import { Lowering } from '../graph/lower.js';
import type { Unknown } from '../graph/value.js';
import type { Location } from '../finding.js';
import { type Given, isObject, type Run, Scope, type Template, textOf } from './intrinsics.js';
import type { Path } from './source.js';

type Raw = Record<string, unknown>;

export interface TemplateOptions {
  unit: Unit;
  given?: ReadonlyMap<string, Given>;
  pseudo?: ReadonlyMap<string, string>;
  parent?: Scope;
  /** Whether the stack is there at all, where a condition decides about it. */
  exists?: NodeSource['exists'];
  /** Logical ids that lead here from the root template. */
  prefix?: readonly string[];
  /** Finds the template of a nested stack; by default by its local path. */
  nestedTemplate?: (resource: Raw, name: string, scope: Scope) => NestedTemplate | undefined;
  /** Knows which line of a program made a resource. */
  author?: (name: string, property: string | undefined) => Location | undefined;
  constructPath?: (name: string) => string | undefined;
  /** Rules that the program acknowledged for a resource. */
  acknowledged?: (name: string) => readonly Acknowledged[];
  /** Knows which Dockerfile builds an image. */
  image?: NodeSource['image'];
}

/** The template of a nested stack, and what is known about the resources in it: logical ids are those of this template. */
export interface NestedTemplate extends Pick<TemplateOptions, 'nestedTemplate' | 'author' | 'constructPath' | 'acknowledged' | 'image'> {
  file: LoadedFile;
}

/** Nested stacks of one run. Templates that use each other several times over can multiply beyond measure. */
const MOST_NESTED = 2000;
const nestedStacks = new WeakMap<Run, number>();
/** Resources that the loops of one template make; CloudFormation itself takes 500. */
const MOST_LOOPED = 2000;

const TRANSFORMS_WE_KNOW = new Set(['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31', 'AWS::CodeDeployBlueGreen', 'AWS::SecretsManager-2020-07-23', 'AWS::SecretsManager-2024-09-16']);

/** True when parsed data is a CloudFormation template: a map of resources of which at least one names a type. */
export function isTemplate(data: unknown): data is Raw {
  if (!isObject(data) || !isObject(data.Resources)) return false;
  return Object.entries(data.Resources).some(([name, body]) => (isObject(body) && typeof body.Type === 'string' && body.Type.includes('::')) || name.startsWith('Fn::'));
}

/** The macros of a template, as names. */
export function transformsOf(data: Raw): string[] {
  const list = Array.isArray(data.Transform) ? data.Transform : data.Transform === undefined ? [] : [data.Transform];
  return list.map((item) => (isObject(item) ? textOf(item.Name ?? '?') : textOf(item)));
}

/** Why what the template says may not be what AWS gets, if so. */
function notFinal(transforms: readonly string[]): string | undefined {
  const unknown = transforms.find((name) => !TRANSFORMS_WE_KNOW.has(name));
  return unknown && `the macro ${unknown} may change it`;
}

/** The unit that a template file makes. */
export function templateUnit(file: LoadedFile, kind: Unit['kind'] = 'template'): Unit {
  const data = file.document.data;
  const unrendered = file.document.flaws.some((flaw) => flaw.kind === 'statement');
  return { id: file.source.file, kind, notFinal: unrendered ? 'a deploy tool still has to render this file' : isObject(data) ? notFinal(transformsOf(data)) : undefined, unrendered };
}

/** The path of a nested stack's template when it is a local file, absolute. */
export function localTemplate(body: unknown, file: LoadedFile): string | undefined {
  if (!isObject(body) || !isObject(body.Properties)) return undefined;
  const url = body.Type === 'AWS::CloudFormation::Stack' ? body.Properties.TemplateURL : body.Type === 'AWS::Serverless::Application' ? body.Properties.Location : undefined;
  return typeof url === 'string' && !/^[a-z][a-z0-9+.-]*:/i.test(url) ? resolve(dirname(file.source.file), url) : undefined;
}

/**
 * Adds a template and its nested stacks to the graph.
 * @param nestedFiles templates of nested stacks by absolute path
 */
export function loadTemplate(file: LoadedFile, graph: Graph, run: Run, options: TemplateOptions, nestedFiles: ReadonlyMap<string, LoadedFile>): Scope {
  const data = file.document.data as Raw;
  const template: Template = { file, data, transforms: transformsOf(data) };
  const scope = new Scope(template, run, { parent: options.parent, given: options.given, pseudo: options.pseudo });
  const prefix = options.prefix ?? [];
  const bodies = new Map<string, Raw>();
  for (const { name, body, path } of resourcesOf(scope)) {
    // CDK's usage statistics: no resource of anyone's.
    if (!isObject(body) || typeof body.Type !== 'string' || body.Type === 'AWS::CDK::Metadata') continue;
    bodies.set(name, body);
    const source = new TemplateResource(scope, body, path, name, options);
    const node = new Node(body.Type, name, options.unit, source);
    scope.nodes.set(name, node);
    graph.add(node);
  }
  const outputs = isObject(data.Outputs) ? data.Outputs : {};
  for (const output of Object.values(outputs)) {
    if (!isObject(output) || !isObject(output.Export)) continue;
    run.pendingExports.push({ name: output.Export.Name, raw: output.Value, scope });
  }
  if (prefix.length < 8) {
    for (const [name, node] of scope.nodes) {
      if (node.type !== 'AWS::CloudFormation::Stack' && node.type !== 'AWS::Serverless::Application') continue;
      const body = bodies.get(name) as Raw;
      const local = localTemplate(body, file);
      const found = options.nestedTemplate?.(body, name, scope);
      const child = found?.file ?? (local ? nestedFiles.get(local) : undefined);
      if (!child || !isTemplate(child.document.data) || ancestors(scope).some((s) => s.template.file === child)) continue;
      const values = isObject(body.Properties) && isObject(body.Properties.Parameters) ? body.Properties.Parameters : {};
      const given = new Map<string, Given>(Object.entries(values).map(([key, raw]) => [key, { raw, scope }]));
      const stacks = (nestedStacks.get(run) ?? 0) + 1;
      if (stacks > MOST_NESTED) break;
      nestedStacks.set(run, stacks);
      // A nested stack has a name of its own, which AWS makes up.
      const pseudo = options.pseudo && new Map([...options.pseudo].filter(([key]) => key !== 'AWS::StackName'));
      const { nestedTemplate, author, constructPath, acknowledged, image } = found ?? {};
      const below: TemplateOptions = { unit: options.unit, given, pseudo, parent: scope, exists: node.source.exists && (() => node.exists()), prefix: [...prefix, name], nestedTemplate, author, constructPath, acknowledged, image };
      scope.nested.set(name, loadTemplate(child, graph, run, below, nestedFiles));
    }
  }
  return scope;
}

function ancestors(scope: Scope | undefined): Scope[] {
  return scope ? [scope, ...ancestors(scope.parent)] : [];
}

/** A resource of a template. */
class TemplateResource implements NodeSource {
  readonly file: LoadedFile;
  readonly path: Path;
  readonly exists: NodeSource['exists'];
  readonly authored: NodeSource['authored'];
  private readonly body: Raw;
  readonly metadata: unknown;
  readonly pseudo: NodeSource['pseudo'];
  readonly image: NodeSource['image'];
  readonly acknowledged: NodeSource['acknowledged'];
  readonly stack: Scope;
  private readonly properties: unknown;
  private readonly name: string;
  private readonly options: TemplateOptions;

  constructor(scope: Scope, body: Raw, path: Path, name: string, options: TemplateOptions) {
    this.file = scope.template.file;
    this.path = path;
    this.exists = body.Condition === undefined ? options.exists : both(options.exists, () => scope.condition(body.Condition));
    this.authored = options.author && ((property) => options.author?.(name, property));
    this.body = body;
    this.metadata = body.Metadata;
    this.pseudo = options.pseudo;
    this.image = options.image;
    this.acknowledged = options.acknowledged && (() => options.acknowledged?.(name) ?? []);
    this.stack = scope;
    this.properties = body.Properties;
    this.name = name;
    this.options = options;
  }

  get propertiesPath(): Path {
    return [...this.path, 'Properties'];
  }

  // Asked for late, because the answer may be in a file that nothing else needs.
  get constructPath(): string | undefined {
    return this.options.constructPath?.(this.name);
  }

  lower(node: Node): object | Unknown {
    return new Lowering(node, this.stack).root(this.properties);
  }

  needs(): readonly string[] {
    const { DependsOn, Properties } = this.body;
    const ids = new Set<string>((Array.isArray(DependsOn) ? DependsOn : [DependsOn]).filter((id): id is string => typeof id === 'string'));
    namesIn(Properties, ids, 0);
    return [...ids];
  }
}

/** A resource is there when its stack is and its own condition holds. */
function both(stack: NodeSource['exists'], own: NonNullable<NodeSource['exists']>): NonNullable<NodeSource['exists']> {
  if (!stack) return own;
  return () => {
    const above = stack();
    return above === true ? own() : above;
  };
}

/**
 * Adds every logical id that raw properties refer to, in whatever branch it stands: CloudFormation orders resources by the text.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html
 */
function namesIn(raw: unknown, ids: Set<string>, depth: number): void {
  if (Array.isArray(raw)) for (const item of raw) namesIn(item, ids, depth + 1);
  if (!isObject(raw) || depth > 60) return;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': substituted } = raw;
  if (typeof Ref === 'string') ids.add(Ref);
  const owner = Array.isArray(attribute) ? attribute[0] : typeof attribute === 'string' ? attribute.split('.')[0] : undefined;
  if (typeof owner === 'string') ids.add(owner);
  const text = Array.isArray(substituted) ? substituted[0] : substituted;
  if (typeof text === 'string') for (const [, name] of text.matchAll(/\$\{([A-Za-z0-9]+)(?:\.[^}]*)?\}/g)) ids.add(name as string);
  for (const value of Object.values(raw)) namesIn(value, ids, depth + 1);
}

/** The resources of a template with Fn::ForEach loops unrolled where their collection is known. */
function* resourcesOf(scope: Scope): Generator<{ name: string; body: unknown; path: Path }> {
  let looped = 0;
  for (const resource of unroll(scope, scope.resources, ['Resources'], {}, 0)) {
    if (resource.path.length > 2 && ++looped > MOST_LOOPED) return;
    yield resource;
  }
}

function* unroll(scope: Scope, entries: Raw, path: Path, values: Readonly<Record<string, string>>, depth: number): Generator<{ name: string; body: unknown; path: Path }> {
  for (const [key, raw] of Object.entries(entries)) {
    if (!key.startsWith('Fn::ForEach::')) {
      yield { name: substitute(key, values) as string, body: depth === 0 ? raw : substitute(raw, values), path: [...path, key] };
      continue;
    }
    if (!Array.isArray(raw) || raw.length !== 3 || typeof raw[0] !== 'string' || !isObject(raw[2]) || depth > 4) continue;
    const items = collection(scope, substitute(raw[1], values));
    for (const item of items ?? []) yield* unroll(scope, raw[2] as Raw, [...path, key, 2], { ...values, [raw[0]]: item }, depth + 1);
  }
}

/** The items of a loop: a literal list, or a list parameter that is given or has a Default. Undefined when not known. */
function collection(scope: Scope, raw: unknown): string[] | undefined {
  const list = scope.quietly(raw);
  return Array.isArray(list) && list.every((item) => typeof item === 'string' || typeof item === 'number') ? list.map(String).slice(0, 500) : undefined;
}

/** Puts a loop's value into keys, text (`${X}`, `&{X}`) and references. */
function substitute(raw: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof raw === 'string') return raw.replace(/[$&]\{([A-Za-z0-9]+)\}/g, (whole, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      return value === undefined ? whole : whole[0] === '&' ? value.replace(/[^A-Za-z0-9]/g, '') : value;
    });
  if (Array.isArray(raw)) return raw.map((item) => substitute(item, values));
  if (!isObject(raw)) return raw;
  if (typeof raw.Ref === 'string' && Object.keys(raw).length === 1 && Object.hasOwn(values, raw.Ref)) return values[raw.Ref];
  return Object.fromEntries(Object.entries(raw).map(([key, value]) => [substitute(key, values), substitute(value, values)]));
}

/** Names the exports of all loaded templates, so that Fn::ImportValue finds them. */
export function joinExports(run: Run): void {
  for (const { name, raw, scope } of run.pendingExports) {
    const text = scope.quietly(name);
    if (typeof text === 'string') run.exports.set(text, run.exports.has(text) ? 'several' : { raw, scope });
  }
}

/**
 * Loads the JSON of the ECS API: what RegisterTaskDefinition and CreateService take, what the describe calls return, and the files
 * of tools that deploy them (ecspresso, amazon-ecs-render-task-definition). Placeholders of such tools are unknown, not wrong.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type LoadedFile, Node, type NodeSource, type Problem, type Unit } from '../graph/graph.js';
import { type Dialect, Lowering } from '../graph/lower.js';
import { type Link, type Origin, Placeholder, Unknown } from '../graph/value.js';
import { apiShape, READ_ONLY_FIELDS } from '../types/ecs-api.js';
import { schemaOf, type TypeCode } from '../types/schema.js';
import { nearest } from '../words.js';
import { concat, isObject, textOf } from './intrinsics.js';
import type { LoadContext } from './context.js';
import { gitRoot } from './discover.js';
import { type Path, PLACEHOLDER } from './source.js';
import type { Deployment } from './workflows.js';

type Raw = Record<string, unknown>;

/** Marks a service's task definition that is known from a neighbouring file. */
const JOINED = 'Plimsoll::Joined';

/** Placeholders inside text: `<IMAGE>`, `${VAR}`, `{{ x }}`, `%VAR%`, `#{x}#`, `__VAR__`, and text that is just `$NAME`. */
const IN_TEXT = /<[A-Za-z][\w .:-]*>|\$\{[^}]*\}|\{\{.*?\}\}|\{%.*?%\}|%[A-Z][A-Z0-9_]+%|#\{[^}]*\}#?|__[A-Z][A-Z0-9_]*__|^\$[A-Za-z_]\w*$/;
const ALL_IN_TEXT = new RegExp(IN_TEXT.source, 'g');

/** Names that differ between the API and CloudFormation in more than case. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::ECS::Service': { placementStrategy: 'PlacementStrategies', clusterArn: 'Cluster', roleArn: 'Role' },
  'AWS::ECS::TaskDefinition#ProxyConfiguration': { properties: 'ProxyConfigurationProperties' },
};

/** Where a task definition or service stands in a parsed file. */
interface Found {
  kind: 'task-definition' | 'service';
  raw: Raw;
  path: Path;
  /** Output of a describe call: read-only fields belong there. */
  described: boolean;
}

/** Names of an object's own keys, without their case. */
const keysOf = (raw: Raw): Set<string> => new Set(Object.keys(raw).map((key) => key.toLowerCase()));

function isTaskDefinition(raw: unknown): boolean {
  if (!isObject(raw)) return false;
  const key = Object.keys(raw).find((name) => name.toLowerCase() === 'containerdefinitions');
  if (key === undefined || 'Resources' in raw || 'Type' in raw) return false;
  const list = raw[key];
  return Array.isArray(list) && list.every((item) => isObject(item));
}

const SERVICE_KEYS = ['servicename', 'service', 'taskdefinition', 'desiredcount', 'deploymentconfiguration', 'schedulingstrategy', 'launchtype', 'capacityproviderstrategy', 'networkconfiguration', 'loadbalancers', 'platformversion', 'deploymentcontroller', 'healthcheckgraceperiodseconds', 'placementstrategy', 'placementconstraints', 'cluster', 'serviceregistries', 'enableexecutecommand', 'propagatetags'];

function isService(raw: unknown): boolean {
  if (!isObject(raw) || 'Resources' in raw || 'AWSTemplateFormatVersion' in raw) return false;
  const keys = keysOf(raw);
  // RunTask and event targets share many of these; only services have the ones below.
  if (!['servicename', 'desiredcount', 'deploymentconfiguration', 'schedulingstrategy'].some((key) => keys.has(key))) return false;
  if (keys.has('service_definition') || keys.has('containerdefinitions')) return false;
  return SERVICE_KEYS.filter((key) => keys.has(key)).length >= 3 && [...Object.keys(raw)].every((key) => /^[a-zA-Z_$]/.test(key)) && Object.keys(raw).some((key) => /^[a-z]/.test(key));
}

/** Task definitions and services in a parsed file. */
export function findEcs(data: unknown): Found[] {
  if (!isObject(data)) return [];
  if (isTaskDefinition(data)) return [{ kind: 'task-definition', raw: data, path: [], described: false }];
  if (isTaskDefinition(data.taskDefinition)) return [{ kind: 'task-definition', raw: data.taskDefinition as Raw, path: ['taskDefinition'], described: true }];
  if (Array.isArray(data.services) && data.services.length > 0 && data.services.every(isService)) {
    return data.services.map((raw, index) => ({ kind: 'service', raw: raw as Raw, path: ['services', index], described: true }));
  }
  if (isService(data.service)) return [{ kind: 'service', raw: data.service as Raw, path: ['service'], described: true }];
  if (isService(data)) return [{ kind: 'service', raw: data, path: [], described: false }];
  return [];
}

/** A deploy configuration that names a task definition's and a service's file (ecspresso). */
export function deployConfig(data: unknown): { taskDefinition?: string; service?: string } | undefined {
  if (!isObject(data) || typeof data.task_definition !== 'string') return undefined;
  return { taskDefinition: data.task_definition, service: typeof data.service_definition === 'string' ? data.service_definition : undefined };
}

/** Files of one run that hold ECS JSON, gathered before they are joined. */
export class EcsFiles {
  private readonly files: { file: LoadedFile; found: Found[] }[] = [];
  private readonly configs: { folder: string; taskDefinition?: string; service?: string }[] = [];

  add(file: LoadedFile, found: Found[]): void {
    this.files.push({ file, found });
  }

  addConfig(file: LoadedFile, config: { taskDefinition?: string; service?: string }): void {
    this.configs.push({ folder: dirname(file.source.file), ...config });
  }

  /** Adds all of it to the graph: a service and its task definition are one unit where a folder or a configuration says so. */
  async load(context: LoadContext): Promise<void> {
    const services = this.files.filter(({ found }) => found[0]?.kind === 'service');
    const definitions = this.files.filter(({ found }) => found[0]?.kind === 'task-definition');
    const partner = new Map<LoadedFile, LoadedFile>();
    for (const { folder, taskDefinition, service } of this.configs) {
      const at = (name: string | undefined) => (name === undefined ? undefined : resolve(folder, name));
      const td = definitions.find(({ file }) => file.source.file === at(taskDefinition));
      const sv = services.find(({ file }) => file.source.file === at(service));
      if (td && sv) partner.set(sv.file, td.file);
    }
    const deployments = definitions.length > 0 ? await deploymentsOf(definitions.map(({ file }) => file), context) : new Map<LoadedFile, Prepared>();
    for (const { file, found } of services) {
      const [only] = found;
      if (partner.has(file) || found.length !== 1 || !only) continue;
      const deployed = definitions.filter((d) => deployments.get(d.file)?.services.some(({ service }) => service === (only.raw.serviceName ?? only.raw.service)));
      if (deployed.length === 1) partner.set(file, (deployed[0] as { file: LoadedFile }).file);
    }
    for (const { file, found } of services) {
      if (partner.has(file) || found.length !== 1) continue;
      const folder = dirname(file.source.file);
      const neighbours = definitions.filter((d) => dirname(d.file.source.file) === folder);
      const rivals = services.filter((s) => dirname(s.file.source.file) === folder);
      if (neighbours.length === 1 && rivals.length === 1) partner.set(file, (neighbours[0] as { file: LoadedFile }).file);
    }
    const units = new Map<LoadedFile, Unit>();
    const unitOf = (file: LoadedFile): Unit => {
      let unit = units.get(file);
      if (!unit) {
        unit = { id: file.source.file, kind: 'file', unrendered: file.document.flaws.some((flaw) => flaw.kind === 'statement') };
        units.set(file, unit);
      }
      return unit;
    };
    const nodes = new Map<LoadedFile, Node>();
    for (const { file, found } of definitions) for (const each of found) nodes.set(file, addNode(context, file, each, unitOf(file), { deployment: deployments.get(file) }));
    for (const { file, found } of services) {
      const joined = partner.get(file);
      for (const each of found) addNode(context, file, each, joined ? unitOf(joined) : unitOf(file), { joined: joined && nodes.get(joined) });
    }
  }
}

/** What a workflow does with a task definition before it registers it. */
interface Prepared extends Deployment {
  /** Images by what the containers then have for one. */
  images: ReadonlyMap<Unknown, Node>;
  /** Properties that a workflow sets, by container. */
  containers: ReadonlyMap<string, Raw>;
}

/** Asks the workflows of the repositories that the files are in. */
async function deploymentsOf(files: readonly LoadedFile[], context: LoadContext): Promise<Map<LoadedFile, Prepared>> {
  const prepared = new Map<LoadedFile, Prepared>();
  const roots = new Map<string, LoadedFile[]>();
  for (const [folder, itsFiles] of byFolder(files)) {
    const root = gitRoot(folder);
    if (root !== undefined && existsSync(join(root, '.github', 'workflows'))) roots.set(root, [...(roots.get(root) ?? []), ...itsFiles]);
  }
  if (roots.size === 0) return prepared;
  const { readWorkflows } = await import('./workflows.js');
  for (const [root, itsFiles] of roots) {
    const deployments = await readWorkflows(root, context);
    for (const file of itsFiles) {
      const deployment = deployments.get(file.source.file);
      if (deployment) prepared.set(file, await prepare(deployment, { id: file.source.file, kind: 'file' }, context));
    }
  }
  return prepared;
}

function byFolder(files: readonly LoadedFile[]): Map<string, LoadedFile[]> {
  const folders = new Map<string, LoadedFile[]>();
  for (const file of files) {
    const folder = dirname(file.source.file);
    const its = folders.get(folder);
    if (its) its.push(file);
    else folders.set(folder, [file]);
  }
  return folders;
}

async function prepare(deployment: Deployment, unit: Unit, context: LoadContext): Promise<Prepared> {
  const images = new Map<Unknown, Node>();
  const containers = new Map<string, Raw>();
  for (const { container, image, logs, build, by } of deployment.renders) {
    const sets: Raw = containers.get(container) ?? {};
    containers.set(container, sets);
    if (logs) sets.logConfiguration = new Unknown(`the workflow ${by} sets it at deployment`, 'elsewhere');
    if (image === undefined) continue;
    const value = new Unknown(`the workflow ${by} sets it at deployment`, 'elsewhere');
    sets.image = value;
    const text = build && context.text(build.file);
    if (build === undefined || text === undefined) continue;
    const { imageNode } = await import('./dockerfile.js');
    // What only the workflow knows is not nothing.
    const args = Object.fromEntries(Object.entries(build.args).map(([name, given]) => [name, given ?? null]));
    const node = imageNode({ file: build.file, shown: context.shown(build.file), text }, unit, { ...(build.target !== undefined && { target: build.target }), args });
    if (node) images.set(value, node);
  }
  return { ...deployment, images, containers };
}

/** A task definition with what a workflow sets in its containers. */
function rendered(raw: Raw, containers: Prepared['containers']): Raw {
  if (!Array.isArray(raw.containerDefinitions)) return raw;
  const definitions = raw.containerDefinitions.map((each: unknown) => (isObject(each) && typeof each.name === 'string' && containers.has(each.name) ? { ...each, ...containers.get(each.name) } : each));
  return { ...raw, containerDefinitions: definitions };
}

function addNode(context: LoadContext, file: LoadedFile, found: Found, unit: Unit, { joined, deployment }: { joined?: Node | undefined; deployment?: Prepared | undefined }): Node {
  const type = found.kind === 'service' ? 'AWS::ECS::Service' : 'AWS::ECS::TaskDefinition';
  const named = found.kind === 'service' ? (found.raw.serviceName ?? found.raw.service) : found.raw.family;
  const name = typeof named === 'string' && !IN_TEXT.test(named) ? named : basename(file.source.file).replace(/\.[a-z]+$/i, '');
  const source: NodeSource = {
    file,
    path: found.path,
    propertiesPath: found.path,
    lower(node) {
      const raw: Raw = { ...kept(found), ...found.raw };
      // AWS reports how many tasks a daemon has, which nobody may write.
      if (wasDescribed(found) && raw.schedulingStrategy === 'DAEMON') delete raw.desiredCount;
      if (joined && joins(found.raw)) raw.taskDefinition = { [JOINED]: joined };
      return new Lowering(node, new ApiDialect(context, file, type)).root(deployment ? rendered(raw, deployment.containers) : raw);
    },
    image: deployment && ((value) => (value instanceof Unknown ? deployment.images.get(value) : undefined)),
    spell: (property) => Object.entries(RENAMED[type] ?? {}).find(([, canonical]) => canonical === property)?.[0] ?? (property === 'ProxyConfigurationProperties' ? 'properties' : undefined),
  };
  const node = new Node(type, name, unit, source);
  context.graph.add(node);
  context.graph.problems.push(...fieldProblems(file, found, node));
  return node;
}

/** What an update leaves as it is in AWS when a service's file does not say it, and whose absence would matter. A daemon has no desired count. */
function kept(found: Found): Raw {
  const { kind, raw } = found;
  if (kind !== 'service' || wasDescribed(found)) return {};
  const said = keysOf(raw);
  const names = ['desiredCount', 'networkConfiguration'].filter((key) => !said.has(key.toLowerCase()) && !(key === 'desiredCount' && raw.schedulingStrategy === 'DAEMON'));
  return Object.fromEntries(names.map((key) => [key, new Unknown(`the service keeps the ${key} that it has`, 'elsewhere', { present: false })]));
}

/** Whether AWS wrote it, as the output of a describe call. */
function wasDescribed({ described, raw }: Found): boolean {
  return described || 'serviceArn' in raw;
}

/** Whether the neighbouring task definition stands for what the service names: nothing, a placeholder, or that family. */
function joins(service: Raw): boolean {
  const { taskDefinition } = service;
  return taskDefinition === undefined || typeof taskDefinition !== 'string' || IN_TEXT.test(taskDefinition);
}

const canonical = new Map<string, ReadonlyMap<string, string>>();

/** CloudFormation's names for the properties of a definition (`TYPE#DEFINITION`, `TYPE` for the resource itself), by what the API calls them in lower case. */
function namesOf(qualified: string): ReadonlyMap<string, string> {
  let names = canonical.get(qualified);
  if (!names) {
    const [type = '', definition = ''] = qualified.split('#');
    const own = Object.keys(schemaOf(type)?.[definition] ?? {}).map((name) => [name, name] as const);
    names = new Map([...own, ...Object.entries(RENAMED[qualified] ?? {})].map(([name, its]) => [name.toLowerCase(), its]));
    canonical.set(qualified, names);
  }
  return names;
}

class ApiDialect implements Dialect {
  readonly converts = false;
  private readonly context: LoadContext;
  private readonly file: LoadedFile;
  private readonly type: string;

  constructor(context: LoadContext, file: LoadedFile, type: string) {
    this.context = context;
    this.file = file;
    this.type = type;
  }

  special(raw: unknown): boolean {
    if (typeof raw === 'string') return IN_TEXT.test(raw);
    return isObject(raw) && (Object.hasOwn(raw, PLACEHOLDER) || raw[JOINED] instanceof Node);
  }

  /** Null members of the API's JSON mean nothing is there. */
  mayVanish(raw: unknown): boolean {
    return raw === null;
  }

  vanishes(raw: unknown): boolean {
    return raw === null;
  }

  evaluate(raw: unknown): unknown {
    if (raw === null) return undefined;
    if (isObject(raw)) {
      const joined = raw[JOINED];
      if (joined instanceof Node) {
        const link: Link = { node: joined, attribute: 'Ref' };
        return new Unknown(`${link.node.name} has its revision only after registration`, 'reference', { link });
      }
      return new Placeholder(textOf(raw[PLACEHOLDER]));
    }
    const text = String(raw);
    const pieces: unknown[] = [];
    let last = 0;
    for (const match of text.matchAll(ALL_IN_TEXT)) {
      pieces.push(text.slice(last, match.index), new Placeholder(match[0]));
      last = match.index + match[0].length;
    }
    pieces.push(text.slice(last));
    return concat(pieces);
  }

  rename(definition: string, key: string): string | undefined {
    return namesOf(definition === '' ? this.type : `${this.type}#${definition}`).get(key.toLowerCase());
  }

  problem(kind: 'wrong-type' | 'null-value', message: string, origin: Origin, fix: string, right?: string | number | boolean): void {
    if (kind === 'null-value') return;
    const path = [...origin.node.source.propertiesPath, ...origin.path];
    this.context.graph.problems.push({ kind, message, fix, file: this.file, path, token: 'value', node: origin.node, ...(right !== undefined && { cure: [{ path, operation: { set: right } }] }) });
  }

  secret(origin: Origin): void {
    this.context.run.secret(this.file, origin);
  }
}

/** Lists and objects of a container definition that are put at the top by mistake. */
const OF_CONTAINER = new Set('command entryPoint environment environmentFiles healthCheck linuxParameters logConfiguration mountPoints portMappings secrets ulimits'.split(' '));

/** Keys for people and tools, which never reach the API. */
const FOR_PEOPLE = /^(?:[$_#]|\/\/|comments?$)/i;

/** Keys that the ECS API would refuse: unknown ones, ones in the wrong case, read-only ones copied from a describe call. */
function fieldProblems(file: LoadedFile, found: Found, node: Node): Problem[] {
  const problems: Problem[] = [];
  const shapes = found.kind === 'task-definition' ? ['RegisterTaskDefinitionRequest', 'TaskDefinition'] : ['CreateServiceRequest', 'UpdateServiceRequest', 'Service'];
  const visit = (raw: unknown, fields: Readonly<Record<string, TypeCode>> | undefined, path: Path, owner: string): void => {
    if (!isObject(raw) || !fields || PLACEHOLDER in raw) return;
    for (const [key, value] of Object.entries(raw)) {
      let type = Object.hasOwn(fields, key) ? fields[key] : undefined;
      // A scalar that the API knows; so are most.
      if (typeof type === 'string') continue;
      if (type === undefined) {
        if (FOR_PEOPLE.test(key) || IN_TEXT.test(key)) continue;
        const right = Object.keys(fields).find((name) => name.toLowerCase() === key.toLowerCase()) ?? renamed(key, fields) ?? nearest(key, Object.keys(fields));
        const sameWord = right?.toLowerCase() === key.toLowerCase();
        const misplaced = found.kind === 'task-definition' && path === found.path && OF_CONTAINER.has(key) && typeof value === 'object';
        // A word of its own at the top is for the tool that deploys the file, which takes it out; what AWS itself answered is newer than this list.
        if (right === undefined && !misplaced && (path === found.path || found.described)) continue;
        problems.push({
          kind: 'unknown-field',
          message: `${owner} has no field "${key}"${right ? `; ${sameWord ? 'the API spells it' : 'the nearest is'} "${right}"` : misplaced ? ', a container definition has' : ''}`,
          fix: right ? `Write "${right}".` : misplaced ? `Move "${key}" into the container that it is for.` : `Remove "${key}", unless AWS took it up after this version of Plimsoll was made.`,
          file, path: [...path, key], node,
          ...(right !== undefined && sameWord && !Object.hasOwn(raw, right) && { cure: [{ path: [...path, key], operation: { rename: right } }] }),
        });
        if (!sameWord || right === undefined) continue;
        type = fields[right];
      }
      descend(value, type as TypeCode, [...path, key], key);
    }
  };
  const descend = (value: unknown, type: TypeCode, path: Path, key: string): void => {
    if (typeof type === 'string') return;
    if (type[0] === 'o') visit(value, apiShape(type[1] as string), path, key === 'containerDefinitions' ? 'a container definition' : `"${key}"`);
    else if (type[0] === 'l' && Array.isArray(value)) for (const [index, item] of value.entries()) descend(item, type[1] as TypeCode, [...path, index], key);
  };
  // In the spelling of CloudFormation throughout it is a part of a template, and no case is wrong.
  if (Object.keys(found.raw).every((key) => !/^[a-z]/.test(key))) return [];
  const fields: Record<string, TypeCode> = Object.assign({}, ...(found.described ? shapes : shapes.slice(0, found.kind === 'service' ? 2 : 1)).map((shape) => apiShape(shape)));
  const readOnly = found.described || found.kind === 'service' ? [] : READ_ONLY_FIELDS.filter((key) => key in found.raw);
  if (readOnly.length > 0) {
    const names = readOnly.map((key) => `"${key}"`).join(', ');
    problems.push({ kind: 'read-only-field', message: `${names} ${readOnly.length === 1 ? 'is' : 'are'} what AWS answers; register-task-definition does not take ${readOnly.length === 1 ? 'it' : 'them'}`, fix: `Remove ${names}.`, file, path: [...found.path, readOnly[0] as string], node, cure: readOnly.map((key) => ({ path: [...found.path, key], operation: { remove: true } })) });
  }
  const rest = readOnly.length > 0 ? Object.fromEntries(Object.entries(found.raw).filter(([key]) => !readOnly.includes(key))) : found.raw;
  // A service file that carries fields of the describe call is its output.
  if (found.kind === 'service' && ('serviceArn' in found.raw || 'clusterArn' in found.raw)) Object.assign(fields, apiShape('Service'));
  visit(rest, fields, found.path, found.kind === 'service' ? 'a service' : 'a task definition');
  return problems;
}

/** The API's name for what CloudFormation calls by another. */
function renamed(key: string, fields: Readonly<Record<string, TypeCode>>): string | undefined {
  return Object.values(RENAMED).flatMap(Object.entries<string>).find(([name, canonical]) => canonical.toLowerCase() === key.toLowerCase() && Object.hasOwn(fields, name))?.[0];
}

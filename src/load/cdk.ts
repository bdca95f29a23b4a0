/**
 * Loads CDK cloud assemblies (`cdk.out`): stacks, stages and nested stacks become one unit, and findings point at the line of
 * the program that made a resource. What only findings need (metadata, sources, source maps) is read when a finding asks.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Location } from '../finding.js';
import type { Acknowledged, LoadedFile, Node, Unit } from '../graph/graph.js';
import type { Unknown } from '../graph/value.js';
import { loadTemplate, type NestedTemplate, templateUnit } from './cloudformation.js';
import type { LoadContext } from './context.js';
import { gitRoot } from './discover.js';
import type { BuildOptions } from './dockerfile.js';
import { isObject, textOf } from './intrinsics.js';
import type { Source } from './source.js';
import { isInside, ProgramSources, realPath } from './source-map.js';

type Raw = Record<string, unknown>;

/** What CDK records when a program acknowledges rules on a construct: `{id: reason}`. */
const ACKNOWLEDGED = 'aws:cdk:acknowledged-rules';
/** Stages in stages deeper than this are a mistake or an attack. */
const MOST_LEVELS = 16;
const STACK_TYPES = ['aws:cloudformation:stack', 'aws:cdk:cloudformation:stack'];
/** Files that synthesis writes beside the templates. */
const GENERATED = /^(manifest\.json|tree\.json|cdk\.out|validation-report\.json)$|\.(assets|metadata)\.json$|\.nested\.template\.json$/;

/** True when parsed data is the manifest of a cloud assembly. */
export function isAssemblyManifest(data: unknown): boolean {
  if (!isObject(data) || typeof data.version !== 'string' || !/^\d+\.\d+\.\d+/.test(data.version) || !isObject(data.artifacts)) return false;
  return Object.values(data.artifacts).every((artifact) => isObject(artifact) && typeof artifact.type === 'string' && artifact.type.includes(':'));
}

/** Folders of apps by the folder of their assembly, where `cdk.json` says that it is elsewhere. */
const apps = new WeakMap<LoadContext, Map<string, string>>();

/**
 * Loads an assembly, the folder of its `manifest.json`, into the graph as one unit: stages and nested assemblies with it, nested
 * stacks below their parents. Files that belong to it go into `context.claimed`, also folders of its assets and templates left
 * over from an earlier synthesis, which are not read; templates that were loaded go into `context.inputs`.
 */
export async function loadAssembly(folder: string, context: LoadContext): Promise<void> {
  const assembly = new Assembly(resolve(folder), context);
  await assembly.collect(assembly.root, 0);
  assembly.load();
}

/** One stack of an assembly, its templates read. */
interface Stack {
  file: LoadedFile;
  folder: Folder;
  artifact: Raw;
  name: string;
  /** Templates of nested stacks by {@link nestedKey}. */
  nested: Map<string, LoadedFile>;
  metadata: Metadata;
}

/** A stack resource in a template. */
const nestedKey = (file: LoadedFile, name: string): string => `${name} ${file.source.file}`;

class Assembly {
  readonly root: string;
  private readonly context: LoadContext;
  private readonly stacks: Stack[] = [];
  private readonly visited = new Set<string>();
  private readonly loaded = new Set<LoadedFile>();
  private cachedSources: ProgramSources | undefined;
  private unit: Unit;

  constructor(root: string, context: LoadContext) {
    this.root = root;
    this.context = context;
    this.unit = { id: root, kind: 'assembly' };
  }

  /** Reads the manifest of a folder and all templates that it leads to. */
  async collect(folder: string, level: number): Promise<void> {
    const real = realPath(folder);
    if (this.visited.has(real) || level > MOST_LEVELS) return;
    this.visited.add(real);
    const file = join(folder, 'manifest.json');
    this.claimGenerated(folder);
    this.context.claimed.add(file);
    const manifest = (await this.context.read(file))?.[0]?.document.data;
    if (manifest === undefined) return;
    if (!isObject(manifest)) return this.complain('is not the manifest of a cloud assembly', file);
    const artifacts = Object.entries(isObject(manifest.artifacts) ? manifest.artifacts : {}).filter((entry): entry is [string, Raw] => isObject(entry[1]));
    const inFolder = new Folder(folder, artifacts.map(([, artifact]) => artifact), this.context);
    for (const [id, artifact] of artifacts) await this.artifact(id, artifact, inFolder, level);
  }

  /** Adds everything that was collected to the graph. */
  load(): void {
    const { context } = this;
    const notFinal = [...this.loaded].map((file) => templateUnit(file).notFinal).find((reason) => reason !== undefined);
    const unit: Unit = (this.unit = { id: this.root, kind: 'assembly', notFinal });
    for (const stack of this.stacks) {
      const pseudo = context.pseudo({ ...environment(stack.artifact), stack: stack.name });
      const options = { unit, given: context.given, pseudo, ...this.known(stack, stack.file, () => '') };
      loadTemplate(stack.file, context.graph, context.run, options, new Map());
    }
  }

  private async artifact(id: string, artifact: Raw, folder: Folder, level: number): Promise<void> {
    const properties = isObject(artifact.properties) ? artifact.properties : {};
    for (const name of [properties.file, artifact.additionalMetadataFile]) {
      const file = typeof name === 'string' ? this.inside(folder, name) : undefined;
      if (file !== undefined) this.context.claimed.add(file);
    }
    if (artifact.type === 'cdk:cloud-assembly') {
      const inner = this.named(properties.directoryName, id, folder);
      if (inner !== undefined) await this.collect(inner, level + 1);
    } else if (STACK_TYPES.includes(textOf(artifact.type))) {
      const file = this.named(properties.templateFile, id, folder);
      const template = file === undefined ? undefined : await this.template(file);
      // Two artifacts of one template would only repeat each other.
      if (!template || this.stacks.some((stack) => stack.file === template)) return;
      const metadata = new Metadata(artifact, folder, this.context, () => this.sources);
      const stack: Stack = { file: template, folder, artifact, name: typeof properties.stackName === 'string' ? properties.stackName : id, nested: new Map(), metadata };
      this.stacks.push(stack);
      await this.nestedStacks(stack);
      if (template.source.text.includes('AWS::ECS::TaskDefinition')) await folder.readImages((path) => this.inside(folder, path));
    }
  }

  /** Reads the templates of all stacks nested in a stack, at any depth. */
  private async nestedStacks(stack: Stack): Promise<void> {
    const seen = new Set([stack.file]);
    for (const file of seen) {
      const resources = (file.document.data as Raw).Resources;
      for (const [name, body] of Object.entries(isObject(resources) ? resources : {})) {
        if (!isObject(body) || body.Type !== 'AWS::CloudFormation::Stack') continue;
        const path = this.nestedPath(stack, name, body);
        const template = path === undefined ? undefined : await this.template(path);
        if (!template) continue;
        stack.nested.set(nestedKey(file, name), template);
        seen.add(template);
      }
    }
  }

  /** Where the template of a nested stack is: what its metadata says, the asset that its address names, what its construct wrote. */
  private nestedPath(stack: Stack, name: string, body: Raw): string | undefined {
    const metadata = isObject(body.Metadata) ? body.Metadata : {};
    const asset = metadata['aws:asset:property'] === undefined || metadata['aws:asset:property'] === 'TemplateURL' ? metadata['aws:asset:path'] : undefined;
    const url = JSON.stringify(isObject(body.Properties) ? (body.Properties.TemplateURL ?? '') : '');
    const ways = [
      () => asset,
      () => [...url.matchAll(/[0-9a-f]{64}/g)].map(([hash]) => stack.folder.assets.get(hash)).find((found) => found !== undefined),
      // Only this one needs the metadata file, so it comes last.
      () => stack.metadata.nestedTemplate(name),
    ];
    let missing: string | undefined;
    for (const way of ways) {
      const path = way();
      const file = typeof path === 'string' ? this.inside(stack.folder, path) : undefined;
      if (file === undefined) continue;
      if (existsSync(file)) return file;
      missing ??= file;
    }
    return missing;
  }

  private async template(file: string): Promise<LoadedFile | undefined> {
    this.context.claimed.add(file);
    const template = (await this.context.read(file))?.[0];
    if (!template) return undefined;
    if (!isObject(template.document.data)) {
      this.complain('is not a template', file);
      return undefined;
    }
    if (!this.loaded.has(template)) {
      this.loaded.add(template);
      this.context.inputs.set(template.source.file, template);
      this.context.addFlaws(template);
    }
    return template;
  }

  /** What is known about the resources of one template of a stack. `prefix` gives the path of the construct that wrote it. */
  private known(stack: Stack, file: LoadedFile, prefix: () => string | undefined): Omit<NestedTemplate, 'file'> {
    const { metadata } = stack;
    const resources = (file.document.data as Raw).Resources;
    const written = (name: string): string | undefined => {
      const body = isObject(resources) ? resources[name] : undefined;
      const path = isObject(body) && isObject(body.Metadata) ? body.Metadata['aws:cdk:path'] : undefined;
      return typeof path === 'string' ? `/${path.replace(/^\//, '')}` : undefined;
    };
    const recorded = (name: string): string | undefined => {
      const at = prefix();
      return at === undefined ? undefined : metadata.pathOf(at, name);
    };
    return {
      image: (value) => stack.folder.image(value, this.unit),
      constructPath: (name) => (written(name) ?? recorded(name))?.slice(1),
      author: (name, property) => {
        const path = recorded(name) ?? written(name);
        return path === undefined ? undefined : metadata.author(path, property);
      },
      acknowledged: (name) => {
        if (!metadata.acknowledges) return [];
        const path = recorded(name) ?? written(name);
        return path === undefined ? [] : metadata.acknowledged(path);
      },
      nestedTemplate: (_body, name) => {
        const child = stack.nested.get(nestedKey(file, name));
        return child && { file: child, ...this.known(stack, child, () => metadata.writer(recorded(name) ?? written(name), child)) };
      },
    };
  }

  /** The path that an artifact names, if it is one and stays in the assembly. */
  private named(name: unknown, id: string, folder: Folder): string | undefined {
    const path = typeof name === 'string' && name !== '' ? this.inside(folder, name) : undefined;
    if (path === undefined) this.complain(typeof name === 'string' ? `artifact ${id} leads out of the assembly` : `artifact ${id} names no file`, join(folder.path, 'manifest.json'));
    return path;
  }

  private inside(folder: Folder, name: string): string | undefined {
    if (name.includes('\0')) return undefined;
    const path = resolve(folder.path, name);
    return isInside(path, this.root) ? path : undefined;
  }

  private claimGenerated(folder: string): void {
    let entries: string[];
    try {
      entries = readdirSync(folder);
    } catch {
      return;
    }
    const all = new Set(entries);
    for (const entry of entries) {
      // CDK does not clean up: a template that the manifest does not know was written by an earlier synthesis.
      const leftOver = entry.endsWith('.template.json') && all.has(entry.replace(/\.template\.json$/, '.assets.json'));
      if (leftOver || GENERATED.test(entry) || entry.startsWith('asset.')) this.context.claimed.add(join(folder, entry));
    }
  }

  private complain(message: string, file: string): void {
    this.context.notice({ level: 'error', incomplete: true, message, file: this.context.shown(file) });
  }

  private get sources(): ProgramSources {
    if (!this.cachedSources) {
      const app = apps.get(this.context)?.get(this.root) ?? appAbove(this.root);
      const repository = gitRoot(app);
      this.cachedSources = new ProgramSources(this.context, [app, this.context.options.cwd, ...(repository ? [repository] : [])]);
    }
    return this.cachedSources;
  }
}

/** The folder of the app that an assembly is in: the nearest one above with a `cdk.json`. */
function appAbove(root: string): string {
  for (let at = root; ; at = dirname(at)) {
    if (existsSync(join(at, 'cdk.json'))) return at;
    if (dirname(at) === at || existsSync(join(at, '.git'))) return dirname(root);
  }
}

/** Account and region of a stack's `aws://ACCOUNT/REGION`, where it names them. */
function environment(artifact: Raw): { account?: string; region?: string } {
  const match = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(textOf(artifact.environment));
  const [account, region] = [match?.[1], match?.[2]];
  return {
    ...(account && /^\d{12}$/.test(account) ? { account } : {}),
    ...(region && /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region) ? { region } : {}),
  };
}

/** One folder of an assembly: what its manifest says about assets. */
class Folder {
  readonly path: string;
  private readonly artifacts: readonly Raw[];
  private readonly context: LoadContext;
  private cachedAssets: Map<string, string> | undefined;
  private readonly images = new Map<string, { source: Source; options: BuildOptions; node?: Node | undefined }>();
  private imageNode: typeof import('./dockerfile.js').imageNode | undefined;

  constructor(path: string, artifacts: readonly Raw[], context: LoadContext) {
    this.path = path;
    this.artifacts = artifacts;
    this.context = context;
  }

  /** Paths of file assets by their hash. */
  get assets(): ReadonlyMap<string, string> {
    if (this.cachedAssets) return this.cachedAssets;
    const assets = new Map<string, string>();
    for (const artifact of this.artifacts) {
      if (artifact.type === 'cdk:asset-manifest') this.addManifest(artifact, assets);
      // Legacy synthesis lists them in the stack's own metadata.
      if (!isObject(artifact.metadata)) continue;
      for (const entry of Object.values(artifact.metadata).flat()) {
        if (!isObject(entry) || entry.type !== 'aws:cdk:asset' || !isObject(entry.data) || typeof entry.data.path !== 'string') continue;
        for (const hash of [entry.data.id, entry.data.sourceHash]) if (typeof hash === 'string') assets.set(hash, entry.data.path);
      }
    }
    this.cachedAssets = assets;
    return assets;
  }

  /** Reads the Dockerfiles of the image assets. `inside` keeps paths in the assembly. */
  async readImages(inside: (path: string) => string | undefined): Promise<void> {
    for (const artifact of this.artifacts) {
      const images = artifact.type === 'cdk:asset-manifest' ? this.manifest(artifact).dockerImages : undefined;
      for (const [hash, asset] of Object.entries(isObject(images) ? images : {})) {
        const source = isObject(asset) && isObject(asset.source) ? asset.source : {};
        // An asset that a program builds has no directory.
        const file = typeof source.directory === 'string' ? inside(`${source.directory}/${textOf(source.dockerFile ?? 'Dockerfile')}`) : undefined;
        const text = file === undefined ? undefined : this.context.text(file);
        if (file === undefined || text === undefined) continue;
        const options: BuildOptions = { ...(typeof source.dockerBuildTarget === 'string' && { target: source.dockerBuildTarget }), ...(isObject(source.dockerBuildArgs) && { args: source.dockerBuildArgs }) };
        this.images.set(hash, { source: { file, shown: this.context.shown(file), text }, options });
      }
    }
    if (this.images.size > 0) this.imageNode = (await import('./dockerfile.js')).imageNode;
  }

  /** The image asset that a container names by its hash. */
  image(value: string | Unknown, unit: Unit): Node | undefined {
    if (this.images.size === 0) return undefined;
    const hash = (typeof value === 'string' ? value : value.label).match(/[0-9a-f]{64}/)?.[0];
    const found = hash === undefined ? undefined : this.images.get(hash);
    return found && (found.node ??= this.imageNode?.(found.source, unit, found.options));
  }

  private manifest(artifact: Raw): Raw {
    const name = isObject(artifact.properties) ? artifact.properties.file : undefined;
    const data = typeof name === 'string' && !name.includes('\0') ? parsed(this.context.text(resolve(this.path, name))) : undefined;
    return isObject(data) ? data : {};
  }

  private addManifest(artifact: Raw, assets: Map<string, string>): void {
    const { files: listed } = this.manifest(artifact);
    const files = isObject(listed) ? listed : {};
    for (const [key, asset] of Object.entries(files)) {
      const path = isObject(asset) && isObject(asset.source) ? asset.source.path : undefined;
      if (typeof path !== 'string') continue;
      const targets = isObject(asset) && isObject(asset.destinations) ? Object.values(asset.destinations) : [];
      for (const text of [key, ...targets.map((target) => (isObject(target) ? textOf(target.objectKey) : ''))]) {
        for (const [hash] of text.matchAll(/[0-9a-f]{64}/g)) assets.set(hash, path);
      }
    }
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Entry {
  type: string;
  data: unknown;
  trace: unknown;
}

/** What synthesis recorded about the constructs of one stack, nested stacks included. Read at the first question. */
class Metadata {
  private readonly artifact: Raw;
  private readonly folder: Folder;
  private readonly context: LoadContext;
  private readonly sources: () => ProgramSources;
  private cachedEntries: Map<string, Entry[]> | undefined;
  private cachedPaths: Map<string, Map<string, string>> | undefined;
  private cachedAcknowledges: boolean | undefined;

  constructor(artifact: Raw, folder: Folder, context: LoadContext, sources: () => ProgramSources) {
    this.artifact = artifact;
    this.folder = folder;
    this.context = context;
    this.sources = sources;
  }

  /** The path of the construct behind a logical id of the template that the construct at `prefix` wrote; '' is the stack. */
  pathOf(prefix: string, name: string): string | undefined {
    return this.paths.get(prefix)?.get(name);
  }

  /** The path of the construct that wrote a nested stack's template, from the path of the stack resource. */
  writer(resource: string | undefined, template: LoadedFile): string | undefined {
    const found = resource && nestedConstruct(resource);
    return found || this.templateWriters().find(([, file]) => file === basename(template.source.file))?.[0];
  }

  /** The file of a nested stack's template, by the resource's logical id, if only one stack resource has that id. */
  nestedTemplate(name: string): string | undefined {
    const writers = [...this.paths.values()].flatMap((paths) => nestedConstruct(paths.get(name) ?? '') ?? []);
    const files = this.templateWriters().filter(([path]) => writers.includes(path));
    return files.length === 1 ? files[0]?.[1] : undefined;
  }

  /** The line of the program that assigned the property, else that made the construct, else that made what the construct is in. */
  author(path: string, property: string | undefined): Location | undefined {
    for (const frames of this.framesOf(path, property)) {
      const location = Array.isArray(frames) ? this.sources().first(frames) : undefined;
      if (location) return location;
    }
    return undefined;
  }

  /** Whether anything in it is acknowledged; looks at the text only, because parsing it takes longer. */
  get acknowledges(): boolean {
    if (this.cachedAcknowledges === undefined) {
      const name = this.artifact.additionalMetadataFile;
      const text = typeof name === 'string' && !name.includes('\0') ? this.context.text(resolve(this.folder.path, name)) : undefined;
      const own = isObject(this.artifact.metadata) ? Object.values(this.artifact.metadata).flat() : [];
      this.cachedAcknowledges = text?.includes(ACKNOWLEDGED) || own.some((entry) => isObject(entry) && entry.type === ACKNOWLEDGED);
    }
    return this.cachedAcknowledges;
  }

  /** The rules acknowledged on a construct and on those that it is in, the nearest first. */
  acknowledged(path: string): Acknowledged[] {
    const found: Acknowledged[] = [];
    for (let at = path; at.length > 1; at = at.slice(0, at.lastIndexOf('/'))) {
      for (const { type, data } of this.entries.get(at) ?? []) {
        if (type !== ACKNOWLEDGED || !isObject(data)) continue;
        for (const [id, reason] of Object.entries(data)) found.push({ id, reason: typeof reason === 'string' ? reason : '', construct: at });
      }
    }
    return found;
  }

  private *framesOf(path: string, property: string | undefined): Generator<unknown> {
    if (property !== undefined) {
      // The last assignment is the one that counts.
      for (const { type, data } of [...(this.entries.get(path) ?? [])].reverse()) {
        if (type !== 'aws:cdk:propertyAssignment' || !isObject(data) || typeof data.propertyName !== 'string') continue;
        if (data.propertyName.toLowerCase() === property.toLowerCase()) yield data.stackTrace;
      }
    }
    for (let at = path; at.length > 1; at = at.slice(0, at.lastIndexOf('/'))) {
      const entries = this.entries.get(at) ?? [];
      for (const entry of entries) if (entry.type === 'aws:cdk:creationStack') yield entry.data;
      for (const entry of entries) if (entry.type === 'aws:cdk:logicalId') yield entry.trace;
    }
  }

  private get entries(): ReadonlyMap<string, readonly Entry[]> {
    if (this.cachedEntries) return this.cachedEntries;
    const entries = new Map<string, Entry[]>();
    const name = this.artifact.additionalMetadataFile;
    const file = typeof name === 'string' && !name.includes('\0') ? parsed(this.context.text(resolve(this.folder.path, name))) : undefined;
    for (const part of [this.artifact.metadata, file]) {
      for (const [path, list] of Object.entries(isObject(part) ? part : {})) {
        const valid = (Array.isArray(list) ? list : []).filter((entry): entry is Raw & { type: string } => isObject(entry) && typeof entry.type === 'string');
        entries.set(path, [...(entries.get(path) ?? []), ...valid.map(({ type, data, trace }) => ({ type, data, trace }))]);
      }
    }
    this.cachedEntries = entries;
    this.sources().learn(recordedFrames(entries.values()));
    return entries;
  }

  /** Construct paths by logical id, by the construct that wrote the template. */
  private get paths(): ReadonlyMap<string, ReadonlyMap<string, string>> {
    if (this.cachedPaths) return this.cachedPaths;
    const writers = new Set(this.templateWriters().map(([path]) => path));
    for (const path of this.entries.keys()) {
      const construct = nestedConstruct(path);
      if (construct !== undefined) writers.add(construct);
    }
    const byWriter = new Map<string, Map<string, string>>();
    for (const [path, list] of this.entries) {
      let writer = path.slice(0, path.lastIndexOf('/'));
      while (writer !== '' && !writers.has(writer)) writer = writer.slice(0, writer.lastIndexOf('/'));
      for (const { type, data } of list) {
        if (type !== 'aws:cdk:logicalId' || typeof data !== 'string') continue;
        const paths = byWriter.get(writer) ?? new Map<string, string>();
        byWriter.set(writer, paths.set(data, path));
      }
    }
    this.cachedPaths = byWriter;
    return byWriter;
  }

  /** Constructs that wrote a nested template, with its file name. */
  private templateWriters(): [string, string][] {
    const own = isObject(this.artifact.properties) ? this.artifact.properties.templateFile : undefined;
    const writers: [string, string][] = [];
    for (const [path, list] of this.entries) {
      for (const { type, data } of list) if (type === 'aws:cdk:templateFile' && typeof data === 'string' && data !== own) writers.push([path, data]);
    }
    return writers;
  }
}

/** The nested stack behind the path of its stack resource: CDK puts `X.NestedStack/X.NestedStackResource` beside `X`. */
function nestedConstruct(path: string): string | undefined {
  return /^(.*)\.NestedStack\/[^/]*\.NestedStackResource$/.exec(path)?.[1];
}

function* recordedFrames(lists: Iterable<readonly Entry[]>): Generator<string> {
  for (const list of lists) {
    for (const { type, data, trace } of list) {
      const frames = type === 'aws:cdk:creationStack' ? data : isObject(data) && 'stackTrace' in data ? data.stackTrace : trace;
      if (Array.isArray(frames)) for (const frame of frames) if (typeof frame === 'string') yield frame;
    }
  }
}

// --- Finding the assembly of an app ------------------------------------------------------------------------------------------

const SOURCES = new Set(['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.py', '.java', '.kt', '.cs', '.fs', '.vb', '.go']);
/** Folders whose files do not change what an app makes: dependencies, results of builds, tests. */
const BESIDE = new Set(['node_modules', 'dist', 'build', 'target', 'obj', 'coverage', 'venv', '__pycache__', 'test', 'tests', '__tests__', '__snapshots__']);
const MOST_ENTRIES = 10_000;
/** File systems and check-outs are not more precise than this, in milliseconds. */
const SAME_TIME = 2_000;

/**
 * Where an app's assembly is: `output` of its `cdk.json`, by default `cdk.out`, or the folder that `app` names when the app is
 * already synthesised. Gives a notice when it is missing, and a warning when it is older than one of the app's sources.
 * @param cdkJson absolute path
 * @returns the absolute folder; undefined when it is missing
 */
export async function assemblyOf(cdkJson: string, context: LoadContext): Promise<string | undefined> {
  const config = (await context.read(cdkJson, 'note'))?.[0]?.document.data;
  const { app, output } = isObject(config) ? config : {};
  const folder = dirname(resolve(cdkJson));
  const isAssembly = (path: string): boolean => existsSync(join(path, 'manifest.json'));
  const at = (path: unknown): string | undefined => (typeof path === 'string' && path !== '' && !path.includes('\0') ? resolve(folder, path) : undefined);
  const ready = at(app);
  const assembly = ready !== undefined && isAssembly(ready) ? ready : (at(output) ?? join(folder, 'cdk.out'));
  if (!isAssembly(assembly)) {
    const where = context.shown(assembly);
    context.notice({ level: 'warning', incomplete: false, message: `${where} is missing, so this CDK app is not checked: run cdk synth`, file: context.shown(cdkJson) });
    return undefined;
  }
  const known = apps.get(context) ?? new Map<string, string>();
  apps.set(context, known.set(assembly, folder));
  const newer = assembly === ready ? undefined : newerSource(folder, assembly);
  if (newer !== undefined) {
    context.notice({ level: 'warning', incomplete: false, message: `is older than ${context.shown(newer)}: run cdk synth`, file: context.shown(assembly) });
  }
  return assembly;
}

/** The first source file found that was changed after the assembly was made. */
function newerSource(app: string, assembly: string): string | undefined {
  const made = modified(join(assembly, 'manifest.json'));
  if (made === undefined) return undefined;
  let budget = MOST_ENTRIES;
  const folders = [app];
  for (const folder of folders) {
    let entries: import('node:fs').Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch {
      continue;
    }
    const names = new Set(entries.map(({ name }) => name));
    if (names.has('cdk.out') && names.has('manifest.json') && folder !== app) continue;
    for (const entry of entries) {
      if (budget-- <= 0) return undefined;
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.') || path === assembly) continue;
      if (entry.isDirectory()) {
        if (!BESIDE.has(entry.name)) folders.push(path);
      } else if (entry.isFile() && isSource(entry.name, names) && (modified(path) ?? 0) > made + SAME_TIME) return path;
    }
  }
  return undefined;
}

function isSource(name: string, beside: ReadonlySet<string>): boolean {
  const ending = extname(name);
  if (!SOURCES.has(ending) || /\.(d|test|spec)\.[cm]?[jt]sx?$/.test(name)) return false;
  // Compiled from its neighbour, perhaps after synthesis.
  return !(/^\.[cm]?js$/.test(ending) && beside.has(name.replace(/js$/, 'ts')));
}

function modified(file: string): number | undefined {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
}

/** From paths to a graph: finds the inputs, says what each is, and hands it to its loader. */
import { statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { LoadedFile } from '../graph/graph.js';
import { isTemplate, joinExports, loadTemplate, localTemplate, templateUnit } from './cloudformation.js';
import { LoadContext, type LoadOptions } from './context.js';
import { type Candidate, discover } from './discover.js';
import { deployConfig, EcsFiles, findEcs } from './ecs.js';
import type { Scope } from './intrinsics.js';
import { isObject } from './intrinsics.js';
import { redact } from '../secrets.js';

export interface LoadRequest extends LoadOptions {
  /** Files and folders, relative to `cwd` or absolute. */
  paths: readonly string[];
  exclude?: readonly string[];
  /** Named files that hold nothing of ours are fine: whoever names them names all files. */
  ignoreUnknown?: boolean;
  /** Text from standard input with the name to show for it. */
  stdin?: { name: string; text: string };
}

/** Words of which one stands in every file that we can check. */
const OURS = /AWS::|"plimsoll"\s*:\s*"snapshot"|containerDefinitions|ContainerDefinitions|deploymentConfiguration|desiredCount|schedulingStrategy|task_definition|containerdefinitions/;
/** Text that surely is ours, so that failing to parse it is an error. */
const SURELY = /"?Resources"?\s*:|"containerDefinitions"\s*:/;
/** Template languages that make a YAML file something else until they have run. */
const TEMPLATED = /\{\{[-\s]*\.?(Values|Release|if|range|include|end|define|template|with)\b|\{%-?\s/;

/**
 * Loads everything under the given paths.
 * @returns the context with graph, inputs and notices; reading problems are notices, never thrown
 */
export async function load(request: LoadRequest): Promise<LoadContext> {
  const context = new LoadContext(request);
  let candidates: Candidate[];
  if (request.stdin) {
    const file = resolve(request.cwd, request.stdin.name);
    context.provide(file, request.stdin.text);
    candidates = [{ file, named: true }];
  } else {
    const searching = request.shared?.discovery ?? discover(request.paths, context, request.exclude);
    if (request.shared) request.shared.discovery = searching;
    const found = await searching;
    // The order of the paths must not matter.
    candidates = found.files.sort((a, b) => (a.file < b.file ? -1 : 1));
    await loadAssemblies(found, context);
  }
  const files: { file: LoadedFile; named: boolean }[] = [];
  for (const candidate of candidates) {
    if (!candidate.named && isClaimed(candidate.file, context)) continue;
    for (const file of (await open(candidate, context, request.ignoreUnknown === true)) ?? []) files.push({ file, named: candidate.named });
  }
  await loadFiles(files, context);
  joinExports(context.run);
  if (!request.stdin) missed(request, context);
  finishNotices(context);
  return context;
}

/** Whether a loader has taken a file, or a folder above it, as a part of something. */
function isClaimed(file: string, context: LoadContext): boolean {
  for (let at = file; ; at = dirname(at)) {
    if (context.claimed.has(at)) return true;
    if (context.claimed.size === 0 || dirname(at) === at) return false;
  }
}

/** Says of named folders that they held nothing to check: an error, but only a hint of the working directory itself. */
function missed(request: LoadRequest, context: LoadContext): void {
  const read = [...context.inputs.keys(), ...context.claimed];
  for (const path of request.paths) {
    const folder = resolve(request.cwd, path);
    if (!isFolder(folder)) continue;
    if (read.some((file) => file.startsWith(folder.endsWith(sep) ? folder : folder + sep))) continue;
    // What is wrong in it has been said.
    if (context.notices.some(({ level, file }) => level !== 'note' && file !== undefined && resolve(request.cwd, file).startsWith(folder))) continue;
    const here = folder === resolve(request.cwd);
    const message = 'holds nothing to check: no template, task definition, service or CDK assembly';
    context.notice({ level: here ? 'note' : 'error', incomplete: !here, message: here ? `${message}; name a file or folder that does` : message, file: path });
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** One notice for what several looks at a file say alike, in an order that the input alone decides. */
function finishNotices(context: LoadContext): void {
  const key = ({ file, line, column, level, message }: LoadContext['notices'][number]): string => JSON.stringify([file ?? '', String(line ?? 0).padStart(9, '0'), String(column ?? 0).padStart(9, '0'), level, message]);
  const byKey = new Map(context.notices.map((notice) => [key(notice), notice]));
  const sorted = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, notice]) => ({ ...notice, message: redact(notice.message) }));
  context.notices.splice(0, context.notices.length, ...sorted);
}

async function loadAssemblies(found: { files: Candidate[]; assemblies: string[]; apps: string[] }, context: LoadContext): Promise<void> {
  const folders = new Set(found.assemblies);
  const manifests = found.files.filter(({ file }) => /[\\/]manifest\.json$/.test(file));
  if (folders.size === 0 && manifests.length === 0 && found.apps.length === 0) return;
  const cdk = await import('./cdk.js');
  for (const app of found.apps) {
    const folder = await cdk.assemblyOf(app, context);
    if (folder !== undefined) folders.add(folder);
  }
  for (const { file } of manifests) {
    const parsed = await context.read(file, 'silent');
    if (parsed?.[0] && cdk.isAssemblyManifest(parsed[0].document.data)) folders.add(dirname(file));
  }
  // An assembly inside another is loaded by the outer one.
  for (const folder of [...folders].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
    if (!context.claimed.has(join(folder, 'manifest.json'))) await cdk.loadAssembly(folder, context);
  }
}

/** Reads a candidate if its text looks like ours. A named one that does not is an incomplete run. */
async function open({ file, named }: Candidate, context: LoadContext, ignoreUnknown: boolean): Promise<LoadedFile[] | undefined> {
  if (named && !ignoreUnknown) {
    const files = await context.read(file, 'error');
    if (!files) return undefined;
    if (!files.some(({ document }) => ours(document.data))) {
      context.notice({ level: 'error', incomplete: true, message: 'holds nothing to check: no template, task definition or service', file: context.shown(file) });
      return undefined;
    }
    return files;
  }
  const text = context.text(file);
  if (text === undefined) {
    await context.read(file, 'note');
    return undefined;
  }
  if (!OURS.test(text)) return undefined;
  const templated = TEMPLATED.test(text);
  return context.read(file, SURELY.test(text) && !templated ? 'error' : 'note');
}

/** What a scan wrote. */
const isSnapshotData = (data: unknown): boolean => isObject(data) && data.plimsoll === 'snapshot';

function ours(data: unknown): boolean {
  return isTemplate(data) || isSnapshotData(data) || findEcs(data).length > 0 || deployConfig(data) !== undefined;
}

async function loadFiles(files: readonly { file: LoadedFile; named: boolean }[], context: LoadContext): Promise<void> {
  const ecs = new EcsFiles();
  const templates: LoadedFile[] = [];
  for (const { file } of files) {
    const { data } = file.document;
    const found = findEcs(data);
    const config = deployConfig(data);
    if (isSnapshotData(data)) (await import('./live/snapshot.js')).loadSnapshot(file, context);
    else if (isTemplate(data)) templates.push(file);
    else if (found.length > 0) ecs.add(file, found);
    else if (config) ecs.addConfig(file, config);
    else continue;
    context.inputs.set(file.source.file, file);
    context.addFlaws(file);
  }
  const nested = await nestedTemplates(templates, context);
  const used = new Set<LoadedFile>();
  const loadRoot = (file: LoadedFile): void => {
    const scope = loadTemplate(file, context.graph, context.run, { unit: templateUnit(file), given: context.given, pseudo: context.pseudo() }, nested);
    const mark = (each: Scope): void => {
      used.add(each.template.file);
      each.nested.forEach(mark);
    };
    mark(scope);
  };
  for (const file of templates) if (!nested.has(file.source.file)) loadRoot(file);
  // Templates that nest each other in a ring have no root: the first of them is taken for one.
  for (const file of templates) if (!used.has(file)) loadRoot(file);
  await ecs.load(context);
}

/** Templates that others use as nested stacks, by path; read when discovery did not find them. */
async function nestedTemplates(templates: readonly LoadedFile[], context: LoadContext): Promise<ReadonlyMap<string, LoadedFile>> {
  const nested = new Map<string, LoadedFile>();
  const queue = [...templates];
  for (let file = queue.pop(); file; file = queue.pop()) {
    const { data } = file.document;
    if (!isTemplate(data) || !isObject(data.Resources)) continue;
    for (const body of Object.values(data.Resources)) {
      const path = localTemplate(body, file);
      if (path === undefined || path === file.source.file || nested.has(path)) continue;
      const child = templates.find((t) => t.source.file === path) ?? (await context.read(path, 'silent'))?.[0];
      if (!child || !isTemplate(child.document.data)) continue;
      nested.set(path, child);
      if (!context.inputs.has(path)) {
        context.inputs.set(path, child);
        context.addFlaws(child);
        queue.push(child);
      }
    }
  }
  return nested;
}

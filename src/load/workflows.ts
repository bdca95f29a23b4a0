/**
 * GitHub workflows as a hint: which task-definition file a workflow renders and deploys, which of its containers get another image, and
 * from which Dockerfile that image is built. Nothing in a workflow is judged, and what cannot be followed is left alone.
 *
 * Sources: https://github.com/aws-actions/amazon-ecs-render-task-definition , https://github.com/aws-actions/amazon-ecs-deploy-task-definition ,
 * https://github.com/docker/build-push-action , https://docs.github.com/en/actions/writing-workflows/choosing-what-your-workflow-does/accessing-contextual-information-about-workflow-runs
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { LoadContext } from './context.js';
import { isObject } from './intrinsics.js';

type Raw = Record<string, unknown>;

/** What a workflow does with one container of a task-definition file before it registers it. */
export interface Render {
  container: string;
  /** The image in the words of the workflow, where it sets one. */
  image?: string;
  /** It also replaces the log configuration. */
  logs: boolean;
  /** How the image is built, when that is certain. */
  build?: Build;
  /** The workflow as shown. */
  by: string;
}

/** A build of an image: an absolute Dockerfile, and what the command says beside it. */
export interface Build {
  file: string;
  target?: string;
  args: Readonly<Record<string, string | undefined>>;
}

/** What workflows say of a task-definition file. */
export interface Deployment {
  renders: Render[];
  /** Services that it is deployed to, by their names. */
  services: { service: string; cluster?: string }[];
}

/** Above this many files a folder of workflows is not read. */
const MOST_WORKFLOWS = 200;

/**
 * Reads the workflows of a repository.
 * @param root absolute git root
 * @returns deployments by the absolute path of the task-definition file
 */
export async function readWorkflows(root: string, context: LoadContext): Promise<ReadonlyMap<string, Deployment>> {
  const deployments = new Map<string, Deployment>();
  const folder = join(root, '.github', 'workflows');
  if (!existsSync(folder)) return deployments;
  const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)).sort().slice(0, MOST_WORKFLOWS);
  for (const name of names) {
    const file = join(folder, name);
    // Most workflows deploy nothing.
    if (!context.text(file)?.includes('aws-actions/amazon-ecs-')) continue;
    const data = (await context.read(file, 'silent'))?.[0]?.document.data;
    if (!isObject(data) || !isObject(data.jobs)) continue;
    for (const job of Object.values(data.jobs)) {
      if (isObject(job) && Array.isArray(job.steps)) new Job(root, context.shown(file), [data.env, job.env], job).addTo(deployments);
    }
  }
  return deployments;
}

/** The steps of one job, in their order. */
class Job {
  private readonly root: string;
  private readonly by: string;
  private readonly steps: readonly Raw[];
  private readonly env: readonly unknown[];
  private readonly directory: unknown;

  constructor(root: string, by: string, env: readonly unknown[], job: Raw) {
    this.root = root;
    this.by = by;
    this.env = env;
    this.steps = (job.steps as unknown[]).filter(isObject);
    this.directory = isObject(job.defaults) && isObject(job.defaults.run) ? job.defaults.run['working-directory'] : undefined;
  }

  addTo(deployments: Map<string, Deployment>): void {
    // Steps hand the file on: what one renders, the next renders or deploys.
    const made = new Map<string, string>();
    const fileOf = (step: Raw): string | undefined => {
      const given = input(step, 'task-definition');
      const id = given === undefined ? undefined : /^\$\{\{\s*steps\.([\w-]+)\.outputs\.task-definition\s*\}\}$/.exec(given)?.[1];
      if (id !== undefined) return made.get(id);
      const path = given === undefined ? undefined : this.filled(given, step);
      return path === undefined ? undefined : this.inside(path);
    };
    for (const step of this.steps) {
      const action = typeof step.uses === 'string' ? /^aws-actions\/amazon-ecs-(render|deploy)-task-definition(?:@|$)/.exec(step.uses)?.[1] : undefined;
      const file = action === undefined ? undefined : fileOf(step);
      if (file === undefined) continue;
      let deployment = deployments.get(file);
      if (!deployment) deployments.set(file, (deployment = { renders: [], services: [] }));
      if (action === 'render') {
        if (typeof step.id === 'string') made.set(step.id, file);
        const container = this.filled(input(step, 'container-name') ?? '', step);
        const image = input(step, 'image');
        const build = image === undefined ? undefined : this.build(image);
        if (container) deployment.renders.push({ container, ...(image !== undefined && { image: this.filled(image, step) ?? image }), logs: input(step, 'log-configuration-log-driver') !== undefined, ...(build && { build }), by: this.by });
      } else {
        const service = this.filled(input(step, 'service') ?? '', step);
        const cluster = this.filled(input(step, 'cluster') ?? '', step);
        if (service) deployment.services.push({ service, ...(cluster && { cluster }) });
      }
    }
  }

  /** Text with the variables of `env` put in, where they are written out; undefined when another expression is left. */
  private filled(text: string, step: Raw): string | undefined {
    const filled = text.replaceAll(/\$\{\{\s*env\.(\w+)\s*\}\}/g, (whole, name: string) => {
      for (const env of [step.env, ...[...this.env].reverse()]) {
        const value = isObject(env) && Object.hasOwn(env, name) ? env[name] : undefined;
        if (value !== undefined) return typeof value === 'object' ? whole : String(value);
      }
      return whole;
    });
    return filled.includes('${{') ? undefined : filled;
  }

  /** The absolute path of a file of the repository. */
  private inside(path: string): string | undefined {
    if (path.includes('\0')) return undefined;
    const file = resolve(this.root, path);
    return file.startsWith(this.root.endsWith(sep) ? this.root : this.root + sep) ? file : undefined;
  }

  /** The one build in this job whose image this is; undefined when there is none or more than one. */
  private build(image: string): Build | undefined {
    const id = /^\$\{\{\s*steps\.([\w-]+)\.outputs\.([\w-]+)\s*\}\}$/.exec(image);
    const builds = this.steps.flatMap((step) => {
      if (id && step.id !== id[1]) return [];
      if (typeof step.run === 'string') return this.shellBuild(step, id ? outputOf(step.run, id[2] as string) : image);
      return typeof step.uses === 'string' && /^docker\/build-push-action(?:@|$)/.test(step.uses) && !id ? this.actionBuild(step, image) : [];
    });
    return builds.length === 1 ? builds[0] : undefined;
  }

  private actionBuild(step: Raw, image: string): Build[] {
    const tags = (input(step, 'tags') ?? '').split(/[\n,]/).map((tag) => tag.trim());
    if (!tags.includes(image)) return [];
    const context = this.filled(input(step, 'context') ?? '.', step);
    const written = input(step, 'file');
    const file = written === undefined ? (context === undefined ? undefined : `${context}/Dockerfile`) : this.filled(written, step);
    const target = input(step, 'target');
    const args = Object.fromEntries((input(step, 'build-args') ?? '').split('\n').filter((line) => line.includes('=')).map((line) => [line.slice(0, line.indexOf('=')).trim(), this.filled(line.slice(line.indexOf('=') + 1).trim(), step)]));
    return this.buildOf(file, target === undefined ? undefined : this.filled(target, step), target !== undefined, args);
  }

  /** `docker build -t IMAGE -f FILE CONTEXT` in a script; the only one there, or it may be another's. */
  private shellBuild(step: Raw, image: string | undefined): Build[] {
    const script = String(step.run).replaceAll(/\\\r?\n\s*/g, ' ');
    const commands = [...script.matchAll(/^\s*docker(?:\s+buildx)?\s+build\s+(.*)$/gm)].map((match) => words(match[1] as string));
    const [command] = commands;
    if (!command || commands.length > 1 || image === undefined || /^\s*(?:cd|pushd)\s/m.test(script)) return [];
    const read: { tags: string[]; file?: string; target?: string; args: Record<string, string | undefined>; rest: string[] } = { tags: [], args: {}, rest: [] };
    for (let i = 0; i < command.length; i++) {
      const word = command[i] as string;
      const [name, joined] = word.startsWith('--') && word.includes('=') ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] : [word, undefined];
      const value = (): string => joined ?? (command[++i] as string) ?? '';
      if (name === '-t' || name === '--tag') read.tags.push(value());
      else if (name === '-f' || name === '--file') read.file = value();
      else if (name === '--target') read.target = value();
      else if (name === '--build-arg') {
        const [key = '', ...rest] = value().split('=');
        read.args[key] = rest.length > 0 && literal(rest.join('=')) ? rest.join('=') : undefined;
      } else if (WITH_VALUE.has(name)) value();
      else if (!word.startsWith('-')) read.rest.push(word);
    }
    if (!read.tags.includes(image) || read.rest.length !== 1) return [];
    const directory = step['working-directory'] ?? this.directory;
    const base = directory === undefined ? '.' : this.filled(String(directory), step);
    const [context = '.'] = read.rest;
    const file = read.file ?? `${context}/Dockerfile`;
    return this.buildOf(base === undefined || !literal(file) ? undefined : `${base}/${file}`, read.target, read.target !== undefined, read.args);
  }

  private buildOf(path: string | undefined, target: string | undefined, targeted: boolean, args: Build['args']): Build[] {
    const file = path === undefined ? undefined : this.inside(path);
    if (file === undefined || (targeted && (target === undefined || !literal(target)))) return [];
    return [{ file, ...(target !== undefined && { target }), args }];
  }
}

/** Options of docker build that take a value and say nothing of the user. */
const WITH_VALUE = new Set('--add-host --annotation --attest --build-context --builder --cache-from --cache-to --cgroup-parent --iidfile --label --metadata-file --network --no-cache-filter -o --output --platform --progress --secret --shm-size --ssh --ulimit'.split(' '));

const literal = (text: string): boolean => !/[$`*?]/.test(text);

/** What a script writes to the output of its step: `echo "image=…" >> $GITHUB_OUTPUT`, or the old form. */
function outputOf(script: string, name: string): string | undefined {
  const found = [...script.matchAll(/^\s*echo\s+["']?(?:::set-output\s+name=([\w-]+)::|([\w-]+)=)(.*?)["']?\s*(?:>>\s*"?\$\{?GITHUB_OUTPUT\}?"?\s*)?$/gm)].filter((match) => (match[1] ?? match[2]) === name);
  return found.length === 1 ? found[0]?.[3] : undefined;
}

function words(line: string): string[] {
  return [...line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replaceAll(/["']/g, '')).filter((word) => word !== '');
}

function input(step: Raw, name: string): string | undefined {
  const value = isObject(step.with) ? step.with[name] : undefined;
  return value === undefined || value === null || typeof value === 'object' || value === '' ? undefined : String(value).trim();
}

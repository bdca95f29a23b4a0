/** Reads configuration files: what each one says, with the place of every word of it, and what it extends. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { createRequire } from 'node:module';
import schema from '../../schemas/config.schema.json' with { type: 'json' };
import { UsageError } from '../load/parameters.js';
import { Lines } from '../load/lines.js';
import { parse } from '../load/parse.js';
import { decode } from '../load/read.js';
import { type Document, ParseError, type Path } from '../load/source.js';
import type { Rule } from '../rule.js';
import type { Config } from '../types/config.js';
import { loadModule } from './code.js';
import { NAMES, shownFrom } from './find.js';
import { loadPlugin } from './plugins.js';
import { near } from '../words.js';
import { type Flaw, type Schema, validate } from './validate.js';

/** One configuration file. What it extends are layers below it. */
export interface Layer {
  /** Absolute path. */
  readonly file: string;
  readonly shown: string;
  /** Its folder, which paths in it are relative to. */
  readonly folder: string;
  /** Folder that its globs are relative to: that of the configuration that was found, for all that it extends. */
  readonly base: string;
  readonly data: Config;
  /** The way from the root of the file to the configuration. */
  readonly root: Path;
  /** Rules of its plugins. */
  readonly plugins: readonly Rule[];
  /** `file:line:column` of a value or key, as far as it can be told. */
  place(path: Path, key?: boolean): string;
}

const CODE = /\.[cm]?[jt]s$/;
const MOST_FLAWS = 10;

/** Reads configurations, each once. */
export class Layers {
  private readonly cwd: string;
  private readonly read = new Map<string, Promise<Omit<Layer, 'base'>>>();
  private readonly modules = new Map<string, Promise<readonly Rule[]>>();

  private readonly runs: boolean;

  /** @param code whether configurations and plugins that are programs are run */
  constructor(cwd: string, code = true) {
    this.cwd = cwd;
    this.runs = code;
  }

  /**
   * A configuration with all that it extends, the most general first.
   * @throws UsageError with file, line and column of what is wrong
   */
  async of(file: string): Promise<Layer[]> {
    return this.withExtended(file, dirname(file), []);
  }

  private async withExtended(file: string, base: string, way: readonly string[]): Promise<Layer[]> {
    if (way.includes(file)) throw new UsageError(`${shownFrom(this.cwd, way[0] as string)}: extends itself: ${[...way.slice(way.indexOf(file)), file].map((each) => shownFrom(this.cwd, each)).join(' -> ')}`);
    let reading = this.read.get(file);
    if (!reading) this.read.set(file, (reading = this.readFile(file)));
    const own = await reading;
    const list = typeof own.data.extends === 'string' ? [own.data.extends] : (own.data.extends ?? []);
    const layers: Layer[] = [];
    for (const [index, name] of list.entries()) {
      const at = own.place(typeof own.data.extends === 'string' ? ['extends'] : ['extends', index]);
      layers.push(...(await this.withExtended(this.extended(name, own.file, at), base, [...way, file])));
    }
    return [...layers, { ...own, base }];
  }

  private extended(name: string, from: string, at: string): string {
    if (name.startsWith('.') || isAbsolute(name)) {
      const file = resolve(dirname(from), name);
      if (!existsSync(file)) throw new UsageError(`${at}: extends: there is no file ${shownFrom(this.cwd, file)}`);
      return file;
    }
    try {
      return createRequire(from).resolve(name);
    } catch {
      // A package whose main file is not its configuration may still hold one under the usual name.
      for (let folder = dirname(from); ; folder = dirname(folder)) {
        const found = NAMES.map((each) => join(folder, 'node_modules', name, each)).find((file) => existsSync(file));
        if (found) return found;
        if (dirname(folder) === folder) break;
      }
      const preset = schema.definitions.preset.enum.includes(name);
      const isFile = existsSync(resolve(dirname(from), name));
      throw new UsageError(`${at}: extends: there is no package "${name}"${preset ? `; presets stand under "presets": ["${name}"]` : isFile ? `; did you mean the file ./${name}?` : ''}`);
    }
  }

  private async readFile(file: string): Promise<Omit<Layer, 'base'>> {
    const shown = shownFrom(this.cwd, file);
    const { data, root, place } = CODE.test(file) ? await this.code(file, shown) : await this.text(file, shown);
    const common = { file, shown, folder: dirname(file), root, place };
    const flaws = validate(data, schema as Schema);
    refuse(flaws, place);
    const config = data as Config;
    const plugins: Rule[] = [];
    for (const [index, name] of (config.plugins ?? []).entries()) plugins.push(...(await this.plugin(name, file, place(['plugins', index]))));
    return { ...common, data: config, plugins };
  }

  private plugin(name: string, from: string, at: string): Promise<readonly Rule[]> {
    if (!this.runs) throw new UsageError(`${at}: plugins: "${name}" is a program, and programs are not run here: set allow-code: true to trust those of this repository`);
    const key = name.startsWith('.') || isAbsolute(name) ? resolve(dirname(from), name) : `${dirname(from)} ${name}`;
    let loading = this.modules.get(key);
    if (!loading) this.modules.set(key, (loading = loadPlugin(name, from, this.cwd, at)));
    return loading;
  }

  private async code(file: string, shown: string): Promise<{ data: unknown; root: Path; place: Layer['place'] }> {
    if (!this.runs) throw new UsageError(`${shown}: is a program, and programs are not run here: set allow-code: true to trust those of this repository, or write the configuration in YAML or JSON`);
    const loaded = await loadModule(file, file, this.cwd);
    const data = 'default' in loaded ? await loaded.default : undefined;
    if (typeof data !== 'object' || data === null) throw new UsageError(`${shown}: must export its configuration as default`);
    const text = readFileSync(file, 'utf8');
    return { data, root: [], place: (path) => shown + inProgram(text, path) };
  }

  private async text(file: string, shown: string): Promise<{ data: unknown; root: Path; place: Layer['place'] }> {
    let text: string | undefined;
    try {
      text = decode(readFileSync(file));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new UsageError(`${shown}: ${code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'is a folder' : (error as Error).message}`);
    }
    if (text === undefined) throw new UsageError(`${shown}: is not text`);
    const lines = new Lines(text);
    const position = (offset: number): string => {
      const { line, column } = lines.position(offset);
      return `${shown}:${line}:${column}`;
    };
    let document: Document | undefined;
    try {
      document = (await parse(text, shown))[0];
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      throw new UsageError(`${shown}:${error.line}:${error.column}: ${error.message}`);
    }
    const flaw = document?.flaws[0];
    if (flaw) throw new UsageError(`${position(flaw.offset)}: ${flaw.message}`);
    const root = basename(file) === 'package.json' ? ['plimsoll'] : [];
    let data: unknown = document?.data ?? {};
    for (const step of root) data = (data as Record<string, unknown>)[step];
    // A key whose lines are all commented out.
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) data = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
    return {
      data,
      root,
      place(path, key) {
        const spot = document?.locate([...root, ...path]);
        return spot ? position(((key && spot.key) || spot.value).start) : shown;
      },
    };
  }
}

/** What is wrong, one line each, at its place. */
export function refuse(flaws: readonly Flaw[], place: Layer['place']): void {
  if (flaws.length === 0) return;
  const lines = flaws.slice(0, MOST_FLAWS).map(({ path, message, key }) => {
    const where = spelled(key ? path.slice(0, -1) : path);
    return `${place(path, key)}: ${where === '' ? '' : `${where}: `}${message}`;
  });
  if (flaws.length > MOST_FLAWS) lines.push(`and ${flaws.length - MOST_FLAWS} more`);
  throw new UsageError(lines.join('\n'));
}

/** `overrides[0].files`, with names of rules and environments apart. */
function spelled(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : /^[\w$]+$/.test(step) ? (index > 0 ? `.${step}` : step) : ` ${step}`)).join('');
}

/** Where a program writes the last name of a path, when it does so once: a program has no places for what it computes. */
function inProgram(text: string, path: Path): string {
  const name = path.findLast((step) => typeof step === 'string');
  if (name === undefined) return '';
  const word = name.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const found = [...text.matchAll(new RegExp(`(['"\`])${word}\\1|(?<![\\w$'"\`/-])${word}(?=\\s*:)`, 'g'))];
  if (found.length !== 1) return '';
  const { line, column } = new Lines(text).position((found[0] as RegExpExecArray).index);
  return `:${line}:${column}`;
}

/** The file that `--config` names. */
export function namedConfig(name: string, cwd: string): string {
  const file = resolve(cwd, name);
  if (!existsSync(file)) throw new UsageError(`there is no configuration ${name}`);
  if (!/\.(json|ya?ml|[cm]?[jt]s)$/.test(file)) throw new UsageError(`${name} is no configuration: its name must end in .json, .yaml, .js or .ts${near(name, NAMES)}`);
  return file;
}

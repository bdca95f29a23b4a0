/** What configurations come to: for the run as a whole, and for each file. Loaded only when there is a configuration. */
import { dirname, resolve } from 'node:path';
import { rules as ownRules } from '../../rules/index.js';
import type { Notice, Severity } from '../finding.js';
import { readParameters, UsageError } from '../load/parameters.js';
import type { Preset, Rule } from '../rule.js';
import { defaultsOf, type Setting, type SettingsOf } from '../settings.js';
import { RuleNames } from '../suppress/names.js';
import type { IgnoreEntry, SuppressionPolicy } from '../suppress/options.js';
import type { Config, Environment, Level } from '../types/config.js';
import { type Finder, shownFrom } from './find.js';
import { absoluteGlobs, matcher, plainGlob } from './glob.js';
import { type Layer, Layers, refuse } from './layers.js';
import { refuseCollisions } from './plugins.js';
import { type Flaw, type Schema, validate } from './validate.js';

/** What the command line says of rules; it wins. */
export interface Chosen {
  presets?: readonly (Preset | 'all')[];
  /** Only these rules. */
  only?: readonly string[];
}

/** Parameters of one environment, or of the run. */
export interface Parameters {
  parameters: ReadonlyMap<string, string>;
  region?: string;
  account?: string;
}

/** Settings of the working directory that count for the whole run. */
export interface RunWide extends Parameters {
  failOn?: Severity | 'never';
  minSeverity?: Severity;
  /** Absolute globs. */
  exclude: readonly string[];
  /** By name, in the order of the configuration. */
  environments: ReadonlyMap<string, Parameters>;
  suppressions?: SuppressionPolicy;
  /** Absolute path. */
  baseline?: string;
}

/** What applies to the files of a run. */
export interface Applied {
  /** Every rule that is on for some file, by id. */
  rules: readonly Rule[];
  settings: SettingsOf;
  ignore: readonly IgnoreEntry[];
  notices: readonly Notice[];
  /** Rules of plugins, on or off. */
  plugins: readonly Rule[];
}

/** Keys that count only where Plimsoll runs. */
const RUN_WIDE = ['failOn', 'minSeverity', 'exclude', 'parameters', 'parameterFiles', 'region', 'account', 'environments', 'suppressions', 'baseline'] as const;

/** The configurations of a run. */
export class Configurations {
  private readonly cwd: string;
  private readonly finder: Pick<Finder, 'above'>;
  private readonly layers: Layers;
  /** The one configuration for everything, when it was named. */
  private readonly fixed: readonly string[] | undefined;
  /** Layers by the list of files that they come from, which all folders below one have in common. */
  private readonly chains = new Map<readonly string[], Promise<readonly Layer[]>>();

  constructor(cwd: string, finder: Pick<Finder, 'above'>, fixed?: string, code = true) {
    this.cwd = cwd;
    this.finder = finder;
    this.layers = new Layers(cwd, code);
    this.fixed = fixed === undefined ? undefined : [fixed];
  }

  /**
   * The settings that apply in a folder, the most general first.
   * @throws UsageError for anything that is wrong in them
   */
  of(folder: string): Promise<readonly Layer[]> {
    const files = this.fixed ?? this.finder.above(folder);
    let loading = this.chains.get(files);
    if (!loading) this.chains.set(files, (loading = this.load(files)));
    return loading;
  }

  private async load(files: readonly string[]): Promise<readonly Layer[]> {
    const chain: Layer[] = [];
    for (const file of files) {
      const layers = await this.layers.of(file);
      chain.unshift(...layers);
      if (layers.at(-1)?.data.root) break;
    }
    const plugins = pluginsOf(chain);
    refuseCollisions(plugins, ownRules);
    const names = new RuleNames([...ownRules, ...plugins]);
    for (const layer of chain) refuse(flawsOfRules(layer, [...ownRules, ...plugins], names), layer.place);
    return chain;
  }

  /** What the working directory's configuration says for the whole run. */
  async runWide(): Promise<RunWide> {
    const chain = await this.of(this.cwd);
    const last = <Key extends keyof Config>(key: Key): Config[Key] | undefined => chain.findLast(({ data }) => data[key] !== undefined)?.data[key];
    const baseline = chain.findLast(({ data }) => data.baseline !== undefined);
    const base = await this.parametersOf(chain.map((layer) => ({ layer, from: layer.data })));
    const environments = new Map<string, Parameters>();
    const names = new Set(chain.flatMap(({ data }) => Object.keys(data.environments ?? {})));
    for (const name of names) {
      const own = await this.parametersOf(chain.flatMap((layer) => (Object.hasOwn(layer.data.environments ?? {}, name) ? [{ layer, from: layer.data.environments?.[name] as Environment }] : [])));
      environments.set(name, { parameters: new Map([...base.parameters, ...own.parameters]), region: own.region ?? base.region, account: own.account ?? base.account });
    }
    const policies = chain.flatMap(({ data }) => (data.suppressions ? [data.suppressions] : []));
    return {
      ...base,
      failOn: last('failOn'),
      minSeverity: last('minSeverity'),
      exclude: chain.flatMap(({ data, base: folder }) => absoluteGlobs(data.exclude ?? [], folder)),
      environments,
      suppressions: policies.length > 0 ? Object.assign({}, ...policies) : undefined,
      baseline: baseline && resolve(baseline.folder, baseline.data.baseline as string),
    };
  }

  private async parametersOf(list: readonly { layer: Layer; from: Config | Environment }[]): Promise<Parameters> {
    const parameters = new Map<string, string>();
    let region: string | undefined;
    let account: string | undefined;
    for (const { layer, from } of list) {
      const files = (from.parameterFiles ?? []).map((file) => `@${shownFrom(this.cwd, resolve(layer.folder, file))}`);
      for (const [name, value] of await readParameters(files, this.cwd)) parameters.set(name, value);
      for (const [name, value] of Object.entries(from.parameters ?? {})) parameters.set(name, String(value));
      region = from.region ?? region;
      account = from.account === undefined ? account : String(from.account);
    }
    return { parameters, region, account };
  }

  /** Rules of the plugins of the working directory. */
  async plugins(): Promise<readonly Rule[]> {
    return pluginsOf(await this.of(this.cwd));
  }

  /** What applies to files (absolute paths), of which there is at least the working directory. */
  async forFiles(files: readonly string[], chosen: Chosen): Promise<Applied> {
    const here = await this.of(this.cwd);
    const chains = new Map<string, readonly Layer[]>([[this.cwd, here]]);
    for (const folder of new Set(files.map((file) => dirname(file)))) chains.set(folder, await this.of(folder));
    const all = [...new Set(chains.values())];
    const layers = unique(all.flat());
    const plugins = unique(all.flatMap((chain) => pluginsOf(chain)));
    refuseCollisions(plugins, ownRules);
    const profiles = new Map(all.map((chain) => [chain, new Profile(chain, chosen)]));
    const byFile = new Map<string, ReadonlyMap<string, Setting>>();
    const settings: SettingsOf = (file) => {
      let found = byFile.get(file);
      if (!found) {
        const chain = chains.get(dirname(file)) ?? here;
        byFile.set(file, (found = (profiles.get(chain) as Profile).of(file)));
      }
      return found;
    };
    const on = new Set([...files, resolve(this.cwd, 'x')].flatMap((file) => [...settings(file).keys()]));
    const ids = new Map([...ownRules, ...plugins].map((rule) => [rule.id, rule]));
    return {
      rules: [...on].sort().map((id) => ids.get(id) as Rule),
      settings,
      ignore: layers.flatMap((layer) => ignored(layer, here.includes(layer))),
      notices: this.fixed === undefined ? layers.filter((layer) => !here.some(({ file }) => file === layer.file)).flatMap(unheard) : [],
      plugins,
    };
  }

  /** What applies to one file, as a configuration would write it; `from` lists where it comes from. */
  async print(file: string, chosen: Chosen): Promise<object> {
    const chain = await this.of(dirname(file));
    const { settings, rules } = await this.forFiles([file], chosen);
    const wide = await this.runWide();
    const on = settings(file);
    const values = ({ parameters, region, account }: Parameters): object => ({ parameters: Object.fromEntries(parameters), region, account });
    return {
      from: chain.map(({ shown }) => shown),
      rules: Object.fromEntries(rules.filter(({ id }) => on.has(id)).map((rule) => [rule.id, rule.options ? [on.get(rule.id)?.severity ?? rule.severity, on.get(rule.id)?.options] : (on.get(rule.id)?.severity ?? rule.severity)])),
      failOn: wide.failOn ?? 'high',
      minSeverity: wide.minSeverity,
      exclude: unique((await this.of(this.cwd)).flatMap(({ data }) => data.exclude ?? [])),
      ...values(wide),
      environments: Object.fromEntries([...wide.environments].map(([name, each]) => [name, values(each)])),
      ignore: chain.flatMap(({ data }) => data.ignore ?? []),
      suppressions: wide.suppressions,
      baseline: wide.baseline && shownFrom(this.cwd, wide.baseline),
      plugins: unique(chain.flatMap(({ data, folder }) => (data.plugins ?? []).map((name) => (name.startsWith('.') ? shownFrom(this.cwd, resolve(folder, name)) : name)))),
    };
  }
}

/** The settings of one chain of layers; files that the same overrides match share them. */
class Profile {
  private readonly chain: readonly Layer[];
  private readonly chosen: Chosen;
  private readonly candidates: readonly Rule[];
  private readonly overrides: readonly { matches(file: string): boolean; layer: Layer; index: number }[];
  private readonly known = new Map<string, ReadonlyMap<string, Setting>>();

  constructor(chain: readonly Layer[], chosen: Chosen) {
    this.chain = chain;
    this.chosen = chosen;
    this.candidates = [...ownRules, ...pluginsOf(chain)];
    this.overrides = chain.flatMap((layer) => (layer.data.overrides ?? []).map(({ files }, index) => ({ matches: matcher(files, layer.base), layer, index })));
  }

  of(file: string): ReadonlyMap<string, Setting> {
    const matching = this.overrides.filter(({ matches }) => matches(file));
    const key = matching.map((each) => this.overrides.indexOf(each)).join();
    let settings = this.known.get(key);
    if (!settings) this.known.set(key, (settings = this.compute(matching)));
    return settings;
  }

  private compute(matching: typeof this.overrides): ReadonlyMap<string, Setting> {
    const parts: readonly Pick<Config, 'presets' | 'rules'>[] = this.chain.flatMap<Pick<Config, 'presets' | 'rules'>>((layer) => [layer.data, ...matching.filter((each) => each.layer === layer).map(({ index }) => layer.data.overrides?.[index] ?? {})]);
    const presets = this.chosen.presets ?? parts.findLast((part) => part.presets !== undefined)?.presets ?? ['recommended'];
    const on = new Map<string, { severity?: Severity; given?: object }>();
    const only = this.chosen.only && new Set(this.chosen.only);
    for (const rule of this.candidates) if (only ? only.has(rule.id) : presets.includes('all') || rule.presets.length === 0 || rule.presets.some((preset) => presets.includes(preset))) on.set(rule.id, {});
    for (const { rules = {} } of parts) {
      // What is said of a rule by its name is meant more than what is said of its family.
      const entries = Object.entries(rules).sort(([a], [b]) => Number(b.endsWith('/*')) - Number(a.endsWith('/*')));
      for (const [name, written] of entries) {
        for (const rule of namedBy(name, this.candidates)) {
          const [level, given]: readonly [Level, object?] = typeof written === 'string' ? [written] : written;
          if (only && !only.has(rule.id)) continue;
          if (level === 'off') {
            if (!only) on.delete(rule.id);
            continue;
          }
          const before = on.get(rule.id);
          on.set(rule.id, { severity: level === 'on' ? before?.severity : level, given: given ? { ...before?.given, ...given } : before?.given });
        }
      }
    }
    const byId = new Map(this.candidates.map((rule) => [rule.id, rule]));
    return new Map([...on].map(([id, { severity, given }]) => [id, { severity, options: defaultsOf(byId.get(id) as Rule, given) }]));
  }
}

/** The rules that a configuration names: one by its id or a former one, or a family. */
function namedBy(name: string, rules: readonly Rule[]): readonly Rule[] {
  if (name.endsWith('/*')) return rules.filter(({ id }) => id.startsWith(name.slice(0, -1)));
  return rules.filter(({ id, aliases }) => id === name || aliases?.includes(name));
}

/** What is wrong with the names of rules in a layer and with their options. */
function flawsOfRules({ data }: Layer, rules: readonly Rule[], names: RuleNames): Flaw[] {
  const flaws: Flaw[] = [];
  const settings = (entries: Config['rules'], path: readonly (string | number)[]): void => {
    for (const [name, written] of Object.entries(entries ?? {})) {
      const named = namedBy(name, rules);
      if (named.length === 0) {
        flaws.push({ path: [...path, name], key: true, message: unknownRule(name, names) });
        continue;
      }
      const given = typeof written === 'string' ? undefined : written[1];
      if (given === undefined) continue;
      if (name.endsWith('/*')) flaws.push({ path: [...path, name, 1], message: 'a family takes no options; name the rule' });
      else if (!named[0]?.options) flaws.push({ path: [...path, name, 1], message: 'this rule has no options' });
      else flaws.push(...validate(given, { type: 'object', properties: named[0].options as Schema['properties'], additionalProperties: false }, undefined, [...path, name, 1]));
    }
  };
  settings(data.rules, ['rules']);
  for (const [index, override] of (data.overrides ?? []).entries()) settings(override.rules, ['overrides', index, 'rules']);
  const mentioned = (name: string, path: readonly (string | number)[]): void => {
    if (!names.find(name)) flaws.push({ path, message: `there is no rule "${name}"${names.hint(name)}` });
  };
  for (const [index, { rule }] of (data.ignore ?? []).entries()) {
    if (typeof rule === 'string') mentioned(rule, ['ignore', index, 'rule']);
    else for (const [at, name] of rule.entries()) mentioned(name, ['ignore', index, 'rule', at]);
  }
  for (const [index, name] of (data.suppressions?.forbid ?? []).entries()) mentioned(name, ['suppressions', 'forbid', index]);
  return flaws;
}

function unknownRule(name: string, names: RuleNames): string {
  const foreign = names.find(name);
  return `there is no rule "${name}"${foreign && foreign.length > 0 ? `; ours for it ${foreign.length === 1 ? 'is' : 'are'} ${foreign.join(', ')}` : names.hint(name)}`;
}

/** The entries of `ignore` of a layer; those of other folders than the working directory's count for files below them. */
function ignored({ data, base, file, root }: Layer, isHere: boolean): IgnoreEntry[] {
  return (data.ignore ?? []).map((entry, index) => ({
    ...entry,
    files: entry.files?.map(plainGlob) ?? (isHere ? undefined : ['**']),
    base,
    source: /\.[cm]?[jt]s$/.test(file) ? undefined : { file, path: [...root, 'ignore', index] },
  }));
}

/** Says of a configuration elsewhere which of its keys do not count in this run. */
function unheard({ data, shown }: Layer): Notice[] {
  const keys = RUN_WIDE.filter((key) => data[key] !== undefined);
  if (keys.length === 0) return [];
  return [{ level: 'note', incomplete: false, file: shown, message: `${keys.join(', ')} ${keys.length === 1 ? 'counts' : 'count'} only for a run that starts in its folder` }];
}

const pluginsOf = (chain: readonly Layer[]): readonly Rule[] => unique(chain.flatMap(({ plugins }) => plugins));
const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];

/** What one of several environments is called on the command line. */
export function pickEnvironments(all: ReadonlyMap<string, Parameters>, names: readonly string[], hint: (word: string, names: readonly string[]) => string): Map<string, Parameters> {
  const picked = new Map<string, Parameters>();
  for (const name of names) {
    const found = all.get(name);
    if (!found) throw new UsageError(all.size === 0 ? `--environment ${name}: the configuration has no environments` : `there is no environment "${name}"${hint(name, [...all.keys()])}; there are ${[...all.keys()].join(', ')}`);
    picked.set(name, found);
  }
  return picked;
}


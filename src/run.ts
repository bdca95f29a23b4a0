/** One run on one page: load → graph → engine × rules → suppressions → baseline → result. */
import { resolve, sep } from 'node:path';
import type { BaselineOptions } from './baseline.js';
import { check, type Outcomes } from './engine.js';
import type { Finding, Looks, Result, RuleInfo, Sources, Suppressed } from './finding.js';
import type { Applied } from './config/config.js';
import { type LoadContext, Shared } from './load/context.js';
import { load, type LoadRequest } from './load/load.js';
import type { Preset, Rule } from './rule.js';
import type { SinceOptions } from './since/since.js';
import { sourcesOf } from './sources.js';
import { mayHold, type SuppressOptions } from './suppress/options.js';
import { VERSION } from './version.js';

export interface RunOptions extends LoadRequest {
  rules: readonly Rule[];
  /** What a configuration says of the files of the run (absolute paths), asked once they are known. Without an answer `rules` run as they are. */
  configure?(files: readonly string[]): Promise<Applied | undefined>;
  /** Sets of parameters by name, each judged on its own; findings say for which they hold. */
  environments?: ReadonlyMap<string, Pick<LoadRequest, 'parameters' | 'region' | 'account'>>;
  /** What the configuration says about suppressions; those in files count without it. */
  suppress?: SuppressOptions;
  /** Findings that are old. */
  baseline?: BaselineOptions;
  /** Report only what was added since an earlier state. */
  since?: SinceOptions;
  /** Compute the text edits of findings whose rule knows one. */
  edits?: boolean;
  /** Texts that stand in for those of files (absolute paths), such as files with fixes that are not written yet. */
  texts?: ReadonlyMap<string, string>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface Run {
  result: Result;
  sources: Sources;
  context: LoadContext;
  /** Milliseconds by rule. */
  spent: ReadonlyMap<string, number>;
}

/**
 * Checks everything under the given paths.
 * @returns the result; what could not be read is a notice in it, a crashed rule an error in it. Throws only on bugs outside rules.
 */
export async function run(options: RunOptions): Promise<Run> {
  const start = performance.now();
  const contexts = await loadAll(options);
  const loaded = performance.now();
  const files = [...new Set(contexts.flatMap(([, { inputs }]) => [...inputs.keys()]))];
  const applied = await options.configure?.(files);
  const rules = applied?.rules ?? options.rules;
  const looks = contexts.map(([name, context]) => ({ name, context, outcomes: check(context.graph, rules, applied?.settings) }));
  const { context, outcomes } = looks.length === 1 ? (looks[0] as (typeof looks)[0]) : (await import('./environments.js')).merge(looks);
  context.notices.push(...(applied?.notices ?? []));
  let findings: readonly Finding[] = outcomes.findings;
  let suppressed: readonly Suppressed[] = [];
  const suppressions: SuppressOptions = applied ? { ...options.suppress, ignore: [...(options.suppress?.ignore ?? []), ...applied.ignore], known: applied.plugins } : (options.suppress ?? {});
  if (mayHold(context, suppressions)) {
    const { suppress } = await import('./suppress/suppress.js');
    const whole = (folder: string): boolean => !options.stdin && !options.exclude?.length && options.paths.some((path) => isIn(folder, resolve(options.cwd, path)));
    ({ findings, suppressed } = await suppress({ context, rules, settings: applied?.settings, outcomes, options: suppressions, whole }));
  }
  const checked = performance.now();
  const result: Mutable<Result> = {
    findings,
    suppressed,
    undecided: outcomes.undecided,
    notices: context.notices,
    errors: outcomes.errors,
    rules: rules.map((rule) => infoOf(rule, applied?.plugins)),
    files: files.map((file) => context.shown(file)).sort(),
    passed: outcomes.passed,
    looks: looksOf(outcomes),
    incomplete: context.notices.some((notice) => notice.incomplete) || outcomes.errors.length > 0,
    timing: { load: loaded - start, check: checked - loaded, total: checked - start },
    version: VERSION,
  };
  const added = options.since ? await (await import('./since/since.js')).compareSince(result, options, options.since, run) : result;
  const compared: Mutable<Result> = options.baseline ? await beside(options.baseline, added, options) : added;
  if (options.edits) {
    const { withEdits } = await import('./fix/mend.js');
    compared.findings = await withEdits(compared.findings, outcomes.mends);
  }
  return { result: compared, sources: sourcesOf(context), context, spent: outcomes.spent };
}

/** Looks by rule. */
function looksOf({ passes, findings, undecided }: Outcomes): Record<string, Looks> {
  const looks: Record<string, Looks> = {};
  const of = (rule: string): Looks => (looks[rule] ??= { passed: 0, failed: 0, undecided: 0, notEvaluated: 0 });
  for (const [rule, count] of passes) of(rule).passed = count;
  for (const { rule } of findings) of(rule).failed++;
  for (const { rule, kind } of undecided) of(rule)[kind === 'not-read' ? 'notEvaluated' : 'undecided']++;
  return looks;
}

/** Loads everything, once for each environment; files are read and parsed once. */
async function loadAll(options: RunOptions): Promise<[string, LoadContext][]> {
  const { environments } = options;
  if (!environments || environments.size === 0) return [['', await load(options)]];
  const shared = new Shared();
  const contexts: [string, LoadContext][] = [];
  for (const [name, { parameters, region, account }] of environments) contexts.push([name, await load({ ...options, parameters, region, account, shared })]);
  return contexts;
}

/** The result with its old findings apart. */
async function beside(options: BaselineOptions, result: Result, { cwd }: RunOptions): Promise<Result> {
  const { compare } = await import('./baseline.js');
  return compare(result, options, cwd);
}

const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/**
 * What reports tell of a rule.
 * @param plugins rules that are not ours and have no page of ours
 */
export function infoOf(rule: Rule, plugins: readonly Rule[] = []): RuleInfo {
  return {
    id: rule.id,
    summary: rule.summary,
    why: rule.why,
    fix: rule.fix,
    severity: rule.severity,
    confidence: rule.confidence ?? 'certain',
    category: rule.category,
    outcome: rule.outcome,
    references: rule.references,
    equivalents: (rule.equivalents ?? {}) as RuleInfo['equivalents'],
    presets: rule.presets,
    aliases: rule.aliases ?? [],
    supersedes: rule.supersedes ?? [],
    fixable: rule.fixable ?? false,
    ...(rule.errors ? { errors: rule.errors } : {}),
    ...(rule.options ? { options: rule.options } : {}),
    page: plugins.includes(rule) ? (rule.references[0] ?? '') : `docs/rules/${rule.id}.md`,
  };
}

/** The rules of some presets, in the order of their ids. `all` takes every rule; one without presets is always taken. */
export function selectRules(rules: readonly Rule[], presets: readonly (Preset | 'all')[]): Rule[] {
  return rules.filter((rule) => presets.includes('all') || rule.presets.length === 0 || rule.presets.some((preset) => presets.includes(preset))).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** One run on one page: load → graph → engine × rules → result. */
import { check } from './engine.js';
import type { Result, RuleInfo, Sources } from './finding.js';
import type { LoadContext } from './load/context.js';
import { load, type LoadRequest } from './load/load.js';
import type { Preset, Rule } from './rule.js';
import { sourcesOf } from './sources.js';
import { VERSION } from './version.js';

export interface RunOptions extends LoadRequest {
  rules: readonly Rule[];
}

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
  const context = await load(options);
  const loaded = performance.now();
  const outcomes = check(context.graph, options.rules);
  const checked = performance.now();
  const result: Result = {
    findings: outcomes.findings,
    undecided: outcomes.undecided,
    notices: context.notices,
    errors: outcomes.errors,
    rules: options.rules.map(infoOf),
    files: [...context.inputs.keys()].map((file) => context.shown(file)).sort(),
    passed: outcomes.passed,
    incomplete: context.notices.some((notice) => notice.incomplete) || outcomes.errors.length > 0,
    timing: { load: loaded - start, check: checked - loaded, total: checked - start },
    version: VERSION,
  };
  return { result, sources: sourcesOf(context), context, spent: outcomes.spent };
}

/** What reports tell of a rule. */
export function infoOf(rule: Rule): RuleInfo {
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
    page: `docs/rules/${rule.id}.md`,
  };
}

/** The rules of some presets, in the order of their ids. `all` takes every rule. */
export function selectRules(rules: readonly Rule[], presets: readonly (Preset | 'all')[]): Rule[] {
  return rules.filter((rule) => presets.includes('all') || rule.presets.some((preset) => presets.includes(preset))).sort((a, b) => (a.id < b.id ? -1 : 1));
}

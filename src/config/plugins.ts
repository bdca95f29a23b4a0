/** Modules with rules of somebody's own. */
import { isAbsolute, resolve, dirname } from 'node:path';
import { existsSync } from 'node:fs';
import { CONFIDENCES, SEVERITIES } from '../finding.js';
import { UsageError } from '../load/parameters.js';
import type { Rule } from '../rule.js';
import { schemaOf } from '../types/schema.js';
import { loadModule } from './code.js';
import { shownFrom } from './find.js';
import { validate } from './validate.js';

/**
 * Loads the rules that a module exports: a list or `{ rules }`, as default or by the name `rules`.
 * @param name a path relative to the configuration, or a package
 * @param at where the configuration names it
 * @throws UsageError when there is no such module, or a rule in it is none
 */
export async function loadPlugin(name: string, from: string, cwd: string, at: string): Promise<readonly Rule[]> {
  const isPath = name.startsWith('.') || isAbsolute(name);
  const file = isPath ? resolve(dirname(from), name) : name;
  const shown = isPath ? shownFrom(cwd, file) : name;
  if (isPath && !existsSync(file)) throw new UsageError(`${at}: plugins: there is no file ${shown}${existsSync(resolve(dirname(from), `${name}.ts`)) ? `; did you mean ${name}.ts?` : ''}`);
  let loaded: Record<string, unknown>;
  try {
    loaded = await loadModule(file, from, cwd);
  } catch (error) {
    if (!isPath && (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') throw new UsageError(`${at}: plugins: there is no package "${name}"${existsSync(resolve(dirname(from), name)) ? `; did you mean the file ./${name}?` : ''}`);
    throw error;
  }
  const rules = [loaded.default, (loaded.default as { rules?: unknown } | undefined)?.rules, loaded.rules].find((each) => Array.isArray(each)) as unknown[] | undefined;
  if (!rules) throw new UsageError(`${shown}: must export a list of rules, as default or by the name "rules"`);
  for (const [index, rule] of rules.entries()) {
    const flaw = flawOf(rule);
    if (flaw !== undefined) throw new UsageError(`${shown}: ${nameOf(rule, index)}: ${flaw}`);
  }
  return rules as Rule[];
}

const nameOf = (rule: unknown, index: number): string => {
  const id = (rule as { id?: unknown } | undefined)?.id;
  return typeof id === 'string' ? `rule ${id}` : `rule ${index + 1} of the list`;
};

const CATEGORIES = ['security', 'reliability', 'operations', 'cost', 'deployability'];

/** What is wrong with a rule as a rule; undefined when it is one. */
export function flawOf(given: unknown): string | undefined {
  if (typeof given !== 'object' || given === null) return 'is no rule; make it with defineRule';
  const rule = given as Partial<Rule> & Record<string, unknown>;
  if (typeof rule.id !== 'string' || !/^[a-z][a-z0-9-]*\/[a-z0-9]+(-[a-z0-9]+)*$/.test(rule.id)) return 'its id must be family/what-must-hold in small letters, such as acme/service-names';
  for (const key of ['summary', 'why', 'fix'] as const) if (typeof rule[key] !== 'string' || rule[key].trim() === '') return `lacks "${key}"`;
  const choices = { severity: SEVERITIES, confidence: CONFIDENCES, category: CATEGORIES };
  for (const [key, values] of Object.entries(choices)) {
    const value = rule[key];
    if (value === undefined && key === 'confidence') continue;
    if (!(values as readonly unknown[]).includes(value)) return `its ${key} must be one of ${values.join(', ')}, not ${JSON.stringify(value)}`;
  }
  if (!Array.isArray(rule.presets) || !Array.isArray(rule.references)) return 'is no rule; make it with defineRule';
  if (rule.problems !== undefined) return undefined;
  if (typeof rule.on !== 'string') return 'lacks "on", the type of resource that it judges';
  if (schemaOf(rule.on) === undefined) return `on: there is no type ${rule.on} that Plimsoll knows`;
  if (typeof rule.check !== 'function') return 'lacks "check"';
  for (const [name, schema] of Object.entries(rule.options ?? {})) {
    if (typeof schema !== 'object') return `option ${name} has no schema`;
    const flaw = schema.default === undefined ? undefined : validate(schema.default, schema)[0];
    if (flaw) return `the default of its option ${name} ${flaw.message}`;
  }
  return undefined;
}

/**
 * Refuses plugins whose rules have the name of another rule.
 * @param own rules that are ours
 */
export function refuseCollisions(plugins: readonly Rule[], own: readonly Rule[]): void {
  const taken = new Map<string, Rule>();
  for (const rule of own) for (const id of [rule.id, ...(rule.aliases ?? [])]) taken.set(id, rule);
  for (const rule of plugins) {
    for (const id of [rule.id, ...(rule.aliases ?? [])]) {
      const other = taken.get(id);
      if (other && other !== rule) throw new UsageError(own.includes(other) ? `the plugin rule "${id}" has the name of a rule of Plimsoll's; give it a family of its own, such as acme/${id.slice(id.indexOf('/') + 1)}` : `two plugin rules are called "${id}"`);
      taken.set(id, rule);
    }
  }
}


/** How rules are set for a file: what the engine has to know of a configuration. */
import type { Severity } from './finding.js';
import type { Rule } from './rule.js';

/** A rule that is on. */
export interface Setting {
  /** Replaces the severity of all its findings. */
  severity?: Severity;
  /** Defaults filled in. */
  options: object;
}

/** The rules that are on for a file (absolute path), by id. */
export type SettingsOf = (file: string) => ReadonlyMap<string, Setting>;

const NONE: object = Object.freeze({});

/** The options of a rule that nobody sets. */
export function defaultsOf({ options }: Rule, given?: object): object {
  if (!options) return NONE;
  return Object.freeze({ ...Object.fromEntries(Object.entries(options).map(([name, schema]) => [name, schema.default])), ...given });
}

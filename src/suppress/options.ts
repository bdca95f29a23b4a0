/** What a run is told about suppressions, and whether it has to look for any at all. Loaded with every run, so it is small. */
import type { LoadContext } from '../load/context.js';
import type { Path } from '../load/source.js';
import type { Rule } from '../rule.js';

/** Tools whose suppressions can be read, by the names that the configuration has for them. */
export const PEERS = ['checkov', 'trivy', 'cfn-lint', 'cdk-nag', 'cfn-nag', 'guard'] as const;
export type PeerName = (typeof PEERS)[number];

/** An entry of `ignore` in a configuration. */
export interface IgnoreEntry {
  rule: string | readonly string[];
  /** Globs, relative to `base`. */
  files?: readonly string[];
  /** Logical id, family, name or construct path; `*` stands for anything. */
  resource?: string;
  /** Property path as reports show it; `*` stands for anything. */
  path?: string;
  reason?: string;
  until?: string;
  owner?: string;
  /** Absolute folder of the configuration; the working directory when left out. */
  base?: string;
  /** Absolute path of the configuration and the way to the entry in it, for reports. */
  source?: { file: string; path: Path };
}

/** The key `suppressions` of a configuration. */
export interface SuppressionPolicy {
  inline?: boolean;
  requireReason?: boolean;
  requireOwner?: boolean;
  maxDays?: number;
  forbid?: readonly string[];
  peers?: readonly (PeerName | 'all')[];
  reportUnused?: boolean;
}

export interface SuppressOptions {
  ignore?: readonly IgnoreEntry[];
  policy?: SuppressionPolicy;
  /** Every rule there is beside our own, so that a suppression of one that does not run is not called unknown. */
  known?: readonly Rule[];
  /** The day that counts as today, YYYY-MM-DD; the day in UTC when left out. */
  today?: string;
}

/** The day of the run in UTC, so that a suppression ends at the same moment on every machine. */
export function dayOf(now = new Date()): string {
  return now.toISOString().slice(0, 10);
}

/** A day as milliseconds; undefined for what is none. */
export function dateOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || dayOf(new Date(time)) !== text ? undefined : time;
}

/** Whether anything in the inputs or the options may be a suppression. */
export function mayHold(context: LoadContext, options: SuppressOptions): boolean {
  if ((options.ignore?.length ?? 0) > 0 || (options.policy?.peers?.length ?? 0) > 0) return true;
  for (const { source } of context.inputs.values()) if (source.text.includes('plimsoll')) return true;
  return context.graph.nodes.some(({ source }) => source.acknowledged !== undefined && source.acknowledged().length > 0);
}

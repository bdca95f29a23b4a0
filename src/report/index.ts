/** The formats that `--format` knows. All but the usual one are loaded when asked for. */
import type { Reporter } from '../finding.js';
import { pretty } from './pretty.js';

/** Reporters by format name. `sarif` is what GitHub code scanning takes, `sarif-full` says everything. */
export const REPORTERS: Readonly<Record<string, () => Promise<Reporter>>> = {
  pretty: async () => pretty,
  json: async () => (await import('./json.js')).json,
  sarif: async () => (await import('./sarif.js')).sarif('github'),
  'sarif-full': async () => (await import('./sarif.js')).sarif('full'),
  jsonl: async () => (await import('./jsonl.js')).jsonl,
  agent: async () => (await import('./agent.js')).agent,
  markdown: async () => (await import('./markdown.js')).markdownSummary,
  github: async () => (await import('./github.js')).github,
  gitlab: async () => (await import('./gitlab.js')).gitlab,
  junit: async () => (await import('./junit.js')).junit,
  csv: async () => (await import('./csv.js')).csv,
  controls: async () => (await import('./controls.js')).controls,
  compact: async () => (await import('./compact.js')).compact,
};

/** Formats that show the edits of findings, which are computed only for them. */
export const WANTS_EDITS: ReadonlySet<string> = new Set(['json', 'jsonl', 'sarif-full', 'agent']);

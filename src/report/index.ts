/** The formats that `--format` knows. All but the usual one are loaded when asked for. */
import type { Reporter } from '../finding.js';
import { pretty } from './pretty.js';

/** Reporters by format name. `sarif` is what GitHub code scanning takes, `sarif-full` says everything. */
export const REPORTERS: Readonly<Record<string, () => Promise<Reporter>>> = {
  pretty: async () => pretty,
  json: async () => (await import('./json.js')).json,
  sarif: async () => (await import('./sarif.js')).sarif('github'),
  'sarif-full': async () => (await import('./sarif.js')).sarif('full'),
};

/** Formats that show the edits of findings, which are computed only for them. */
export const WANTS_EDITS: ReadonlySet<string> = new Set(['json', 'sarif-full', 'agent']);

/** The report as a stream: an object a line, which says in `type` what it is; the summary comes last. */
import type { Reporter } from '../finding.js';
import { report } from './json.js';

/** Lines of the same objects that `json` has in its lists. */
export const jsonl: Reporter = (result, context) => {
  const { findings, suppressed, baseline, since, undecided, notices, errors, summary, tool, version } = report(result, context);
  const lines = [
    ...findings.map((finding) => ({ type: 'finding', ...finding })),
    ...suppressed.map((each) => ({ type: 'suppressed', ...each })),
    ...[...(baseline?.old ?? []), ...(since?.old ?? [])].map((finding) => ({ type: 'old', ...finding })),
    ...undecided.map((look) => ({ type: 'undecided', ...look })),
    ...notices.map((notice) => ({ type: 'notice', ...notice })),
    ...errors.map((error) => ({ type: 'error', ...error })),
    { type: 'summary', version, tool, ...summary },
  ];
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
};

/** For coding agents: what is wrong, where, and the exact edits, in as few words as will do. JSON on one line. */
import { breaksGate, type Finding, type Location, type ReportContext, type Reporter } from '../finding.js';
import { unread } from './text.js';

/** Findings by file, the gate first; a rule's words once. */
export const agent: Reporter = (result, context) => {
  const { findings, rules } = result;
  const files = [...new Set(findings.map(({ location }) => location.file))];
  const named = new Set(findings.map(({ rule }) => rule));
  const breaking = findings.filter((finding) => breaksGate(finding, context.failOn)).length;
  const report = {
    result: breaking > 0 ? 'fail' : result.incomplete ? 'incomplete' : 'pass',
    failOn: context.failOn,
    breaking,
    advice: findings.length - breaking,
    undecided: result.undecided.length,
    ...(unread(result) > 0 && { unread: result.notices.filter(({ incomplete }) => incomplete).map(({ file, line, message }) => [file, line].filter(Boolean).join(':').concat(`: ${message}`)) }),
    files: files.map((file) => ({ file, findings: findings.filter(({ location }) => location.file === file).map((finding) => entry(finding, context)) })),
    rules: Object.fromEntries(rules.filter(({ id }) => named.has(id)).map(({ id, summary, fix, page }) => [id, { must: summary, fix, page }])),
    edits: 'from and to are line:column, 1-based, to is exclusive; text replaces what stands between; `plimsoll check --fix` makes all of them',
    again: `plimsoll check ${files.length > 0 && files.length <= 5 ? files.map(quoted).join(' ') : '.'} -f agent`,
  };
  return `${JSON.stringify(report)}\n`;
};

function entry(finding: Finding, context: ReportContext): object {
  const { rule, severity, outcome, message, fix, proof, related, location, when, edits } = finding;
  return {
    rule,
    at: at(location),
    severity,
    ...(breaksGate(finding, context.failOn) && { breaks: true }),
    ...(outcome && { outcome }),
    message,
    ...(when && { when }),
    ...(proof.length > 0 && { proof: proof.map(([label, text]) => `${label}: ${text}`) }),
    do: fix,
    ...(related.length > 0 && { see: related.map((one) => `${one.location.file}:${at(one.location)} ${one.message}`) }),
    ...(edits && { edits: edits.map((edit) => ({ ...(edit.file !== location.file && { file: edit.file }), from: at(edit.location), to: `${edit.location.endLine}:${edit.location.endColumn}`, text: edit.text })) }),
  };
}

const at = ({ line, column }: Location): string => `${line}:${column}`;
const quoted = (file: string): string => (/^[\w./@+-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`);

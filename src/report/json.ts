/** The report for programs, as `schemas/report.schema.json` describes it. */
import { breaksGate, type Finding, type ReportContext, type Reporter, type Result, SEVERITIES } from '../finding.js';
import type { Report, ReportFinding } from '../types/report.js';
import { unread } from './text.js';

/** Everything a run found, in one JSON document. The same inputs give the same text, timing apart. */
export const json: Reporter = (result, context) => `${JSON.stringify(report(result, context), null, 2)}\n`;

/** The report as an object. */
export function report(result: Result, context: ReportContext): Report {
  const { findings, undecided, notices, errors, rules } = result;
  const { suppressed, baseline, since } = result;
  const shown = [...findings, ...suppressed.map(({ finding }) => finding), ...(baseline?.old ?? []), ...(since ? [...since.old, ...since.gone] : [])];
  const found = new Set(shown.map(({ rule }) => rule));
  return {
    version: 1,
    tool: { name: 'plimsoll', version: result.version },
    summary: {
      findings: Object.fromEntries(
        SEVERITIES.map((level) => [level, findings.filter(({ severity }) => severity === level).length]),
      ) as Report['summary']['findings'],
      gate: { failOn: context.failOn, breaking: findings.filter((finding) => breaksGate(finding, context.failOn)).length },
      suppressed: suppressed.length,
      old: baseline || since ? (baseline?.old.length ?? 0) + (since?.old.length ?? 0) : undefined,
      undecided: counts(undecided.map(({ kind }) => kind)),
      files: result.files.length,
      unread: unread(result),
      passed: result.passed,
      incomplete: result.incomplete,
      milliseconds: Math.round(result.timing['total'] ?? 0),
    },
    findings: findings.map((finding) => reportFinding(finding, context)),
    suppressed: suppressed.map(({ finding, kind, reason, owner, until, location, peer }) => ({
      kind,
      reason,
      owner,
      until,
      peer,
      location: location && copy(location),
      finding: { ...reportFinding(finding, context), breaks: false },
    })),
    baseline: baseline && {
      file: baseline.file,
      old: baseline.old.map((finding) => ({ ...reportFinding(finding, context), breaks: false })),
      absent: baseline.absent.map(({ rule, file, resource, path, fingerprint, reason, owner, until }) => ({ rule, file, resource, path, fingerprint, reason, owner, until })),
    },
    since: since && {
      base: since.base,
      by: since.by,
      old: since.old.map((finding) => ({ ...reportFinding(finding, context), breaks: false })),
      gone: since.gone.map((finding) => ({ ...reportFinding(finding, context), breaks: false })),
    },
    looks: Object.fromEntries(Object.entries(result.looks).sort(([a], [b]) => (a < b ? -1 : 1)).map(([rule, { passed, failed, undecided: open, notEvaluated }]) => [rule, { passed, failed, undecided: open, notEvaluated }])),
    scan: result.scan && {
      startedAt: result.scan.startedAt,
      endedAt: result.scan.endedAt,
      cells: result.scan.cells.map(({ collections, ...cell }) => ({ ...cell, collections: collections.map(({ requestIds, ...rest }) => ({ ...rest, requestIds: [...requestIds] })) })),
    },
    undecided: undecided.map(({ rule, reason, kind, location, resource: { type, name } }) => ({
      rule,
      reason,
      kind,
      location: copy(location),
      resource: { type, name },
    })),
    notices: notices.map(({ level, incomplete, message, file, line, column }) => ({ level, incomplete, message, file, line, column })),
    errors: errors.map(({ rule, resource, message, stack }) => ({ rule, resource, message, stack })),
    rules: rules
      .filter(({ id }) => found.has(id))
      .map((rule) => ({
        id: rule.id,
        summary: rule.summary,
        why: rule.why,
        fix: rule.fix,
        severity: rule.severity,
        confidence: rule.confidence,
        category: rule.category,
        outcome: rule.outcome,
        references: [...rule.references],
        equivalents: Object.fromEntries(Object.entries(rule.equivalents).map(([tool, ids]) => [tool, [...ids]])),
        presets: [...rule.presets],
        aliases: [...rule.aliases],
        supersedes: [...rule.supersedes],
        page: rule.page,
      })),
  };
}

/** Properties are named one by one: what the schema does not promise does not slip in. */
function reportFinding(finding: Finding, { failOn }: ReportContext): ReportFinding {
  const { resource } = finding;
  return {
    rule: finding.rule,
    severity: finding.severity,
    confidence: finding.confidence,
    category: finding.category,
    outcome: finding.outcome,
    breaks: breaksGate(finding, failOn),
    message: finding.message,
    fix: finding.fix,
    proof: finding.proof.map(([label, text]) => ({ label, text })),
    location: copy(finding.location),
    related: finding.related.map(({ message, location }) => ({ message, location: copy(location) })),
    resource: { type: resource.type, name: resource.name, range: resource.range && copy(resource.range), constructPath: resource.constructPath },
    path: finding.path,
    when: finding.when,
    environments: finding.environments && [...finding.environments],
    cause: finding.cause && { kind: finding.cause.kind, name: finding.cause.name },
    edits: finding.edits?.map(({ file, start, end, text, location }) => ({ file, start, end, text, location: copy(location) })),
    fingerprint: finding.fingerprint,
  };
}

function copy({ file, line, column, endLine, endColumn }: Finding['location']): Finding['location'] {
  return { file, line, column, endLine, endColumn };
}

/** How often each word occurs, by word. */
function counts(words: readonly string[]): Record<string, number> {
  const tally = new Map<string, number>();
  for (const word of [...words].sort()) tally.set(word, (tally.get(word) ?? 0) + 1);
  return Object.fromEntries(tally);
}

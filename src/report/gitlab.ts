/** GitLab's Code Quality report. Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
import type { Reporter, Severity } from '../finding.js';
import { repositoryPath } from './paths.js';
import { condition, sentence, visible } from './text.js';

const SEVERITY: Readonly<Record<Severity, 'blocker' | 'critical' | 'major' | 'minor' | 'info'>> = { critical: 'blocker', high: 'critical', medium: 'major', low: 'minor', info: 'info' };

/** A JSON array with an entry for each finding. */
export const gitlab: Reporter = ({ findings }, context) => {
  const taken = new Map<string, number>();
  const entries = findings.map(({ rule, severity, message, fix, when, fingerprint, location }) => {
    const path = repositoryPath(location.file, context);
    // Fingerprints must differ, also for the same mistake in two files.
    const same = `${fingerprint}-${path}`;
    const before = taken.get(same) ?? 0;
    taken.set(same, before + 1);
    return {
      description: visible(`${sentence(message)}${when ? ` This holds ${condition(when)}.` : ''} Fix: ${fix.replaceAll('\n', ' ')}`),
      check_name: rule,
      fingerprint: process.getBuiltinModule('node:crypto').createHash('sha256').update(`${same}-${before}`).digest('hex').slice(0, 32),
      severity: SEVERITY[severity],
      location: { path, lines: { begin: location.line, end: location.endLine } },
    };
  });
  return `${JSON.stringify(entries, null, 2)}\n`;
};

/** Reports of different days laid beside each other: what is new, what is gone, what came back, and what nobody can say. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../load/parameters.js';
import { count, sentence, visible } from '../report/text.js';
import type { Report, ReportFinding } from '../types/report.js';

export interface Comparison {
  /** In the newest report and in none before. */
  new: ReportFinding[];
  /** In the newest report and in an earlier one, but not in the last. */
  reopened: ReportFinding[];
  /** In the last report, and the newest looked and found nothing. */
  fixed: ReportFinding[];
  /** In the last report, and the newest could not look: neither fixed nor there. */
  unreadable: ReportFinding[];
  unchanged: number;
}

/**
 * Compares reports, the oldest first.
 * @param files paths of JSON reports, two at least
 * @throws UsageError when one is none
 */
export function compareReports(files: readonly string[], cwd: string): Comparison {
  if (files.length < 2) throw new UsageError('compare wants two JSON reports or more, the oldest first: plimsoll compare last.json now.json');
  const reports = files.map((file) => read(resolve(cwd, file), file));
  const now = reports.at(-1) as Report;
  const last = reports.at(-2) as Report;
  const before = new Set(reports.slice(0, -2).flatMap(({ findings }) => findings.map(keyOf)));
  const was = new Set(last.findings.map(keyOf));
  const is = new Set(now.findings.map(keyOf));
  const appeared = now.findings.filter((finding) => !was.has(keyOf(finding)));
  const gone = last.findings.filter((finding) => !is.has(keyOf(finding)));
  const canSay = sayer(now);
  return {
    new: appeared.filter((finding) => !before.has(keyOf(finding))),
    reopened: appeared.filter((finding) => before.has(keyOf(finding))),
    fixed: gone.filter(canSay),
    unreadable: gone.filter((finding) => !canSay(finding)),
    unchanged: now.findings.length - appeared.length,
  };
}

/** A finding on another day: fingerprints are the same in any account, so its place counts as well; the number of a revision does not. */
const keyOf = ({ fingerprint, rule, location }: ReportFinding): string => `${rule} ${fingerprint} ${location.file.replace(/:\d+$/, '')}`;

/** Whether a report would have a finding if it were still there. */
function sayer(report: Report): (finding: ReportFinding) => boolean {
  const unread = new Set(report.undecided.filter(({ kind }) => kind === 'not-read').map(({ rule, location }) => `${rule} ${location.file}`));
  const looked = new Set((report.scan?.cells ?? []).map(({ account, region }) => `${account} ${region}`));
  return ({ rule, location, resource }) => {
    const [, , , region = '', account = ''] = /^arn:/.test(location.file) ? location.file.split(':') : [];
    if (account !== '' && report.scan) {
      // IAM has no region, and is read from every one.
      const cells = [...looked].filter((cell) => cell.startsWith(`${account} `) && (region === '' || cell.endsWith(` ${region}`)));
      if (cells.length === 0 || cells.some((cell) => unread.has(`${rule} aws://${cell.replace(' ', '/')}`))) return false;
    }
    return !report.undecided.some((look) => look.rule === rule && look.location.file === location.file && look.resource.name === resource.name);
  };
}

function read(file: string, shown: string): Report {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${shown}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : 'is no JSON report'}`);
  }
  const report = data as Partial<Report>;
  if (report.version !== 1 || report.tool?.name !== 'plimsoll' || !Array.isArray(report.findings)) throw new UsageError(`${shown}: is no JSON report of Plimsoll`);
  return report as Report;
}

/** The comparison for people. */
export function printComparison(compared: Comparison): string {
  const part = (title: string, findings: readonly ReportFinding[]): string[] => (findings.length === 0 ? [] : [title, ...findings.map(({ severity, rule, location, message }) => `  ${severity.padEnd(8)}  ${visible(location.file)}  ${visible(sentence(message))}  ${rule}`), '']);
  return [
    ...part('new', compared.new),
    ...part('reopened', compared.reopened),
    ...part('fixed', compared.fixed),
    ...part('no longer readable', compared.unreadable),
    `${count(compared.new.length, 'new finding')}, ${compared.reopened.length} reopened, ${compared.fixed.length} fixed, ${compared.unreadable.length} no longer readable, ${compared.unchanged} unchanged.`,
    '',
  ].join('\n');
}

/**
 * JUnit's XML, for whatever shows test results: a suite for each file, a failing case for each finding that breaks the gate. Advice passes
 * with its text as output; what is undecided is skipped. Source: the format that Jenkins, GitLab, CodeBuild and Azure DevOps read.
 */
import { breaksGate, type Finding, type ReportContext, type Reporter } from '../finding.js';
import { repositoryPath } from './paths.js';
import { condition, sentence } from './text.js';

interface Case {
  name: string;
  line: number | undefined;
  body: string;
  kind: 'failure' | 'error' | 'skipped' | 'passed';
}

/** One document. Times are left out: a finding takes none. */
export const junit: Reporter = (result, context) => {
  const suites = new Map<string, Case[]>(result.files.map((file) => [repositoryPath(file, context), []]));
  const add = (file: string, one: Case): void => {
    const path = repositoryPath(file, context);
    suites.set(path, [...(suites.get(path) ?? []), one]);
  };
  for (const finding of result.findings) add(finding.location.file, caseOf(finding, context));
  for (const { rule, reason, location, resource } of result.undecided) add(location.file, { name: `${rule}: ${resource.name}`, line: location.line, kind: 'skipped', body: `<skipped message="${xml(`undecided: ${reason}`)}"/>` });
  for (const { level, message, file, line } of result.notices) if (level === 'error') add(file ?? 'input', { name: 'read', line, kind: 'error', body: `<error message="${xml(message)}" type="input"/>` });
  for (const { rule, resource, message, stack } of result.errors) add('plimsoll', { name: `${rule}: ${resource}`, line: undefined, kind: 'error', body: `<error message="${xml(message)}" type="bug">${xml(stack)}</error>` });
  const all = [...suites].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, cases]) => suite(file, cases));
  const every = [...suites.values()].flat();
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="plimsoll" ${totals(every.length > 0 ? every : [])}>\n${all.join('\n')}${all.length > 0 ? '\n' : ''}</testsuites>\n`;
};

function suite(file: string, cases: readonly Case[]): string {
  // A file without a word is a test that passed.
  const shown: readonly Case[] = cases.length > 0 ? cases : [{ name: 'no findings', line: undefined, kind: 'passed', body: '' }];
  const lines = shown.map(({ name, line, body }) => {
    const open = `    <testcase name="${xml(name)}" classname="${xml(file)}" file="${xml(file)}"${line === undefined ? '' : ` line="${line}"`}`;
    return body === '' ? `${open}/>` : `${open}>${body}</testcase>`;
  });
  return `  <testsuite name="${xml(file)}" ${totals(shown)}>\n${lines.join('\n')}\n  </testsuite>`;
}

function totals(cases: readonly Case[]): string {
  const count = (kind: Case['kind']): number => cases.filter((one) => one.kind === kind).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function caseOf(finding: Finding, context: ReportContext): Case {
  const { rule, severity, message, proof, fix, when, location, resource, path } = finding;
  const text = [
    `${repositoryPath(location.file, context)}:${location.line}:${location.column}`,
    ...(when ? [`This holds ${condition(when)}.`] : []),
    ...proof.map(([label, line]) => `${label}: ${line}`),
    `Fix: ${fix}`,
  ].join('\n');
  const name = `${rule}: ${[resource.name, path].filter(Boolean).join(' ')}`;
  if (!breaksGate(finding, context.failOn)) return { name, line: location.line, kind: 'passed', body: `<system-out>${xml(`${severity}: ${sentence(message)}\n${text}`)}</system-out>` };
  return { name, line: location.line, kind: 'failure', body: `<failure message="${xml(sentence(message))}" type="${severity}" file="${xml(repositoryPath(location.file, context))}" line="${location.line}">${xml(text)}</failure>` };
}

/** Text for an attribute or element; characters that XML 1.0 does not have become U+FFFD. */
function xml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}

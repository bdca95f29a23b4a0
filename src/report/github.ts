/**
 * Annotations: what a GitHub runner reads from the log and shows at the lines of a pull request.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands ; the runner keeps ten of each level of a step.
 */
import { CONFIDENCES, type Finding, type ReportContext, type Reporter, SEVERITIES, type Severity } from '../finding.js';
import { repositoryPath } from './paths.js';
import { condition, count, sentence, visible } from './text.js';

const MOST = 10;

const LEVEL: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = { critical: 'error', high: 'error', medium: 'warning', low: 'notice', info: 'notice' };

/** One workflow command a line: the worst findings, then what is not shown. */
export const github: Reporter = ({ findings, notices, errors }, context) => {
  const worst = [...findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence));
  const lines: string[] = [];
  let left = 0;
  const shown = { error: 0, warning: 0, notice: 0 };
  const add = (level: 'error' | 'warning' | 'notice', properties: Readonly<Record<string, string | number | undefined>>, message: string): void => {
    // The last of the notices is kept for what is left out.
    if (shown[level] >= (level === 'notice' ? MOST - 1 : MOST)) left++;
    else {
      shown[level]++;
      lines.push(command(level, properties, message));
    }
  };
  for (const { rule, resource, message } of errors) add('error', { title: 'Plimsoll has a bug' }, `${rule} on ${resource}: ${message}`);
  for (const finding of worst) add(LEVEL[finding.severity], { ...placeOf(finding, context), title: `${finding.rule} (${finding.severity})` }, textOf(finding));
  for (const { level, message, file, line } of notices.filter((notice) => notice.level === 'error')) add(level === 'error' ? 'warning' : 'notice', { file: file === undefined ? undefined : repositoryPath(file, context), line, title: 'Not read' }, sentence(message));
  if (left > 0) lines.push(command('notice', { title: 'Plimsoll' }, `${count(left, 'more finding')} not shown here: GitHub takes ${MOST} of each level. The log and the summary have them all.`));
  return lines.length > 0 ? `${lines.join('\n')}\n` : '';
};

function placeOf({ location }: Finding, context: ReportContext): Record<string, string | number> {
  return { file: repositoryPath(location.file, context), line: location.line, endLine: location.endLine, col: location.column, endColumn: location.endColumn };
}

function textOf(finding: Finding): string {
  const { message, proof, fix, when } = finding;
  return [sentence(message), ...(when ? [`This holds ${condition(when)}.`] : []), ...proof.map(([label, text]) => `${label}: ${text}`), `Fix: ${fix}`].join('\n');
}

/** A workflow command. Nothing in its texts can end it or begin another. */
export function command(level: string, properties: Readonly<Record<string, string | number | undefined>>, message: string): string {
  const written = Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${property(String(value))}`]));
  return `::${level}${written.length > 0 ? ` ${written.join(',')}` : ''}::${data(message)}`;
}

const lines = (text: string): string => text.split('\n').map(visible).join('\n');
const data = (text: string): string => lines(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** One line a finding, `file:line:column: level: message [rule]`, as compilers print it: problem matchers, vim and emacs read it. */
import type { Reporter, Severity } from '../finding.js';
import { condition, sentence, visible } from './text.js';

const LEVEL: Readonly<Record<Severity, 'error' | 'warning' | 'info'>> = { critical: 'error', high: 'error', medium: 'warning', low: 'info', info: 'info' };

/** Paths as shown, relative to the working directory. */
export const compact: Reporter = ({ findings, notices }) => {
  const lines = [
    ...findings.map(({ location, severity, message, when, rule }) => `${location.file}:${location.line}:${location.column}: ${LEVEL[severity]}: ${sentence(message)}${when ? ` This holds ${condition(when)}.` : ''} [${rule}]`),
    ...notices.filter(({ level }) => level !== 'note').map(({ file, line, column, level, message }) => `${file ?? '-'}:${line ?? 1}:${column ?? 1}: ${level}: ${sentence(message)} [input]`),
  ];
  return lines.map((line) => `${visible(line)}\n`).join('');
};

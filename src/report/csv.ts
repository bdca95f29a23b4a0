/** Findings as a table, a row each. RFC 4180 without a byte order mark, which many readers take for a part of the first name. */
import { breaksGate, type Reporter } from '../finding.js';
import { nameOfCause } from './causes.js';
import { repositoryPath } from './paths.js';

const COLUMNS = ['severity', 'confidence', 'breaks', 'category', 'outcome', 'rule', 'file', 'line', 'column', 'resourceType', 'resource', 'path', 'message', 'fix', 'when', 'fingerprint', 'cause'] as const;

/** A header and a row for each finding. */
export const csv: Reporter = ({ findings }, context) => {
  const rows = findings.map((finding) => {
    const { severity, confidence, category, outcome, rule, location, resource, path, message, fix, when, fingerprint } = finding;
    return [severity, confidence, breaksGate(finding, context.failOn), category, outcome ?? '', rule, repositoryPath(location.file, context), location.line, location.column, resource.type, resource.name, path, message, fix, when ?? '', fingerprint, finding.cause ? nameOfCause(finding.cause) : ''];
  });
  return csvOf([COLUMNS, ...rows]);
};

/** Rows as text. */
export const csvOf = (rows: readonly (readonly (string | number | boolean)[])[]): string => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/** A cell: quoted where it must be, and never a formula to a spreadsheet. */
function cell(value: string | number | boolean): string {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

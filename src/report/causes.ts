/** Findings that have one cause, together. */
import type { Cause, Finding } from '../finding.js';

/** What people call a cause. */
export function nameOfCause({ kind, name }: Cause): string {
  if (kind === 'role') return `role ${name}`;
  return kind === 'stack' ? `stack resource ${name}` : `task definition family ${name}`;
}

/** The first finding of each cause with those that go back to the same; one without a cause stands alone. */
export function byCause(findings: readonly Finding[]): { finding: Finding; others: Finding[] }[] {
  const groups = new Map<unknown, { finding: Finding; others: Finding[] }>();
  for (const finding of findings) {
    const { cause, rule, path, message } = finding;
    // One role lacks many things; one place of a definition has one mistake.
    const key = cause ? JSON.stringify([rule, cause.kind, cause.name, cause.kind === 'role' ? message : path]) : finding;
    const group = groups.get(key);
    if (group) group.others.push(finding);
    else groups.set(key, { finding, others: [] });
  }
  return [...groups.values()];
}

/** What tests share: running rules over a file, and reading what the file says should happen. */
import { existsSync, readFileSync } from 'node:fs';
import { rules } from '../rules/index.js';
import type { Rule } from '../src/rule.js';
import { run, type Run } from '../src/run.js';

/** The repository's root folder, absolute, without a slash at its end. */
export const ROOT = new URL('..', import.meta.url).pathname.replace(/\/$/, '');

export function ruleOf(id: string): Rule {
  const rule = rules.find((each) => each.id === id);
  if (!rule) throw new Error(`no rule ${id}`);
  return rule;
}

/** Runs rules (by id; all when left out) over paths relative to the repository. */
export async function lint(paths: string | readonly string[], ids?: readonly string[], more: { parameters?: ReadonlyMap<string, string>; region?: string; stdin?: { name: string; text: string } } = {}): Promise<Run> {
  const done = await run({ cwd: ROOT, paths: typeof paths === 'string' ? [paths] : paths, rules: ids ? ids.map(ruleOf) : rules, ...more });
  if (done.result.errors.length > 0) throw new Error(done.result.errors.map((error) => `${error.rule} on ${error.resource}: ${error.stack}`).join('\n'));
  return done;
}

/** What a run says about a file, as sorted lines `LINE expect RULE` and `LINE undecided RULE`. */
export function said(done: Run, file: string): string[] {
  return [
    ...done.result.findings.filter((f) => f.location.file === file).map((f) => `${f.location.line} expect ${f.rule}`),
    ...done.result.undecided.filter((u) => u.location.file === file).map((u) => `${u.location.line} undecided ${u.rule}`),
  ].sort();
}

/**
 * What a fixture expects: comments `# expect RULE[, RULE]` and `# undecided RULE[, RULE]` at the end of lines, or, for files without
 * comments, a neighbour `FILE.expect` with lines `LINE expect RULE`.
 */
export function expected(file: string): string[] {
  const path = `${ROOT}/${file}`;
  if (existsSync(`${path}.expect`)) return readFileSync(`${path}.expect`, 'utf8').split('\n').filter((line) => line.trim() !== '').sort();
  return readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .flatMap((line, index) => [...line.matchAll(/# (expect|undecided) ([\w/, -]+)/g)].flatMap(([, kind, ids]) => (ids as string).split(',').map((id) => `${index + 1} ${kind} ${id.trim()}`)))
    .sort();
}

/** Rules that run beside the one that a fixture is for, because it says so: a comment `# beside RULE[, RULE]`. */
export function beside(file: string): string[] {
  return [...readFileSync(`${ROOT}/${file}`, 'utf8').matchAll(/# beside ([\w/, -]+)/g)].flatMap(([, ids]) => (ids as string).split(',').map((id) => id.trim()));
}

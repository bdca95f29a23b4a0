/** One result from several looks at the same files with different parameters. Loaded only when there are several environments. */
import type { Outcomes } from './engine.js';
import { CONFIDENCES, type Finding, SEVERITIES, type UndecidedLook } from './finding.js';
import type { LoadContext } from './load/context.js';

/** What one environment came to. */
export interface Judged {
  name: string;
  context: LoadContext;
  outcomes: Outcomes;
}

/**
 * Lays the outcomes of all environments over each other. What all of them say is said once; what only some say names them.
 * @returns the outcomes, and the first context, which then knows the inputs, secrets and notices of all
 */
export function merge(all: readonly Judged[]): { context: LoadContext; outcomes: Outcomes } {
  const [first] = all as readonly [Judged];
  const { context } = first;
  const spent = new Map<string, number>();
  for (const { context: other, outcomes } of all) {
    for (const [rule, time] of outcomes.spent) spent.set(rule, (spent.get(rule) ?? 0) + time);
    if (other === context) continue;
    for (const [path, file] of other.inputs) if (!context.inputs.has(path)) context.inputs.set(path, file);
    context.secrets.push(...other.secrets);
    for (const notice of other.notices) if (!context.notices.some((known) => JSON.stringify(known) === JSON.stringify(notice))) context.notices.push(notice);
  }
  const errors = new Map(all.flatMap(({ outcomes }) => outcomes.errors.map((error) => [`${error.rule}|${error.resource}|${error.message}`, error] as const)));
  return {
    context,
    outcomes: {
      findings: findingsOf(all),
      undecided: undecidedOf(all),
      errors: [...errors.values()],
      passed: all.reduce((sum, { outcomes }) => sum + outcomes.passed, 0),
      passes: all.reduce((sum, { outcomes }) => {
        for (const [rule, count] of outcomes.passes) sum.set(rule, (sum.get(rule) ?? 0) + count);
        return sum;
      }, new Map<string, number>()),
      spent,
      mends: new Map(all.flatMap(({ outcomes }) => [...outcomes.mends])),
    },
  };
}

/** The same mistake, whatever values its message names. */
const keyOf = ({ rule, location: { file, line, column }, path, resource, related }: Finding): string =>
  [rule, file, line, column, path, resource.name, related.find(({ message }) => message === 'as synthesised')?.location.line].join('|');

function findingsOf(all: readonly Judged[]): Finding[] {
  const groups = new Map<string, { name: string; finding: Finding }[]>();
  for (const { name, outcomes } of all) {
    for (const finding of outcomes.findings) {
      const group = groups.get(keyOf(finding));
      if (group) group.push({ name, finding });
      else groups.set(keyOf(finding), [{ name, finding }]);
    }
  }
  const merged = [...groups.values()].map((group) => {
    const [worst] = [...group].sort((a, b) => SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity) || CONFIDENCES.indexOf(a.finding.confidence) - CONFIDENCES.indexOf(b.finding.confidence)) as [{ name: string; finding: Finding }, ...unknown[]];
    const names = group.map(({ name }) => name);
    const everywhere = names.length === all.length;
    const conditions = new Map<string | undefined, string[]>();
    for (const { name, finding } of group) conditions.set(finding.when, [...(conditions.get(finding.when) ?? []), name]);
    const { environments: _, when: __, ...finding } = worst.finding;
    const when = everywhere && conditions.size === 1 ? worst.finding.when : [...conditions].map(([condition, where]) => `in ${list(where)}${condition === undefined ? '' : `, ${phrase(condition)}`}`).join('; ');
    return { ...finding, ...(when === undefined ? {} : { when }), ...(everywhere ? {} : { environments: names }) };
  });
  return distinct(merged.sort((a, b) => compare(a.location.file, b.location.file) || a.location.line - b.location.line || a.location.column - b.location.column || compare(a.rule, b.rule) || compare(a.path, b.path) || compare(a.message, b.message)));
}

/** Fingerprints count the mistakes at one path, so those that only one environment has may bear the number of another. */
function distinct(findings: readonly Finding[]): Finding[] {
  const taken = new Set<string>();
  return findings.map((finding) => {
    let { fingerprint } = finding;
    const spot = (text: string): string => `${finding.location.file}|${text}`;
    for (let n = 2; taken.has(spot(fingerprint)); n++) fingerprint = process.getBuiltinModule('node:crypto').createHash('sha256').update(`${finding.fingerprint}|${n}`).digest('hex').slice(0, 16);
    taken.add(spot(fingerprint));
    return fingerprint === finding.fingerprint ? finding : { ...finding, fingerprint };
  });
}

function undecidedOf(all: readonly Judged[]): UndecidedLook[] {
  const groups = new Map<string, { look: UndecidedLook; names: string[] }>();
  for (const { name, outcomes } of all) {
    for (const look of outcomes.undecided) {
      const key = JSON.stringify([look.location.file, look.location.line, look.location.column, look.rule, look.resource.name, look.reason]);
      const group = groups.get(key);
      if (!group) groups.set(key, { look, names: [name] });
      else if (!group.names.includes(name)) group.names.push(name);
    }
  }
  return [...groups.values()]
    .map(({ look, names }) => (names.length === all.length ? look : { ...look, reason: `${look.reason} (in ${list(names)})` }))
    .sort((a, b) => compare(a.location.file, b.location.file) || a.location.line - b.location.line || a.location.column - b.location.column || compare(a.rule, b.rule) || compare(a.reason, b.reason));
}

/** `Env = prod` as `when Env = prod`. */
const phrase = (condition: string): string => (/^(when|by|if|unless)\b/.test(condition) ? condition : `when ${condition}`);
const list = (names: readonly string[]): string => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Which findings are accepted, which suppressions do not count, and which are of no use. */
import { findingsOf, type Outcomes } from '../engine.js';
import type { Finding, Location, Suppressed, UndecidedLook } from '../finding.js';
import type { Problem } from '../graph/graph.js';
import type { LoadContext } from '../load/context.js';
import type { Rule } from '../rule.js';
import { redact } from '../secrets.js';
import type { SettingsOf } from '../settings.js';
import { inConfiguration, inFiles, type Suppression } from './collect.js';
import type { Judged } from './comments.js';
import { RuleNames } from './names.js';
import { dateOf, dayOf, type SuppressionPolicy, type SuppressOptions } from './options.js';

export interface SuppressRequest {
  context: LoadContext;
  /** The rules that ran. */
  rules: readonly Rule[];
  outcomes: Outcomes;
  /** Which of the rules are on for a file; all of them when left out. */
  settings?: SettingsOf | undefined;
  options: SuppressOptions;
  /** Whether everything in a folder was checked, so that what stands outside of the files can be called unused. */
  whole(folder: string): boolean;
}

export interface Sorted {
  findings: Finding[];
  suppressed: Suppressed[];
}

/** A suppression of one name in it that counts. */
interface Live {
  from: Suppression;
  name: { text: string; location: Location };
  rules: ReadonlySet<string>;
  used: boolean;
  /** For another tool as well, which may need it. */
  shared: boolean;
}

const USED = 'input/suppression-used';
const DAY = 86_400_000;

/**
 * Takes the accepted findings out. What is wrong with suppressions, and those that suppress nothing, become findings of the rules
 * about them when these run, and may be suppressed like all others.
 */
export async function suppress({ context, rules, settings, outcomes, options, whole }: SuppressRequest): Promise<Sorted> {
  const policy = options.policy ?? {};
  const { rules: own } = await import('../../rules/index.js');
  const known = [...new Map([...own, ...(options.known ?? []), ...rules].map((rule) => [rule.id, rule])).values()];
  const names = new RuleNames(known);
  const written: Suppression[] = await inConfiguration(options.ignore ?? [], context);
  const inline = inFiles(context);
  if (policy.inline === false) {
    if (inline.length > 0) context.notice({ level: 'note', incomplete: false, message: `${inline.length} ${inline.length === 1 ? 'suppression' : 'suppressions'} in files not honoured: the configuration does not allow them` });
  } else written.unshift(...inline);
  if (policy.peers && policy.peers.length > 0) {
    const { ofPeers } = await import('./peers.js');
    written.push(...(await ofPeers(context, policy.peers, options.today ?? dayOf())).filter(({ kind }) => kind === 'external' || policy.inline !== false));
  }

  const judge = new Judge(names, policy, options.today ?? dayOf(), context);
  const live = written.flatMap((each) => judge.live(each));
  const first = separate([...outcomes.findings, ...findingsOf(judge.problems, rules, settings)], live);
  const unused = policy.reportUnused === false ? [] : live.filter((each) => !each.used && canBeUnused(each, rules, settings, outcomes, whole));
  // A suppression of what is said about suppressions can only be used by what is said next.
  const [about, others] = [unused.filter((each) => each.rules.has(USED)), unused.filter((each) => !each.rules.has(USED))];
  const second = separate(findingsOf(others.map(problemOfUnused), rules, settings), live);
  const third = findingsOf(about.filter(({ used }) => !used).map(problemOfUnused), rules, settings);
  return {
    findings: [...first.findings, ...second.findings, ...third].sort(inOrder),
    suppressed: [...first.suppressed, ...second.suppressed].sort((a, b) => inOrder(a.finding, b.finding)),
  };
}

function separate(findings: readonly Finding[], live: readonly Live[]): Sorted {
  const byRule = new Map<string, Live[]>();
  for (const each of live) for (const rule of each.rules) byRule.set(rule, [...(byRule.get(rule) ?? []), each]);
  const sorted: Sorted = { findings: [], suppressed: [] };
  for (const finding of findings) {
    const covering = byRule.get(finding.rule)?.filter(({ from }) => from.covers(finding)) ?? [];
    for (const each of covering) each.used = true;
    const from = covering[0]?.from;
    if (from) sorted.suppressed.push({ finding, kind: from.kind, reason: redact(from.reason ?? ''), ...(from.owner === undefined ? {} : { owner: redact(from.owner) }), ...(from.until === undefined ? {} : { until: redact(from.until) }), location: from.location, ...(from.peer === undefined ? {} : { peer: from.peer }) });
    else sorted.findings.push(finding);
  }
  return sorted;
}

/** Finds what is wrong with suppressions; what is right counts. */
class Judge {
  readonly problems: Problem[] = [];
  private readonly names: RuleNames;
  private readonly policy: SuppressionPolicy;
  private readonly today: string;
  private readonly forbidden = new Set<string>();

  constructor(names: RuleNames, policy: SuppressionPolicy, today: string, context: LoadContext) {
    this.names = names;
    this.policy = policy;
    this.today = today;
    for (const name of policy.forbid ?? []) {
      const rules = names.find(name);
      if (!rules) context.notice({ level: 'warning', incomplete: false, message: redact(`suppressions.forbid: there is no rule "${name}"${names.hint(name)}`) });
      for (const rule of rules ?? []) this.forbidden.add(rule);
    }
  }

  live(from: Suppression): Live[] {
    if (from.peer) return this.ofPeer(from, from.peer);
    const named = from.ids
      .map(({ text, location }) => {
        const plain = from.form === 'cdk' ? text.replace(/^plimsoll::/i, '') : text;
        return { name: { text: plain, location }, rules: this.names.find(plain), shared: from.form === 'cdk' && plain === text };
      })
      .filter(({ rules, shared }) => rules || !shared);
    if (named.length === 0 && from.flaws.length === 0) return [];
    const comment = from.form === 'comment';
    // What is wrong with one name says nothing about the others; anything else makes all of it void.
    const valid = this.written(from) && this.dated(from);
    // Words behind the names without dashes are meant as the reason.
    const prose = comment && !from.reason ? named.slice(1).find(({ name, rules }) => !rules && /^[^/\d]+$/.test(name.text)) : undefined;
    if (prose) {
      this.complain(from, `"${prose.name.text}" is no rule; a reason goes behind " -- "`, prose.name.location, 'Put " -- " between the rules and the reason.');
      return [];
    }
    let complete = true;
    if (from.ids.length > 0 && this.policy.requireReason !== false && !from.reason?.trim()) {
      complete = false;
      this.complain(from, 'this suppression gives no reason', from.location, comment ? 'Write the reason behind " -- " at the end of the comment.' : 'Add a "reason".');
    }
    if (from.ids.length > 0 && this.policy.requireOwner && !from.owner?.trim()) {
      complete = false;
      this.complain(from, 'this suppression names no owner, and the configuration wants one', from.location, comment ? 'Add owner=NAME.' : 'Add an "owner".');
    }
    const live = named.flatMap(({ name, rules, shared }): Live[] => {
      const free = (rules ?? []).filter((rule) => !this.forbidden.has(rule));
      if (!rules) this.complain(from, `there is no rule "${name.text}"${this.names.hint(name.text)}`, name.location, '"plimsoll rules" lists them.');
      else if (free.length === 0) this.complain(from, `${name.text} may not be suppressed: the configuration forbids it`, name.location, 'Remove the suppression and mend what it hides.');
      return free.length > 0 ? [{ from, name, rules: new Set(free), used: false, shared }] : [];
    });
    return valid && complete ? live : [];
  }

  private written(from: Suppression): boolean {
    for (const { message, fix, location } of from.flaws) this.complain(from, message, location, fix);
    return from.flaws.length === 0;
  }

  private ofPeer(from: Suppression, peer: NonNullable<Suppression['peer']>): Live[] {
    if (from.expired) return [];
    return from.ids.map((name) => ({ from, name, rules: new Set(this.names.equivalent(peer, name.text).filter((rule) => !this.forbidden.has(rule))), used: true, shared: true }));
  }

  /** Whether it counts today, and not for too long. */
  private dated(from: Suppression): boolean {
    const { maxDays } = this.policy;
    const at = from.untilLocation ?? from.location;
    const fail = (message: string, fix: string): boolean => {
      this.complain(from, message, at, fix);
      return false;
    };
    const { until } = from;
    if (until === undefined) {
      if (maxDays === undefined || from.ids.length === 0) return true;
      return fail(`this suppression has no end, and the configuration allows ${maxDays} days at most`, from.form === 'comment' ? 'Add until=YYYY-MM-DD.' : 'Add "until" with a day, YYYY-MM-DD.');
    }
    const day = dateOf(until);
    if (day === undefined) return fail(`"${until}" is no day of the form YYYY-MM-DD, so this suppression counts as expired`, 'Write the last day on which it counts, e.g. 2027-01-31.');
    if (until < this.today) return fail(`this suppression expired after ${until}`, 'Remove it and mend what it hides, or give it a new last day.');
    const days = Math.round((day - (dateOf(this.today) ?? day)) / DAY);
    if (maxDays === undefined || days <= maxDays) return true;
    return fail(`this suppression counts for ${days} more days, and the configuration allows ${maxDays}`, `Write a day no more than ${maxDays} days ahead.`);
  }

  private complain(from: Suppression, message: string, location: Location, fix?: string): void {
    this.problems.push({ kind: 'suppression-invalid', message, fix, file: from.file, path: [], location, node: from.node });
  }
}

/** Whether it is known that nothing was there to suppress: all its rules ran, and none of them was undecided there or crashed. */
function canBeUnused({ from, rules: names, shared }: Live, rules: readonly Rule[], settings: SettingsOf | undefined, { undecided, errors }: Outcomes, whole: SuppressRequest['whole']): boolean {
  if (shared || names.size === 0) return false;
  if (from.base !== undefined && !whole(from.base)) return false;
  const ran = settings ? settings(from.file.source.file) : new Set(rules.map(({ id }) => id));
  const doubts = (look: UndecidedLook): boolean => names.has(look.rule) && from.mayCover(look as Judged);
  return [...names].every((rule) => ran.has(rule)) && !errors.some(({ rule }) => names.has(rule)) && !undecided.some(doubts);
}

function problemOfUnused({ from, name }: Live): Problem {
  const several = from.ids.length > 1;
  return {
    kind: 'suppression-unused', file: from.file, path: [], node: from.node,
    message: `nothing here is suppressed by ${name.text}`,
    fix: several ? `Remove ${name.text} from it.` : from.form === 'comment' ? 'Remove the comment, or put it on the line above what it is for.' : 'Remove it.',
    location: several ? name.location : from.location,
  };
}

function inOrder(a: Finding, b: Finding): number {
  const [x, y] = [a.location, b.location];
  return compare(x.file, y.file) || x.line - y.line || x.column - y.column || compare(a.rule, b.rule) || compare(a.path, b.path) || compare(a.message, b.message);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

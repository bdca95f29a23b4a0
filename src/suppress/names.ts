/** From what people write for a rule (its id, an old one, a family, another tool's) to the rules that it means. */
import { near } from '../words.js';
import type { Peer, Rule } from '../rule.js';
import type { PeerName } from './options.js';

/** What rules call the tools. */
const KEYS: Readonly<Record<PeerName, Peer>> = { checkov: 'checkov', trivy: 'trivy', 'cfn-lint': 'cfnLint', 'cdk-nag': 'cdkNag', 'cfn-nag': 'cfnNag', guard: 'guard' };

export class RuleNames {
  private readonly own = new Map<string, readonly string[]>();
  private readonly foreign = new Map<string, Set<string>>();
  private readonly rules: readonly Rule[];

  constructor(rules: readonly Rule[]) {
    this.rules = rules;
    for (const { id, aliases, equivalents } of rules) {
      for (const name of [id, ...(aliases ?? [])]) this.own.set(name, [id]);
      const family = `${id.slice(0, id.indexOf('/'))}/*`;
      this.own.set(family, [...(this.own.get(family) ?? []), id]);
      for (const name of Object.values(equivalents ?? {}).flat()) {
        const known = this.foreign.get(plain(name)) ?? new Set();
        this.foreign.set(plain(name), known.add(id));
      }
    }
  }

  /** Ids of the rules that a name means; undefined when it means none. */
  find(name: string): readonly string[] | undefined {
    const own = this.own.get(name);
    if (own) return own;
    const foreign = this.foreign.get(plain(name));
    return foreign && [...foreign];
  }

  /** Ids of the rules that stand for another tool's check. cfn-lint ids may be cut short: `E3` is all that begin so. */
  equivalent(peer: PeerName, name: string): readonly string[] {
    const wanted = plain(name);
    if (wanted === '') return [];
    const fits = (id: string): boolean => (peer === 'cfn-lint' ? plain(id).startsWith(wanted) : plain(id) === wanted);
    return this.rules.filter(({ equivalents }) => equivalents?.[KEYS[peer]]?.some(fits)).map(({ id }) => id);
  }

  /** `; did you mean …?`, or nothing. */
  hint(name: string): string {
    return near(name, [...this.own.keys()]);
  }
}

/** Trivy has written its ids with and without a prefix; the case differs from tool to tool. */
const plain = (id: string): string => id.trim().toLowerCase().replace(/^avd-/, '');

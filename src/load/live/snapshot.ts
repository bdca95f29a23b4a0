/**
 * A snapshot: what was read of one account and region, in CloudFormation's shapes, with the state of every collection and without secrets.
 * It is what a scan judges, and an input of `check` like any other file: scan once, judge often.
 */
import { Node, type LoadedFile, type NodeSource, type Unit } from '../../graph/graph.js';
import { type Dialect, Lowering } from '../../graph/lower.js';
import { Unknown } from '../../graph/value.js';
import { detectNamed, detectValue, placeholder } from '../../secrets.js';
import type { LoadContext } from '../context.js';
import { isObject } from '../intrinsics.js';
import type { Call, Raw, State } from './api.js';
import type { Item } from './catalog.js';
import { NOT_READ } from './shape.js';

/** What became of one collection. */
export interface CollectionState {
  name: string;
  types: readonly string[];
  state: State | 'out-of-scope';
  /** Why it is not complete. */
  reason?: string;
  items: number;
  /** When it was done, UTC. */
  at: string;
  calls: readonly Call[];
}

export interface Snapshot {
  plimsoll: 'snapshot';
  version: 1;
  /** Version of Plimsoll. */
  tool: string;
  partition: string;
  account: string;
  region: string;
  /** ARN of who asked. */
  caller: string;
  startedAt: string;
  endedAt: string;
  scope: string;
  collections: readonly CollectionState[];
  resources: readonly Item[];
}

/** Whether parsed data is a snapshot. */
export function isSnapshot(data: unknown): data is Snapshot {
  return isObject(data) && data.plimsoll === 'snapshot' && data.version === 1 && Array.isArray(data.resources) && Array.isArray(data.collections);
}

/** The address of an account and region, as reports show it. */
export const addressOf = ({ account, region }: Pick<Snapshot, 'account' | 'region'>): string => `aws://${account}/${region}`;

/** Data with every secret replaced by its kind, length and a hash of this run. */
export function withoutSecrets(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return text(value, name);
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, name));
  if (typeof value !== 'object' || value === null) return value;
  const { Name, name: lower, Key } = value as Record<string, unknown>;
  const pair = [Name, lower, Key].find((each): each is string => typeof each === 'string');
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner, pair !== undefined && /^value$/i.test(key) ? pair : key)]));
}

function text(value: string, name: string): string {
  const named = detectNamed(name, value);
  if (named) return placeholder(value, named.detector);
  if (/^\s*[[{]/.test(value)) {
    try {
      const parsed = JSON.parse(value) as unknown;
      const clean = withoutSecrets(parsed, name);
      if (JSON.stringify(clean) !== JSON.stringify(parsed)) return JSON.stringify(clean);
    } catch {
      // Not every text that begins so is JSON.
    }
  }
  let clean = value;
  for (const { detector, start, end } of [...detectValue(value)].reverse()) clean = clean.slice(0, start) + placeholder(value.slice(start, end), detector) + clean.slice(end);
  return clean;
}

/** Why a snapshot does not have everything of a type. */
function unreadIn({ collections }: Snapshot): (type: string) => string | undefined {
  const reasons = new Map<string, string | undefined>();
  for (const { name, types, state, reason } of collections) {
    for (const type of types) {
      if (state !== 'complete') reasons.set(type, `${name} was not read: ${reason ?? state}`);
      else if (!reasons.has(type)) reasons.set(type, undefined);
    }
  }
  return (type) => (reasons.has(type) ? reasons.get(type) : `the scan did not read ${type}`);
}

const DIALECT: Dialect = {
  special: (raw) => isObject(raw) && typeof raw[NOT_READ] === 'string',
  mayVanish: () => false,
  vanishes: () => false,
  evaluate: (raw) => new Unknown(String((raw as Raw)[NOT_READ]), 'not-read', { present: false }),
  converts: true,
  // What AWS answers is right by definition.
  problem: () => {},
};

/** Adds the resources of a snapshot to the graph, as one unit. */
export function loadSnapshot(file: LoadedFile, context: LoadContext): Unit {
  const snapshot = file.document.data as Snapshot;
  const unit: Unit = { id: addressOf(snapshot), kind: 'account', unread: unreadIn(snapshot) };
  context.graph.accounts.push(unit);
  const pseudo = new Map([['AWS::Region', snapshot.region], ['AWS::AccountId', snapshot.account], ['AWS::Partition', snapshot.partition]]);
  snapshot.resources.forEach(({ type, name, ids, properties }, index) => {
    const address = ids[0] || `${unit.id}/${type}/${name}`;
    const place = { file: address, line: 1, column: 1, endLine: 1, endColumn: 2 };
    const source: NodeSource = { file, path: ['resources', index], propertiesPath: ['resources', index, 'properties'], ids, pseudo, authored: () => place, lower: (node) => new Lowering(node, DIALECT).root(properties) };
    context.graph.add(new Node(type, name, unit, source));
  });
  for (const { name, state, reason } of snapshot.collections) {
    if (state !== 'complete' && state !== 'out-of-scope') context.notice({ level: 'error', incomplete: true, message: `${name} was not read: ${reason ?? state}`, file: unit.id });
  }
  return unit;
}

/** Reads one account and region into a snapshot. One refusal stops nothing else. */
import { VERSION } from '../../version.js';
import { type Api, CallError, type State } from './api.js';
import { type Cell, type Collection, collectionsFor, type Item } from './catalog.js';
import { notRead } from './shape.js';
import { type CollectionState, type Snapshot, withoutSecrets } from './snapshot.js';

export interface CollectRequest {
  api: Api;
  account: string;
  partition: string;
  /** ARN of who asks. */
  caller: string;
  /** Types that the rules ask about. */
  types: ReadonlySet<string>;
  scope: Cell['scope'];
  now?: () => Date;
}

/** Reads everything that the types need. Throws only on bugs. */
export async function collect({ api, account, partition, caller, types, scope, now = () => new Date() }: CollectRequest): Promise<Snapshot> {
  const startedAt = now().toISOString();
  const collections = collectionsFor(types);
  const done = new Map<string, Promise<Read>>();
  for (const collection of collections) {
    const before = Promise.all([...(collection.after ?? []), ...(collection.alsoAfter ?? [])].flatMap((name) => done.get(name) ?? []));
    done.set(collection.name, readOne(collection, before, api, scope, now));
  }
  const read = await Promise.all([...done.values()]);
  const resources = settled(read.flatMap(({ items }) => items)).map(({ type, name, ids, properties }) => ({ type, name: withoutSecrets(name) as string, ids: withoutSecrets(ids) as string[], properties: withoutSecrets(properties) as Item['properties'] }));
  resources.sort((a, b) => compare(a.type, b.type) || compare(a.ids[0] ?? '', b.ids[0] ?? '') || compare(a.name, b.name));
  return { plimsoll: 'snapshot', version: 1, tool: VERSION, partition, account, region: api.region, caller: withoutSecrets(caller) as string, startedAt, endedAt: now().toISOString(), scope, collections: read.map(({ state }) => state), resources };
}

/** Takes the number of tasks from services that are scaled: it is what scaling made it, and what it was set to nobody can read. */
function settled(items: Item[]): Item[] {
  const scaled = new Set(items.filter(({ type }) => type === 'AWS::ApplicationAutoScaling::ScalableTarget').map(({ properties }) => properties.ResourceId));
  if (scaled.size === 0) return items;
  return items.map((item) => {
    if (item.type !== 'AWS::ECS::Service' || !scaled.has(`service/${item.ids[0]?.split(':service/')[1]}`)) return item;
    const { DesiredCount: _, ...properties } = item.properties;
    return { ...item, properties };
  });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

interface Read {
  state: CollectionState;
  items: Item[];
}

async function readOne(collection: Collection, before: Promise<readonly Read[]>, api: Api, scope: Cell['scope'], now: () => Date): Promise<Read> {
  const { name, types, after = [] } = collection;
  const recorded = api.recording();
  const failures: CallError[] = [];
  const tolerated = async <T>(read: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await read;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      failures.push(error);
      return otherwise;
    }
  };
  const cell: Cell = {
    api: recorded,
    scope,
    items: async (type) => (await before).flatMap(({ items }) => items).filter((item) => item.type === type),
    async part(read, absent) {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        return absent?.test(error.code) ? undefined : notRead(`${error.action} was not read: ${error.message}`);
      }
    },
    async list(service, operation, input, items) {
      const all: Item['properties'][] = [];
      await tolerated(recorded.list(service, operation, input, items, (page) => all.push(...page)), []);
      return all;
    },
    look: (service, operation, input) => tolerated(recorded.callIfThere(service, operation, input), {}),
  };
  const ended = (state: State, items: Item[], reason?: string): Read => ({ state: { name, types, state, ...(reason !== undefined && { reason }), items: items.length, at: now().toISOString(), calls: recorded.calls }, items });
  let items: Item[];
  try {
    items = await collection.read(cell);
  } catch (error) {
    return ended('error', [], `a bug of Plimsoll: ${(error as Error).message}`);
  }
  const [first, ...others] = failures;
  if (first) return ended(first.state, items, others.length > 0 ? `${first.message} (and ${others.length} more)` : first.message);
  // What it starts from may lack the very thing that leads to more.
  const broken = (await before).find(({ state }) => after.includes(state.name) && state.state !== 'complete');
  return broken ? ended(broken.state.state as State, items, `it starts from ${broken.state.name}: ${broken.state.reason ?? broken.state.state}`) : ended('complete', items);
}

/**
 * A scan: every account and region becomes a snapshot, every snapshot is judged by the same rules as a file, and what was not read is said.
 * A cell is one account in one region.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Finding, Looks, Result, ScanEvidence, Sources } from '../finding.js';
import type { Item } from '../load/live/catalog.js';
import { collect } from '../load/live/collect.js';
import { addressOf, isSnapshot, type Snapshot } from '../load/live/snapshot.js';
import { Api } from '../load/live/api.js';
import { UsageError } from '../load/parameters.js';
import type { Run, RunOptions } from '../run.js';
import { VERSION } from '../version.js';
import { causeOf } from './causes.js';
import { typesOf } from './policy.js';
import { type Account, accountsOf, openSession, regionsOf, type ScanOptions, type Session } from './targets.js';

export interface ScanRequest extends ScanOptions {
  scope: 'latest+used' | 'used';
  /** Share of the published rates that a scan may use, 0 to 1. */
  share: number;
  /** Folder that keeps the snapshots. */
  snapshots?: string | undefined;
  /** Go on where an earlier scan into that folder ended. */
  resume: boolean;
  /** `2/8`: the second of eight parts. */
  shard?: string | undefined;
  /** Regions that are known to be closed. */
  outOfScope: readonly string[];
}

/** One account in one region. */
interface Target {
  account: Account;
  region: string;
}

/** What a folder of snapshots is about, so that parts can be put together again. */
export interface Plan {
  plimsoll: 'scan';
  version: 1;
  tool: string;
  /** Of all that decides what is read. */
  options: string;
  shard: string;
  startedAt: string;
  /** All cells of this part, `account/region`. */
  cells: readonly string[];
}

const AT_ONCE = 32;

/** Scans, and gives the snapshots in the order of accounts and regions. */
export async function scan(request: ScanRequest, rules: RunOptions['rules'], progress: (text: string) => void): Promise<{ snapshots: Snapshot[]; notes: string[]; plan: Plan }> {
  if (request.resume && request.snapshots === undefined) throw new UsageError('--resume wants --snapshots DIR, the folder of the scan to go on with');
  const session = await openSession(request);
  try {
    const accounts = (await accountsOf(request, session)).filter(({ id }) => inShard(id, request.shard));
    const targets = (await Promise.all(accounts.map(async (account) => (await regions(account, request, session)).map((region): Target => ({ account, region }))))).flat().sort((a, b) => (key(a) < key(b) ? -1 : 1));
    const types = typesOf(rules);
    const plan: Plan = { plimsoll: 'scan', version: 1, tool: VERSION, options: optionsHash(request, types), shard: request.shard ?? '1/1', startedAt: new Date().toISOString(), cells: targets.map(key) };
    const kept = request.snapshots === undefined ? undefined : new Kept(request.snapshots, plan, request.resume);
    const found = new Map<string, Snapshot>();
    const waiting = targets.filter((target) => {
      const old = kept?.read(key(target));
      if (old) found.set(key(target), old);
      return !old;
    });
    // So that the shared services of an organisation are not asked by all at once.
    waiting.sort((a, b) => (hash(key(a)) < hash(key(b)) ? -1 : 1));
    let done = found.size;
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, async () => {
      for (let target = waiting.shift(); target; target = waiting.shift()) {
        const snapshot = await cell(target, request, types, session);
        found.set(key(target), snapshot);
        kept?.write(key(target), snapshot);
        progress(`${++done} of ${targets.length} read`);
      }
    }));
    return { snapshots: targets.map((target) => found.get(key(target)) as Snapshot), notes: session.notes, plan };
  } finally {
    session.handler.destroy();
  }
}

const key = ({ account, region }: Target): string => `${account.id}/${region}`;
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

async function regions(account: Account, request: ScanRequest, session: Session): Promise<string[]> {
  try {
    return await regionsOf(account, request, session);
  } catch (error) {
    session.notes.push(`account ${account.id}: its regions cannot be listed (${(error as Error).message}); only ${session.home} is read`);
    return [session.home];
  }
}

async function cell({ account, region }: Target, { scope, share, outOfScope }: ScanRequest, types: ReadonlySet<string>, { handler, identity }: Session): Promise<Snapshot> {
  const api = new Api({ region, credentials: account.credentials, handler, share });
  try {
    const caller = account.role === undefined ? identity.arn : `arn:${identity.partition}:sts::${account.id}:assumed-role/${account.role.split('/').at(-1)}/plimsoll-scan`;
    const snapshot = await collect({ api, account: account.id, partition: identity.partition, caller, types, scope });
    const closed = outOfScope.includes(region) && snapshot.resources.length === 0 && snapshot.collections.every(({ state, calls }) => state === 'denied' || state === 'unavailable' || calls.length === 0);
    return closed ? { ...snapshot, collections: snapshot.collections.map((each) => ({ ...each, state: 'out-of-scope' as const })) } : snapshot;
  } finally {
    api.end();
  }
}

/** Whether an account belongs to a part: by a hash of its id, so that new accounts move no others. */
export function inShard(account: string, shard: string | undefined): boolean {
  if (shard === undefined) return true;
  const [, part, of] = /^(\d+)\/(\d+)$/.exec(shard) ?? [];
  if (part === undefined || Number(part) < 1 || Number(part) > Number(of)) throw new UsageError(`--shard takes PART/PARTS such as 2/8, not "${shard}"`);
  return Number.parseInt(hash(account).slice(0, 8), 16) % Number(of) === Number(part) - 1;
}

function optionsHash({ scope, outOfScope, role, regions }: ScanRequest, types: ReadonlySet<string>): string {
  return hash(JSON.stringify([VERSION, scope, [...outOfScope].sort(), role ?? '', [...regions].sort(), [...types].sort()])).slice(0, 16);
}

/** A folder of snapshots: whole files or none, whatever ends the process. */
class Kept {
  private readonly folder: string;

  constructor(folder: string, plan: Plan, resume: boolean) {
    this.folder = folder;
    const file = join(folder, 'scan.json');
    if (existsSync(file)) {
      if (!resume) throw new UsageError(`${folder} holds a scan already: --resume goes on with it, or name another folder`);
      const old = JSON.parse(readFileSync(file, 'utf8')) as Plan;
      if (old.options !== plan.options || old.shard !== plan.shard) throw new UsageError(`${folder} holds a scan with other options (or of another version); start one into another folder`);
    }
    this.put(file, plan);
  }

  read(cell: string): Snapshot | undefined {
    try {
      const snapshot = JSON.parse(readFileSync(this.file(cell), 'utf8')) as unknown;
      // What was not whole is read again.
      return isSnapshot(snapshot) && snapshot.collections.every(({ state }) => state === 'complete' || state === 'out-of-scope') ? snapshot : undefined;
    } catch {
      return undefined;
    }
  }

  write(cell: string, snapshot: Snapshot): void {
    this.put(this.file(cell), snapshot);
  }

  private file(cell: string): string {
    return join(this.folder, 'cells', `${cell}.json`);
  }

  private put(file: string, data: object): void {
    mkdirSync(dirname(file), { recursive: true });
    const temporary = `${file}.${randomUUID()}.tmp`;
    try {
      writeFileSync(temporary, `${JSON.stringify(data, null, 1)}\n`);
      renameSync(temporary, file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw new UsageError(`cannot write ${file}: ${(error as Error).message}`);
    }
  }
}

/**
 * Puts the folders of a scan's parts together: those of `--shard`, or scans of an account each.
 * @param accounts ids of accounts that must be there
 * @throws UsageError when a part, a cell or an account is missing or there twice, or when parts do not belong together
 */
export function merged(folders: readonly string[], allowIncomplete: boolean, accounts: readonly string[] = []): { snapshots: Snapshot[]; missing: string[] } {
  const plans = folders.map((folder) => ({ folder, plan: planOf(folder) }));
  const [first] = plans;
  if (!first) throw new UsageError('merge wants the folders that scans with --snapshots wrote');
  const parts = Number(first.plan.shard.split('/')[1]);
  const missing: string[] = [];
  for (const { folder, plan } of plans) {
    if (plan.tool !== first.plan.tool || plan.options !== first.plan.options) throw new UsageError(`${folder} is of another version or other options than ${first.folder}`);
    if (Number(plan.shard.split('/')[1]) !== parts) throw new UsageError(`${folder} is part ${plan.shard}, ${first.folder} is part ${first.plan.shard}`);
    if (parts > 1 && plans.filter((other) => other.plan.shard === plan.shard).length > 1) throw new UsageError(`part ${plan.shard} is there twice: ${plans.flatMap((other) => (other.plan.shard === plan.shard ? [other.folder] : [])).join(' and ')}`);
  }
  for (let part = 1; part <= parts; part++) if (!plans.some(({ plan }) => plan.shard === `${part}/${parts}`)) missing.push(`part ${part}/${parts}`);
  const cells = new Map<string, Snapshot>();
  for (const { folder, plan } of plans) {
    for (const cell of plan.cells) {
      const file = join(folder, 'cells', `${cell}.json`);
      if (cells.has(cell)) throw new UsageError(`${cell} is in two parts`);
      let snapshot: unknown;
      try {
        snapshot = JSON.parse(readFileSync(file, 'utf8'));
      } catch {
        missing.push(cell);
        continue;
      }
      if (!isSnapshot(snapshot)) throw new UsageError(`${file} is no snapshot`);
      cells.set(cell, snapshot);
    }
  }
  const read = new Set([...cells.values()].map(({ account }) => account));
  missing.push(...accounts.filter((account) => !read.has(account)).map((account) => `account ${account}`));
  if (missing.length > 0 && !allowIncomplete) throw new UsageError(`not everything is there: ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}; --allow-incomplete puts together what there is`);
  return { snapshots: [...cells].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, snapshot]) => snapshot), missing };
}

function planOf(folder: string): Plan {
  const file = join(folder, 'scan.json');
  try {
    const plan = JSON.parse(readFileSync(file, 'utf8')) as Plan;
    if (plan.plimsoll === 'scan' && Array.isArray(plan.cells)) return plan;
  } catch {
    // Said below.
  }
  throw new UsageError(`${folder} holds no scan${existsSync(folder) ? `; it holds ${readdirSync(folder).slice(0, 3).join(', ') || 'nothing'}` : ': there is no such folder'}`);
}

/** Judges snapshots, each on its own so that one account's resources never mix with another's, and lays the results together. */
export async function judge(snapshots: readonly Snapshot[], { baseline, ...options }: RunOptions, run: (options: RunOptions) => Promise<Run>): Promise<Run> {
  const results: Result[] = [];
  let last: Run | undefined;
  for (const snapshot of snapshots) {
    const file = join(options.cwd, `.plimsoll-${snapshot.account}-${snapshot.region}.json`);
    last = await run({ ...options, paths: [file], texts: new Map([[file, JSON.stringify(snapshot)]]) });
    const items = new Map(snapshot.resources.map((item) => [item.ids[0], item]));
    results.push({ ...last.result, findings: last.result.findings.map((finding) => withCause(finding, items.get(finding.location.file))) });
  }
  if (!last) throw new UsageError('there is nothing to judge: no account, or no region');
  const all = <T>(pick: (result: Result) => readonly T[]): T[] => results.flatMap(pick);
  const looks = new Map<string, Looks>();
  for (const result of results) for (const [rule, counts] of Object.entries(result.looks)) looks.set(rule, sum(looks.get(rule), counts));
  const result: Result = {
    ...last.result,
    findings: all(({ findings }) => findings),
    suppressed: all(({ suppressed }) => suppressed),
    undecided: all(({ undecided }) => undecided),
    notices: all(({ notices }) => notices),
    errors: all(({ errors }) => errors),
    files: snapshots.map(addressOf),
    passed: results.reduce((total, { passed }) => total + passed, 0),
    looks: Object.fromEntries(looks),
    incomplete: results.some(({ incomplete }) => incomplete),
    scan: evidenceOf(snapshots, results),
    timing: { ...last.result.timing, total: results.reduce((total, { timing }) => total + (timing.total ?? 0), 0) },
  };
  const compared = baseline ? await (await import('../baseline.js')).compare(result, baseline, options.cwd) : result;
  const sources: Sources = { line: () => undefined, lineHash: () => undefined };
  return { ...last, result: compared, sources };
}

function withCause(finding: Finding, item: Item | undefined): Finding {
  const cause = causeOf(finding, item);
  return cause ? { ...finding, cause } : finding;
}

function sum(a: Looks | undefined, b: Looks): Looks {
  return a ? { passed: a.passed + b.passed, failed: a.failed + b.failed, undecided: a.undecided + b.undecided, notEvaluated: a.notEvaluated + b.notEvaluated } : b;
}

function evidenceOf(snapshots: readonly Snapshot[], results: readonly Result[]): ScanEvidence {
  const times = snapshots.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]).sort();
  return {
    startedAt: times[0] ?? '',
    endedAt: times.at(-1) ?? '',
    cells: snapshots.map(({ account, region, caller, startedAt, endedAt, collections, resources, ...rest }, index) => ({
      account,
      region,
      caller,
      startedAt,
      endedAt,
      resources: resources.length,
      snapshot: `sha256:${hash(JSON.stringify({ ...rest, account, region, resources }))}`,
      looks: (results[index] as Result).looks,
      collections: collections.map(({ name, state, reason, items, at, calls }) => ({ name, state, ...(reason !== undefined && { reason }), items, at, calls: calls.length, requestIds: calls.flatMap(({ requestId }) => (requestId === undefined ? [] : [requestId])).sort() })),
    })),
  };
}

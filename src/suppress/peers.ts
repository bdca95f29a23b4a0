/** Suppressions written for other tools, in the forms that those tools document. They count only where a rule of ours has an equivalent. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Location } from '../finding.js';
import type { LoadedFile, Node } from '../graph/graph.js';
import { toLocation } from '../graph/locate.js';
import type { LoadContext } from '../load/context.js';
import { isObject } from '../load/intrinsics.js';
import type { Path } from '../load/source.js';
import { byText, fileMatcher, filesOf, nowhere, type Suppression } from './collect.js';
import { type Comment, Comments, isAbout, type Judged, spotsOf } from './comments.js';
import { PEERS, type PeerName } from './options.js';

type Raw = Record<string, unknown>;

/** A suppression of another tool, with what it takes to write it down as ours. */
export interface PeerSuppression extends Suppression {
  peer: PeerName;
  /** The comment that it stands in. */
  comment?: Comment;
  /** Globs of the files that it is for, where it stands outside of them. */
  globs?: readonly string[];
  /** Why it cannot be honoured. */
  refused?: string;
}

/** The suppressions of the named tools in the files of a run. */
export async function ofPeers(context: LoadContext, wanted: readonly (PeerName | 'all')[], today: string): Promise<PeerSuppression[]> {
  return (await everyPeer(context, wanted, today)).filter(({ refused }) => refused === undefined);
}

/** The same with those that cannot be honoured. */
export async function everyPeer(context: LoadContext, wanted: readonly (PeerName | 'all')[], today: string): Promise<PeerSuppression[]> {
  const peers = new Set<PeerName>(wanted.includes('all') ? PEERS : (wanted as readonly PeerName[]));
  const found: PeerSuppression[] = [];
  for (const { file, nodes } of filesOf(context)) {
    const { text } = file.source;
    const marked = (peers.has('checkov') && text.includes('checkov:skip')) || (peers.has('trivy') && text.includes('trivy:ignore'));
    const comments = marked ? Comments.of(file, nodes) : undefined;
    if (comments && peers.has('checkov')) for (const comment of comments.with(/checkov:skip/g)) found.push(...checkov(comments, comment));
    if (comments && peers.has('trivy')) for (const comment of comments.with(/trivy:ignore/g)) found.push(...trivy(comments, comment, today));
    for (const same of byText(nodes.filter(({ source }) => isObject(source.metadata)))) {
      const node = same[0] as Node;
      const covers = (judged: Judged): boolean => same.some((each) => isAbout(judged, each));
      found.push(...fromMetadata(node.source.metadata, [...node.source.path, 'Metadata'], file, node, covers, peers));
    }
    const { data } = file.document;
    if (isObject(data) && isObject(data.Resources)) {
      const covers = (judged: Judged): boolean => judged.resource.range?.file === file.source.shown || spotsOf(judged).some((spot) => spot.file === file.source.shown);
      // Only these two look at the metadata of a whole template.
      found.push(...fromMetadata(data.Metadata, ['Metadata'], file, undefined, covers, new Set([...peers].filter((peer) => peer === 'cfn-lint' || peer === 'cdk-nag'))));
    }
  }
  if (peers.has('trivy')) found.push(...(await trivyFiles(context, today)));
  return found;
}

/** `checkov:skip=ID[,ID]:reason` anywhere in a resource is about the whole resource. */
function* checkov(comments: Comments, comment: Comment): Generator<PeerSuppression> {
  const nodes = comments.nodesAt(comment.line, comment);
  for (const match of comment.text.matchAll(/checkov:skip\s*=\s*([A-Za-z0-9_]+(?:\s*,\s*[A-Za-z0-9_]+)*)(?:\s*:([^\n]*))?/g)) {
    const start = comment.span.start + match.index;
    const location = comments.locate(start, start + match[0].trimEnd().length);
    const covers = (judged: Judged): boolean => nodes.some((node) => isAbout(judged, node));
    const reason = match[2]?.trim();
    yield { ...shell('checkov', 'inSource', comments.file, location, covers), comment, node: nodes[0], ids: (match[1] as string).split(',').map((text) => ({ text: text.trim(), location })), ...(reason ? { reason } : {}) };
  }
}

/** `trivy:ignore:ID[:exp:YYYY-MM-DD]` on the line above, or at its end. It counts until its day begins. */
function* trivy(comments: Comments, comment: Comment, today: string): Generator<PeerSuppression> {
  const covers = comments.covering(comments.lineOf(comment));
  for (const match of comment.text.matchAll(/trivy:ignore:([A-Za-z0-9_.-]+)(?::exp:([^\s#]+))?/g)) {
    const start = comment.span.start + match.index;
    const location = comments.locate(start, start + match[0].length);
    yield { ...shell('trivy', 'inSource', comments.file, location, covers), comment, node: comments.nodesAt(comments.lineOf(comment))[0], ids: [{ text: match[1] as string, location }], ...ends(match[2], today) };
  }
}

function ends(day: string | undefined, today: string): { until?: string; expired?: boolean } {
  if (day === undefined) return {};
  const last = dayBefore(day);
  return last === undefined ? { expired: true } : { until: last, expired: last < today };
}

/** The day before, for tools whose suppressions end when a day begins; undefined for what is no day. */
function dayBefore(text: string): string | undefined {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time - 86_400_000).toISOString().slice(0, 10);
}

function* fromMetadata(metadata: unknown, path: Path, file: LoadedFile, node: Node | undefined, covers: Suppression['covers'], peers: ReadonlySet<PeerName>): Generator<PeerSuppression> {
  if (!isObject(metadata)) return;
  const at = (...more: (string | number)[]): Location => {
    const { value } = file.document.locate([...path, ...more]);
    const location = toLocation(file, value.start, value.end);
    return location.line === location.endLine ? location : { ...location, endLine: location.line, endColumn: file.lines.line(location.line).trimEnd().length + 1 };
  };
  const make = (peer: PeerName, id: unknown, reason: unknown, location: Location, rest: Partial<PeerSuppression> = {}): PeerSuppression[] =>
    typeof id === 'string' && id !== '' ? [{ ...shell(peer, 'inSource', file, location, covers), node, ids: [{ text: id, location }], ...(typeof reason === 'string' && reason.trim() !== '' ? { reason: reason.trim() } : {}), ...rest }] : [];
  const { checkov, guard } = metadata;
  if (peers.has('checkov') && isObject(checkov)) for (const [i, entry] of list(checkov.skip)) if (isObject(entry)) yield* make('checkov', entry.id, entry.comment, at('checkov', 'skip', i));
  const config = isObject(metadata['cfn-lint']) ? metadata['cfn-lint'].config : undefined;
  if (peers.has('cfn-lint') && isObject(config)) for (const [i, id] of list(config.ignore_checks)) yield* make('cfn-lint', id, undefined, at('cfn-lint', 'config', 'ignore_checks', i));
  for (const [peer, key] of [['cdk-nag', 'cdk_nag'], ['cfn-nag', 'cfn_nag']] as const) {
    const body = metadata[key];
    if (!peers.has(peer) || !isObject(body)) continue;
    for (const [i, entry] of list(body.rules_to_suppress)) {
      if (!isObject(entry)) continue;
      const narrow = peer === 'cdk-nag' && list(entry.applies_to).length > 0;
      yield* make(peer, entry.id, reasonOf(entry), at(key, 'rules_to_suppress', i), narrow ? { refused: 'it applies to single findings of cdk-nag (applies_to)' } : {});
    }
  }
  if (peers.has('guard') && isObject(guard)) for (const [i, id] of list(guard.SuppressedRules)) yield* make('guard', id, undefined, at('guard', 'SuppressedRules', i));
}

/** cdk-nag writes reasons in Base64 when they are not plain ASCII. */
function reasonOf(entry: Raw): unknown {
  return entry.is_reason_encoded === true && typeof entry.reason === 'string' ? Buffer.from(entry.reason, 'base64').toString('utf8') : entry.reason;
}

const list = (raw: unknown): [number, unknown][] => (Array.isArray(raw) ? [...raw.entries()] : []);

/** `.trivyignore` and `.trivyignore.yaml` in the working directory. */
async function trivyFiles(context: LoadContext, today: string): Promise<PeerSuppression[]> {
  const { cwd } = context.options;
  const found: PeerSuppression[] = [];
  const plain = join(cwd, '.trivyignore');
  if (existsSync(plain)) {
    const file = nowhere(context, plain);
    for (const [index, line] of readFileSync(plain, 'utf8').split(/\r?\n/).entries()) {
      const match = /^\s*([A-Za-z0-9_.-]+)(?:\s+exp:(\S+))?/.exec(line);
      if (!match) continue;
      const location = { file: context.shown(plain), line: index + 1, column: 1, endLine: index + 1, endColumn: line.length + 1 };
      const reason = /#\s*(.*)$/.exec(line)?.[1]?.trim();
      found.push({ ...shell('trivy', 'external', file, location, () => true), ids: [{ text: match[1] as string, location }], base: cwd, ...(reason ? { reason } : {}), ...ends(match[2], today) });
    }
  }
  const yaml = join(cwd, '.trivyignore.yaml');
  const file = existsSync(yaml) ? (await context.read(yaml, 'note'))?.[0] : undefined;
  if (file) found.push(...trivyYaml(file, cwd, today));
  return found;
}

function* trivyYaml(file: LoadedFile, cwd: string, today: string): Generator<PeerSuppression> {
  const { data } = file.document;
  for (const [index, entry] of isObject(data) ? list(data.misconfigurations) : []) {
    if (!isObject(entry) || typeof entry.id !== 'string') continue;
    const { value } = file.document.locate(['misconfigurations', index, 'id']);
    const location = toLocation(file, value.start, value.end);
    const globs = Array.isArray(entry.paths) ? entry.paths.filter((glob): glob is string => typeof glob === 'string') : undefined;
    const inFiles = fileMatcher(globs, cwd, cwd);
    const covers = (judged: Judged): boolean => inFiles === undefined || spotsOf(judged).some((spot) => inFiles(spot.file));
    const day = entry.expired_at === undefined ? undefined : String(entry.expired_at);
    yield { ...shell('trivy', 'external', file, location, covers), ids: [{ text: entry.id, location }], base: cwd, globs, ...(typeof entry.statement === 'string' ? { reason: entry.statement } : {}), ...ends(day, today) };
  }
}

function shell(peer: PeerName, kind: Suppression['kind'], file: LoadedFile, location: Location, covers: Suppression['covers']): PeerSuppression {
  return { kind, form: 'peer', peer, ids: [], file, location, flaws: [], covers, mayCover: covers };
}

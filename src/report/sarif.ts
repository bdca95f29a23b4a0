/**
 * SARIF 2.1.0 in two profiles: what GitHub code scanning takes, and everything. GitHub rejects a whole upload for one bad value, cuts off
 * what is over its limits, and shows an alert in a pull request only if all lines of its region changed; hence most of what follows.
 */
import type * as Sarif from 'sarif';
import {
  type BaselineEntry,
  CONFIDENCES,
  type Confidence,
  type Finding,
  type Location,
  type Notice,
  type ReportContext,
  type Reporter,
  type Result,
  type RuleInfo,
  SEVERITIES,
  type Severity,
  type Suppressed,
} from '../finding.js';
import { condition, count, digits, isAddress, sentence, visible } from './text.js';

/** `github`: what code scanning reads, without what it would turn into a wrong alert. `full`: all we know, for every other reader. */
export type SarifProfile = 'github' | 'full';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const ROOT = 'SRCROOT';
/** GitHub keeps no more, and chooses for itself. */
const MOST_RESULTS = 5000;
const MOST_RELATED = 100;
const MOST_TAGS = 10;
const MOST_TEXT = 1024;
/** Related places named in a message; GitHub shows only those. */
const MOST_LINKS = 10;

const LEVEL: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};
const SECURITY: Readonly<Record<Severity, string | undefined>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.5', info: undefined };
const PROBLEM: Readonly<Record<Severity, string>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'recommendation',
  info: 'recommendation',
};
const PRECISION: Readonly<Record<Confidence, string>> = { certain: 'very-high', likely: 'high', heuristic: 'medium' };

const TOOLS: Readonly<Record<string, string>> = {
  securityHub: 'Security Hub',
  checkov: 'Checkov',
  trivy: 'Trivy',
  kics: 'KICS',
  cdkNag: 'cdk-nag',
  guard: 'Guard registry',
  cfnLint: 'cfn-lint',
  cfnNag: 'cfn_nag',
  prowler: 'Prowler',
  awsConfig: 'AWS Config',
  controlTower: 'Control Tower',
  preflight: 'CloudFormation pre-deployment validation',
};

/** A reporter that writes a SARIF log of one run. */
export function sarif(profile: SarifProfile): Reporter {
  return (result, context) => `${JSON.stringify(new Writer(profile, result, context).log())}\n`;
}

/** A finding with its place in the repository. */
interface Placed {
  finding: Finding;
  /** Undefined when the profile cannot express it. */
  artifact: Sarif.ArtifactLocation | undefined;
  /** What results are sorted by before line and column. */
  key: string;
  /** Set when somebody accepted it. */
  suppressed?: Suppressed;
  /** How it stands to the baseline, where there is one. */
  state?: 'new' | 'unchanged' | 'absent';
}

class Writer {
  readonly profile: SarifProfile;
  readonly result: Result;
  readonly context: ReportContext;
  readonly rules: readonly RuleInfo[];
  readonly ruleIndex: ReadonlyMap<string, number>;
  readonly base: string;
  readonly artifacts = new Map<string, Sarif.ArtifactLocation | undefined>();
  readonly notifications: Sarif.Notification[] = [];

  constructor(profile: SarifProfile, result: Result, context: ReportContext) {
    this.profile = profile;
    this.result = result;
    this.context = context;
    this.base = normalize(context.root ?? context.cwd);
    const found = new Set(result.findings.map(({ rule }) => rule));
    // GitHub takes rules from results; the full profile also says which rules found nothing.
    this.rules = result.rules.filter(({ id }) => profile === 'full' || found.has(id)).sort((a, b) => compare(a.id, b.id));
    this.ruleIndex = new Map(this.rules.map(({ id }, index) => [id, index]));
  }

  log(): Sarif.Log {
    const results = this.results();
    const { result, profile } = this;
    if (profile === 'full') this.notifyAll();
    const successful = !result.incomplete && result.errors.length === 0;
    const invocation: Sarif.Invocation = { executionSuccessful: successful };
    if (result.scan && profile === 'full') {
      invocation.startTimeUtc = result.scan.startedAt;
      invocation.endTimeUtc = result.scan.endedAt;
      // Passes too, because an auditor counts both.
      invocation.properties = { cells: result.scan.cells.map(({ account, region, caller, resources, snapshot, looks }) => ({ account, region, caller, resources, snapshot, looks })) };
    }
    if (this.notifications.length > 0) invocation.toolExecutionNotifications = this.notifications;
    const run: Sarif.Run = {
      tool: {
        driver: {
          name: 'Plimsoll',
          semanticVersion: result.version,
          ...(result.homepage === undefined ? {} : { informationUri: result.homepage }),
          rules: this.rules.map((rule) => descriptor(rule)),
        },
      },
      automationDetails: { id: 'ecs/' },
      columnKind: 'utf16CodeUnits',
      ...(profile === 'full' || this.notifications.length > 0 ? { invocations: [invocation] } : {}),
      ...(profile === 'full' ? { originalUriBaseIds: { [ROOT]: { uri: fileUri(this.base, true) } }, ...this.artifactList() } : {}),
      results,
    };
    return { $schema: SCHEMA, version: '2.1.0', runs: [run] };
  }

  // --- results

  results(): Sarif.Result[] {
    let groups = this.merged(this.placed());
    if (groups.length > MOST_RESULTS && this.profile === 'github') {
      const all = groups.length;
      groups = [...groups].sort((a, b) => badness(a) - badness(b)).slice(0, MOST_RESULTS);
      groups.sort((a, b) => order(a[0]!, b[0]!));
      this.notify('warning', `GitHub keeps ${digits(MOST_RESULTS)} results of a run: this file holds the worst of ${digits(all)}`);
    }
    const results = groups.map((group) => this.toResult(group));
    return this.profile === 'full' ? [...results, ...(this.result.baseline?.absent ?? []).map((entry) => this.absent(entry))] : results;
  }

  /** Findings with a place that the profile can express, sorted. */
  placed(): Placed[] {
    const { findings, suppressed, baseline, since } = this.result;
    const place = (finding: Finding, more: Pick<Placed, 'suppressed' | 'state'> = {}): Placed => {
      const artifact = this.artifact(finding.location.file);
      return { finding, artifact, key: artifact?.uri ?? `~${finding.location.file}`, ...more };
    };
    const all = findings.map((finding) => place(finding, (baseline ?? since) && { state: 'new' }));
    // GitHub tells new alerts from old ones itself, and would close those that an upload leaves out.
    all.push(...(since?.old ?? []).map((finding) => place(finding, { state: 'unchanged' })));
    // GitHub would make alerts of these.
    if (this.profile === 'full') {
      all.push(...suppressed.map((each) => place(each.finding, { suppressed: each })));
      all.push(...(baseline?.old ?? []).map((finding) => place(finding, { state: 'unchanged' })));
      all.push(...(since?.gone ?? []).map((finding) => place(finding, { state: 'absent' })));
    }
    all.sort(order);
    if (this.profile === 'full') return all;
    const kept = all.filter(({ artifact }) => artifact !== undefined);
    const left = all.length - kept.length;
    if (left > 0) this.notify('warning', `${count(left, 'finding')} left out: not in a file of this repository`);
    return kept;
  }

  /** GitHub makes one alert of a rule's results on one line, and loses the others: they become one result. */
  merged(placed: readonly Placed[]): Placed[][] {
    if (this.profile === 'full') return placed.map((one) => [one]);
    const groups = new Map<string, Placed[]>();
    for (const one of placed) {
      const key = JSON.stringify([one.finding.rule, one.key, one.finding.location.line]);
      const group = groups.get(key);
      if (group) group.push(one);
      else groups.set(key, [one]);
    }
    return [...groups.values()];
  }

  toResult(group: readonly Placed[]): Sarif.Result {
    const [{ finding, artifact, suppressed, state }, ...others] = group as [Placed, ...Placed[]];
    const worst = group.reduce(
      (least, one) => (SEVERITIES.indexOf(one.finding.severity) < SEVERITIES.indexOf(least) ? one.finding.severity : least),
      finding.severity,
    );
    const related: Sarif.Location[] = [];
    /** Adds a related place; gives the text that links to it. */
    const link = (text: string, location: Location, whole = false): string => {
      const there = this.artifact(location.file);
      const label = plain(text);
      if (there === undefined || related.length >= MOST_RELATED) return label;
      const id = related.length + 1;
      related.push({
        id,
        physicalLocation: { artifactLocation: there, region: whole ? region(location) : this.oneLine(location) },
        message: { text: sentence(label) },
      });
      return id <= MOST_LINKS ? `[${label.replace(/[[\]\\]/g, '\\$&')}](${id})` : label;
    };

    const sentences = [claim(finding)];
    if (others.length > 0) {
      const named = others.map((other) => link(withCondition(other.finding), other.finding.location)).slice(0, MOST_LINKS);
      if (others.length > named.length) named.push(`${count(others.length - named.length, 'other')}`);
      sentences.push(sentence(`On the same line: ${named.join('; ')}`));
    }
    if (finding.proof.length > 0)
      sentences.push(sentence(`Proof: ${finding.proof.map(([label, text]) => `${plain(label)}: ${plain(text)}`).join('; ')}`));
    sentences.push(`Fix: ${sentence(plain(finding.fix))}`);
    const places = [...new Map(group.flatMap(({ finding: { related } }) => related).map((one) => [JSON.stringify(one), one])).values()];
    const see = places.map(({ message, location }) => link(message, location)).slice(0, MOST_LINKS);
    if (see.length > 0) sentences.push(sentence(`See ${see.join('; ')}`));
    const { resource } = finding;
    const name = `${resource.type} ${resource.name}`;
    if (resource.range) sentences.push(sentence(`In ${link(name, resource.range, true)}`));

    const location: Sarif.Location = {};
    if (artifact) location.physicalLocation = { artifactLocation: artifact, region: this.oneLine(finding.location) };
    if (this.profile === 'full') {
      const fullyQualifiedName = isAddress(finding.location.file)
        ? finding.location.file
        : [name.replace(' ', '/'), finding.path].filter(Boolean).join('.');
      location.logicalLocations = [{ name: resource.name, fullyQualifiedName, kind: 'resource' }];
    }
    const lineHash = artifact && this.context.sources.lineHash(finding.location.file, finding.location.line);
    const index = this.ruleIndex.get(finding.rule);
    return {
      ruleId: finding.rule,
      ...(index === undefined ? {} : { ruleIndex: index }),
      level: LEVEL[worst],
      message: { text: sentences.join(' ') },
      locations: [location],
      ...(related.length > 0 ? { relatedLocations: related } : {}),
      partialFingerprints: { ...(lineHash ? { primaryLocationLineHash: lineHash } : {}), 'plimsoll/v1': finding.fingerprint },
      ...(state === undefined ? {} : this.profile === 'full' ? { baselineState: state } : {}),
      ...(suppressed === undefined ? {} : { suppressions: [this.suppression(suppressed)] }),
      ...(this.profile === 'full' ? { ...this.fixes(finding), properties: properties(finding) } : {}),
    };
  }

  /** The edits that mend a finding, one fix. */
  fixes({ edits, fix }: Finding): { fixes?: Sarif.Fix[] } {
    const files = [...new Set(edits?.map(({ file }) => file))];
    const changes = files.flatMap((file) => {
      const artifactLocation = this.artifact(file);
      const its = edits?.filter((edit) => edit.file === file) ?? [];
      return artifactLocation ? [{ artifactLocation, replacements: its.map(({ location, text }) => ({ deletedRegion: region(location), ...(text === '' ? {} : { insertedContent: { text } }) })) }] : [];
    });
    return changes.length > 0 && changes.length === files.length ? { fixes: [{ description: { text: sentence(plain(fix)) }, artifactChanges: changes }] } : {};
  }

  suppression({ kind, reason, owner, until, location, peer }: Suppressed): Sarif.Suppression {
    const artifactLocation = location && this.artifact(location.file);
    const more = { ...(owner === undefined ? {} : { owner }), ...(until === undefined ? {} : { until }), ...(peer === undefined ? {} : { peer }) };
    return {
      kind,
      status: 'accepted',
      ...(reason === '' ? {} : { justification: plain(reason) }),
      ...(location && artifactLocation ? { location: { physicalLocation: { artifactLocation, region: region(location) } } } : {}),
      ...(Object.keys(more).length > 0 ? { properties: more } : {}),
    };
  }

  /** A finding of the baseline that is gone: nothing is known of it but what the baseline says. */
  absent({ rule, file, resource, path, fingerprint }: BaselineEntry): Sarif.Result {
    const artifact = this.artifact(file);
    const index = this.ruleIndex.get(rule);
    const name = [resource.replace(' ', '/'), path].filter(Boolean).join('.');
    return {
      ruleId: rule,
      ...(index === undefined ? {} : { ruleIndex: index }),
      level: LEVEL[this.rules.find(({ id }) => id === rule)?.severity ?? 'medium'],
      message: { text: `No longer found: ${sentence(plain(name))}` },
      locations: [{ ...(artifact ? { physicalLocation: { artifactLocation: artifact } } : {}), logicalLocations: [{ name: resource.slice(resource.indexOf(' ') + 1), fullyQualifiedName: name, kind: 'resource' }] }],
      partialFingerprints: { 'plimsoll/v1': fingerprint },
      baselineState: 'absent',
    };
  }

  /** A region cut to its first line, because GitHub shows an alert in a pull request only when all its lines changed. */
  oneLine(location: Location): Sarif.Region {
    const startLine = Math.max(1, location.line);
    const startColumn = Math.max(1, location.column);
    const lineEnd = () => (this.context.sources.line(location.file, location.line)?.trimEnd().length ?? startColumn) + 1;
    const end = location.endLine > location.line ? lineEnd() : location.endColumn;
    return { startLine, startColumn, endLine: startLine, endColumn: Math.max(startColumn + 1, end) };
  }

  // --- places

  /** Where a shown path lies: relative to the root, or by its own address in the full profile; undefined when it cannot be said. */
  artifact(file: string): Sarif.ArtifactLocation | undefined {
    if (!this.artifacts.has(file)) this.artifacts.set(file, this.locate(file));
    return this.artifacts.get(file);
  }

  locate(file: string): Sarif.ArtifactLocation | undefined {
    if (file === '' || isAddress(file)) return undefined;
    const path = normalize(isAbsolute(slashes(file)) ? file : `${this.context.cwd}/${file}`);
    const root = this.base.endsWith('/') ? this.base : `${this.base}/`;
    if (path.startsWith(root)) {
      const uri = encodePath(path.slice(root.length));
      return this.profile === 'full' ? { uri, uriBaseId: ROOT } : { uri };
    }
    return this.profile === 'full' ? { uri: fileUri(path, false) } : undefined;
  }

  /** The files that were read: evidence of what was looked at. */
  artifactList(): { artifacts?: Sarif.Artifact[] } {
    const artifacts = this.result.files.flatMap((file): Sarif.Artifact[] => {
      const location = this.artifact(file);
      return location ? [{ location, roles: ['analysisTarget'] }] : [];
    });
    return artifacts.length > 0 ? { artifacts } : {};
  }

  // --- notifications

  notify(level: Notice['level'], text: string, rest: Partial<Sarif.Notification> = {}): void {
    this.notifications.push({ level, message: { text: sentence(plain(text)) }, ...rest });
  }

  notifyAll(): void {
    for (const { account, region, collections } of this.result.scan?.cells ?? []) {
      for (const { name, state, reason = state, at, requestIds } of collections) {
        if (state !== 'complete') this.notify(state === 'out-of-scope' ? 'note' : 'error', `${name} of account ${account} in ${region} was not read: ${reason}`, { descriptor: { id: 'not-read' }, timeUtc: at, properties: { account, region, collection: name, state, requestIds: [...requestIds] } });
      }
    }
    for (const { level, message, file, line, column } of this.result.notices) {
      // Said above, with all that is known of it.
      if (this.result.scan && file?.startsWith('aws://')) continue;
      const artifactLocation = file === undefined ? undefined : this.artifact(file);
      const at = artifactLocation && {
        artifactLocation,
        ...(line === undefined ? {} : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } }),
      };
      const text = file !== undefined && artifactLocation === undefined ? `${file}: ${message}` : message;
      this.notify(level, text, at ? { locations: [{ physicalLocation: at }] } : {});
    }
    for (const { rule, resource, message, stack } of this.result.errors) {
      const index = this.ruleIndex.get(rule);
      this.notify('error', `${rule} crashed on ${resource}: ${message}`, {
        associatedRule: { id: rule, ...(index === undefined ? {} : { index }) },
        exception: { kind: /^\w*Error/.exec(stack)?.[0] ?? 'Error', message, ...(stack === '' ? {} : { properties: { stack } }) },
      });
    }
    const undecided = this.result.undecided.length;
    if (undecided > 0) this.notify('note', `${count(undecided, 'look')} undecided: neither found nor passed`);
  }
}

// --- rules

function descriptor(rule: RuleInfo): Sarif.ReportingDescriptor {
  const security = rule.category === 'security' ? SECURITY[rule.severity] : undefined;
  const [family = ''] = rule.id.split('/');
  // Only a rule with a security severity is tagged `security`: GitHub takes the two together.
  const tags = [
    rule.category === 'security' && security === undefined ? undefined : rule.category,
    family,
    rule.outcome,
    'aws',
    ...(rule.equivalents['securityHub'] ?? []),
  ];
  return {
    id: rule.id,
    name: rule.id
      .split(/[^A-Za-z0-9]+/)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join('')
      .slice(0, 255),
    shortDescription: { text: cut(sentence(plain(rule.summary))) },
    fullDescription: { text: cut(sentence(plain(rule.why))) },
    help: { text: helpText(rule), markdown: helpMarkdown(rule) },
    ...(/^https?:/.test(rule.page) ? { helpUri: rule.page } : {}),
    defaultConfiguration: { level: LEVEL[rule.severity] },
    properties: {
      tags: [...new Set(tags.filter((tag) => tag !== undefined && tag !== ''))].slice(0, MOST_TAGS) as string[],
      precision: PRECISION[rule.confidence],
      ...(security === undefined ? { 'problem.severity': PROBLEM[rule.severity] } : { 'security-severity': security }),
    },
  };
}

function helpText(rule: RuleInfo): string {
  const references = rule.references.length > 0 ? ['References:', ...rule.references.map((address) => `- ${address}`)] : [];
  return [sentence(rule.why), `Fix: ${sentence(rule.fix)}`, ...references].join('\n');
}

function helpMarkdown(rule: RuleInfo): string {
  const facts = [
    ['Severity', rule.severity],
    ['Confidence', rule.confidence],
    ['Category', rule.category],
    ...(rule.outcome ? [['Outcome', rule.outcome]] : []),
  ];
  const peers = Object.entries(rule.equivalents).filter(([, ids]) => ids.length > 0);
  const parts = [
    `**${sentence(rule.summary)}**`,
    sentence(rule.why),
    `## Fix\n\n${sentence(rule.fix)}`,
    [
      facts.map(([title]) => `| ${title} `).join('') + '|',
      `${'|---'.repeat(facts.length)}|`,
      facts.map(([, value]) => `| ${value} `).join('') + '|',
    ].join('\n'),
    ...(rule.references.length > 0 ? [`## References\n\n${rule.references.map((address) => `- <${address}>`).join('\n')}`] : []),
    ...(peers.length > 0
      ? [
          `## The same in other tools\n\n${peers.map(([tool, ids]) => `- ${TOOLS[tool] ?? tool}: ${ids.map((id) => `\`${id}\``).join(', ')}`).join('\n')}`,
        ]
      : []),
    ...(/^https?:/.test(rule.page) ? [`[${rule.id}](${rule.page})`] : []),
  ];
  return parts.join('\n\n');
}

// --- words

function claim(finding: Finding): string {
  const parts = [sentence(plain(finding.message))];
  if (finding.when !== undefined) parts.push(`This holds ${plain(condition(finding.when))}.`);
  return parts.join(' ');
}

function withCondition({ message, when }: Finding): string {
  return when === undefined ? message : `${message}, ${condition(when)}`;
}

/** Keeps text from a file from becoming a link of ours, and from hiding or turning round what stands beside it. */
function plain(text: string): string {
  return text.split('\n').map(visible).join('\n').replaceAll('](', '] (');
}

function cut(text: string): string {
  return text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT - 3).replace(/[\ud800-\udbff]$/, '')}...`;
}

function properties(finding: Finding): Sarif.PropertyBag {
  const { severity, confidence, category, outcome, when, environments, proof, path, resource } = finding;
  return {
    severity,
    confidence,
    category,
    ...(outcome === undefined ? {} : { outcome }),
    ...(when === undefined ? {} : { when }),
    ...(environments === undefined ? {} : { environments: [...environments] }),
    ...(proof.length > 0 ? { proof: proof.map(([label, text]) => ({ label, text })) } : {}),
    resource: {
      type: resource.type,
      name: resource.name,
      ...(resource.constructPath === undefined ? {} : { constructPath: resource.constructPath }),
    },
    path,
  };
}

// --- order

function order(a: Placed, b: Placed): number {
  const [x, y] = [a.finding, b.finding];
  return (
    compare(a.key, b.key) ||
    x.location.line - y.location.line ||
    x.location.column - y.location.column ||
    compare(x.rule, y.rule) ||
    compare(x.fingerprint, y.fingerprint)
  );
}

/** Smaller is worse. */
function badness(group: readonly Placed[]): number {
  return Math.min(...group.map(({ finding }) => SEVERITIES.indexOf(finding.severity) * 10 + CONFIDENCES.indexOf(finding.confidence)));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// --- paths, without the file system: the caller passes folders whose links are resolved

function slashes(path: string): string {
  return /^[a-z]:|^\\\\/i.test(path) ? path.replaceAll('\\', '/') : path;
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[a-z]:\//i.test(path);
}

/** An absolute path with `/`, a capital drive letter, and no `.` or `..`; without a `/` at its end. */
function normalize(path: string): string {
  const [, drive = '', rest = ''] = /^([a-z]:)?(.*)$/is.exec(slashes(path))!;
  const kept: string[] = [];
  for (const part of rest.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return `${drive.toUpperCase()}/${kept.join('/')}`;
}

function encodePath(path: string): string {
  const whole = path.replace(/\p{Cs}/gu, '\ufffd');
  return encodeURI(whole).replace(/[?#:]/g, encodeURIComponent);
}

function fileUri(path: string, folder: boolean): string {
  const [, drive = '', rest = ''] = /^([A-Z]:)?(.*)$/s.exec(path)!;
  return `file://${drive && `/${drive}`}${encodePath(rest)}${folder && !rest.endsWith('/') ? '/' : ''}`;
}

function region({ line, column, endLine, endColumn }: Location): Sarif.Region {
  const startLine = Math.max(1, line);
  const startColumn = Math.max(1, column);
  const last = Math.max(startLine, endLine);
  return { startLine, startColumn, endLine: last, endColumn: Math.max(last === startLine ? startColumn + 1 : 1, endColumn) };
}

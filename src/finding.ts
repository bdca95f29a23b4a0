/** What a run gives back: the shapes that the engine produces and the reporters read. Nothing here does any work. */

/** How bad it is when true. `critical` and `high` break the default gate. */
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';
/** How sure we are that it is true. Only `certain` and `likely` break the gate. */
export type Confidence = 'certain' | 'likely' | 'heuristic';
export type Category = 'security' | 'reliability' | 'operations' | 'cost' | 'deployability';
/** What AWS does with it; deployability rules carry one. */
export type Outcome = 'rejected' | 'task-fails' | 'hangs' | 'silently-broken';

/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];
/** Surest first. */
export const CONFIDENCES: readonly Confidence[] = ['certain', 'likely', 'heuristic'];

/** A region of a file. Lines and columns are 1-based, columns count UTF-16 code units, the end column is exclusive. */
export interface Location {
  /** Path as shown to the user: relative to the working directory where possible, `/` separators. */
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** A second place that helps to understand a finding. */
export interface Related {
  message: string;
  location: Location;
}

/** A replacement of a stretch of text in a file that was read. */
export interface Edit {
  /** Path as shown. */
  file: string;
  /** Offsets in the decoded text (without a byte order mark), in UTF-16 code units; `end` is exclusive, equal to `start` for an insertion. */
  start: number;
  end: number;
  /** What stands there afterwards. Never a secret: edits write only what rules know. */
  text: string;
  /** The same stretch in lines and columns. */
  location: Location;
}

/** One mistake at one place. */
export interface Finding {
  /** Rule id, `family/what-must-hold`. */
  rule: string;
  severity: Severity;
  confidence: Confidence;
  category: Category;
  outcome?: Outcome;
  /** One sentence without a full stop at its end: the thing, its value, what is wrong. */
  message: string;
  /** What to type instead, for this very place; falls back to the rule's `fix`. */
  fix: string;
  /** Lines of evidence (arithmetic, statements), shown indented under the message: [label, text]. */
  proof: readonly (readonly [string, string])[];
  location: Location;
  related: readonly Related[];
  /** CloudFormation type, name (logical id or family), and a label such as `Service in web.template.json`. */
  resource: { type: string; name: string; range?: Location; constructPath?: string };
  /** Canonical property path, list items by name or port: `ContainerDefinitions[web].Image`. Empty for the resource itself. */
  path: string;
  /** The parameters under which it holds, e.g. `Env = prod`; absent when it always holds. */
  when?: string;
  /** The environments of the run that have it, when others have not. */
  environments?: readonly string[];
  /** What it goes back to; only findings of accounts have one. */
  cause?: Cause;
  /** Text edits that together mend it, in the order of the text, without overlap. Only when the run was asked for edits, and only where the right one is certain. */
  edits?: readonly Edit[];
  /** Stable identity: survives moved lines, reformatting and renamed files. 16 hex digits, unique in a result. */
  fingerprint: string;
}

/** A finding that somebody accepted. It breaks no gate and stands in no list of findings. */
export interface Suppressed {
  finding: Finding;
  /** `inSource`: in the file itself (comment, metadata); `external`: in the configuration or a file for it. */
  kind: 'inSource' | 'external';
  /** Why it is accepted; empty where none is required and none is given. */
  reason: string;
  owner?: string;
  /** Last day on which it counts, YYYY-MM-DD. */
  until?: string;
  /** Where it is written. */
  location?: Location;
  /** The other tool that it was written for. */
  peer?: string;
}

/** What a baseline remembers of a finding: nothing that moves when lines move. */
export interface BaselineEntry {
  rule: string;
  /** Relative to the folder of the baseline, `/` separators. */
  file: string;
  /** Type and name. */
  resource: string;
  path: string;
  fingerprint: string;
  reason?: string;
  owner?: string;
  /** Last day on which it counts. */
  until?: string;
}

/** What a run looks like beside a baseline. */
export interface BaselineState {
  /** The baseline as shown. */
  file: string;
  /** Findings that it knows: they break no gate and stand in no list of findings. */
  old: readonly Finding[];
  /** Entries that no longer occur, with `file` as reports show files. */
  absent: readonly BaselineEntry[];
}

/** What a run looks like beside an earlier state of the same inputs. */
export interface SinceState {
  /** The earlier state as people call it, e.g. `origin/main (1f3a9c2)` or `base/cdk.out`. */
  base: string;
  /** `tree`: judged whole and compared by fingerprint; `lines`: no earlier state could be judged, so findings on changed lines count as new. */
  by: 'tree' | 'lines';
  /** Findings that were there before: they break no gate and stand in no list of findings. */
  old: readonly Finding[];
  /** Findings of the earlier state that are gone; places are those of that state. Empty when compared by lines. */
  gone: readonly Finding[];
}

/** A look that could not be decided. */
export interface UndecidedLook {
  rule: string;
  /** Why, in words, e.g. `parameter ImageTag has no value`. */
  reason: string;
  /** Class of the reason, for counting: `parameter`, `reference`, `elsewhere`, `placeholder`, … */
  kind: string;
  location: Location;
  resource: { type: string; name: string };
}

/** Something that happened to an input or to us that is no finding: shown as one line. */
export interface Notice {
  level: 'error' | 'warning' | 'note';
  /** True when this makes the run incomplete (exit code 3). */
  incomplete: boolean;
  message: string;
  file?: string;
  line?: number;
  column?: number;
}

/** A rule crashed: our bug, never a clean result. */
export interface InternalError {
  rule: string;
  resource: string;
  message: string;
  stack: string;
}

/** What reporters need to know of a rule. */
export interface RuleInfo {
  id: string;
  summary: string;
  why: string;
  fix: string;
  severity: Severity;
  confidence: Confidence;
  category: Category;
  outcome?: Outcome;
  references: readonly string[];
  /** Ids of peers' checks for the same mistake, by tool. */
  equivalents: Readonly<Record<string, readonly string[]>>;
  presets: readonly string[];
  aliases: readonly string[];
  supersedes: readonly string[];
  /** JSON Schemas of its options, by name. */
  options?: Readonly<Record<string, object>>;
  /** Some of its findings can be mended by `--fix`. */
  fixable: boolean;
  /** Texts with which AWS tells of the failure, what varies written as `…`. */
  errors?: readonly string[];
  /** Address of its page. */
  page: string;
}

/** How many looks of a rule ended how. */
export interface Looks {
  passed: number;
  failed: number;
  undecided: number;
  /** Looks that could not be made because what they need was not read. */
  notEvaluated: number;
}

/** What findings of an account go back to: mended there, they are all mended. */
export interface Cause {
  kind: 'role' | 'stack' | 'task-definition';
  /** Name of the role, `STACK/LOGICAL-ID`, or the family. */
  name: string;
}

/** What a scan read, when and as whom, for whoever must show it later. */
export interface ScanEvidence {
  /** UTC. */
  startedAt: string;
  endedAt: string;
  cells: readonly {
    account: string;
    region: string;
    /** ARN of who asked. */
    caller: string;
    startedAt: string;
    endedAt: string;
    resources: number;
    /** Hash of what was read. */
    snapshot: string;
    /** Looks by rule. */
    looks: Readonly<Record<string, Looks>>;
    collections: readonly { name: string; state: string; reason?: string; items: number; at: string; calls: number; requestIds: readonly string[] }[];
  }[];
}

/** Everything a run found, in a fixed order. */
export interface Result {
  findings: readonly Finding[];
  /** Findings that are accepted, in the order of findings. */
  suppressed: readonly Suppressed[];
  /** Present when the run was compared with a baseline; `findings` then are the new ones. */
  baseline?: BaselineState;
  /** Present when the run was compared with an earlier state; `findings` then are what was added since. */
  since?: SinceState;
  undecided: readonly UndecidedLook[];
  notices: readonly Notice[];
  errors: readonly InternalError[];
  /** Every rule that ran, by id. */
  rules: readonly RuleInfo[];
  /** Files read as inputs (shown paths), sorted. */
  files: readonly string[];
  /** Number of looks that ended without finding or doubt. */
  passed: number;
  /** Looks by rule, of every rule that looked at something. */
  looks: Readonly<Record<string, Looks>>;
  /** What was read of which accounts; only a scan has it. */
  scan?: ScanEvidence;
  /** True when something named or recognised could not be read. */
  incomplete: boolean;
  /** Milliseconds by phase: load, check, report, total. */
  timing: Readonly<Record<string, number>>;
  version: string;
  /** Address of the project, for formats that name their tool. */
  homepage?: string;
}

/** Text access for reporters that show code: lines come back with secrets already masked. */
export interface Sources {
  /** The masked line (1-based) of a shown path, without its line end; undefined when there is none. */
  line(file: string, line: number): string | undefined;
  /** The line as it is written; undefined when something in it is masked or there is no such line. */
  plain?(file: string, line: number): string | undefined;
  /** GitHub's primaryLocationLineHash of a line, computed on the raw text; undefined for a file that cannot be read. */
  lineHash(file: string, line: number): string | undefined;
}

/** A reporter is a pure function from a result to text. */
export type Reporter = (result: Result, context: ReportContext) => string;

export interface ReportContext {
  sources: Sources;
  /** Severity from which a finding breaks the gate. */
  failOn: Severity | 'never';
  /** Whether colour may be used (pretty only). */
  color: boolean;
  /** Columns of the terminal; 80 when unknown. */
  width: number;
  /** List undecided looks as well. */
  showUndecided: boolean;
  /** Absolute folder that shown paths are relative to. */
  cwd: string;
  /** Absolute git root, if any. */
  root: string | undefined;
}

/** True when a finding is bad enough and sure enough to fail the run. */
export function breaksGate(finding: Pick<Finding, 'severity' | 'confidence'>, failOn: Severity | 'never'): boolean {
  return failOn !== 'never' && SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(failOn) && finding.confidence !== 'heuristic';
}

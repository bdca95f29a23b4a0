/** What the command line does, with the process passed in. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { rules as allRules } from '../rules/index.js';
import type { BaselineOptions } from './baseline.js';
import type { Chosen, Parameters } from './config/config.js';
import { openProject, type Project } from './config/project.js';
import { breaksGate, type ReportContext, type Result, SEVERITIES, type Severity } from './finding.js';
import { HELP } from './help.js';
import { gitRoot } from './load/discover.js';
import type { Snapshot } from './load/live/snapshot.js';
import { readParameters, UsageError } from './load/parameters.js';
import { decode } from './load/read.js';
import { page } from './page.js';
import { REPORTERS, WANTS_EDITS } from './report/index.js';
import type { Preset, Rule } from './rule.js';
import type { PeerName } from './suppress/options.js';
import { infoOf, run, type Run, type RunOptions, selectRules } from './run.js';
import { redact, redactLine } from './secrets.js';
import { VERSION } from './version.js';
import { near } from './words.js';

/** The process as the command line sees it. */
export interface Host {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  stdoutIsTty: boolean;
  stderrIsTty: boolean;
  columns: number | undefined;
  /** `false`: configurations and plugins that are programs are refused instead of run. */
  code?: boolean;
  out(text: string): void;
  err(text: string): void;
  stdin(): Promise<Buffer>;
}

const OPTIONS = {
  format: { type: 'string', short: 'f', multiple: true },
  output: { type: 'string', short: 'o' },
  preset: { type: 'string', multiple: true },
  rule: { type: 'string', multiple: true },
  'fail-on': { type: 'string' },
  'min-severity': { type: 'string' },
  parameters: { type: 'string', short: 'p', multiple: true },
  region: { type: 'string', multiple: true },
  account: { type: 'string' },
  exclude: { type: 'string', multiple: true },
  'ignore-unknown': { type: 'boolean' },
  stdin: { type: 'boolean' },
  'stdin-filename': { type: 'string' },
  undecided: { type: 'boolean' },
  'fail-on-undecided': { type: 'boolean' },
  'allow-incomplete': { type: 'boolean' },
  'exit-zero': { type: 'boolean' },
  baseline: { type: 'string' },
  'update-baseline': { type: 'string' },
  'no-inline-suppressions': { type: 'boolean' },
  'changed-since': { type: 'string' },
  base: { type: 'string' },
  profile: { type: 'string' },
  accounts: { type: 'string' },
  organization: { type: 'boolean' },
  unit: { type: 'string', multiple: true },
  'account-tag': { type: 'string', multiple: true },
  role: { type: 'string' },
  'external-id': { type: 'string' },
  scope: { type: 'string' },
  'rate-share': { type: 'string' },
  snapshots: { type: 'string' },
  resume: { type: 'boolean' },
  shard: { type: 'string' },
  'out-of-scope': { type: 'string', multiple: true },
  'print-policy': { type: 'boolean' },
  fix: { type: 'boolean' },
  'fix-dry-run': { type: 'boolean' },
  config: { type: 'string', short: 'c' },
  'no-config': { type: 'boolean' },
  'print-config': { type: 'string' },
  environment: { type: 'string', multiple: true },
  force: { type: 'boolean' },
  from: { type: 'string', multiple: true },
  'dry-run': { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  timing: { type: 'boolean' },
  color: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const satisfies ParseArgsConfig['options'];

/** The options of the command line. */
export type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>['values'];

/**
 * Runs one command.
 * @returns the exit code: 0 clean, 1 the gate is broken, 2 wrong usage, 3 incomplete
 */
export async function main(argv: readonly string[], host: Host): Promise<number> {
  try {
    const { values, positionals } = argumentsOf(argv);
    if (values.version) return say(host, `${VERSION}\n`);
    const [command, ...rest] = positionals;
    if (values['print-config'] !== undefined && (command === undefined || command === 'check')) return await printCommand(values['print-config'], values, host);
    if (values.help || command === undefined || command === 'help') return say(host, HELP);
    if (command === 'check') return await checkCommand(rest, values, host);
    if (command === 'rules') return await rulesCommand(values, host);
    if (command === 'explain') return await explainCommand(rest, values, host);
    if (command === 'init') return await initCommand(rest, values, host);
    if (command === 'scan' || command === 'merge') return await scanCommand(command, rest, values, host);
    if (command === 'compare') return await compareCommand(rest, values, host);
    if (command === 'rollout') return await rolloutCommand(rest, values, host);
    throw new UsageError(`there is no command "${command}"${near(command, ['check', 'scan', 'merge', 'compare', 'rules', 'explain', 'rollout', 'init', 'help'])}`);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    for (const line of redact(error.message).split('\n')) host.err(`plimsoll: ${line}\n`);
    return 2;
  }
}

function argumentsOf(argv: readonly string[]): { values: Values; positionals: string[] } {
  try {
    // The one option whose value may be left out.
    const args = argv.map((word) => (word === '--update-baseline' ? '--update-baseline=remove' : word));
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const message = (error as Error).message;
    const unknown = /Unknown option '(--?[^']*)'/.exec(message)?.[1];
    if (unknown) throw new UsageError(`there is no option ${unknown}${near(unknown, Object.keys(OPTIONS).map((name) => `--${name}`))}`);
    throw new UsageError(message.split('. ')[0]?.toLowerCase() ?? message);
  }
}

function say(host: Host, text: string): number {
  host.out(text);
  return 0;
}

/** A check with its verdict. */
export interface Judged {
  done: Run;
  /** What is reported: without what is below `--min-severity`, unless it breaks the gate. */
  result: Result;
  failOn: Severity | 'never';
  /** 0 clean, 1 the gate is broken, 3 incomplete. */
  code: number;
}

async function checkCommand(paths: readonly string[], values: Values, host: Host): Promise<number> {
  const targets = reportTargets(values, host);
  const { done, result, failOn, code } = await judge(paths, values, host, targets.some(({ format }) => WANTS_EDITS.has(format)));
  await report(result, done, targets, failOn, values, host);
  if (values.timing) host.err(timing(done));
  return values['exit-zero'] ? 0 : code;
}

/**
 * Checks what the arguments of `check` say, and reports nothing: for those who report in their own way.
 * @throws UsageError for wrong arguments or configurations
 */
export function judgeArguments(argv: readonly string[], host: Host, edits: boolean): Promise<Judged> {
  const { values, positionals } = argumentsOf(argv);
  return judge(positionals, values, host, edits);
}

async function judge(paths: readonly string[], values: Values, host: Host, edits: boolean): Promise<Judged> {
  const given = { failOn: severityOption('fail-on', values['fail-on']), least: severityOption('min-severity', values['min-severity']) };
  const project = await projectOf(values, host);
  const { wide } = project;
  const failOn = given.failOn ?? wide.failOn ?? 'high';
  const least = given.least ?? wide.minSeverity;
  const rules = ruleOption(values, project.plugins);
  const baseline = baselineOption(values, host, wide.baseline);
  const stdin = values.stdin ? await standardInput(values, host) : undefined;
  const written = await readParameters(values.parameters ?? [], host.cwd);
  const withOptions = (from: Partial<Parameters>): Parameters => ({ parameters: new Map([...(from.parameters ?? []), ...written]), region: values.region?.at(-1) ?? from.region, account: values.account ?? from.account });
  const environments = await environmentOption(values, project);
  const mends = fixOption(values, baseline);
  const options: RunOptions = {
    cwd: host.cwd,
    paths: paths.length > 0 ? paths : ['.'],
    exclude: [...(wide.exclude ?? []), ...(values.exclude ?? [])],
    stdin,
    ignoreUnknown: values['ignore-unknown'] === true,
    ...withOptions(wide),
    environments: new Map([...environments].map(([name, each]) => [name, withOptions(each)])),
    rules,
    configure: (files) => project.forFiles(files, chosenBy(values, rules)),
    suppress: { policy: values['no-inline-suppressions'] ? { ...wide.suppressions, inline: false } : wide.suppressions },
    baseline,
    since: sinceOption(values, host, baseline),
    edits,
  };
  const done = await withProgress(host, values, () => (mends ? fixed(options, mends, host) : run(options)));
  return { done, result: atLeast(done.result, least, failOn), failOn, code: exitCode(done.result, failOn, values) };
}

/** `scan`: live accounts by the same rules; `merge DIR...`: the parts of a scan put together and judged. */
async function scanCommand(command: 'scan' | 'merge', rest: readonly string[], values: Values, host: Host): Promise<number> {
  const targets = reportTargets(values, host);
  if (values['print-policy']) {
    const { leastPolicy } = await import('./scan/policy.js');
    return say(host, `${JSON.stringify(leastPolicy(ruleOption(values, (await projectOf(values, host)).plugins)), null, 2)}\n`);
  }
  const { done, result, failOn, code } = await judgeScan(command, rest, values, host);
  await report(result, { ...done, result }, targets, failOn, values, host);
  return values['exit-zero'] ? 0 : code;
}

/**
 * Judges accounts as `scan` with these arguments does, without writing a report.
 * @throws UsageError when the arguments do not go together; NoCredentials when there are none
 */
export function scanArguments(argv: readonly string[], host: Host): Promise<Judged> {
  const { values, positionals } = argumentsOf(argv);
  return judgeScan('scan', positionals, values, host);
}

async function judgeScan(command: 'scan' | 'merge', rest: readonly string[], values: Values, host: Host): Promise<Judged> {
  const given = { failOn: severityOption('fail-on', values['fail-on']), least: severityOption('min-severity', values['min-severity']) };
  const project = await projectOf(values, host);
  const rules = ruleOption(values, project.plugins);
  const failOn = given.failOn ?? project.wide.failOn ?? 'high';
  const baseline = baselineOption(values, host, project.wide.baseline);
  const { judge: judgeAll, merged, scan } = await import('./scan/scan.js');
  const notes: string[] = [];
  let snapshots: readonly Snapshot[];
  if (command === 'merge') {
    const { accountIds } = await import('./scan/targets.js');
    const found = merged(rest.map((folder) => resolve(host.cwd, folder)), values['allow-incomplete'] === true, values.accounts === undefined ? [] : accountIds(host.cwd, values.accounts));
    snapshots = found.snapshots;
    notes.push(...found.missing.map((part) => `${part} is missing`));
  } else {
    if (rest.length > 0) throw new UsageError(`scan takes no ${rest.join(' ')}; files are checked by "plimsoll check"`);
    const { scanRequest } = await import('./scan/request.js');
    const shown = host.stderrIsTty && !values.quiet && !host.env.CI;
    const read = await scan(scanRequest(values, host), rules, (text) => (shown ? host.err(`\r  ${text} `) : undefined));
    if (shown) host.err('\r\u001b[K');
    snapshots = read.snapshots;
    notes.push(...read.notes);
  }
  const done = await judgeAll(snapshots, { cwd: host.cwd, paths: [], rules, configure: (files) => project.forFiles(files, chosenBy(values, rules)), suppress: { policy: project.wide.suppressions }, baseline }, run);
  const missing = command === 'merge' && notes.length > 0;
  const whole: Result = { ...done.result, incomplete: done.result.incomplete || missing, notices: [...notes.map((message) => ({ level: missing ? ('error' as const) : ('note' as const), incomplete: missing, message })), ...done.result.notices] };
  return { done: { ...done, result: whole }, result: atLeast(whole, given.least, failOn), failOn, code: exitCode(whole, failOn, values) };
}

/** Findings from a severity on. What breaks the gate is shown in any case: an exit code needs its reason. */
function atLeast(result: Result, least: ReturnType<typeof severityOption>, failOn: Judged['failOn']): Result {
  return least && least !== 'never' ? { ...result, findings: result.findings.filter((finding) => SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(least) || breaksGate(finding, failOn)) } : result;
}

/** `compare OLD.json NEW.json`: what changed between reports. */
async function compareCommand(files: readonly string[], values: Values, host: Host): Promise<number> {
  const { compareReports, printComparison } = await import('./scan/compare.js');
  const format = values.format?.at(-1) ?? 'pretty';
  if (format !== 'pretty' && format !== 'json') throw new UsageError(`comparisons come as pretty or json, not "${format}"`);
  const compared = compareReports(files, host.cwd);
  host.out(format === 'json' ? `${JSON.stringify(compared, null, 2)}\n` : printComparison(compared));
  return values['exit-zero'] || compared.new.length + compared.reopened.length === 0 ? 0 : 1;
}

/** The earlier state to compare with. */
function sinceOption(values: Values, host: Host, baseline: BaselineOptions | undefined): RunOptions['since'] {
  const { 'changed-since': ref, base } = values;
  if (ref === undefined && base === undefined) return undefined;
  if (values.stdin) throw new UsageError('what comes from standard input has no earlier state');
  if (baseline?.update) throw new UsageError('--changed-since and --base go with --baseline, but not with --update-baseline, which must see all findings');
  return { ...(ref !== undefined && { ref }), ...(base !== undefined && { base: resolve(host.cwd, base) }) };
}

/** Whether findings are mended, and whether that is written. */
function fixOption(values: Values, baseline: BaselineOptions | undefined): 'write' | 'show' | undefined {
  if (!values.fix && !values['fix-dry-run']) return undefined;
  if (values.stdin && !values['fix-dry-run']) throw new UsageError('what comes from standard input cannot be written back; --fix-dry-run shows the fixes');
  if (baseline?.update) throw new UsageError('--fix and --update-baseline exclude each other: fix first, then bring the baseline up to date');
  return values['fix-dry-run'] ? 'show' : 'write';
}

/** Runs with fixes: writes the files, or shows what would be written. The result is that of the files with the fixes. */
async function fixed(options: RunOptions, mends: 'write' | 'show', host: Host): Promise<Run> {
  const { fixAll, writeText } = await import('./fix/apply.js');
  const { unifiedDiff } = await import('./fix/diff.js');
  const { run: done, before, count, texts } = await fixAll(options, run);
  const unwritten: string[] = [];
  for (const [file, text] of texts) {
    const shown = before.context.shown(file);
    const old = before.context.text(file) ?? '';
    if (mends === 'show') host.out(unifiedDiff(shown, old, text, (line, number) => (number === undefined ? redactLine(line) : (before.sources.line(shown, number) ?? redactLine(line)))));
    else
      try {
        writeText(file, old, text);
      } catch (error) {
        unwritten.push(`cannot write ${shown}: ${(error as Error).message}`);
      }
  }
  const files = texts.size - unwritten.length;
  host.err(`plimsoll: ${mends === 'show' ? 'would fix' : 'fixed'} ${count} ${count === 1 ? 'finding' : 'findings'} in ${files} ${files === 1 ? 'file' : 'files'}\n`);
  if (unwritten.length > 0) throw new UsageError(unwritten.join('\n'));
  return done;
}

function projectOf(values: Values, host: Host): Promise<Project> {
  if (values.config !== undefined && values['no-config']) throw new UsageError('--config and --no-config exclude each other');
  return openProject(host.cwd, { file: values.config, none: values['no-config'], code: host.code });
}

/** What the command line says about rules, for configurations. */
function chosenBy(values: Values, rules: readonly Rule[]): Chosen {
  return { presets: values.preset ? presetOption(values) : undefined, only: values.rule ? rules.map(({ id }) => id) : undefined };
}

/** The environments to judge: those that are named, else all that there are. */
async function environmentOption(values: Values, { wide }: Project): Promise<ReadonlyMap<string, Parameters>> {
  const all = wide.environments ?? new Map<string, Parameters>();
  if (!values.environment) return all;
  const { pickEnvironments } = await import('./config/config.js');
  return pickEnvironments(all, values.environment.flatMap((text) => text.split(',')), near);
}

async function printCommand(file: string, values: Values, host: Host): Promise<number> {
  const project = await projectOf(values, host);
  const printed = await project.print(file, chosenBy(values, ruleOption(values, project.plugins)));
  return say(host, `${redact(JSON.stringify(printed, null, 2))}\n`);
}

async function initCommand(rest: readonly string[], values: Values, host: Host): Promise<number> {
  if (values.from) return migrateCommand(rest, values, host);
  if (rest.length > 0) throw new UsageError(`init takes no ${rest.join(' ')}; it writes into the working directory`);
  const { init } = await import('./init.js');
  return say(host, init({ cwd: host.cwd, rules: values.rule ?? [], force: values.force === true }));
}

/** `rollout [SERVICE] [path...]`: the next deployment of a service, or of all, step by step. */
async function rolloutCommand(rest: readonly string[], values: Values, host: Host): Promise<number> {
  const format = values.format?.at(-1) ?? 'pretty';
  if (format !== 'pretty' && format !== 'json') throw new UsageError(`rollouts come as pretty or json, not "${format}"`);
  const { existsSync } = await import('node:fs');
  // A word that is no file is the name of a service.
  const [name] = rest.filter((word) => !existsSync(resolve(host.cwd, word)));
  const paths = rest.filter((word) => word !== name);
  const { wide } = await projectOf(values, host);
  const { load } = await import('./load/load.js');
  const context = await load({
    cwd: host.cwd, paths: paths.length > 0 ? paths : ['.'], exclude: [...(wide.exclude ?? []), ...(values.exclude ?? [])],
    parameters: new Map([...(wide.parameters ?? []), ...(await readParameters(values.parameters ?? [], host.cwd))]), region: values.region?.at(-1) ?? wide.region, account: values.account ?? wide.account,
  });
  const { printRollouts, rollouts } = await import('./rollout-command.js');
  const found = rollouts(context, name);
  if (found.played.length + found.unknown.length === 0) throw new UsageError(name === undefined ? 'there is no service here' : `there is no service "${name}"${near(name, context.graph.ofType('AWS::ECS::Service').map((node) => node.name))}`);
  return say(host, format === 'json' ? `${JSON.stringify(found, null, 2)}\n` : printRollouts(found));
}

/** `init --from TOOL`: the suppressions of other tools become ours. */
async function migrateCommand(paths: readonly string[], values: Values, host: Host): Promise<number> {
  const { describeMigration, MIGRATE_FROM, migrate } = await import('./migrate.js');
  const from = (values.from ?? []).flatMap((text) => text.split(','));
  const wrong = from.find((name) => !MIGRATE_FROM.includes(name));
  if (wrong !== undefined) throw new UsageError(`--from takes ${MIGRATE_FROM.join(', ')}, not "${wrong}"${near(wrong, MIGRATE_FROM)}`);
  const config = values.config === undefined ? undefined : resolve(host.cwd, values.config);
  return say(host, describeMigration(await migrate({ cwd: host.cwd, paths, from: from as PeerName[], rules: allRules, config, dryRun: values['dry-run'] === true })));
}

function baselineOption(values: Values, host: Host, configured: string | undefined): BaselineOptions | undefined {
  const update = values['update-baseline'];
  if (update !== undefined && update !== 'remove' && update !== 'add') throw new UsageError(`--update-baseline takes "remove" (what it does alone) or "add", not "${update}"`);
  if (values.baseline !== undefined) return { file: resolve(host.cwd, values.baseline), update };
  if (configured !== undefined) return { file: configured, update };
  if (update !== undefined) throw new UsageError('--update-baseline wants --baseline FILE');
  return undefined;
}

async function standardInput(values: Values, host: Host): Promise<{ name: string; text: string }> {
  const text = decode(await host.stdin());
  if (text === undefined) throw new UsageError('standard input is not text');
  return { name: values['stdin-filename'] ?? 'stdin', text };
}

function exitCode(result: Result, failOn: Severity | 'never', values: Values): number {
  if (result.findings.some((finding) => breaksGate(finding, failOn))) return 1;
  if (values['fail-on-undecided'] && result.undecided.length > 0) return 1;
  if (result.errors.length > 0) return 3;
  return result.incomplete && !values['allow-incomplete'] ? 3 : 0;
}

function severityOption(name: string, value: string | undefined): Severity | 'never' | undefined {
  if (value === undefined) return undefined;
  if (value === 'never' || SEVERITIES.includes(value as Severity)) return value as Severity | 'never';
  throw new UsageError(`--${name} takes ${SEVERITIES.join(', ')} or never, not "${value}"`);
}

const PRESETS: readonly (Preset | 'all')[] = ['recommended', 'strict', 'security', 'reliability', 'cost', 'all'];

function presetOption(values: Values): (Preset | 'all')[] {
  const presets = (values.preset ?? ['recommended']).flatMap((text) => text.split(','));
  const wrong = presets.find((name) => !PRESETS.includes(name as Preset));
  if (wrong !== undefined) throw new UsageError(`there is no preset "${wrong}"; presets are ${PRESETS.join(', ')}`);
  return presets as Preset[];
}

/** The rules of the presets (`recommended` by default), or just those that `--rule` names. */
function ruleOption(values: Values, plugins: readonly Rule[]): Rule[] {
  const presets = presetOption(values);
  if (!values.rule) return selectRules([...allRules, ...plugins], presets);
  const ids = values.rule.flatMap((text) => text.split(','));
  return ids.map((id) => find(id, plugins));
}

function find(id: string, plugins: readonly Rule[]): Rule {
  const rules = [...allRules, ...plugins];
  const rule = rules.find((each) => each.id === id || each.aliases?.includes(id) || Object.values(each.equivalents ?? {}).some((ids) => ids.includes(id)));
  if (!rule) throw new UsageError(`there is no rule "${id}"${near(id, rules.map((each) => each.id))}; "plimsoll rules" lists them`);
  return rule;
}

interface Target {
  format: string;
  /** File to write; standard output when absent. */
  file?: string;
}

function reportTargets(values: Values, host: Host): Target[] {
  const targets = (values.format ?? ['pretty']).map((text): Target => {
    const at = text.indexOf('=');
    return at < 0 ? { format: text } : { format: text.slice(0, at), file: text.slice(at + 1) };
  });
  for (const { format, file } of targets) {
    if (!Object.hasOwn(REPORTERS, format)) throw new UsageError(`there is no format "${format}"${near(format, Object.keys(REPORTERS))}; formats are ${Object.keys(REPORTERS).join(', ')}`);
    if (file === '') throw new UsageError(`--format ${format}= wants a file name`);
  }
  const toScreen = targets.filter(({ file }) => file === undefined);
  if (values.output !== undefined) {
    if (toScreen.length !== 1) throw new UsageError('--output wants exactly one --format without a file');
    (toScreen[0] as Target).file = values.output;
  } else if (toScreen.length > 1) throw new UsageError('only one --format can go to the screen; give the others a file: --format json=out.json');
  // People still want to see something when all reports go to files.
  if (values.output === undefined && toScreen.length === 0 && !values.quiet && host.stdoutIsTty) targets.push({ format: 'pretty' });
  return targets;
}

async function report(result: Result, done: Run, targets: readonly Target[], failOn: Severity | 'never', values: Values, host: Host): Promise<void> {
  const shared: ReportContext = {
    sources: done.sources,
    failOn,
    color: false,
    width: host.columns ?? 80,
    showUndecided: values.undecided === true,
    cwd: host.cwd,
    root: gitRoot(host.cwd),
  };
  for (const { format, file } of targets) {
    const reporter = await (REPORTERS[format] as () => Promise<(result: Result, context: ReportContext) => string>)();
    const shown = values.quiet && format === 'pretty' ? quiet(result, failOn) : result;
    if (!shown) continue;
    const text = reporter(shown, { ...shared, color: file === undefined && wantsColor(values, host) });
    if (file === undefined) host.out(text.endsWith('\n') ? text : `${text}\n`);
    else write(resolve(host.cwd, file), file, text);
  }
}

/** Only what breaks the gate, and what went wrong; undefined when there is neither. */
function quiet(result: Result, failOn: Severity | 'never'): Result | undefined {
  const findings = result.findings.filter((finding) => breaksGate(finding, failOn));
  const notices = result.notices.filter((notice) => notice.level === 'error');
  return findings.length + notices.length + result.errors.length > 0 ? { ...result, findings, notices } : undefined;
}

function write(file: string, shown: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${shown}: ${(error as Error).message}`);
  }
}

function wantsColor(values: Values, host: Host): boolean {
  if (values['no-color'] || values.color === false) return false;
  if (values.color) return true;
  const { env } = host;
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true;
  return host.stdoutIsTty && env.TERM !== 'dumb';
}

/** Says on a terminal that work is going on, when it takes more than a moment. */
async function withProgress<T>(host: Host, values: Values, body: () => Promise<T>): Promise<T> {
  if (!host.stderrIsTty || values.quiet || host.env.CI || host.env.TERM === 'dumb') return body();
  let shown = false;
  const started = Date.now();
  const timer = setInterval(() => {
    if (Date.now() - started < 500) return;
    shown = true;
    host.err(`\r  reading and checking, ${((Date.now() - started) / 1000).toFixed(0)} s `);
  }, 250);
  timer.unref();
  try {
    return await body();
  } finally {
    clearInterval(timer);
    if (shown) host.err('\r\u001b[K');
  }
}

function timing({ result, spent }: Run): string {
  const ms = (value: number): string => `${value.toFixed(1).padStart(9)} ms`;
  const slowest = [...spent].sort((a, b) => b[1] - a[1]).slice(0, 10);
  return [
    ...Object.entries(result.timing).map(([phase, value]) => `${ms(value)}  ${phase}`),
    ...slowest.map(([id, value]) => `${ms(value)}    ${id}`),
    '',
  ].join('\n');
}

async function rulesCommand(values: Values, host: Host): Promise<number> {
  const format = values.format?.at(-1) ?? 'pretty';
  const { plugins } = await projectOf(values, host);
  const rules = values.preset || values.rule ? ruleOption(values, plugins) : selectRules([...allRules, ...plugins], ['all']);
  if (format === 'json') return say(host, `${JSON.stringify(rules.map((rule) => infoOf(rule, plugins)), null, 2)}\n`);
  if (format !== 'pretty') throw new UsageError(`rules come as pretty or json, not "${format}"`);
  const width = Math.max(...rules.map((rule) => rule.id.length));
  const lines = rules.map((rule) => `${rule.id.padEnd(width)}  ${rule.severity.padEnd(8)}  ${rule.summary}`);
  return say(host, `${lines.join('\n')}\n\n${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}. "plimsoll explain <id>" says more about one.\n`);
}

/** What AWS said, and the rules that say it before. */
async function explainError(message: string, plugins: readonly Rule[], values: Values, host: Host): Promise<number> {
  const { matchError } = await import('./explain-error.js');
  const matches = matchError(message, [...allRules, ...plugins].map((rule) => infoOf(rule, plugins)));
  if (values.format?.at(-1) === 'json') return say(host, `${JSON.stringify(matches.map(({ rule, text, whole, share }) => ({ rule: rule.id, text, whole, share: Math.round(share * 100) / 100 })), null, 2)}\n`);
  if (matches.length === 0) return say(host, 'No rule knows this text. docs/errors.md lists those that are known; "plimsoll check" may still find the cause.\n');
  const lines = matches.map(({ rule, text, whole }) => `${rule.id}\n  ${whole ? '' : 'perhaps: '}${text}\n  ${rule.summary}.\n  Fix: ${rule.fix}\n`);
  return say(host, `${lines.join('\n')}\n"plimsoll explain <rule>" says why; "plimsoll check" finds where.\n`);
}

async function explainCommand(ids: readonly string[], values: Values, host: Host): Promise<number> {
  if (ids.length === 0) throw new UsageError('explain wants a rule id, e.g. plimsoll explain ecs-task/no-privileged, or what AWS said, in quotes');
  const { plugins } = await projectOf(values, host);
  // No id has a blank in it; what AWS says has many.
  if (ids.some((id) => /\s/.test(id))) return explainError(ids.join(' '), plugins, values, host);
  return say(host, ids.map((id) => page(find(id, plugins))).join('\n'));
}

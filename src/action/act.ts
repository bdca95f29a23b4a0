/**
 * The gate: judges the whole repository, reports what the change adds, in the log, at the lines, in the summary, in a comment and as SARIF.
 * Whatever goes wrong on the way (no base, no token, no network, no place to write) is told in a line, and the verdict is given all the same.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { breaksGate, type Finding, type ReportContext, type Result } from '../finding.js';
import { gitRoot } from '../load/discover.js';
import { NoCredentials, UsageError } from '../load/parameters.js';
import { type Host, type Judged, judgeArguments, scanArguments } from '../main.js';
import { command, github } from '../report/github.js';
import { markdown, type MarkdownOptions } from '../report/markdown.js';
import { pretty } from '../report/pretty.js';
import { sarif } from '../report/sarif.js';
import { visible } from '../report/text.js';
import { redact } from '../secrets.js';
import { Git } from '../since/git.js';
import type { LineRange } from '../since/ranges.js';
import { compareLines } from '../since/since.js';
import { Api, ApiError } from './api.js';
import { COMMENT_LIMIT, linesOfPull, stickyComment, suggest } from './comments.js';
import { type ActionEvent, readEvent } from './event.js';
import { Inputs, type OutputName } from './inputs.js';

/** The process as the Action sees it. */
export interface ActionHost {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** Writes to the log of the step. */
  log(text: string): void;
}

/** A summary takes 1 MiB; other steps want some of the page as well. */
const SUMMARY_LIMIT = 900_000;
type Verdict = 'pass' | 'fail' | 'incomplete' | 'error' | 'skipped';

/**
 * Runs the Action.
 * @returns the exit code: 0 unless the gate is broken (1), the inputs are wrong (2), or something could not be read (3)
 */
export async function act(host: ActionHost): Promise<number> {
  const inputs = new Inputs(host.env);
  const note = (level: 'notice' | 'warning' | 'error', text: string): void => host.log(`${command(level, { title: 'Plimsoll' }, redact(text))}\n`);
  try {
    return await gate(host, inputs, note);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (error instanceof NoCredentials) {
      note('notice', `nothing was scanned: ${error.message}`);
      setOutputs(host, { result: 'skipped' }, note);
      return 0;
    }
    note('error', error.message);
    setOutputs(host, { result: 'error' }, note);
    return 2;
  }
}

type Note = (level: 'notice' | 'warning' | 'error', text: string) => void;

async function gate(host: ActionHost, inputs: Inputs, note: Note): Promise<number> {
  const settings = {
    changedOnly: inputs.flag('changed-only', true),
    annotations: inputs.flag('annotations', true),
    summary: inputs.flag('summary', true),
    suggestions: inputs.flag('suggestions', false),
    allowCode: inputs.flag('allow-code', false),
    live: inputs.flag('live', false),
    comment: inputs.choice('comment', ['off', 'on-failure', 'always'], 'off'),
  };
  const workspace = host.env.GITHUB_WORKSPACE ?? host.cwd;
  const event = readEvent(host.env);
  if (event.problem) note('warning', `${event.problem}; everything counts as new`);
  if (settings.allowCode && event.name === 'pull_request_target') throw new UsageError('allow-code: true is refused on pull_request_target, where programs of a stranger would run with your token; use pull_request');
  const api = inputs.text('github-token') === undefined ? undefined : new Api(host.env.GITHUB_API_URL ?? 'https://api.github.com', inputs.text('github-token') as string, Number(host.env.PLIMSOLL_API_TIMEOUT ?? Number.NaN) || undefined);
  const roots = inputs.list('working-directory');
  const folders = (roots.length > 0 ? roots : ['.']).map((root) => resolve(workspace, root));
  const judged: { root: string; run: Judged; context: ReportContext }[] = [];
  for (const folder of folders) {
    const run = await judgeOne(host, inputs, folder, settings, event, api, note);
    judged.push({ root: relative(workspace, folder).split(sep).join('/') || '.', run, context: contextOf(run, folder) });
  }
  for (const { root, run, context } of judged) {
    host.log(`::group::Plimsoll${judged.length > 1 ? ` in ${visible(root)}` : ''}\n${quietly(pretty(run.result, context))}::endgroup::\n`);
    if (settings.annotations) host.log(github(run.result, context));
  }
  const links = linksOf(host, event);
  const pages = judged.map(({ root, run, context }) => ({ title: judged.length > 1 ? `## ${root.replaceAll(/[^\w./ -]/g, '?')}\n\n` : '', run, context }));
  const asMarkdown = (limit: number): string => pages.map(({ title, run, context }) => title + markdown(run.result, context, { ...links, limit: Math.floor(limit / pages.length) - title.length - 2 })).join('\n');
  if (settings.summary) append(host, 'GITHUB_STEP_SUMMARY', asMarkdown(SUMMARY_LIMIT), note);
  const written = writeReports(inputs, workspace, judged, note);
  const code = Math.max(...judged.map(({ run }) => (run.code === 1 ? 4 : run.code)));
  const verdict: Verdict = code === 4 ? 'fail' : code === 3 ? 'incomplete' : 'pass';
  if (api && event.repository && event.pull) await comments({ api, event, settings, judged, note, links, body: asMarkdown(COMMENT_LIMIT - 200), bad: verdict !== 'pass', key: host.env.GITHUB_WORKFLOW ?? '' });
  else if (settings.comment !== 'off' && event.pull && !api) note('notice', 'no comment was written: github-token is not set');
  setOutputs(host, outputsOf(judged.map(({ run }) => run), verdict, written), note);
  return code === 4 ? 1 : code;
}

interface Settings {
  changedOnly: boolean;
  suggestions: boolean;
  allowCode: boolean;
  live: boolean;
  comment: 'off' | 'on-failure' | 'always';
}

/** Judges one folder, with the base as far as it can be had. */
async function judgeOne(host: ActionHost, inputs: Inputs, folder: string, settings: Settings, event: ActionEvent, api: Api | undefined, note: Note): Promise<Judged> {
  const args = argumentsOf(inputs);
  const how: Host = { cwd: folder, env: { ...host.env, CI: 'true' }, stdoutIsTty: false, stderrIsTty: false, columns: 100, code: settings.allowCode, out: () => {}, err: (text) => host.log(text), stdin: async () => Buffer.alloc(0) };
  if (settings.live) return scanArguments([...inputs.list('regions').map((region) => `--region=${region}`), ...args], how);
  const run = (more: readonly string[] = []): Promise<Judged> => judgeArguments([...more, ...args], how, settings.suggestions);
  const base = settings.changedOnly ? (inputs.text('base-ref') ?? event.base) : undefined;
  const older = inputs.text('base');
  const beside = older === undefined ? [] : ['--base', resolve(host.env.GITHUB_WORKSPACE ?? host.cwd, older)];
  if (base === undefined) return run(settings.changedOnly ? beside : []);
  // Only here the base may be missing: what is wrong with other inputs is wrong without it as well.
  const missing = fetchBase(folder, base);
  if (missing === undefined) return run([`--changed-since=${base}`, ...beside]);
  const whole = await run(beside);
  if (api && event.repository && event.pull) {
    try {
      const lines = await linesOfPull(api, event.repository, event.pull);
      note('notice', `the base ${base.slice(0, 7)} is not here (${missing}), so findings on changed lines count as new; fetch-depth: 0 lets the base be judged whole`);
      return byLines(whole, folder, base, lines);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }
  note('notice', `the base ${base.slice(0, 7)} is not here (${missing}), so everything counts as new: check out with fetch-depth: 0`);
  return whole;
}

/** Gets the base commit into the clone when it is not there. Gives why it cannot. */
function fetchBase(folder: string, base: string): string | undefined {
  const root = gitRoot(folder);
  if (root === undefined) return 'this is no git repository';
  const git = new Git(root);
  try {
    if (git.commit(base) !== undefined) return undefined;
    // What begins with a dash would be an option to git fetch.
    if (!/^[\w./-]+$/.test(base) || base.startsWith('-')) return 'its name is none that could be fetched';
    git.run(['fetch', '--no-tags', '--no-recurse-submodules', '--depth=1', 'origin', base]);
    return git.commit(base) === undefined ? 'it was fetched under another name' : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function byLines(judged: Judged, folder: string, base: string, lines: ReadonlyMap<string, LineRange[]>): Judged {
  const result = compareLines(judged.result, { cwd: folder, root: gitRoot(folder) ?? folder, base: base.slice(0, 7), lines });
  const broken = result.findings.some((finding) => breaksGate(finding, judged.failOn));
  return { ...judged, result, code: broken ? 1 : judged.code === 1 ? (result.incomplete ? 3 : 0) : judged.code };
}

/** Inputs in the words of the command line. */
function argumentsOf(inputs: Inputs): string[] {
  const args: string[] = [];
  for (const preset of inputs.list('preset')) args.push(`--preset=${preset}`);
  for (const parameters of inputs.list('parameters')) args.push(`--parameters=${parameters}`);
  for (const name of ['config', 'fail-on', 'min-severity', 'baseline'] as const) {
    const value = inputs.text(name);
    if (value !== undefined) args.push(`--${name}=${value}`);
  }
  return [...args, '--', ...inputs.list('paths')];
}

function contextOf({ done, failOn }: Judged, cwd: string): ReportContext {
  return { sources: done.sources, failOn, color: false, width: 100, showUndecided: false, cwd, root: gitRoot(cwd) };
}

/** Text of the repository that the runner must not take for commands. */
function quietly(text: string): string {
  const token = `plimsoll-${process.getBuiltinModule('node:crypto').randomUUID()}`;
  return `::stop-commands::${token}\n${text}::${token}::\n`;
}

function linksOf({ env }: ActionHost, event: ActionEvent): MarkdownOptions {
  const server = env.GITHUB_SERVER_URL ?? 'https://github.com';
  const sha = event.pull?.head ?? env.GITHUB_SHA;
  const own = /^[\w.-]+\/[\w.-]+$/.test(env.GITHUB_ACTION_REPOSITORY ?? '') ? `${server}/${env.GITHUB_ACTION_REPOSITORY}/blob/${/^[\w.-]+$/.test(env.GITHUB_ACTION_REF ?? '') ? env.GITHUB_ACTION_REF : 'HEAD'}` : undefined;
  return { ...(event.repository && sha && /^[0-9a-f]+$/.test(sha) && { files: `${server}/${event.repository}/blob/${sha}` }), ...(own && { pages: own }) };
}

/** Writes the files that were asked for: SARIF of all roots, and the JSON report of the first. */
function writeReports(inputs: Inputs, workspace: string, judged: readonly { root: string; run: Judged; context: ReportContext }[], note: Note): Partial<Record<OutputName, string>> {
  const written: Partial<Record<OutputName, string>> = {};
  const write = (name: 'sarif-file' | 'report-file', text: () => string): void => {
    const file = inputs.text(name);
    if (file === undefined) return;
    try {
      mkdirSync(dirname(resolve(workspace, file)), { recursive: true });
      writeFileSync(resolve(workspace, file), text());
      written[name] = file;
    } catch (error) {
      note('warning', `${name}: cannot write ${file}: ${(error as Error).message}`);
    }
  };
  write('sarif-file', () => {
    const category = inputs.text('sarif-category');
    const logs = judged.map(({ root, run, context }) => {
      const log = JSON.parse(sarif('github')(run.result, context)) as { runs: { automationDetails?: { id: string } }[] };
      const id = [category, ...(judged.length > 1 ? [root] : [])].filter((part) => part !== undefined && part !== '.').join('/');
      if (id !== '') for (const each of log.runs) each.automationDetails = { id: `${id}/` };
      return log;
    });
    return JSON.stringify({ ...logs[0], runs: logs.flatMap(({ runs }) => runs) });
  });
  write('report-file', () => `${judged.map(({ run, context }) => pretty(run.result, context)).join('\n')}`);
  return written;
}

interface Commenting {
  api: Api;
  event: ActionEvent;
  settings: Settings;
  judged: readonly { root: string; run: Judged; context: ReportContext }[];
  note: Note;
  links: MarkdownOptions;
  body: string;
  bad: boolean;
  key: string;
}

async function comments({ api, event, settings, judged, note, links, body, bad, key }: Commenting): Promise<void> {
  const { repository, pull } = event;
  if (!repository || !pull || (settings.comment === 'off' && !settings.suggestions)) return;
  // The token of a fork's workflow may read only; that is how it should be.
  if (pull.foreign) return;
  try {
    if (settings.comment !== 'off') await stickyComment(api, repository, pull, key, body, settings.comment, bad);
    if (!settings.suggestions) return;
    const lines = await linesOfPull(api, repository, pull);
    for (const { run, context } of judged) await suggest(api, repository, pull, run.result.findings, context, lines, links);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const right = error.status === 403 || error.status === 404 ? ' (the job needs permissions: { pull-requests: write })' : '';
    note('notice', `the pull request was not commented: ${error.message}${right}`);
  }
}

function outputsOf(runs: readonly Judged[], verdict: Verdict, written: Partial<Record<OutputName, string>>): Partial<Record<OutputName, string>> {
  const all = (pick: (result: Result) => readonly unknown[]): number => runs.reduce((sum, { result }) => sum + pick(result).length, 0);
  const severe = (finding: Finding): boolean => finding.severity === 'critical' || finding.severity === 'high';
  return {
    result: verdict,
    findings: String(all(({ findings, since, baseline }) => [...findings, ...(since?.old ?? []), ...(baseline?.old ?? [])])),
    'new-findings': String(all(({ findings }) => findings)),
    errors: String(all(({ findings }) => findings.filter(severe))),
    warnings: String(all(({ findings }) => findings.filter((finding) => !severe(finding)))),
    suppressed: String(all(({ suppressed }) => suppressed)),
    ...written,
  };
}

function setOutputs(host: ActionHost, outputs: Partial<Record<OutputName, string>>, note: Note): void {
  const lines = Object.entries(outputs).map(([name, value]) => {
    const end = `end-${process.getBuiltinModule('node:crypto').randomUUID()}`;
    return `${name}<<${end}\n${value}\n${end}\n`;
  });
  append(host, 'GITHUB_OUTPUT', lines.join(''), note);
}

/** Appends to one of the runner's files; outside of a runner there is none. */
function append({ env }: ActionHost, name: 'GITHUB_OUTPUT' | 'GITHUB_STEP_SUMMARY', text: string, note: Note): void {
  const file = env[name];
  if (!file) return;
  try {
    appendFileSync(file, text);
  } catch (error) {
    note('warning', `cannot write ${name}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
}

/**
 * Markdown for a job summary, a comment of a pull request, and a review comment. Worst first, short, with the arithmetic folded below.
 * Whatever a file says is text here: no markup, no link, no mention.
 *
 * Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands (a summary takes 1 MiB) ,
 * https://docs.github.com/en/rest/issues/comments (a comment takes 65,536 characters) , https://github.github.com/gfm/
 */
import { breaksGate, CONFIDENCES, type Finding, type Location, type Outcome, type ReportContext, type Reporter, type Result, SEVERITIES } from '../finding.js';
import { repositoryPath } from './paths.js';
import { condition, count, isAddress, sentence, unread, visible } from './text.js';

export interface MarkdownOptions {
  /** Characters at most; what does not fit is told of in a line. */
  limit?: number;
  /** Address of the repository's files at the commit, without a slash at its end: `https://github.com/acme/shop/blob/1f3a9c2`. */
  files?: string;
  /** Address of the folder that `docs/rules` is in, for rules of our own. */
  pages?: string;
}

const LIMIT = 900_000;

const OUTCOMES: Readonly<Record<Outcome, string>> = { rejected: 'AWS rejects it', 'task-fails': 'tasks fail', hangs: 'the deployment hangs', 'silently-broken': 'silently broken' };

/** The report for a job summary. */
export const markdownSummary: Reporter = (result, context) => markdown(result, context, {});

/** The report as Markdown. */
export function markdown(result: Result, context: ReportContext, options: MarkdownOptions): string {
  const { findings } = result;
  const badness = (finding: Finding): number => (breaksGate(finding, context.failOn) ? 0 : 100) + SEVERITIES.indexOf(finding.severity) * 10 + CONFIDENCES.indexOf(finding.confidence);
  const sorted = [...findings].sort((a, b) => badness(a) - badness(b));
  const breaking = sorted.filter((finding) => breaksGate(finding, context.failOn));
  const advice = sorted.filter((finding) => !breaksGate(finding, context.failOn));
  const page: Page = { result, context, options, ids: new Map(result.rules.map((rule) => [rule.id, rule.page])) };
  const head = [`### Plimsoll: ${verdict(result, breaking.length, advice.length)}`, ...since(result)];
  const tail = [...problems(page), closing(page)];
  const room = (options.limit ?? LIMIT) - [...head, ...tail].join('\n\n').length - 400;
  const { blocks, left } = fitting([...breaking.map((finding) => block(page, finding)), ...table(page, advice)], room);
  const cut = left > 0 ? [`**${count(left, 'more finding')} did not fit here**; the log has them all.`] : [];
  return `${[...head, ...blocks, ...cut, ...tail].join('\n\n')}\n`;
}

interface Page {
  result: Result;
  context: ReportContext;
  options: MarkdownOptions;
  ids: ReadonlyMap<string, string>;
}

function verdict({ incomplete }: Result, breaking: number, advice: number): string {
  if (breaking > 0) return `${breaking} ${breaking === 1 ? 'finding breaks' : 'findings break'} the gate${advice > 0 ? `, ${advice} ${advice === 1 ? 'advises' : 'advise'}` : ''}`;
  const rest = advice > 0 ? `nothing breaks the gate, ${advice} ${advice === 1 ? 'advises' : 'advise'}` : 'all clear';
  return incomplete ? `${rest}, but not everything could be read` : rest;
}

function since({ since: state, baseline }: Result): string[] {
  const lines: string[] = [];
  if (state) {
    const how = state.by === 'lines' ? ' (by its changed lines)' : '';
    const fixed = state.gone.length > 0 ? ` It fixes ${state.gone.length}.` : '';
    lines.push(`Only what this change adds since ${code(state.base)}${how}${state.old.length > 0 ? `; ${count(state.old.length, 'older finding')} ${state.old.length === 1 ? 'is' : 'are'} left out` : ''}.${fixed}`);
  }
  if (baseline && baseline.old.length > 0) lines.push(`${count(baseline.old.length, 'finding')} of the baseline ${code(baseline.file)} ${baseline.old.length === 1 ? 'is' : 'are'} left out.`);
  return lines;
}

/** One finding that breaks the gate: what happens, where, do this; the proof folded. */
function block(page: Page, finding: Finding): string {
  const { severity, confidence, outcome, message, fix, when } = finding;
  const kind = [outcome && OUTCOMES[outcome], severity, confidence].filter(Boolean).join(', ');
  const lines = [
    `#### ${text(sentence(message))}`,
    `${where(page, finding.location)} · ${kind} · ${rule(page, finding.rule)}${when ? `<br>This holds ${text(condition(when))}.` : ''}`,
    `**Do this:** ${text(fix, '<br>')}`,
  ];
  const details = [...finding.proof.map(([label, value]) => `| ${text(label)} | ${text(value)} |`), ...finding.related.map((one) => `| ${where(page, one.location)} | ${text(one.message)} |`)];
  if (details.length > 0) lines.push(`<details><summary>Why</summary>\n\n| | |\n|---|---|\n${details.join('\n')}\n\n</details>`);
  return lines.join('\n\n');
}

/** Advice as a folded table, in pieces that can be left out. */
function table(page: Page, findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const rows = findings.map((finding) => `| ${finding.severity} | ${where(page, finding.location)} | ${text(sentence(finding.message))}${finding.when ? ` This holds ${text(condition(finding.when))}.` : ''}<br>${text(finding.fix, '<br>')} | ${rule(page, finding.rule)} |`);
  return rows.map((row, index) => (index === 0 ? `${OPEN_TABLE(findings.length)}\n${row}` : row));
}

const OPEN_TABLE = (number: number): string => `<details><summary>${number === 1 ? '1 finding advises' : `${number} findings advise`}</summary>\n\n| | where | what, and what to do | rule |\n|---|---|---|---|`;

/** As many blocks as there is room for; rows of the table are joined to it. */
function fitting(blocks: readonly string[], room: number): { blocks: string[]; left: number } {
  const kept: string[] = [];
  let used = 0;
  let left = 0;
  let inTable = false;
  for (const each of blocks) {
    used += each.length + 2;
    if (used > room || left > 0) {
      left++;
      continue;
    }
    if (each.startsWith('<details><summary>')) inTable = true;
    if (inTable && !each.startsWith('<details>')) kept.push(`${kept.pop()}\n${each}`);
    else kept.push(each);
  }
  if (inTable) kept.push(`${kept.pop()}\n\n</details>`);
  return { blocks: kept, left };
}

function problems({ result, context }: Page): string[] {
  const lines = [
    ...result.errors.map(({ rule: id, resource, message }) => `- **Plimsoll has a bug**: ${code(id)} on ${text(resource)}: ${text(message)}`),
    ...result.notices.filter(({ level }) => level === 'error').map(({ file, line, message }) => `- ${file === undefined ? '' : `${code([repositoryPath(file, context), line].filter((part) => part !== undefined).join(':'))}: `}${text(message)}`),
  ];
  const most = 20;
  if (lines.length === 0) return [];
  return [`**Not read or not checked**\n\n${lines.slice(0, most).join('\n')}${lines.length > most ? `\n- and ${lines.length - most} more` : ''}`];
}

function closing({ result }: Page): string {
  const parts = [
    count(result.files.length, 'file'),
    `${unread(result)} unread`,
    ...(result.undecided.length > 0 ? [`${result.undecided.length} undecided`] : []),
    ...(result.suppressed.length > 0 ? [`${result.suppressed.length} suppressed`] : []),
  ];
  return `<sub>${parts.join(' · ')} · Plimsoll ${text(result.version)}</sub>`;
}

function where({ context, options }: Page, { file, line }: Location): string {
  if (isAddress(file)) return code(file);
  const path = repositoryPath(file, context);
  const shown = code(`${path}:${line}`);
  return options.files === undefined || path.startsWith('../') ? shown : `[${shown}](${options.files}/${path.split('/').map((part) => encodeURIComponent(part.replaceAll(/\p{Cs}/gu, '\ufffd')).replaceAll(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)).join('/')}#L${line})`;
}

function rule({ ids, options }: Page, id: string): string {
  const page = ids.get(id) ?? '';
  const address = /^https:\/\/[^\s()<>]+$/.test(page) ? page : options.pages !== undefined && page.startsWith('docs/') ? `${options.pages}/${page}` : undefined;
  return address === undefined ? code(id) : `[${code(id)}](${address})`;
}

/** The marker by which a comment is found again. */
export const marker = (key: string): string => `<!-- plimsoll:${key.replaceAll(/[^\w./-]/g, '_')} -->`;

/**
 * A finding as a comment on its line, with a suggestion when its edits replace lines whose text may be shown.
 * @returns the body, and the lines (1-based) that it is about
 */
export function reviewComment(finding: Finding, context: ReportContext, options: MarkdownOptions = {}): { body: string; from: number; to: number; suggests: boolean } {
  const page: Page = { result: { rules: [] } as unknown as Result, context, options, ids: new Map() };
  const { location, message, fix, proof, rule: id, severity, when } = finding;
  const suggested = suggestion(finding, context);
  const lines = [
    `**${text(sentence(message))}**${when ? ` This holds ${text(condition(when))}.` : ''}`,
    ...(suggested ? [`${suggested.fence}suggestion\n${suggested.text}\n${suggested.fence}`] : [`Do this: ${text(fix, '<br>')}`]),
    ...(proof.length > 0 ? [`<details><summary>Why</summary>\n\n${proof.map(([label, value]) => `- ${text(label)}: ${text(value)}`).join('\n')}\n\n</details>`] : []),
    `<sub>${severity} · ${rule(page, id)}</sub>`,
    marker(finding.fingerprint),
  ];
  return { body: lines.join('\n\n'), from: suggested?.from ?? location.line, to: suggested?.to ?? location.endLine, suggests: suggested !== undefined };
}

/** The lines that the edits touch, as they become; undefined where a line holds what must not be shown. */
function suggestion({ edits, location }: Finding, { sources }: ReportContext): { text: string; from: number; to: number; fence: string } | undefined {
  if (!edits || edits.length === 0 || edits.some(({ file }) => file !== location.file)) return undefined;
  const from = Math.min(...edits.map((edit) => edit.location.line));
  const to = Math.max(...edits.map((edit) => edit.location.endLine));
  const lines = Array.from({ length: to - from + 1 }, (_, index) => sources.plain?.(location.file, from + index));
  if (to - from > 20 || lines.some((line) => line === undefined)) return undefined;
  // From the last to the first, so that places before stay true.
  let all = lines.join('\n');
  const offset = (line: number, column: number): number => lines.slice(0, line - from).reduce((sum, each) => sum + (each as string).length + 1, 0) + column - 1;
  for (const edit of [...edits].reverse()) all = all.slice(0, offset(edit.location.line, edit.location.column)) + edit.text + all.slice(offset(edit.location.endLine, edit.location.endColumn));
  if (all !== visibleLines(all)) return undefined;
  const ticks = Math.max(2, ...[...all.matchAll(/`+/g)].map(([run]) => run.length));
  return { text: all, from, to, fence: '`'.repeat(ticks + 1) };
}

const visibleLines = (all: string): string => all.split('\n').map((line) => visible(line.replaceAll('\t', ' '))).join('\n').length === all.length ? all : '';

/** Text that means nothing to Markdown, HTML or GitHub: no markup, link, mention or reference. It stays on one line, or breaks with `between`. */
function text(value: string, between = ' '): string {
  return value
    .split('\n')
    .map((line) =>
      visible(line)
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll(/[\\`*_{}[\]|~$]/g, '\\$&')
        .replaceAll(/^(\s*)([-+=#]|\d+[.)])(?=\s|$)/g, '$1\\$2')
        .replaceAll(/:(?=\/\/)|[@#](?=\w)|www(?=\.)|GH(?=-\d)/gi, '$&<!-- -->'),
    )
    .join(between);
}

/** Text in code, where nothing is markup. */
function code(value: string): string {
  const shown = visible(value).replaceAll('|', '\\|');
  const ticks = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(ticks + 1);
  return ticks > 0 ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}

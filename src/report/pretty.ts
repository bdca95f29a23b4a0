/** The report for people: by file, what breaks the build with its proof, advice in one line each, and what was not decided or read. */
import { styleText } from 'node:util';
import {
  breaksGate,
  type Finding,
  type Location,
  type Outcome,
  type ReportContext,
  type Reporter,
  type Result,
  type Severity,
  SEVERITIES,
  CONFIDENCES,
  type UndecidedLook,
} from '../finding.js';
import { byCause, nameOfCause } from './causes.js';
import { codeFrame } from './code-frame.js';
import { columns, condition, count, digits, isAddress, pad, place, sentence, unread, visible, wrap } from './text.js';

const WIDEST = 110;
const NARROWEST = 24;
/** A message column narrower than this puts the rule's id on a line of its own. */
const NARROW_MESSAGE = 26;
const STACK_LINES = 10;
/** Places of the same cause that are named. */
const MOST_PLACES = 5;

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  rejected: 'REJECTED',
  'task-fails': 'TASK FAILS',
  hangs: 'HANGS',
  'silently-broken': 'SILENTLY BROKEN',
};

/** A text and what paints it. */
type Part = readonly [text: string, paint: Paint];
type Paint = (text: string) => string;
type Ink = Readonly<Record<keyof typeof STYLES, Paint>>;

const STYLES = {
  bold: ['bold'],
  boldGreen: ['green', 'bold'],
  boldRed: ['red', 'bold'],
  boldYellow: ['yellow', 'bold'],
  blue: ['blue'],
  cyan: ['cyan'],
  dim: ['dim'],
  heading: ['bold', 'underline'],
  red: ['red'],
  yellow: ['yellow'],
} as const;

/** What every part of the page needs. */
interface Page {
  result: Result;
  context: ReportContext;
  ink: Ink;
  width: number;
  /** Findings with those of the same cause. */
  groups: ReturnType<typeof byCause>;
  others: ReadonlyMap<Finding, readonly Finding[]>;
  /** Columns of the one-line findings, the same for the whole page. */
  table: { severity: number; line: number; message: number; rule: number };
}

/** For a terminal or a CI log. Plain ASCII but for what the files themselves say; never wider than the terminal. */
export const pretty: Reporter = (result, context) => {
  const width = Math.min(Math.max(context.width, NARROWEST), WIDEST);
  const groups = byCause(result.findings);
  const page: Page = { result, context, width, ink: inkOf(context.color), groups, others: new Map(groups.map(({ finding, others }) => [finding, others])), table: table(groups.map(({ finding }) => finding), width) };
  const parts = [...files(page), ...notices(page), ...internalErrors(page), ...undecided(page), closing(page)];
  return `${parts.map((lines) => lines.map((line) => line.trimEnd()).join('\n')).join('\n\n')}\n`;
};

/** Paints for every style, or none of them. Whether the terminal knows colours is for whoever asks for the report to say. */
function inkOf(color: boolean): Ink {
  const paint = (styles: (typeof STYLES)[keyof typeof STYLES]): Paint => (text) => (color && text !== '' ? styleText([...styles], text, { validateStream: false }) : text);
  return Object.fromEntries(Object.entries(STYLES).map(([name, styles]) => [name, paint(styles)])) as Ink;
}

// --- findings

/** Critical and high findings are worth a block with proof and code; the others get a line. */
function isBlock({ severity }: Finding): boolean {
  return severity === 'critical' || severity === 'high';
}

/** Smaller is worse: what breaks the gate, then severity, then confidence. */
function badness(finding: Finding, { failOn }: ReportContext): number {
  return (breaksGate(finding, failOn) ? 0 : 100) + SEVERITIES.indexOf(finding.severity) * 10 + CONFIDENCES.indexOf(finding.confidence);
}

function files(page: Page): string[][] {
  const byFile = new Map<string, { finding: Finding; badness: number }[]>();
  for (const { finding } of page.groups) {
    const { file } = finding.location;
    if (!byFile.has(file)) byFile.set(file, []);
    byFile.get(file)!.push({ finding, badness: badness(finding, page.context) });
  }
  const groups = [...byFile].map(([file, list]) => {
    list.sort((a, b) => a.badness - b.badness || byPlace(a.finding.location, b.finding.location) || compare(a.finding.rule, b.finding.rule));
    return { file, worst: list[0]!.badness, findings: list.map(({ finding }) => finding) };
  });
  groups.sort((a, b) => a.worst - b.worst || compare(a.file, b.file));
  return groups.flatMap(({ file, findings }) => {
    const rows = findings.filter((finding) => !isBlock(finding)).flatMap((finding) => row(page, finding));
    return [
      [page.ink.heading(visible(file))],
      ...findings.filter(isBlock).map((finding) => block(page, finding)),
      ...(rows.length > 0 ? [rows] : []),
    ];
  });
}

/** A finding in full: what happens, why we know, where, and what to type. */
function block(page: Page, finding: Finding): string[] {
  const { ink, width } = page;
  const breaks = breaksGate(finding, page.context.failOn);
  const alarm = breaks ? ink.boldRed : ink.boldYellow;
  const facts = finding.outcome ? `${finding.severity}, ${finding.confidence}` : finding.confidence;
  const word = finding.outcome ? OUTCOMES[finding.outcome] : finding.severity.toUpperCase();
  const position = isAddress(finding.location.file) ? '' : `${finding.location.line}:${finding.location.column}`;

  const lines = headline(page, [
    [word, alarm],
    [facts, plain],
    [finding.rule, ink.cyan],
    [position, ink.dim],
  ]);
  lines.push(...indent(2, wrap(visible(sentence(finding.message)), width - 2)).map((line) => ink.bold(line)));
  if (finding.when !== undefined) lines.push(...indent(2, wrap(visible(`This holds ${condition(finding.when)}.`), width - 2)));
  lines.push(...labelled(finding.proof, width, 4, (label) => label));

  lines.push(...frameLines(page, finding.location));

  const others = finding.related.filter(({ location }) => location.file !== finding.location.file || location.line !== finding.location.line);
  const see = others.map(({ message, location }): [string, string] => ['See', `${elsewhere(location, finding.location)}: ${message}`]);
  const also = page.others.get(finding) ?? [];
  if (finding.cause && also.length > 0) {
    const places = also.slice(0, MOST_PLACES).map(({ location }): [string, string] => ['Also', place({ ...location, column: undefined })]);
    if (also.length > MOST_PLACES) places.push(['Also', `and ${count(also.length - MOST_PLACES, 'more')}`]);
    see.push(['Cause', `${nameOfCause(finding.cause)}, the same in ${count(also.length, 'other finding')}`], ...places);
  }
  const from: [string, string][] = finding.resource.constructPath ? [['In', finding.resource.constructPath]] : [];
  // Code and lists of lines are shown as they are to be typed.
  const fixes = finding.fix.split('\n');
  const fix = fixes.map((text): [string, string] => ['Fix', fixes.length > 1 || /[\]}`]$/.test(text) ? text : sentence(text)]);
  lines.push(...labelled([...from, ...see, ...fix], width, 2, (label) => (label.trim() === 'Fix' ? ink.boldGreen(label) : ink.dim(label))));
  return lines;
}

/** What, how sure, by which rule, and at the right edge where; below each other when the terminal is narrow. */
function headline({ width }: Page, [word, facts, rule, position]: [Part, Part, Part, Part]): string[] {
  const size = (parts: Part[]) => parts.reduce((sum, [text]) => sum + 2 + columns(text), 0);
  const line = (parts: Part[]) =>
    parts.map(([text, paint]) => `  ${paint(text)}`).join('') + ' '.repeat(width - size(parts) - columns(position[0])) + position[1](position[0]);
  if (size([word, facts, rule, position]) <= width) return [line([word, facts, rule])];
  if (size([word, facts, position]) <= width) return [line([word, facts]), ...indent(2, wrapParts([rule], width - 2))];
  return indent(2, wrapParts([word, facts, position, rule], width - 2));
}

/** The place of something related, as short as it is clear: `line 12` in the same file. */
function elsewhere(there: Location, here: Location): string {
  return there.file === here.file && !isAddress(there.file) ? `line ${there.line}` : place({ ...there, column: undefined });
}

/** Lines of a label and a text, the texts aligned; a label is shown once for a run of the same. */
function labelled(pairs: readonly (readonly [string, string])[], width: number, margin: number, paint: (label: string) => string): string[] {
  const shown = pairs.map(([label, text]) => [visible(label), visible(text)] as const);
  const widest = Math.max(0, ...shown.map(([label]) => columns(label)));
  // With little room the text goes below its label.
  const below = width - margin - widest - 2 < 16;
  let last: string | undefined;
  return shown.flatMap(([label, text]) => {
    const name = label === last ? '' : label;
    last = label;
    const left = margin + (below ? 2 : widest + 2);
    const wrapped = indent(left, wrap(text, Math.max(8, width - left)));
    if (below) return name === '' ? wrapped : [...indent(margin, wrap(name, width - margin)).map(paint), ...wrapped];
    return wrapped.map((line, index) => (index === 0 ? ' '.repeat(margin) + paint(pad(name, widest)) + line.slice(margin + widest) : line));
  });
}

function frameLines({ ink, width, context }: Page, location: Location): string[] {
  const margin = width < 60 ? 2 : 4;
  const digitsRoom = String(location.line + 3).length;
  const gutter = (number: string) => ink.dim(`${' '.repeat(margin)}${number.padStart(digitsRoom)} | `);
  return codeFrame(location, context.sources, width - margin - digitsRoom - 3).map((line) => {
    if (line.kind === 'code') return gutter(String(line.line)) + (line.marked ? line.text : ink.dim(line.text));
    return line.kind === 'carets' ? gutter('') + ink.boldRed(line.text) : gutter('...');
  });
}

/** Widths of the columns of one-line findings, measured over all of them so that files line up. */
function table(findings: readonly Finding[], width: number): Page['table'] {
  const rows = findings.filter((finding) => !isBlock(finding));
  const widest = (texts: string[]) => texts.reduce((most, text) => Math.max(most, columns(text)), 0);
  const severity = widest(rows.map((finding) => finding.severity));
  const line = widest(rows.map(lineOf));
  const rule = widest(rows.map((finding) => finding.rule));
  const room = width - (2 + severity + 2 + line + 2);
  const beside = room - 3 - rule;
  const message = beside >= NARROW_MESSAGE ? Math.min(beside, widest(rows.map(short))) : room;
  return { severity, line, message, rule: beside >= NARROW_MESSAGE ? rule : 0 };
}

/** What a one-line finding says. */
function short({ message, when, confidence }: Finding): string {
  const remarks = [...(when === undefined ? [] : [condition(when)]), ...(confidence === 'heuristic' ? ['heuristic'] : [])];
  return visible(remarks.length > 0 ? `${message} (${remarks.join('; ')})` : message);
}

/** A finding in one line, or a few when its message is long. */
function row({ ink, table, context, width, others }: Page, finding: Finding): string[] {
  const paint = breaksGate(finding, context.failOn) ? ink.red : ink[SEVERITY_INK[finding.severity]];
  const margin = 2 + table.severity + 2 + table.line + 2;
  const also = others.get(finding)?.length ?? 0;
  const [first = '', ...more] = wrap(finding.cause && also > 0 ? `${short(finding)} (${nameOfCause(finding.cause)}: ${also} more)` : short(finding), table.message);
  const head = `  ${paint(pad(finding.severity, table.severity))}  ${ink.dim(lineOf(finding).padStart(table.line))}  `;
  if (table.rule > 0) return [`${head}${pad(first, table.message)}   ${ink.cyan(finding.rule)}`, ...indent(margin, more)];
  const below = 4 + table.severity;
  return [head + first, ...indent(margin, more), ...indent(below, wrap(finding.rule, width - below)).map((line) => ink.cyan(line))];
}

function lineOf({ location }: Finding): string {
  return isAddress(location.file) ? '' : String(location.line);
}

const SEVERITY_INK: Readonly<Record<Severity, keyof Ink>> = { critical: 'red', high: 'red', medium: 'yellow', low: 'blue', info: 'dim' };

// --- what is no finding

function notices({ result, ink, width }: Page): string[][] {
  const order = ['error', 'warning', 'note'] as const;
  const paint = { error: ink.boldRed, warning: ink.yellow, note: ink.dim };
  const lines = order.flatMap((level) =>
    result.notices
      .filter((notice) => notice.level === level)
      .flatMap((notice) => {
        const where = place({ file: notice.file, line: notice.line, column: notice.column });
        const text = visible(where === '' ? notice.message : `${where}: ${notice.message}`);
        const [first = '', ...more] = wrap(text, width - 9);
        return [`${paint[level](pad(level, 7))}  ${first}`, ...indent(9, more)];
      }),
  );
  return lines.length > 0 ? [lines] : [];
}

/** Our own bugs: everything that helps to mend them. */
function internalErrors({ result, ink, width }: Page): string[][] {
  return result.errors.map(({ rule, resource, message, stack }) => {
    const trace = stack.split(/\r?\n/).filter((line) => line.trim() !== '');
    const shown = trace[0]?.includes(message) || message === '' ? trace : [message, ...trace];
    const kept = shown.slice(0, STACK_LINES);
    if (shown.length > STACK_LINES) kept.push(`... ${count(shown.length - STACK_LINES, 'more line')}`);
    const [first = '', ...more] = wrap(visible(`${rule} on ${resource}`), width - 15);
    return [
      `${ink.boldRed('INTERNAL ERROR')} ${first}`,
      ...indent(15, more),
      ...wrap('This is a bug in Plimsoll, not in your files. Please report it with these lines; what this rule would have said is unknown.', width),
      ...kept.flatMap((line, index) => indent(index === 0 ? 2 : 4, wrap(visible(line.trim()), width - 4)).map((text) => ink.dim(text))),
    ];
  });
}

/** Undecided looks: for each reason the places, and for each place the rules that gave up there. */
function undecided({ result, context, ink, width }: Page): string[][] {
  if (!context.showUndecided || result.undecided.length === 0) return [];
  const reasons = [...groupBy(result.undecided, (look) => look.reason)].sort((a, b) => b[1].length - a[1].length || compare(a[0], b[0]));
  const room = Math.max(...reasons.map(([, looks]) => digits(looks.length).length));
  const margin = 2 + room + 2;
  const blocks = reasons.map(([reason, looks]) => {
    const [first = '', ...more] = wrap(visible(reason), width - margin);
    const places = [...groupBy(looks, (look) => `${place({ ...look.location, column: undefined })} ${look.resource.name}`)];
    return [
      `  ${ink.bold(digits(looks.length).padStart(room))}  ${first}`,
      ...indent(margin, more),
      ...places.flatMap(([where, there]) => [
        ...indent(margin, wrap(visible(where), width - margin)).map((line) => ink.dim(line)),
        ...indent(margin + 2, wrap(rulesOf(there), width - margin - 2)).map((line) => ink.cyan(line)),
      ]),
    ];
  });
  const intro = wrap('Undecided: neither found nor passed, because this could not be known', width);
  return [intro.map((line) => ink.bold(line)), ...blocks];
}

function rulesOf(looks: readonly UndecidedLook[]): string {
  return [...groupBy(looks, (look) => look.rule)].map(([rule, { length }]) => (length > 1 ? `${rule} (${length})` : rule)).join(', ');
}

// --- the last line

/** What it comes to: broken or not, what was looked at, and what was not. */
function closing({ result, context, ink, width }: Page): string[] {
  const breaking = result.findings.filter((finding) => breaksGate(finding, context.failOn)).length;
  const advice = result.findings.length - breaking;
  const missing = unread(result);
  const parts: Part[] = [];

  if (result.findings.length === 0) {
    const looked = `${count(result.passed, 'check')} by ${count(result.rules.length, 'rule')}`;
    if (result.files.length === 0) parts.push(['Nothing to check.', plain]);
    else if (result.incomplete || result.errors.length > 0) parts.push([`No findings in what could be checked: ${looked} passed.`, ink.boldYellow]);
    else parts.push([`${result.suppressed.length + (result.baseline?.old.length ?? 0) + (result.since?.old.length ?? 0) > 0 ? 'Nothing new' : 'All clear'}: ${looked} passed.`, ink.boldGreen]);
  } else if (context.failOn === 'never') {
    parts.push([`${count(advice, 'finding')}, and the gate is off.`, ink.bold]);
  } else {
    const gate = context.failOn === 'high' ? 'the gate' : `the gate (${context.failOn})`;
    if (breaking > 0) parts.push([`${digits(breaking)} ${breaking === 1 ? 'breaks' : 'break'} ${gate}${advice > 0 ? ',' : '.'}`, ink.boldRed]);
    else parts.push([`Nothing breaks ${gate},`, ink.boldGreen]);
    if (advice > 0) parts.push([`${digits(advice)} ${advice === 1 ? 'advises' : 'advise'}.`, plain]);
  }
  if (result.errors.length > 0) parts.push([`${count(result.errors.length, 'rule')} crashed.`, ink.boldRed]);
  if (result.undecided.length > 0)
    parts.push([`${digits(result.undecided.length)} undecided${context.showUndecided ? '' : ' (--undecided)'}.`, plain]);
  if (result.suppressed.length > 0) parts.push([`${digits(result.suppressed.length)} suppressed.`, plain]);
  if (result.since) parts.push([`Since ${visible(result.since.base)}: ${digits(result.since.old.length)} old${result.since.gone.length > 0 ? `, ${digits(result.since.gone.length)} gone` : ''}.`, plain]);
  if (result.baseline && result.baseline.old.length > 0) parts.push([`${digits(result.baseline.old.length)} old.`, plain]);
  const { scan } = result;
  if (scan) {
    const calls = scan.cells.reduce((sum, { collections }) => sum + collections.reduce((own, each) => own + each.calls, 0), 0);
    const unfinished = scan.cells.filter(({ collections }) => collections.some(({ state }) => state !== 'complete' && state !== 'out-of-scope')).length;
    parts.push([`${count(new Set(scan.cells.map(({ account }) => account)).size, 'account')}, ${count(new Set(scan.cells.map(({ region }) => region)).size, 'region')}, ${count(calls, 'call')}.`, plain]);
    if (unfinished > 0) parts.push([`${digits(unfinished)} not read whole.`, ink.boldYellow]);
    parts.push([duration(Date.parse(scan.endedAt) - Date.parse(scan.startedAt)), ink.dim]);
    return wrapParts(parts, width);
  }
  if (result.files.length > 0 || missing > 0) {
    parts.push([`${count(result.files.length, 'file')},`, plain], [`${digits(missing)} unread.`, missing > 0 ? ink.boldYellow : plain]);
  }
  const total = result.timing['total'];
  if (total !== undefined) parts.push([duration(total), ink.dim]);
  return wrapParts(parts, width);
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Wraps painted parts: word by word, each word in the paint of its part. */
function wrapParts(parts: readonly Part[], width: number): string[] {
  const lines: { text: string; painted: string }[] = [];
  for (const [text, paint] of parts) {
    // A part moves to the next line as a whole if it fits there.
    for (const piece of columns(text) <= width ? [text] : wrap(text, width)) {
      const line = lines.at(-1);
      if (line && columns(line.text) + 1 + columns(piece) <= width) {
        line.text += ` ${piece}`;
        line.painted += ` ${paint(piece)}`;
      } else lines.push({ text: piece, painted: paint(piece) });
    }
  }
  return lines.map(({ painted }) => painted);
}

// --- small things

const plain = (text: string): string => text;

function indent(margin: number, lines: readonly string[]): string[] {
  return lines.map((line) => ' '.repeat(margin) + line);
}

function byPlace(a: Location, b: Location): number {
  return a.line - b.line || a.column - b.column;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** Tests for rules: text or files that must fail, pass or stay undecided, under any test runner. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flawOf } from './config/plugins.js';
import { type Schema, validate } from './config/validate.js';
import type { Finding, UndecidedLook } from './finding.js';
import type { Rule } from './rule.js';
import { run } from './run.js';
import { defaultsOf } from './settings.js';

/** One thing to look at. A string with line breaks is text, without them the name of a file. */
export type Case =
  | string
  | {
      /** What the test is called. */
      name?: string;
      /** A template or task definition, in YAML or JSON. */
      text?: string;
      /** The same in a file, relative to `dir`. */
      file?: string;
      /** The rule's options here. */
      options?: Readonly<Record<string, unknown>>;
      /** Values of template parameters. */
      parameters?: Readonly<Record<string, string>>;
      region?: string;
      account?: string;
      /** What one of the findings must say. */
      message?: string | RegExp;
    };

/**
 * Comments in them may say what must happen on a line: `# expect` or `# undecided`, with the id of the rule behind it or without;
 * then everything else must stay silent. What has no such comment must fail, pass or be undecided as a whole.
 */
export interface Cases {
  fails?: readonly Case[];
  passes?: readonly Case[];
  undecided?: readonly Case[];
}

export interface TestHow {
  /** Declares one test: `test` of node:test or vitest, or a suite of uvu. */
  test?: (name: string, body: () => Promise<void>) => unknown;
  /** Folder of files; also `import.meta.url`. The working directory when left out. */
  dir?: string | URL;
}

/** A test to declare or run. */
export interface RuleTest {
  name: string;
  /** Throws an Error that says what differed. */
  run(): Promise<void>;
}

type Kind = keyof Cases;
type CaseData = Exclude<Case, string>;

/**
 * Tests a rule.
 *
 *     testRule(rule, { fails: ['fails.yaml'], passes: [text], undecided: [other] }, { test, dir: import.meta.url });
 *
 * @returns the tests, for runners that want them otherwise; with `how.test` they are declared already
 */
export function testRule(rule: Rule, cases: Cases, how: TestHow = {}): RuleTest[] {
  const dir = folderOf(how.dir);
  const id = typeof rule?.id === 'string' ? rule.id : 'rule';
  const tests: RuleTest[] = [
    {
      name: `${id} is a rule`,
      run: async () => {
        const flaw = flawOf(rule);
        if (flaw !== undefined) throw new Error(`${id}: ${flaw}`);
      },
    },
  ];
  for (const kind of ['fails', 'passes', 'undecided'] as const) {
    for (const [index, given] of (cases[kind] ?? []).entries()) {
      const data: CaseData = typeof given !== 'string' ? given : given.includes('\n') ? { text: given } : { file: given };
      const name = `${id} ${kind === 'undecided' ? 'is undecided' : kind}: ${data.name ?? data.file ?? `case ${index + 1}`}`;
      tests.push({ name, run: () => judge(rule, kind, data, dir, name) });
    }
  }
  // Runners count the parameters of a body, and some hand it a callback when it has one.
  for (const test of tests) how.test?.(test.name, () => test.run());
  return tests;
}

function folderOf(dir: string | URL | undefined): string {
  if (dir === undefined) return process.cwd();
  if (dir instanceof URL || dir.startsWith('file:')) {
    const path = fileURLToPath(dir);
    return path.endsWith('/') || path.endsWith('\\') ? path : dirname(path);
  }
  return resolve(dir);
}

/** What happens on a line. */
interface Mark {
  line: number;
  kind: 'expect' | 'undecided';
}

async function judge(rule: Rule, kind: Kind, data: CaseData, dir: string, name: string): Promise<void> {
  const { options, parameters, region, account, message } = data;
  if (options) {
    const flaws = validate(options, { type: 'object', properties: (rule.options ?? {}) as Schema['properties'], additionalProperties: false });
    if (flaws[0]) throw new Error(`${name}: options: ${[...flaws[0].path.slice(0, flaws[0].key ? -1 : undefined), ''].join(': ')}${flaws[0].message}`);
  }
  const file = data.file === undefined ? undefined : join(dir, data.file);
  if (file !== undefined && !existsSync(file)) throw new Error(`${name}: there is no file ${data.file} in ${dir}`);
  const text = data.text ?? (file !== undefined && /\.(json|ya?ml|template)$/.test(file) ? readFileSync(file, 'utf8') : '');
  const setting = new Map([[rule.id, { options: defaultsOf(rule, options) }]]);
  const { result } = await run({
    cwd: dir,
    paths: file === undefined ? [] : [file],
    stdin: file === undefined ? { name: /^\s*[{[]/.test(text) ? 'case.json' : 'case.yaml', text } : undefined,
    parameters: new Map(Object.entries(parameters ?? {})),
    region,
    account,
    rules: [rule],
    configure: async () => ({ rules: [rule], settings: () => setting, ignore: [], notices: [], plugins: [rule] }),
  });
  const [crash] = result.errors;
  if (crash) throw new Error(`${name}: the rule crashed on ${crash.resource}\n${crash.stack}`);
  const unread = result.notices.find(({ level }) => level === 'error');
  if (unread) throw new Error(`${name}: ${unread.line === undefined ? '' : `line ${unread.line}: `}${unread.message}`);

  const findings = result.findings.filter((finding) => finding.rule === rule.id);
  const undecided = result.undecided.filter((look) => look.rule === rule.id);
  const marks = marksIn(text, file, rule.id);
  const wrong = marks.length > 0 ? differences(marks, findings, undecided) : wholly(kind, findings, undecided, result.passed);
  if (message !== undefined && !findings.some((finding) => (typeof message === 'string' ? finding.message.includes(message) : message.test(finding.message)))) {
    wrong.push({ text: `no finding says ${message}${findings.length > 0 ? `, but "${findings.map((finding) => finding.message).join('", "')}"` : ''}` });
  }
  if (wrong.length === 0) return;
  const lines = text.split(/\r?\n/);
  throw new Error([`${name}:`, ...wrong.flatMap(({ line, text: what }) => (line === undefined ? [`  ${what}`] : [`  line ${line}: ${what}`, `    ${lines[line - 1]?.trim() ?? ''}`]))].join('\n'));
}

function marksIn(text: string, file: string | undefined, id: string): Mark[] {
  if (file !== undefined && existsSync(`${file}.expect`)) {
    return readFileSync(`${file}.expect`, 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [, number, kind] = /^(\d+) (expect|undecided)\b/.exec(line) ?? [];
        return number === undefined ? [] : [{ line: Number(number), kind: kind as Mark['kind'] }];
      });
  }
  return text.split(/\r?\n/).flatMap((line, index) =>
    [...line.matchAll(/# (expect|undecided)\b([\w/, -]*)/g)].flatMap(([, kind, ids]) => {
      const named = (ids as string).split(',').map((each) => each.trim()).filter(Boolean);
      return (named.length === 0 ? [id] : named).filter((each) => each === id).map(() => ({ line: index + 1, kind: kind as Mark['kind'] }));
    }),
  );
}

interface Wrong {
  line?: number;
  text: string;
}

/** What stands on lines and what does not happen there, and the other way round. */
function differences(marks: readonly Mark[], findings: readonly Finding[], undecided: readonly UndecidedLook[]): Wrong[] {
  const wrong: Wrong[] = [];
  const said = [
    ...findings.map(({ location, message }) => ({ line: location.line, kind: 'expect' as const, text: `finding "${message}"` })),
    ...undecided.map(({ location, reason }) => ({ line: location.line, kind: 'undecided' as const, text: `undecided, because ${reason}` })),
  ];
  const left = [...said];
  for (const { line, kind } of marks) {
    const at = left.findIndex((each) => each.line === line && each.kind === kind);
    if (at >= 0) left.splice(at, 1);
    else wrong.push({ line, text: `must ${kind === 'expect' ? 'give a finding' : 'stay undecided'}, and does not` });
  }
  for (const { line, text } of left) wrong.push({ line, text: `must stay silent, but: ${text}` });
  return wrong.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

function wholly(kind: Kind, findings: readonly Finding[], undecided: readonly UndecidedLook[], passed: number): Wrong[] {
  const found = findings.map(({ location, message }): Wrong => ({ line: location.line, text: `must stay silent, but: finding "${message}"` }));
  const doubts = undecided.map(({ location, reason }): Wrong => ({ line: location.line, text: `must be decided, but is not, because ${reason}` }));
  if (kind === 'fails') return findings.length > 0 ? [] : [{ text: passed > 0 || undecided.length > 0 ? 'must give a finding, and gives none' : 'must give a finding, but the rule found nothing that it judges' }, ...doubts];
  if (kind === 'undecided') return undecided.length > 0 ? found : [...found, { text: 'must stay undecided, and does not' }];
  const idle = passed === 0 && found.length + doubts.length === 0;
  return idle ? [{ text: 'must pass, but the rule found nothing that it judges' }] : [...found, ...doubts];
}

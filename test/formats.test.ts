/** The reports for other programs: stored pages of the sample, what their readers demand, and hostile text in every place. `UPDATE=1` rewrites the stored pages. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Finding, ReportContext, Result } from '../src/finding.js';
import { agent } from '../src/report/agent.js';
import { compact } from '../src/report/compact.js';
import { csv } from '../src/report/csv.js';
import { github } from '../src/report/github.js';
import { gitlab } from '../src/report/gitlab.js';
import { REPORTERS } from '../src/report/index.js';
import { json } from '../src/report/json.js';
import { jsonl } from '../src/report/jsonl.js';
import { junit } from '../src/report/junit.js';
import { markdown, reviewComment } from '../src/report/markdown.js';
import { context, result } from './sample-result.js';

const test = suite('formats');
const data = new URL('data/report/', import.meta.url);

function golden(name: string, text: string): void {
  const file = new URL(name, data);
  if (process.env.UPDATE) {
    mkdirSync(data, { recursive: true });
    writeFileSync(file, text);
  }
  assert.fixture(text, readFileSync(file, 'utf8'));
}

/** The sample with an edit, older findings, and what a change mended. */
const mended: Finding = { ...(result.findings[0] as Finding), edits: [{ file: 'infra/web.yaml', start: 0, end: 0, text: '\n      Cpu: 512', location: { file: 'infra/web.yaml', line: 9, column: 15, endLine: 9, endColumn: 15 } }] };
const full: Result = { ...result, findings: [{ ...mended, location: { ...mended.location, file: 'infra/web.yaml', line: 9, endLine: 9 } }, ...result.findings.slice(1)], since: { base: 'origin/main (1f3a9c2)', by: 'tree', old: result.findings.slice(0, 2), gone: result.findings.slice(2, 3) } };
const options = { files: 'https://github.com/acme/shop/blob/1f3a9c2', pages: 'https://github.com/acme/plimsoll/blob/main' };

const FORMATS = { 'github.txt': github, 'gitlab.json': gitlab, 'junit.xml': junit, 'findings.csv': csv, 'report.jsonl': jsonl, 'agent.json': agent, 'compact.txt': compact } as const;
for (const [name, reporter] of Object.entries(FORMATS)) test(`${name}: the sample`, () => golden(name, reporter(full, context)));
test('markdown: the sample, with links and without', () => {
  golden('summary.md', markdown(full, context, {}));
  golden('comment.md', markdown(full, context, { ...options, limit: 65_000 }));
  golden('review.md', full.findings.map((finding) => reviewComment(finding, context, options).body).join('\n\n---\n\n'));
});

test('nothing found gives a whole report in every format', async () => {
  const nothing: Result = { ...result, findings: [], undecided: [], notices: [], errors: [], incomplete: false };
  for (const [name, load] of Object.entries(REPORTERS)) assert.type((await load())(nothing, context), 'string', name);
  assert.is(gitlab(nothing, context), '[]\n');
  assert.is(github(nothing, context), '');
  assert.match(markdown(nothing, context, {}), /all clear/);
});

// --- What readers demand -----------------------------------------------------------------------------------------------------------

/** Text that tries to be something else in one of the formats. */
const HOSTILE = ['::error::x', '\n::stop-commands::x', '%0A::set-output name=a::b', '<script>alert(1)</script>', '</details>', '[x](javascript:alert(1))', '![x](https://evil.example/x.png)', '@everyone', '#123', 'GH-1', 'https://evil.example', '`', '```', '| a | b |', '\u001b[2J', '\u202e', '=1+1', '+1', '-1', '@SUM(A1)', '"', ',', '\r\n', '\u0000', '\ud800', ']]>', '&lt;', '<!--', '-->', '$x$', ':tada:', '~~x~~', '**x**', '# x', '- x', '1. x', 'a\tb'];
const hostile = fc.array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 8 })), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' ')).filter((word) => word.trim() !== '');

/** The sample with a text in every place where a file's words may stand. */
function poisoned(word: string): Result {
  const [first] = result.findings as [Finding];
  const bad: Finding = { ...first, message: word, fix: word, proof: [[word, word]], when: word, path: word, location: { ...first.location, file: `${word}.yaml` }, related: [{ message: word, location: { ...first.location, file: word } }], resource: { type: 'AWS::ECS::Service', name: word } };
  return {
    ...result,
    findings: [bad, ...result.findings],
    undecided: [{ rule: first.rule, reason: word, kind: 'parameter', location: bad.location, resource: { type: 'x', name: word } }],
    notices: [{ level: 'error', incomplete: true, message: word, file: word, line: 1 }],
    errors: [{ rule: first.rule, resource: word, message: word, stack: word }],
    since: { base: word, by: 'tree', old: [], gone: [] },
    files: [word],
  };
}

const poison = (name: string, check: (text: string, word: string) => void, reporter: (result: Result, context: ReportContext) => string): void =>
  test(`${name}: text is text`, () => {
    fc.assert(fc.property(hostile, (word) => check(reporter(poisoned(word), context), word)), { numRuns: 400 });
  });

poison('github', (text) => {
  for (const line of text.trimEnd().split('\n')) assert.match(line, /^::(?:error|warning|notice) [^\n\r]*?::[^\r\n]*$/);
  for (const line of text.trimEnd().split('\n')) for (const pair of line.slice(line.indexOf(' ') + 1, line.indexOf('::', 3)).split(',')) assert.match(pair, /^(?:file|line|endLine|col|endColumn|title)=[^:,]*$/);
}, github);

poison('markdown', (text) => {
  const prose = text.replaceAll(/\]\(https:\/\/(?:github\.com\/acme|plimsoll\.example)\/[^)\s]*\)/g, ']LINK').replaceAll('\\`', 'ESCAPED').replaceAll(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, 'CODE').replaceAll('<!-- -->', '\u0001').replaceAll(/<!-- plimsoll:[\w./-]* -->/g, '').replaceAll(/\\[\\`*_{}[\]|~$+=-]/g, 'ESCAPED');
  for (const [tag] of prose.matchAll(/<[^>]*>?/g)) assert.match(tag, /^<\/?(?:details|summary|sub|br)>$/, text);
  assert.not.match(prose, /[@#](?=\w)|:\/\/|\bGH-\d|(?<!\n)```/i);
  assert.not.match(prose, /\]\(/);
  // eslint-style: no control characters reach a page.
  assert.not.match(text, /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e]/);
}, (bad, where) => markdown(bad, where, options) + bad.findings.map((finding) => reviewComment(finding, where, options).body).join('\n\n'));

poison('junit', (text) => {
  assert.not.match(text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  const open: string[] = [];
  const rest = text.replace(/^<\?xml[^>]*\?>/, '').replaceAll(/<(\/?)([a-z-]+)((?:\s[a-zA-Z-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#13);[^"<&]*)*")*)(\/?)>/g, (_, close: string, name: string, __, empty: string) => {
    if (close) assert.is(open.pop(), name);
    else if (!empty) open.push(name);
    return '';
  });
  assert.equal(open, []);
  assert.not.match(rest, /[<>]|&(?!(?:amp|lt|gt|quot|#13);)/);
}, junit);

poison('csv', (text) => {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    (rows.at(-1) as string[]).push(quoted?.replaceAll('""', '"') ?? (plain as string));
    if (end === '\r\n') rows.push([]);
  }
  const full = rows.slice(0, -1);
  assert.is(full.length, result.findings.length + 2);
  for (const row of full) {
    assert.is(row.length, full[0]?.length);
    for (const cell of row) assert.not.match(cell, /^[=+\-@\t\r]/);
  }
}, csv);

poison('compact', (text) => {
  for (const line of text.trimEnd().split('\n')) assert.match(line, /^.+:\d+:\d+: (?:error|warning|info): .*\[[\w./-]+\]$/);
}, compact);

poison('jsonl', (text) => {
  const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line) as { type: string });
  assert.is(lines.at(-1)?.type, 'summary');
}, jsonl);

test('gitlab: its format, with fingerprints of their own', () => {
  const twice: Result = { ...result, findings: [...result.findings, ...result.findings] };
  const entries = JSON.parse(gitlab(twice, context)) as { fingerprint: string }[];
  const validate = new Ajv({ strict: true }).compile({
    type: 'array',
    items: {
      type: 'object',
      required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
      properties: {
        description: { type: 'string', minLength: 1 },
        check_name: { type: 'string', minLength: 1 },
        fingerprint: { type: 'string', pattern: '^[0-9a-f]{32}$' },
        severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        location: { type: 'object', required: ['path', 'lines'], properties: { path: { type: 'string', pattern: '^(?!\\./|/)' }, lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 }, end: { type: 'integer' } } } } },
      },
    },
  });
  assert.ok(validate(entries), JSON.stringify(validate.errors));
  assert.is(new Set(entries.map(({ fingerprint }) => fingerprint)).size, entries.length);
});

test('github: ten of each level, and a word about the rest', () => {
  const [first] = result.findings as [Finding];
  const many: Result = { ...result, notices: [], errors: [], findings: Array.from({ length: 64 }, (_, index) => ({ ...first, severity: (['high', 'medium', 'low'] as const)[index % 3] as 'high' })) };
  const lines = github(many, context).trimEnd().split('\n');
  assert.equal(['error', 'warning', 'notice'].map((level) => lines.filter((line) => line.startsWith(`::${level} `)).length), [10, 10, 10]);
  assert.match(lines.at(-1) as string, /35 more findings not shown here/);
});

test('markdown: never over its limit, and it says what is missing', () => {
  const [first] = result.findings as [Finding];
  for (const severity of ['high', 'medium'] as const) {
    const many: Result = { ...result, findings: Array.from({ length: 500 }, () => ({ ...first, severity })) };
    const text = markdown(many, context, { limit: 20_000 });
    assert.ok(text.length <= 20_000, String(text.length));
    assert.match(text, /\*\*\d+ more findings did not fit here\*\*/);
    assert.is((text.match(/<details>/g) ?? []).length, (text.match(/<\/details>/g) ?? []).length);
  }
});

test('a suggestion: the whole lines, and none where a line is masked', () => {
  const finding = full.findings[0] as Finding;
  const plain: ReportContext = { ...context, sources: { ...context.sources, plain: (file, line) => context.sources.line(file, line) } };
  const said = reviewComment(finding, plain, {});
  assert.equal([said.from, said.to, said.suggests], [9, 9, true]);
  assert.match(said.body, /```suggestion\n {6}Cpu: 256\n {6}Cpu: 512\n```/);
  assert.not.ok(reviewComment(finding, { ...plain, sources: { ...plain.sources, plain: () => undefined } }, {}).suggests);
});

test('agent: a quarter of json, with the same findings', () => {
  const short = agent(full, context);
  assert.ok(short.length * 2 < json(full, context).length);
  const read = JSON.parse(short) as { files: { findings: unknown[] }[] };
  assert.is(read.files.reduce((sum, { findings }) => sum + findings.length, 0), full.findings.length);
});
test.run();

/** Reports for people and for programs. `UPDATE=1` rewrites the stored pages; look at them before you commit them. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeFrame } from '../src/report/code-frame.js';
import { REPORTERS } from '../src/report/index.js';
import { json } from '../src/report/json.js';
import { lineHashes } from '../src/report/line-hash.js';
import { pretty } from '../src/report/pretty.js';
import { columns, sentence, visible, wrap } from '../src/report/text.js';
import type { Finding, ReportContext, Result } from '../src/finding.js';
import type { Report } from '../src/types/report.js';
import { context, result, where } from './sample-result.js';

const test = suite('report');
const data = new URL('data/report/', import.meta.url);
const ESCAPES = /\u001b\[[0-9;]*m/g;

/** Compares with a stored page. */
function golden(name: string, text: string): void {
  const file = new URL(name, data);
  if (process.env['UPDATE']) {
    mkdirSync(data, { recursive: true });
    writeFileSync(file, text);
  }
  assert.fixture(text, readFileSync(file, 'utf8'));
}

const nothing: Result = { ...result, findings: [], undecided: [], notices: [], errors: [], incomplete: false };

for (const width of [80, 40]) {
  for (const color of [false, true]) {
    test(`pretty: ${width} columns${color ? ', colour' : ''}`, () => {
      golden(`pretty-${width}${color ? '-color' : ''}.txt`, pretty(result, { ...context, width, color, showUndecided: width === 40 }));
    });
  }
}

test('pretty: colour changes nothing but colour', () => {
  for (const width of [24, 40, 80, 200]) {
    const plain = pretty(result, { ...context, width, showUndecided: true });
    const painted = pretty(result, { ...context, width, showUndecided: true, color: true });
    const stripped = painted
      .replace(ESCAPES, '')
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n');
    assert.is(stripped, plain);
  }
});

test('pretty: never wider than the terminal, and not too wide', () => {
  for (let width = 24; width <= 200; width++) {
    for (const line of pretty(result, { ...context, width, showUndecided: true }).split('\n')) {
      // A file's name is left whole: a terminal breaks it, and it stays one link.
      if (!result.files.includes(line)) assert.ok(columns(line) <= Math.min(width, 110), `${width}: ${line}`);
    }
  }
});

test('pretty: nothing in a file reaches the terminal as a control', () => {
  const nasty = '\u001b]0;title\u0007\u009b2J\u202egnp.exe\u2066\rhidden\nINJECTED\u0000\u00ad\ufeff\ud800';
  const finding: Finding = {
    ...result.findings[1]!,
    message: nasty,
    fix: nasty,
    when: nasty,
    proof: [[nasty, nasty]],
    location: { file: nasty, line: 1, column: 1, endLine: 1, endColumn: 9 },
    related: [{ message: nasty, location: { file: `b${nasty}`, line: 1, column: 1, endLine: 1, endColumn: 2 } }],
    resource: { type: nasty, name: nasty, constructPath: nasty },
  };
  const all: Result = {
    ...result,
    findings: [finding, { ...finding, severity: 'low' }],
    undecided: [{ rule: 'a/b', reason: nasty, kind: nasty, location: finding.location, resource: { type: nasty, name: nasty } }],
    notices: [{ level: 'note', incomplete: true, message: nasty, file: nasty }],
    errors: [{ rule: 'a/b', resource: nasty, message: nasty, stack: nasty }],
  };
  const text = pretty(all, { ...context, showUndecided: true, sources: { line: () => nasty, lineHash: () => undefined } });
  assert.not.match(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]/);
  for (const line of text.split('\n')) assert.not.match(line, /^INJECTED/);
});

test('pretty: plain ASCII where the files are', () => {
  const ascii = result.findings.filter(({ location }) => location.file !== 'tasks/odd.json');
  assert.match(pretty({ ...result, findings: ascii }, { ...context, showUndecided: true }), /^[\n\x20-\x7e]*$/);
});

test('pretty: the last line', () => {
  const last = (of: Partial<Result>, how: Partial<ReportContext> = {}) =>
    pretty({ ...nothing, ...of }, { ...context, width: 110, ...how })
      .trimEnd()
      .split('\n\n')
      .at(-1)!
      .replaceAll('\n', ' ');
  const [critical, medium] = [result.findings[1]!, result.findings[2]!];
  const undecided = result.undecided;
  const unread = result.notices.filter(({ incomplete }) => incomplete);
  assert.is(last({}), 'All clear: 1,234 checks by 12 rules passed. 4 files, 0 unread. 71 ms');
  assert.is(last({ undecided }), 'All clear: 1,234 checks by 12 rules passed. 3 undecided (--undecided). 4 files, 0 unread. 71 ms');
  assert.is(
    last({ findings: [critical, medium, medium], undecided, files: ['a'] }),
    '1 breaks the gate, 2 advise. 3 undecided (--undecided). 1 file, 0 unread. 71 ms',
  );
  assert.is(last({ findings: [critical, critical, medium] }), '2 break the gate, 1 advises. 4 files, 0 unread. 71 ms');
  assert.is(last({ findings: [critical] }), '1 breaks the gate. 4 files, 0 unread. 71 ms');
  assert.is(last({ findings: [medium] }), 'Nothing breaks the gate, 1 advises. 4 files, 0 unread. 71 ms');
  assert.is(last({ findings: [medium] }, { failOn: 'medium' }), '1 breaks the gate (medium). 4 files, 0 unread. 71 ms');
  assert.is(last({ findings: [critical] }, { failOn: 'never' }), '1 finding, and the gate is off. 4 files, 0 unread. 71 ms');
  assert.is(last({ undecided }, { showUndecided: true }), 'All clear: 1,234 checks by 12 rules passed. 3 undecided. 4 files, 0 unread. 71 ms');
  assert.is(
    last({ incomplete: true, notices: [...unread, ...unread] }),
    'No findings in what could be checked: 1,234 checks by 12 rules passed. 4 files, 1 unread. 71 ms',
  );
  assert.is(
    last({ errors: result.errors }),
    'No findings in what could be checked: 1,234 checks by 12 rules passed. 1 rule crashed. 4 files, 0 unread. 71 ms',
  );
  assert.is(last({ files: [], timing: { total: 1234 } }), 'Nothing to check. 1.2 s');
  assert.is(last({ timing: {} }), 'All clear: 1,234 checks by 12 rules passed. 4 files, 0 unread.');
});

test('pretty: the file with what breaks the gate comes first, a heuristic does not lead', () => {
  const at = (file: string) => ({ ...result.findings[2]!.location, file });
  const one = { ...result.findings[2]!, severity: 'critical' as const, confidence: 'heuristic' as const, location: at('a.yaml') };
  const two = { ...one, severity: 'high' as const, confidence: 'likely' as const, location: at('z.yaml') };
  const three = { ...one, severity: 'low' as const, location: at('b.yaml') };
  const four = { ...three, location: at('B.yaml') };
  const text = pretty({ ...nothing, findings: [three, one, four, two] }, context);
  assert.equal(
    text.split('\n').filter((line) => line.endsWith('.yaml')),
    ['z.yaml', 'a.yaml', 'B.yaml', 'b.yaml'],
  );
});

test('pretty: a live finding shows its address and no line', () => {
  const arn = 'arn:aws:ecs:eu-central-1:111122223333:service/shop/web';
  const location = { file: arn, line: 1, column: 1, endLine: 1, endColumn: 1 };
  const findings = [
    { ...result.findings[1]!, location, related: [] },
    { ...result.findings[2]!, location },
  ];
  const text = pretty({ ...nothing, findings }, context);
  assert.ok(text.startsWith(`${arn}\n`));
  assert.not.match(text, /\b1:1\b|medium +1 /);
});

// --- code frames

test('code frame: the caret stands under the region, whatever the line and the room', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '\t', ' ', '漢', '😀', '\u001b', 'é'), maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('a', '\t', '漢', '😀', ' '), maxLength: 300 }),
      fc.integer({ min: 12, max: 120 }),
      (before, after, room) => {
        const line = `${before}MARK${after}`;
        const at = { file: 'f', line: 1, column: before.length + 1, endLine: 1, endColumn: before.length + 5 };
        const frame = codeFrame(at, { line: (_, number) => (number === 1 ? line : undefined), lineHash: () => undefined }, room);
        const [code, carets] = frame as unknown as [{ text: string }, { text: string }];
        assert.ok(columns(code.text) <= room, `${columns(code.text)} > ${room}`);
        assert.is(carets.text.trimStart(), '^^^^');
        assert.is(columns(carets.text) - 4, columns(code.text.slice(0, code.text.indexOf('MARK'))));
      },
    ),
  );
});

test('code frame: a byte order mark takes no room', () => {
  const sources = { line: () => '\ufeff{ "a": 1 }', lineHash: () => undefined };
  const frame = codeFrame({ file: 'f', line: 1, column: 4, endLine: 1, endColumn: 7 }, sources, 40);
  assert.equal(frame, [
    { kind: 'code', line: 1, text: '{ "a": 1 }', marked: true },
    { kind: 'carets', text: '  ^^^' },
  ]);
});

test('code frame: regions of several lines, at the end of a line, and past it', () => {
  const lines = ['{', '  "a": [', '    1,', '    2,', '    3,', '    4', '  ],', '  "b": 1', '}'];
  const sources = { line: (_: string, number: number) => lines[number - 1], lineHash: () => undefined };
  const show = (line: number, column: number, endLine: number, endColumn: number) =>
    codeFrame({ file: 'f', line, column, endLine, endColumn }, sources, 40).map((part) => (part.kind === 'gap' ? '...' : part.text));
  assert.equal(show(2, 8, 7, 4), ['{', '  "a": [', '       ^', '    1,', '    ^^', '    2,', '    ^^', '...']);
  assert.equal(show(2, 8, 4, 7), ['{', '  "a": [', '       ^', '    1,', '    ^^', '    2,', '    ^^']);
  assert.equal(show(3, 5, 4, 1), ['"a": [', '  1,', '  ^^'], 'a region that ends at the start of a line does not show it');
  assert.equal(show(4, 5, 4, 6), ['1,', '2,', '^'], 'common indentation goes');
  assert.equal(show(8, 99, 8, 120), ['],', '"b": 1', '      ^'], 'past the end');
  assert.equal(show(1, 1, 1, 1), ['{', '^'], 'an empty region');
  assert.equal(show(99, 1, 99, 2), [], 'no such line');
});

// --- text

test('text: wrapping keeps every word and the width', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '/', ':', '漢', '-'), minLength: 1, maxLength: 40 }), { minLength: 1 }),
      fc.integer({ min: 2, max: 60 }),
      (words, width) => {
        const lines = wrap(words.join(' '), width);
        assert.is(lines.join('').replaceAll(' ', ''), words.join(''));
        for (const line of lines) assert.ok(columns(line) <= width);
      },
    ),
  );
  assert.equal(wrap('arn:aws:ecs:eu-central-1:111122223333:cluster/web', 30), ['arn:aws:ecs:eu-central-1:', '111122223333:cluster/web']);
  assert.equal(wrap('', 10), ['']);
});

test('text: sentences', () => {
  assert.is(sentence('image "nginx" has no tag'), 'Image "nginx" has no tag.');
  assert.is(sentence('awsvpc tasks have no links'), 'awsvpc tasks have no links.');
  assert.is(sentence('nginx:latest moves!'), 'nginx:latest moves!');
  assert.is(sentence('readonlyRootFilesystem is off'), 'readonlyRootFilesystem is off.');
  assert.is(visible('a\u001b\n\u{e0041}\u200d'), 'a\\x1b\\n\\u{e0041}\u200d');
});

// --- JSON

test('JSON: is what its schema says', () => {
  const schema = JSON.parse(readFileSync(new URL('../schemas/report.schema.json', import.meta.url), 'utf8')) as object;
  const validate = new Ajv({ allErrors: true }).compile(schema);
  for (const one of [result, nothing]) {
    const text = json(one, context);
    assert.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors, null, 1));
    assert.ok(text.endsWith('}\n') && text.startsWith('{\n  "version": 1,'));
  }
  const report = JSON.parse(json(result, context)) as Report;
  assert.equal(report.summary, {
    findings: { critical: 1, high: 4, medium: 4, low: 1, info: 1 },
    gate: { failOn: 'high', breaking: 4 },
    suppressed: 0,
    undecided: { elsewhere: 1, parameter: 2 },
    files: 4,
    unread: 1,
    passed: 1234,
    incomplete: true,
    milliseconds: 71,
  });
  assert.is(report.findings.length, result.findings.length);
  assert.is(report.rules.length, 9);
  assert.is(report.findings.filter(({ breaks }) => breaks).length, 4);
});

test('JSON: only the time differs between two runs', () => {
  assert.is(json(result, context), json({ ...result, timing: { total: 70.9 } }, { ...context, color: true, width: 20 }));
});

test('JSON: its types are up to date', () => {
  const script = fileURLToPath(new URL('../scripts/generate-report-types.ts', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script, '--check'], { encoding: 'utf8' });
  assert.is(status, 0, stderr);
});

// --- the rest

test('every format loads', async () => {
  assert.equal(Object.keys(REPORTERS), ['pretty', 'json', 'sarif', 'sarif-full', 'jsonl', 'agent', 'markdown', 'github', 'gitlab', 'junit', 'csv', 'controls', 'compact']);
  for (const load of Object.values(REPORTERS)) assert.type((await load())(result, context), 'string');
});

test('reports change nothing in the result', async () => {
  const before = JSON.stringify(result);
  for (const load of Object.values(REPORTERS)) (await load())(result, context);
  assert.is(JSON.stringify(result), before);
});

test("GitHub's line hash: its own test vectors", () => {
  assert.equal(lineHashes(''), ['c129715d7a2bc9a3:1']);
  assert.equal(lineHashes(' a\nb\n  \t\tc\n d'), ['271789c17abda88f:1', '54703d4cd895b18:1', '180aee12dab6264:1', 'a23a3dc5e078b07b:1']);
});

test("GitHub's line hash: the same by its definition", () => {
  const MOD = 2n ** 64n;
  /** As it is defined, slowly: 100 kept units from each line's first on. */
  const slow = (text: string) => {
    const units: number[] = [];
    for (const char of text.replace(/[ \t]/g, '').replace(/\r\n?/g, '\n').split('')) units.push(char.charCodeAt(0));
    units.push(0xffff);
    const starts = units.flatMap((_, index) => (index === 0 || units[index - 1] === 10 ? [index] : []));
    const seen: Record<string, number> = {};
    return starts.map((start) => {
      let hash = 0n;
      for (let at = start; at < start + 100; at++) hash = (hash * 37n + BigInt(units[at] ?? 0)) % MOD;
      const hex = hash.toString(16);
      seen[hex] = (seen[hex] ?? 0) + 1;
      return `${hex}:${seen[hex]}`;
    });
  };
  // A blank between CR and LF keeps them two line ends, which the definition in short leaves out.
  const text = fc
    .string({ unit: fc.constantFrom('a', 'b', ' ', '\t', '\n', '\r\n', '"', '漢', '\uffff', '\ud83d'), maxLength: 600 })
    .filter((some) => !/\r[ \t]/.test(some));
  fc.assert(
    fc.property(text, (some) => assert.equal(lineHashes(some), slow(some))),
    { numRuns: 300 },
  );
  assert.is(lineHashes('a\r\nb\rc\n').length, 4);
  assert.is(
    lineHashes('x\n'.repeat(500))[250],
    lineHashes('x\n'.repeat(500))[249]!.replace(/\d+$/, (count) => String(Number(count) + 1)),
  );
});

test('the sample points where it says', () => {
  assert.equal(where('infra/web.yaml', '4096'), { file: 'infra/web.yaml', line: 10, column: 15, endLine: 10, endColumn: 19 });
});

test.run();

/**
 * Nothing crashes: every file of a corpus of real ones, and mutants of a sample of them, end in findings or in a clear line, and every
 * finding points at a place that exists. The corpus is a folder outside this repository that PLIMSOLL_CORPUS names.
 */
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { globbySync } from 'globby';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import { decode } from '../src/load/read.js';
import { Lines } from '../src/load/lines.js';
import { REPORTERS } from '../src/report/index.js';
import { run, type Run } from '../src/run.js';

const corpus = process.env.PLIMSOLL_CORPUS;
const test = suite('corpus');

function holds(done: Run, textOf: (file: string) => string, what: string): void {
  const { result } = done;
  assert.equal(result.errors.map(({ rule, resource, stack }) => `${rule} on ${resource}: ${stack}`), [], what);
  const lines = new Map<string, Lines>();
  const check = ({ file, line, column, endLine, endColumn }: { file: string; line: number; column: number; endLine: number; endColumn: number }, of: string): void => {
    const all = lines.get(file) ?? new Lines(textOf(file));
    lines.set(file, all);
    const where = `${what}: ${of} at ${file}:${line}:${column}-${endLine}:${endColumn}`;
    assert.ok(line >= 1 && line <= all.count && column >= 1 && column <= all.line(line).length + 1, where);
    assert.ok(endLine >= line && endLine <= all.count && (endLine > line || endColumn >= column) && endColumn <= all.line(endLine).length + 2, where);
  };
  for (const finding of result.findings) {
    check(finding.location, finding.rule);
    for (const { location } of finding.related) check(location, `${finding.rule}, related`);
    if (finding.resource.range) check(finding.resource.range, `${finding.rule}, resource`);
    assert.ok(finding.message.length > 0 && !/\bundefined\b|\[object|NaN/.test(finding.message), `${what}: ${finding.rule} says "${finding.message}"`);
  }
  for (const look of result.undecided) {
    check(look.location, look.rule);
    assert.ok(look.reason.length > 0 && !/\[object|\bNaN\b/.test(look.reason), `${what}: ${look.rule} says "${look.reason}"`);
  }
  for (const { message } of result.notices) assert.ok(message.length > 0 && !message.includes('\n'), `${what}: "${message}"`);
  assert.is(new Set(result.findings.map((f) => `${f.fingerprint} ${f.location.file}`)).size, result.findings.length, `${what}: two findings with one fingerprint`);
  assert.ok(result.files.length > 0 || result.notices.length > 0, `${what}: nothing was said`);
}

if (corpus === undefined) {
  console.log('skipped: PLIMSOLL_CORPUS is not set, so no real files are read');
  test('needs PLIMSOLL_CORPUS', () => {});
} else {
  const root = resolve(corpus);
  const files = globbySync('**/*', { cwd: root, dot: true }).filter((file) => statSync(join(root, file)).size < 16 * 1024 * 1024).sort();
  const text = (file: string): string => (decode(readFileSync(join(root, file))) ?? '').replace(/^\ufeff/, '');

  test('every file on its own', async () => {
    assert.ok(files.length > 0, 'the corpus is empty');
    for (const file of files) {
      const done = await run({ cwd: root, paths: [file], rules });
      holds(done, text, file);
    }
  });

  test('all of it at once, in every format', async () => {
    const done = await run({ cwd: root, paths: ['.'], rules });
    holds(done, text, 'all');
    for (const [name, load] of Object.entries(REPORTERS)) {
      const reporter = await load();
      assert.ok(reporter(done.result, { sources: done.sources, failOn: 'high', color: false, width: 80, showUndecided: true, cwd: root, root: undefined }).length > 0, name);
    }
  });

  test('mutants', async () => {
    const ours = files.filter((file) => /\.(json|ya?ml|template)$/.test(file) && statSync(join(root, file)).size < 60_000);
    const step = Math.max(1, Math.floor(ours.length / 150));
    const sample = ours.filter((_, index) => index % step === 0);
    const edit = fc.record({ kind: fc.constantFrom('delete', 'duplicate', 'truncate', 'replace', 'value'), at: fc.double({ min: 0, max: 1, noNaN: true }), size: fc.nat(80), by: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\n', '  ', '- ', '!Ref X', '${', '*', '&a', 'null', '\u0000', '\ud83d', 'toString', '__proto__') });
    const started = Date.now();
    const mutate = (source: string, edits: readonly { kind: string; at: number; size: number; by: string }[]): string => {
      let mutant = source;
      for (const { kind, at, size, by } of edits) {
        const from = Math.floor(at * mutant.length);
        const cut = mutant.slice(from, from + size);
        if (kind === 'delete') mutant = mutant.slice(0, from) + mutant.slice(from + size);
        else if (kind === 'duplicate') mutant = mutant.slice(0, from) + cut + mutant.slice(from);
        else if (kind === 'truncate') mutant = mutant.slice(0, Math.max(from, Math.floor(mutant.length / 2)));
        else if (kind === 'replace') mutant = mutant.slice(0, from) + by + mutant.slice(from + 1);
        else {
          // The next plain value becomes something else, so that the text still parses.
          mutant = mutant.slice(0, from) + mutant.slice(from).replace(/(:\s*)("[^"\n]*"|\d+|true|false)/, (_, colon: string) => `${colon}${['null', '[]', '{}', '""', '-1', '{"Ref": "X"}', '["x", null]', '{"Fn::If": ["C", 1, {"Ref": "AWS::NoValue"}]}'][size % 8]}`);
        }
      }
      return mutant;
    };
    let mutants = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(sample.length - 1), fc.array(edit, { minLength: 1, maxLength: 4 }), async (index, edits) => {
        if (Date.now() - started > 45_000) return;
        mutants++;
        const file = sample[index] as string;
        const mutant = mutate(text(file), edits);
        holds(await run({ cwd: root, paths: [], stdin: { name: file, text: mutant }, rules }), () => mutant, file);
      }),
      { numRuns: 4000, seed: 7, endOnFailure: true },
    );
    console.log(`\nnote: ${mutants} mutants of ${sample.length} files`);
  });
}
test.run();

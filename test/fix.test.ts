/** Fixes: the smallest edit, nothing else changed, the finding gone. For text of every style, for every rule that knows one, and from outside. */
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { globbySync } from 'globby';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import { applyEdits, type Operation, textEdits } from '../src/fix/edit.js';
import { unifiedDiff } from '../src/fix/diff.js';
import { LoadedFile } from '../src/graph/graph.js';
import { valueAt } from '../src/graph/locate.js';
import { parse } from '../src/load/parse.js';
import type { Path } from '../src/load/source.js';
import { run, type Run } from '../src/run.js';
import { spawnSync } from 'node:child_process';
import { runner } from './child.js';
import { ROOT } from './helpers.js';

const test = suite('fix');

/** A text with one change made; undefined where that is refused. */
async function edited(text: string, path: Path, operation: Operation, name = 'x.yaml'): Promise<string | undefined> {
  const [document] = await parse(text, name);
  if (!document) return undefined;
  const file = new LoadedFile({ file: `/${name}`, shown: name, text }, document);
  const edits = await textEdits(file, [{ file, path, operation }]);
  return edits && applyEdits(text, edits);
}

test('YAML: values keep their style, new keys their neighbours indentation', async () => {
  assert.is(await edited('a: 1 # why\nb: 2\n', ['a'], { set: 3 }), 'a: 3 # why\nb: 2\n');
  assert.is(await edited("a: '1'\n", ['a'], { set: 3 }), "a: '3'\n");
  assert.is(await edited('a: "x"\n', ['a'], { set: 'y' }), 'a: "y"\n');
  assert.is(await edited('a:\n    b: 1   # one\n    c: 2\n\nd: 4\n', ['a', 'e'], { set: true }), 'a:\n    b: 1   # one\n    c: 2\n    e: true\n\nd: 4\n');
  assert.is(await edited('a:\r\n  - b: 1\r\n    c: 2\r\n', ['a', 0, 'd'], { set: { e: 1, f: 'x y' } }), 'a:\r\n  - b: 1\r\n    c: 2\r\n    d:\r\n      e: 1\r\n      f: x y\r\n');
  assert.is(await edited('a: { b: 1, c: 2 } # end\n', ['a', 'd'], { set: ['x', 'true'] }), "a: { b: 1, c: 2, d: [x, 'true'] } # end\n");
  assert.is(await edited('a: {}\n', ['a', 'd'], { set: 1 }), 'a: { d: 1 }\n');
  assert.is(await edited('a:\n  b: 1', ['a', 'c'], { set: 2 }), 'a:\n  b: 1\n  c: 2');
});

test('YAML: what is taken out takes its line with it', async () => {
  assert.is(await edited('a:\n  b: 1 # one\n  c: 2\n', ['a', 'b'], { remove: true }), 'a:\n  c: 2\n');
  assert.is(await edited('a:\n  - b: 1\n    c: 2\n', ['a', 0, 'b'], { remove: true }), 'a:\n  - c: 2\n');
  assert.is(await edited('a:\n  b:\n    - 1\n    - 2\n  c: 2\n', ['a', 'b'], { remove: true }), 'a:\n  c: 2\n');
  assert.is(await edited('a: { b: 1, c: 2 }\n', ['a', 'c'], { remove: true }), 'a: { b: 1 }\n');
  assert.is(await edited('a: 1\n"b": 2\n', ['b'], { rename: 'c' }), 'a: 1\n"c": 2\n');
});

test('JSON: on one line, on many, with tabs', async () => {
  assert.is(await edited('{"a": 1, "b": "x"}', ['b'], { set: 'y' }, 'x.json'), '{"a": 1, "b": "y"}');
  assert.is(await edited('{"a": 1}', ['b'], { set: { c: true } }, 'x.json'), '{"a": 1, "b": { "c": true }}');
  assert.is(await edited('{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n', ['a', 'c'], { set: { d: 1 } }, 'x.json'), '{\n\t"a": {\n\t\t"b": 1,\n\t\t"c": {\n\t\t\t"d": 1\n\t\t}\n\t}\n}\n');
  assert.is(await edited('{\n  "a": 1,\n  "b": 2\n}\n', ['b'], { remove: true }, 'x.json'), '{\n  "a": 1\n}\n');
  assert.is(await edited('{\n  "a": 1,\n  "b": 2\n}\n', ['a'], { remove: true }, 'x.json'), '{\n  "b": 2\n}\n');
});

test('what cannot be done surely is refused', async () => {
  for (const [text, path, operation] of [
    ['a: &x 1\nb: *x\n', ['a'], { set: 2 }],
    ['a: &x { c: 1 }\nb: *x\n', ['b', 'c'], { set: 2 }],
    ['a: &x { c: 1 }\nb: *x\n', ['a', 'c'], { set: 2 }],
    ['a: |\n  text\nb: 1\n', ['a'], { set: 'x' }],
    ['a: !Ref X\n', ['a'], { set: 'x' }],
    ['a: 1\na: 2\n', ['a'], { set: 3 }],
    ['a: 1\n---\na: 2\n', ['a'], { set: 3 }],
    ['a: 1\n', ['b', 'c'], { set: 3 }],
    ['a:\n', ['a', 'c'], { set: 3 }],
    ['a:\n  b: 1\n', ['a', 'b'], { remove: true }],
    ['a: 1\n', ['b'], { remove: true }],
  ] as [string, Path, Operation][]) {
    assert.is(await edited(text, path, operation), undefined, text);
  }
});

/** Data with its text in some style, and a path into it. */
const scalar = fc.oneof(fc.integer({ min: 0, max: 9999 }), fc.boolean(), fc.constantFrom('x', 'some text', 'true', '12', "it's", 'a: b', '# no', '', ' x', '-', '${A}'));
const key = fc.constantFrom('Name', 'Cpu', 'Memory', 'Enable', 'Value', 'Type', 'Options');
const tree: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, fc.dictionary(key, tie('value'), { maxKeys: 4 }), fc.array(tie('value'), { maxLength: 3 })),
  root: fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 5 }),
})).root;

function written(value: unknown, style: number, indent = ''): string {
  const text = (each: unknown): string => (typeof each === 'string' ? (style % 2 === 0 ? `'${each.replaceAll("'", "''")}'` : JSON.stringify(each)) : String(each));
  if (typeof value !== 'object' || value === null) return ` ${text(value)}`;
  const entries = Object.entries(value);
  if (entries.length === 0) return Array.isArray(value) ? ' []' : ' {}';
  if (style > 3 && indent.length > 2) return ` ${JSON.stringify(value)}`;
  return entries.map(([name, inner], index) => `\n${indent}${Array.isArray(value) ? '-' : `${name}:`}${written(inner, style, `${indent}  `)}${style > 1 && index === 0 && typeof inner !== 'object' ? ' # note' : ''}`).join('');
}

function paths(value: unknown, at: Path = []): Path[] {
  return typeof value !== 'object' || value === null ? [] : [...(Array.isArray(value) ? [] : [[...at, 'Added']]), ...Object.entries(value).flatMap(([name, inner]) => { const step = Array.isArray(value) ? Number(name) : name; return [[...at, step], ...paths(inner, [...at, step])]; })];
}

test('any text: only the value in question changes, and all else stays as it was', async () => {
  let made = 0;
  await fc.assert(
    fc.asyncProperty(tree, fc.nat(7), fc.nat(), scalar, fc.constantFrom('set', 'remove'), fc.constantFrom('\n', '\r\n'), async (data, style, pick, value, kind, eol) => {
      const json = style > 5;
      const text = (json ? JSON.stringify(data, null, style === 6 ? 2 : undefined) : `${written(data, style).trimStart()}\n`).replaceAll('\n', eol);
      const all = paths(data);
      const path = all[pick % all.length] as Path;
      const operation: Operation = kind === 'set' ? { set: value } : { remove: true };
      const after = await edited(text, path, operation, json ? 'x.json' : 'x.yaml');
      if (after === undefined) return;
      made++;
      const [before, now] = [(await parse(text, 'x'))[0]?.data, (await parse(after, 'x'))[0]?.data];
      const wanted = structuredClone(before) as object;
      const owner = valueAt(wanted, path.slice(0, -1)) as Record<string | number, unknown>;
      if (kind === 'set') owner[path.at(-1) as string] = String(valueAt(now, path)) === String(value) ? valueAt(now, path) : value;
      else delete owner[path.at(-1) as string];
      assert.equal(now, wanted, text);
      for (const line of text.split(eol).filter((each) => each.includes('# note') && kind === 'set')) assert.ok(after.includes('# note'), line);
      assert.is(after.includes('\r\n'), text.includes('\r\n') && after.includes('\n'));
    }),
    { numRuns: 1500 },
  );
  assert.ok(made > 500, `${made} of 1500 were possible`);
});

// --- Rules -----------------------------------------------------------------------------------------------------------------------

const fixtures = globbySync(['fixtures/rules/**/*.{yaml,json}'], { cwd: ROOT }).sort();
const identity = ({ rule, resource, path }: Run['result']['findings'][number]): string => `${rule} ${resource.type} ${resource.name} ${path}`;

const mending = new Set<string>();
for (const file of fixtures) {
  const id = dirname(file).replace('fixtures/rules/', '');
  const rule = rules.find((each) => each.id === id);
  if (!rule) continue;
  test(`${file}: what is mended is gone, and nothing new is there`, async () => {
    const options = { cwd: ROOT, paths: [file], rules: rules.filter((each) => each.id === id || each.id.startsWith('input/')) };
    const before = await run({ ...options, edits: true });
    const mended = before.result.findings.filter(({ edits }) => edits);
    for (const finding of mended) {
      mending.add(finding.rule);
      const path = join(ROOT, file);
      const text = readFileSync(path, 'utf8');
      const after = await run({ ...options, texts: new Map([[path, applyEdits(text, finding.edits ?? [])]]) });
      const left = after.result.findings.map(identity);
      assert.not.ok(left.includes(identity(finding)), `${identity(finding)} is still there`);
      const had = before.result.findings.map(identity);
      assert.equal(left.filter((each) => !had.includes(each)), [], `${identity(finding)} brings new ones`);
      assert.equal(after.result.notices.filter(({ level }) => level === 'error'), []);
    }
  });
}

test('the rules that say so mend, and no others: fifteen at least', () => {
  assert.equal([...mending].sort(), rules.filter(({ fixable }) => fixable).map(({ id }) => id).sort());
  assert.ok(mending.size >= 15);
});

// --- From outside ----------------------------------------------------------------------------------------------------------------

const git = (cwd: string, args: readonly string[]): { code: number | null; err: string } => {
  const { status, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8' });
  return { code: status, err: stderr };
};
const command = runner(join(ROOT, 'dist/cli.js'));
const TEMPLATE = `# The shop
Resources:
  Orders:   # images of the orders service
    Type: AWS::ECR::Repository
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: shop
      TaskDefinition: orders:7
      DesiredCount: 4
      DeploymentConfiguration: { MaximumPercent: 200 } # both versions for a while
`;

async function inFolder(body: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-fix-')));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('--fix-dry-run shows a diff that git takes, and writes nothing', () =>
  inFolder((folder) => {
    writeFileSync(join(folder, 'a.yaml'), TEMPLATE);
    const said = command(['check', '--fix-dry-run', '-q', 'a.yaml'], { cwd: folder });
    assert.is(said.code, 0, said.err);
    assert.match(said.out, /^--- a\/a\.yaml\n\+\+\+ b\/a\.yaml\n@@ /);
    assert.match(said.out, /\+ {4}Properties:\n\+ {6}ImageScanningConfiguration:\n\+ {8}ScanOnPush: true\n/);
    assert.match(said.out, /\+ {6}DeploymentConfiguration: \{ MaximumPercent: 200, DeploymentCircuitBreaker: \{ Enable: true, Rollback: true \} \} # both versions for a while\n/);
    assert.match(said.err, /would fix 2 findings in 1 file/);
    assert.is(readFileSync(join(folder, 'a.yaml'), 'utf8'), TEMPLATE);
    writeFileSync(join(folder, 'p.diff'), said.out);
    const applied = git(folder, ['apply', '--check', 'p.diff']);
    assert.is(applied.code, 0, applied.err);
  }));

test('--fix writes: comments stay, mode, mark and links as well; a second run has nothing to do', () =>
  inFolder((folder) => {
    mkdirSync(join(folder, 'real'));
    const real = join(folder, 'real', 'a.yaml');
    writeFileSync(real, `\ufeff${TEMPLATE}`);
    chmodSync(real, 0o640);
    symlinkSync(join('real', 'a.yaml'), join(folder, 'a.yaml'));
    const said = command(['check', '--fix', 'a.yaml'], { cwd: folder });
    assert.match(said.err, /fixed 2 findings in 1 file/);
    assert.match(said.out, /All clear/);
    const text = readFileSync(real, 'utf8');
    assert.ok(text.startsWith('\ufeff# The shop\n') && text.includes('# images of the orders service') && text.includes('ScanOnPush: true'));
    assert.is(statSync(real).mode & 0o777, 0o640);
    assert.ok(lstatSync(join(folder, 'a.yaml')).isSymbolicLink());
    assert.equal(readdir(folder), ['a.yaml', 'real']);
    assert.match(command(['check', '--fix', 'a.yaml'], { cwd: folder }).err, /fixed 0 findings in 0 files/);
  }));

const readdir = (folder: string): string[] => globbySync(['*'], { cwd: folder, onlyFiles: false, dot: true }).map((each) => basename(each)).sort();

test('what cannot be written is said, in one line, and other files are', () =>
  inFolder((folder) => {
    writeFileSync(join(folder, 'a.yaml'), Buffer.from(`\ufeff${TEMPLATE}`, 'utf16le'));
    writeFileSync(join(folder, 'b.yaml'), TEMPLATE);
    const said = command(['check', '--fix', 'a.yaml', 'b.yaml'], { cwd: folder });
    assert.is(said.code, 2);
    assert.match(said.err, /cannot write a\.yaml: it is not in UTF-8\n/);
    assert.match(readFileSync(join(folder, 'b.yaml'), 'utf8'), /ScanOnPush/);
    assert.is(command(['check', '--fix', '--stdin'], { cwd: folder, input: TEMPLATE }).code, 2);
  }));

test('standard input: the diff alone', () => {
  const said = command(['check', '--fix-dry-run', '--stdin', '--stdin-filename', 'x.yaml', '-q'], { input: TEMPLATE });
  assert.match(said.out, /^--- a\/x\.yaml/);
});

test('a secret beside an edit stays hidden in the diff', () =>
  inFolder((folder) => {
    const secret = 'c0rrect-h0rse-battery-5taple';
    writeFileSync(join(folder, 'task.json'), JSON.stringify({ family: 'a', containerDefinitions: [{ name: 'web', image: 'a:1', memory: 64, environment: [{ name: 'DB_PASSWORD', value: secret }], logconfiguration: { logDriver: 'json-file' } }] }, null, 1));
    const said = command(['check', '--fix-dry-run', 'task.json'], { cwd: folder });
    assert.match(said.out, /\+ +"logConfiguration"/);
    assert.not.ok(said.out.includes(secret));
  }));

test('diffs apply to any change of text', async () => {
  await inFolder(async (folder) => {
    const line = fc.constantFrom('a', 'b', 'c', '', 'd e');
    const text = fc.array(line, { minLength: 1, maxLength: 30 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = unifiedDiff('f.txt', before, after, (each) => each);
        if (before === after) return assert.is(diff, '');
        if (before === '' || after === '') return;
        writeFileSync(join(folder, 'f.txt'), before);
        writeFileSync(join(folder, 'd.diff'), diff);
        const applied = git(folder, ['apply', 'd.diff']);
        assert.is(applied.code, 0, `${applied.err}\n${diff}`);
        assert.is(readFileSync(join(folder, 'f.txt'), 'utf8'), after);
      }),
      { numRuns: 60 },
    );
  });
});
test.run();

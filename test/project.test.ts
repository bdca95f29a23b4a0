/** What the project says of itself: workflows, hooks, schemas, and every command line in its documents. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { globbySync } from 'globby';
import { load as readYaml } from 'js-yaml';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { rules } from '../rules/index.js';
import { REPORTERS } from '../src/report/index.js';
import { ROOT } from './helpers.js';

const test = suite('project');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface Step {
  uses?: string;
  run?: string;
}

for (const file of globbySync(['.github/workflows/*.yml'], { cwd: ROOT, dot: true })) {
  test(`${file}: pinned, with least rights, and no text of an event in a script`, () => {
    const workflow = readYaml(read(file)) as { permissions?: object; jobs: Record<string, { steps: Step[] }> };
    assert.equal(workflow.permissions, { contents: 'read' });
    for (const { uses, run } of Object.values(workflow.jobs).flatMap(({ steps }) => steps)) {
      if (uses !== undefined && uses !== './') assert.match(uses, /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/);
      assert.not.match(run ?? '', /\$\{\{/);
    }
  });
}

const documents = globbySync(['*.md', 'docs/*.md', 'examples/**/*.md'], { cwd: ROOT, ignore: ['**/node_modules/**'] });

test('actions in documents are pinned by a commit, or say that they must be', () => {
  for (const file of documents) for (const [, uses] of read(file).matchAll(/uses: (\S+)/g)) assert.match(uses as string, /^(?:\.\/|[\w.<>-]+\/[\w./-]+@(?:[0-9a-f]{40}|<))/, `${file}: ${uses}`);
});

test('YAML and JSON in documents can be read', () => {
  for (const file of documents) {
    for (const [, language, body] of read(file).matchAll(/```(yaml|json)\n([\s\S]*?)```/g)) {
      try {
        // A piece of an object stands without its braces.
        if (language === 'json') JSON.parse(/^\s*"/.test(body as string) ? `{${body}}` : (body as string));
        else for (const each of parseAllDocuments(body as string, { logLevel: 'silent' })) assert.equal('errors' in each ? each.errors : [], []);
      } catch (error) {
        assert.unreachable(`${file}: ${(error as Error).message.split('\n')[0]}\n${body}`);
      }
    }
  }
});

test('every command line in documents has options and values that the command knows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-docs-'));
  const lines = new Set<string>();
  for (const file of [...documents, '.pre-commit-hooks.yaml']) for (const [, line] of read(file).matchAll(/(?:npx |entry: |^|`)plimsoll ((?:check|rules|explain|init|rollout|scan)\b[^\n`'"|&#)]*)/gm)) lines.add((line as string).replaceAll('\\,', '').trim());
  assert.ok(lines.size > 20);
  for (const line of lines) {
    const args = line.replace(/[.,;:]$/, '').split(/\s+/).filter((word) => !/^[[\]<>]|^\.\.\.|\]$/.test(word) && word !== '…');
    const { stderr } = spawnSync(process.execPath, [join(ROOT, 'dist/cli.js'), ...args], { cwd: folder, encoding: 'utf8' });
    assert.not.match(stderr, /there is no (?:option|command|format|preset)|takes .* not "/, line);
  }
  rmSync(folder, { recursive: true });
});

test('formats and rules that documents name exist', () => {
  const formats = read('docs/reports.md').match(/^\| `([\w-]+)`/gm)?.map((row) => row.slice(3, -1)) ?? [];
  assert.equal(formats.sort(), Object.keys(REPORTERS).sort());
  const ids = new Set(rules.map(({ id }) => id));
  const families = new Set([...ids].map((id) => id.split('/')[0] as string));
  for (const file of documents) for (const [, family, name] of read(file).matchAll(/`([a-z-]+)\/([a-z-]+)`/g)) if (families.has(family as string)) assert.ok(ids.has(`${family}/${name}`), `${file}: ${family}/${name}`);
});

test('pre-commit: two hooks, one with file names and one without', () => {
  const hooks = readYaml(read('.pre-commit-hooks.yaml')) as { id: string; entry: string; language: string; pass_filenames?: boolean }[];
  assert.equal(hooks.map(({ id, pass_filenames: names }) => [id, names ?? true]), [['plimsoll', true], ['plimsoll-all', false]]);
  for (const { language } of hooks) assert.is(language, 'node');
});

test('the problem matcher of docs/editors.md reads the compact format', () => {
  const [, block] = /```json\n(\{\n {2}"version": "2\.0\.0"[\s\S]*?)```/.exec(read('docs/editors.md')) ?? [];
  const { regexp } = (JSON.parse(block as string) as { tasks: [{ problemMatcher: { pattern: { regexp: string } } }] }).tasks[0].problemMatcher.pattern;
  const { stdout } = spawnSync(process.execPath, ['dist/cli.js', 'check', 'examples/shop', '-f', 'compact'], { cwd: ROOT, encoding: 'utf8' });
  const lines = stdout.trimEnd().split('\n');
  assert.ok(lines.length > 5);
  for (const line of lines) assert.match(line, new RegExp(regexp));
});

test('schemas: strict, with an id, and true of what is written', () => {
  const ajv = new Ajv({ strict: true, strictTuples: false, allowUnionTypes: true });
  for (const file of globbySync(['schemas/*.schema.json'], { cwd: ROOT })) {
    const schema = JSON.parse(read(file)) as { $id?: string; $schema?: string; title?: string };
    assert.is(schema.$schema, 'http://json-schema.org/draft-07/schema#', file);
    assert.ok(schema.$id && schema.title, file);
    ajv.compile(schema);
  }
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-schema-'));
  spawnSync(process.execPath, ['dist/cli.js', 'check', 'examples/shop', '--baseline', join(folder, 'b.json'), '--update-baseline=add'], { cwd: ROOT });
  const validate = ajv.getSchema('urn:plimsoll:baseline:1');
  assert.ok(validate?.(JSON.parse(readFileSync(join(folder, 'b.json'), 'utf8'))), JSON.stringify(validate?.errors));
  rmSync(folder, { recursive: true });
});

test('nothing in the project names a place or a tool of whoever wrote it', () => {
  const tracked = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).stdout.split('\0').filter((file) => file !== '' && !file.startsWith('dist/') && !/\.(?:svg|png)$/.test(file));
  if (tracked.length === 0) return console.log('note: this is no git checkout, so its files are not looked through');
  const own = new RegExp(['/work' + '/', '/tmp' + '/h/', 'registry\\.npm' + 'js\\.org'].join('|'));
  for (const file of tracked) assert.not.match(read(file), own, file);
});
test.run();

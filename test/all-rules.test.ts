/** Facts that hold for all rules. */
import { existsSync, readFileSync } from 'node:fs';
import { globbySync } from 'globby';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import { parse } from '../src/load/parse.js';
import { isTemplate } from '../src/load/cloudformation.js';
import { findEcs } from '../src/load/ecs.js';
import { requiredOf, schemaOf } from '../src/types/schema.js';
import { expected, lint, ROOT } from './helpers.js';

const test = suite('all rules');

test('ids and aliases are unique, ids are named after their files', () => {
  const names = rules.flatMap((rule) => [rule.id, ...(rule.aliases ?? [])]);
  assert.is(new Set(names).size, names.length);
  assert.equal(rules.map((rule) => `rules/${rule.id}.ts`).sort(), globbySync('rules/*/*.ts', { cwd: ROOT }).sort());
});

test('every rules test suite runs', () => {
  for (const file of globbySync('test/*.test.ts', { cwd: ROOT })) assert.match(readFileSync(`${ROOT}/${file}`, 'utf8'), /^\w+\.run\(\);$/m, `${file} never calls run()`);
});

for (const rule of rules) {
  const file = `rules/${rule.id}.ts`;
  const source = readFileSync(`${ROOT}/${file}`, 'utf8');

  test(`${rule.id}: says what it must`, () => {
    assert.match(rule.id, /^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const text of [rule.summary, rule.why, rule.fix]) assert.ok(text.length > 10);
    assert.not.match(rule.summary, /\.$/, 'a summary has no full stop');
    assert.match(rule.why, /\.$/);
    assert.match(rule.fix, /\.$/);
    assert.ok(rule.references.length > 0 && rule.references.every((address) => address.startsWith('https://')), 'needs references');
    assert.ok(rule.presets.length > 0, 'stands in no preset');
    assert.is(rule.category === 'deployability', rule.outcome !== undefined, 'deployability rules and only they have an outcome');
    for (const id of rule.supersedes ?? []) assert.ok(rules.some((other) => other.id === id), `supersedes ${id}, which does not exist`);
  });

  test(`${rule.id}: has a page with its text`, () => {
    const page = `${ROOT}/docs/rules/${rule.id}.md`;
    assert.ok(existsSync(page), 'run npm run generate');
    assert.ok(readFileSync(page, 'utf8').includes(rule.why));
  });

  test(`${rule.id}: its check is plain`, () => {
    assert.not.match(source, /\btry\s*\{|\bcatch\b/, 'no try: a signal must end the look');
    assert.not.match(withoutText(source), /['"\]\w)] in [a-z]/, 'no `in`: use has()');
    assert.not.match(source, /Object\.(keys|entries|values)\((?!Object)\w*(container|service|task|definition|properties|props)/i, 'no Object.keys on a resource: use has()');
    assert.not.match(source, /^(let|var) /m, 'no state outside the check');
    assert.not.match(source, /\basync\b|\bawait\b/, 'a check is synchronous');
    assert.ok(source.split('\n').length <= 130, 'too long: something the graph or src/aws should know is missing from it');
  });

  test(`${rule.id}: has fixtures that fail, pass and stay undecided`, async () => {
    const files = globbySync(`fixtures/rules/${rule.id}/**/*.{yaml,yml,json}`, { cwd: ROOT, ignore: ['**/parts/**'] });
    assert.ok(files.length > 0, 'no fixtures');
    const expectations = files.flatMap((each) => expected(each));
    assert.ok(expectations.some((line) => line.includes(`expect ${rule.id}`)), 'no fixture fails');
    const passed = await lint(files, [rule.id]);
    if (!rule.problems) {
      assert.ok(passed.result.passed > 0, 'no fixture passes');
      assert.ok(expectations.some((line) => line.includes(`undecided ${rule.id}`)), 'no fixture stays undecided');
    }
    if (rule.on === 'AWS::ECS::TaskDefinition') {
      const kinds = await Promise.all(files.map(async (each) => (await parse(readFileSync(`${ROOT}/${each}`, 'utf8'), each)).flatMap((document) => findEcs(document.data)).length > 0));
      assert.ok(kinds.some(Boolean), 'no fixture in the JSON of the ECS API');
    }
  });

  // What does not fit is what its fixtures show.
  if (!rule.problems?.includes('unknown-field')) test(`${rule.id}: its templates fit AWS's schemas`, async () => {
    for (const each of globbySync(`fixtures/rules/${rule.id}/**/*.{yaml,yml,json}`, { cwd: ROOT })) {
      const documents = await parse(readFileSync(`${ROOT}/${each}`, 'utf8'), each);
      for (const { data } of documents) if (isTemplate(data)) for (const [name, body] of Object.entries(data.Resources as Record<string, { Type?: string; Properties?: unknown }>)) fits(body.Type, body.Properties ?? {}, `${each}: ${name}`);
    }
  });
}

/** Source without what its strings, templates and comments say; of templates the expressions stay. */
function withoutText(source: string): string {
  return source.replace(/`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\/\/.*|\/\*[\s\S]*?\*\//g, (text) => [...text.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1]).join(';') || "''");
}

/** Checks property names and required properties of a resource, as far as it is written without functions. */
function fits(type: string | undefined, properties: unknown, where: string): void {
  const schema = schemaOf(type ?? '');
  if (!schema) return;
  const visit = (raw: unknown, definition: string, path: string): void => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return;
    if (Object.keys(raw).some((key) => key === 'Ref' || key.startsWith('Fn::'))) return;
    const fields = schema[definition];
    for (const name of requiredOf(type as string, definition)) assert.ok(name in raw, `${where}: ${path || 'the resource'} lacks ${name}`);
    for (const [key, value] of Object.entries(raw)) {
      const wanted = fields?.[key];
      assert.ok(wanted !== undefined, `${where}: ${path}.${key} is no property of ${type}`);
      if (typeof wanted === 'string') continue;
      const inner = wanted?.[1];
      if (wanted?.[0] === 'o') visit(value, inner as string, `${path}.${key}`);
      else if (wanted?.[0] === 'l' && Array.isArray(inner) && inner[0] === 'o' && Array.isArray(value)) for (const item of value) visit(item, inner[1] as string, `${path}.${key}[]`);
    }
  };
  visit(properties, '', '');
}
test.run();

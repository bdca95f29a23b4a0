/**
 * Unknown never accuses. In every fixture, each value in turn is replaced: by a parameter that nothing can resolve, which may take
 * findings away but never add one; and by a choice between the value and itself, which may change nothing at all.
 */
import { readFileSync } from 'node:fs';
import { globbySync } from 'globby';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import { isTemplate } from '../src/load/cloudformation.js';
import { intrinsic, isObject } from '../src/load/intrinsics.js';
import { parse } from '../src/load/parse.js';
import type { Run } from '../src/run.js';
import { lint, ROOT, ruleOf } from './helpers.js';

type Raw = Record<string, unknown>;

/** Paths to every value below resource properties that is no part of a function call. */
function* valuesIn(raw: unknown, path: (string | number)[]): Generator<(string | number)[]> {
  if (path.length > 4) yield path;
  if (intrinsic(raw) !== undefined) return;
  if (Array.isArray(raw)) for (const [index, item] of raw.entries()) yield* valuesIn(item, [...path, index]);
  else if (isObject(raw)) for (const [key, value] of Object.entries(raw)) yield* valuesIn(value, [...path, key]);
}

function changed(template: Raw, path: readonly (string | number)[], change: (value: unknown) => unknown): Raw {
  const copy = structuredClone(template) as Raw;
  let at = copy as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  const last = path.at(-1) as string | number;
  at[last] = change(at[last]);
  copy.Parameters = { ...(copy.Parameters as Raw), PlimsollUnknown: { Type: 'String' } };
  copy.Conditions = { ...(copy.Conditions as Raw), PlimsollEither: { 'Fn::Equals': [{ Ref: 'PlimsollUnknown' }, 'either'] } };
  return copy;
}

async function check(template: Raw, ids: readonly string[]): Promise<Run> {
  return lint([], ids, { stdin: { name: 'fixture.json', text: JSON.stringify(template) } });
}

/** Findings without their place and words, as `rule resource path`. */
const keys = (done: Run): string[] => done.result.findings.map((f) => `${f.rule} ${f.resource.name} ${f.path}`).sort();

const test = suite('unknown');
for (const { id } of rules) {
  for (const file of globbySync(`fixtures/rules/${id}/*.{yaml,yml,json}`, { cwd: ROOT }).sort()) {
    test(file, async () => {
      const template = (await parse(readFileSync(`${ROOT}/${file}`, 'utf8'), file))[0]?.data;
      if (!isTemplate(template)) return;
      const before = keys(await check(template, [id]));
      for (const [name, body] of Object.entries(template.Resources as Raw)) {
        for (const path of valuesIn((body as Raw).Properties, ['Resources', name, 'Properties'])) {
          const unknown = await check(changed(template, path, () => ({ Ref: 'PlimsollUnknown' })), [id]);
          // An item's name is part of its path, so an unknown one may change how a finding is called, not how many there are.
          const fresh = keys(unknown).filter((key) => !before.includes(key));
          assert.ok(keys(unknown).length <= before.length && (fresh.length === 0 || isNaming(path)), `${path.join('.')} unknown adds ${fresh.join(', ') || 'a finding'}`);
          // What is wrong with the text itself is wrong in both branches, and is told twice.
          if (ruleOf(id).problems) continue;
          const either = await check(changed(template, path, (value) => ({ 'Fn::If': ['PlimsollEither', value, value] })), [id]);
          assert.equal(keys(either), before, `${path.join('.')} as a choice of equals`);
          assert.equal(either.result.findings.filter((f) => f.when?.includes('PlimsollUnknown')), [], `${path.join('.')} shows a condition that decides nothing`);
        }
      }
    });
  }
}
const isNaming = (path: readonly (string | number)[]): boolean => typeof path.at(-1) === 'string' ? /Name|Port|Path|Volume|Type|Field|Key|Id|Provider|From$/.test(path.at(-1) as string) : true;
test.run();

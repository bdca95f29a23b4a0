/**
 * The joint oracle: AWS's CloudFormation validator and the rules of cdk-preflight, which were tried against real AWS, on the templates of
 * the corpus and on our own fixtures. What they call an error in our families is a finding of ours on the same resource, or has an entry
 * in oracle/exceptions.ts that says why not. PLIMSOLL_ORACLE names a folder with both packages, PLIMSOLL_CORPUS one with real files.
 */
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { globbySync } from 'globby';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import { run } from '../src/run.js';
import { compare, type Comparison, type Said } from './oracle/compare.js';
import { EXCEPTIONS } from './oracle/exceptions.js';
import { ROOT } from './helpers.js';

const test = suite('oracle');
const folder = process.env.PLIMSOLL_ORACLE;
/** Larger templates take their engine minutes. */
const MOST_BYTES = 400_000;
const MOST_MS = 30_000;

/** Asks the other side about files, in order; a file on which it dies or hangs is answered with an error, and the next one gets a new process. */
async function* ask(files: readonly string[]): AsyncGenerator<Said> {
  let left = [...files];
  while (left.length > 0) {
    const child = spawn(process.execPath, ['--import', 'tsx', `${ROOT}/test/oracle/engine.ts`], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.on('error', () => {});
    child.stdin.end(`${left.join('\n')}\n`);
    let clock = setTimeout(() => child.kill('SIGKILL'), MOST_MS);
    let answered = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      clearTimeout(clock);
      clock = setTimeout(() => child.kill('SIGKILL'), MOST_MS);
      const said = JSON.parse(line) as Said;
      if (said.file !== '') answered += 1;
      yield said;
    }
    clearTimeout(clock);
    if (answered < left.length) yield { file: left[answered] as string, error: 'its engine died or took too long' };
    left = left.slice(answered + 1);
  }
}

if (folder === undefined) {
  console.log('skipped: PLIMSOLL_ORACLE is not set, so no other validator is asked');
  test('needs PLIMSOLL_ORACLE', () => {});
} else {
  const template = (file: string): boolean => statSync(file).size < MOST_BYTES && /AWS::(ECS|ECR|EFS|ApplicationAutoScaling|Events|Scheduler)::/.test(readFileSync(file, 'utf8')) && /"?Resources"?\s*:/.test(readFileSync(file, 'utf8'));
  const from = (root: string, pattern: string): string[] => globbySync(pattern, { cwd: root, dot: true, gitignore: false }).map((file) => join(root, file)).filter(template).sort();
  const corpus = process.env.PLIMSOLL_CORPUS;
  const sets: [string, string[]][] = [['fixtures', from(ROOT, 'fixtures/rules/**/*.{yaml,json}')], ...(corpus === undefined ? [] : [['corpus', from(resolve(corpus), '**/*.{yaml,yml,json,template}')] as [string, string[]]])];
  if (corpus === undefined) console.log('note: PLIMSOLL_CORPUS is not set, so only our own fixtures are compared');

  const used = new Set<object>();
  for (const [name, files] of sets) {
    test(`${name}: what they call an error is a finding, or explained`, async () => {
      assert.ok(files.length > 0);
      const all: Comparison = { agreed: [], excused: [], unexplained: [], oursOnly: [] };
      const unexplained: string[] = [];
      const failed: string[] = [];
      for await (const said of ask(files)) {
        if (said.file === '') continue;
        if (said.error !== undefined) {
          failed.push(said.file);
          continue;
        }
        const { result } = await run({ cwd: ROOT, paths: [said.file], rules });
        const one = compare(said.file, said.diagnostics ?? [], result.findings, EXCEPTIONS);
        for (const key of ['agreed', 'excused', 'unexplained', 'oursOnly'] as const) (all[key] as unknown[]).push(...one[key]);
        unexplained.push(...one.unexplained.map(({ entity, message, propertyPath, ruleId, startLine }) => `${said.file}:${startLine} ${ruleId} ${entity?.resourceType} ${entity?.logicalId} ${propertyPath}: ${message}`));
      }
      console.log(`note: ${name}: ${files.length} templates, ${all.agreed.length} of their errors agreed, ${all.excused.length} explained, ${all.unexplained.length} not; ${all.oursOnly.length} findings of deployability are ours alone; ${failed.length} templates their engine did not finish`);
      for (const exception of new Set(all.excused.map((each) => each.exception))) {
        used.add(exception);
        const count = all.excused.filter((each) => each.exception === exception).length;
        console.log(`  theirs only: ${exception.rule} ${count} x: ${exception.why}`);
      }
      for (const file of failed) console.log(`  not finished: ${relative(ROOT, file)}`);
      assert.equal(unexplained, []);
    });
  }

  if (corpus !== undefined) test('no exception without need', () => {
    assert.equal(EXCEPTIONS.filter((each) => !used.has(each)).map(({ rule, why }) => `${rule}: ${why}`), []);
  });
}

test.run();

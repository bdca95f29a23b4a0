/** Every rule against its fixtures: what a fixture says must happen, and everything else must stay silent. */
import { globbySync } from 'globby';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import { beside, expected, lint, ROOT, said } from './helpers.js';

const test = suite('rules');
for (const { id } of rules) {
  for (const file of globbySync(`fixtures/rules/${id}/**/*.{yaml,yml,json}`, { cwd: ROOT, ignore: ['**/cdk.out/**', '**/parts/**'] }).sort()) {
    test(file, async () => {
      const done = await lint(file, [id, ...beside(file)]);
      assert.equal(said(done, file), expected(file));
    });
  }
}
test.run();

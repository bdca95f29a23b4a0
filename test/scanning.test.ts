/** Filters of registry scanning, as the table of the ECR user guide has them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { filterMatches } from '../src/aws/images/scanning.js';
import { Text, Unknown } from '../src/graph/value.js';
import { Undecided } from '../src/graph/world.js';

const test = suite('scanning');

test('filters match as the guide says', () => {
  const names = ['prod', 'repo-prod', 'prod-repo', 'repo-prod-repo', 'prodrepo'];
  const table: Record<string, string> = { prod: 'YYYYY', '*prod': 'YYNNN', 'prod*': 'YNYNY', '*prod*': 'YYYYY', 'prod*repo': 'NNYNY', '*': 'YYYYY', '**': 'YYYYY', 'p.od': 'NNNNN', 'p*.*o': 'NNNNN', 'prod**': 'YNYNY' };
  for (const [filter, row] of Object.entries(table)) assert.is(names.map((name) => (filterMatches(filter, new Text(name)) ? 'Y' : 'N')).join(''), row, filter);
});

test('a name with unknown parts is decided where the known ones suffice', () => {
  const unknown = new Unknown('parameter Name has no value', 'parameter');
  const name = new Text(new Unknown('parameter Name has no value', 'parameter', { parts: ['shop/', unknown, '-api'] }));
  for (const filter of ['*', 'shop/*', '*-api', 'shop']) assert.ok(filterMatches(filter, name), filter);
  for (const filter of ['bank/*', '*-web']) assert.not.ok(filterMatches(filter, name), filter);
  for (const filter of ['bank', 'shop/x*', '*x-api', 'shop/*-api']) {
    let signal: unknown;
    try {
      filterMatches(filter, name);
    } catch (thrown) {
      signal = thrown;
    }
    assert.ok(signal instanceof Undecided, filter);
  }
});
test.run();

/** The cluster query language: what ECS reads is read, what it cannot is told at its column, and nothing possible is called impossible. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { contradict, isQueryProblem, parseQuery, printQuery, type Query, satisfies } from '../src/aws/capacity/query-language.js';

const test = suite('query-language');
const read = (text: string): Query => {
  const query = parseQuery(text);
  if (isQueryProblem(query)) throw new Error(`${text}: ${query.message} at ${query.column}`);
  return query;
};

for (const text of [
  'attribute:ecs.instance-type == t2.small', 'attribute:ecs.availability-zone in [us-east-1a, us-east-1b]', 'task:group == service:production', 'not(task:group == database)', 'runningTasksCount == 1', "ec2InstanceId in ['i-0a1b2c3d', 'i-4e5f6071']",
  'attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d', 'attribute:stack exists', 'attribute:stack !exists', 'attribute:a == x || (attribute:b == y && !(attribute:c exists))', 'registeredAt > 2026-01-01', 'agentVersion >= 1.40.0', 'attribute:ecs.instance-type =~ (t3|t4g)\\..*', 'attribute:x == "a b"', '  attribute:x==y  ',
]) test(`reads ${text}`, () => assert.type(read(text), 'object'));

for (const [text, column, says] of [
  ['', 1, /empty/], ['ecs.instance-type == t2.small', 1, /write attribute:ecs.instance-type/], ['attribute:ecs.instance-type = t2.small', 29, /"=" is no operator: write ==/], ['attribute:a == x and', 21, /missing/], ['attribute:a ==', 15, /value is missing/], ['(attribute:a == x', 1, /never closed/], ['attribute:a == x)', 17, /closes nothing/],
  ['attribute:a in [x, y', 16, /never closed/], ['attribute:a == [x]', 16, /only behind in/], ["attribute:a == 'x", 16, /quote is never closed/], ['attribute:a == x attribute:b == y', 18, /neither and nor or/], ['attribute:a', 12, /operator is missing/], ['instanceType == x', 1, /nothing that can be compared/], ['attribute:a in [x y]', 19, /comma/],
] as const) {
  test(`tells where "${text}" is wrong`, () => {
    const problem = parseQuery(text);
    assert.ok(isQueryProblem(problem));
    assert.is(problem.column, column);
    assert.match(problem.message, says);
  });
}

const literal = fc.constantFrom('a', 'b', 'c');
const atom = fc.oneof(
  fc.record({ kind: fc.constant('compare' as const), subject: fc.constantFrom('attribute:x', 'attribute:y'), by: fc.constantFrom('equals' as const, 'not_equals' as const), arguments: literal.map((each) => [each]) }),
  fc.record({ kind: fc.constant('compare' as const), subject: fc.constantFrom('attribute:x', 'attribute:y'), by: fc.constantFrom('in' as const, 'not_in' as const), arguments: fc.array(literal, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant('compare' as const), subject: fc.constantFrom('attribute:x', 'attribute:y'), by: fc.constantFrom('exists' as const, 'not_exists' as const), arguments: fc.constant([]) }),
);
const { query: queries } = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof({ maxDepth: 4 }, atom, fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), parts: fc.array(tie('query'), { minLength: 2, maxLength: 3 }) }), fc.record({ kind: fc.constant('not' as const), inner: tie('query') })),
}));

test('reading what was printed gives the same', () => fc.assert(fc.property(queries, (query) => assert.is(printQuery(read(printQuery(query))), printQuery(query)))));
test('any text ends, in a query or a column of its own', () => fc.assert(fc.property(fc.string({ maxLength: 300, unit: fc.constantFrom(...'attribute:xin not()[],=!<>~|&"\' and or '.split('')) }), (text) => {
  const query = parseQuery(text);
  if (isQueryProblem(query)) assert.ok(query.column >= 1 && query.column <= text.length + 1);
})));
test('a contradiction is one whatever the instance', () => fc.assert(fc.property(fc.array(queries, { minLength: 1, maxLength: 3 }), (all) => {
  if (!contradict(all)) return;
  for (const x of ['a', 'b', 'c', 'd', null]) for (const y of ['a', 'b', 'c', 'd', null]) assert.ok(all.some((query) => satisfies(query, (subject) => (subject === 'attribute:x' ? x : y)) === false), JSON.stringify({ x, y }));
})));
test('what some instance satisfies is no contradiction', () => fc.assert(fc.property(fc.array(queries, { minLength: 1, maxLength: 3 }), fc.constantFrom('a', 'b', 'c', 'd', null), fc.constantFrom('a', 'b', 'c', 'd', null), (all, x, y) => {
  if (all.every((query) => satisfies(query, (subject) => (subject === 'attribute:x' ? x : y)) === true)) assert.not(contradict(all));
})));
test('a page of parentheses, and a million letters, end at once', () => {
  const started = performance.now();
  for (const text of ['('.repeat(2000), '!'.repeat(2000), `attribute:a == ${'x'.repeat(1_000_000)}`, `attribute:a in [${'x, '.repeat(20_000)}x]`]) parseQuery(text);
  assert.ok(performance.now() - started < 2000);
});
test.run();

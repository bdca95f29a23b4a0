/** The simulation of ECR's lifecycle policies: what the guide says of rules and their order, and that what is not known is never claimed. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fate, type LifecycleRule, lifecycleRules, simulateLifecycle, type StoredImage, tagMatches } from '../src/aws/images/ecr-lifecycle-simulation.js';

const test = suite('ecr lifecycle simulation');

const policy = (...rules: readonly (readonly [selection: object, action?: object])[]): readonly LifecycleRule[] => {
  const found = lifecycleRules(JSON.stringify({ rules: rules.map(([selection, action], index) => ({ rulePriority: index + 1, selection, action: action ?? { type: 'expire' } })) }));
  if (!found) throw new Error('ECR would refuse this policy');
  return found;
};
const shown = (fates: readonly Fate[]): string[] => fates.map((fate) => (typeof fate === 'string' ? fate : `${fate.rule.action} by ${fate.rule.priority}`));
const days = (count: number): object => ({ countType: 'sinceImagePushed', countUnit: 'days', countNumber: count });
const most = (count: number): object => ({ countType: 'imageCountMoreThan', countNumber: count });

test('a text that ECR refuses has no rules', () => {
  for (const text of ['', '[]', '{"rules":[]}', '{"rules":[{"rulePriority":1}]}']) assert.is(lifecycleRules(text), undefined, text);
});

test('rules run by priority, wherever they stand', () => {
  const text = JSON.stringify({ rules: [{ rulePriority: 20, selection: { tagStatus: 'any', ...most(1) }, action: { type: 'expire' } }, { rulePriority: 3, selection: { tagStatus: 'untagged', ...days(7) }, action: { type: 'expire' } }] });
  assert.equal(lifecycleRules(text)?.map(({ priority }) => priority), [3, 20]);
});

test('patterns match as the guide says', () => {
  const table: Record<string, readonly [yes: readonly string[], no: readonly string[]]> = {
    prod: [['prod'], ['prod1', 'xprod']],
    'prod*': [['prod', 'prod1'], ['xprod']],
    '*prod': [['prod', 'xprod'], ['prod1']],
    '*prod*': [['prod', 'xprod1'], ['pro-d']],
    'v*.*.*': [['v1.2.3', 'v..'], ['v1.2', '1.2.3']],
    'a*a': [['aa', 'aba'], ['a']],
    '*': [['', 'anything'], []],
  };
  for (const [pattern, [yes, no]] of Object.entries(table)) {
    for (const tag of yes) assert.ok(tagMatches(pattern, tag), `${pattern} ${tag}`);
    for (const tag of no) assert.not.ok(tagMatches(pattern, tag), `${pattern} ${tag}`);
  }
});

test('a rule that an image fits keeps later rules from it', () => {
  const rules = policy([{ tagStatus: 'tagged', tagPrefixList: ['v'], ...most(5) }], [{ tagStatus: 'any', ...days(14) }]);
  assert.equal(shown(simulateLifecycle(rules, [{ tags: ['v1'], age: 90 }, { tags: ['main'], age: 90 }, { tags: [], age: 90 }, { tags: [], age: 14 }])), ['stays', 'expire by 2', 'expire by 2', 'stays']);
});

test('every pattern of a list must be met by some tag', () => {
  const rules = policy([{ tagStatus: 'tagged', tagPatternList: ['prod*', '*-eu'], ...days(1) }]);
  assert.equal(shown(simulateLifecycle(rules, [{ tags: ['prod1'], age: 9 }, { tags: ['prod1', 'x-eu'], age: 9 }, { tags: ['prod-eu'], age: 9 }])), ['stays', 'expire by 1', 'expire by 1']);
});

test('a count begins with the youngest image and counts those that another rule has taken', () => {
  const rules = policy([{ tagStatus: 'untagged', ...days(1) }], [{ tagStatus: 'any', ...most(2) }]);
  assert.equal(shown(simulateLifecycle(rules, [{ tags: [], age: 2 }, { tags: ['b'], age: 3 }, { tags: ['c'], age: 4 }])), ['expire by 1', 'stays', 'expire by 2']);
});

test('what is in the archive is left to the rules for the archive', () => {
  const rules = policy(
    [{ tagStatus: 'tagged', tagPrefixList: ['v'], countType: 'sinceImagePulled', countUnit: 'days', countNumber: 30 }, { type: 'transition', targetStorageClass: 'archive' }],
    [{ tagStatus: 'any', storageClass: 'archive', countType: 'sinceImageTransitioned', countUnit: 'days', countNumber: 90 }],
  );
  const images: readonly StoredImage[] = [{ tags: ['v1'], age: 200 }, { tags: ['v2'], age: 200, idle: 3 }, { tags: ['v3'], age: 200, archived: 91 }, { tags: ['v4'], age: 200, archived: 90 }];
  assert.equal(shown(simulateLifecycle(rules, images)), ['archive by 1', 'stays', 'expire by 2', 'stays']);
});

test('tags that may be there decide nothing', () => {
  const rules = policy([{ tagStatus: 'tagged', tagPrefixList: ['keep'], ...most(5) }], [{ tagStatus: 'any', ...days(14) }]);
  assert.equal(shown(simulateLifecycle(rules, [{ tags: ['v1'], moreTags: true, age: 90 }, { tags: [], moreTags: true, age: 3 }])), ['unknown', 'stays']);
  assert.equal(shown(simulateLifecycle(policy([{ tagStatus: 'any', ...days(14) }]), [{ tags: [], moreTags: true, age: 90 }])), ['expire by 1']);
  const untagged = policy([{ tagStatus: 'untagged', ...days(14) }]);
  assert.equal(shown(simulateLifecycle(untagged, [{ tags: [], moreTags: true, age: 90 }, { tags: [], moreTags: 'some', age: 90 }])), ['unknown', 'stays']);
});

const TAGS = ['a', 'ab', 'b', 'latest'];
const tags = fc.uniqueArray(fc.constantFrom(...TAGS), { maxLength: 3 });
const image = fc.record({ tags, age: fc.integer({ min: 0, max: 40 }), idle: fc.integer({ min: 0, max: 40 }) });
const images = fc.array(image, { maxLength: 7 });
const count = fc.integer({ min: 1, max: 20 });
const counted = fc.oneof(count.map(most), count.map(days), count.map((n) => ({ countType: 'sinceImagePulled', countUnit: 'days', countNumber: n })));
const selected = fc.oneof(fc.constant({ tagStatus: 'untagged' }), fc.uniqueArray(fc.constantFrom('a*', 'b', '*t', 'latest'), { minLength: 1, maxLength: 2 }).map((tagPatternList) => ({ tagStatus: 'tagged', tagPatternList })));
const rule = fc.tuple(selected, counted).map(([a, b]) => [{ ...a, ...b }] as const);
const last = fc.option(counted.map((each) => [{ tagStatus: 'any', ...each }] as const), { nil: undefined });
const policies = fc.tuple(fc.array(rule, { maxLength: 4 }), last).filter(([first, any]) => first.length > 0 || any !== undefined).map(([first, any]) => policy(...first, ...(any ? [any] : [])));

test('only known images have a fate, and it is that of the first rule they fit', () => {
  fc.assert(
    fc.property(policies, images, (rules, all) => {
      for (const [index, fate] of simulateLifecycle(rules, all).entries()) {
        assert.is.not(fate, 'unknown');
        const first = rules.find((each) => simulateLifecycle([{ ...each, countType: 'sinceImagePushed', count: -1 }], [all[index] as StoredImage])[0] !== 'stays');
        if (fate !== 'stays' && fate !== 'unknown') assert.is(fate.rule, first);
      }
    }),
  );
});

test('the youngest images that a count allows stay', () => {
  fc.assert(
    fc.property(count, images, (n, all) => {
      const fates = simulateLifecycle(policy([{ tagStatus: 'any', ...most(n) }]), all);
      assert.is(fates.filter((fate) => fate === 'stays').length, Math.min(n, all.length));
      const gone = all.filter((_, index) => fates[index] !== 'stays').map(({ age }) => age);
      const kept = all.filter((_, index) => fates[index] === 'stays').map(({ age }) => age);
      assert.ok(Math.max(-1, ...kept) <= Math.min(99, ...gone));
    }),
  );
});

test('what is not known of the tags never turns what would go into what stays, nor the reverse', () => {
  fc.assert(
    fc.property(policies, images, tags, fc.nat(6), (rules, all, hidden, which) => {
      if (all.length === 0) return;
      const at = which % all.length;
      const full = all.map((each, index) => (index === at ? { ...each, tags: [...each.tags, ...hidden] } : each));
      const open = all.map((each, index) => (index === at ? { ...each, moreTags: true } : each));
      const truth = shown(simulateLifecycle(rules, full));
      for (const [index, seen] of shown(simulateLifecycle(rules, open)).entries()) assert.ok(seen === 'unknown' || seen === truth[index], `${seen}, but ${truth[index]}`);
    }),
  );
});

test('an older image never outlives a younger one with the same tags', () => {
  fc.assert(
    fc.property(policies, images, tags, fc.nat(40), fc.nat(40), (rules, all, same, a, b) => {
      const pair = [{ tags: same, age: Math.max(a, b) + 1 }, { tags: same, age: Math.min(a, b) }];
      const [old, young] = simulateLifecycle(rules, [...pair, ...all]);
      if (old === 'stays') assert.is(young, 'stays');
    }),
  );
});

test.run();

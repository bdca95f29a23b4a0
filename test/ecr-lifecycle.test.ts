/** Texts of ECR lifecycle policies. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lifecyclePolicyProblems } from '../src/aws/images/ecr-lifecycle.js';

const test = suite('ecr-lifecycle');
const expire = { type: 'expire' };
const untagged = { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 };
const any = { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 30 };
const rule = (rulePriority: unknown, selection: unknown = any, more: object = {}): object => ({ rulePriority, selection, action: expire, ...more });
const problems = (...rules: unknown[]): string[] => lifecyclePolicyProblems(JSON.stringify({ rules }));

test('takes what the guide shows', () => {
  for (const rules of [
    [rule(1)],
    [rule(1, untagged, { description: 'a week' }), rule(9, { ...any, storageClass: 'standard' })],
    [rule(1, { tagStatus: 'tagged', tagPatternList: ['*test*1*2*3', 'test*1*2*3*'], countType: 'imageCountMoreThan', countNumber: 1 })],
    [rule(1, { tagStatus: 'tagged', tagPrefixList: ['prod'], countType: 'sinceImagePulled', countUnit: 'days', countNumber: 90 }, { action: { type: 'transition', targetStorageClass: 'archive' } })],
    [rule(1, { tagStatus: 'any', storageClass: 'archive', countType: 'sinceImageTransitioned', countUnit: 'days', countNumber: 365 })],
    [rule(2, untagged), rule(1, { ...untagged, tagPrefixList: [] })],
  ]) assert.equal(problems(...rules), [], JSON.stringify(rules));
});

test('names what is wrong', () => {
  const table: [unknown[], RegExp][] = [
    [[], /no rule/],
    [Array.from({ length: 51 }, (_, index) => rule(index + 1, untagged)), /51 rules, at most 50/],
    [[7], /rule number 1 is not an object/],
    [[rule(0)], /rulePriority of rule 0 is 0/],
    [[rule('1')], /rulePriority of rule number 1 is "1"/],
    [[rule(1, any, { note: '' })], /rule 1 has an unknown key "note"/],
    [[rule(1, { ...any, tagsList: [] })], /selection of rule 1 has an unknown key "tagsList"/],
    [[rule(1, undefined, { selection: undefined })], /rule 1 has no selection/],
    [[rule(1, any, { action: undefined })], /rule 1 has no action/],
    [[rule(1, any, { action: { type: 'delete' } })], /action type of rule 1 is "delete"/],
    [[rule(1, any, { action: { type: 'transition' } })], /targetStorageClass of rule 1 is missing/],
    [[rule(1, any, { action: { type: 'expire', targetStorageClass: 'archive' } })], /only goes with a transition/],
    [[rule(1, { ...any, tagStatus: 'all' })], /tagStatus of rule 1 is "all"/],
    [[rule(1, { ...any, tagStatus: 'tagged' })], /neither tagPatternList nor tagPrefixList/],
    [[rule(1, { ...any, tagStatus: 'tagged', tagPrefixList: ['a'], tagPatternList: ['b'] })], /both tagPatternList and tagPrefixList/],
    [[rule(1, { ...any, tagPrefixList: ['a'] })], /only goes with tagStatus "tagged", not "any"/],
    [[rule(1, { ...any, tagStatus: 'tagged', tagPatternList: ['1*2*3*4*5*'] })], /more than 4 stars/],
    [[rule(1, { ...any, tagStatus: 'tagged', tagPrefixList: 'a' })], /tagPrefixList of rule 1 is not a list of text/],
    [[rule(1, { ...any, countType: 'imageCount' })], /countType of rule 1 is "imageCount"/],
    [[rule(1, { ...any, countUnit: 'days' })], /countUnit, which does not go with/],
    [[rule(1, { ...untagged, countUnit: undefined })], /countUnit of rule 1 is missing/],
    [[rule(1, { ...untagged, countUnit: 'weeks' })], /countUnit of rule 1 is "weeks"/],
    [[rule(1, { ...any, countNumber: 0 })], /countNumber of rule 1 is 0/],
    [[rule(1, { ...any, countNumber: '3' })], /countNumber of rule 1 is "3"/],
    [[rule(1, { ...any, storageClass: 'archive' })], /storageClass of rule 1 is "archive"/],
    [[rule(1, { ...untagged, countType: 'sinceImageTransitioned' })], /storageClass of rule 1 is missing/],
    [[rule(1, untagged), rule(1, untagged)], /rulePriority 1 is given to more than one rule/],
    [[rule(1), rule(2)], /2 rules have tagStatus "any"/],
    [[rule(1), rule(2, untagged)], /must have the highest rulePriority, but there is a 2/],
  ];
  for (const [rules, expected] of table) {
    const found = problems(...rules);
    assert.is(found.length, 1, `${expected}: ${found.join('; ')}`);
    assert.match(found[0] as string, expected);
  }
});

test('reads the text itself', () => {
  for (const text of ['', 'rules:', '[]', '7', 'null', '{}', '{"rules":{}}', '{"rules":[],"version":1}', `{"rules":[]}${' '.repeat(30720)}`]) assert.ok(lifecyclePolicyProblems(text).length > 0, text.slice(0, 30));
});
test.run();

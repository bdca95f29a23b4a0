/** Schedule expressions, as the guides of EventBridge and EventBridge Scheduler have them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { scheduleProblem } from '../src/aws/schedules/schedule.js';

const test = suite('schedule');
const SERVICES = ['events', 'scheduler'] as const;

test('both take what their guides show', () => {
  const expressions = [
    'rate(1 minute)', 'rate(5 minutes)', 'rate(1 hour)', 'rate(7 days)', 'cron(0 10 * * ? *)', 'cron(15 12 * * ? *)', 'cron(0 18 ? * MON-FRI *)', 'cron(0 8 1 * ? *)',
    'cron(0/15 * * * ? *)', 'cron(0/10 * ? * MON-FRI *)', 'cron(0/5 8-17 ? * MON-FRI *)', 'cron(0 9 ? * 2#1 *)', 'cron(0 0 L * ? *)', 'cron(0 0 3W * ? *)', 'cron(0 0 LW * ? *)',
    'cron(0 0 ? * L *)', 'cron(0 0 ? * 6L *)', 'cron(0,30 6,18 ? JAN,jul mon,WED 2030)', 'cron(15 10 ? * 6L 2022-2030)', 'cron(0 20 * * ? 2500)', 'cron(*/5 1-3/2 1 */3 ? *)',
  ];
  for (const service of SERVICES) for (const expression of expressions) assert.is(scheduleProblem(expression, service), undefined, `${service} ${expression}`);
});

test('both refuse these', () => {
  const expressions = [
    '', 'now', 'cron()', 'cron(* *)', 'cron(60 0 * * ? *)', 'cron(0 24 * * ? *)', 'cron(0 0 0 * ? *)', 'cron(0 0 32 * ? *)', 'cron(0 0 1 13 ? *)', 'cron(0 0 ? * 0 *)', 'cron(0 0 ? * 8 *)', 'cron(0 0 ? * MONDAY *)',
    'cron(0 0 * * * *)', 'cron(0 0 1 * 1 *)', 'cron(? 0 1 * ? *)', 'cron(0 0 1#2 * ? *)', 'cron(0 0 ? * 3#6 *)', 'cron(0 0 ? * 3#1,6#3 *)', 'cron(0 0 1 * ? * *)', 'cron(0 0-25 1 * ? *)', 'cron(0 x 1 * ? *)', 'cron(0 1-2-3 1 * ? *)',
    'rate(0 minutes)', 'rate(-1 days)', 'rate(1.5 hours)', 'rate(five minutes)', 'rate(2 weeks)', 'rate(minutes)', 'rate(5)',
  ];
  for (const service of SERVICES) for (const expression of expressions) assert.ok(scheduleProblem(expression, service), `${service} ${expression}`);
});

test('they differ in the year, the plural, single runs and two question marks', () => {
  const differ = ['cron(0 4 * * ?)', 'rate(1 hours)', 'rate(5 minute)', 'at(2030-01-31T08:00:00)', 'at(2030-01-31T08:00)'];
  for (const expression of differ) {
    assert.is(scheduleProblem(expression, 'scheduler'), undefined, expression);
    assert.ok(scheduleProblem(expression, 'events'), expression);
  }
  for (const expression of ['at(2030-01-31T08:00:00Z)', 'at(2030-01-31 08:00:00)', 'at(2030-13-31T08:00:00)', 'cron(0 4 ? * ? *)']) assert.ok(scheduleProblem(expression, 'scheduler'), expression);
});

test('says what was probably meant', () => {
  const instead = (expression: string): string | undefined => scheduleProblem(expression, 'events')?.instead;
  assert.is(instead('0 4 * * ? *'), 'cron(0 4 * * ? *)');
  assert.is(instead('cron(0 4 * * *)'), 'cron(0 4 * * ? *)');
  assert.is(instead('cron(0 4 * * 2)'), 'cron(0 4 ? * 2 *)');
  assert.is(instead('cron(0 4 * * 0)'), undefined);
  assert.is(instead('cron(0 4 1 * 1 *)'), undefined);
  assert.is(instead('rate(1 minutes)'), 'rate(1 minute)');
  assert.is(instead('rate(2 day)'), 'rate(2 days)');
});
test.run();

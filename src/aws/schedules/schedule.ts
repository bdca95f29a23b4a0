/**
 * Schedule expressions of EventBridge rules and of EventBridge Scheduler, which differ in small ways: a rule wants `rate` in the
 * singular for 1 and six fields of `cron`; a schedule takes either form, five or six fields, and `at` for a single run.
 *
 * Sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html ;
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html . What the documents do not say is not judged: the range
 * of years (rules take any), steps, ranges that run backwards.
 */

export interface ScheduleProblem {
  /** What is wrong; no full stop. */
  problem: string;
  /** The expression as it was probably meant. */
  instead?: string;
}

interface Field {
  name: string;
  least: number;
  most: number;
  words?: readonly string[];
  /** Of the days only: `?`, `L`, and either `W` or `#`. */
  special?: RegExp;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const FIELDS: readonly Field[] = [
  { name: 'minutes', least: 0, most: 59 },
  { name: 'hours', least: 0, most: 23 },
  { name: 'day of month', least: 1, most: 31, special: /^(?:L|LW|WL|L-\d{1,2}|\d{1,2}W)$/ },
  { name: 'month', least: 1, most: 12, words: MONTHS },
  { name: 'day of week', least: 1, most: 7, words: DAYS, special: /^(?:L|[1-7]L|(?:SUN|MON|TUE|WED|THU|FRI|SAT)L)$/ },
  { name: 'year', least: 0, most: 9999 },
];
const DAY_OF_MONTH = 2;
const DAY_OF_WEEK = 4;

/** What is wrong with a schedule expression; undefined when AWS takes it or when it is not documented whether it does. */
export function scheduleProblem(expression: string, service: 'events' | 'scheduler'): ScheduleProblem | undefined {
  const [, word, body] = /^\s*([A-Za-z]+)\s*\((.*)\)\s*$/s.exec(expression) ?? [];
  const kind = word?.toLowerCase();
  if (kind === 'rate') return rate(body as string, service);
  if (kind === 'cron') return cron((body as string).trim().split(/\s+/), service);
  if (kind === 'at' && service === 'scheduler') return at(body as string);
  const forms = service === 'scheduler' ? 'rate(…), cron(…) or at(…)' : 'rate(…) or cron(…)';
  if (kind === 'at') return { problem: 'a rule cannot run at a single time, only EventBridge Scheduler can' };
  const bare = expression.trim().split(/\s+/);
  return { problem: `it is not ${forms}`, ...(bare.length === 6 && !cron(bare, service) && { instead: `cron(${bare.join(' ')})` }) };
}

function rate(body: string, service: 'events' | 'scheduler'): ScheduleProblem | undefined {
  const [, value, unit] = /^\s*(\S+?)\s*([A-Za-z]+)\s*$/.exec(body) ?? [];
  if (!value || !unit || !/^\d+$/.test(value)) return { problem: 'rate takes a whole number and a unit, such as rate(5 minutes)' };
  const one = unit.toLowerCase().replace(/s$/, '');
  if (!['minute', 'hour', 'day'].includes(one)) return { problem: `"${unit}" is not a unit of rate, which are minutes, hours and days` };
  if (Number(value) === 0) return { problem: 'the number in rate starts at 1' };
  const right = Number(value) === 1 ? one : `${one}s`;
  if (service === 'events' && unit.toLowerCase() !== right) return { problem: `with ${value} the unit is "${right}"`, instead: `rate(${value} ${right})` };
  return undefined;
}

function at(body: string): ScheduleProblem | undefined {
  if (/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/.test(body.trim())) return undefined;
  return { problem: 'at takes a time without a zone, such as at(2030-01-31T08:00:00); ScheduleExpressionTimezone gives the zone' };
}

function cron(fields: readonly string[], service: 'events' | 'scheduler'): ScheduleProblem | undefined {
  const write = (changed: readonly string[]): string => `cron(${changed.join(' ')})`;
  if (fields.length !== 6 && !(fields.length === 5 && service === 'scheduler')) {
    const withYear = fields.length === 5 ? oneDay([...fields, '*']) : undefined;
    return { problem: `cron has six fields (minutes, hours, day of month, month, day of week, year), here ${fields.join('') === '' ? 'none' : fields.length}`, ...(withYear && !cron(withYear, service) && { instead: write(withYear) }) };
  }
  for (const [index, text] of fields.entries()) {
    const problem = fieldProblem(text.toUpperCase(), FIELDS[index] as Field);
    if (problem) return { problem };
  }
  const [month, week] = [fields[DAY_OF_MONTH], fields[DAY_OF_WEEK]];
  if (month !== '?' && week !== '?') {
    const changed = oneDay(fields);
    return { problem: `day of month (${month}) and day of week (${week}) cannot both be given; one of them must be ?`, ...(changed && { instead: write(changed) }) };
  }
  if (month === '?' && week === '?' && service === 'scheduler') return { problem: 'day of month and day of week are both ?; give one of them' };
  return undefined;
}

/** With `?` for the one of the two days that says nothing; undefined where both say something. */
function oneDay(fields: readonly string[]): string[] | undefined {
  const changed = [...fields];
  if (changed[DAY_OF_MONTH] === '?' || changed[DAY_OF_WEEK] === '?') return changed;
  if (changed[DAY_OF_WEEK] === '*') changed[DAY_OF_WEEK] = '?';
  else if (changed[DAY_OF_MONTH] === '*') changed[DAY_OF_MONTH] = '?';
  else return undefined;
  return changed;
}

function fieldProblem(text: string, field: Field): string | undefined {
  if (text === '?') return field.special ? undefined : `"?" stands for no particular day and has no place in ${field.name}`;
  const members = text.split(',');
  for (const member of members) {
    if (field.special?.test(member)) continue;
    const problem = memberProblem(member, field, members.length);
    if (problem) return problem;
  }
  return undefined;
}

function memberProblem(member: string, field: Field, count: number): string | undefined {
  const [, day, nth] = /^([^#]*)#(.*)$/.exec(member) ?? [];
  if (day !== undefined) {
    if (field.name !== 'day of week') return `"#" picks one weekday of a month and belongs in day of week, not in ${field.name}`;
    if (count > 1) return `beside "${member}" day of week takes nothing else`;
    if (!/^[1-5]$/.test(nth as string)) return `"${member}" picks week ${nth} of a month; there are 1 to 5`;
    return valueProblem(day, field);
  }
  const [range, step, ...rest] = member.split('/');
  if (rest.length > 0 || (step !== undefined && !/^\d+$/.test(step))) return `"${member}" in ${field.name} is no value, range or step`;
  if (range === '*') return undefined;
  const ends = (range as string).split('-');
  if (ends.length > 2) return `"${member}" in ${field.name} is no value, range or step`;
  return ends.map((end) => valueProblem(end, field)).find(Boolean);
}

function valueProblem(value: string, { name, least, most, words }: Field): string | undefined {
  if (words?.includes(value)) return undefined;
  if (!/^\d+$/.test(value)) return `"${value}" is no value of ${name}${words ? ` (${least} to ${most} or ${words[0]} to ${words.at(-1)})` : ''}`;
  if (Number(value) < least || Number(value) > most) return `${name} ${value} lies outside ${least} to ${most}`;
  return undefined;
}

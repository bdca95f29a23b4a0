/**
 * The text of an ECR lifecycle policy. PutLifecyclePolicy refuses what does not fit, unknown keys included.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 */

const MOST_RULES = 50;
const MOST_TEXT = 30720;
const MOST_STARS = 4;
const KEYS = {
  policy: ['rules'],
  rule: ['rulePriority', 'description', 'selection', 'action'],
  selection: ['tagStatus', 'tagPatternList', 'tagPrefixList', 'storageClass', 'countType', 'countUnit', 'countNumber'],
  action: ['type', 'targetStorageClass'],
};
const COUNT_TYPES = ['imageCountMoreThan', 'sinceImagePushed', 'sinceImagePulled', 'sinceImageTransitioned'];

type Raw = Record<string, unknown>;
const isObject = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);
const shown = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value));

/** All that is wrong with the text of a lifecycle policy, in the order of its rules; sentences without a full stop. Empty when it is fine. */
export function lifecyclePolicyProblems(text: string): string[] {
  if (text.length > MOST_TEXT) return [`the text has ${text.length} characters, at most ${MOST_TEXT} are allowed`];
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return ['the text is not JSON'];
  }
  if (!isObject(policy)) return ['the text is not a JSON object'];
  const problems = unknownKeys(policy, KEYS.policy, 'the policy');
  const { rules } = policy;
  if (!Array.isArray(rules)) return [...problems, 'the policy has no list "rules"'];
  if (rules.length === 0) problems.push('the policy has no rule');
  if (rules.length > MOST_RULES) problems.push(`the policy has ${rules.length} rules, at most ${MOST_RULES} are allowed`);
  for (const [index, rule] of rules.entries()) problems.push(...ruleProblems(rule, nameOf(rule, index)));
  return [...problems, ...orderProblems(rules.filter(isObject))];
}

/** A rule by its priority, which people see; by its position when it has none. */
function nameOf(rule: unknown, index: number): string {
  return isObject(rule) && typeof rule.rulePriority === 'number' ? `rule ${rule.rulePriority}` : `rule number ${index + 1}`;
}

function unknownKeys(raw: Raw, known: readonly string[], owner: string): string[] {
  return Object.keys(raw).filter((key) => !known.includes(key)).map((key) => `${owner} has an unknown key "${key}"`);
}

function ruleProblems(rule: unknown, name: string): string[] {
  if (!isObject(rule)) return [`${name} is not an object`];
  const problems = unknownKeys(rule, KEYS.rule, name);
  if (!isCount(rule.rulePriority)) problems.push(`rulePriority of ${name} is ${shown(rule.rulePriority)}; it must be a whole number from 1`);
  if (rule.description !== undefined && typeof rule.description !== 'string') problems.push(`description of ${name} is not text`);
  problems.push(...(isObject(rule.selection) ? selectionProblems(rule.selection, name) : [`${name} has no selection`]));
  problems.push(...(isObject(rule.action) ? actionProblems(rule.action, name) : [`${name} has no action`]));
  return problems;
}

function selectionProblems(selection: Raw, name: string): string[] {
  const problems = unknownKeys(selection, KEYS.selection, `the selection of ${name}`);
  const { tagStatus, countType, countUnit, countNumber, storageClass } = selection;
  const lists = ['tagPatternList', 'tagPrefixList'].filter((key) => selection[key] !== undefined);
  for (const key of lists) {
    const list = selection[key];
    if (!Array.isArray(list) || !list.every((item) => typeof item === 'string')) problems.push(`${key} of ${name} is not a list of text`);
    else if (key === 'tagPatternList') for (const item of list as string[]) if (item.split('*').length - 1 > MOST_STARS) problems.push(`tag pattern "${item}" of ${name} has more than ${MOST_STARS} stars`);
  }
  const filled = lists.filter((key) => !Array.isArray(selection[key]) || (selection[key] as unknown[]).length > 0);
  if (!['tagged', 'untagged', 'any'].includes(tagStatus as string)) problems.push(`tagStatus of ${name} is ${shown(tagStatus)}; it must be "tagged", "untagged" or "any"`);
  else if (tagStatus === 'tagged' && filled.length === 0) problems.push(`${name} selects tagged images but has neither tagPatternList nor tagPrefixList`);
  else if (tagStatus !== 'tagged' && filled.length > 0) problems.push(`${name} has a ${filled[0]}, which only goes with tagStatus "tagged", not "${tagStatus as string}"`);
  if (filled.length > 1) problems.push(`${name} has both tagPatternList and tagPrefixList`);
  if (!COUNT_TYPES.includes(countType as string)) return [...problems, `countType of ${name} is ${shown(countType)}; it must be one of ${COUNT_TYPES.join(', ')}`];
  const counts = countType === 'imageCountMoreThan';
  if (counts && countUnit !== undefined) problems.push(`${name} has a countUnit, which does not go with countType imageCountMoreThan`);
  if (!counts && countUnit !== 'days') problems.push(`countUnit of ${name} is ${shown(countUnit)}; ${countType as string} needs "days"`);
  if (!isCount(countNumber)) problems.push(`countNumber of ${name} is ${shown(countNumber)}; it must be a whole number from 1`);
  const wanted = countType === 'sinceImageTransitioned' ? 'archive' : 'standard';
  if (storageClass !== wanted && (storageClass !== undefined || wanted === 'archive')) problems.push(`storageClass of ${name} is ${shown(storageClass)}; ${countType as string} needs "${wanted}"`);
  return problems;
}

function actionProblems(action: Raw, name: string): string[] {
  const problems = unknownKeys(action, KEYS.action, `the action of ${name}`);
  const { type, targetStorageClass } = action;
  if (type !== 'expire' && type !== 'transition') return [...problems, `action type of ${name} is ${shown(type)}; it must be "expire" or "transition"`];
  if (type === 'transition' && targetStorageClass !== 'archive') problems.push(`targetStorageClass of ${name} is ${shown(targetStorageClass)}; a transition needs "archive"`);
  if (type === 'expire' && targetStorageClass !== undefined) problems.push(`${name} expires images and has a targetStorageClass, which only goes with a transition`);
  return problems;
}

/** Problems between rules: priorities are unique, and the one rule for any image comes last. */
function orderProblems(rules: readonly Raw[]): string[] {
  const problems: string[] = [];
  const priorities = rules.map((rule) => rule.rulePriority).filter((priority) => typeof priority === 'number');
  for (const priority of new Set(priorities.filter((priority, index) => priorities.indexOf(priority) !== index))) problems.push(`rulePriority ${priority} is given to more than one rule`);
  const any = rules.filter((rule) => isObject(rule.selection) && rule.selection.tagStatus === 'any');
  if (any.length > 1) problems.push(`${any.length} rules have tagStatus "any"; one is allowed`);
  const priority = any[0]?.rulePriority;
  const highest = Math.max(...priorities);
  if (any.length === 1 && typeof priority === 'number' && priority < highest) problems.push(`rule ${priority} has tagStatus "any" and so must have the highest rulePriority, but there is a ${highest}`);
  return problems;
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1;
}

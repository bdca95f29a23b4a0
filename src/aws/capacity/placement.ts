/**
 * Placement strategies and constraints: types, fields and limits. The expressions of `memberOf` are not read here.
 *
 * Sources: ECS API reference, PlacementStrategy and PlacementConstraint
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementStrategy.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementConstraint.html , CreateService `placementConstraints`,
 * `placementStrategy`
 */

/** Strategies of a service or task. */
export const MAX_STRATEGIES = 5;
/** Constraints of a task: those of its task definition and those of its service or call together. */
export const MAX_CONSTRAINTS = 10;
/** Characters of a memberOf expression. */
export const MAX_EXPRESSION = 2000;
/** Field of the spread that AZ rebalancing and the default strategy use. */
export const ZONE_FIELD = 'attribute:ecs.availability-zone';

const STRATEGY_TYPES = new Set(['random', 'spread', 'binpack']);
const ATTRIBUTE = /^attribute:[A-Za-z0-9_\-/\\.]{1,128}$/;

/**
 * What the API refuses in one strategy (a sentence without a full stop), undefined when nothing. In: type and field as written,
 * undefined: not written. A spread or binpack without a field is not judged: the reference does not say.
 */
export function strategyProblem({ type, field }: { type?: string; field?: string }): string | undefined {
  if (type === undefined) return 'a placement strategy needs a Type: random, spread or binpack';
  if (!STRATEGY_TYPES.has(type)) return `"${type}" is no placement strategy: random, spread or binpack${STRATEGY_TYPES.has(type.toLowerCase()) ? ', in lower case' : ''}`;
  if (field === undefined || field === '') return undefined;
  if (type === 'random') return `random takes no Field, here "${field}"`;
  // The service itself answers with MEMORY and CPU, so capitals pass.
  if (type === 'binpack') return /^(?:cpu|memory)$/i.test(field) ? undefined : `binpack packs by cpu or memory, not "${field}"`;
  if (field === 'instanceId' || field === 'host' || ATTRIBUTE.test(field)) return undefined;
  return `spread takes instanceId, host or attribute:NAME, not "${field}"${field.startsWith('ecs.') ? `: write attribute:${field}` : ''}`;
}

/**
 * What the API refuses in one constraint (a sentence without a full stop), undefined when nothing. In: type and expression as written and
 * who states it: a task definition may only say memberOf.
 */
export function constraintProblem({ type, expression }: { type?: string; expression?: string }, by: 'service' | 'task-definition'): string | undefined {
  if (type === undefined) return 'a placement constraint needs a Type';
  if (type !== 'memberOf' && type !== 'distinctInstance') return `"${type}" is no placement constraint: ${by === 'service' ? 'distinctInstance or memberOf' : 'memberOf'}`;
  if (type === 'distinctInstance') {
    if (by === 'task-definition') return 'a task definition takes memberOf only; distinctInstance belongs to the service';
    return expression ? 'distinctInstance takes no Expression' : undefined;
  }
  if (!expression) return 'memberOf needs an Expression';
  return expression.length > MAX_EXPRESSION ? `the Expression has ${expression.length} characters, at most ${MAX_EXPRESSION} are allowed` : undefined;
}

/** What is wrong with the number of strategies, undefined when nothing. */
export function tooManyStrategies(count: number): string | undefined {
  return count > MAX_STRATEGIES ? `${count} placement strategies, at most ${MAX_STRATEGIES} are allowed` : undefined;
}

/** What is wrong with the number of constraints that a task meets, undefined when nothing. */
export function tooManyConstraints(ofTaskDefinition: number, ofService: number): string | undefined {
  const sum = ofTaskDefinition + ofService;
  return sum > MAX_CONSTRAINTS ? `${sum} placement constraints (${ofTaskDefinition} of the task definition, ${ofService} of the service), at most ${MAX_CONSTRAINTS} are allowed` : undefined;
}

/** What a rule says of an expression in the cluster query language that ECS cannot read. */
import type { Place, Tools } from '../../rule.js';
import { isQueryProblem, parseQuery } from './query-language.js';

/** Characters of an expression that a line of proof shows. */
const SHOWN = 60;

/** Reports at its place what is wrong with an expression, with the column. */
export function reportExpression(expression: string, place: Place, report: Tools<never>['report']): void {
  const query = parseQuery(expression);
  if (!isQueryProblem(query)) return;
  const start = Math.max(0, query.column - SHOWN / 2);
  report(place, `the Expression cannot be read: column ${query.column}: ${query.message}`, {
    proof: [['expression', expression.slice(start, start + SHOWN)], ['', `${' '.repeat(query.column - 1 - start)}^`]],
    fix: 'SUBJECT OPERATOR VALUE, joined by and, or; for example attribute:ecs.instance-type =~ m5.*',
    confidence: 'likely',
  });
}

import { constraintProblem, tooManyConstraints } from '../../src/aws/capacity/placement.js';
import { reportExpression } from '../../src/aws/capacity/query-report.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/placement-valid',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Placement constraints of a task definition are ones that ECS takes',
  why: 'A task definition may only ask for instances with memberOf, at most ten times, and the Expression must be in the cluster query language. ECS refuses anything else when the task definition is registered, or when a task is to be placed.',
  fix: 'Type: memberOf with an Expression such as attribute:ecs.instance-type =~ m5.*; distinctInstance belongs to the service.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinitionPlacementConstraint.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html'],
  presets: ['recommended', 'strict'],
  check(task, { at, has, report, text }) {
    const constraints = task.PlacementConstraints ?? [];
    if (constraints.length === 0) return;
    // Fargate takes none, which another rule says.
    if (task.RequiresCompatibilities?.includes('FARGATE')) return;
    const many = tooManyConstraints(constraints.length, 0);
    if (many) report(at(task, 'PlacementConstraints'), `"${task}" has ${many}`);
    for (const constraint of constraints) {
      const type = constraint.Type;
      const unread = has(constraint, 'Expression') && text(constraint, 'Expression').known === undefined;
      const problem = unread ? (type === 'memberOf' ? undefined : constraintProblem({ type, expression: 'x' }, 'task-definition')) : constraintProblem({ type, expression: constraint.Expression }, 'task-definition');
      if (problem) report(at(constraint, has(constraint, 'Expression') && type === 'memberOf' ? 'Expression' : 'Type'), problem);
      else if (!unread) reportExpression(constraint.Expression as string, at(constraint, 'Expression'), report);
    }
  },
});

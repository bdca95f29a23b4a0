import { runsOnFargate } from '../../src/aws/capacity/launch.js';
import { constraintProblem, strategyProblem, tooManyConstraints, tooManyStrategies } from '../../src/aws/capacity/placement.js';
import { reportExpression } from '../../src/aws/capacity/query-report.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/placement-valid',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::CapacityProvider', 'AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'Placement strategies and constraints are ones that ECS takes',
  why: 'Placement chooses among container instances. Fargate has none, so it refuses constraints and strategies; a daemon goes everywhere, so it takes no strategy. ECS also refuses more than 5 strategies or 10 constraints, a Field or Expression that does not belong to the Type beside it, and an Expression that is not in the cluster query language.',
  fix: 'Write the Field or Expression that the Type takes, and remove what cannot apply where the tasks run.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementStrategy.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementConstraint.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html',
  ],
  equivalents: { preflight: ['pf-ecs-service-fargate-placement', 'pf-ecs-svc-random-with-field', 'pf-ecs-svc-binpack-field', 'pf-ecs-svc-placement-strategies-max6', 'pf-ecs-svc-placement-constraint-distinct-instance-expression', 'pf-ecs-svc-daemon-with-placement-strategies'] },
  presets: ['recommended', 'strict'],
  check(service, tools) {
    const { at, follow, has, report } = tools;
    const strategies = service.PlacementStrategies ?? [];
    const constraints = service.PlacementConstraints ?? [];
    if (strategies.length === 0 && constraints.length === 0) return;
    if (service.SchedulingStrategy === 'DAEMON' && strategies.length > 0) report(at(service, 'PlacementStrategies'), `daemon "${service}" goes to every instance, so it takes no placement strategies`, { fix: 'Remove PlacementStrategies.', edit: [{ place: at(service, 'PlacementStrategies'), value: undefined }] });
    const many = tooManyStrategies(strategies.length);
    if (many) report(at(service, 'PlacementStrategies'), `"${service}" has ${many}`, { fix: 'Keep the strategies that matter most; they apply in order.' });
    if (runsOnFargate(service, tools)) {
      for (const [property, list] of [['PlacementStrategies', strategies], ['PlacementConstraints', constraints]] as const)
        if (list.length > 0) report(at(service, property), `"${service}" runs on Fargate, which takes no ${property}`, { fix: `Remove ${property}; choose subnets to choose zones.`, edit: [{ place: at(service, property), value: undefined }] });
      return;
    }
    for (const strategy of strategies) {
      const problem = strategyProblem({ type: strategy.Type, field: strategy.Field });
      if (problem) report(at(strategy, strategy.Field === undefined ? 'Type' : 'Field'), problem, strategy.Type === 'random' ? { fix: 'Remove Field.', edit: [{ place: at(strategy, 'Field'), value: undefined }] } : {});
    }
    for (const constraint of constraints) {
      // An expression put together from unknown parts is one all the same.
      const type = constraint.Type;
      const unread = type === 'memberOf' && has(constraint, 'Expression') && tools.text(constraint, 'Expression').known === undefined;
      const problem = unread ? undefined : constraintProblem({ type, expression: constraint.Expression }, 'service');
      if (problem) report(at(constraint, has(constraint, 'Expression') ? 'Expression' : 'Type'), problem, type === 'distinctInstance' ? { fix: 'Remove Expression.', edit: [{ place: at(constraint, 'Expression'), value: undefined }] } : {});
      else if (!unread && type === 'memberOf') reportExpression(constraint.Expression as string, at(constraint, 'Expression'), report);
    }
    const own = tooManyConstraints(0, constraints.length);
    if (own) report(at(service, 'PlacementConstraints'), `"${service}" has ${own}`);
    if (own || constraints.length === 0) return;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    const sum = task && tooManyConstraints(task.PlacementConstraints?.length ?? 0, constraints.length);
    if (task && sum) report(at(service, 'PlacementConstraints'), `"${service}" has ${sum}`, { related: [[at(task, 'PlacementConstraints'), 'the constraints of its task definition']] });
  },
});

import { architectureOf } from '../../src/aws/data/instance-types.js';
import { instanceTypesOf } from '../../src/aws/capacity/instances.js';
import { room, runsOnFargate } from '../../src/aws/capacity/launch.js';
import { contradict, isQueryProblem, parseQuery, satisfies } from '../../src/aws/capacity/query-language.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/placement-satisfiable',
  on: 'AWS::ECS::Service',
  with: [
    'AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::LaunchConfiguration', 'AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate',
    'AWS::ECS::CapacityProvider', 'AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations', 'AWS::ECS::TaskDefinition',
  ],
  category: 'deployability',
  severity: 'high',
  outcome: 'hangs',
  summary: 'Some instance can satisfy the placement constraints of a service',
  why: 'A constraint is binding: a task that no instance satisfies is never placed, and the service waits. That happens when constraints contradict each other, those of the service and of its task definition taken together, and when no instance of the cluster has the type or processor that they ask for.',
  fix: 'Ask for what an instance of the cluster has, or start such instances.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html'],
  errors: ['(service …) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance …) encountered error "MemberOf placement constraint unsatisfied."'],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, tools) {
    const { at, follow, report, resource } = tools;
    const own = (service.PlacementConstraints ?? []).filter(({ Type }) => Type === 'memberOf');
    if (own.length === 0 || runsOnFargate(service, tools)) return;
    const [first] = own;
    const ownQueries = own.flatMap(({ Expression }) => parsed(Expression));
    const place = at(first as (typeof own)[number], 'Expression');
    if (contradict(ownQueries)) return report(place, `no instance can satisfy the placement constraints of "${service}": they contradict each other`, { proof: own.map(({ Expression }) => ['and', Expression ?? ''] as const) });
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    const ofTask = (task?.PlacementConstraints ?? []).filter(({ Type }) => Type === 'memberOf');
    const queries = [...ownQueries, ...ofTask.flatMap(({ Expression }) => parsed(Expression))];
    const proof = [...own, ...ofTask].map(({ Expression }) => ['and', Expression ?? ''] as const);
    if (task && contradict(queries)) return report(place, `no instance can satisfy the placement constraints of "${service}" and those of its task definition: they contradict each other`, { proof, related: [[at(task, 'PlacementConstraints'), 'those of the task definition']] });
    const { groups, bound } = room(service, tools);
    const types = [...new Set(groups.flatMap((group) => instanceTypesOf(group, tools)))];
    const facts = (type: string) => (subject: string): string | undefined => (subject === 'attribute:ecs.instance-type' ? type : subject === 'attribute:ecs.cpu-architecture' ? architectureOf(type).toLowerCase() : undefined);
    if (!types.every((type) => queries.some((query) => satisfies(query, facts(type)) === false))) return;
    report(place, `no instance of ${groups.map((group) => resource(group).name).join(', ')} satisfies the placement constraints of "${service}"; all are ${types.join(', ')}`, { proof: [...proof, ['instances', types.join(', ')]], confidence: bound ? 'certain' : 'likely', related: groups.map((group) => [at(group), `instances of type ${types.join(', ')}`] as const) });
  },
});

/** The query, unless ECS cannot read it, which is another rule's finding. */
function parsed(expression: string | undefined): Exclude<ReturnType<typeof parseQuery>, { column: number }>[] {
  const query = parseQuery(expression ?? '');
  return isQueryProblem(query) ? [] : [query];
}

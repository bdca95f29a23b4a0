import { findNamed } from '../../src/aws/names.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/depends-on-valid',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Containers wait for what can happen',
  why: 'RegisterTaskDefinition refuses a dependency on a container that the task does not have, COMPLETE or SUCCESS of an essential container (its end would be the end of the task), HEALTHY of a container without HealthCheck (ECS does not see the HEALTHCHECK line of an image), and containers that wait for each other in a circle.',
  fix: 'Correct the name or the Condition, or set Essential or HealthCheck of the container that is waited for.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html'],
  equivalents: { preflight: ['pf-ecs-dependson-container-missing', 'pf-ecs-dependson-complete-on-essential', 'pf-ecs-dependson-healthy-without-healthcheck'] },
  errors: ['A dependency container with SUCCESS or COMPLETE condition cannot be an essential container'],
  presets: ['recommended', 'strict'],
  check(container, tools, task) {
    const { at, has, report, show } = tools;
    const containers = task.ContainerDefinitions ?? [];
    type Container = (typeof containers)[number];
    const targetOf = (dependency: NonNullable<Container['DependsOn']>[number]): Container | undefined => (has(dependency, 'ContainerName') ? findNamed(containers, dependency, 'ContainerName', tools) : undefined);
    for (const dependency of container.DependsOn ?? []) {
      if (!has(dependency, 'ContainerName')) continue;
      const target = targetOf(dependency);
      const place = at(dependency, 'Condition');
      const others = containers.filter((each) => each !== container).map((each) => `"${each}"`);
      if (!target) report(at(dependency, 'ContainerName'), `container "${container}" waits for "${show(dependency, 'ContainerName')}", which is no container of this task`, { fix: others.length > 0 ? `One of ${others.join(', ')}.` : 'Remove DependsOn.' });
      else if (circle(target)) continue;
      else if (dependency.Condition === 'HEALTHY' && !has(target, 'HealthCheck')) report(place, `container "${container}" waits until "${target}" is HEALTHY, but that has no HealthCheck`, { fix: `HealthCheck in "${target}", or Condition: START.`, related: [[at(target, 'HealthCheck'), 'no health check']] });
      else if ((dependency.Condition === 'COMPLETE' || dependency.Condition === 'SUCCESS') && target.Essential) report(place, `container "${container}" waits for the end of "${target}" (${dependency.Condition}), but that is essential`, { fix: `Essential: false in "${target}".`, related: [[at(target, 'Essential'), 'essential']] });
    }
    const round = circle(container);
    // The first container of a circle tells it for all.
    if (round && containers.find((each) => round.includes(each)) === container) report(at(container, 'DependsOn'), `containers wait for each other: ${[...round, container].map((each) => `"${each}"`).join(' → ')}`, { fix: 'Remove one of these dependencies.' });

    /** The way from a container back to itself along its dependencies. */
    function circle(start: Container, here = start, seen: readonly Container[] = []): readonly Container[] | undefined {
      for (const dependency of here.DependsOn ?? []) {
        const next = targetOf(dependency);
        if (next === start) return [...seen, here];
        const found = next && !seen.includes(next) && next !== here ? circle(start, next, [...seen, here]) : undefined;
        if (found) return found;
      }
      return undefined;
    }
  },
});

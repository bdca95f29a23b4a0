import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/firelens-wired',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A task with FireLens has one log router, and containers that log through it',
  why: 'The awsfirelens driver hands the logs of a container to the log router of its task, which is the one container with FirelensConfiguration. RegisterTaskDefinition refuses a task with the one and without the other, and a task with two routers.',
  fix: 'Give one container FirelensConfiguration: { Type: fluentbit }, and LogDriver: awsfirelens to those whose logs it routes.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_FirelensConfiguration.html'],
  equivalents: { preflight: ['pf-ecs-awsfirelens-without-router'] },
  errors: ['When a firelensConfiguration object is specified, at least one container has to be configured with the awsfirelens log driver.'],
  presets: ['recommended', 'strict'],
  check(task, { at, has, report }) {
    const containers = task.ContainerDefinitions ?? [];
    const routers = containers.filter((container) => has(container, 'FirelensConfiguration'));
    const [router, second] = routers;
    if (second && router) report(at(second, 'FirelensConfiguration'), `container "${second}" is a second log router beside "${router}", and a task has one`, { fix: 'Keep one container with FirelensConfiguration.', related: [[at(router, 'FirelensConfiguration'), 'the first router']] });
    const routed = containers.find((container) => container.LogConfiguration?.LogDriver === 'awsfirelens');
    if (routed?.LogConfiguration && !router) report(at(routed.LogConfiguration, 'LogDriver'), `container "${routed}" logs through awsfirelens, but no container of the task is its log router`, { fix: 'FirelensConfiguration: { Type: fluentbit } in a container that runs Fluent Bit.' });
    if (router && !routed) report(at(router, 'FirelensConfiguration'), `container "${router}" is a log router, but no container logs through awsfirelens`, { fix: 'LogConfiguration: { LogDriver: awsfirelens } in the containers whose logs it routes, or no FirelensConfiguration.' });
  },
});

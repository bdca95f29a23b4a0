import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/firelens-router',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Containers that log through FireLens and its router stand in one task',
  why: 'The log driver awsfirelens hands lines to a container of the same task that has a FirelensConfiguration. RegisterTaskDefinition refuses the driver without such a container, and the configuration without a container that uses the driver: a Fluent Bit that reads files or a socket needs no FirelensConfiguration.',
  fix: 'Add the container with FirelensConfiguration, or let a container log with LogDriver awsfirelens.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_FirelensConfiguration.html', 'https://github.com/aws/amazon-cloudwatch-logs-for-fluent-bit/issues/20'],
  equivalents: { preflight: ['pf-ecs-awsfirelens-without-router'] },
  errors: [
    'When awsfirelens log driver is specified in log configuration, a firelens configuration object must be configured in one of the containers.',
    'When a firelensConfiguration object is specified, at least one container has to be configured with the awsfirelens log driver.',
  ],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, text }, task) {
    const containers = task.ContainerDefinitions ?? [];
    if (has(container, 'FirelensConfiguration')) {
      const place = at(container, 'FirelensConfiguration');
      const drivers = containers.flatMap(({ LogConfiguration: log }) => (log && has(log, 'LogDriver') ? [text(log, 'LogDriver')] : []));
      // One that is known to use it decides, whatever the others use.
      const used = drivers.some(({ known }) => known === 'awsfirelens') || drivers.some((driver) => driver.matches(/^awsfirelens$/));
      const first = containers.slice(0, containers.indexOf(container)).find((each) => has(each, 'FirelensConfiguration'));
      // The guide speaks of one router; what the service answers to two is not known.
      if (first) report(place, `container "${container}" is a FireLens router, but the task has one already`, { severity: 'medium', confidence: 'likely', fix: 'Keep one, and let its configuration route by tag.', related: [[at(first, 'FirelensConfiguration'), 'the first']] });
      else if (!used) report(place, `container "${container}" is a FireLens router, but no container of the task logs with awsfirelens`, { fix: 'LogDriver: awsfirelens in the containers whose logs it shall get, or no FirelensConfiguration.' });
    }
    if (containers.some((each) => has(each, 'FirelensConfiguration'))) return;
    const log = container.LogConfiguration;
    if (log?.LogDriver === 'awsfirelens')
      report(at(log, 'LogDriver'), `container "${container}" logs with awsfirelens, but no container of the task has a FirelensConfiguration`, { fix: 'A container of Fluent Bit with FirelensConfiguration: { Type: fluentbit }, or another LogDriver.' });
  },
});

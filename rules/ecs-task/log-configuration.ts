import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/log-configuration',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'operations',
  severity: 'medium',
  summary: 'Containers send their logs somewhere',
  why: 'On Fargate the output of a container without a log configuration is lost; on EC2 it stays in a file on an instance that may be gone when it is needed. The first question after an incident is what the container said.',
  fix: 'Add a LogConfiguration, e.g. awslogs with group, region and stream prefix.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html'],
  equivalents: { securityHub: ['ECS.9'], cdkNag: ['AwsSolutions-ECS7'], prowler: ['ecs_task_definitions_logging_enabled'], awsConfig: ['ecs-task-definition-log-configuration'], controlTower: ['CT.ECS.PR.5'] },
  presets: ['recommended', 'reliability', 'strict'],
  check(container, { at, has, report }) {
    if (has(container, 'LogConfiguration')) {
      if (container.LogConfiguration?.LogDriver === 'none') report(at(container.LogConfiguration, 'LogDriver'), `container "${container}" throws its logs away (log driver none)`);
      return;
    }
    const router = has(container, 'FirelensConfiguration');
    report(at(container, 'LogConfiguration'), `container "${container}" has no log configuration`, router ? { severity: 'low', fix: 'Give the log router itself a LogConfiguration (awslogs): when it fails, its own words are the only ones left.' } : {});
  },
});

import { sidecarByImage } from '../../src/aws/images/sidecars.js';
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
  check(container, { at, has, report, text }) {
    if (has(container, 'LogConfiguration')) return;
    const router = has(container, 'FirelensConfiguration');
    const sidecar = has(container, 'Image') ? sidecarByImage(text(container, 'Image').filled('\u0000')) : undefined;
    // What watches or forwards says little; it is missed only when it fails itself.
    const less = router || (sidecar !== undefined && sidecar !== 'unknown');
    report(at(container, 'LogConfiguration'), `container "${container}" has no log configuration`, less ? { severity: 'low', fix: `Give the ${router ? 'log router' : 'agent'} itself a LogConfiguration (awslogs): when it fails, its own words are the only ones left.` } : {});
  },
});

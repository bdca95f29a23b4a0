import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/awslogs-options',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  outcome: 'rejected',
  severity: 'high',
  summary: 'The awslogs driver has the options that it cannot do without',
  why: 'RegisterTaskDefinition refuses a container whose awslogs driver has no awslogs-group or awslogs-region, and on Fargate one without awslogs-stream-prefix.',
  fix: 'Set awslogs-group, awslogs-region and awslogs-stream-prefix under Options.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html'],
  equivalents: { cfnLint: ['E3046'], preflight: ['pf-ecs-awslogs-fargate-missing-stream-prefix'] },
  presets: ['recommended', 'strict'],
  check(container, { at, has, report }, task) {
    const log = container.LogConfiguration;
    if (!log || log.LogDriver !== 'awslogs') return;
    const options = log.Options ?? {};
    const needed = ['awslogs-group', 'awslogs-region'];
    if (!has(options, 'awslogs-stream-prefix') && task.RequiresCompatibilities?.includes('FARGATE')) needed.push('awslogs-stream-prefix');
    const missing = needed.filter((option) => !has(options, option));
    if (missing.length > 0) report(at(log, 'Options'), `container "${container}" uses awslogs without ${missing.join(' and ')}`, { fix: `Options: { ${missing.map((option) => `${option}: …`).join(', ')} }` });
  },
});

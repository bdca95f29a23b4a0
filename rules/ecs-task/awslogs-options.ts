import { defineRule } from '../../src/rule.js';

const EXAMPLE = { 'awslogs-group': '/ecs/NAME', 'awslogs-region': 'REGION', 'awslogs-stream-prefix': 'NAME' } as const;

export default defineRule({
  id: 'ecs-task/awslogs-options',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  outcome: 'rejected',
  severity: 'high',
  summary: 'The awslogs driver has the options that it cannot do without',
  why: 'RegisterTaskDefinition refuses a container whose awslogs driver has no awslogs-group or awslogs-region, or an empty one ("Log driver awslogs requires options"), and on Fargate one without awslogs-stream-prefix ("Fargate requires log configuration options to include awslogs-stream-prefix").',
  fix: 'Set awslogs-group, awslogs-region and awslogs-stream-prefix under Options.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html', 'https://github.com/aws-cloudformation/cfn-lint/issues/1787', 'https://github.com/aws/aws-cdk/issues/1422'],
  equivalents: { cfnLint: ['E3046'], preflight: ['pf-ecs-awslogs-fargate-missing-stream-prefix', 'pf-ecs-awslogs-missing-group'] },
  errors: ['Log driver awslogs requires options: awslogs-region, awslogs-group'],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, text }, task) {
    const log = container.LogConfiguration;
    if (log?.LogDriver !== 'awslogs') return;
    const options = log.Options ?? {};
    const lacks = (option: string): boolean => !has(options, option) || text(options, option).known === '';
    const missing = (['awslogs-group', 'awslogs-region'] as const).filter(lacks);
    // Where the task runs is asked last: it is often not known, and the other two are needed anywhere.
    const prefix = missing.length === 0 && lacks('awslogs-stream-prefix') && task.RequiresCompatibilities?.includes('FARGATE');
    if (missing.length === 0 && !prefix) return;
    const write = (['awslogs-group', 'awslogs-region', 'awslogs-stream-prefix'] as const).filter((option) => lacks(option));
    const fix = `Options: { ${write.map((option) => `${option}: ${EXAMPLE[option]}`).join(', ')} }`;
    report(at(log, 'Options'), `container "${container}" uses awslogs ${prefix ? 'on Fargate ' : ''}without ${prefix ? 'awslogs-stream-prefix' : missing.join(' and ')}`, { fix });
  },
});

import { lacking, logRequests } from '../../src/aws/iam/access.js';
import { nearMisses } from '../../src/aws/iam.js';
import { printPieces } from '../../src/aws/iam/name-pattern.js';
import { grantsOf } from '../../src/aws/iam/role-policies.js';
import { nodeOf } from '../../src/graph/graph.js';
import { peek } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/execution-role-writes-logs',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy'],
  category: 'deployability',
  outcome: 'task-fails',
  severity: 'high',
  summary: 'The execution role may write the logs of its Fargate tasks',
  why: 'On Fargate the awslogs driver works with the execution role. It makes a stream and writes to it (logs:CreateLogStream, logs:PutLogEvents); with awslogs-create-group it also makes the group, which AmazonECSTaskExecutionRolePolicy does not allow. Where one is missing the container does not start: "ResourceInitializationError: failed to validate logger args".',
  fix: 'Attach service-role/AmazonECSTaskExecutionRolePolicy; for awslogs-create-group add logs:CreateLogGroup, or declare the group and drop the option.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html'],
  errors: ['ResourceInitializationError: failed to validate logger args: create stream has been retried … failed to create Cloudwatch log stream: …', 'is not authorized to perform: logs:CreateLogStream on resource: …'],
  presets: ['recommended', 'strict'],
  check(container, tools, task) {
    const { at, follow, has, report, resource, show, undecided } = tools;
    const log = container.LogConfiguration;
    // On instances the role of the instance may do it.
    if (log?.LogDriver !== 'awslogs' || !task.RequiresCompatibilities?.every((each) => each === 'FARGATE')) return;
    const options = log.Options ?? {};
    if (!has(options, 'awslogs-group') || !has(options, 'awslogs-region')) return;
    const role = follow(task, 'ExecutionRoleArn', 'AWS::IAM::Role');
    if (!role) return;
    const creates = options['awslogs-create-group']?.toLowerCase() === 'true';
    const grants = grantsOf(role, tools);
    const requests = logRequests(nodeOf(task), peek(options, 'awslogs-group') as string, peek(options, 'awslogs-region') as string, creates);
    const { lacks, how, doubt } = lacking(grants, requests);
    const [first] = lacks;
    if (first) {
      const actions = lacks.map(({ action }) => action);
      report(at(options, actions.includes('logs:PutLogEvents') || !creates ? 'awslogs-group' : 'awslogs-create-group'), `execution role "${resource(role).name}" may not write the logs of container "${container}" to ${show(options, 'awslogs-group')}: ${how} ${actions.join(', ')}`, {
        proof: [...lacks.map(({ action, resources }) => ['needs', `${action} on ${printPieces(resources[0] ?? [])}`] as const), ...nearMisses(grants, first).map((line) => ['allows', line] as const)],
        ...(actions.length === 1 && actions[0] === 'logs:CreateLogGroup' && { fix: `Allow logs:CreateLogGroup in "${resource(role).name}", or declare the log group and remove awslogs-create-group.` }),
        related: [[at(role), 'the execution role']],
        confidence: has(role, 'RoleName') ? 'likely' : 'certain',
      });
    } else if (doubt !== undefined) undecided(doubt);
  },
});

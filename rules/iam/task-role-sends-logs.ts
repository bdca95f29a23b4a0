import { awsOutput } from '../../src/aws/iam/firelens.js';
import { nearMisses } from '../../src/aws/iam.js';
import { printPieces } from '../../src/aws/iam/name-pattern.js';
import { lackingWith } from '../../src/aws/iam/resource-policy.js';
import { grantsOf } from '../../src/aws/iam/role-policies.js';
import { nodeOf } from '../../src/graph/graph.js';
import { peek } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/task-role-sends-logs',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy', 'AWS::S3::BucketPolicy'],
  category: 'deployability',
  outcome: 'silently-broken',
  severity: 'medium',
  summary: 'The task role may write where FireLens sends the logs',
  why: 'The log router of FireLens writes to AWS with the task role, not with the execution role that the awslogs driver uses: logs:CreateLogStream and logs:PutLogEvents for CloudWatch Logs, firehose:PutRecordBatch, kinesis:PutRecords or s3:PutObject. Where the role may not, the task runs, the router retries and then drops what the application wrote.',
  fix: 'Allow the action of the output on its target in the task role.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html', 'https://docs.fluentbit.io/manual/pipeline/outputs/cloudwatch'],
  presets: ['recommended', 'reliability', 'strict'],
  check(container, tools, task) {
    const { at, follow, has, report, resource, siblings, undecided } = tools;
    const log = container.LogConfiguration;
    if (log?.LogDriver !== 'awsfirelens') return;
    const options = log.Options ?? {};
    const output = awsOutput(nodeOf(task), options);
    if (!output) return;
    // The router may have been given other credentials.
    const routers = (task.ContainerDefinitions ?? []).filter((each) => has(each, 'FirelensConfiguration'));
    if (routers.some((router) => [...(router.Environment ?? []), ...(router.Secrets ?? [])].some(({ Name }) => /^AWS_(?:ACCESS_KEY_ID|PROFILE|ROLE_ARN|SHARED_CREDENTIALS_FILE)$/.test(Name ?? '')))) return;
    const place = at(options, output.key);
    const needed = output.requests.map(({ action }) => action).join(', ');
    if (!has(task, 'TaskRoleArn')) {
      // On instances the role of the instance may do it.
      if (task.RequiresCompatibilities?.every((each) => each === 'FARGATE')) report(place, `container "${container}" sends its logs to ${output.to} with the task role, but "${resource(task).name}" has none`, { fix: `TaskRoleArn of a role that allows ${needed}.`, related: [[at(task, 'TaskRoleArn'), 'no task role']] });
      return;
    }
    const role = follow(task, 'TaskRoleArn', 'AWS::IAM::Role');
    if (!role) return;
    const grants = grantsOf(role, tools);
    const bucketPolicies = ({ action }: { action: string }): readonly unknown[] => (action.startsWith('s3:') ? siblings(role, 'AWS::S3::BucketPolicy').map((policy) => peek(policy, 'PolicyDocument')) : []);
    const { lacks, how, doubt } = lackingWith({ node: nodeOf(role), grants }, output.requests, bucketPolicies);
    const [first] = lacks;
    if (first)
      report(place, `container "${container}" sends its logs to ${output.to} with task role "${resource(role).name}", which may not: ${how} ${lacks.map(({ action }) => action).join(', ')}`, {
        proof: [...lacks.map(({ action, resources }) => ['needs', `${action} on ${printPieces(resources[0] ?? [])}`] as const), ...nearMisses(grants, first).map((line) => ['allows', line] as const)],
        fix: `Allow ${lacks.map(({ action }) => action).join(', ')} in a policy of "${resource(role).name}".`,
        related: [[at(role), 'the task role']],
        confidence: has(role, 'RoleName') ? 'likely' : 'certain',
      });
    else if (doubt !== undefined) undecided(doubt);
  },
});

import { environmentFileRequests } from '../../src/aws/iam/access.js';
import { nearMisses } from '../../src/aws/iam.js';
import { printPieces } from '../../src/aws/iam/name-pattern.js';
import { lackingWith } from '../../src/aws/iam/resource-policy.js';
import { grantsOf } from '../../src/aws/iam/role-policies.js';
import { nodeOf } from '../../src/graph/graph.js';
import { peek } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/execution-role-reads-environment-files',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[].EnvironmentFiles[]',
  with: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy', 'AWS::S3::BucketPolicy'],
  category: 'deployability',
  outcome: 'task-fails',
  severity: 'high',
  // The policy of a bucket from elsewhere may let the role in.
  confidence: 'likely',
  summary: 'The execution role may read the environment files of its task definition',
  why: 'ECS fetches environment files from S3 with the execution role: it asks where the bucket is (s3:GetBucketLocation on the bucket) and reads the object (s3:GetObject on its ARN), and AmazonECSTaskExecutionRolePolicy allows neither. The task stops before its container starts: "ResourceInitializationError: failed to download env files".',
  fix: 'Allow s3:GetObject on the ARN of the file and s3:GetBucketLocation on that of its bucket in the execution role.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html'],
  errors: ['ResourceInitializationError: failed to download env files: file download command: … AccessDenied: Access Denied …'],
  presets: ['recommended', 'strict'],
  check(file, tools, task) {
    const { at, follow, report, resource, siblings, undecided } = tools;
    const value = peek(file, 'Value') as string | undefined;
    const requests = value === undefined ? [] : environmentFileRequests(value);
    if (!requests) return undecided('which bucket the file is in is not known');
    const role = requests.length > 0 ? follow(task, 'ExecutionRoleArn', 'AWS::IAM::Role') : undefined;
    if (!role) return;
    const grants = grantsOf(role, tools);
    const { lacks, how, doubt } = lackingWith({ node: nodeOf(role), grants }, requests, () => siblings(task, 'AWS::S3::BucketPolicy').map((policy) => peek(policy, 'PolicyDocument')));
    const [first] = lacks;
    if (first) {
      const actions = lacks.map(({ action }) => action);
      report(at(file, 'Value'), `execution role "${resource(role).name}" may not read environment file ${printPieces(requests[0]?.resources[0] ?? [])}: ${how} ${actions.join(', ')}`, {
        // That the bucket is asked for is documented, but not everybody who leaves it out seems to notice.
        ...(first.action !== 's3:GetObject' && { severity: 'medium' as const }),
        proof: [...lacks.map(({ action, resources }) => ['needs', `${action} on ${printPieces(resources[0] ?? [])}`] as const), ...nearMisses(grants, first).map((line) => ['allows', line] as const)],
        related: [[at(role), 'the execution role']],
      });
    } else if (doubt !== undefined) undecided(doubt);
  },
});

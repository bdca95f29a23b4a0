import { repositoryOf } from '../../src/aws/iam/access.js';
import { nearMisses } from '../../src/aws/iam.js';
import { arnOf, holds, printPieces } from '../../src/aws/iam/name-pattern.js';
import { foreignAccount, pullsAlone, pullsFrom } from '../../src/aws/iam/pull.js';
import { grantsOf } from '../../src/aws/iam/role-policies.js';
import { nodeOf } from '../../src/graph/graph.js';
import { peek } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/execution-role-pulls-image',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['AWS::ECR::RegistryPolicy', 'AWS::ECR::Repository', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy'],
  category: 'deployability',
  outcome: 'task-fails',
  severity: 'high',
  summary: 'The execution role may pull the images of its task definition from ECR',
  why: 'ECS pulls from a private ECR repository with the execution role: it asks for a token (ecr:GetAuthorizationToken, which knows no resource and needs "*") and then for the layers (ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer on the repository). An image of another account needs the policy of its repository as well. Where one is missing every task stops with CannotPullContainerError or "unable to pull secrets or registry auth".',
  fix: 'Attach service-role/AmazonECSTaskExecutionRolePolicy, or allow the four actions; for an image of another account let that account in by RepositoryPolicyText.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html', 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/ECR_on_ECS.html', 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html'],
  errors: ['ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: …', 'CannotPullContainerError: … pull access denied …', 'is not authorized to perform: ecr:GetAuthorizationToken on resource: …'],
  presets: ['recommended', 'strict'],
  check(container, tools, task) {
    const { at, follow, has, report, resource, siblings, undecided } = tools;
    if (!has(container, 'Image') || has(container, 'RepositoryCredentials')) return;
    const arn = repositoryOf(nodeOf(task), peek(container, 'Image') as string);
    const role = arn && follow(task, 'ExecutionRoleArn', 'AWS::IAM::Role');
    if (!role) return;
    const grants = grantsOf(role, tools);
    const account = foreignAccount(arn, nodeOf(task));
    const alone = pullsAlone(arn, grants);
    const repository = account !== undefined || alone.lacks.length > 0 ? siblings(container, 'AWS::ECR::Repository', { run: true }).find((each) => holds(arnOf(nodeOf(each)) ?? [], arn, false) === true) : undefined;
    const { lacks, closed, doubt } = repository ? pullsFrom(repository, arn, role, nodeOf(task), grants) : alone;
    if (repository && closed) {
      // Since 2025 the policy of a registry may speak of its repositories.
      if (siblings(repository, 'AWS::ECR::RegistryPolicy').length > 0) undecided(`the policy of the registry of account ${account} may let the role in`);
      report(at(container, 'Image'), `repository "${resource(repository).name}" of account ${account} does not let execution role "${resource(role).name}" of another account pull the image of container "${container}"`, {
        fix: `Allow ecr:BatchCheckLayerAvailability, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer to the account of the role in RepositoryPolicyText of "${resource(repository).name}".`,
        related: [[at(repository, 'RepositoryPolicyText'), 'the policy of the repository'], [at(role), 'the execution role']],
        confidence: 'likely',
      });
    }
    if (lacks.length > 0) {
      const actions = lacks.map(({ action }) => action);
      report(at(container, 'Image'), `execution role "${resource(role).name}" may not pull the image of container "${container}": nothing allows ${actions.join(', ')}`, {
        proof: [...lacks.map(({ action, resources }) => ['needs', `${action} on ${printPieces(resources[0] ?? [])}`] as const), ...lacks.slice(0, 1).flatMap((request) => nearMisses(grants, request).map((line) => ['allows', line] as const))],
        fix: `ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy] in "${resource(role).name}".`,
        related: [[at(role), 'the execution role']],
        confidence: has(role, 'RoleName') ? 'likely' : 'certain',
      });
    } else if (doubt !== undefined && !closed) undecided(doubt);
  },
});

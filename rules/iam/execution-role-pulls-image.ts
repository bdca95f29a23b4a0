import { lacking, pullRequests, repositoryOf } from '../../src/aws/access.js';
import { nearMisses } from '../../src/aws/iam.js';
import { printPieces } from '../../src/aws/name-pattern.js';
import { grantsOf } from '../../src/aws/role-policies.js';
import { nodeOf } from '../../src/graph/graph.js';
import { peek } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/execution-role-pulls-image',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy'],
  category: 'deployability',
  outcome: 'task-fails',
  severity: 'high',
  summary: 'The execution role may pull the images of its task definition from ECR',
  why: 'ECS pulls from a private ECR repository with the execution role: it asks for a token (ecr:GetAuthorizationToken, which knows no resource and needs "*") and then for the layers (ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer on the repository). Where one is missing every task stops with CannotPullContainerError or "unable to pull secrets or registry auth".',
  fix: 'Attach service-role/AmazonECSTaskExecutionRolePolicy, or allow the four actions.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html', 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/ECR_on_ECS.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html'],
  errors: ['ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: …', 'CannotPullContainerError: … pull access denied …', 'is not authorized to perform: ecr:GetAuthorizationToken on resource: …'],
  presets: ['recommended', 'strict'],
  check(container, tools, task) {
    const { at, follow, has, report, resource, undecided } = tools;
    if (!has(container, 'Image') || has(container, 'RepositoryCredentials')) return;
    const repository = repositoryOf(nodeOf(task), peek(container, 'Image') as string);
    const role = repository && follow(task, 'ExecutionRoleArn', 'AWS::IAM::Role');
    if (!role) return;
    const grants = grantsOf(role, tools);
    const { lacks, doubt } = lacking(grants, pullRequests(repository));
    if (lacks.length > 0) {
      const actions = lacks.map(({ action }) => action);
      report(at(container, 'Image'), `execution role "${resource(role).name}" may not pull the image of container "${container}": nothing allows ${actions.join(', ')}`, {
        proof: [...lacks.map(({ action, resources }) => ['needs', `${action} on ${printPieces(resources[0] ?? [])}`] as const), ...lacks.slice(0, 1).flatMap((request) => nearMisses(grants, request).map((line) => ['allows', line] as const))],
        fix: `ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy] in "${resource(role).name}".`,
        related: [[at(role), 'the execution role']],
        confidence: has(role, 'RoleName') ? 'likely' : 'certain',
      });
    } else if (doubt !== undefined) undecided(doubt);
  },
});

import { isPrivateEcr } from '../../src/aws/images/image.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/execution-role-present',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  outcome: 'rejected',
  severity: 'high',
  summary: 'A task that needs an execution role has one',
  why: 'The execution role is what ECS itself acts with: it reads the secrets, and on Fargate pulls from private repositories and writes the logs. Where one of these is asked for and the role is missing, RegisterTaskDefinition refuses the task definition ("Fargate requires task definition to have execution role ARN", "When you are specifying container secrets, you must also specify a value for executionRoleArn").',
  fix: 'Set ExecutionRoleArn to a role that ecs-tasks.amazonaws.com may assume, with AmazonECSTaskExecutionRolePolicy and the rights to the secrets.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html',
    'https://github.com/hashicorp/terraform-provider-aws/issues/3051',
    'https://github.com/hashicorp/terraform-provider-aws/issues/6503',
  ],
  equivalents: { preflight: ['pf-ecs-fargate-execution-role-missing-awslogs', 'pf-ecs-secrets-without-execution-role'] },
  errors: ['Fargate requires task definition to have execution role ARN to support ECR images.', 'Fargate requires task definition to have execution role ARN to support log driver awslogs.'],
  presets: ['recommended', 'strict'],
  check(task, { at, has, report, show, text }) {
    if (has(task, 'ExecutionRoleArn') && text(task, 'ExecutionRoleArn').known !== '') return;
    const containers = task.ContainerDefinitions ?? [];
    const needs = (who: object, what: string): void => report(at(task, 'ExecutionRoleArn'), `container "${who}" ${what}, but the task has no execution role`);
    // Secrets need the role wherever the task runs, so they are asked about first.
    for (const container of containers) {
      const [secret] = container.Secrets ?? [];
      if (secret) return needs(container, `reads the secret ${secret}`);
      const [option] = container.LogConfiguration?.SecretOptions ?? [];
      if (option) return needs(container, `reads the secret ${option} for its logs`);
    }
    if (!task.RequiresCompatibilities?.includes('FARGATE')) return;
    for (const container of containers) if (container.LogConfiguration?.LogDriver === 'awslogs') return needs(container, 'writes to CloudWatch Logs from Fargate');
    // An image that is not known hides no other.
    const images = containers.filter((container) => has(container, 'Image'));
    const found = images.find((container) => {
      const image = text(container, 'Image').known ?? show(container, 'Image');
      return isPrivateEcr(image) || /^\$\{\w+\.RepositoryUri\}/.test(image) || /^[^/]*\.dkr[.-]ecr(?:-fips)?\./.test(image);
    });
    if (found) return needs(found, `runs an image of the private repository ${show(found, 'Image')} on Fargate`);
    for (const container of images) text(container, 'Image').startsWith('public.ecr.aws/');
  },
});

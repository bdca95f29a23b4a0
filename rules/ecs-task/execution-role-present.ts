import { isPrivateEcr } from '../../src/aws/image.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/execution-role-present',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  outcome: 'rejected',
  severity: 'high',
  summary: 'A task that needs an execution role has one',
  why: 'The execution role is what ECS itself acts with: it reads the secrets, and on Fargate pulls from private repositories and writes the logs. Where one of these is asked for and the role is missing, RegisterTaskDefinition or the start of the task fails.',
  fix: 'Set ExecutionRoleArn to a role that ecs-tasks.amazonaws.com may assume, with AmazonECSTaskExecutionRolePolicy and the rights to the secrets.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html'],
  equivalents: { preflight: ['pf-ecs-fargate-execution-role-missing-awslogs', 'pf-ecs-secrets-without-execution-role'] },
  presets: ['recommended', 'strict'],
  check(task, { at, has, report, show, text }) {
    if (has(task, 'ExecutionRoleArn') && (text(task, 'ExecutionRoleArn').known ?? 'some role') !== '') return;
    const containers = task.ContainerDefinitions ?? [];
    const needs = (who: string, what: string): void => report(at(task, 'ExecutionRoleArn'), `container "${who}" ${what}, but the task has no execution role`);
    // Secrets need the role wherever the task runs, so they are asked about first.
    for (const container of containers) {
      if (has(container, 'Secrets') && (container.Secrets?.length ?? 0) > 0) return needs(`${container}`, `reads the secret ${show(container.Secrets?.[0] as object, 'Name' as never)}`);
      if (has(container, 'LogConfiguration') && (container.LogConfiguration?.SecretOptions?.length ?? 0) > 0) return needs(`${container}`, 'has a secret in its log options');
    }
    if (!task.RequiresCompatibilities?.includes('FARGATE')) return;
    for (const container of containers) {
      if (container.LogConfiguration?.LogDriver === 'awslogs') return needs(`${container}`, 'writes to CloudWatch Logs from Fargate');
      if (has(container, 'Image') && isPrivateEcr(text(container, 'Image').known ?? container.Image ?? '')) return needs(`${container}`, `is pulled from the private repository ${show(container, 'Image')} by Fargate`);
    }
  },
});

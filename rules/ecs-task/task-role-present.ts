import { runsOnFargate } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/task-role-present',
  on: 'AWS::ECS::TaskDefinition',
  with: ['AWS::ECS::CapacityProvider', 'AWS::ECS::Service'],
  category: 'security',
  severity: 'low',
  confidence: 'likely',
  summary: 'Tasks on EC2 instances have a task role',
  why: 'A container without a task role asks the metadata of its instance for credentials, and gets those of the instance role wherever the metadata can be reached: registering instances, pulling every image, and whatever else the instance may do. With a task role it gets that one. On Fargate there is no instance role, so nothing is missing there.',
  fix: 'Set TaskRoleArn; a role without policies is enough for a program that calls nothing in AWS.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html'],
  equivalents: { kics: ['cfn/empty_roles_for_ecs_cluster_task_definitions'] },
  presets: ['strict'],
  check(task, tools) {
    if (tools.has(task, 'TaskRoleArn')) return;
    const compatible = task.RequiresCompatibilities ?? [];
    if (compatible.length > 0 && (compatible.includes('FARGATE') || !compatible.includes('EC2'))) return;
    const services = tools.companions(task, 'AWS::ECS::Service', { here: true });
    if (services.some((service) => service.LaunchType === 'EXTERNAL' || runsOnFargate(service, tools))) return;
    tools.report(tools.at(task, 'TaskRoleArn'), 'the task has no role of its own, so its containers use that of their instance', { fix: 'TaskRoleArn with the ARN of a role for ecs-tasks.amazonaws.com.' });
  },
});

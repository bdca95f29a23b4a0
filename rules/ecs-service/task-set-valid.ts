import { findNamed } from '../../src/aws/names.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/task-set-valid',
  on: 'AWS::ECS::TaskSet',
  with: ['AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A task set names containers that its task definition has, and a platform version for Fargate only',
  why: 'With the deployment controller EXTERNAL, launch type and load balancers belong to the task set. CreateTaskSet refuses a load balancer that leads to a container which the task definition does not have, and a platform version for launch type EC2.',
  fix: 'Name a container of the task definition, and remove PlatformVersion where the launch type is EC2.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateTaskSet.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-external.html'],
  equivalents: { preflight: ['pf-ecs-taskset-lb-container-missing', 'pf-ecs-taskset-platform-version-ec2'] },
  errors: ['The platform version must be null when specifying an EC2 launch type.', 'The container … does not exist in the task definition.'],
  presets: ['recommended', 'strict'],
  check(set, tools) {
    const { at, follow, has, report, show } = tools;
    if (has(set, 'PlatformVersion') && set.LaunchType === 'EC2')
      report(at(set, 'PlatformVersion'), `"${set}" has launch type EC2 and platform version ${show(set, 'PlatformVersion')}, which only Fargate has`, { fix: 'Remove PlatformVersion.', related: [[at(set, 'LaunchType'), 'the launch type']] });
    const entries = (set.LoadBalancers ?? []).filter((entry) => has(entry, 'ContainerName'));
    const task = entries.length > 0 ? follow(set, 'TaskDefinition') : undefined;
    if (!task) return;
    const containers = task.ContainerDefinitions ?? [];
    for (const entry of entries) {
      if (findNamed(containers, entry, 'ContainerName', tools)) continue;
      report(at(entry, 'ContainerName'), `the task definition has no container "${show(entry, 'ContainerName')}"; it has ${containers.map((each) => `"${each}"`).join(', ')}`, { related: [[at(task, 'ContainerDefinitions'), 'its containers']] });
    }
  },
});

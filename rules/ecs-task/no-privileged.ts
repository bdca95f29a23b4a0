import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/no-privileged',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'security',
  severity: 'high',
  summary: 'Containers do not run privileged',
  why: 'A privileged container has all the rights of root on its host, and with them a way into every task beside it.',
  fix: 'Remove Privileged and add the one Linux capability that the process needs (LinuxParameters.Capabilities.Add).',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html'],
  equivalents: { securityHub: ['ECS.4'], checkov: ['CKV_AWS_334'], prowler: ['ecs_task_definitions_no_privileged_containers'], awsConfig: ['ecs-containers-nonprivileged'], controlTower: ['CT.ECS.PR.11'] },
  presets: ['recommended', 'security', 'strict'],
  check(container, { at, report }) {
    if (container.Privileged) report(at(container, 'Privileged'), `container "${container}" runs privileged`);
  },
});

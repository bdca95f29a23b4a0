import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/read-only-root-filesystem',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['AWS::ECS::Service'],
  category: 'security',
  severity: 'medium',
  summary: 'Containers cannot write to their own root file system',
  why: 'Who breaks into a process usually writes next: a tool, a web shell, a changed script. With a read-only root there is no place for it but the mounts that the program needs. Tasks of services with ECS Exec are left out, because AWS does not support the two together, and so are Windows containers, which do not have the setting.',
  fix: 'Set ReadonlyRootFilesystem to true and mount a volume or Tmpfs where the program writes, such as /tmp.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html', 'https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html'],
  equivalents: { securityHub: ['ECS.5'], awsConfig: ['ecs-containers-readonly-access'], checkov: ['CKV_AWS_336'], prowler: ['ecs_task_definitions_containers_readonly_access'], controlTower: ['CT.ECS.PR.6'] },
  presets: ['security', 'strict'],
  check(container, { at, companions, report }, task) {
    if (container.ReadonlyRootFilesystem || task.RuntimePlatform?.OperatingSystemFamily?.startsWith('WINDOWS')) return;
    if (companions(task, 'AWS::ECS::Service', { here: true }).some(({ EnableExecuteCommand }) => EnableExecuteCommand)) return;
    report(at(container, 'ReadonlyRootFilesystem'), `container "${container}" can write to its root file system`, { fix: 'ReadonlyRootFilesystem: true, and a volume or Tmpfs where it must write.' });
  },
});

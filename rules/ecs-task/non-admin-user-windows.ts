import { defineRule } from '../../src/rule.js';

const ADMIN = /^(?:user manager\\)?containeradministrator$/i;

export default defineRule({
  id: 'ecs-task/non-admin-user-windows',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'security',
  severity: 'medium',
  summary: 'Windows containers do not run as ContainerAdministrator',
  why: 'ContainerAdministrator has every right inside the container: it changes services, the registry and what the next process runs. ContainerUser is enough for most programs. Without User the image decides (Server Core: ContainerAdministrator, Nano Server: ContainerUser), so a missing one is undecided here, where Security Hub calls it a finding.',
  fix: 'Set User to ContainerUser, or to a user that the image creates.',
  references: ['https://learn.microsoft.com/en-us/virtualization/windowscontainers/manage-containers/container-security', 'https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html'],
  equivalents: { securityHub: ['ECS.21'], awsConfig: ['ecs-task-definition-windows-user-non-admin'] },
  presets: ['security', 'strict'],
  check(container, { at, has, report, text, undecided }, task) {
    const known = has(container, 'User') ? text(container, 'User').known : undefined;
    if (known && !ADMIN.test(known)) return;
    if (!task.RuntimePlatform?.OperatingSystemFamily?.startsWith('WINDOWS')) return;
    if (known) return report(at(container, 'User'), `container "${container}" runs as ${known}`, { fix: 'User: ContainerUser' });
    if (!container.User) undecided('without User the image decides which user the container runs as');
  },
});

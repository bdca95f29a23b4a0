import { CAPABILITIES } from '../../src/aws/tasks/capabilities.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/no-added-capabilities',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'security',
  severity: 'medium',
  summary: 'Containers add no capability that reaches their instance',
  why: 'Capabilities are the rights of root, one by one. Some of them undo the walls of a container: SYS_ADMIN, SYS_MODULE, SYS_RAWIO and DAC_READ_SEARCH lead to the instance and with it to every task there, ALL is privileged by another name. Those that only matter inside the container are not reported, nor is NET_ADMIN without host networking or SYS_PTRACE without the processes of the host.',
  fix: 'Remove the capability. FUSE mounts can move to EFS or S3 Files volumes, network changes to a task with its own network (awsvpc).',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html', 'https://man7.org/linux/man-pages/man7/capabilities.7.html', 'https://docs.docker.com/engine/security/#linux-kernel-capabilities'],
  presets: ['recommended', 'security', 'strict'],
  check(container, { at, report }, task) {
    const capabilities = container.LinuxParameters?.Capabilities;
    const added = (capabilities?.Add ?? []).map((name) => name.toUpperCase().replace(/^CAP_/, ''));
    const found = added.flatMap((name) => {
      const known = CAPABILITIES[name];
      return known && (!known.only || task[known.only] === 'host') ? [{ name, ...known }] : [];
    });
    // Privileged gives all of them, and Fargate adds none: both have rules of their own.
    if (!capabilities || found.length === 0 || container.Privileged || task.RequiresCompatibilities?.includes('FARGATE')) return;
    const worst = found.find((each) => each.escape) ?? found[0];
    const others = found.length > 1 ? ` (and ${found.filter((each) => each !== worst).map(({ name }) => name).join(', ')})` : '';
    report(at(capabilities, 'Add'), `container "${container}" adds ${worst?.name}${others}: ${worst?.name} ${worst?.gives}`, { fix: `Add without ${found.map(({ name }) => name).join(', ')}.`, ...(worst?.escape ? {} : { severity: 'low' }) });
  },
});

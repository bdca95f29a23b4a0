import { RESERVED_HOST_PORTS } from '../../src/aws/network/ports.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/host-ports-not-reserved',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  confidence: 'likely',
  outcome: 'hangs',
  summary: 'No container asks for a port that the instance keeps for itself',
  why: 'Every container instance registers with the ports of SSH, Docker and the ECS agent as taken. A task that wants one of them is never placed: the service reports an instance that "is already using a port required by your task", again and again. Only an instance whose agent has another ECS_RESERVED_PORTS takes it.',
  fix: 'Map another host port, or none in bridge mode to have a free one assigned.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html', 'https://github.com/aws/amazon-ecs-agent/issues/551'],
  errors: ['(service …) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance …) is already using a port required by your task.'],
  presets: ['recommended', 'strict'],
  check(container, { at, report }, task) {
    const mode = task.NetworkMode ?? 'bridge';
    if ((mode !== 'bridge' && mode !== 'host') || task.RequiresCompatibilities?.some((name) => name === 'FARGATE' || name === 'MANAGED_INSTANCES')) return;
    for (const mapping of container.PortMappings ?? []) {
      const port = mapping.HostPort || (mode === 'host' && mapping.ContainerPort) || 0;
      const user = RESERVED_HOST_PORTS.get(port);
      if (!user || mapping.Protocol !== 'tcp') continue;
      report(at(mapping, mapping.HostPort ? 'HostPort' : 'ContainerPort'), `container "${container}" wants host port ${port}, which every instance keeps for ${user}`, {
        // People who serve SFTP move sshd away and tell the agent, in a place that is rarely in the same file.
        ...(port === 22 ? { confidence: 'heuristic' } : {}),
      });
    }
  },
});

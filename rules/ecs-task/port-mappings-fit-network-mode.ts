import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/port-mappings-fit-network-mode',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Port mappings are possible in the network mode of the task',
  why: 'With awsvpc the task has its own network interface and with host it uses that of the instance, so nothing stands between the two ports of a mapping: RegisterTaskDefinition refuses a HostPort that differs from the ContainerPort. With none there is no network to map to.',
  fix: 'Leave HostPort out, or make it the same as ContainerPort.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html'],
  equivalents: { cfnLint: ['E3053'], preflight: ['pf-ecs-host-network-host-port-mismatch'] },
  errors: ['When networkMode=awsvpc, the host ports and container ports in port mappings must match.'],
  presets: ['recommended', 'strict'],
  check(container, { at, report }, task) {
    const mappings = container.PortMappings ?? [];
    if (mappings.length === 0) return;
    if (task.NetworkMode === 'none') report(at(container, 'PortMappings'), `container "${container}" maps ports, but network mode none has no network`, { fix: 'Remove PortMappings, or choose another NetworkMode.', confidence: 'likely' });
    if (task.NetworkMode !== 'awsvpc' && task.NetworkMode !== 'host') return;
    for (const mapping of mappings) {
      // A host port of 0 asks for any; whether awsvpc and host take that is not documented, so it is not judged.
      if (!mapping.HostPort || !mapping.ContainerPort || mapping.HostPort === mapping.ContainerPort) continue;
      report(at(mapping, 'HostPort'), `container "${container}" maps container port ${mapping.ContainerPort} to host port ${mapping.HostPort}, but in network mode ${task.NetworkMode} the two are one`, {
        fix: `Remove HostPort; if clients use ${mapping.HostPort}, let the process listen on it.`,
        related: [[at(task, 'NetworkMode'), 'the network mode']],
      });
    }
  },
});

import { namespaceOf } from '../../src/aws/tasks/system-controls.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/system-controls-possible',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'task-fails',
  summary: 'A container sets only kernel parameters that it has for itself',
  why: 'SystemControls sets parameters of the network and of inter-process communication, which a container or task has for itself. Others, such as vm.max_map_count, belong to the whole machine; and a task that shares the network or IPC of its host has none of its own. The container cannot be created then.',
  fix: 'Remove the parameter, or set it on the container instance (sysctl in its user data).',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html'],
  errors: ['sysctl … is not in a separate kernel namespace', 'sysctl … is not allowed in the hosts network namespace'],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, text, undecided }, task) {
    const named = (container.SystemControls ?? []).filter((control) => has(control, 'Namespace')).map((control) => ({ place: at(control, 'Namespace'), name: text(control, 'Namespace').known }));
    const controls = named.map(({ place, name }) => ({ place, name, namespace: name === undefined ? undefined : namespaceOf(name) }));
    const ofHost = controls.filter(({ namespace }) => namespace === 'host');
    for (const { place, name } of ofHost) report(place, `container "${container}" sets ${name}, which a machine has once for all its containers`);
    // Newer kernels may have it for each network.
    for (const { place, name } of controls.filter(({ namespace }) => namespace === 'host-network')) report(place, `container "${container}" sets ${name}, which a network of its own does not have`, { severity: 'medium', confidence: 'likely' });
    // What is known to fail is told, whatever the mode.
    if (ofHost.length > 0) return;
    for (const { place, name, namespace } of controls) {
      if (namespace === 'network' && task.NetworkMode === 'host') report(place, `container "${container}" sets ${name}, but in network mode host it has no network of its own`, { related: [[at(task, 'NetworkMode'), 'the network mode']] });
      if (namespace === 'ipc' && task.IpcMode === 'host') report(place, `container "${container}" sets ${name}, but with IpcMode host it has no inter-process communication of its own`, { related: [[at(task, 'IpcMode'), 'shared with the host']] });
    }
    if (controls.some(({ name }) => name === undefined)) undecided('a kernel parameter is not known by name');
  },
});

import { recognise } from '../../src/aws/images/sidecars.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/application-essential',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'reliability',
  severity: 'medium',
  confidence: 'likely',
  summary: 'A container that serves clients is essential when only sidecars are',
  why: 'A task lives as long as its essential containers do. Where only a log router or an agent is essential, the application may end and the task goes on as if nothing had happened: nothing restarts it, and the service counts the task as running.',
  fix: 'Set Essential to true in the application, and to false in the agents beside it.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html'],
  presets: ['recommended', 'reliability', 'strict'],
  check(container, tools, task) {
    const { at, has, report } = tools;
    // A container that maps ports is there for clients.
    if (!has(container, 'Essential') || container.Essential || !has(container, 'PortMappings') || (container.PortMappings ?? []).length === 0) return;
    if (container.RestartPolicy?.Enabled || has(container, 'FirelensConfiguration') || recognise(container, tools) !== 'other') return;
    const essential = (task.ContainerDefinitions ?? []).filter((each) => each.Essential);
    if (essential.length === 0) return;
    for (const each of essential) {
      if (has(each, 'FirelensConfiguration')) continue;
      const kind = recognise(each, tools);
      if (kind === 'other') return;
      // Reading an image that is not known ends the look with the reason.
      if (kind === 'unknown' && each.Image !== undefined) return;
    }
    report(at(container, 'Essential'), `container "${container}" is not essential, and what keeps the task alive is ${essential.map((each) => `"${each}"`).join(', ')}, so it may end without anybody noticing`, { fix: 'Essential: true' });
  },
});

import { recognise, sidecarOf } from '../../src/aws/images/sidecars.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/sidecar-not-essential',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'reliability',
  severity: 'low',
  summary: 'A sidecar that only watches cannot end its task',
  why: 'Essential is true unless it is set, and the end of an essential container is the end of its task: an agent that runs out of memory or finds no endpoint takes the application with it. A FireLens router is another matter, since a task without it loses its logs: AWS advises to keep it essential. Some vendors\' examples mark their agent essential all the same; do so where being watched matters more than running.',
  fix: 'Set Essential to false, or a RestartPolicy that starts the sidecar again.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-restart-policy.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef.html'],
  presets: ['reliability', 'strict'],
  check(container, tools, task) {
    const { at, has, report, undecided } = tools;
    const containers = task.ContainerDefinitions ?? [];
    if (containers.length < 2 || !container.Essential || has(container, 'FirelensConfiguration') || container.RestartPolicy?.Enabled) return;
    const sidecar = sidecarOf(container, tools, { named: true });
    if (!sidecar) return;
    // A task of agents alone lives as long as they do.
    const others = containers.filter((each) => each !== container && each.Essential && !has(each, 'FirelensConfiguration')).map((each) => recognise(each, tools));
    if (others.includes('other')) report(at(container, 'Essential'), `container "${container}" (${sidecar.name}) is essential, so the task ends when it does`, { fix: 'Essential: false' });
    else if (others.includes('unknown')) undecided('the images of the other containers are not known');
  },
});

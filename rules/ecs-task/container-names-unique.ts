import { mayEqual } from '../../src/aws/names.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/container-names-unique',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Containers of a task have names of their own',
  why: 'Load balancers, dependencies and overrides mean a container by its name. RegisterTaskDefinition refuses two containers of one name in a task.',
  fix: 'Give the container another name, and use it where the container is meant.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html'],
  equivalents: { preflight: ['pf-ecs-duplicate-container-names'] },
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, same, show, text }, task) {
    if (!has(container, 'Name')) return;
    const name = text(container, 'Name');
    const containers = task.ContainerDefinitions ?? [];
    // The second of two tells it.
    const before = containers.slice(0, containers.indexOf(container)).filter((each) => has(each, 'Name'));
    const twin = before.find((each) => name.known !== undefined && text(each, 'Name').known === name.known) ?? before.find((each) => mayEqual(text(each, 'Name'), name) && same(each, 'Name', container, 'Name'));
    if (twin) report(at(container, 'Name'), `two containers of the task are called "${show(container, 'Name')}"`, { related: [[at(twin, 'Name'), 'the first of them']] });
  },
});

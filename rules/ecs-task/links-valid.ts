import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/links-valid',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'task-fails',
  summary: 'Containers link to containers of their task, over a bridge',
  why: 'A link gives a container the address of another one on the bridge network of their instance. In network mode host or none there is no such network, and Docker refuses to create the container; a container that the task does not have cannot be linked to.',
  fix: 'Correct the name, or remove Links: with the network of the host, containers reach each other on localhost.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.docker.com/engine/network/links/'],
  errors: ['conflicting options: host type networking can\'t be used with links. This would result in undefined behavior'],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, text, undecided }, task) {
    const links = has(container, 'Links') ? (container.Links ?? []) : [];
    if (links.length === 0) return;
    const mode = task.NetworkMode;
    if (mode === 'host' || mode === 'none') return report(at(container, 'Links'), `container "${container}" links to others, but in network mode ${mode} there is no bridge`, { related: [[at(task, 'NetworkMode'), 'the network mode']], ...(mode === 'none' ? { confidence: 'likely' } : {}) });
    // Its own rules tell of awsvpc.
    if (mode === 'awsvpc') return;
    const named = (task.ContainerDefinitions ?? []).filter((each) => has(each, 'Name')).map((each) => text(each, 'Name').known);
    for (let index = 0; index < links.length; index++) {
      const [target, alias] = (links[index] ?? '').split(':');
      if (target === undefined || (named.includes(target) && target !== text(container, 'Name').known)) continue;
      if (named.includes(undefined)) undecided('the names of some containers are not known');
      const problem = named.includes(target) ? 'links to itself' : `links to "${target}", which is no container of this task`;
      report(at(links, String(index) as never), `container "${container}" ${problem}`, { fix: `One of ${named.filter((name) => name !== text(container, 'Name').known).map((name) => `${name}${alias === undefined ? '' : `:${alias}`}`).join(', ') || 'the containers of this task'}.`, confidence: 'likely' });
    }
  },
});

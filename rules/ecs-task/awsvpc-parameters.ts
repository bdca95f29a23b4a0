import { FARGATE_REJECTED } from '../../src/aws/tasks/fargate.js';
import { defineRule } from '../../src/rule.js';

/** What Fargate refuses because of its network mode, every task with that mode refuses. */
const OF_THE_NETWORK = ['Links', 'ExtraHosts', 'Hostname', 'DnsServers', 'DnsSearchDomains', 'DisableNetworking'] as const;

export default defineRule({
  id: 'ecs-task/awsvpc-parameters',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Containers of a task with its own network interface leave names and resolvers to it',
  why: 'In network mode awsvpc the containers of a task share one network interface, whose name, resolver and links nobody sets. RegisterTaskDefinition refuses them ("hostname is not supported on container when networkMode=awsvpc", "Links are not supported …").',
  fix: 'Remove the parameter. Containers of a task reach each other on localhost; other names belong in Route 53 or Cloud Map.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html'],
  equivalents: { preflight: ['pf-ecs-awsvpc-hostname', 'pf-ecs-awsvpc-extra-hosts', 'pf-ecs-fargate-links', 'pf-ecs-fargate-dns-servers', 'pf-ecs-fargate-disable-networking'] },
  presets: ['recommended', 'strict'],
  check(container, { at, report, show, written }, task) {
    const set = OF_THE_NETWORK.filter((property) => written(container, property));
    if (set.length === 0 || task.NetworkMode !== 'awsvpc' || task.RequiresCompatibilities?.includes('FARGATE')) return;
    for (const property of set) {
      const known = FARGATE_REJECTED.find(({ level, path }) => level === 'container' && path[0] === property);
      if (!known?.refuses(container[property])) continue;
      const value = property === 'Hostname' ? ` ${show(container, property)}` : '';
      report(at(container, property), `container "${container}" sets ${property}${value}, which ECS refuses in network mode awsvpc`, {
        fix: `${known.instead.charAt(0).toUpperCase()}${known.instead.slice(1)}.`,
        related: [[at(task, 'NetworkMode'), 'the network mode']],
        // The guide says so; of the others the answer of the service is known.
        ...(property === 'DnsSearchDomains' ? { severity: 'medium', confidence: 'likely' } : {}),
      });
    }
  },
});

import { networkMode, runsOnFargate } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

/** Target groups of one service. */
const MOST = 5;

export default defineRule({
  id: 'ecs-service/load-balancer-wiring',
  on: 'AWS::ECS::Service',
  each: 'LoadBalancers[]',
  with: ['AWS::ECS::CapacityProvider', 'AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'A load balancer of a service leads to a port that a container of its task maps',
  why: 'ECS registers the tasks of a service with its load balancer, so it refuses a service that names a container or container port which the task definition does not have, a target group and a Classic Load Balancer in one entry, a Classic Load Balancer for tasks with their own network interface, a container port that is mapped for tcp and for udp, and more than five target groups.',
  fix: 'Name a container of the task definition and a ContainerPort that it maps.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html',
    'https://github.com/aws/amazon-ecs-agent/issues/3428',
  ],
  equivalents: { preflight: ['pf-ecs-service-lb-target-exclusive', 'pf-ecs-svc-classic-lb-with-fargate', 'pf-ecs-svc-lb-container-name-missing', 'pf-ecs-svc-lb-container-port-missing'] },
  errors: ['The container … does not exist in the task definition.', 'The container … did not have a container port … defined.', 'Container port … is used in more than one port mapping for container …'],
  presets: ['recommended', 'strict'],
  check(entry, tools, service) {
    const { at, follow, has, report, same, show } = tools;
    const all = service.LoadBalancers ?? [];
    const groups = all.filter((each) => has(each, 'TargetGroupArn')).length;
    if (groups > MOST && all[0] === entry) report(at(service, 'LoadBalancers'), `"${service}" has ${groups} target groups, at most ${MOST} are allowed`, { fix: `Keep at most ${MOST}; several listeners and rules can forward to one target group.` });
    const classic = has(entry, 'LoadBalancerName');
    if (classic && has(entry, 'TargetGroupArn')) report(at(entry, 'LoadBalancerName'), `the load balancer entry of "${entry}" has a TargetGroupArn and a LoadBalancerName, but ECS takes only one of them`, { fix: 'Remove LoadBalancerName.' });
    else if (classic && runsOnFargate(service, tools)) report(at(entry, 'LoadBalancerName'), `"${service}" runs on Fargate, where a Classic Load Balancer (${show(entry, 'LoadBalancerName')}) cannot reach it`, { fix: 'Use the TargetGroupArn of an Application or Network Load Balancer.' });
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    if (!task) return;
    const mode = networkMode(task);
    const related = (property: 'NetworkMode' | 'ContainerDefinitions', text: string) => ({ related: [[at(task, property), text] as const] });
    if (mode === 'none') return report(at(service, 'LoadBalancers'), `"${service}" has a load balancer, but network mode none gives its tasks no network`, { ...related('NetworkMode', 'the network mode'), fix: 'Remove LoadBalancers, or choose another NetworkMode.' });
    if (classic && mode === 'awsvpc' && !has(entry, 'TargetGroupArn') && !runsOnFargate(service, tools))
      report(at(entry, 'LoadBalancerName'), `a Classic Load Balancer (${show(entry, 'LoadBalancerName')}) cannot reach tasks in network mode awsvpc`, { ...related('NetworkMode', 'the network mode'), fix: 'Use the TargetGroupArn of an Application or Network Load Balancer.' });
    if (!has(entry, 'ContainerName')) return;
    const containers = task.ContainerDefinitions ?? [];
    // What reads alike first, so that an unknown name beside it does not matter.
    const name = show(entry, 'ContainerName');
    const container = containers.find((each) => show(each, 'Name') === name && same(each, 'Name', entry, 'ContainerName')) ?? containers.find((each) => same(each, 'Name', entry, 'ContainerName'));
    if (!container) {
      const names = containers.map((each) => `"${each}"`).join(', ');
      return report(at(entry, 'ContainerName'), `the task definition has no container "${name}"${names ? `; it has ${names}` : ''}`, { ...related('ContainerDefinitions', 'its containers'), ...(containers.length === 1 && { fix: `ContainerName: ${containers[0]}`, edit: [{ place: at(entry, 'ContainerName'), value: containers[0]?.Name as string }] }) });
    }
    if (!has(entry, 'ContainerPort')) return;
    const mappings = container.PortMappings ?? [];
    const port = show(entry, 'ContainerPort');
    const named = mappings.filter((mapping) => show(mapping, 'ContainerPort') === port && same(mapping, 'ContainerPort', entry, 'ContainerPort'));
    if (named.length > 1) return report(at(entry, 'ContainerPort'), `container "${container}" maps port ${port} ${named.length} times (${named.map((mapping) => mapping.Protocol).join(' and ')}), so a load balancer cannot lead to it`, { confidence: 'likely', related: [[at(container, 'PortMappings'), 'its port mappings']], fix: 'One port for each protocol, or a service for each.' });
    if (named.length > 0) return;
    if (mappings.some((mapping) => has(mapping, 'ContainerPort') && same(mapping, 'ContainerPort', entry, 'ContainerPort'))) return;
    if (mappings.some((mapping) => has(mapping, 'ContainerPortRange'))) return tools.undecided('whether a load balancer may lead into a range of ports is not documented');
    const ports = mappings.map((mapping) => mapping.ContainerPort).join(', ');
    report(at(entry, 'ContainerPort'), `container "${container}" maps no port ${port}; it maps ${ports || 'none'}`, {
      related: [[mappings.length > 0 ? at(container, 'PortMappings') : at(container), 'its port mappings']],
      fix: mappings.length === 1 ? `ContainerPort: ${ports}` : `Map port ${port} in the container, or name one that it maps.`,
      ...(mappings.length === 1 && mappings[0]?.ContainerPort !== undefined && { edit: [{ place: at(entry, 'ContainerPort'), value: mappings[0].ContainerPort }] }),
    });
  },
});

import { APP_PORTS, portAsked } from '../../src/aws/network/health-port.js';
import { recognise } from '../../src/aws/images/sidecars.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/health-check-port',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'medium',
  // A program may listen on more ports than it maps.
  confidence: 'heuristic',
  outcome: 'task-fails',
  summary: 'The health check of a container asks a port that something in its task listens on',
  why: 'The command of a health check runs inside the container. When it asks localhost for a port on which nothing listens, often one that stayed from an example, the container is UNHEALTHY for ever, and its service replaces one task after the other.',
  fix: 'Ask the port that the container maps.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html'],
  errors: ['Task failed container health checks'],
  presets: ['strict'],
  check(container, tools, task) {
    const { at, has, report } = tools;
    const check = container.HealthCheck;
    const mapped = check ? (container.PortMappings ?? []) : [];
    if (!check || mapped.length === 0) return;
    const asked = portAsked(check.Command ?? []);
    if (asked === undefined || !APP_PORTS.has(asked) || !mapped.every(({ ContainerPort }) => ContainerPort !== undefined && ContainerPort !== asked && APP_PORTS.has(ContainerPort))) return;
    // On a bridge, localhost is the container alone.
    const near = task.NetworkMode === 'awsvpc' || task.NetworkMode === 'host' ? (task.ContainerDefinitions ?? []) : [container];
    if (near.some((each) => (each.PortMappings ?? []).some(({ ContainerPort }) => ContainerPort === asked)) || recognise(container, tools) !== 'other') return;
    // Whatever speaks of the port may make something listen there; what comes from outside cannot be read.
    if (near.some((each) => (each.EnvironmentFiles ?? []).length > 0 || (each !== container && !has(each, 'PortMappings')))) return;
    const speaks = near.some((each) => [...(each.Environment ?? []).map(({ Value }) => Value ?? ''), ...(each.EntryPoint ?? []), ...(each.Command ?? [])].some((text) => new RegExp(`(?:^|\\D)${asked}(?:\\D|$)`).test(text)));
    if (speaks || /(?:^|\/)(?:traefik|envoy|keycloak|consul|haproxy|kong)\b/.test(container.Image ?? '')) return;
    const ports = mapped.map(({ ContainerPort }) => ContainerPort).join(', ');
    report(at(check, 'Command'), `container "${container}" maps port ${ports}, but its health check asks port ${asked}, which nothing else in the task speaks of`, { fix: `Ask port ${mapped[0]?.ContainerPort} in Command.`, related: [[at(container, 'PortMappings'), 'what it maps']] });
  },
});

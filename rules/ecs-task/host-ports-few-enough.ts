import { RESERVED_HOST_PORTS } from '../../src/aws/network/ports.js';
import { defineRule } from '../../src/rule.js';

/** Of one instance, those that it keeps for itself counted. */
const MOST = 100;

export default defineRule({
  id: 'ecs-task/host-ports-few-enough',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  severity: 'high',
  outcome: 'hangs',
  summary: 'A task asks for no more host ports than an instance gives away',
  why: 'ECS keeps account of at most 100 host ports of an instance at a time, for TCP and UDP each, and the instance needs six of them. A task that asks for more fixed ones is never placed.',
  fix: 'Leave HostPort out in bridge mode to have ports assigned, which are not counted, or use network mode awsvpc.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html'],
  errors: ['(service …) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance …) is already using a port required by your task.'],
  presets: ['recommended', 'strict'],
  check(task, { at, report }) {
    const mode = task.NetworkMode ?? 'bridge';
    if ((mode !== 'bridge' && mode !== 'host') || task.RequiresCompatibilities?.some((name) => name === 'FARGATE' || name === 'MANAGED_INSTANCES')) return;
    const mappings = (task.ContainerDefinitions ?? []).flatMap((container) => container.PortMappings ?? []);
    if (mappings.length <= MOST - RESERVED_HOST_PORTS.size) return;
    const count = new Set(mappings.filter(({ Protocol }) => Protocol === 'tcp').map((mapping) => mapping.HostPort || (mode === 'host' ? mapping.ContainerPort : 0)).filter((port) => port && !RESERVED_HOST_PORTS.has(port))).size;
    if (count + RESERVED_HOST_PORTS.size > MOST) report(at(task, 'ContainerDefinitions'), `the task asks for ${count} host ports, but an instance gives away ${MOST - RESERVED_HOST_PORTS.size} at most`, { proof: [['room', `${MOST} - ${RESERVED_HOST_PORTS.size} of the instance itself = ${MOST - RESERVED_HOST_PORTS.size}`], ['task', String(count)]] });
  },
});

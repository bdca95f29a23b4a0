import { networkMode } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

/** How a mapping must be for what a target group sends; others may come either way. */
const WANTED: Readonly<Record<string, 'tcp' | 'udp' | undefined>> = { HTTP: 'tcp', HTTPS: 'tcp', TCP: 'tcp', TLS: 'tcp', UDP: 'udp', QUIC: 'udp' };

export default defineRule({
  id: 'elb/target-protocol-mapped',
  on: 'AWS::ECS::Service',
  each: 'LoadBalancers[]',
  with: ['AWS::ECS::TaskDefinition', 'AWS::ElasticLoadBalancingV2::TargetGroup'],
  category: 'deployability',
  severity: 'medium',
  confidence: 'likely',
  outcome: 'silently-broken',
  summary: 'The port mapping behind a target group is for the protocol of the target group',
  why: 'In network mode bridge Docker passes on what a port mapping names, and that is TCP unless it says udp. Datagrams for a port that is mapped for TCP are dropped on the instance, and the other way round no health check succeeds.',
  fix: 'Set the Protocol of the port mapping to that of the target group.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/nlb.html'],
  presets: ['recommended', 'strict'],
  check(entry, { at, follow, has, report, resource }, service) {
    const group = follow(entry, 'TargetGroupArn', 'AWS::ElasticLoadBalancingV2::TargetGroup');
    if (!group || !has(group, 'Protocol')) return;
    const wanted = WANTED[group.Protocol as string];
    const task = wanted && follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    if (!task || networkMode(task) !== 'bridge') return;
    const container = (task.ContainerDefinitions ?? []).find((each) => each.Name === entry.ContainerName);
    const mappings = (container?.PortMappings ?? []).filter((mapping) => mapping.ContainerPort === entry.ContainerPort);
    const [first] = mappings;
    if (!container || !first || mappings.some((mapping) => mapping.Protocol === wanted)) return;
    report(at(first, 'Protocol'), `target group ${resource(group).name} sends ${group.Protocol} to container "${container}", but port ${first.ContainerPort} is mapped for ${first.Protocol}`, { fix: `Protocol: ${wanted}`, related: [[at(group, 'Protocol'), 'the protocol of the target group'], [at(entry), 'the load balancer of the service']] });
  },
});

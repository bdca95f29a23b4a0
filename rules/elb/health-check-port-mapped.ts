import { networkMode } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'elb/health-check-port-mapped',
  on: 'AWS::ECS::Service',
  each: 'LoadBalancers[]',
  with: ['AWS::ECS::TaskDefinition', 'AWS::ElasticLoadBalancingV2::TargetGroup'],
  category: 'deployability',
  severity: 'high',
  // Something else on the instance may answer there.
  confidence: 'likely',
  outcome: 'task-fails',
  fixable: true,
  summary: 'The port of a health check is one that the task has on its instance',
  why: 'In the network modes bridge and host a target is a port of an instance. With dynamic host ports each task has another one, and only traffic-port follows it: a health check on a fixed port asks where no task answers, and ECS kills one task after the other.',
  fix: 'Remove HealthCheckPort, or set it to traffic-port.',
  references: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html'],
  equivalents: { cfnLint: ['E3049'] },
  errors: ['(service …) (instance …) (port …) is unhealthy in (target-group …) due to (reason Health checks failed)', 'Task failed ELB health checks in (target-group …)'],
  presets: ['recommended', 'strict'],
  check(entry, { at, follow, has, report, resource }, service) {
    const group = follow(entry, 'TargetGroupArn', 'AWS::ElasticLoadBalancingV2::TargetGroup');
    if (!group || !has(group, 'HealthCheckPort') || group.HealthCheckPort === 'traffic-port' || (group.TargetType ?? 'instance') !== 'instance') return;
    const port = Number(group.HealthCheckPort);
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    if (!task || !Number.isInteger(port)) return;
    const mode = networkMode(task);
    if (mode !== 'bridge') return;
    const mappings = (task.ContainerDefinitions ?? []).flatMap((container) => container.PortMappings ?? []);
    const fixed = mappings.map((mapping) => (has(mapping, 'HostPort') ? mapping.HostPort : 0));
    if (mappings.length === 0 || fixed.includes(port) || mappings.some((mapping) => has(mapping, 'ContainerPortRange'))) return;
    const ports = fixed.filter((each) => each).join(', ');
    const place = at(group, 'HealthCheckPort');
    report(place, `the health check of ${resource(group).name} asks port ${port}, where the tasks of "${service}" do not answer: their host ports are ${ports ? `${ports}${fixed.includes(0) ? ' and dynamic ones' : ''}` : 'dynamic'}`, { fix: 'HealthCheckPort: traffic-port', edit: [{ place, value: 'traffic-port' }], related: [[at(task, 'ContainerDefinitions'), 'the port mappings'], [at(entry), 'the load balancer of the service']] });
  },
});

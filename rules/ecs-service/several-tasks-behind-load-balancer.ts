import { desired } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/several-tasks-behind-load-balancer',
  on: 'AWS::ECS::Service',
  with: ['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ECS::Service'],
  category: 'reliability',
  severity: 'medium',
  confidence: 'likely',
  summary: 'A service behind a load balancer has at least two tasks',
  why: 'With a single task the load balancer has nothing to switch to: when the task dies, its instance or its Availability Zone fails, clients get errors until a new one has started and passed its health checks.',
  fix: 'DesiredCount: 2, or MinCapacity: 2 for a service that scales.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html',
    'https://docs.aws.amazon.com/wellarchitected/latest/container-build-lens/reliability-pillar.html',
  ],
  // Not recommended: two tasks cost twice as much, and most templates that show how a service is built run one.
  presets: ['reliability', 'strict'],
  check(service, tools) {
    const { at, report } = tools;
    if (service.SchedulingStrategy === 'DAEMON' || !service.LoadBalancers?.length || service.DeploymentController?.Type === 'EXTERNAL') return;
    // No task at all is a choice: a service that sleeps, or one whose first tasks a pipeline starts.
    const { tasks, by, place } = desired(service, tools);
    if (tasks !== 1) return;
    report(place, `"${service}" may run as a single task behind its load balancer (${by})`, { fix: by.startsWith('MinCapacity') ? 'MinCapacity: 2' : 'DesiredCount: 2', related: [[at(service, 'LoadBalancers'), 'the load balancer']] });
  },
});

import { scaling } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'scaling/service-scales',
  on: 'AWS::ECS::Service',
  with: ['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ECS::Service'],
  category: 'operations',
  severity: 'low',
  confidence: 'likely',
  summary: 'A service with several tasks behind a load balancer scales with its load',
  why: 'A fixed number of tasks is too small on the busiest day and paid for in every quiet hour. Service Auto Scaling adds tasks when CPU, memory or requests per task rise, and removes them afterwards.',
  fix: 'Add an AWS::ApplicationAutoScaling::ScalableTarget for the service and a TargetTrackingScaling policy, for instance on ECSServiceAverageCPUUtilization.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html',
    'https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-ecs.html',
  ],
  presets: ['reliability', 'strict'],
  check(service, tools) {
    const { at, companions, report } = tools;
    if (service.SchedulingStrategy === 'DAEMON' || !service.LoadBalancers?.length || service.DeploymentController?.Type === 'EXTERNAL') return;
    // One task says that nobody minds; more say that somebody does.
    const tasks = service.DesiredCount ?? 1;
    if (tasks < 2 || scaling(service, tools) || companions(service, 'AWS::ApplicationAutoScaling::ScalableTarget').length > 0) return;
    report(at(service, 'DesiredCount'), `"${service}" has ${tasks} tasks behind a load balancer, whatever the load: nothing scales it`);
  },
});

import { networkMode } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/target-type-fits',
  on: 'AWS::ECS::Service',
  each: 'LoadBalancers[]',
  with: ['AWS::ECS::TaskDefinition', 'AWS::ElasticLoadBalancingV2::TargetGroup'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The target type of a target group fits the network mode of the tasks',
  why: 'Tasks in network mode awsvpc have an address of their own and register by it (target type ip); in the other modes they are reached through their instance (target type instance, which is also the default). ECS refuses a service with the other type.',
  fix: 'Set the TargetType of the target group: ip for awsvpc, instance for bridge and host. It cannot be changed in place, so rename the target group if it has a name.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html',
  ],
  errors: ['The provided target group … has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.'],
  presets: ['recommended', 'strict'],
  check(entry, { at, follow, report, resource, written }, service) {
    const group = follow(entry, 'TargetGroupArn', 'AWS::ElasticLoadBalancingV2::TargetGroup');
    if (!group) return;
    const type = group.TargetType ?? 'instance';
    const name = resource(group).name;
    const shown = written(group, 'TargetType') ? type : `${type} (by default)`;
    const place = [[at(group, 'TargetType'), `target type ${shown}`]] as const;
    if (type === 'lambda' || type === 'alb') return report(at(entry, 'TargetGroupArn'), `target group ${name} has target type ${type}, which takes no tasks`, { related: place, fix: 'Use a target group with target type ip or instance.' });
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    const mode = task && networkMode(task);
    if (!task || mode === undefined || mode === 'none') return;
    const wanted = mode === 'awsvpc' ? 'ip' : 'instance';
    if (type === wanted) return;
    report(at(entry, 'TargetGroupArn'), `target group ${name} has target type ${shown}, but tasks in network mode ${mode}${written(task, 'NetworkMode') ? '' : ' (the default)'} need ${wanted}`, {
      related: [...place, [at(task, 'NetworkMode'), 'the network mode']],
      fix: `TargetType: ${wanted} in ${name}.`,
    });
  },
});

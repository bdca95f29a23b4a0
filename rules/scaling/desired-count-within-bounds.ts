import { scaling } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'scaling/desired-count-within-bounds',
  on: 'AWS::ECS::Service',
  with: ['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ECS::Service'],
  category: 'reliability',
  severity: 'medium',
  confidence: 'likely',
  summary: 'A service that scales does not fix its number of tasks in the template',
  why: 'DesiredCount is sent again with each update of the service, so a deployment in a busy hour takes away the tasks that scaling has added, and they come back only after its next alarm. A number outside the bounds of the scaling is corrected at once, by starting or stopping tasks right after the deployment.',
  fix: 'Remove DesiredCount: it is then 1 when the service is created, scaling raises it to MinCapacity, and updates leave it alone.',
  references: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html',
    'https://github.com/aws/containers-roadmap/issues/493',
  ],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, tools) {
    const { at, has, report, resource } = tools;
    if (service.SchedulingStrategy === 'DAEMON' || !has(service, 'DesiredCount')) return;
    const target = scaling(service, tools);
    // A number that a function of the template finds out is read from the service itself.
    const tasks = target && service.DesiredCount;
    if (!target || tasks === undefined) return;
    const [least, most] = [target.MinCapacity ?? 0, target.MaxCapacity ?? Number.POSITIVE_INFINITY];
    const related = [[at(target, tasks > most ? 'MaxCapacity' : 'MinCapacity'), `between ${least} and ${most}`]] as const;
    const bounds = `${resource(target).name} keeps it between ${least} and ${most}`;
    const fix = 'Remove DesiredCount.';
    if (tasks < least || tasks > most) report(at(service, 'DesiredCount'), `DesiredCount of "${service}" is ${tasks}, but ${bounds}`, { fix, related });
    else if (least < most) report(at(service, 'DesiredCount'), `each update of "${service}" sets it back to ${tasks} ${tasks === 1 ? 'task' : 'tasks'}, though ${bounds}`, { fix, related });
  },
});

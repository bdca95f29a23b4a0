import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'scaling/bounds-sane',
  on: 'AWS::ApplicationAutoScaling::ScalableTarget',
  category: 'reliability',
  severity: 'medium',
  summary: 'A service that scales has room between its bounds',
  why: 'Scaling works between MinCapacity and MaxCapacity. When they are equal no policy can add or remove a task, though the alarms and dashboards look as if something would happen under load; with 0 as the maximum the service does not run at all.',
  fix: 'A MaxCapacity above MinCapacity, or no scalable target.',
  references: [
    'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html',
  ],
  presets: ['recommended', 'reliability', 'strict'],
  check(target, { at, report }) {
    if (target.ServiceNamespace !== 'ecs') return;
    const [least, most] = [target.MinCapacity, target.MaxCapacity];
    // Scheduled actions move the bounds.
    if (least === undefined || least !== most || target.ScheduledActions?.length) return;
    if (most === 0) report(at(target, 'MaxCapacity'), `scalable target "${target}" keeps its service at no task: MaxCapacity is 0`, { severity: 'low', fix: 'MaxCapacity: 2, or the number of tasks that you want to pay for at most.' });
    else report(at(target, 'MaxCapacity'), `scalable target "${target}" can never scale: MinCapacity and MaxCapacity are both ${most}`, { fix: `MaxCapacity: ${most * 2}, or no scalable target.`, related: [[at(target, 'MinCapacity'), `at least ${least}`]] });
  },
});

import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'scaling/bounds-valid',
  on: 'AWS::ApplicationAutoScaling::ScalableTarget',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The least capacity of a scalable target is not above the greatest',
  why: 'Application Auto Scaling refuses a scalable target, and a scheduled action, whose maximum is less than its minimum, and the stack fails.',
  fix: 'MinCapacity at most MaxCapacity, both 0 or more.',
  references: [
    'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html',
    'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html',
  ],
  equivalents: { preflight: ['pf-appautoscaling-min-max-capacity', 'pf-appautoscaling-scalable-target-action-min-max'] },
  presets: ['recommended', 'strict'],
  check(target, { at, report }) {
    if (target.ServiceNamespace !== 'ecs') return;
    judge(target, `scalable target "${target}"`);
    for (const action of target.ScheduledActions ?? []) if (action.ScalableTargetAction) judge(action.ScalableTargetAction, `scheduled action "${action.ScheduledActionName}" of "${target}"`);

    function judge(bounds: { readonly MinCapacity?: number; readonly MaxCapacity?: number }, name: string): void {
      const [least, most] = [bounds.MinCapacity, bounds.MaxCapacity];
      if (least !== undefined && most !== undefined && least > most) report(at(bounds, 'MinCapacity'), `${name} has a MinCapacity of ${least}, above its MaxCapacity of ${most}`, { fix: `MinCapacity: ${most}, or MaxCapacity: ${least}.`, related: [[at(bounds, 'MaxCapacity'), `at most ${most}`]] });
    }
  },
});

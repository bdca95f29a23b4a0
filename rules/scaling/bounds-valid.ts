import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'scaling/bounds-valid',
  on: 'AWS::ApplicationAutoScaling::ScalableTarget',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The least capacity of a scalable target is not above the greatest',
  why: 'Application Auto Scaling refuses a scalable target, and a scheduled action, whose maximum is less than its minimum, and the stack fails. A scheduled action with one bound alone leaves the other as it is, and must fit to it.',
  fix: 'MinCapacity at most MaxCapacity, both 0 or more.',
  references: [
    'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html',
    'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html',
    'https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-policy-overview.html',
  ],
  equivalents: { preflight: ['pf-appautoscaling-min-max-capacity', 'pf-appautoscaling-scalable-target-action-min-max'] },
  presets: ['recommended', 'strict'],
  check(target, { at, report }) {
    if (target.ServiceNamespace !== 'ecs') return;
    judge(target, `scalable target "${target}"`);
    const actions = target.ScheduledActions ?? [];
    for (const action of actions) {
      const bounds = action.ScalableTargetAction;
      if (!bounds) continue;
      const name = `scheduled action "${action.ScheduledActionName}" of "${target}"`;
      judge(bounds, name);
      // The bound that it leaves alone is that of the target, or of any other action.
      const [least, most] = [bounds.MinCapacity, bounds.MaxCapacity];
      if (least !== undefined && most === undefined) other('MinCapacity', least, 'MaxCapacity', Math.max(...beside('MaxCapacity')), name, bounds);
      if (most !== undefined && least === undefined) other('MaxCapacity', most, 'MinCapacity', Math.min(...beside('MinCapacity')), name, bounds);
    }

    function beside(bound: 'MinCapacity' | 'MaxCapacity'): number[] {
      return [target[bound], ...actions.map((each) => each.ScalableTargetAction?.[bound])].filter((value) => value !== undefined);
    }

    function other(own: 'MinCapacity' | 'MaxCapacity', value: number, rest: 'MinCapacity' | 'MaxCapacity', bound: number, name: string, bounds: { readonly MinCapacity?: number; readonly MaxCapacity?: number }): void {
      const crossed = own === 'MinCapacity' ? value > bound : value < bound;
      if (!crossed || !Number.isFinite(bound)) return;
      report(at(bounds, own), `${name} sets ${own} to ${value} but leaves ${rest} at ${bound}, so it fails when its time comes`, { severity: 'medium', confidence: 'likely', fix: `${rest}: ${value} beside it.`, related: [[at(target, rest), `${own === 'MinCapacity' ? 'at most' : 'at least'} ${bound}`]] });
    }

    function judge(bounds: { readonly MinCapacity?: number; readonly MaxCapacity?: number }, name: string): void {
      const [least, most] = [bounds.MinCapacity, bounds.MaxCapacity];
      if (least !== undefined && most !== undefined && least > most) report(at(bounds, 'MinCapacity'), `${name} has a MinCapacity of ${least}, above its MaxCapacity of ${most}`, { fix: `MinCapacity: ${most}, or MaxCapacity: ${least}.`, related: [[at(bounds, 'MaxCapacity'), `at most ${most}`]] });
    }
  },
});

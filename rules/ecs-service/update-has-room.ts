import { desired } from '../../src/aws/capacity/launch.js';
import { deadlockUpTo, deploymentPercents, rolloutProof, unblock } from '../../src/aws/rollout.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/update-has-room',
  on: 'AWS::ECS::Service',
  with: ['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ECS::Service'],
  category: 'deployability',
  severity: 'high',
  outcome: 'hangs',
  summary: 'A rolling update may stop an old task or start a new one',
  why: 'A rolling update moves only if it may stop a task (the number of tasks times MinimumHealthyPercent, rounded up, is less than the number) or start one (times MaximumPercent, rounded down, is more). With few tasks the rounding can forbid both. The service is then created and runs, but no update of it ever ends.',
  fix: 'Raise MaximumPercent so that one more task may start, or lower MinimumHealthyPercent so that one may stop.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html',
  ],
  errors: ['(service …) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.'],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, tools) {
    const { at, report, written } = tools;
    const config = service.DeploymentConfiguration;
    if (!config) return;
    const daemon = service.SchedulingStrategy === 'DAEMON';
    const strategy = daemon ? 'DAEMON' : 'REPLICA';
    // The maximum first: from 200 on there is room, whatever the minimum.
    const { maximum } = deploymentPercents({ strategy, maximum: config.MaximumPercent });
    if (maximum >= 200) return;
    const { minimum } = deploymentPercents({ strategy, minimum: config.MinimumHealthyPercent });
    const stuckUpTo = deadlockUpTo(minimum, maximum);
    if (stuckUpTo < 1) return;
    if ((service.DeploymentController?.Type ?? 'ECS') !== 'ECS' || (config.Strategy ?? 'ROLLING') !== 'ROLLING') return;
    if (stuckUpTo === Number.POSITIVE_INFINITY) {
      // Two times 100 in writing is refused at once, except for daemons, which have no other maximum.
      if (maximum !== 100 || minimum !== 100 || (!daemon && written(config, 'MinimumHealthyPercent'))) return;
      report(at(config, daemon ? 'MinimumHealthyPercent' : 'MaximumPercent'), `no update of "${service}" can move: 100% of its tasks must stay, and no more than 100% may run`, {
        proof: [['must stay', `100%${daemon ? '' : ' (default)'}, so nothing may stop`], ['may run', `100%${daemon ? ', one task an instance' : ''}, so nothing may start`]],
        fix: daemon ? 'MinimumHealthyPercent: 0' : 'MaximumPercent: 200',
      });
      return;
    }
    // How many instances a daemon has is not known.
    if (daemon) return;
    const { tasks, by, sure, place } = desired(service, tools);
    if (tasks < 1 || tasks > stuckUpTo) return;
    const free = unblock(tasks);
    const count = tasks === 1 ? '1 task' : `${tasks} tasks`;
    report(at(config, 'MaximumPercent'), `no update of "${service}" can move: between ${minimum}% and ${maximum}% of ${count} it may neither stop one nor start one`, {
      proof: [['tasks', `${tasks} (${by})`], ...rolloutProof(tasks, minimum, maximum)],
      fix: `MaximumPercent: ${free.maximum}, or MinimumHealthyPercent: ${free.minimum}${free.minimum === 0 ? ' and accept a gap' : ''}.`,
      related: [[place, `${count} to update`]],
      confidence: sure ? 'certain' : 'likely',
    });
  },
});

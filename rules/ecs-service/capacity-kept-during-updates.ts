import { desired } from '../../src/aws/capacity/launch.js';
import { lower, upper } from '../../src/aws/rollout.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/capacity-kept-during-updates',
  on: 'AWS::ECS::Service',
  with: ['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ECS::Service'],
  category: 'reliability',
  severity: 'medium',
  summary: 'An update leaves tasks to answer the clients of a service',
  why: 'MinimumHealthyPercent says how many tasks must stay while an update replaces them. At 0 ECS may stop all of them before the first new one is healthy, so each deployment is an outage for whoever calls the service.',
  fix: 'MinimumHealthyPercent: 100 with MaximumPercent: 200 (the defaults), or 50 with several tasks when there is no room for more.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html',
  ],
  // Not recommended: for one task that must never run twice it is the way to say so.
  presets: ['reliability', 'strict'],
  check(service, tools) {
    const { at, report } = tools;
    const config = service.DeploymentConfiguration;
    // Any other share of any number of tasks is rounded up to one task at least.
    if (!config || config.MinimumHealthyPercent !== 0 || service.SchedulingStrategy === 'DAEMON') return;
    if ((service.DeploymentController?.Type ?? 'ECS') !== 'ECS' || (config.Strategy ?? 'ROLLING') !== 'ROLLING') return;
    // Without clients a gap hurts nobody: workers take up their queue later.
    const clients = service.LoadBalancers?.length || service.ServiceRegistries?.length || (service.ServiceConnectConfiguration?.Enabled && service.ServiceConnectConfiguration.Services?.length);
    if (!clients) return;
    const { tasks, by, sure } = desired(service, tools);
    if (tasks < 1) return;
    const maximum = config.MaximumPercent ?? 200;
    const most = upper(tasks, maximum);
    report(at(config, 'MinimumHealthyPercent'), `an update of "${service}" may stop ${tasks === 1 ? 'its only task' : `all ${tasks} tasks`} before a new one is healthy`, {
      proof: [['tasks', `${tasks} (${by})`], ['must stay', `ceil(${tasks} x 0%) = ${lower(tasks, 0)}`], ['may run', `floor(${tasks} x ${maximum}%) = ${most}`]],
      fix: most > tasks ? 'MinimumHealthyPercent: 100' : tasks > 1 ? 'MinimumHealthyPercent: 50' : 'MinimumHealthyPercent: 100 and MaximumPercent: 200, where there is room for a second task.',
      confidence: sure ? 'certain' : 'likely',
    });
  },
});

import { desired, oneAnInstance, room, runsOnFargate } from '../../src/aws/capacity/launch.js';
import { canStop, deadlock, deploymentPercents, lower, unblock } from '../../src/aws/rollout.js';
import { SHIFTING } from '../../src/aws/deployment/traffic-shift.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/distinct-instances-satisfiable',
  on: 'AWS::ECS::Service',
  with: [
    'AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::LaunchConfiguration', 'AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate',
    'AWS::ECS::CapacityProvider', 'AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations', 'AWS::ECS::Service', 'AWS::ECS::TaskDefinition',
  ],
  category: 'deployability',
  severity: 'high',
  outcome: 'hangs',
  summary: 'Tasks that cannot share an instance have enough instances, also during an update',
  why: 'With the constraint distinctInstance, in network mode host, or with a fixed host port an instance holds one task of the service. Tasks beyond the number of instances wait for ever. When as many tasks must stay as there are instances, an update waits as well: the new task has nowhere to go and no old one may leave. Blue/green, canary and linear deployments need room for all old and all new tasks.',
  fix: 'Raise MaxSize of the Auto Scaling group above the number of tasks, let an update stop a task (MinimumHealthyPercent), or give up the fixed host port.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementConstraint.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html',
  ],
  errors: ['(service …) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance …) is already using a port required by your task.'],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, tools) {
    const { at, report, resource } = tools;
    if (service.SchedulingStrategy === 'DAEMON' || service.LaunchType === 'EXTERNAL' || runsOnFargate(service, tools)) return;
    if ((service.DeploymentController?.Type ?? 'ECS') !== 'ECS') return;
    const strategy = service.DeploymentConfiguration?.Strategy ?? 'ROLLING';
    const both = SHIFTING.has(strategy);
    if (strategy !== 'ROLLING' && !both) return;
    const why = oneAnInstance(service, tools);
    if (why === undefined) return;
    const { tasks, by, sure, place } = desired(service, tools);
    if (tasks < 1) return;
    const { instances, groups, bound } = room(service, tools);
    if ((both ? 2 * tasks : tasks + 1) <= instances) return;
    const names = groups.map((group) => resource(group).name).join(' + ');
    const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
    const proof: [string, string][] = [['room', `${count(instances, 'instance')} (MaxSize of ${names}) x 1 task (${why}) = ${instances}`]];
    const more = { confidence: sure && bound ? ('certain' as const) : ('likely' as const), related: groups.map((group) => [at(group, 'MaxSize'), `at most ${group.MaxSize}`] as const) };
    if (both && tasks <= instances) {
      report(place, `no update of "${service}" can end: ${strategy} runs ${count(tasks, 'old task')} and ${count(tasks, 'new task')} at once, each on an instance of its own, but there ${instances === 1 ? 'is' : 'are'} at most ${count(instances, 'instance')}`, { proof: [...proof, ['update', `${tasks} old + ${tasks} new (${by}) = ${2 * tasks}`]], fix: `MaxSize ${2 * tasks} of ${names}.`, ...more, confidence: 'likely' });
      return;
    }
    const config = service.DeploymentConfiguration;
    const { minimum, maximum } = deploymentPercents({ strategy: 'REPLICA', minimum: config?.MinimumHealthyPercent, maximum: config?.MaximumPercent });
    // Without room by the percentages alone it is another rule's finding.
    if (tasks === instances && (canStop(tasks, minimum) || deadlock(tasks, minimum, maximum))) return;
    if (tasks > instances) {
      report(place, `"${service}" wants ${count(tasks, 'task')} on different instances, but there ${instances === 1 ? 'is' : 'are'} at most ${count(instances, 'instance')}`, { proof: [...proof, ['tasks', `${tasks} (${by})`]], fix: `At most ${instances} here, or MaxSize ${tasks + 1} of ${names}.`, ...more });
      return;
    }
    report(config ? at(config, 'MinimumHealthyPercent') : at(service, 'DeploymentConfiguration'), `no update of "${service}" can move: ${count(tasks, 'task')} must stay on as many instances, so there is none for the new task`, {
      proof: [...proof, ['must stay', `ceil(${tasks} x ${minimum}%) = ${lower(tasks, minimum)} (${by}), so nothing may stop`], ['update', `${tasks} old + 1 new = ${tasks + 1}, room ${instances}`]],
      fix: `MinimumHealthyPercent: ${unblock(tasks).minimum}${tasks === 1 ? ' and accept a gap' : ''}, or MaxSize ${tasks + 1} of ${names}.`,
      ...more,
    });
  },
});

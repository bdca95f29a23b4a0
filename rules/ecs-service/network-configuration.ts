import { networkMode } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/network-configuration',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A service has a NetworkConfiguration exactly when its tasks run in network mode awsvpc',
  why: 'In network mode awsvpc each task gets a network interface, and only NetworkConfiguration says in which subnets. In every other mode there is none to configure. ECS refuses both mismatches.',
  fix: 'Give NetworkConfiguration.AwsvpcConfiguration with Subnets and SecurityGroups for awsvpc, and remove it for bridge, host and none.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html',
  ],
  equivalents: { cfnLint: ['E3052'], preflight: ['pf-ecs-service-network-config-mode'] },
  errors: ['Network Configuration must be provided when networkMode \'awsvpc\' is specified.', 'Network Configuration is not valid for the given networkMode of this task definition.'],
  presets: ['recommended', 'strict'],
  check(service, { at, follow, has, report, written }) {
    const task = follow(service, 'TaskDefinition');
    const mode = task && networkMode(task);
    if (!task || mode === undefined) return;
    const given = has(service, 'NetworkConfiguration');
    if (given === (mode === 'awsvpc')) return;
    const related = [[at(task, 'NetworkMode'), 'the network mode']] as const;
    if (given) report(at(service, 'NetworkConfiguration'), `"${service}" has a NetworkConfiguration, but network mode ${mode}${written(task, 'NetworkMode') ? '' : ' (the default)'} takes none`, { related, fix: 'Remove NetworkConfiguration, or set NetworkMode: awsvpc in the task definition.' });
    else report(at(service, 'NetworkConfiguration'), `tasks of "${service}" run in network mode awsvpc, but it has no NetworkConfiguration with their subnets`, { related, fix: 'NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [...], SecurityGroups: [...] } }.' });
  },
});

import { imagePath, runsForeignCode, userDataOf } from '../../src/aws/capacity/container-instances.js';
import { launchOf } from '../../src/aws/capacity/instances.js';
import { room, runsOnFargate } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

/** What the agent of the ECS-optimized images says it has, unless it is told otherwise (ecs-init). */
const BY_DEFAULT = new Set(['json-file', 'syslog', 'awslogs', 'fluentd', 'none', 'awsfirelens']);

export default defineRule({
  id: 'ecs-service/log-driver-available',
  on: 'AWS::ECS::Service',
  with: [
    'AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::LaunchConfiguration', 'AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate',
    'AWS::ECS::CapacityProvider', 'AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations', 'AWS::ECS::TaskDefinition',
  ],
  category: 'deployability',
  severity: 'high',
  confidence: 'likely',
  outcome: 'hangs',
  summary: 'Container instances offer the log driver that a task uses',
  why: 'An instance tells ECS which log drivers it has, and a task goes only where its driver is. ECS-optimized images offer json-file, syslog, awslogs and fluentd; gelf, journald and splunk only when ECS_AVAILABLE_LOGGING_DRIVERS names them. Without, the service waits for an instance with the missing attribute.',
  fix: 'Write ECS_AVAILABLE_LOGGING_DRIVERS=["json-file","awslogs","…"] to /etc/ecs/ecs.config in the user data of the instances.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html'],
  errors: ['(service …) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance …) is missing an attribute required by your task.'],
  presets: ['recommended', 'strict'],
  check(service, tools) {
    const { at, follow, has, report, resource, undecided } = tools;
    if (service.LaunchType === 'EXTERNAL' || runsOnFargate(service, tools)) return;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    const logs = (task?.ContainerDefinitions ?? []).flatMap((container) => (has(container, 'LogConfiguration') && container.LogConfiguration ? [{ container, driver: container.LogConfiguration.LogDriver as string, of: container.LogConfiguration }] : []));
    const rare = logs.find(({ driver }) => !BY_DEFAULT.has(driver));
    if (!task || !rare || task.RuntimePlatform?.OperatingSystemFamily?.startsWith('WINDOWS')) return;
    const { members: groups } = room(service, tools);
    for (const group of groups) {
      const { of } = launchOf(group, tools);
      const data = userDataOf(of);
      if (data?.includes('ECS_AVAILABLE_LOGGING_DRIVERS')) return;
      if (data === undefined || runsForeignCode(data)) return undecided(`what the user data of ${resource(group).name} says is not known`);
      // Another image may have any configuration baked in.
      if (!imagePath(of)?.startsWith('/aws/service/ecs/optimized-ami/')) return undecided(`what the image of ${resource(group).name} is configured for is not known`);
    }
    const [group] = groups;
    if (group) report(at(service, 'TaskDefinition'), `container "${rare.container}" of "${service}" logs with ${rare.driver}, which instances of ${resource(group).name} do not offer: their user data sets no ECS_AVAILABLE_LOGGING_DRIVERS`, { related: [[at(rare.of, 'LogDriver'), 'the log driver'], [at(group), 'the Auto Scaling group']] });
  },
});

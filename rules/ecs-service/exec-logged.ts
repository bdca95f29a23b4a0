import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/exec-logged',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::Cluster', 'AWS::ECS::TaskDefinition'],
  category: 'security',
  severity: 'low',
  summary: 'What people type with ECS Exec is logged somewhere',
  why: 'A shell in a running container is the deepest access there is, and its commands are what an investigation asks for. Unless the cluster names a log group or bucket, ECS sends a session to the awslogs configuration of the container; with another log driver the session is logged nowhere.',
  fix: 'Configuration: { ExecuteCommandConfiguration: { Logging: OVERRIDE, LogConfiguration: { CloudWatchLogGroupName: ... } } } on the cluster.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandConfiguration.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html',
  ],
  presets: ['security', 'strict'],
  check(service, { at, follow, report }) {
    if (!service.EnableExecuteCommand) return;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    const containers = task?.ContainerDefinitions ?? [];
    if (!task || containers.some((container) => container.LogConfiguration?.LogDriver === 'awslogs')) return;
    // Logging NONE is a choice of the cluster, and said there.
    const cluster = follow(service, 'Cluster', 'AWS::ECS::Cluster');
    if (!cluster || (cluster.Configuration?.ExecuteCommandConfiguration?.Logging ?? 'DEFAULT') !== 'DEFAULT') return;
    report(at(service, 'EnableExecuteCommand'), `sessions of ECS Exec in "${service}" are logged nowhere: no container logs through awslogs, and the cluster names no other place`, {
      related: [[at(cluster, 'Configuration'), 'the cluster'], [at(task, 'ContainerDefinitions'), 'no awslogs']],
    });
  },
});

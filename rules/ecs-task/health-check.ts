import { sidecarOf } from '../../src/aws/images/sidecars.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/health-check',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['AWS::ECS::Service'],
  category: 'reliability',
  severity: 'low',
  summary: 'Essential containers of services that nothing else watches have a health check',
  why: 'Behind no load balancer a task counts as healthy while its process lives, so a deployment goes through and stays with a program that hangs. ECS does not see the HEALTHCHECK line of an image, only HealthCheck of the container. Services with a load balancer, service discovery, Service Connect or VPC Lattice are left out: something outside notices there.',
  fix: 'Add a HealthCheck whose Command fails when the program no longer does its work, e.g. [CMD-SHELL, "curl -f http://localhost:8080/health || exit 1"].',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html'],
  equivalents: { kics: ['cfn/ecs_task_definition_healthcheck_missing'] },
  errors: ['Task failed container health checks'],
  presets: ['reliability', 'strict'],
  check(container, { at, companions, has, report, resource, text }, task) {
    if (has(container, 'HealthCheck') || !container.Essential) return;
    const alone = companions(task, 'AWS::ECS::Service', { here: true }).find((service) => {
      const { LoadBalancers, ServiceConnectConfiguration, ServiceRegistries, VpcLatticeConfigurations } = service;
      return !LoadBalancers?.length && !ServiceRegistries?.length && !VpcLatticeConfigurations?.length && !ServiceConnectConfiguration?.Enabled;
    });
    if (!alone || has(container, 'FirelensConfiguration') || sidecarOf(container, { has, text })) return;
    report(at(container, 'HealthCheck'), `container "${container}" has no health check, and nothing else watches ${resource(alone).name}`);
  },
});

import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/controller-fits',
  on: 'AWS::ECS::Service',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'A service uses what its deployment controller can do',
  why: 'The deployment circuit breaker and deployment alarms belong to the controller ECS. CodeDeploy has its own and shifts traffic, so it needs a load balancer. With EXTERNAL the task definition and load balancers belong to the task sets, and ECS refuses them on the service. Alarms that are enabled without a name watch nothing.',
  fix: 'Remove what belongs to another controller, or use the controller ECS.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-external.html',
    'https://github.com/aws/aws-cdk/issues/26307',
  ],
  equivalents: { preflight: ['pf-ecs-svc-circuit-breaker-with-code-deploy', 'pf-ecs-service-codedeploy-lb', 'pf-ecs-svc-external-with-taskdef', 'pf-ecs-svc-external-with-load-balancers'] },
  presets: ['recommended', 'strict'],
  check(service, { at, has, report }) {
    const config = service.DeploymentConfiguration;
    const alarms = config?.Alarms;
    const controller = service.DeploymentController;
    const type = controller?.Type ?? 'ECS';
    if (alarms?.Enable && type === 'ECS' && alarms.AlarmNames?.length === 0)
      report(at(alarms, 'AlarmNames'), `"${service}" enables deployment alarms, but names none`, { severity: 'medium', confidence: 'likely', fix: 'AlarmNames: [...], or Enable: false.' });
    if (!controller || type === 'ECS') return;
    const related = [[at(controller, 'Type'), 'the deployment controller']] as const;
    const breaker = config?.DeploymentCircuitBreaker;
    if (breaker?.Enable) report(at(breaker, 'Enable'), `"${service}" has a deployment circuit breaker, which deployment controller ${type} does not have`, { fix: 'Remove DeploymentCircuitBreaker.', edit: [{ place: at(config as object, 'DeploymentCircuitBreaker' as never), value: undefined }], related });
    if (alarms?.Enable) report(at(alarms, 'Enable'), `"${service}" has deployment alarms, which deployment controller ${type} does not have`, { fix: 'Remove Alarms.', edit: [{ place: at(config as object, 'Alarms' as never), value: undefined }], related });
    // Without a task definition it is an update that leaves what CodeDeploy looks after.
    if (type === 'CODE_DEPLOY' && has(service, 'TaskDefinition') && (!has(service, 'LoadBalancers') || service.LoadBalancers?.length === 0)) report(at(service, 'LoadBalancers'), `"${service}" is deployed by CodeDeploy, but has no load balancer whose traffic it could shift`, { fix: 'LoadBalancers with the target group of an Application or Network Load Balancer, or the deployment controller ECS.', related });
    if (type !== 'EXTERNAL') return;
    if (has(service, 'TaskDefinition')) report(at(service, 'TaskDefinition'), `"${service}" has a task definition, but with deployment controller EXTERNAL it belongs to the task sets`, { fix: 'Remove TaskDefinition, and name it in AWS::ECS::TaskSet.', related });
    if (has(service, 'LoadBalancers') && service.LoadBalancers?.length !== 0) report(at(service, 'LoadBalancers'), `"${service}" has a load balancer, but with deployment controller EXTERNAL it belongs to the task sets`, { fix: 'Remove LoadBalancers, and name them in AWS::ECS::TaskSet.', related });
  },
});

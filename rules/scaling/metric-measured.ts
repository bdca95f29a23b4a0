import { defineRule } from '../../src/rule.js';

const FINE = 'HighResolution';
const SECONDS = 20;
/** What policies call the metrics of a service, and what the service calls them. */
const METRICS: Readonly<Record<string, string>> = { ECSServiceAverageCPUUtilization: 'CPUUtilization', ECSServiceAverageMemoryUtilization: 'MemoryUtilization' };

export default defineRule({
  id: 'scaling/metric-measured',
  on: 'AWS::ECS::Service',
  with: ['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ApplicationAutoScaling::ScalingPolicy', 'AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'medium',
  confidence: 'likely',
  outcome: 'silently-broken',
  summary: 'A service has the metric that its policies of scaling follow',
  why: 'CPU utilization of a service is what its tasks use of the CPU that their task definition reserves; where nothing is reserved, it says nothing. The metrics of high resolution come every 20 seconds, and only when the service is told to send them so. Requests per target are counted for one target group, while CodeDeploy swaps two. A policy that follows what is not there never acts, or acts on nonsense.',
  fix: 'Reserve Cpu in the task definition; Monitoring: { MetricConfigurations: [{ MetricNames: [CPUUtilization], ResolutionSeconds: 20 }] } on the service.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/target-tracking-faster-auto-scaling.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html',
    'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html',
  ],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, { at, companions, follow, report, resource }) {
    const here = { here: true };
    const targets = companions(service, 'AWS::ApplicationAutoScaling::ScalableTarget', here);
    const policies = [...companions(service, 'AWS::ApplicationAutoScaling::ScalingPolicy', here), ...targets.flatMap((target) => companions(target, 'AWS::ApplicationAutoScaling::ScalingPolicy', here))];
    for (const policy of new Set(policies)) {
      const metric = policy.TargetTrackingScalingPolicyConfiguration?.PredefinedMetricSpecification;
      const type = metric?.PredefinedMetricType;
      if (metric && type === 'ALBRequestCountPerTarget' && service.DeploymentController?.Type === 'CODE_DEPLOY')
        report(at(metric, 'PredefinedMetricType'), `policy "${resource(policy).name}" follows ${type}, which does not work for "${service}", whose target groups CodeDeploy swaps`, { fix: 'Follow ECSServiceAverageCPUUtilization, or use deployment controller ECS.', related: [[at(service.DeploymentController, 'Type'), 'the deployment controller']] });
      const name = METRICS[type?.endsWith(FINE) ? type.slice(0, -FINE.length) : (type ?? '')];
      if (!metric || !type || !name) continue;
      const place = at(metric, 'PredefinedMetricType');
      if (type.endsWith(FINE) && !service.Monitoring?.MetricConfigurations?.some(({ MetricNames, ResolutionSeconds }) => ResolutionSeconds === SECONDS && MetricNames?.includes(name))) {
        report(place, `policy "${resource(policy).name}" follows ${name} of "${service}" every ${SECONDS} seconds, but the service does not send it so often`, { fix: `Monitoring: { MetricConfigurations: [{ MetricNames: [${name}], ResolutionSeconds: ${SECONDS} }] } in ${resource(service).name}.`, related: [[at(service, 'Monitoring'), 'the monitoring of the service']] });
        continue;
      }
      // Memory of some kind is demanded of every container.
      if (name !== 'CPUUtilization') continue;
      const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
      if (!task || task.Cpu !== undefined || !task.ContainerDefinitions?.length || task.ContainerDefinitions.some((container) => container.Cpu)) continue;
      report(place, `policy "${resource(policy).name}" follows the CPU utilization of "${service}", but ${resource(task).name} reserves no CPU that it could be a part of`, { fix: `Cpu in ${resource(task).name}, or in its containers.`, related: [[at(task, 'ContainerDefinitions'), 'its containers']] });
    }
  },
});

import { taskHere } from '../../src/aws/capacity/launch.js';
import { isOutput } from '../../src/aws/outputs.js';
import { defineRule } from '../../src/rule.js';

const HERE = { here: true };

export default defineRule({
  id: 'ecs-service/cluster-has-instances',
  on: 'AWS::ECS::Service',
  with: [
    'AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::LaunchConfiguration', 'AWS::CloudFormation::Stack', 'AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate', 'AWS::EC2::SpotFleet',
    'AWS::ECS::CapacityProvider', 'AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations', 'AWS::ECS::TaskDefinition',
  ],
  category: 'deployability',
  severity: 'high',
  // Instances may join from somewhere that nothing here tells of.
  confidence: 'likely',
  outcome: 'hangs',
  summary: 'A service on EC2 runs in a cluster that has instances',
  why: 'A service without a launch type runs on EC2, unless its cluster has a default strategy. A cluster that is made together with the service, and that no instance joins, has nowhere to put a task: the service waits, and so does the stack, for three hours.',
  fix: 'LaunchType: FARGATE for a task that is made for it, or an Auto Scaling group whose instances join the cluster.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html'],
  errors: ['(service …) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.'],
  presets: ['recommended', 'strict'],
  check(service, tools) {
    const { at, companions, follow, has, report, resource, siblings, undecided } = tools;
    if (has(service, 'CapacityProviderStrategy')) return;
    // A daemon waits for no instance, and other controllers say themselves where their tasks run.
    if (service.SchedulingStrategy === 'DAEMON' || (service.DeploymentController?.Type ?? 'ECS') !== 'ECS') return;
    const launch = has(service, 'LaunchType') ? service.LaunchType : undefined;
    if (launch !== undefined && launch !== 'EC2') return;
    const cluster = has(service, 'Cluster') ? follow(service, 'Cluster', 'AWS::ECS::Cluster') : undefined;
    if (!cluster) return;
    if (has(cluster, 'CapacityProviders') || has(cluster, 'DefaultCapacityProviderStrategy') || companions(cluster, 'AWS::ECS::ClusterCapacityProviderAssociations', HERE).length > 0) return;
    const sources = ['AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::LaunchConfiguration', 'AWS::CloudFormation::Stack', 'AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate', 'AWS::EC2::SpotFleet', 'AWS::ECS::CapacityProvider'] as const;
    // Whatever starts instances may let them join, by whatever name; so may another stack of the same run.
    if (sources.some((type) => siblings(cluster, type, { run: type !== 'AWS::CloudFormation::Stack' }).length > 0)) return;
    if (service.DesiredCount === 0) return;
    // A task for Fargate alone waits for no instance of anybody.
    const made = taskHere(service, tools)?.RequiresCompatibilities ?? [];
    const forFargate = made.length > 0 && made.every((each) => each === 'FARGATE');
    if (!forFargate && (has(cluster, 'ClusterName') || isOutput(cluster))) undecided(`instances may join cluster ${resource(cluster).name} from elsewhere`);
    report(at(service, 'LaunchType'), `"${service}" ${launch === undefined ? 'has no LaunchType, which means EC2,' : 'has launch type EC2,'} but no instance joins cluster ${resource(cluster).name}`, { ...(forFargate && { fix: 'LaunchType: FARGATE' }), related: [[at(cluster), 'the cluster']] });
  },
});

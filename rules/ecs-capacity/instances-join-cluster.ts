import { launchOf } from '../../src/aws/capacity/instances.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-capacity/instances-join-cluster',
  on: 'AWS::ECS::CapacityProvider',
  with: ['AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::LaunchConfiguration', 'AWS::EC2::LaunchTemplate', 'AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations'],
  category: 'deployability',
  severity: 'high',
  // An image of one's own may have it baked in, which its name may not tell.
  confidence: 'likely',
  outcome: 'hangs',
  summary: 'Instances of a capacity provider register with its cluster',
  why: 'The ECS agent joins the cluster that its configuration names, and the cluster "default" without one; a capacity provider changes nothing about that. Instances that start with an instance profile missing, or without the name of their cluster, never show up there: tasks stay in PROVISIONING until they fail.',
  fix: 'Write ECS_CLUSTER=<cluster> to /etc/ecs/ecs.config in the user data, and give the instances a profile whose role has AmazonEC2ContainerServiceforEC2Role.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html'],
  errors: ['(service …) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.', 'No Container Instances were found in your cluster.'],
  presets: ['recommended', 'reliability', 'strict'],
  check(provider, tools) {
    const { at, companions, follow, has, report, resource, text } = tools;
    const config = provider.AutoScalingGroupProvider;
    const group = config && follow(config, 'AutoScalingGroupArn', 'AWS::AutoScaling::AutoScalingGroup');
    if (!group) return;
    const associations = companions(provider, 'AWS::ECS::ClusterCapacityProviderAssociations', { here: true });
    const clusters = [...associations.flatMap((each) => follow(each, 'Cluster', 'AWS::ECS::Cluster') ?? []), ...companions(provider, 'AWS::ECS::Cluster', { here: true })];
    const [cluster] = clusters;
    if (!cluster || cluster.ClusterName === 'default') return;
    const { of, place } = launchOf(group, tools);
    const name = resource(group).name;
    const related = [[at(group), 'the Auto Scaling group'], [at(cluster), 'the cluster']] as const;
    if (!has(of, 'IamInstanceProfile')) return report(place, `instances of ${name} have no instance profile, so their agent may not register with cluster "${cluster}"`, { fix: 'IamInstanceProfile with a role that has AmazonEC2ContainerServiceforEC2Role.', related });
    const data = has(of, 'UserData') ? text(of, 'UserData') : undefined;
    // Bottlerocket is told by settings, and Windows by a command of its own.
    if (data?.includes('ECS_CLUSTER') || data?.includes('settings.ecs') || data?.includes('Initialize-ECSAgent')) return;
    if (data && data.known === undefined) return tools.undecided(`what the user data of ${name} says is known only in part`);
    if (data && !/^\s*(?:#!|Content-Type|MIME-Version|#cloud-config|<powershell>)/i.test(data.known as string)) return tools.undecided(`the user data of ${name} is in a form that is not read here`);
    report(place, `instances of ${name} join the cluster "default", not "${cluster}": ${data ? 'their user data sets no ECS_CLUSTER' : 'they have no user data'}`, { fix: `echo ECS_CLUSTER=<name of ${resource(cluster).name}> >> /etc/ecs/ecs.config in UserData.`, related });
  },
});

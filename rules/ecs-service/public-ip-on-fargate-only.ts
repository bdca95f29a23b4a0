import { FARGATE_PROVIDERS } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/public-ip-on-fargate-only',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::CapacityProvider'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'Only tasks on Fargate ask for a public IP address',
  why: 'The network interface of a task on an EC2 instance gets no public address, and ECS refuses a service that asks for one there.',
  fix: 'Remove AssignPublicIp, and put the tasks into subnets whose default route leads to a NAT gateway.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html'],
  errors: ['Assign public IP is not supported for this launch type.'],
  presets: ['recommended', 'strict'],
  supersedes: ['ecs-service/no-public-ip'],
  check(service, { at, follow, has, report, resource, text }) {
    const network = service.NetworkConfiguration?.AwsvpcConfiguration;
    if (!network || network.AssignPublicIp !== 'ENABLED') return;
    const place = at(network, 'AssignPublicIp');
    const more = { fix: 'AssignPublicIp: DISABLED', edit: [{ place, value: 'DISABLED' }] };
    if (has(service, 'LaunchType')) {
      if (service.LaunchType === 'EC2') report(place, `"${service}" asks for public IP addresses, but its launch type is EC2, where tasks have none`, { ...more, related: [[at(service, 'LaunchType'), 'the launch type']] });
      return;
    }
    const [item] = service.CapacityProviderStrategy ?? [];
    if (!item || FARGATE_PROVIDERS.has(text(item, 'CapacityProvider').known ?? '')) return;
    const provider = follow(item, 'CapacityProvider', 'AWS::ECS::CapacityProvider');
    if (provider && has(provider, 'AutoScalingGroupProvider')) report(place, `"${service}" asks for public IP addresses, but runs on the instances of ${resource(provider).name}, where tasks have none`, { ...more, related: [[at(provider), 'the capacity provider']] });
  },
});

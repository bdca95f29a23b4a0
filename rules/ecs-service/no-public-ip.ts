import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/no-public-ip',
  on: 'AWS::ECS::Service',
  category: 'security',
  severity: 'medium',
  summary: 'Tasks of a service have no public IP address',
  why: 'With a public address each task stands on the internet by itself: one rule too many in its security group is enough to reach it, past the load balancer and its firewall.',
  fix: 'Put the tasks in subnets with a NAT gateway, or with endpoints for ECR, S3 and CloudWatch Logs, and set AssignPublicIp to DISABLED.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html',
  ],
  equivalents: { securityHub: ['ECS.2'], checkov: ['CKV_AWS_333'], kics: ['ecs_services_assigned_with_public_ip_address'], prowler: ['ecs_service_no_assign_public_ip'], controlTower: ['CT.ECS.PR.9'] },
  // Not recommended by default: on Fargate in a public subnet it is the cheap way to reach a registry, and people write it on purpose.
  presets: ['security', 'strict'],
  check(service, { at, report }) {
    const network = service.NetworkConfiguration?.AwsvpcConfiguration;
    if (network?.AssignPublicIp === 'ENABLED') report(at(network, 'AssignPublicIp'), `each task of "${service}" gets a public IP address`, { fix: 'AssignPublicIp: DISABLED, once the subnets reach the registry through NAT or endpoints.' });
  },
});

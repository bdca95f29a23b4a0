import { checkInfrastructure, roleUse } from '../../src/aws/iam/role-order.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/created-after-infrastructure-policies',
  on: 'AWS::ECS::Service',
  with: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy'],
  category: 'deployability',
  severity: 'medium',
  // Which of both is made, or deleted, first is a matter of seconds.
  confidence: 'likely',
  outcome: 'hangs',
  summary: 'A service is created after the policies of the roles with which ECS works for it',
  why: 'ECS shifts traffic, attaches volumes and registers targets with a role that the service names. A policy that is a resource of its own comes to that role beside the service: the first tasks may fail for want of it, and when the stack is deleted the policy may go first, so that ECS cannot take down what it made and the service does not go.',
  fix: 'Let it depend on the policies (DependsOn), or write them in the role itself (Policies, ManagedPolicyArns).',
  references: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html'],
  presets: ['reliability', 'strict'],
  check(service, tools) {
    checkInfrastructure(service, [
      ...roleUse(service, 'Role'),
      ...(service.LoadBalancers ?? []).flatMap((each) => roleUse(each.AdvancedConfiguration, 'RoleArn')),
      ...(service.VolumeConfigurations ?? []).flatMap((each) => roleUse(each.ManagedEBSVolume, 'RoleArn')),
      ...(service.ServiceConnectConfiguration?.Services ?? []).flatMap((each) => roleUse(each.Tls, 'RoleArn')),
      ...(service.VpcLatticeConfigurations ?? []).flatMap((each) => roleUse(each, 'RoleArn')),
      ...(service.DeploymentConfiguration?.LifecycleHooks ?? []).flatMap((each) => roleUse(each, 'RoleArn')),
    ], tools);
  },
});

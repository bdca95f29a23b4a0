import { checkInfrastructure, roleUse } from '../../src/aws/iam/role-order.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-express/created-after-infrastructure-policies',
  on: 'AWS::ECS::ExpressGatewayService',
  with: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy'],
  category: 'deployability',
  severity: 'medium',
  // Which of both is made, or deleted, first is a matter of seconds.
  confidence: 'likely',
  outcome: 'hangs',
  summary: 'An Express Mode service is created after the policies of its infrastructure role',
  why: 'ECS makes and takes down the load balancer, certificate and scaling of an Express Mode service with its infrastructure role. A policy that is a resource of its own comes to that role beside the service: what it needs may not be made for want of it, and when the stack is deleted the policy may go first, so that ECS cannot take down what it made and the service does not go.',
  fix: 'Let it depend on the policies (DependsOn), or write them in the role itself (Policies, ManagedPolicyArns).',
  references: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html'],
  presets: ['reliability', 'strict'],
  check(service, tools) {
    checkInfrastructure(service, roleUse(service, 'InfrastructureRoleArn'), tools);
  },
});

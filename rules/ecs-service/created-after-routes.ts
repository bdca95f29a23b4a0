import { runsOnFargate } from '../../src/aws/capacity/launch.js';
import { reportUnawaited, startsTasks } from '../../src/aws/deployment/order.js';
import { exitOf, followHere } from '../../src/aws/network/subnets.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/created-after-routes',
  on: 'AWS::ECS::Service',
  with: [
    'AWS::EC2::NatGateway', 'AWS::EC2::Route', 'AWS::EC2::RouteTable', 'AWS::EC2::Subnet', 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::EC2::VPC', 'AWS::EC2::VPCGatewayAttachment',
    'AWS::ECS::CapacityProvider', 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  ],
  category: 'deployability',
  // Mostly the first tasks take longer only: they try again, and the route comes.
  severity: 'low',
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'A service is created after the routes by which its tasks pull their images',
  why: 'A service refers to its subnets, and nothing to their routes, nor to the NAT gateway that takes minutes. Tasks on Fargate that start before cannot pull their images, and a circuit breaker may give the deployment up meanwhile. When the stack is deleted it is the other way round: tasks lose their way out before they stop.',
  fix: 'Let the service depend on the default routes of its subnets (DependsOn).',
  references: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html'],
  errors: ['CannotPullContainerError: … i/o timeout', 'ResourceInitializationError: unable to pull secrets or registry auth: …'],
  presets: ['strict'],
  check(service, tools) {
    const { at, has, siblings, waits } = tools;
    const network = service.NetworkConfiguration?.AwsvpcConfiguration;
    if (!network || !runsOnFargate(service, tools)) return;
    // A subnet from elsewhere has its routes.
    const subnets = followHere(network.Subnets ?? [], 'AWS::EC2::Subnet', tools);
    const routes = subnets.flatMap((subnet) => exitOf(subnet, tools).route ?? []);
    // An internet gateway is there in seconds; a NAT gateway takes as long as a load balancer does.
    const late = [...new Set(routes)].filter((route) => has(route, 'NatGatewayId') && !waits(service, route));
    const [first] = late;
    if (!first || !startsTasks(service) || siblings(service, 'AWS::ElasticLoadBalancingV2::LoadBalancer').some((balancer) => waits(service, balancer))) return;
    reportUnawaited(at(network, 'Subnets'), service, late, 'by which its tasks pull their images', tools, { ...(service.DeploymentConfiguration?.DeploymentCircuitBreaker?.Enable && { severity: 'medium' as const }), related: [[at(first), 'the default route']] });
  },
});

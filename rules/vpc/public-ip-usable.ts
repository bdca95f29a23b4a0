import { exitOf, followAll } from '../../src/aws/network/subnets.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'vpc/public-ip-usable',
  on: 'AWS::ECS::Service',
  with: ['AWS::EC2::Route', 'AWS::EC2::RouteTable', 'AWS::EC2::Subnet', 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::EC2::VPC', 'AWS::EC2::VPCGatewayAttachment'],
  category: 'deployability',
  severity: 'low',
  outcome: 'silently-broken',
  fixable: true,
  summary: 'Tasks with a public IP address are in subnets where it is of use',
  why: 'A public address works only where the default route leads to an internet gateway. Behind a NAT gateway nobody reaches the task by it and nothing leaves with it, but it is paid for.',
  fix: 'AssignPublicIp: DISABLED, or subnets whose default route leads to an internet gateway.',
  references: ['https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html'],
  presets: ['strict'],
  check(service, tools) {
    const { at, has, report, resource } = tools;
    const network = service.NetworkConfiguration?.AwsvpcConfiguration;
    if (!network || network.AssignPublicIp !== 'ENABLED') return;
    const subnets = followAll(network.Subnets ?? [], 'AWS::EC2::Subnet', tools);
    const routes = subnets.map((subnet) => exitOf(subnet, tools).route);
    const [first] = routes;
    if (!first || !routes.every((route) => route && has(route, 'NatGatewayId'))) return;
    const place = at(network, 'AssignPublicIp');
    report(place, `each task of "${service}" gets a public IP address, but ${subnets.map((subnet) => resource(subnet).name).join(', ')} leads to the internet through a NAT gateway, where it is of no use`, { fix: 'AssignPublicIp: DISABLED', edit: [{ place, value: 'DISABLED' }], related: [[at(first), 'the default route']] });
  },
});

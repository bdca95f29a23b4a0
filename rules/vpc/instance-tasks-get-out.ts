import { networkMode, runsOnFargate } from '../../src/aws/capacity/launch.js';
import { exitOf, followAll } from '../../src/aws/network/subnets.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'vpc/instance-tasks-get-out',
  on: 'AWS::ECS::Service',
  with: [
    'AWS::EC2::Route', 'AWS::EC2::RouteTable', 'AWS::EC2::Subnet', 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::EC2::VPC', 'AWS::EC2::VPCEndpoint', 'AWS::EC2::VPCGatewayAttachment',
    'AWS::ECS::CapacityProvider', 'AWS::ECS::TaskDefinition',
  ],
  category: 'deployability',
  severity: 'medium',
  // A task may have nothing to ask of the internet.
  confidence: 'likely',
  outcome: 'silently-broken',
  summary: 'Tasks with their own network interface on instances have a way to the internet',
  why: 'On EC2 the network interface of a task never has a public address. In a subnet whose default route leads to an internet gateway the instance gets out and pulls the image, and the task itself reaches nothing outside of the VPC: no API of AWS, no payment provider, no package mirror.',
  fix: 'Put the tasks into subnets whose default route leads to a NAT gateway.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/networking-outbound.html'],
  presets: ['reliability', 'strict'],
  check(service, tools) {
    const { at, follow, report, resource, siblings } = tools;
    const network = service.NetworkConfiguration?.AwsvpcConfiguration;
    if (!network || service.LaunchType === 'EXTERNAL' || runsOnFargate(service, tools)) return;
    // Without a launch type the cluster may put the tasks on Fargate.
    if (service.LaunchType === undefined && !service.CapacityProviderStrategy?.length) return;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    if (!task || networkMode(task) !== 'awsvpc') return;
    const subnets = followAll(network.Subnets ?? [], 'AWS::EC2::Subnet', tools);
    const stuck = subnets.map((subnet) => ({ subnet, exit: exitOf(subnet, tools) })).filter(({ exit }) => exit.way === 'internet gateway');
    const [first] = stuck;
    // With endpoints, or a route to another network, somebody has thought of where the tasks may go.
    if (!first || first.exit.beyond || siblings(service, 'AWS::EC2::VPCEndpoint').length > 0) return;
    report(at(network, 'Subnets'), `tasks of "${service}" have no public IP address on their instances, but ${stuck.map(({ subnet }) => resource(subnet).name).join(', ')} leads to the internet through an internet gateway only`, { related: [...(first.exit.route ? [[at(first.exit.route), 'the default route'] as const] : []), [at(first.subnet), 'the subnet']] });
  },
});

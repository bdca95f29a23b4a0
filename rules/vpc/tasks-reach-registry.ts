import { peek } from '../../src/graph/value.js';
import { lackingEndpoints, pullsFromOutside } from '../../src/aws/network/endpoints.js';
import { runsOnFargate } from '../../src/aws/capacity/launch.js';
import { sends } from '../../src/aws/network/reach.js';
import { allHere, exitOf, followAll, vpcOf } from '../../src/aws/network/subnets.js';
import { defineRule } from '../../src/rule.js';
import type { EcsTaskDefinition } from '../../src/types/resources.js';

const HTTPS = { least: 443, most: 443 };

export default defineRule({
  id: 'vpc/tasks-reach-registry',
  on: 'AWS::ECS::Service',
  with: [
    'AWS::EC2::Route', 'AWS::EC2::RouteTable', 'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupEgress', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::Subnet', 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::EC2::VPC', 'AWS::EC2::VPCEndpoint', 'AWS::EC2::VPCGatewayAttachment',
    'AWS::ECS::CapacityProvider', 'AWS::ECS::TaskDefinition',
  ],
  category: 'deployability',
  severity: 'high',
  // Endpoints and routes may be added elsewhere.
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'Tasks on Fargate have a way to the registry of their images',
  why: 'Fargate pulls images, reads secrets and opens log streams through the network interface of the task. Behind an internet gateway that needs a public address of its own; elsewhere a NAT gateway or endpoints of the VPC; and always a security group that lets port 443 out. Without, every task waits for minutes and stops with CannotPullContainerError or ResourceInitializationError.',
  fix: 'AssignPublicIp: ENABLED in public subnets, a default route to a NAT gateway in private ones, or endpoints for ECR, S3 and CloudWatch Logs.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html',
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html',
  ],
  errors: [
    'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post "https://api.ecr.….amazonaws.com/": dial tcp …:443: i/o timeout. Please check your task network configuration.',
    'CannotPullContainerError: … i/o timeout',
    'CannotPullContainerError: pull image manifest has been retried … time(s): failed to resolve ref …: failed to do request: Head "…": dial tcp …:443: i/o timeout',
  ],
  presets: ['recommended', 'strict'],
  check(service, tools) {
    const { at, follow, report, resource, undecided } = tools;
    if (!runsOnFargate(service, tools)) return;
    const network = service.NetworkConfiguration?.AwsvpcConfiguration;
    if (!network) return;
    // A group without a way out is one whatever the routes are.
    const list = peek(network, 'SecurityGroups');
    const named = Array.isArray(list) ? (list as string[]) : [];
    const groups = allHere(named, 'AWS::EC2::SecurityGroup') ? followAll(named, 'AWS::EC2::SecurityGroup', tools) : [];
    const first = groups[0];
    if (first && sends({ groups }, undefined, HTTPS, tools).answer === 'closed') {
      tasks();
      const names = groups.map((group) => resource(group).name).join(', ');
      return report(at(network, 'SecurityGroups'), `security group ${names} lets the tasks of "${service}" send nothing to port 443, so they cannot pull their images`, { fix: `{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 } in the egress of ${resource(first).name}.`, related: [[at(first, 'SecurityGroupEgress'), 'what the group lets out']] });
    }
    const subnets = followAll(network.Subnets ?? [], 'AWS::EC2::Subnet', tools);
    const vpc = subnets.length > 0 && vpcOf(subnets, tools);
    if (!vpc) return;
    const stuck = subnets.map((subnet) => ({ subnet, exit: exitOf(subnet, tools) })).filter(({ exit }) => exit.way === 'none' || (exit.way === 'internet gateway' && network.AssignPublicIp !== 'ENABLED'));
    const [worst] = stuck;
    if (!worst) return;
    if (stuck.some(({ exit }) => exit.beyond)) return undecided('endpoints may be in a network that the routes lead to');
    const lacks = lackingEndpoints(vpc, tasks(), tools);
    if (lacks?.length === 0) return;
    const lacking = lacks ? `, and its VPC has no endpoint for ${lacks.join(', ')}` : '';
    const names = stuck.map(({ subnet }) => resource(subnet).name).join(', ');
    const behind = worst.exit.way === 'internet gateway';
    report(at(network, behind ? 'AssignPublicIp' : 'Subnets'), behind ? `tasks of "${service}" have no public IP address, but leave ${names} only through an internet gateway${lacking}` : `"${service}" runs tasks in ${names}, from where no route leads to the internet${lacking}`, {
      fix: behind ? 'AssignPublicIp: ENABLED, or subnets whose default route leads to a NAT gateway.' : 'A route for 0.0.0.0/0 to a NAT gateway, or endpoints for ECR, S3 and CloudWatch Logs.',
      related: [...(worst.exit.route ? [[at(worst.exit.route), 'the default route'] as const] : []), [at(worst.subnet), 'the subnet']],
    });

    /** The task definition, unless its images may come from within the network. */
    function tasks(): EcsTaskDefinition {
      const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
      return task && pullsFromOutside(task) ? task : undecided('the registry of the images may be in the network of the tasks');
    }
  },
});

import { endpointService, startUses } from '../../src/aws/network/endpoints.js';
import { admits, type End } from '../../src/aws/network/reach.js';
import { followAll, networksOf, sameVpc } from '../../src/aws/network/subnets.js';
import { runsOnFargate } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

const HTTPS = { least: 443, most: 443 };
/** What tasks on Fargate ask for as they start. */
const NEEDED: ReadonlySet<string | undefined> = new Set(['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager', 'ssm']);

export default defineRule({
  id: 'vpc/endpoint-admits-tasks',
  on: 'AWS::EC2::VPCEndpoint',
  with: ['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupEgress', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::Subnet', 'AWS::ECS::CapacityProvider', 'AWS::ECS::Service', 'AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'high',
  // Somebody may add a rule to a group elsewhere.
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'An endpoint of a service that tasks need lets the tasks of its VPC in',
  why: 'With private DNS an endpoint takes over the name of its service in the whole VPC, also for tasks that would have another way out. If its security group does not let them in on port 443, they wait for an answer that never comes: images are not pulled, secrets not read, log streams not opened.',
  fix: 'Let the security groups of the tasks, or the network of the VPC, in on port 443 in the group of the endpoint.',
  references: ['https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html', 'https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html'],
  errors: ['ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried … time(s): RequestError: send request failed caused by: Post "https://api.ecr.….amazonaws.com/": dial tcp …:443: i/o timeout. Please check your task network configuration.'],
  presets: ['recommended', 'strict'],
  check(endpoint, tools) {
    const { at, follow, has, report, resource, siblings, undecided } = tools;
    if (endpoint.VpcEndpointType !== 'Interface' || endpoint.PrivateDnsEnabled !== true || !has(endpoint, 'ServiceName')) return;
    const name = endpointService(endpoint, tools);
    if (name === undefined || !NEEDED.has(name)) return;
    const services = siblings(endpoint, 'AWS::ECS::Service').filter((each) => (each.NetworkConfiguration?.AwsvpcConfiguration?.Subnets?.length ?? 0) > 0);
    if (services.length === 0) return;
    if (!has(endpoint, 'SecurityGroupIds')) undecided('the default security group of the VPC is not known here');
    const to: End = { groups: followAll(endpoint.SecurityGroupIds ?? [], 'AWS::EC2::SecurityGroup', tools) };
    let doubt: string | undefined;
    for (const service of services) {
      const network = service.NetworkConfiguration?.AwsvpcConfiguration;
      if (!network || !runsOnFargate(service, tools)) continue;
      const subnets = followAll(network.Subnets ?? [], 'AWS::EC2::Subnet', tools);
      if (!subnets.every((subnet) => sameVpc(subnet, 'VpcId', endpoint, 'VpcId')) || !network.SecurityGroups?.length) continue;
      const from: End = { groups: followAll(network.SecurityGroups, 'AWS::EC2::SecurityGroup', tools), networks: networksOf(subnets) };
      const { answer, reason } = admits(from, to, HTTPS, tools);
      if (answer === 'unknown') doubt ??= reason;
      if (answer !== 'closed') continue;
      const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
      if (!task || !startUses(task, tools).has(name)) continue;
      const [ours, theirs] = [from.groups, to.groups].map((groups) => groups.map((each) => resource(each).name).join(', '));
      return report(at(endpoint, 'SecurityGroupIds'), `endpoint "${resource(endpoint).name}" (${name}) does not let the tasks of "${service}" in on port 443`, {
        fix: `{ IpProtocol: tcp, FromPort: 443, ToPort: 443, SourceSecurityGroupId: <${ours}> } in the ingress of ${theirs}.`,
        related: [...to.groups.map((group) => [at(group, 'SecurityGroupIngress'), 'what the endpoint lets in'] as const), [at(network, 'SecurityGroups'), 'the groups of the tasks']],
      });
    }
    if (doubt !== undefined) undecided(doubt);
  },
});

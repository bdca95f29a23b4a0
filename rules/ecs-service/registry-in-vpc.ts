import { differentVpc, followAll } from '../../src/aws/network/subnets.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/registry-in-vpc',
  on: 'AWS::ECS::Service',
  each: 'ServiceRegistries[]',
  with: ['AWS::EC2::Route', 'AWS::EC2::Subnet', 'AWS::ServiceDiscovery::PrivateDnsNamespace', 'AWS::ServiceDiscovery::Service'],
  category: 'deployability',
  severity: 'medium',
  // The VPCs may be peered, and the callers in the other one.
  confidence: 'likely',
  outcome: 'silently-broken',
  summary: 'The private DNS names of a service are in the VPC of its tasks',
  why: 'The zone of a private DNS namespace answers in its own VPC only. Tasks that register there from another VPC have names that their neighbours cannot look up, and addresses that nobody in the VPC of the namespace reaches unless the two are peered.',
  fix: 'Use a namespace whose Vpc is that of the subnets of the service.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html', 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html'],
  presets: ['recommended', 'strict'],
  check(registry, tools, service) {
    const { at, follow, has, report, resource, siblings } = tools;
    const network = service.NetworkConfiguration?.AwsvpcConfiguration;
    const entry = network && follow(registry, 'RegistryArn', 'AWS::ServiceDiscovery::Service');
    if (!entry) return;
    const config = has(entry, 'NamespaceId') ? entry : has(entry, 'DnsConfig') ? entry.DnsConfig : undefined;
    // A namespace without private DNS ends the look here.
    const namespace = config && follow(config as { NamespaceId?: string }, 'NamespaceId', 'AWS::ServiceDiscovery::PrivateDnsNamespace');
    const [subnet] = namespace ? followAll(network.Subnets ?? [], 'AWS::EC2::Subnet', tools) : [];
    if (!namespace || !subnet || !differentVpc(namespace, 'Vpc', subnet, 'VpcId')) return;
    // Who connects two VPCs means to call from one to the other.
    if (siblings(service, 'AWS::EC2::Route').some((route) => has(route, 'VpcPeeringConnectionId') || has(route, 'TransitGatewayId'))) return;
    report(at(registry, 'RegistryArn'), `"${service}" registers its tasks in namespace ${resource(namespace).name}, whose names are answered in another VPC than that of its tasks`, { related: [[at(namespace, 'Vpc'), 'the VPC of the namespace'], [at(subnet, 'VpcId'), 'the VPC of the tasks']] });
  },
});

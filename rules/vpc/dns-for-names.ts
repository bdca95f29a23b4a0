import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'vpc/dns-for-names',
  on: 'AWS::EC2::VPC',
  with: ['AWS::EC2::Subnet', 'AWS::EC2::VPCEndpoint', 'AWS::ECS::TaskDefinition', 'AWS::EFS::FileSystem', 'AWS::EFS::MountTarget', 'AWS::ServiceDiscovery::PrivateDnsNamespace'],
  category: 'deployability',
  severity: 'high',
  outcome: 'silently-broken',
  fixable: true,
  summary: 'A VPC resolves the private names that its tasks use',
  why: 'The names of a private DNS namespace, of a file system and of endpoints with private DNS are answered by the resolver of the VPC. Without EnableDnsSupport it answers nothing, and private zones and file systems also need EnableDnsHostnames, which is off in a VPC unless somebody turns it on: services do not find each other, file systems are not mounted, and an endpoint with private DNS is refused.',
  fix: 'EnableDnsSupport: true and EnableDnsHostnames: true.',
  references: ['https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html', 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html', 'https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html', 'https://docs.aws.amazon.com/efs/latest/ug/mounting-fs-mount-cmd-dns-name.html'],
  errors: ['Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true'],
  presets: ['recommended', 'reliability', 'strict'],
  check(vpc, tools) {
    const { at, companions, follow, has, report, resource } = tools;
    // The attribute has no default in a template: left out, support is on and hostnames are off.
    const support = has(vpc, 'EnableDnsSupport') ? vpc.EnableDnsSupport === true : true;
    const hostnames = has(vpc, 'EnableDnsHostnames') ? vpc.EnableDnsHostnames === true : false;
    if (support && hostnames) return;
    const here = { here: true };
    const endpoint = companions(vpc, 'AWS::EC2::VPCEndpoint', here).find((each) => has(each, 'PrivateDnsEnabled') && each.PrivateDnsEnabled === true);
    const targets = endpoint ? [] : companions(vpc, 'AWS::EC2::Subnet', here).flatMap((subnet) => companions(subnet, 'AWS::EFS::MountTarget', here));
    const mount = targets.find((target) => {
      const system = follow(target, 'FileSystemId', 'AWS::EFS::FileSystem');
      return system && companions(system, 'AWS::ECS::TaskDefinition', here).length > 0;
    });
    const [namespace] = endpoint || mount ? [] : companions(vpc, 'AWS::ServiceDiscovery::PrivateDnsNamespace', here);
    const user = endpoint ?? mount ?? namespace;
    if (!user) return;
    const property = support ? 'EnableDnsHostnames' : 'EnableDnsSupport';
    const what = namespace ? 'the names of namespace' : endpoint ? 'the private names of endpoint' : 'the name of the file system of mount target';
    const place = at(vpc, property);
    const doubtful = support && !endpoint;
    report(place, `VPC "${resource(vpc).name}" has ${property} ${has(vpc, property) ? 'false' : 'off (the default)'}, so ${what} ${resource(user).name} cannot be resolved`, { fix: `${property}: true`, edit: [{ place, value: true }], ...(doubtful && { severity: 'medium' as const, confidence: 'likely' as const }), related: [[at(user), 'what needs it']] });
  },
});

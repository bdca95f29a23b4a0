import { networkMode } from '../../src/aws/capacity/launch.js';
import { findNamed } from '../../src/aws/names.js';
import { defineRule } from '../../src/rule.js';

const PORTS = ['ContainerName', 'ContainerPort', 'Port'] as const;

export default defineRule({
  id: 'ecs-service/service-registries-valid',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::TaskDefinition', 'AWS::ServiceDiscovery::Service'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A service registry has the port that its network mode and its DNS records ask for, and no other',
  why: 'Service discovery writes the address of a task into an A record, its address and port into an SRV record. CreateService refuses a second registry, a port where the Cloud Map service has no SRV record, an SRV record without a port, Port beside ContainerName and ContainerPort, and in network mode bridge or host a registry without container and port.',
  fix: 'With A records in network mode awsvpc give RegistryArn alone; with SRV records add ContainerName and ContainerPort.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html',
    'https://github.com/umotif-public/terraform-aws-ecs-fargate/issues/25',
    'https://github.com/techservicesillinois/terraform-aws-ecs-service/issues/16',
  ],
  equivalents: { preflight: ['pf-ecs-svc-registries-multiple', 'pf-ecs-svc-registries-port-with-awsvpc'] },
  errors: [
    'The values specified for serviceRegistries do not require a value for \'containerPort\'. Remove the value and retry.',
    'A port was provided but is not required by the specified service registry',
    'Specify a value for either \'port\' or the \'containerName\' and \'containerPort\' combination, but not both',
    'When specifying \'host\' or \'bridge\' for networkMode, values for \'containerName\' and \'containerPort\' must be specified from the task definition.',
  ],
  presets: ['recommended', 'strict'],
  check(service, tools) {
    const { at, follow, has, report, same, show } = tools;
    const registries = service.ServiceRegistries ?? [];
    const [registry] = registries;
    if (!registry) return;
    if (registries.length > 1) report(at(service, 'ServiceRegistries'), `"${service}" has ${registries.length} service registries, and one is allowed`, { fix: 'Keep one.' });
    const given = PORTS.filter((property) => has(registry, property));
    if (given.includes('Port') && given.length > 1) return report(at(registry, 'Port'), `the service registry of "${service}" has a Port and a ${given[0]}, but ECS takes only one of them`, { fix: 'Remove Port.' });
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    if (!task) return;
    // Fargate demands awsvpc.
    const mode = networkMode(task) ?? 'awsvpc';
    const related = [[at(task, 'NetworkMode'), 'the network mode']] as const;
    if (mode === 'none') return report(at(service, 'ServiceRegistries'), `"${service}" has a service registry, but network mode none gives its tasks no address`, { confidence: 'likely', fix: 'Remove ServiceRegistries, or choose another NetworkMode.', related });
    const missing = PORTS.slice(0, 2).filter((property) => !given.includes(property));
    if (mode !== 'awsvpc' && missing.length > 0) report(at(registry, missing[0] as 'ContainerName'), `the service registry of "${service}" has no ${missing.join(' and no ')}, which network mode ${mode} needs`, { fix: 'ContainerName and ContainerPort of the port that others shall find.', related });
    judgeContainer();
    const records = follow(registry, 'RegistryArn', 'AWS::ServiceDiscovery::Service')?.DnsConfig?.DnsRecords ?? [];
    if (records.length === 0) return;
    const types = records.map((record) => record.Type);
    const kinds = types.join(' and ');
    const port = given.find((property) => property !== 'ContainerName');
    if (!types.includes('SRV')) {
      if (mode !== 'awsvpc') report(at(registry, 'RegistryArn'), `the service registry of "${service}" has ${kinds} records, and network mode ${mode} needs SRV`, { severity: 'medium', confidence: 'likely', fix: 'An SRV record in the Cloud Map service.', related });
      // A ContainerName alone is let pass.
      else if (port) report(at(registry, port), `the service registry of "${service}" has a ${port}, but its ${kinds} records hold no port`, { fix: `Remove ${given.join(' and ')}, or add an SRV record to the Cloud Map service.` });
    } else if (mode === 'awsvpc' && given.length === 0) report(at(registry), `the service registry of "${service}" has an SRV record, but neither ContainerName and ContainerPort nor Port`, { confidence: 'likely', fix: 'ContainerName and ContainerPort of the port that others shall find.' });

    /** The container and port that the registry names must be there. */
    function judgeContainer(): void {
      if (!registry || !task || !given.includes('ContainerName') || !given.includes('ContainerPort')) return;
      const containers = task.ContainerDefinitions ?? [];
      const container = findNamed(containers, registry, 'ContainerName', tools);
      if (!container) {
        report(at(registry, 'ContainerName'), `the task definition has no container "${show(registry, 'ContainerName')}"; it has ${containers.map((each) => `"${each}"`).join(', ')}`, { confidence: 'likely', related: [[at(task, 'ContainerDefinitions'), 'its containers']] });
        return;
      }
      const mappings = container.PortMappings ?? [];
      if (mappings.some((mapping) => has(mapping, 'ContainerPortRange'))) return;
      const port = show(registry, 'ContainerPort');
      if (mappings.some((mapping) => show(mapping, 'ContainerPort') === port && same(mapping, 'ContainerPort', registry, 'ContainerPort'))) return;
      if (!mappings.some((mapping) => has(mapping, 'ContainerPort') && same(mapping, 'ContainerPort', registry, 'ContainerPort')))
        report(at(registry, 'ContainerPort'), `container "${container}" maps no port ${port}; it maps ${mappings.map((mapping) => mapping.ContainerPort).join(', ') || 'none'}`, { confidence: 'likely', fix: `Map port ${port} in the container, or name one that it maps.` });
    }
  },
});

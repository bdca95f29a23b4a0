import { findNamed } from '../../src/aws/names.js';
import { filledInLater } from '../../src/aws/tasks/stand-in.js';
import { defineRule, type Text } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/service-connect-valid',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::Cluster', 'AWS::ECS::Service', 'AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Service Connect has a namespace, and offers ports that exist under names of their own',
  why: 'Service Connect puts each offered port into a Cloud Map namespace under its discovery name. ECS refuses a service without a namespace of its own or of its cluster, a PortName that no port mapping of the task definition has, more than one client alias for a port, an alias that is no DNS name, a discovery name that is taken in the namespace, and tasks that run on Windows.',
  fix: 'Give a Namespace here or in ServiceConnectDefaults of the cluster, name the port mapping in the task definition, and give each port a DiscoveryName of its own.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectConfiguration.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html',
    'https://github.com/aws/copilot-cli/issues/4659',
    'https://github.com/aws/copilot-cli/issues/5696',
  ],
  equivalents: { preflight: ['pf-ecs-svc-connect-without-namespace', 'pf-ecs-svc-connect-port-name-missing', 'pf-ecs-svc-connect-client-aliases-max', 'pf-ecs-svc-connect-client-alias-dns-name'] },
  errors: ['The DNS name that you provided is invalid', 'Unsupported operating system in task definition. Please choose Linux'],
  presets: ['recommended', 'strict'],
  check(service, tools) {
    const { at, follow, has, report, resource, same, show, siblings, text } = tools;
    const connect = service.ServiceConnectConfiguration;
    if (!connect?.Enabled) return;
    const offers = connect.Services ?? [];
    const nameOf = (offer: (typeof offers)[number]) => (has(offer, 'DiscoveryName') ? text(offer, 'DiscoveryName').known : has(offer, 'PortName') ? text(offer, 'PortName').known : undefined);
    const placeOf = (offer: (typeof offers)[number]) => at(offer, has(offer, 'DiscoveryName') ? 'DiscoveryName' : 'PortName');
    for (const offer of offers) {
      const aliases = offer.ClientAliases?.length ?? 0;
      if (aliases > 1) report(at(offer, 'ClientAliases'), `port "${show(offer, 'PortName')}" of "${service}" has ${aliases} client aliases, but Service Connect takes one`, { fix: 'Keep one.' });
    }
    for (const offer of offers) {
      const through = offer.IngressPortOverride;
      if (through !== undefined && (through < 0 || through > 65535)) report(at(offer, 'IngressPortOverride'), `"${service}" lets in traffic on port ${through}, and ports end at 65535`, { fix: 'A port from 1 to 65535.' });
      for (const alias of offer.ClientAliases ?? []) {
        const name = has(alias, 'DnsName') ? text(alias, 'DnsName') : undefined;
        const wrong = name && dnsProblem(name);
        if (wrong) report(at(alias, 'DnsName'), `"${service}" has the client alias "${show(alias, 'DnsName')}", which ${wrong}`, { fix: 'Lowercase letters, digits, hyphens and dots, such as shop.internal.' });
      }
    }
    for (const [index, offer] of offers.entries()) {
      const name = nameOf(offer);
      if (name !== undefined && offers.slice(0, index).some((other) => nameOf(other) === name)) report(placeOf(offer), `"${service}" offers two ports under the discovery name "${name}"`, { fix: 'A DiscoveryName of its own.' });
    }
    const cluster = has(connect, 'Namespace') || !has(service, 'Cluster') ? undefined : follow(service, 'Cluster', 'AWS::ECS::Cluster');
    // The default cluster is not declared anywhere, so it may have one.
    if (cluster && !has(cluster, 'ServiceConnectDefaults')) report(at(connect, 'Namespace'), `"${service}" uses Service Connect, but neither it nor cluster ${resource(cluster).name} names a namespace`, { fix: 'Namespace: here, or ServiceConnectDefaults: { Namespace: ... } on the cluster.', related: [[at(cluster, 'ServiceConnectDefaults'), 'no default']] });
    const task = offers.length > 0 ? follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition') : undefined;
    if (!task) return;
    const mappings = (task.ContainerDefinitions ?? []).flatMap((container) => container.PortMappings ?? []);
    for (const offer of offers) {
      if (!has(offer, 'PortName') || findNamed(mappings, offer, 'PortName', tools)) continue;
      const names = mappings.flatMap((mapping) => (has(mapping, 'Name') ? [show(mapping, 'Name')] : [])).join(', ');
      report(at(offer, 'PortName'), `"${service}" offers port "${show(offer, 'PortName')}", but the task definition has no port mapping of that name${names ? `; it has ${names}` : ''}`, { fix: `Name: ${show(offer, 'PortName')} on the port mapping in the task definition.`, related: [[at(task, 'ContainerDefinitions'), 'its port mappings']] });
    }
    const family = task.RuntimePlatform?.OperatingSystemFamily;
    if (family?.startsWith('WINDOWS')) report(at(service, 'ServiceConnectConfiguration'), `"${service}" uses Service Connect, which takes Linux tasks only, but its task runs on ${family}`, { fix: 'Remove ServiceConnectConfiguration.', related: [[at(task, 'RuntimePlatform'), 'the platform']] });
    // Literal names may stand for different accounts, so only a cluster in sight tells that two services live in one place.
    const takes = (other: typeof service, name: string): boolean => {
      const theirs = other.ServiceConnectConfiguration;
      if (!theirs?.Enabled || !theirs.Services?.some((offer) => nameOf(offer) === name) || !has(service, 'Cluster') || !has(other, 'Cluster')) return false;
      const home = follow(service, 'Cluster', 'AWS::ECS::Cluster');
      if (!home || home !== follow(other, 'Cluster', 'AWS::ECS::Cluster')) return false;
      return has(connect, 'Namespace') && has(theirs, 'Namespace') ? same(connect, 'Namespace', theirs, 'Namespace') : has(connect, 'Namespace') === has(theirs, 'Namespace');
    };
    // Of two services with one name the later one fails.
    const all = siblings(service, 'AWS::ECS::Service');
    for (const offer of offers) {
      const name = nameOf(offer);
      const other = name === undefined ? undefined : all.slice(0, all.indexOf(service)).find((each) => takes(each, name));
      if (other) report(placeOf(offer), `"${service}" and "${other}" both use the discovery name "${name}" in one namespace`, { severity: 'medium', confidence: 'likely', fix: 'A DiscoveryName of its own.', related: [[at(other, 'ServiceConnectConfiguration'), 'the other service']] });
    }
  },
});

/** What is wrong with the name of a client alias; what is not known of it may hold anything. */
function dnsProblem(name: Text): string | undefined {
  const written = name.filled('');
  if (/[^A-Za-z0-9._-]/.test(written)) return filledInLater(written) ? undefined : 'is no DNS name';
  if (name.head.startsWith('-')) return 'begins with a hyphen';
  return written.length > 127 ? `has ${written.length} characters, and at most 127 are allowed` : undefined;
}

import { findNamed } from '../../src/aws/names.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/ingress-port-free',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'medium',
  confidence: 'likely',
  outcome: 'silently-broken',
  summary: 'The proxy of Service Connect listens on ports of its own',
  why: 'IngressPortOverride says where the proxy of Service Connect listens. In network mode awsvpc it shares the network of the task with all its containers, so a port that another mapping or another offer uses is taken.',
  fix: 'Choose a port that no container of the task uses, or leave IngressPortOverride out.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html'],
  presets: ['recommended', 'strict'],
  check(service, tools) {
    const { at, follow, has, report } = tools;
    const connect = service.ServiceConnectConfiguration;
    const offers = (connect?.Services ?? []).filter((offer) => has(offer, 'IngressPortOverride'));
    if (offers.length === 0 || !connect?.Enabled) return;
    for (const [index, offer] of offers.entries()) {
      const first = offers.slice(0, index).find((other) => other.IngressPortOverride === offer.IngressPortOverride);
      if (first) return report(at(offer, 'IngressPortOverride'), `"${service}" lets the proxy listen on port ${offer.IngressPortOverride} for two of its offers`, { related: [[at(first, 'IngressPortOverride'), 'the first one']] });
    }
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    if (task?.NetworkMode !== 'awsvpc') return;
    const mappings = (task.ContainerDefinitions ?? []).flatMap((container) => (container.PortMappings ?? []).map((mapping) => ({ container, mapping })));
    for (const offer of offers) {
      const own = has(offer, 'PortName') ? findNamed(mappings.map(({ mapping }) => mapping), offer, 'PortName', tools) : undefined;
      const taken = mappings.find(({ mapping }) => mapping !== own && mapping.ContainerPort === offer.IngressPortOverride && mapping.ContainerPort !== own?.ContainerPort);
      if (taken) report(at(offer, 'IngressPortOverride'), `"${service}" lets the proxy listen on port ${offer.IngressPortOverride}, which container "${taken.container}" of its task uses`, { related: [[at(taken.mapping, 'ContainerPort'), 'used here']] });
    }
  },
});

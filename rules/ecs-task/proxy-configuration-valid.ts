import { networkMode } from '../../src/aws/capacity/launch.js';
import { findNamed } from '../../src/aws/names.js';
import { defineRule } from '../../src/rule.js';

/** What the network plug-in of the agent asks for. */
const NEEDED = ['AppPorts', 'ProxyIngressPort', 'ProxyEgressPort'] as const;

export default defineRule({
  id: 'ecs-task/proxy-configuration-valid',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A proxy configuration names a container of its awsvpc task and the ports that go through it',
  why: 'An App Mesh proxy takes in the traffic of the network interface that the containers of an awsvpc task share. RegisterTaskDefinition refuses a ProxyConfiguration in another network mode, one that names a container which the task does not have, and one without AppPorts, ProxyIngressPort, ProxyEgressPort or the user or group whose own traffic is let through.',
  fix: 'Set NetworkMode: awsvpc, name the Envoy container, and give AppPorts, ProxyIngressPort, ProxyEgressPort and IgnoredUID.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ProxyConfiguration.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html'],
  equivalents: { preflight: ['pf-ecs-proxy-configuration-awsvpc-required', 'pf-ecs-proxy-configuration-container-missing', 'pf-ecs-proxy-configuration-missing-required-props'] },
  errors: ['APPMESH proxy configuration is only supported in networkMode=awsvpc.', 'Proxy container … does not exist', 'Ingress port not found', 'App ports not found'],
  presets: ['recommended', 'strict'],
  check(task, tools) {
    const { at, has, report, show } = tools;
    const proxy = task.ProxyConfiguration;
    if (!proxy) return;
    const mode = networkMode(task);
    if (mode !== undefined && mode !== 'awsvpc') report(at(task, 'NetworkMode'), `the task has a ProxyConfiguration, which works in network mode awsvpc only, but its network mode is ${mode}${has(task, 'NetworkMode') ? '' : ' by default'}`, { fix: 'NetworkMode: awsvpc', related: [[at(task, 'ProxyConfiguration'), 'the proxy']] });
    const containers = task.ContainerDefinitions ?? [];
    if (has(proxy, 'ContainerName') && !findNamed(containers, proxy, 'ContainerName', tools))
      report(at(proxy, 'ContainerName'), `the proxy is container "${show(proxy, 'ContainerName')}", which is no container of this task`, { fix: `One of ${containers.map((each) => `"${each}"`).join(', ')}.` });
    if (has(proxy, 'Type') && proxy.Type !== 'APPMESH') return;
    const given = (proxy.ProxyConfigurationProperties ?? []).map((property) => property.Name);
    const missing: string[] = NEEDED.filter((name) => !given.includes(name));
    const place = at(proxy, 'ProxyConfigurationProperties');
    if (missing.length > 0) report(place, `the ProxyConfiguration has no ${missing.join(' and no ')}`, { fix: missing.map((name) => `{ Name: ${name}, Value: … }`).join(', ') });
    else if (!given.includes('IgnoredUID') && !given.includes('IgnoredGID')) report(place, 'the ProxyConfiguration has neither IgnoredUID nor IgnoredGID, so the proxy would take in its own traffic', { confidence: 'likely', fix: '{ Name: IgnoredUID, Value: "1337" }, the User of the proxy container.' });
  },
});

/**
 * Endpoints of a VPC: which services tasks on Fargate need one of when they have no other way out.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
import { peek, Unknown } from '../graph/value.js';
import type { Tools } from '../rule.js';
import type { Ec2VPCEndpoint, EcsTaskDefinition } from '../types/resources.js';
import { parseImage } from './image.js';

type TextTools = Pick<Tools<never>, 'has' | 'text' | 'undecided'>;

/** The service of an endpoint without prefix and Region, e.g. `ecr.api`; undefined for what is no service of AWS. */
export function endpointService(endpoint: Ec2VPCEndpoint, { has, text, undecided }: TextTools): string | undefined {
  if (!has(endpoint, 'ServiceName')) return undefined;
  const name = text(endpoint, 'ServiceName');
  const known = /^(?:aws\.|cn\.)?(?:com\.amazonaws\.|com\.)?(?:[a-z]{2,4}(?:-[a-z]+)+-\d)?\.?(.+)$/.exec(name.known ?? '')?.[1];
  if (known) return known;
  // The Region stands before the service, and what is known behind it is the service.
  return name.tail.startsWith('.') ? name.tail.slice(1) : undecided('for which service an endpoint is, is not known');
}

/** Registries that no endpoint leads to. */
const OUTSIDE = new Set(['docker.io', 'public.ecr.aws', 'ghcr.io', 'quay.io', 'gcr.io', 'registry.k8s.io', 'mcr.microsoft.com']);

export interface Needs {
  /** Services of which an endpoint is needed, without the prefix. */
  services: readonly string[];
  /** Registries outside of AWS that images come from. */
  outside: readonly string[];
}

/** Services that containers certainly ask for, through the network interface of their task, as they start on Fargate. */
export function startUses(task: EcsTaskDefinition, { has, text }: Pick<TextTools, 'has' | 'text'>): ReadonlySet<string> {
  const used = new Set<string>();
  for (const container of task.ContainerDefinitions ?? []) {
    if (/^[^/]*\.dkr\.ecr\./.test(text(container, 'Image').filled('x'))) for (const name of ['ecr.api', 'ecr.dkr']) used.add(name);
    if (has(container, 'LogConfiguration') && container.LogConfiguration?.LogDriver === 'awslogs') used.add('logs');
    for (const secret of has(container, 'Secrets') ? (container.Secrets ?? []) : []) {
      const from = peek(secret, 'ValueFrom');
      const label = typeof from === 'string' ? from : from instanceof Unknown && from.link?.node.type === 'AWS::SecretsManager::Secret' ? ':secretsmanager:' : from instanceof Unknown && from.link?.node.type === 'AWS::SSM::Parameter' ? ':ssm:' : '';
      for (const name of ['secretsmanager', 'ssm']) if (label.includes(`:${name}:`)) used.add(name);
    }
  }
  return used;
}

/** What tasks of a definition ask for as they start on Fargate; ends the look when it is not known where an image comes from. */
export function startNeeds(task: EcsTaskDefinition, { has, text, undecided }: TextTools): Needs {
  const services = new Set<string>();
  const outside = new Set<string>();
  for (const container of task.ContainerDefinitions ?? []) {
    const image = text(container, 'Image');
    const parsed = parseImage(image.known ?? '');
    if (parsed ? parsed.ecr && !parsed.ecr.dualstack : /^[^/]*\.dkr\.ecr\./.test(image.filled('x'))) for (const name of ['ecr.api', 'ecr.dkr', 's3']) services.add(name);
    else if (parsed && OUTSIDE.has(parsed.registry)) outside.add(parsed.registry);
    else undecided(`where the image of ${container} comes from is not known`);
    const logs = has(container, 'LogConfiguration') ? container.LogConfiguration : undefined;
    if (logs?.LogDriver === 'awslogs') services.add('logs');
  }
  return { services: [...services], outside: [...outside] };
}

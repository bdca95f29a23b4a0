/**
 * Endpoints of a VPC: which services tasks on Fargate need one of when they have no other way out.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
import { nodeOf } from '../../graph/graph.js';
import { peek, Unknown } from '../../graph/value.js';
import type { Tools } from '../../rule.js';
import type { Ec2VPC, Ec2VPCEndpoint, EcsTaskDefinition, EcsTaskDefinitionContainerDefinition } from '../../types/resources.js';
import { repositoryOf } from '../iam/access.js';
import { parseImage } from '../images/image.js';

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
export function startUses(task: EcsTaskDefinition, { has }: Pick<TextTools, 'has'>): ReadonlySet<string> {
  const used = new Set<string>();
  for (const container of task.ContainerDefinitions ?? []) {
    if (pullsFromEcr(container)) for (const name of ['ecr.api', 'ecr.dkr']) used.add(name);
    if (has(container, 'LogConfiguration') && container.LogConfiguration?.LogDriver === 'awslogs') used.add('logs');
    for (const secret of has(container, 'Secrets') ? (container.Secrets ?? []) : []) {
      const from = peek(secret, 'ValueFrom');
      const label = typeof from === 'string' ? from : from instanceof Unknown && from.link?.node.type === 'AWS::SecretsManager::Secret' ? ':secretsmanager:' : from instanceof Unknown && from.link?.node.type === 'AWS::SSM::Parameter' ? ':ssm:' : '';
      for (const name of ['secretsmanager', 'ssm']) if (label.includes(`:${name}:`)) used.add(name);
    }
  }
  return used;
}

/** Whether a container certainly pulls from a private repository of ECR, over IPv4. */
function pullsFromEcr(container: EcsTaskDefinitionContainerDefinition): boolean {
  const image = peek(container, 'Image');
  const ecr = typeof image === 'string' ? parseImage(image)?.ecr : undefined;
  return image instanceof Unknown ? repositoryOf(nodeOf(container), image) !== undefined : ecr !== undefined && !ecr.dualstack;
}

/** Whether some image certainly comes from ECR or a public registry. Any other registry may stand in the network of the tasks and listen on any port. */
export function pullsFromOutside(task: EcsTaskDefinition): boolean {
  return (task.ContainerDefinitions ?? []).some((container) => {
    const image = peek(container, 'Image');
    return pullsFromEcr(container) || OUTSIDE.has((typeof image === 'string' && parseImage(image)?.registry) || '');
  });
}

/** What tasks of a definition ask for as they start on Fargate; ends the look when it is not known where an image comes from. */
export function startNeeds(task: EcsTaskDefinition, { has, text, undecided }: TextTools): Needs {
  const services = new Set<string>();
  const outside = new Set<string>();
  for (const container of task.ContainerDefinitions ?? []) {
    const parsed = parseImage(text(container, 'Image').known ?? '');
    if (pullsFromEcr(container)) for (const name of ['ecr.api', 'ecr.dkr', 's3']) services.add(name);
    else if (parsed && OUTSIDE.has(parsed.registry)) outside.add(parsed.registry);
    else undecided(`where the image of ${container} comes from is not known`);
    const logs = has(container, 'LogConfiguration') ? container.LogConfiguration : undefined;
    if (logs?.LogDriver === 'awslogs') services.add('logs');
  }
  return { services: [...services], outside: [...outside] };
}

/** What tasks need as they start on Fargate and no endpoint of their VPC offers; undefined when it has none. Ends the look when the VPC of an endpoint is not known. */
export function lackingEndpoints(vpc: Ec2VPC, task: EcsTaskDefinition, tools: TextTools & Pick<Tools<'AWS::EC2::VPCEndpoint'>, 'companions' | 'siblings'>): readonly string[] | undefined {
  const { companions, siblings, undecided } = tools;
  const ours = companions(vpc, 'AWS::EC2::VPCEndpoint', { here: true });
  if (siblings(vpc, 'AWS::EC2::VPCEndpoint').some((each) => !ours.includes(each) && !isElsewhere(each, vpc))) return undecided('in which VPC an endpoint is, is not known');
  if (ours.length === 0) return undefined;
  // An endpoint with FIPS is one of the same service.
  const offered = ours.map((endpoint) => endpointService(endpoint, tools)?.replace(/-fips$/, ''));
  const { services, outside } = startNeeds(task, tools);
  return [...services.filter((name) => !offered.includes(name)), ...outside];
}

/** Whether an endpoint that does not refer to a VPC is certainly in another one. An id tells where all of them are known. */
function isElsewhere(endpoint: Ec2VPCEndpoint, vpc: Ec2VPC): boolean {
  const of = peek(endpoint, 'VpcId');
  return of instanceof Unknown ? of.link?.node.type === 'AWS::EC2::VPC' : nodeOf(vpc).source.ids !== undefined;
}

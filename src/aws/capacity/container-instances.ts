/**
 * Container instances as their launch template declares them: whether they are to join a cluster, from which image they start, and what
 * their user data certainly says.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-install.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html
 */
import { type Lowered, ORIGIN, peek, Unknown } from '../../graph/value.js';
import type { Tools } from '../../rule.js';
import type { AutoScalingAutoScalingGroup } from '../../types/resources.js';
import type { Request } from '../iam.js';
import type { Launch } from './instances.js';
import { arnHead, arnOf, REST } from '../iam/name-pattern.js';

/** The whole user data of instances, with a space for what a reference or pseudo parameter gives; undefined when more of it is unknown. */
export function userDataOf(of: Launch['of']): string | undefined {
  const value = peek(of, 'UserData');
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  const parts = value instanceof Unknown ? value.parts : undefined;
  if (!parts) return undefined;
  return parts.every((part) => typeof part === 'string' || part.link || part.label.startsWith('${AWS::')) ? parts.map((part) => (typeof part === 'string' ? part : ' ')).join('') : undefined;
}

/** Whether user data fetches or runs something from elsewhere, which may do anything. */
export function runsForeignCode(userData: string): boolean {
  return /\b(?:curl|wget|aws\s+s3|cfn-init|ansible|chef|puppet|salt|git\s+clone|Invoke-WebRequest|Invoke-Expression|yum\s+localinstall|snap)\b|#include/i.test(userData) || !/^\s*(?:#!|Content-Type|MIME-Version|#cloud-config|<powershell>|$)/i.test(userData);
}

/** The path in Parameter Store from which the image of instances is read; undefined when it is not. */
export function imagePath(of: Launch['of']): string | undefined {
  const image = peek(of, 'ImageId');
  if (typeof image === 'string') return /^resolve:ssm:(.+)$/.exec(image)?.[1];
  return image instanceof Unknown ? (image.stored ?? image.parts?.map((part) => (typeof part === 'string' ? part : (part.stored ?? ''))).join('')) : undefined;
}

/** Whether instances of a group are there for containers: a capacity provider has them, or they are told a cluster. */
export function areContainerInstances(group: AutoScalingAutoScalingGroup, of: Launch['of'], { companions }: Pick<Tools<'AWS::ECS::CapacityProvider'>, 'companions'>): boolean {
  const value = peek(of, 'UserData');
  const known = typeof value === 'string' ? value : value instanceof Unknown ? value.label : '';
  return known.includes('ECS_CLUSTER') || companions(group, 'AWS::ECS::CapacityProvider', { here: true }).length > 0;
}

/** What the agent cannot work without: to register with its cluster, and to hear of tasks. Of any cluster when it is not known which. */
export function joinRequests(cluster: object | undefined): readonly Request[] {
  const node = (cluster as Lowered | undefined)?.[ORIGIN]?.node;
  const arn = node && arnOf(node);
  return [
    { action: 'ecs:DiscoverPollEndpoint', resources: [['*']] },
    { action: 'ecs:RegisterContainerInstance', resources: [arn ?? [REST]] },
    { action: 'ecs:Poll', resources: [node ? [...arnHead(node, 'ecs'), 'container-instance/', REST] : [REST]], ...(arn && { context: { 'ecs:cluster': arn } }) },
  ];
}

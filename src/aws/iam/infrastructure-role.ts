/**
 * Roles with which ECS itself works on what belongs to a service or a cluster: volumes, load balancers, instances.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-permissions.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-awsmanpol.html
 */
import { nodeOf } from '../../graph/graph.js';
import { peek, Unknown } from '../../graph/value.js';
import type { Tools } from '../../rule.js';
import type { IamRole } from '../../types/resources.js';
import type { Grants } from '../iam.js';

/** What a role is for: the policy of AWS that is made for it (with its path), and actions of which it cannot do without all. */
export interface Purpose {
  what: string;
  policy?: string;
  anyOf: readonly string[];
}

const VOLUMES: Purpose = { what: 'attaches EBS volumes', policy: 'service-role/AmazonECSInfrastructureRolePolicyForVolumes', anyOf: ['ec2:CreateVolume', 'ec2:AttachVolume'] };
const BALANCERS: Purpose = { what: 'shifts the traffic of load balancers', policy: 'AmazonECSInfrastructureRolePolicyForLoadBalancers', anyOf: ['elasticloadbalancing:ModifyListener', 'elasticloadbalancing:ModifyRule'] };
const TLS: Purpose = { what: 'makes certificates for Service Connect', policy: 'service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity', anyOf: ['acm-pca:IssueCertificate'] };
const LATTICE: Purpose = { what: 'registers targets of VPC Lattice', policy: 'AmazonECSInfrastructureRolePolicyForVpcLattice', anyOf: ['vpc-lattice:RegisterTargets'] };
export const INSTANCES: Purpose = { what: 'launches managed instances', policy: 'AmazonECSInfrastructureRolePolicyForManagedInstances', anyOf: ['ec2:CreateFleet', 'ec2:RunInstances'] };
const EXPRESS: Purpose = { what: 'makes what an Express service needs', policy: 'service-role/AmazonECSInfrastructureRoleforExpressGatewayServices', anyOf: ['elasticloadbalancing:CreateLoadBalancer', 'elasticloadbalancing:CreateTargetGroup'] };
/** Which functions it may invoke is another question. */
const HOOKS: Purpose = { what: 'invokes lifecycle hooks', anyOf: [] };

/** Each of them allows nothing but what it is for; that for Express services also works on load balancers. */
const NARROW = new Set([VOLUMES, BALANCERS, TLS, LATTICE, INSTANCES].map(({ policy }) => policy));

/** A place that names the role, and what ECS does there with it. */
export interface Use {
  holder: { readonly RoleArn?: string } | { readonly InfrastructureRoleArn?: string };
  property: 'RoleArn' | 'InfrastructureRoleArn';
  purpose: Purpose;
}

type UseTools = Pick<Tools<'AWS::ECS::CapacityProvider' | 'AWS::ECS::ExpressGatewayService' | 'AWS::ECS::Service'>, 'companions'>;

/** All places of the input where ECS is given a role to work with. Of a type that was not read, none. */
export function usesOf(role: IamRole, { companions }: UseTools): Use[] {
  const here = { here: true };
  const { unit } = nodeOf(role);
  const isRead = (type: string): boolean => unit.unread?.(type) === undefined;
  const uses: Use[] = [];
  const add = (holder: { readonly RoleArn?: string } | undefined, purpose: Purpose): void => {
    if (holder && names(role, peek(holder, 'RoleArn'))) uses.push({ holder, property: 'RoleArn', purpose });
  };
  for (const service of isRead('AWS::ECS::Service') ? companions(role, 'AWS::ECS::Service', here) : []) {
    for (const { ManagedEBSVolume } of service.VolumeConfigurations ?? []) add(ManagedEBSVolume, VOLUMES);
    for (const { AdvancedConfiguration } of service.LoadBalancers ?? []) add(AdvancedConfiguration, BALANCERS);
    for (const { Tls } of service.ServiceConnectConfiguration?.Services ?? []) add(Tls, TLS);
    for (const lattice of service.VpcLatticeConfigurations ?? []) add(lattice, LATTICE);
    for (const hook of service.DeploymentConfiguration?.LifecycleHooks ?? []) add(hook, HOOKS);
  }
  const infrastructure = (holder: { readonly InfrastructureRoleArn?: string } | undefined, purpose: Purpose): void => {
    if (holder && names(role, peek(holder, 'InfrastructureRoleArn'))) uses.push({ holder, property: 'InfrastructureRoleArn', purpose });
  };
  for (const { ManagedInstancesProvider } of isRead('AWS::ECS::CapacityProvider') ? companions(role, 'AWS::ECS::CapacityProvider', here) : []) infrastructure(ManagedInstancesProvider, INSTANCES);
  for (const express of isRead('AWS::ECS::ExpressGatewayService') ? companions(role, 'AWS::ECS::ExpressGatewayService', here) : []) infrastructure(express, EXPRESS);
  return uses;
}

/** Whether a value is the ARN of a role, by reference, as an account knows it, or by the role's written name. */
function names(role: IamRole, value: unknown): boolean {
  const node = nodeOf(role);
  if (value instanceof Unknown) return value.link?.node === node;
  if (typeof value !== 'string') return false;
  const name = peek(role, 'RoleName');
  return node.source.ids?.includes(value) === true || (typeof name === 'string' && value.endsWith(`:role/${name}`));
}

/** Whether a role has the policy that AWS made for a purpose. */
export function hasPolicyFor(grants: Grants, { policy }: Purpose): boolean {
  return policy !== undefined && grants.managed.includes(policy);
}

/** What a role may besides the policies of AWS for one purpose of infrastructure roles. */
export function withoutInfrastructure(grants: Grants): Grants {
  return { ...grants, managed: grants.managed.filter((name) => !NARROW.has(name)) };
}

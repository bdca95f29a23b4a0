/**
 * From what the SDK answers to the properties of CloudFormation: the schema is walked, not the answer, and each property takes the member
 * of its name. What differs in more than case stands in one table. Keys that users choose are copied as they are.
 *
 * Source: AWS's resource schemas and the models of the SDK; a test holds the table against both.
 */
import { schemaOf, type TypeCode, type TypeSchema } from '../../types/schema.js';
import type { Raw } from './api.js';

/** Stands for a property that was not, or cannot be, read; its text says why. */
export const NOT_READ = 'Plimsoll::NotRead';

/** Members whose names differ, by type (and definition) and property. */
export const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::ECS::Cluster': { ClusterSettings: 'settings' },
  'AWS::ECS::Service': { Cluster: 'clusterArn', PlacementStrategies: 'placementStrategy', Role: 'roleArn' },
  'AWS::ECS::TaskDefinition#ProxyConfiguration': { ProxyConfigurationProperties: 'properties' },
  'AWS::ECS::CapacityProvider': { ClusterName: 'cluster' },
  'AWS::ECR::Repository#ImageTagMutabilityExclusionFilter': { ImageTagMutabilityExclusionFilterType: 'filterType', ImageTagMutabilityExclusionFilterValue: 'filter' },
  'AWS::EFS::FileSystem': { FileSystemTags: 'Tags' },
  'AWS::EFS::AccessPoint': { AccessPointTags: 'Tags' },
  'AWS::ElasticLoadBalancingV2::TargetGroup': { Name: 'TargetGroupName' },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { Name: 'LoadBalancerName' },
  'AWS::AutoScaling::AutoScalingGroup': { Cooldown: 'DefaultCooldown' },
  'AWS::EC2::SecurityGroup': { GroupDescription: 'Description' },
  'AWS::Events::Rule#EcsParameters': { PlacementStrategies: 'PlacementStrategy', TagList: 'Tags' },
};

/** Properties that nobody can read, because only a request has them, or that a scan does not ask for: unknown, not absent. */
export const NOT_ASKED: Readonly<Record<string, readonly string[]>> = {
  'AWS::ECS::Service': ['ForceNewDeployment'],
  'AWS::ECR::Repository': ['EmptyOnDelete'],
  'AWS::ApplicationAutoScaling::ScalableTarget': ['Tags'],
  'AWS::ElasticLoadBalancingV2::TargetGroup': ['Tags', 'Targets'],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['EnableCapacityReservationProvisionStabilize', 'Ipv4IpamPoolId', 'LoadBalancerAttributes', 'MinimumLoadBalancerCapacity', 'Tags'],
  'AWS::ElasticLoadBalancingV2::Listener': ['ListenerAttributes', 'Tags'],
  'AWS::ElasticLoadBalancingV2::ListenerRule': ['Tags'],
  'AWS::AutoScaling::AutoScalingGroup': ['InstanceId', 'LifecycleHookSpecificationList', 'MetricsCollection', 'NotificationConfiguration', 'NotificationConfigurations', 'SkipZonalShiftValidation'],
  'AWS::AutoScaling::LaunchConfiguration': ['InstanceId'],
  'AWS::EC2::VPC': ['Ipv4IpamPoolId', 'Ipv4NetmaskLength', 'VpcEncryptionControl'],
  'AWS::EC2::Subnet': ['Ipv4IpamPoolId', 'Ipv4NetmaskLength', 'Ipv6CidrBlock', 'Ipv6IpamPoolId', 'Ipv6NetmaskLength'],
  'AWS::EFS::FileSystem': ['BypassPolicyLockoutSafetyCheck', 'LifecyclePolicies', 'ReplicationConfiguration'],
  'AWS::EFS::MountTarget': ['IpAddressType'],
  'AWS::Events::Rule': ['Tags'],
  'AWS::CloudWatch::Alarm': ['Tags'],
  'AWS::SQS::Queue': ['Tags'],
  'AWS::Logs::LogGroup': ['DataProtectionPolicy', 'FieldIndexPolicies', 'ResourcePolicyDocument', 'Tags'],
};

/**
 * The properties of a resource.
 * @param type CloudFormation type
 * @param live the resource as the SDK gives it
 * @param more properties that come from other calls, by their CloudFormation names; they go before
 */
export function propertiesOf(type: string, live: Raw, more: Raw = {}): Raw {
  const schema = schemaOf(type);
  if (!schema) throw new TypeError(`${type} has no schema`);
  const properties = object(type, schema, '', live);
  for (const name of NOT_ASKED[type] ?? []) properties[name] = notRead(`a scan does not read ${name} of ${type}`);
  for (const [name, value] of Object.entries(more)) if (value !== undefined) properties[name] = value;
  return properties;
}

export const notRead = (reason: string): Raw => ({ [NOT_READ]: reason });

function object(type: string, schema: TypeSchema, definition: string, live: Raw): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  const renamed = RENAMED[definition === '' ? type : `${type}#${definition}`];
  for (const [name, code] of Object.entries(schema[definition] ?? {})) {
    const member = renamed?.[name] ?? memberOf(live, name);
    const value = member === undefined ? undefined : live[member];
    if (value === undefined || value === null) continue;
    made[name] = shaped(type, schema, code, value);
  }
  return made;
}

/** The member that a property is called like, but for its case. */
export function memberOf(live: Raw, name: string): string | undefined {
  const first = name[0]?.toLowerCase() + name.slice(1);
  if (Object.hasOwn(live, first)) return first;
  if (Object.hasOwn(live, name)) return name;
  const lower = name.toLowerCase();
  return Object.keys(live).find((key) => key.toLowerCase() === lower);
}

function shaped(type: string, schema: TypeSchema, code: TypeCode, value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof code === 'string') return code === 'j' && typeof value === 'string' ? json(value) : value;
  if (code[0] === 'o') return typeof value === 'object' && value !== null && !Array.isArray(value) ? object(type, schema, code[1] as string, value as Raw) : value;
  // A list of comma separated ids.
  if (code[0] === 'l') return (Array.isArray(value) ? value : typeof value === 'string' ? value.split(',').filter(Boolean) : []).map((item: unknown) => shaped(type, schema, code[1] as TypeCode, item));
  return value;
}

/** A document that comes as text, also URL-encoded; other text stays. */
export function json(text: string): unknown {
  for (const each of [text, text.includes('%') ? decoded(text) : '']) {
    try {
      const parsed = JSON.parse(each) as unknown;
      if (typeof parsed === 'object') return parsed;
    } catch {
      // Not this way.
    }
  }
  return text;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

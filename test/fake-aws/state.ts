/** What an account of the fake has in one region: the shapes of the services' own answers. */

export type Raw = Record<string, unknown>;

export interface AccountState {
  clusters: Raw[];
  /** By cluster ARN. */
  services: Record<string, Raw[]>;
  taskDefinitions: Raw[];
  capacityProviders: Raw[];
  repositories: (Raw & { lifecyclePolicyText?: string; policyText?: string; tags?: Raw[]; effective?: Raw })[];
  scalableTargets: Raw[];
  scalingPolicies: Raw[];
  targetGroups: Raw[];
  loadBalancers: Raw[];
  listeners: Raw[];
  listenerRules: Raw[];
  groups: (Raw & { policies?: Raw[]; actions?: Raw[] })[];
  launchTemplates: Raw[];
  fileSystems: (Raw & { policy?: string; backup?: string })[];
  mountTargets: (Raw & { groups?: string[] })[];
  accessPoints: Raw[];
  eventRules: (Raw & { targets: Raw[] })[];
  schedules: Raw[];
  logGroups: Raw[];
  alarms: Raw[];
  /** Attributes, by ARN. */
  queues: Record<string, Raw>;
  roles: (Raw & { attached?: string[]; inline?: Record<string, object> })[];
  instanceProfiles: Raw[];
  managedPolicies: (Raw & { document: object })[];
  subnets: Raw[];
  securityGroups: Raw[];
  /** `dns`: the attributes that a call of their own gives. */
  vpcs: (Raw & { dns?: { support: boolean; hostnames: boolean } })[];
  routeTables: Raw[];
  vpcEndpoints: Raw[];
}

/** An account with nothing in it. */
export function emptyAccount(): AccountState {
  return { clusters: [], services: {}, taskDefinitions: [], capacityProviders: [], repositories: [], scalableTargets: [], scalingPolicies: [], targetGroups: [], loadBalancers: [], listeners: [], listenerRules: [], groups: [], launchTemplates: [], fileSystems: [], mountTargets: [], accessPoints: [], eventRules: [], schedules: [], logGroups: [], alarms: [], queues: {}, roles: [], instanceProfiles: [], managedPolicies: [], subnets: [], securityGroups: [], vpcs: [], routeTables: [], vpcEndpoints: [] };
}

/** How an answer goes wrong. */
export interface Fault {
  /** `service:Operation`, or a part of it. */
  on?: RegExp;
  region?: string;
  account?: string;
  /** Share of the requests, 0 to 1; all when left out. */
  share?: number;
  /** How often at most. */
  times?: number;
  kind: 'throttle' | 'deny' | 'deny-scp' | 'region-off' | 'expired' | 'hang' | 'reset' | 'html' | 'server-error' | 'same-token' | 'vanish';
}

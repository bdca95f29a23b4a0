/**
 * A fake of AWS over HTTP on 127.0.0.1: JSON 1.1, REST-JSON, Query and EC2 protocols, with the page sizes and batch limits of the services,
 * and faults. Account and region are read from the signature, as AWS does.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AccountState, Fault, Raw } from './state.js';

interface Ask {
  service: string;
  operation: string;
  account: string;
  region: string;
  input: Raw;
}

class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

type Handler = (state: AccountState, input: Raw, ask: Ask) => Raw;

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => String(value ?? '');

/** One page, with the token under its name. */
function page<T>(all: readonly T[], size: number, token: unknown, most: number, key: string, tokenKey: string): Raw {
  if (size > most) throw new Refusal('InvalidParameterException', `at most ${most} a page`);
  const start = token === undefined || token === '' ? 0 : Number(String(token).replace('page-', ''));
  return { [key]: all.slice(start, start + size), ...(start + size < all.length && { [tokenKey]: `page-${start + size}` }) };
}

function batch(ids: unknown, most: number): string[] {
  const all = list(ids).map(text);
  if (all.length === 0 || all.length > most) throw new Refusal('InvalidParameterException', `${all.length} ids, at most ${most}`);
  return all;
}

const missing = (code: string): never => {
  throw new Refusal(code, 'does not exist');
};

/** What is in the VPCs of the only filter. */
function inVpcs(all: readonly Raw[], input: Raw): Raw[] {
  const vpcs = Object.keys(input).filter((key) => key.startsWith('Filter.1.Value.')).map((key) => input[key]);
  if (input['Filter.1.Name'] !== 'vpc-id') throw new Refusal('InvalidParameterValue', 'the fake knows one filter');
  batch(vpcs, 200);
  return all.filter(({ vpcId }) => vpcs.includes(vpcId));
}

const HANDLERS: Readonly<Record<string, Handler>> = {
  'ecs:ListClusters': ({ clusters }, { maxResults = 100, nextToken }) => page(clusters.map(({ clusterArn }) => clusterArn), Number(maxResults), nextToken, 100, 'clusterArns', 'nextToken'),
  'ecs:DescribeClusters': ({ clusters }, { clusters: ids, include }) => {
    const found = batch(ids, 100);
    return { clusters: clusters.filter(({ clusterArn }) => found.includes(text(clusterArn))).map((each) => (list(include).includes('SETTINGS') ? each : { ...each, settings: undefined })), failures: [] };
  },
  'ecs:ListServices': ({ services }, { cluster, maxResults = 10, nextToken }) => page((services[text(cluster)] ?? []).map(({ serviceArn }) => serviceArn), Number(maxResults), nextToken, 100, 'serviceArns', 'nextToken'),
  'ecs:DescribeServices': ({ services }, { cluster, services: ids }) => {
    const found = batch(ids, 10);
    return { services: (services[text(cluster)] ?? []).filter(({ serviceArn }) => found.includes(text(serviceArn))), failures: [] };
  },
  'ecs:DescribeServiceRevisions': ({ services }, { serviceRevisionArns }) => {
    const found = batch(serviceRevisionArns, 20);
    return { serviceRevisions: Object.values(services).flat().flatMap((service) => list(service.currentServiceRevisions).map((each) => ({ serviceRevisionArn: (each as Raw).arn, ...(service.revision as Raw) }))).filter((each) => found.includes(text(each.serviceRevisionArn))), failures: [] };
  },
  'ecs:ListTaskDefinitionFamilies': ({ taskDefinitions }, { maxResults = 100, nextToken }) => page([...new Set(taskDefinitions.filter(({ status }) => status !== 'INACTIVE').map(({ family }) => family))], Number(maxResults), nextToken, 100, 'families', 'nextToken'),
  'ecs:DescribeTaskDefinition': ({ taskDefinitions }, { taskDefinition }) => {
    const name = text(taskDefinition);
    const candidates = taskDefinitions.filter(({ taskDefinitionArn, family, revision, status }) => taskDefinitionArn === name || `${text(family)}:${text(revision)}` === name || (family === name && status !== 'INACTIVE'));
    const found = candidates.sort((a, b) => Number(b.revision) - Number(a.revision))[0];
    if (!found) throw new Refusal('ClientException', 'Unable to describe task definition.');
    const { tags, ...rest } = found;
    return { taskDefinition: rest, tags: tags ?? [] };
  },
  'ecs:DescribeCapacityProviders': ({ capacityProviders }, { maxResults = 10, nextToken }) => page([{ name: 'FARGATE', capacityProviderArn: 'arn:aws:ecs:x:1:capacity-provider/FARGATE' }, { name: 'FARGATE_SPOT', capacityProviderArn: 'arn:aws:ecs:x:1:capacity-provider/FARGATE_SPOT' }, ...capacityProviders], Number(maxResults), nextToken, 10, 'capacityProviders', 'nextToken'),
  'ecr:DescribeRepositories': ({ repositories }, { maxResults = 100, nextToken }) => page(repositories.map(({ lifecyclePolicyText: _, policyText: __, tags: ___, effective: ____, ...rest }) => rest), Number(maxResults), nextToken, 1000, 'repositories', 'nextToken'),
  'ecr:GetLifecyclePolicy': ({ repositories }, { repositoryName }) => ({ lifecyclePolicyText: repositories.find((each) => each.repositoryName === repositoryName)?.lifecyclePolicyText ?? missing('LifecyclePolicyNotFoundException') }),
  'ecr:GetRepositoryPolicy': ({ repositories }, { repositoryName }) => ({ policyText: repositories.find((each) => each.repositoryName === repositoryName)?.policyText ?? missing('RepositoryPolicyNotFoundException') }),
  'ecr:ListTagsForResource': ({ repositories }, { resourceArn }) => ({ tags: repositories.find((each) => each.repositoryArn === resourceArn)?.tags ?? [] }),
  'ecr:BatchGetRepositoryScanningConfiguration': ({ repositories }, { repositoryNames }) => {
    const found = batch(repositoryNames, 25);
    return { scanningConfigurations: repositories.filter((each) => found.includes(text(each.repositoryName))).map((each) => ({ repositoryName: each.repositoryName, repositoryArn: each.repositoryArn, ...each.effective })), failures: [] };
  },
  'application-autoscaling:DescribeScalableTargets': ({ scalableTargets }, { MaxResults = 50, NextToken }) => page(scalableTargets, Number(MaxResults), NextToken, 50, 'ScalableTargets', 'NextToken'),
  'application-autoscaling:DescribeScalingPolicies': ({ scalingPolicies }, { MaxResults = 10, NextToken }) => page(scalingPolicies, Number(MaxResults), NextToken, 10, 'ScalingPolicies', 'NextToken'),
  'application-autoscaling:DescribeScheduledActions': () => ({ ScheduledActions: [] }),
  'events:ListEventBuses': () => ({ EventBuses: [{ Name: 'default' }] }),
  'events:ListRules': ({ eventRules }, { Limit = 100, NextToken }) => page(eventRules.map(({ targets: _, ...rest }) => rest), Number(Limit), NextToken, 100, 'Rules', 'NextToken'),
  'events:ListTargetsByRule': ({ eventRules }, { Rule }) => ({ Targets: eventRules.find(({ Name }) => Name === Rule)?.targets ?? [] }),
  'scheduler:ListSchedules': ({ schedules }, { MaxResults = 100, NextToken }) => page(schedules.map(({ Name, GroupName, Target }) => ({ Name, GroupName, Target: { Arn: (Target as Raw).Arn } })), Number(MaxResults), NextToken, 100, 'Schedules', 'NextToken'),
  'scheduler:GetSchedule': ({ schedules }, { Name }) => schedules.find((each) => each.Name === Name) ?? missing('ResourceNotFoundException'),
  'logs:DescribeLogGroups': ({ logGroups }, { logGroupIdentifiers }) => {
    const found = batch(logGroupIdentifiers, 50);
    return { logGroups: logGroups.filter(({ logGroupName }) => found.includes(text(logGroupName))) };
  },
  'cloudwatch:DescribeAlarms': ({ alarms }, { AlarmNames, MaxRecords = 50, NextToken }) => page(alarms.filter(({ AlarmName }) => batch(AlarmNames, 100).includes(text(AlarmName))), Number(MaxRecords), NextToken, 100, 'MetricAlarms', 'NextToken'),
  'sqs:GetQueueAttributes': ({ queues }, { QueueUrl }) => {
    const [region, account, name] = /^https:\/\/sqs\.([^.]+)\.amazonaws\.com\/(\d{12})\/(.+)$/.exec(text(QueueUrl))?.slice(1) ?? missing('QueueDoesNotExist');
    return { Attributes: queues[`arn:aws:sqs:${region}:${account}:${name}`] ?? missing('QueueDoesNotExist') };
  },
  'elasticloadbalancing:DescribeTargetGroups': ({ targetGroups }, { TargetGroupArns }) => {
    const found = batch(TargetGroupArns, 20);
    return { TargetGroups: targetGroups.filter(({ TargetGroupArn }) => found.includes(text(TargetGroupArn))) };
  },
  'elasticloadbalancing:DescribeTargetGroupAttributes': () => ({ Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '300' }] }),
  'elasticloadbalancing:DescribeLoadBalancers': ({ loadBalancers }, { LoadBalancerArns }) => {
    const found = batch(LoadBalancerArns, 20);
    return { LoadBalancers: loadBalancers.filter(({ LoadBalancerArn }) => found.includes(text(LoadBalancerArn))) };
  },
  'elasticloadbalancing:DescribeListeners': ({ listeners }, { LoadBalancerArn, PageSize = 400, Marker }) => page(listeners.filter((each) => each.LoadBalancerArn === LoadBalancerArn), Number(PageSize), Marker, 400, 'Listeners', 'NextMarker'),
  'elasticloadbalancing:DescribeRules': ({ listenerRules }, { ListenerArn, PageSize = 400, Marker }) => page(listenerRules.filter((each) => each.ListenerArn === ListenerArn).map(({ ListenerArn: _, ...rest }) => rest), Number(PageSize), Marker, 400, 'Rules', 'NextMarker'),
  'autoscaling:DescribeAutoScalingGroups': ({ groups }, { AutoScalingGroupNames }) => ({ AutoScalingGroups: groups.filter(({ AutoScalingGroupName }) => batch(AutoScalingGroupNames, 50).includes(text(AutoScalingGroupName))).map(({ policies: _, actions: __, ...rest }) => rest) }),
  'autoscaling:DescribePolicies': ({ groups }, { AutoScalingGroupName }) => ({ ScalingPolicies: groups.find((each) => each.AutoScalingGroupName === AutoScalingGroupName)?.policies ?? [] }),
  'autoscaling:DescribeScheduledActions': ({ groups }, { AutoScalingGroupName }) => ({ ScheduledUpdateGroupActions: groups.find((each) => each.AutoScalingGroupName === AutoScalingGroupName)?.actions ?? [] }),
  'autoscaling:DescribeLaunchConfigurations': () => ({ LaunchConfigurations: [] }),
  'ec2:DescribeLaunchTemplateVersions': ({ launchTemplates }, { LaunchTemplateId }) => ({ launchTemplateVersionSet: launchTemplates.filter((each) => each.launchTemplateId === LaunchTemplateId) }),
  'ec2:DescribeSubnets': ({ subnets }, { SubnetIds }) => ({ subnetSet: subnets.filter(({ subnetId }) => list(SubnetIds).includes(text(subnetId))) }),
  'ec2:DescribeVpcs': ({ vpcs }, { VpcIds }) => ({ vpcSet: vpcs.filter(({ vpcId }) => batch(VpcIds, 200).includes(text(vpcId))).map(({ dns: _, ...rest }) => rest) }),
  'ec2:DescribeVpcAttribute': ({ vpcs }, { VpcId, Attribute }) => {
    const { dns } = vpcs.find(({ vpcId }) => vpcId === VpcId) ?? missing('InvalidVpcID.NotFound');
    return { vpcId: VpcId, [text(Attribute)]: { value: Attribute === 'enableDnsSupport' ? dns?.support : dns?.hostnames } };
  },
  'ec2:DescribeRouteTables': ({ routeTables }, input) => page(inVpcs(routeTables, input), Number(input.MaxResults ?? 100), input.NextToken, 100, 'routeTableSet', 'nextToken'),
  'ec2:DescribeVpcEndpoints': ({ vpcEndpoints }, input) => page(inVpcs(vpcEndpoints, input), Number(input.MaxResults ?? 1000), input.NextToken, 1000, 'vpcEndpointSet', 'nextToken'),
  'ec2:DescribeSecurityGroups': ({ securityGroups }, { GroupIds }) => ({ securityGroupInfo: securityGroups.filter(({ groupId }) => list(GroupIds).includes(text(groupId))) }),
  'ec2:DescribeRegions': () => ({ regionInfo: ['eu-central-1', 'us-east-1'].map((regionName) => ({ regionName, optInStatus: 'opt-in-not-required' })) }),
  'elasticfilesystem:DescribeFileSystems': ({ fileSystems }) => ({ FileSystems: fileSystems.map(({ policy: _, backup: __, ...rest }) => rest) }),
  'elasticfilesystem:DescribeAccessPoints': ({ accessPoints }) => ({ AccessPoints: accessPoints }),
  'elasticfilesystem:DescribeMountTargets': ({ mountTargets }, { FileSystemId }) => ({ MountTargets: mountTargets.filter((each) => each.FileSystemId === FileSystemId).map(({ groups: _, ...rest }) => rest) }),
  'elasticfilesystem:DescribeMountTargetSecurityGroups': ({ mountTargets }, { MountTargetId }) => ({ SecurityGroups: mountTargets.find((each) => each.MountTargetId === MountTargetId)?.groups ?? [] }),
  'elasticfilesystem:DescribeFileSystemPolicy': ({ fileSystems }, { FileSystemId }) => ({ FileSystemId, Policy: fileSystems.find((each) => each.FileSystemId === FileSystemId)?.policy ?? missing('PolicyNotFound') }),
  'elasticfilesystem:DescribeBackupPolicy': ({ fileSystems }, { FileSystemId }) => ({ BackupPolicy: { Status: fileSystems.find((each) => each.FileSystemId === FileSystemId)?.backup ?? missing('PolicyNotFound') } }),
  'iam:GetRole': ({ roles }, { RoleName }) => ({ Role: withoutPolicies(roles.find((each) => each.RoleName === RoleName) ?? missing('NoSuchEntity')) }),
  'iam:GetInstanceProfile': ({ instanceProfiles, roles }, { InstanceProfileName }) => {
    const { Roles, ...profile } = instanceProfiles.find((each) => each.InstanceProfileName === InstanceProfileName) ?? missing('NoSuchEntity');
    return { InstanceProfile: { ...profile, Roles: roles.filter(({ RoleName }) => list(Roles).includes(RoleName)).map(withoutPolicies) } };
  },
  'iam:ListAttachedRolePolicies': ({ roles }, { RoleName }) => ({ AttachedPolicies: (roles.find((each) => each.RoleName === RoleName)?.attached ?? []).map((PolicyArn) => ({ PolicyArn, PolicyName: PolicyArn.split('/').at(-1) })), IsTruncated: false }),
  'iam:ListRolePolicies': ({ roles }, { RoleName }) => ({ PolicyNames: Object.keys(roles.find((each) => each.RoleName === RoleName)?.inline ?? {}), IsTruncated: false }),
  'iam:GetRolePolicy': ({ roles }, { RoleName, PolicyName }) => ({ RoleName, PolicyName, PolicyDocument: encodeURIComponent(JSON.stringify(roles.find((each) => each.RoleName === RoleName)?.inline?.[text(PolicyName)])) }),
  'iam:GetPolicy': ({ managedPolicies }, { PolicyArn }) => ({ Policy: { PolicyName: text(PolicyArn).split('/').at(-1), Arn: PolicyArn, DefaultVersionId: managedPolicies.some(({ Arn }) => Arn === PolicyArn) ? 'v1' : missing('NoSuchEntity') } }),
  'iam:GetPolicyVersion': ({ managedPolicies }, { PolicyArn }) => ({ PolicyVersion: { VersionId: 'v1', Document: encodeURIComponent(JSON.stringify(managedPolicies.find(({ Arn }) => Arn === PolicyArn)?.document)) } }),
  'sts:GetCallerIdentity': (_state, _input, { account }) => ({ Account: account, Arn: `arn:aws:sts::${account}:assumed-role/Auditor/scan`, UserId: 'AROAEXAMPLE:scan' }),
  'sts:AssumeRole': (_state, { RoleArn }) => {
    const account = /::(\d{12}):role\//.exec(text(RoleArn))?.[1] ?? '';
    return { Credentials: { AccessKeyId: `ASIA${account}EXMP`, SecretAccessKey: 'made-up', SessionToken: 'made-up', Expiration: new Date(Date.now() + 3_600_000).toISOString() }, AssumedRoleUser: { Arn: `arn:aws:sts::${account}:assumed-role/x/scan`, AssumedRoleId: 'x' } };
  },
};

function withoutPolicies({ attached: _, inline: __, AssumeRolePolicyDocument, ...rest }: Raw): Raw {
  return { ...rest, AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(AssumeRolePolicyDocument)) };
}

const FAULTS: Readonly<Record<Exclude<Fault['kind'], 'hang' | 'reset' | 'html' | 'same-token' | 'vanish'>, () => Refusal>> = {
  throttle: () => new Refusal('ThrottlingException', 'Rate exceeded'),
  deny: () => new Refusal('AccessDeniedException', 'User is not authorized to perform this action because no identity-based policy allows it', 400),
  'deny-scp': () => new Refusal('AccessDeniedException', 'User is not authorized to perform this action with an explicit deny in a service control policy', 400),
  'region-off': () => new Refusal('UnrecognizedClientException', 'The security token included in the request is invalid.'),
  expired: () => new Refusal('ExpiredTokenException', 'The security token included in the request is expired'),
  'server-error': () => new Refusal('InternalServiceError', 'We encountered an internal error', 500),
};

/** Paths of the REST services, to operations and their inputs. */
const REST: readonly { service: string; method: string; path: RegExp; operation: string; names?: readonly string[] }[] = [
  { service: 'elasticfilesystem', method: 'GET', path: /^\/2015-02-01\/file-systems\/?$/, operation: 'DescribeFileSystems' },
  { service: 'elasticfilesystem', method: 'GET', path: /^\/2015-02-01\/file-systems\/([^/]+)\/policy$/, operation: 'DescribeFileSystemPolicy', names: ['FileSystemId'] },
  { service: 'elasticfilesystem', method: 'GET', path: /^\/2015-02-01\/file-systems\/([^/]+)\/backup-policy$/, operation: 'DescribeBackupPolicy', names: ['FileSystemId'] },
  { service: 'elasticfilesystem', method: 'GET', path: /^\/2015-02-01\/mount-targets\/?$/, operation: 'DescribeMountTargets' },
  { service: 'elasticfilesystem', method: 'GET', path: /^\/2015-02-01\/mount-targets\/([^/]+)\/security-groups$/, operation: 'DescribeMountTargetSecurityGroups', names: ['MountTargetId'] },
  { service: 'elasticfilesystem', method: 'GET', path: /^\/2015-02-01\/access-points\/?$/, operation: 'DescribeAccessPoints' },
  { service: 'scheduler', method: 'GET', path: /^\/schedules\/?$/, operation: 'ListSchedules' },
  { service: 'scheduler', method: 'GET', path: /^\/schedules\/([^/]+)$/, operation: 'GetSchedule', names: ['Name'] },
];

export class FakeAws {
  readonly accounts = new Map<string, AccountState>();
  faults: Fault[] = [];
  /** Requests by `service:Operation`. */
  readonly counts = new Map<string, number>();
  /** Every request body and path, for looking for what should not be sent. */
  readonly sent: string[] = [];
  /** Most requests at once. */
  most = 0;
  /** Stands in every error message. */
  aside = '';
  private inFlight = 0;
  private server: Server | undefined;
  private readonly random = generator();

  /** The state of an account in a region; IAM is the same everywhere. */
  put(account: string, region: string, state: AccountState): void {
    this.accounts.set(`${account}/${region}`, state);
  }

  /** Address, once it has started. */
  url = '';

  async start(): Promise<string> {
    this.server = createServer((request, response) => void this.serve(request, response));
    // A socket that closes while the next request is on its way is another test's business.
    this.server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return (this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, each) => sum + each, 0);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    this.inFlight++;
    this.most = Math.max(this.most, this.inFlight);
    try {
      const ask = this.understand(request, body);
      this.sent.push(`${ask.service}:${ask.operation} ${request.url} ${body}`);
      const action = `${ask.service}:${ask.operation}`;
      this.counts.set(action, (this.counts.get(action) ?? 0) + 1);
      const fault = this.faultFor(action, ask);
      if (fault === 'hang') return;
      if (fault === 'reset') {
        request.socket.destroy();
        return;
      }
      if (fault === 'html') {
        response.writeHead(502, { 'content-type': 'text/html' }).end('<html><body>Proxy</body></html>');
        return;
      }
      this.write(response, ask, fault);
    } finally {
      this.inFlight--;
    }
  }

  private write(response: ServerResponse, ask: Ask, fault: Fault['kind'] | undefined): void {
    const { service, operation } = ask;
    const xml = service === 'sts' || service === 'iam' || service === 'elasticloadbalancing' || service === 'autoscaling' || service === 'ec2';
    const headers = { 'x-amzn-requestid': `${service}-${operation}-${this.counts.get(`${service}:${operation}`)}`, 'content-type': xml ? 'text/xml' : service === 'elasticfilesystem' || service === 'scheduler' ? 'application/json' : 'application/x-amz-json-1.1' };
    try {
      // What was listed a moment ago is gone.
      if (fault === 'vanish') throw service === 'ecs' ? new Refusal('ClientException', 'Unable to describe task definition.') : new Refusal('ResourceNotFoundException', 'does not exist');
      if (fault && fault in FAULTS) throw FAULTS[fault as keyof typeof FAULTS]();
      const handler = HANDLERS[`${service}:${operation}`];
      if (!handler) throw new Refusal('UnknownOperationException', operation);
      const state = this.accounts.get(`${ask.account}/${ask.region}`) ?? this.accounts.get(`${ask.account}/*`);
      if (!state && service !== 'sts') throw new Refusal('UnrecognizedClientException', 'The security token included in the request is invalid.');
      let output = handler(state as AccountState, ask.input, ask);
      if (fault === 'same-token') output = { ...output, nextToken: 'page-1', NextToken: 'page-1' };
      response.writeHead(200, headers).end(xml ? answerXml(service, operation, output) : JSON.stringify(output));
    } catch (error) {
      const { code = 'InternalFailure', status = 500 } = error as Refusal;
      const message = `${(error as Error).message}${this.aside}`;
      if (service === 'ec2') response.writeHead(status, headers).end(`<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`);
      else if (xml) response.writeHead(status, headers).end(`<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`);
      else response.writeHead(status, { ...headers, 'x-amzn-errortype': code }).end(JSON.stringify({ __type: code, message }));
    }
  }

  private faultFor(action: string, { region, account }: Ask): Fault['kind'] | undefined {
    for (const fault of this.faults) {
      if (fault.on && !fault.on.test(action)) continue;
      if ((fault.region && fault.region !== region) || (fault.account && fault.account !== account)) continue;
      if (fault.share !== undefined && this.random() >= fault.share) continue;
      if (fault.times !== undefined && fault.times-- <= 0) continue;
      return fault.kind;
    }
    return undefined;
  }

  private understand(request: IncomingMessage, body: string): Ask {
    const [, key = '', region = '', signed = ''] = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(String(request.headers.authorization)) ?? [];
    const account = /(\d{12})/.exec(key)?.[1] ?? '';
    const service = { 'application-autoscaling': 'application-autoscaling', elasticloadbalancing: 'elasticloadbalancing', monitoring: 'cloudwatch' }[signed] ?? signed;
    const target = request.headers['x-amz-target'];
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (typeof target === 'string') return { service: target.startsWith('AnyScaleFrontendService') ? 'application-autoscaling' : service, operation: target.split('.').at(-1) ?? '', account, region, input: body === '' ? {} : (JSON.parse(body) as Raw) };
    const query = Object.fromEntries(url.searchParams) as Raw;
    const rest = REST.find((each) => each.service === service && each.method === request.method && each.path.test(url.pathname));
    if (rest) {
      const found = rest.path.exec(url.pathname) ?? [];
      return { service, operation: rest.operation, account, region, input: { ...query, ...Object.fromEntries((rest.names ?? []).map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')])) } };
    }
    const form = new URLSearchParams(body);
    return { service, operation: form.get('Action') ?? url.pathname, account, region, input: unflattened(form) };
  }
}

/** `A.member.1=x` and `SubnetId.1=x` as lists. */
function unflattened(form: URLSearchParams): Raw {
  const input: Raw = {};
  for (const [name, value] of form) {
    const [, key, index] = /^(\w+?)(?:\.member)?\.(\d+)$/.exec(name) ?? [];
    if (key === undefined) input[name] = value;
    else {
      const plural = { SubnetId: 'SubnetIds', GroupId: 'GroupIds', VpcId: 'VpcIds', LaunchTemplateVersion: 'Versions' }[key] ?? key;
      const all = (input[plural] ??= []) as unknown[];
      all[Number(index) - 1] = value;
    }
  }
  return input;
}

function answerXml(service: string, operation: string, output: Raw): string {
  if (service === 'ec2') return `<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${xmlOf(output, 'item')}</${operation}Response>`;
  return `<${operation}Response xmlns="https://${service}.amazonaws.com/doc/"><${operation}Result>${xmlOf(output, 'member')}</${operation}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${operation}Response>`;
}

function xmlOf(value: unknown, item: string): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((each) => `<${item}>${xmlOf(each, item)}</${item}>`).join('');
  if (typeof value === 'object') return Object.entries(value).map(([key, inner]) => (inner === undefined ? '' : `<${key}>${xmlOf(inner, item)}</${key}>`)).join('');
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Numbers that look random and are the same in every run. */
function generator(): () => number {
  let seed = 42;
  return () => {
    seed = (seed * 1664525 + 1013904223) % 4294967296;
    return seed / 4294967296;
  };
}

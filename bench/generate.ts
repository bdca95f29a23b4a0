/**
 * Writes the applications that the benchmark checks, the same bytes every time, into `bench/out/apps`. They look like what people
 * have: a cluster with a load balancer, and for every service its roles, logs, task definition of two containers, target group,
 * listener rule, security group and scaling, some with a file system; written by hand in YAML (parameters, conditions, mappings,
 * short tags, comments) and the way CDK writes JSON (hashed ids, `Fn::Join`, construct paths, a cloud assembly).
 */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

type Json = Record<string, unknown>;
type Style = 'hand' | 'cdk';

/** Services of the generated applications. */
export const SIZES = [0, 1, 20, 200] as const;
/** How many files the "many files" folders hold. */
export const MANY_TEMPLATES = 200;
export const MANY_TASKS = 400;
/** CloudFormation takes 500 resources a stack, so an assembly has a stack for as many services. */
const SERVICES_PER_STACK = 20;

const hash = (text: string, length: number): string => createHash('sha256').update(text).digest('hex').slice(0, length);
const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

const NAMES = ['orders', 'billing', 'search', 'catalog', 'users', 'mailer', 'reports', 'gateway', 'images', 'ledger', 'quotes', 'stock'] as const;
const SIZES_OF_TASK = [[256, 512], [512, 1024], [1024, 2048], [1024, 4096], [2048, 8192]] as const;

const ref = (id: string): Json => ({ Ref: id });
const att = (id: string, attribute: string): Json => ({ 'Fn::GetAtt': [id, attribute] });
const sub = (text: string): Json => ({ 'Fn::Sub': text });
const join_ = (...parts: unknown[]): Json => ({ 'Fn::Join': ['', parts] });
const title = (text: string): string => text.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** One template being written. */
class Stack {
  readonly style: Style;
  readonly name: string;
  readonly resources: Json = {};
  /** Construct paths by logical id. */
  readonly paths: Record<string, string> = {};

  constructor(style: Style, name: string) {
    this.style = style;
    this.name = name;
  }

  /** The logical id of a construct, given its path below the stack. */
  id(path: string): string {
    const words = path.split('/');
    const plain = words.filter((word) => word !== 'Resource').join('');
    return this.style === 'cdk' ? plain + hash(`${this.name}/${path}`, 8).toUpperCase() : plain;
  }

  add(path: string, type: string, properties: Json, more: Json = {}): string {
    const id = this.id(path);
    this.paths[id] = `/${this.name}/${path}`;
    this.resources[id] = {
      Type: type,
      ...(this.style === 'hand' ? more : {}),
      Properties: properties,
      ...(this.style === 'cdk' ? { ...more, Metadata: { 'aws:cdk:path': `${this.name}/${path}` } } : {}),
    };
    return id;
  }

  /** An ARN or other text with references in it: `Fn::Sub` by hand, `Fn::Join` from CDK. */
  text(template: string): unknown {
    if (this.style === 'hand') return sub(template);
    const parts = template.split(/\$\{([^}]+)\}/);
    return join_(...parts.flatMap((part, index) => (part === '' ? [] : [index % 2 === 0 ? part : part.includes('.') && !part.includes('::') ? att(part.slice(0, part.indexOf('.')), part.slice(part.indexOf('.') + 1)) : ref(part)])));
  }
}

interface Shared {
  cluster: unknown;
  listener: unknown;
  loadBalancerGroup: unknown;
  vpc: unknown;
  subnets: unknown;
}

/** Cluster, load balancer and listener, that all services of an application share. */
function addShared(stack: Stack): Shared {
  const hand = stack.style === 'hand';
  const vpc = hand ? ref('VpcId') : 'vpc-0a1b2c3d4e5f60718';
  const subnets = hand ? ref('PrivateSubnets') : ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'];
  const cluster = stack.add('Cluster/Resource', 'AWS::ECS::Cluster', {
    ClusterSettings: [{ Name: 'containerInsights', Value: hand ? { 'Fn::If': ['IsLive', 'enhanced', 'disabled'] } : 'enhanced' }],
    CapacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    DefaultCapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1, Base: 1 }],
  });
  const group = stack.add('LB/SecurityGroup/Resource', 'AWS::EC2::SecurityGroup', {
    GroupDescription: 'Load balancer of the cluster',
    VpcId: vpc,
    SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'from anyone' }],
    SecurityGroupEgress: [{ CidrIp: '10.0.0.0/8', IpProtocol: 'tcp', FromPort: 1024, ToPort: 65535, Description: 'to the tasks' }],
  });
  const balancer = stack.add('LB/Resource', 'AWS::ElasticLoadBalancingV2::LoadBalancer', {
    Type: 'application',
    Scheme: 'internet-facing',
    SecurityGroups: [att(group, 'GroupId')],
    Subnets: hand ? ref('PublicSubnets') : ['subnet-0aaaaaaaaaaaaaaa1', 'subnet-0aaaaaaaaaaaaaaa2'],
    LoadBalancerAttributes: [
      { Key: 'deletion_protection.enabled', Value: hand ? { 'Fn::If': ['IsLive', 'true', 'false'] } : 'true' },
      { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
    ],
  });
  const listener = stack.add('LB/Listener/Resource', 'AWS::ElasticLoadBalancingV2::Listener', {
    LoadBalancerArn: ref(balancer),
    Port: 443,
    Protocol: 'HTTPS',
    SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
    Certificates: [{ CertificateArn: hand ? ref('CertificateArn') : 'arn:aws:acm:eu-central-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef' }],
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain', MessageBody: 'nothing here' } }],
  });
  return { cluster: ref(cluster), listener: ref(listener), loadBalancerGroup: att(group, 'GroupId'), vpc, subnets };
}

/** All that belongs to one service. */
function addService(stack: Stack, shared: Shared, index: number): void {
  const hand = stack.style === 'hand';
  const name = `${pick(NAMES, index)}-${index + 1}`;
  const at = title(name);
  const [cpu, memory] = pick(SIZES_OF_TASK, index);
  const port = 8000 + (index % 10);
  const files = index % 5 === 4;
  const assume = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }] };

  const logs = stack.add(`${at}/Logs/Resource`, 'AWS::Logs::LogGroup', {
    LogGroupName: hand ? sub(`/ecs/\${Stage}/${name}`) : `/ecs/live/${name}`,
    RetentionInDays: hand ? { 'Fn::FindInMap': ['Retention', ref('Stage'), 'Days'] } : 90,
  }, hand ? { DeletionPolicy: 'Retain' } : { UpdateReplacePolicy: 'Retain', DeletionPolicy: 'Retain' });

  const group = stack.add(`${at}/SecurityGroup/Resource`, 'AWS::EC2::SecurityGroup', {
    GroupDescription: `Tasks of ${name}`,
    VpcId: shared.vpc,
    SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'to AWS' }],
  });
  stack.add(`${at}/SecurityGroup/FromBalancer`, 'AWS::EC2::SecurityGroupIngress', {
    GroupId: att(group, 'GroupId'),
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    SourceSecurityGroupId: shared.loadBalancerGroup,
    Description: 'from the load balancer',
  });

  let fileSystem: string | undefined;
  let accessPoint: string | undefined;
  if (files) {
    fileSystem = stack.add(`${at}/Files/Resource`, 'AWS::EFS::FileSystem', { Encrypted: true, PerformanceMode: 'generalPurpose', ThroughputMode: 'elastic', LifecyclePolicies: [{ TransitionToIA: 'AFTER_30_DAYS' }], BackupPolicy: { Status: 'ENABLED' } });
    for (const zone of [0, 1]) {
      stack.add(`${at}/Files/MountTarget${zone + 1}`, 'AWS::EFS::MountTarget', { FileSystemId: ref(fileSystem), SubnetId: hand ? { 'Fn::Select': [zone, ref('PrivateSubnets')] } : (shared.subnets as string[])[zone], SecurityGroups: [att(group, 'GroupId')] });
    }
    accessPoint = stack.add(`${at}/Files/Access`, 'AWS::EFS::AccessPoint', { FileSystemId: ref(fileSystem), PosixUser: { Uid: '1000', Gid: '1000' }, RootDirectory: { Path: `/${name}`, CreationInfo: { OwnerUid: '1000', OwnerGid: '1000', Permissions: '0750' } } });
  }

  const execution = stack.add(`${at}/Task/ExecutionRole/Resource`, 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: assume,
    ManagedPolicyArns: [stack.text('arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy')],
    Policies: [{
      PolicyName: 'secrets',
      PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: stack.text(`arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:${name}/*`) }] },
    }],
  });
  const role = stack.add(`${at}/Task/Role/Resource`, 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: assume,
    Policies: [{
      PolicyName: 'work',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: stack.text(`arn:\${AWS::Partition}:s3:::${name}-data-\${AWS::AccountId}/*`) },
          { Effect: 'Allow', Action: ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'], Resource: stack.text(`arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${name}-jobs`) },
          ...(files ? [{ Effect: 'Allow', Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'], Resource: att(fileSystem as string, 'Arn') }] : []),
        ],
      },
    }],
  });

  const logging = (prefix: string): Json => ({ LogDriver: 'awslogs', Options: { 'awslogs-group': ref(logs), 'awslogs-region': ref('AWS::Region'), 'awslogs-stream-prefix': prefix, mode: 'non-blocking' } });
  const task = stack.add(`${at}/Task/Resource`, 'AWS::ECS::TaskDefinition', {
    Family: hand ? sub(`\${Stage}-${name}`) : name,
    RequiresCompatibilities: ['FARGATE'],
    NetworkMode: 'awsvpc',
    Cpu: hand && index % 2 === 0 ? { 'Fn::FindInMap': ['Sizes', ref('Stage'), 'Cpu'] } : String(cpu),
    Memory: hand && index % 2 === 0 ? { 'Fn::FindInMap': ['Sizes', ref('Stage'), 'Memory'] } : String(memory),
    RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
    ExecutionRoleArn: att(execution, 'Arn'),
    TaskRoleArn: att(role, 'Arn'),
    ContainerDefinitions: [
      {
        Name: 'app',
        Image: hand ? sub(`\${AWS::AccountId}.dkr.ecr.\${AWS::Region}.\${AWS::URLSuffix}/${name}:\${ImageTag}`) : stack.text(`111122223333.dkr.ecr.eu-central-1.\${AWS::URLSuffix}/${name}:${hash(name, 40)}`),
        Essential: true,
        PortMappings: [{ ContainerPort: port, Protocol: 'tcp', Name: 'http', AppProtocol: 'http' }],
        Environment: [
          { Name: 'PORT', Value: String(port) },
          { Name: 'LOG_LEVEL', Value: hand ? { 'Fn::If': ['IsLive', 'info', 'debug'] } : 'info' },
          { Name: 'JOBS_QUEUE_URL', Value: stack.text(`https://sqs.\${AWS::Region}.\${AWS::URLSuffix}/\${AWS::AccountId}/${name}-jobs`) },
          { Name: 'DATABASE_HOST', Value: `${name}.cluster-abcdefghijkl.eu-central-1.rds.amazonaws.com` },
          { Name: 'OTEL_EXPORTER_OTLP_ENDPOINT', Value: 'http://localhost:4317' },
          ...(hand ? [{ 'Fn::If': ['IsLive', { Name: 'SENTRY_ENVIRONMENT', Value: 'live' }, ref('AWS::NoValue')] }] : []),
        ],
        Secrets: [{ Name: 'DATABASE_PASSWORD', ValueFrom: stack.text(`arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:${name}/database`) }],
        HealthCheck: { Command: ['CMD-SHELL', `curl -fs http://localhost:${port}/healthz || exit 1`], Interval: 30, Timeout: 5, Retries: 3, StartPeriod: 30 },
        LinuxParameters: { InitProcessEnabled: true },
        Ulimits: [{ Name: 'nofile', SoftLimit: 65536, HardLimit: 65536 }],
        StopTimeout: 60,
        LogConfiguration: logging('app'),
        DependsOn: [{ ContainerName: 'telemetry', Condition: 'START' }],
        ...(files ? { MountPoints: [{ SourceVolume: 'files', ContainerPath: '/srv/files', ReadOnly: false }] } : {}),
      },
      {
        Name: 'telemetry',
        Image: index % 3 === 0 ? 'public.ecr.aws/aws-observability/aws-otel-collector:latest' : 'public.ecr.aws/aws-observability/aws-otel-collector:v0.43.1',
        Essential: index % 4 !== 0,
        Cpu: 64,
        MemoryReservation: 128,
        Command: ['--config=/etc/ecs/ecs-default-config.yaml'],
        ReadonlyRootFilesystem: true,
        LogConfiguration: logging('telemetry'),
      },
    ],
    ...(files
      ? { Volumes: [{ Name: 'files', EFSVolumeConfiguration: { FilesystemId: ref(fileSystem as string), TransitEncryption: 'ENABLED', AuthorizationConfig: { AccessPointId: ref(accessPoint as string), IAM: 'ENABLED' } } }] }
      : {}),
    Tags: [{ Key: 'service', Value: name }, { Key: 'team', Value: pick(['shop', 'money', 'data'], index) }],
  });

  const targets = stack.add(`${at}/Targets/Resource`, 'AWS::ElasticLoadBalancingV2::TargetGroup', {
    VpcId: shared.vpc,
    TargetType: 'ip',
    Port: port,
    Protocol: 'HTTP',
    HealthCheckPath: '/healthz',
    HealthCheckIntervalSeconds: 15,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 2,
    Matcher: { HttpCode: '200' },
    TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }],
  });
  const rule = stack.add(`${at}/Rule/Resource`, 'AWS::ElasticLoadBalancingV2::ListenerRule', {
    ListenerArn: shared.listener,
    Priority: 100 + index,
    Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: hand ? [sub(`${name}.\${DomainName}`)] : [`${name}.shop.example`] } }],
    Actions: [{ Type: 'forward', TargetGroupArn: ref(targets) }],
  });
  const service = stack.add(`${at}/Service/Resource`, 'AWS::ECS::Service', {
    Cluster: shared.cluster,
    ServiceName: hand ? sub(`\${Stage}-${name}`) : name,
    TaskDefinition: ref(task),
    LaunchType: 'FARGATE',
    PlatformVersion: 'LATEST',
    DesiredCount: hand ? { 'Fn::If': ['IsLive', 2 + (index % 3), 1] } : 2 + (index % 3),
    HealthCheckGracePeriodSeconds: 60,
    EnableExecuteCommand: false,
    PropagateTags: 'SERVICE',
    DeploymentConfiguration: { MinimumHealthyPercent: 100, MaximumPercent: 200, ...(index % 6 === 5 ? {} : { DeploymentCircuitBreaker: { Enable: true, Rollback: true } }) },
    NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED', SecurityGroups: [att(group, 'GroupId')], Subnets: shared.subnets } },
    LoadBalancers: [{ ContainerName: 'app', ContainerPort: port, TargetGroupArn: ref(targets) }],
  }, { DependsOn: [rule] });
  const scalable = stack.add(`${at}/Scaling/Target`, 'AWS::ApplicationAutoScaling::ScalableTarget', {
    ServiceNamespace: 'ecs',
    ScalableDimension: 'ecs:service:DesiredCount',
    ResourceId: stack.style === 'hand' ? sub(`service/\${Cluster}/\${${service}.Name}`) : join_('service/', shared.cluster, '/', att(service, 'Name')),
    MinCapacity: 2,
    MaxCapacity: 10,
    RoleARN: stack.text('arn:${AWS::Partition}:iam::${AWS::AccountId}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService'),
  });
  stack.add(`${at}/Scaling/Cpu`, 'AWS::ApplicationAutoScaling::ScalingPolicy', {
    PolicyName: `${name}-cpu`,
    PolicyType: 'TargetTrackingScaling',
    ScalingTargetId: ref(scalable),
    TargetTrackingScalingPolicyConfiguration: { PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' }, TargetValue: 60, ScaleInCooldown: 300, ScaleOutCooldown: 60 },
  });
}

function stackOf(style: Style, name: string, services: number, first = 0): { stack: Stack; template: Json } {
  const stack = new Stack(style, name);
  const shared = addShared(stack);
  for (let index = first; index < first + services; index++) addService(stack, shared, index);
  const template: Json =
    style === 'hand'
      ? {
          AWSTemplateFormatVersion: '2010-09-09',
          Description: `${services} services on Fargate`,
          Parameters: {
            Stage: { Type: 'String', Default: 'test', AllowedValues: ['test', 'live'], Description: 'Which of our environments this is' },
            VpcId: { Type: 'AWS::EC2::VPC::Id' },
            PublicSubnets: { Type: 'List<AWS::EC2::Subnet::Id>' },
            PrivateSubnets: { Type: 'List<AWS::EC2::Subnet::Id>' },
            CertificateArn: { Type: 'String', Default: '' },
            DomainName: { Type: 'String', Default: 'shop.example' },
            ImageTag: { Type: 'String', Description: 'Commit that was built' },
          },
          Conditions: { IsLive: { 'Fn::Equals': [ref('Stage'), 'live'] } },
          Mappings: {
            Retention: { test: { Days: 7 }, live: { Days: 90 } },
            Sizes: { test: { Cpu: '256', Memory: '512' }, live: { Cpu: '1024', Memory: '2048' } },
          },
          Resources: stack.resources,
          Outputs: { ClusterName: { Value: ref('Cluster'), Export: { Name: sub('${AWS::StackName}-cluster') } } },
        }
      : {
          Resources: {
            ...stack.resources,
            CDKMetadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: `v2:deflate64:H4sI${hash(name, 60)}` }, Metadata: { 'aws:cdk:path': `${name}/CDKMetadata/Default` } },
          },
          Parameters: { BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version', Description: 'Version of the CDK Bootstrap resources in this environment, automatically retrieved from SSM Parameter Store. [cdk:skip]' } },
          Rules: {
            CheckBootstrapVersion: { Assertions: [{ Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2', '3', '4', '5'], ref('BootstrapVersion')] }] }, AssertDescription: "CDK bootstrap stack version 6 required. Please run 'cdk bootstrap' with a recent version of the CDK CLI." }] },
          },
        };
  return { stack, template };
}

// ----------------------------------------------------------------------------------------------------------------- writing

/** YAML the way people write templates: block style, short tags, short lists of words in brackets, a comment before every service. */
export function toYaml(template: Json): string {
  const out: string[] = [];
  const quote = (text: string): string => (/^[A-Za-z/][\w./:$-]*(?: [\w./:$'-]+)*$/.test(text) && !/: |:$|^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text) ? text : `'${text.replaceAll("'", "''")}'`);
  const scalar = (value: unknown): string => (typeof value === 'string' ? quote(value) : String(value));
  /** Tag and argument of an intrinsic function; undefined for anything else. */
  const call = (value: unknown): [string, unknown] | undefined => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const [entry, ...others] = Object.entries(value);
    if (!entry || others.length > 0 || !/^(?:Ref|Fn::\w+)$/.test(entry[0])) return undefined;
    const argument = entry[0] === 'Fn::GetAtt' ? (entry[1] as string[]).join('.') : entry[1];
    return [`!${entry[0].replace('Fn::', '')}`, argument];
  };
  const inline = (value: unknown): string | undefined => {
    const called = call(value);
    if (called) {
      const argument = inline(called[1]);
      return argument === undefined ? undefined : `${called[0]} ${argument}`;
    }
    if (Array.isArray(value)) {
      const items = value.map(inline);
      const text = `[${items.join(', ')}]`;
      return items.every((item) => item !== undefined && !item.startsWith('{')) && text.length < 90 ? text : undefined;
    }
    return typeof value === 'object' && value !== null ? undefined : scalar(value);
  };
  const block = (value: unknown, indent: string, lead: string): void => {
    const short = inline(value);
    if (short !== undefined) {
      out.push(`${lead} ${short}`);
      return;
    }
    const called = call(value);
    const head = called ? `${lead} ${called[0]}` : lead;
    const body = called ? called[1] : value;
    if (head !== '') out.push(head);
    if (Array.isArray(body)) for (const item of body) member(item, indent);
    else for (const [key, each] of Object.entries(body as Json)) block(each, `${indent}  `, `${indent}${quote(key)}:`);
  };
  const member = (item: unknown, indent: string): void => {
    const at = out.length;
    block(item, `${indent}  `, inline(item) !== undefined || call(item) || Array.isArray(item) ? `${indent}-` : '');
    if (!out[at]?.startsWith(`${indent}-`)) out[at] = `${indent}- ${(out[at] as string).slice(indent.length + 2)}`;
  };
  for (const [section, value] of Object.entries(template)) {
    if (section !== 'Resources') {
      block(value, '  ', `${section}:`);
      out.push('');
      continue;
    }
    out.push('Resources:');
    for (const [id, resource] of Object.entries(value as Json)) {
      if (id.endsWith('Logs')) out.push(`  # ${id.slice(0, -4)}: everything that this service needs`);
      block(resource, '    ', `  ${id}:`);
      out.push('');
    }
  }
  return `${out.join('\n').trimEnd()}\n`;
}

/** A registered task definition as `aws ecs register-task-definition --cli-input-json` takes it. */
function taskFile(index: number): Json {
  const name = `${pick(NAMES, index)}-${index + 1}`;
  const [cpu, memory] = pick(SIZES_OF_TASK, index);
  const logConfiguration = (prefix: string): Json => ({ logDriver: 'awslogs', options: { 'awslogs-group': `/ecs/${name}`, 'awslogs-region': 'eu-central-1', 'awslogs-stream-prefix': prefix } });
  return {
    family: name,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: String(cpu),
    memory: String(memory),
    executionRoleArn: 'arn:aws:iam::111122223333:role/ecsTaskExecutionRole',
    taskRoleArn: `arn:aws:iam::111122223333:role/${name}`,
    containerDefinitions: [
      {
        name: 'app',
        image: `111122223333.dkr.ecr.eu-central-1.amazonaws.com/${name}:${index % 3 === 0 ? 'latest' : hash(name, 12)}`,
        essential: true,
        portMappings: [{ containerPort: 8080, protocol: 'tcp' }],
        environment: [{ name: 'PORT', value: '8080' }, { name: 'LOG_LEVEL', value: 'info' }, { name: 'REGION', value: 'eu-central-1' }],
        secrets: [{ name: 'DATABASE_PASSWORD', valueFrom: `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}/database` }],
        healthCheck: { command: ['CMD-SHELL', 'curl -fs http://localhost:8080/healthz || exit 1'], interval: 30, timeout: 5, retries: 3 },
        logConfiguration: logConfiguration('app'),
        dependsOn: [{ containerName: 'router', condition: 'START' }],
      },
      {
        name: 'router',
        image: 'public.ecr.aws/nginx/nginx:1.27',
        essential: true,
        cpu: 64,
        memoryReservation: 128,
        mountPoints: [{ sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false }],
        readonlyRootFilesystem: true,
        logConfiguration: logConfiguration('router'),
      },
    ],
    volumes: [{ name: 'tmp' }],
    tags: [{ key: 'service', value: name }],
  };
}

/** CDK indents by one blank. */
const cdkJson = (value: unknown): string => JSON.stringify(value, null, 1);

function assembly(services: number, put: (file: string, text: string) => void): void {
  const folder = `assembly-${services}`;
  const artifacts: Json = {};
  const children: Json = {};
  for (let first = 0, n = 1; first < Math.max(services, 1); first += SERVICES_PER_STACK, n++) {
    const name = `Shop${n}`;
    const { stack, template } = stackOf('cdk', name, Math.min(SERVICES_PER_STACK, services - first), first);
    const text = cdkJson(template);
    const asset = createHash('sha256').update(text).digest('hex');
    put(`${folder}/${name}.template.json`, text);
    put(`${folder}/${name}.assets.json`, cdkJson({ version: '55.0.0', files: { [asset]: { displayName: `${name} Template`, source: { path: `${name}.template.json`, packaging: 'file' }, destinations: {} } }, dockerImages: {} }));
    const metadata: Json = {};
    let line = 10;
    for (const [id, path] of Object.entries(stack.paths)) {
      metadata[path] = [
        { type: 'aws:cdk:logicalId', data: id },
        { type: 'aws:cdk:creationStack', data: ['...new CfnResource in aws-cdk-lib...', `new ${name} (/home/user/shop/lib/shop-stack.ts:${line++}:5)`, 'Object.<anonymous> (/home/user/shop/bin/shop.ts:7:1)'] },
      ];
    }
    put(`${folder}/${name}.metadata.json`, cdkJson(metadata));
    artifacts[`${name}.assets`] = { type: 'cdk:asset-manifest', properties: { file: `${name}.assets.json`, requiresBootstrapStackVersion: 6, bootstrapStackVersionSsmParameter: '/cdk-bootstrap/hnb659fds/version' } };
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://111122223333/eu-central-1',
      properties: { templateFile: `${name}.template.json`, terminationProtection: false, validateOnSynth: false, stackTemplateAssetObjectUrl: `s3://cdk-hnb659fds-assets-111122223333-eu-central-1/${asset}.json`, requiresBootstrapStackVersion: 6, additionalDependencies: [`${name}.assets`] },
      dependencies: [`${name}.assets`],
      additionalMetadataFile: `${name}.metadata.json`,
      displayName: name,
    };
    children[name] = { id: name, path: name, constructInfo: { fqn: 'aws-cdk-lib.Stack', version: '2.276.0' } };
  }
  artifacts.Tree = { type: 'cdk:tree', properties: { file: 'tree.json' } };
  put(`${folder}/cdk.out`, JSON.stringify({ version: '55.0.0' }));
  put(`${folder}/manifest.json`, cdkJson({ version: '55.0.0', artifacts, minimumCliVersion: '2.1030.0' }));
  put(`${folder}/tree.json`, cdkJson({ version: 'tree-0.1', tree: { id: 'App', path: '', children, constructInfo: { fqn: 'aws-cdk-lib.App', version: '2.276.0' } } }));
}

/**
 * Writes everything below a folder, which is emptied first:
 * `app-N.yaml`, `app-N.json`, `assembly-N/`, `task.json`, `many-yaml/`, `many-json/`, `many-tasks/`.
 */
export function generate(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const put = (file: string, text: string): void => {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  for (const size of SIZES) {
    put(`app-${size}.yaml`, toYaml(stackOf('hand', 'Shop', size).template));
    put(`app-${size}.json`, cdkJson(stackOf('cdk', 'Shop', size).template));
    if (size > 0) assembly(size, put);
  }
  put('task.json', JSON.stringify(taskFile(1), null, 2));
  for (let index = 0; index < MANY_TEMPLATES; index++) {
    const name = `${pick(NAMES, index)}-${index + 1}`;
    put(`many-yaml/${name}.yaml`, toYaml(stackOf('hand', 'Shop', 1, index).template));
    put(`many-json/${name}.template.json`, cdkJson(stackOf('cdk', title(name), 1, index).template));
  }
  for (let index = 0; index < MANY_TASKS; index++) put(`many-tasks/${pick(NAMES, index)}-${index + 1}.json`, JSON.stringify(taskFile(index), null, 2));
}

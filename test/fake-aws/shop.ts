/** A small shop as it runs in an account: one cluster, two services, roles, a repository, a schedule; with mistakes where they are asked for. */
import { type AccountState, emptyAccount, type Raw } from './state.js';

export interface ShopOptions {
  account?: string;
  region?: string;
  /** The mistakes: a secret in clear, a role without the right to its parameter, an update that cannot move, no scanning, tasks that the load balancer does not reach, an alarm that is always on, a dead-letter queue that nothing may be sent to. */
  bad?: boolean;
  /** Services beside the two. */
  more?: number;
}

const TRUST = (service: string): Raw => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] });

export function shop({ account = '111122223333', region = 'eu-central-1', bad = false, more = 0 }: ShopOptions = {}): AccountState {
  const state = emptyAccount();
  const arn = (service: string, rest: string): string => `arn:aws:${service}:${region}:${account}:${rest}`;
  const role = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
  const cluster = arn('ecs', 'cluster/main');
  state.clusters.push({ clusterArn: cluster, clusterName: 'main', status: 'ACTIVE', activeServicesCount: 2 + more, settings: [{ name: 'containerInsights', value: 'enabled' }], capacityProviders: ['FARGATE'], defaultCapacityProviderStrategy: [], configuration: {} });
  const taskDefinition = (family: string, container: Raw = {}): Raw => ({
    taskDefinitionArn: arn('ecs', `task-definition/${family}:7`), family, revision: 7, status: 'ACTIVE', networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '512', executionRoleArn: role('execution'), taskRoleArn: role('task'),
    containerDefinitions: [{
      name: 'web', image: `${account}.dkr.ecr.${region}.amazonaws.com/orders:1.4.2`, cpu: 0, essential: true, environment: [], mountPoints: [], volumesFrom: [], portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: 'tcp' }],
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/shop/orders', 'awslogs-region': region, 'awslogs-stream-prefix': 'web' } }, secrets: [{ name: 'API_KEY', valueFrom: '/shop/api-key' }], ...container,
    }],
    volumes: [], placementConstraints: [], compatibilities: ['EC2', 'FARGATE'], tags: [{ key: 'team', value: 'orders' }],
  });
  state.taskDefinitions.push(taskDefinition('orders', bad ? { environment: [{ name: 'DB_PASSWORD', value: 'c0rrect-h0rse-battery' }] } : {}), taskDefinition('report'), { ...taskDefinition('orders'), taskDefinitionArn: arn('ecs', 'task-definition/orders:6'), revision: 6 });
  const service = (name: string, family: string, moreOf: Raw = {}): Raw => ({
    serviceArn: arn('ecs', `service/main/${name}`), serviceName: name, clusterArn: cluster, status: 'ACTIVE', desiredCount: 2, runningCount: 2, launchType: 'FARGATE', platformVersion: 'LATEST', taskDefinition: arn('ecs', `task-definition/${family}:7`), schedulingStrategy: 'REPLICA', deploymentController: { type: 'ECS' },
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200, deploymentCircuitBreaker: { enable: true, rollback: true } }, healthCheckGracePeriodSeconds: 60, enableExecuteCommand: false, propagateTags: 'NONE', loadBalancers: [], serviceRegistries: [], placementConstraints: [], placementStrategy: [],
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0a1', 'subnet-0b2'], securityGroups: ['sg-0c3'], assignPublicIp: 'DISABLED' } }, availabilityZoneRebalancing: 'ENABLED', currentServiceRevisions: [{ arn: arn('ecs', `service-revision/main/${name}/1`) }], revision: {}, deployments: [{ id: 'x', status: 'PRIMARY', taskDefinition: arn('ecs', `task-definition/${family}:7`) }], events: [], ...moreOf,
  });
  const targets = arn('elasticloadbalancing', 'targetgroup/orders/0123456789abcdef');
  state.services[cluster] = [
    service('orders', 'orders', { loadBalancers: [{ targetGroupArn: targets, containerName: 'web', containerPort: 8080 }], desiredCount: bad ? 1 : 2, deploymentConfiguration: { minimumHealthyPercent: bad ? 50 : 100, maximumPercent: bad ? 150 : 200, deploymentCircuitBreaker: { enable: true, rollback: true }, alarms: { alarmNames: ['orders-errors'], enable: true, rollback: true } } }),
    service('report', 'report'),
    ...Array.from({ length: more }, (_, index) => service(`more-${String(index).padStart(4, '0')}`, 'report')),
  ];
  const balancer = arn('elasticloadbalancing', 'loadbalancer/app/main/fedcba9876543210');
  const listener = arn('elasticloadbalancing', 'listener/app/main/fedcba9876543210/1111111111111111');
  state.targetGroups.push({ TargetGroupArn: targets, TargetGroupName: 'orders', Protocol: 'HTTP', Port: 80, VpcId: 'vpc-0d4', HealthCheckProtocol: 'HTTP', HealthCheckPath: '/health', HealthCheckIntervalSeconds: 30, HealthCheckTimeoutSeconds: 5, HealthyThresholdCount: 5, UnhealthyThresholdCount: 2, TargetType: 'ip', LoadBalancerArns: [balancer] });
  state.loadBalancers.push({ LoadBalancerArn: balancer, LoadBalancerName: 'main', Type: 'application', Scheme: 'internal', VpcId: 'vpc-0d4', SecurityGroups: ['sg-0e5'], AvailabilityZones: [{ ZoneName: `${region}a`, SubnetId: 'subnet-0a1' }, { ZoneName: `${region}b`, SubnetId: 'subnet-0b2' }] });
  state.listeners.push({ ListenerArn: listener, LoadBalancerArn: balancer, Port: 443, Protocol: 'HTTPS', Certificates: [{ CertificateArn: arn('acm', 'certificate/12345678-1234-1234-1234-123456789012') }], DefaultActions: [{ Type: 'forward', TargetGroupArn: targets }] });
  state.repositories.push({ repositoryArn: arn('ecr', 'repository/orders'), repositoryName: 'orders', registryId: account, repositoryUri: `${account}.dkr.ecr.${region}.amazonaws.com/orders`, imageTagMutability: 'IMMUTABLE', imageScanningConfiguration: { scanOnPush: !bad }, encryptionConfiguration: { encryptionType: 'AES256' }, effective: { scanOnPush: !bad, scanFrequency: bad ? 'MANUAL' : 'SCAN_ON_PUSH' }, lifecyclePolicyText: JSON.stringify({ rules: [{ rulePriority: 1, selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 }, action: { type: 'expire' } }] }) });
  state.logGroups.push({ logGroupName: '/shop/orders', arn: `${arn('logs', 'log-group:/shop/orders')}:*`, logGroupArn: arn('logs', 'log-group:/shop/orders'), retentionInDays: 30 });
  state.alarms.push({ AlarmName: 'orders-errors', AlarmArn: arn('cloudwatch', 'alarm:orders-errors'), ActionsEnabled: true, AlarmActions: [], OKActions: [], InsufficientDataActions: [], StateValue: 'OK', Namespace: 'AWS/ApplicationELB', MetricName: 'HTTPCode_Target_5XX_Count', Dimensions: [{ Name: 'TargetGroup', Value: 'targetgroup/orders/0123456789abcdef' }], Statistic: 'Sum', Period: 60, EvaluationPeriods: 3, Threshold: 5, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: bad ? 'breaching' : 'notBreaching' });
  state.queues[arn('sqs', 'dead')] = { QueueArn: arn('sqs', 'dead'), MessageRetentionPeriod: '1209600', SqsManagedSseEnabled: 'true' };
  state.scalableTargets.push({ ServiceNamespace: 'ecs', ResourceId: 'service/main/report', ScalableDimension: 'ecs:service:DesiredCount', MinCapacity: 2, MaxCapacity: 6, RoleARN: role('scaling'), ScalableTargetARN: arn('application-autoscaling', 'scalable-target/1') });
  state.scalingPolicies.push({ PolicyARN: arn('autoscaling', 'scalingPolicy:1'), PolicyName: 'cpu', ServiceNamespace: 'ecs', ResourceId: 'service/main/report', ScalableDimension: 'ecs:service:DesiredCount', PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration: { TargetValue: 60, PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' } } });
  state.subnets.push(...['subnet-0a1', 'subnet-0b2'].map((subnetId, index) => ({ subnetId, vpcId: 'vpc-0d4', cidrBlock: `10.0.${index}.0/24`, availabilityZone: `${region}${'ab'[index]}`, subnetArn: arn('ec2', `subnet/${subnetId}`) })));
  const group = (groupId: string, groupName: string, port: number, from: string): Raw => ({ groupId, securityGroupArn: arn('ec2', `security-group/${groupId}`), groupName, groupDescription: groupName, vpcId: 'vpc-0d4', ipPermissions: [{ ipProtocol: 'tcp', fromPort: port, toPort: port, groups: from.startsWith('sg-') ? [{ groupId: from, userId: account }] : [], ipRanges: from.startsWith('sg-') ? [] : [{ cidrIp: from }], ipv6Ranges: [], prefixListIds: [] }], ipPermissionsEgress: [{ ipProtocol: '-1', groups: [], ipRanges: [{ cidrIp: '0.0.0.0/0' }], ipv6Ranges: [], prefixListIds: [] }] });
  state.securityGroups.push(group('sg-0c3', 'tasks', bad ? 80 : 8080, 'sg-0e5'), group('sg-0e5', 'balancer', 443, '10.0.0.0/8'), group('sg-0f6', 'endpoints', 443, '10.0.0.0/16'));
  state.vpcs.push({ vpcId: 'vpc-0d4', ownerId: account, cidrBlock: '10.0.0.0/16', isDefault: false, state: 'available', dns: { support: true, hostnames: true } });
  const local = { destinationCidrBlock: '10.0.0.0/16', gatewayId: 'local', state: 'active', origin: 'CreateRouteTable' };
  const out = { destinationCidrBlock: '0.0.0.0/0', natGatewayId: 'nat-0a7', state: 'active', origin: 'CreateRoute' };
  const toS3 = { destinationPrefixListId: 'pl-0a8', gatewayId: 'vpce-0b9', state: 'active', origin: 'CreateRoute' };
  state.routeTables.push(
    { routeTableId: 'rtb-0a9', vpcId: 'vpc-0d4', ownerId: account, associationSet: [{ routeTableAssociationId: 'rtbassoc-0a1', routeTableId: 'rtb-0a9', main: true }], routeSet: [local, out] },
    { routeTableId: 'rtb-0b9', vpcId: 'vpc-0d4', ownerId: account, associationSet: [{ routeTableAssociationId: 'rtbassoc-0b2', routeTableId: 'rtb-0b9', subnetId: 'subnet-0a1', main: false }], routeSet: [local, toS3, out] },
  );
  state.vpcEndpoints.push(
    { vpcEndpointId: 'vpce-0a9', vpcEndpointType: 'Interface', vpcId: 'vpc-0d4', serviceName: `com.amazonaws.${region}.ecr.api`, state: 'available', privateDnsEnabled: true, subnetIdSet: ['subnet-0a1'], groupSet: [{ groupId: 'sg-0f6', groupName: 'endpoints' }], ownerId: account },
    { vpcEndpointId: 'vpce-0b9', vpcEndpointType: 'Gateway', vpcId: 'vpc-0d4', serviceName: `com.amazonaws.${region}.s3`, state: 'available', policyDocument: JSON.stringify({ Version: '2008-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] }), routeTableIdSet: ['rtb-0b9'], ownerId: account },
  );
  const named = (RoleName: string, service: string, more: Raw = {}): Raw => ({ RoleName, RoleId: 'AROAEXAMPLE', Arn: role(RoleName), Path: '/', CreateDate: '2026-01-01T00:00:00Z', AssumeRolePolicyDocument: TRUST(service), ...more });
  state.roles.push(
    named('execution', 'ecs-tasks.amazonaws.com', { attached: ['arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy'], inline: { parameters: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: bad ? 'ssm:GetParameter' : 'ssm:GetParameters', Resource: arn('ssm', 'parameter/shop/*') }] } } }) as (typeof state.roles)[number],
    named('task', 'ecs-tasks.amazonaws.com', { attached: [`arn:aws:iam::${account}:policy/shop`], inline: {} }) as (typeof state.roles)[number],
    named('scheduler', 'scheduler.amazonaws.com', { attached: [], inline: { run: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['ecs:RunTask', 'iam:PassRole', ...(bad ? [] : ['sqs:SendMessage'])], Resource: '*' }] } } }) as (typeof state.roles)[number],
  );
  state.managedPolicies.push({ Arn: `arn:aws:iam::${account}:policy/shop`, document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn('sqs', 'orders') }] } });
  state.schedules.push({ Name: 'nightly', GroupName: 'default', Arn: arn('scheduler', 'schedule/default/nightly'), ScheduleExpression: 'rate(1 day)', FlexibleTimeWindow: { Mode: 'OFF' }, State: 'ENABLED', Target: { Arn: cluster, RoleArn: role('scheduler'), EcsParameters: { TaskDefinitionArn: arn('ecs', 'task-definition/report'), LaunchType: 'FARGATE', NetworkConfiguration: { awsvpcConfiguration: { Subnets: ['subnet-0a1'] } } }, DeadLetterConfig: { Arn: arn('sqs', 'dead') } } });
  return state;
}

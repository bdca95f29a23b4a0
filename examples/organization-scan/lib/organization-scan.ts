import { CfnParameter, Duration, RemovalPolicy, Stack, type StackProps, Tags, TimeZone } from 'aws-cdk-lib';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { Cluster, ContainerImage, ContainerInsights, CpuArchitecture, FargatePlatformVersion, FargateTaskDefinition, LogDrivers, OperatingSystemFamily } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { type Chain, Choice, Condition, DefinitionBody, DistributedMap, IntegrationPattern, JsonPath, StateMachine, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService, EcsFargateLaunchTarget, EcsRunTask } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { fileURLToPath } from 'node:url';
import type { Construct } from 'constructs';
import { MEMBER_ROLE } from './member-role.js';

export interface OrganizationScanProps extends StackProps {
  /** Regions to scan in every account. */
  regions: readonly string[];
}

/**
 * Scans every account of the organisation once a week: Scheduler starts a state machine, which runs a Fargate task for each account and at
 * the end one that puts the parts together; it fails when an account is missing. Reports and evidence lie in the bucket, by execution.
 * Deploy it in the account that administers the organisation, or one that it delegates to.
 */
export class OrganizationScan extends Stack {
  constructor(scope: Construct, id: string, { regions, ...props }: OrganizationScanProps) {
    super(scope, id, props);
    const externalId = new CfnParameter(this, 'ExternalId', { description: 'The one that the member roles want.', minLength: 16 });

    const evidence = new Bucket(this, 'Evidence', { encryption: BucketEncryption.S3_MANAGED, blockPublicAccess: BlockPublicAccess.BLOCK_ALL, enforceSSL: true, versioned: true, removalPolicy: RemovalPolicy.RETAIN, lifecycleRules: [{ expiration: Duration.days(400) }] });
    const vpc = new Vpc(this, 'Network', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false });
    const securityGroup = new SecurityGroup(this, 'Tasks', { vpc, description: 'Scans ask AWS over HTTPS and are asked by nobody' });
    const cluster = new Cluster(this, 'Cluster', { vpc, containerInsightsV2: ContainerInsights.ENABLED });

    const taskRole = new Role(this, 'TaskRole', { roleName: 'plimsoll-organization-scan', assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
    taskRole.addToPolicy(new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [`arn:${this.partition}:iam::*:role/${MEMBER_ROLE}`] }));
    evidence.grantReadWrite(taskRole, 'runs/*');
    const task = new FargateTaskDefinition(this, 'Task', { cpu: 512, memoryLimitMiB: 1024, taskRole, runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX } });
    // The scan writes below /tmp only.
    task.addVolume({ name: 'scratch' });
    const container = task.addContainer('scan', {
      image: ContainerImage.fromAsset(fileURLToPath(new URL('../image', import.meta.url)), { platform: Platform.LINUX_ARM64 }),
      environment: { BUCKET: evidence.bucketName, REGIONS: regions.join(','), ROLE: MEMBER_ROLE },
      user: '1000',
      readonlyRootFilesystem: true,
      logging: LogDrivers.awsLogs({ streamPrefix: 'scan', logGroup: new LogGroup(this, 'Log', { retention: RetentionDays.THREE_MONTHS }) }),
    });
    container.addMountPoints({ sourceVolume: 'scratch', containerPath: '/tmp', readOnly: false });

    const run = (name: string, environment: Readonly<Record<string, string>>): EcsRunTask =>
      new EcsRunTask(this, name, {
        cluster,
        taskDefinition: task,
        integrationPattern: IntegrationPattern.RUN_JOB,
        launchTarget: new EcsFargateLaunchTarget({ platformVersion: FargatePlatformVersion.VERSION1_4 }),
        subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        securityGroups: [securityGroup],
        containerOverrides: [{ containerDefinition: container, environment: Object.entries({ EXTERNAL_ID: externalId.valueAsString, ...environment }).map(([key, value]) => ({ name: key, value })) }],
        resultPath: JsonPath.DISCARD,
      });

    const machine = new StateMachine(this, 'Machine', { definitionBody: DefinitionBody.fromChainable(this.steps(run, evidence)), timeout: Duration.hours(12) });
    new Schedule(this, 'Weekly', {
      schedule: ScheduleExpression.cron({ weekDay: 'MON', hour: '5', minute: '0', timeZone: TimeZone.ETC_UTC }),
      target: new StepFunctionsStartExecution(machine, { deadLetterQueue: new Queue(this, 'NotStarted', { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true }), retryAttempts: 3 }),
    });
    Tags.of(this).add('application', 'organization-scan');
  }

  /** Page by page: list accounts, note them, scan each; at the end put everything together. */
  private steps(run: (name: string, environment: Readonly<Record<string, string>>) => EcsRunTask, evidence: Bucket): Chain {
    const executionId = JsonPath.stringAt('$$.Execution.Name');
    const list = (name: string, parameters: Readonly<Record<string, unknown>>): CallAwsService => new CallAwsService(this, name, { service: 'organizations', action: 'listAccounts', parameters, iamResources: ['*'], resultPath: '$.page' });
    const first = list('List the first accounts', { MaxResults: 20 });
    const next = list('List more accounts', { MaxResults: 20, NextToken: JsonPath.stringAt('$.page.NextToken') });
    const note = new CallAwsService(this, 'Note the accounts', {
      service: 's3',
      action: 'putObject',
      parameters: { Bucket: evidence.bucketName, Key: JsonPath.format('runs/{}/accounts/{}.json', executionId, JsonPath.uuid()), Body: JsonPath.objectAt('$.page.Accounts') },
      iamResources: [evidence.arnForObjects('runs/*')],
      resultPath: JsonPath.DISCARD,
    });
    const scan = run('Scan an account', { MODE: 'scan', RUN: JsonPath.stringAt('$.run'), ACCOUNT: JsonPath.stringAt('$.account.Id') });
    const map = new DistributedMap(this, 'Every account', { itemsPath: '$.page.Accounts', itemSelector: { account: JsonPath.objectAt('$$.Map.Item.Value'), run: executionId }, maxConcurrency: 20, toleratedFailurePercentage: 100, resultPath: JsonPath.DISCARD });
    // One account that cannot be scanned stops no other; the last step says that it is missing.
    map.itemProcessor(scan);
    const merge = run('Put everything together', { MODE: 'merge', RUN: executionId });
    const isLast = new Choice(this, 'More accounts?').when(Condition.isPresent('$.page.NextToken'), next).otherwise(merge.next(new Succeed(this, 'Done')));
    next.next(note);
    return first.next(note).next(map).next(isLast);
  }
}

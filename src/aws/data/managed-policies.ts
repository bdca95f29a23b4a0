/**
 * What the policies of AWS allow that people attach to roles of tasks, instances and schedules. As of 2026-11-25, from
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html and
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-awsmanpol.html .
 *
 * To renew: open the page of each policy in the reference, compare its newest version with the list here, and change the date. Too long
 * a list only hides a finding; one that is too short accuses somebody wrongly, so a policy is here whole or not at all. One that is not
 * here allows what is not known.
 */
import type { Statement } from '../iam/policy.js';

/** The day on which the lists were last held against the reference. */
export const MANAGED_POLICIES_DATE = '2026-11-25';

const allow = (...actions: string[]): Statement => ({ Effect: 'Allow', Action: actions, Resource: '*' });

const PULL = ['ecr:GetAuthorizationToken', 'ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'];
const READ_IMAGES = [...PULL, 'ecr:GetRepositoryPolicy', 'ecr:DescribeRepositories', 'ecr:ListImages', 'ecr:DescribeImages', 'ecr:GetLifecyclePolicy', 'ecr:GetLifecyclePolicyPreview', 'ecr:ListTagsForResource', 'ecr:DescribeImageScanFindings'];

/** Statements by the name of the policy, without `arn:aws:iam::aws:policy/`. */
export const MANAGED_POLICIES: Readonly<Record<string, readonly Statement[] | undefined>> = {
  AdministratorAccess: [allow('*')],
  PowerUserAccess: [{ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }, allow('iam:CreateServiceLinkedRole', 'iam:DeleteServiceLinkedRole', 'iam:ListRoles', 'organizations:Describe*', 'account:*')],
  'service-role/AmazonECSTaskExecutionRolePolicy': [allow(...PULL, 'logs:CreateLogStream', 'logs:PutLogEvents')],
  'service-role/AmazonEC2ContainerServiceforEC2Role': [
    allow(...PULL, 'ec2:DescribeTags', 'ecs:CreateCluster', 'ecs:DeregisterContainerInstance', 'ecs:DiscoverPollEndpoint', 'ecs:Poll', 'ecs:RegisterContainerInstance', 'ecs:StartTelemetrySession', 'ecs:UpdateContainerInstancesState', 'ecs:Submit*', 'ecs:TagResource', 'ecs:ListTagsForResource', 'logs:CreateLogStream', 'logs:PutLogEvents'),
  ],
  'service-role/AmazonEC2ContainerServiceEventsRole': [allow('ecs:RunTask', 'ecs:TagResource'), { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*', Condition: { StringLike: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } } }],
  AmazonEC2ContainerRegistryPullOnly: [allow(...PULL, 'ecr:BatchImportUpstreamImage')],
  AmazonEC2ContainerRegistryReadOnly: [allow(...READ_IMAGES)],
  AmazonEC2ContainerRegistryPowerUser: [allow(...READ_IMAGES, 'ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage')],
  AmazonEC2ContainerRegistryFullAccess: [allow('ecr:*', 'cloudtrail:LookupEvents', 'iam:CreateServiceLinkedRole')],
  AmazonElasticFileSystemClientReadOnlyAccess: [allow('elasticfilesystem:ClientMount', 'elasticfilesystem:DescribeMountTargets')],
  AmazonElasticFileSystemClientReadWriteAccess: [allow('elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite', 'elasticfilesystem:DescribeMountTargets')],
  AmazonElasticFileSystemClientFullAccess: [allow('elasticfilesystem:ClientMount', 'elasticfilesystem:ClientRootAccess', 'elasticfilesystem:ClientWrite', 'elasticfilesystem:DescribeMountTargets')],
  CloudWatchLogsFullAccess: [allow('logs:*', 'cloudwatch:*')],
  CloudWatchAgentServerPolicy: [allow('cloudwatch:PutMetricData', 'ec2:DescribeVolumes', 'ec2:DescribeTags', 'logs:PutLogEvents', 'logs:PutRetentionPolicy', 'logs:DescribeLogStreams', 'logs:DescribeLogGroups', 'logs:CreateLogStream', 'logs:CreateLogGroup', 'xray:*', 'ssm:GetParameter')],
  AWSXRayDaemonWriteAccess: [allow('xray:*')],
  AmazonSSMReadOnlyAccess: [allow('ssm:Describe*', 'ssm:Get*', 'ssm:List*')],
  AmazonSSMFullAccess: [allow('ssm:*', 'logs:*', 'ec2messages:*', 'cloudwatch:PutMetricData', 'ds:*', 'ec2:DescribeInstanceStatus', 'iam:CreateServiceLinkedRole', 'iam:DeleteServiceLinkedRole', 'iam:GetServiceLinkedRoleDeletionStatus', 'ssmmessages:*')],
  AmazonSSMManagedInstanceCore: [
    allow('ssm:DescribeAssociation', 'ssm:GetDeployablePatchSnapshotForInstance', 'ssm:GetDocument', 'ssm:DescribeDocument', 'ssm:GetManifest', 'ssm:GetParameter', 'ssm:GetParameters', 'ssm:ListAssociations', 'ssm:ListInstanceAssociations', 'ssm:Put*', 'ssm:Update*', 'ssmmessages:*', 'ec2messages:*'),
  ],
  SecretsManagerReadWrite: [allow('secretsmanager:*', 'cloudformation:*', 'docdb-elastic:*', 'ec2:Describe*', 'kms:DescribeKey', 'kms:ListAliases', 'kms:ListKeys', 'lambda:*', 'rds:Describe*', 'redshift:*', 'redshift-serverless:*', 'serverlessrepo:*', 's3:GetObject', 'tag:GetResources')],
  AmazonS3ReadOnlyAccess: [allow('s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:*')],
  AmazonS3FullAccess: [allow('s3:*', 's3-object-lambda:*')],
  AmazonDynamoDBReadOnlyAccess: [allow('dynamodb:*', 'application-autoscaling:*', 'cloudwatch:*', 'datapipeline:*', 'iam:GetRole', 'iam:ListRoles', 'sns:List*', 'kms:DescribeKey', 'kms:ListAliases', 'resource-groups:*', 'kinesis:*')],
};

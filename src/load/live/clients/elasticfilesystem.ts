import { EFSClient, DescribeFileSystemsCommand, DescribeMountTargetsCommand, DescribeMountTargetSecurityGroupsCommand, DescribeAccessPointsCommand, DescribeFileSystemPolicyCommand, DescribeBackupPolicyCommand, DescribeLifecycleConfigurationCommand } from '@aws-sdk/client-efs';

export const Client = EFSClient;
/** All that is ever asked of the service: nothing here changes anything. */
export const commands = { DescribeFileSystems: DescribeFileSystemsCommand, DescribeMountTargets: DescribeMountTargetsCommand, DescribeMountTargetSecurityGroups: DescribeMountTargetSecurityGroupsCommand, DescribeAccessPoints: DescribeAccessPointsCommand, DescribeFileSystemPolicy: DescribeFileSystemPolicyCommand, DescribeBackupPolicy: DescribeBackupPolicyCommand, DescribeLifecycleConfiguration: DescribeLifecycleConfigurationCommand };

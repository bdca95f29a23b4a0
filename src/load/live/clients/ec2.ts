import { EC2Client, DescribeSubnetsCommand, DescribeRouteTablesCommand, DescribeSecurityGroupsCommand, DescribeVpcsCommand, DescribeVpcAttributeCommand, DescribeVpcEndpointsCommand, DescribeLaunchTemplateVersionsCommand, DescribeRegionsCommand } from '@aws-sdk/client-ec2';

export const Client = EC2Client;
/** All that is ever asked of the service: nothing here changes anything. */
export const commands = { DescribeSubnets: DescribeSubnetsCommand, DescribeRouteTables: DescribeRouteTablesCommand, DescribeSecurityGroups: DescribeSecurityGroupsCommand, DescribeVpcs: DescribeVpcsCommand, DescribeVpcAttribute: DescribeVpcAttributeCommand, DescribeVpcEndpoints: DescribeVpcEndpointsCommand, DescribeLaunchTemplateVersions: DescribeLaunchTemplateVersionsCommand, DescribeRegions: DescribeRegionsCommand };

import { OrganizationsClient, DescribeOrganizationCommand, ListAccountsCommand, ListRootsCommand, ListAccountsForParentCommand, ListOrganizationalUnitsForParentCommand, ListTagsForResourceCommand } from '@aws-sdk/client-organizations';

export const Client = OrganizationsClient;
/** All that is ever asked of the service: nothing here changes anything. */
export const commands = { DescribeOrganization: DescribeOrganizationCommand, ListAccounts: ListAccountsCommand, ListRoots: ListRootsCommand, ListAccountsForParent: ListAccountsForParentCommand, ListOrganizationalUnitsForParent: ListOrganizationalUnitsForParentCommand, ListTagsForResource: ListTagsForResourceCommand };

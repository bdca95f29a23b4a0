/** What findings of accounts go back to, so that twenty services with one mistake read as one. */
import type { Cause, Finding } from '../finding.js';
import type { Item } from '../load/live/catalog.js';

/**
 * The cause of a finding: the role that it names, the logical id in the stack that made the resource, or the task definition's family.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html (tags that CloudFormation sets)
 * @param item the resource as it was read
 */
export function causeOf({ related, location, resource }: Finding, item: Item | undefined): Cause | undefined {
  const role = [location.file, ...related.map((each) => each.location.file)].find((file) => /^arn:[^:]+:iam::\d+:role\//.test(file));
  if (role !== undefined) return { kind: 'role', name: role.slice(role.indexOf(':role/') + 6) };
  const tags = new Map((Array.isArray(item?.properties.Tags) ? (item.properties.Tags as { Key?: string; Value?: string }[]) : []).map(({ Key, Value }) => [Key, Value]));
  const stack = tags.get('aws:cloudformation:stack-name');
  const logical = tags.get('aws:cloudformation:logical-id');
  if (stack !== undefined && logical !== undefined) return { kind: 'stack', name: `${stack}/${logical}` };
  return resource.type === 'AWS::ECS::TaskDefinition' ? { kind: 'task-definition', name: resource.name } : undefined;
}

/** The rights that a scan needs: those of the calls of its collections, and nothing else. */
import { collectionsFor } from '../load/live/catalog.js';
import type { Rule } from '../rule.js';

/** The types that rules ask about. */
export function typesOf(rules: readonly Rule[]): Set<string> {
  return new Set(rules.flatMap((rule) => (rule.on === undefined ? [] : [rule.on, ...(rule.with ?? [])])));
}

/** The least policy for a scan with these rules, as an IAM document. */
export function leastPolicy(rules: readonly Rule[]): object {
  const actions = [...new Set(collectionsFor(typesOf(rules)).flatMap((collection) => collection.actions))].sort();
  return { Version: '2012-10-17', Statement: [{ Sid: 'PlimsollReads', Effect: 'Allow', Action: actions, Resource: '*' }] };
}

/**
 * The same for sessions of an assumed role, short enough for the 2,048 characters that STS takes: reads of the services, spelled with
 * wildcards. Whatever the role may do, the session cannot change anything.
 */
export const SESSION_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Resource: '*',
      Action: [
        'ecs:Describe*', 'ecs:List*', 'ecr:DescribeRepositories', 'ecr:GetLifecyclePolicy', 'ecr:GetRepositoryPolicy', 'ecr:ListTagsForResource', 'ecr:BatchGetRepositoryScanningConfiguration', 'ecr:GetRegistryScanningConfiguration', 'ecr:DescribePullThroughCacheRules', 'ecr:DescribeRegistry', 'ecr:GetRegistryPolicy',
        'application-autoscaling:Describe*', 'elasticloadbalancing:Describe*', 'autoscaling:Describe*', 'elasticfilesystem:Describe*', 'events:List*', 'events:Describe*', 'scheduler:List*', 'scheduler:Get*', 'logs:DescribeLogGroups', 'cloudwatch:DescribeAlarms', 'sqs:GetQueueAttributes',
        'iam:GetRole', 'iam:GetInstanceProfile', 'iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:GetRolePolicy', 'iam:ListRolePolicies', 'iam:ListAttachedRolePolicies', 'ec2:Describe*', 'sts:GetCallerIdentity',
      ],
    },
  ],
});

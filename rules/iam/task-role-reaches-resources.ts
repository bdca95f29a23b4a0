import { mayReach, named } from '../../src/aws/iam/named-resources.js';
import { statementsOf } from '../../src/aws/iam/policy.js';
import { speaksTo } from '../../src/aws/iam/resource-policy.js';
import { grantsOf } from '../../src/aws/iam/role-policies.js';
import { nodeOf } from '../../src/graph/graph.js';
import { peek } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

const POLICIES = ['AWS::S3::BucketPolicy', 'AWS::SNS::TopicInlinePolicy', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueueInlinePolicy', 'AWS::SQS::QueuePolicy', 'AWS::SecretsManager::ResourcePolicy'] as const;

export default defineRule({
  id: 'iam/task-role-reaches-resources',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy', ...POLICIES],
  category: 'deployability',
  outcome: 'silently-broken',
  severity: 'medium',
  confidence: 'heuristic',
  summary: 'The task role speaks of the queues, tables, buckets, topics and secrets that a container is told of',
  why: 'A container that gets the URL of a queue or the name of a table in its environment mostly calls it, with the task role. Where no policy of the role, nor of the resource, says anything about it, the first call is answered with AccessDenied, which a health check does not notice.',
  fix: 'Allow the task role what the application does with the resource.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html'],
  presets: ['strict'],
  check(container, tools, task) {
    const { at, companions, follow, has, report, resource, undecided } = tools;
    const variables = container.Environment ?? [];
    const told = variables.flatMap((variable) => {
      const target = named(peek(variable, 'Value'));
      return target ? [{ variable, ...target }] : [];
    });
    // Whoever brings keys does not need the role.
    if (told.length === 0 || [...variables, ...(container.Secrets ?? [])].some(({ Name }) => Name?.startsWith('AWS_ACCESS_KEY') || Name === 'AWS_PROFILE' || Name === 'AWS_ROLE_ARN')) return;
    if (!has(task, 'TaskRoleArn')) {
      // On instances the role of the instance may do it.
      if (!task.RequiresCompatibilities?.every((each) => each === 'FARGATE')) return;
      for (const { variable, node, called } of told) report(at(variable, 'Value'), `container "${container}" is told ${called} "${node.name}" as ${variable.Name}, but "${resource(task).name}" has no task role to use it with`, { related: [[at(task, 'TaskRoleArn'), 'no task role']] });
      return;
    }
    const role = follow(task, 'TaskRoleArn', 'AWS::IAM::Role');
    if (!role) return;
    const grants = grantsOf(role, tools);
    let doubt: string | undefined;
    for (const { variable, node, service, called } of told) {
      const spoken = mayReach(grants, service, node);
      if (spoken === true) continue;
      const policies = POLICIES.flatMap((type) => companions(node.props, type, { here: true })).map((policy) => peek(policy, 'PolicyDocument') ?? peek(policy, 'ResourcePolicy'));
      const letIn = has(node.props as { ResourcePolicy?: unknown }, 'ResourcePolicy') || policies.flatMap((policy) => [...statementsOf(policy)]).some((statement) => peek(statement, 'Effect') !== 'Deny' && speaksTo(statement, nodeOf(role), 'caller') !== false);
      if (spoken !== false || letIn) doubt ??= spoken === false ? `the policy of ${node.name} may let the role in` : spoken.reason;
      else report(at(variable, 'Value'), `container "${container}" is told ${called} "${node.name}" as ${variable.Name}, but no statement of task role "${resource(role).name}" speaks of it`, { related: [[at(role), 'the task role'], [at(node.props), `the ${called}`]] });
    }
    if (doubt !== undefined) undecided(doubt);
  },
});

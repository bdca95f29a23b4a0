import { reportUnawaited, startsTasks } from '../../src/aws/deployment/order.js';
import { latePolicies } from '../../src/aws/iam/role-order.js';
import { peek, Unknown } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/created-after-role-policies',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::TaskDefinition', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy'],
  category: 'deployability',
  // A policy takes seconds, and so does the first task; ECS tries again.
  severity: 'low',
  confidence: 'heuristic',
  outcome: 'task-fails',
  summary: 'A service is created after the policies of the roles of its tasks',
  why: 'A policy that is a resource of its own refers to the role, and the service to the task definition, but neither to the other. CloudFormation makes them side by side, and the first tasks may be denied what they need; a circuit breaker counts them. When the stack is deleted the policy may go first, and tasks that still run lose their rights.',
  fix: 'Let the service depend on the policies (DependsOn), or write them in the role itself (Policies).',
  references: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html', 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html'],
  presets: ['strict'],
  check(service, tools) {
    const { at, follow, resource, undecided } = tools;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    if (!task) return;
    let doubt: string | undefined;
    for (const [kind, property] of [['task', 'TaskRoleArn'], ['execution', 'ExecutionRoleArn']] as const) {
      const value = peek(task, property);
      // A role from elsewhere has its policies.
      if (value === undefined || typeof value === 'string') continue;
      if (value instanceof Unknown && value.link?.node.type !== 'AWS::IAM::Role') {
        doubt ??= value.reason;
        continue;
      }
      const role = follow(task, property, 'AWS::IAM::Role');
      const policies = role ? latePolicies(service, role, tools) : [];
      // What the execution role needs comes in time, as thousands of stacks show, unless its policy waits for something else.
      const found = kind === 'task' ? policies : policies.filter(({ behind }) => behind);
      const [first] = found;
      if (!first || !role || !startsTasks(service)) continue;
      const behind = found.find((each) => each.behind)?.behind;
      const late = found.map(({ policy }) => policy);
      return reportUnawaited(at(service, 'TaskDefinition'), service, late, `from which ${kind} role "${resource(role).name}" has its rights`, tools, {
        behind,
        ...(behind && { severity: 'medium', confidence: 'likely' }),
        related: [[at(first.policy), 'the policy'], [at(task, property), `the ${kind} role`]],
      });
    }
    if (doubt !== undefined) undecided(doubt);
  },
});

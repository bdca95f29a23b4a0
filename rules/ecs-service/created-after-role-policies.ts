import { latePolicies } from '../../src/aws/role-order.js';
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
    const { at, follow, report, resource, undecided } = tools;
    if (service.DesiredCount === 0 || service.DeploymentController?.Type === 'EXTERNAL') return;
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
      const late = role ? latePolicies(service, role, tools) : [];
      // What the execution role needs comes in time, as thousands of stacks show, unless its policy waits for something else.
      const found = kind === 'task' ? late : late.filter(({ behind }) => behind);
      const [first] = found;
      if (!first || !role) continue;
      const behind = found.find((each) => each.behind)?.behind;
      const names = found.map(({ name }) => name).join(', ');
      return report(at(service, 'TaskDefinition'), `"${service}" does not wait for ${names}, which ${found.length > 1 ? 'give' : 'gives'} ${kind} role "${resource(role).name}" its rights`, {
        ...(behind && { severity: 'medium', confidence: 'likely', proof: [['later', `${names} waits for ${resource(behind).name}, the service does not`]] as const }),
        fix: `DependsOn: [${names}] in the service.`,
        related: [[at(first.policy), 'the policy'], [at(task, property), `the ${kind} role`]],
      });
    }
    if (doubt !== undefined) undecided(doubt);
  },
});

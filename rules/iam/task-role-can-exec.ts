import { EXEC_REQUESTS, lacking } from '../../src/aws/iam/access.js';
import { nearMisses } from '../../src/aws/iam.js';
import { grantsOf } from '../../src/aws/iam/role-policies.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/task-role-can-exec',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::TaskDefinition', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy'],
  category: 'deployability',
  outcome: 'silently-broken',
  severity: 'high',
  summary: 'Where ECS Exec is on, the task role may open its channels',
  why: 'The agent of ECS Exec reaches Systems Manager with the task role. Without the four ssmmessages actions the service runs as if nothing were wrong, and every "aws ecs execute-command" fails: "the execute command agent isn\'t running" or TargetNotConnectedException.',
  fix: 'Allow ssmmessages:CreateControlChannel, CreateDataChannel, OpenControlChannel and OpenDataChannel on "*" in the task role.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html'],
  errors: ['TargetNotConnectedException: The execute command failed due to an internal error. Try again later.', 'The execute command failed because execute command was not enabled when the task was run or the execute command agent isn\'t running.'],
  presets: ['recommended', 'strict'],
  check(service, tools) {
    const { at, follow, has, report, resource, undecided } = tools;
    if (!service.EnableExecuteCommand) return;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    const role = task && has(task, 'TaskRoleArn') ? follow(task, 'TaskRoleArn', 'AWS::IAM::Role') : undefined;
    if (!role) return;
    const grants = grantsOf(role, tools);
    const { lacks, doubt } = lacking(grants, EXEC_REQUESTS);
    const [first] = lacks;
    if (first) {
      report(at(service, 'EnableExecuteCommand'), `"${service}" enables ECS Exec, but task role "${resource(role).name}" may not open its channels: nothing allows ${lacks.map(({ action }) => action).join(', ')}`, {
        proof: [['needs', `${lacks.map(({ action }) => action).join(', ')} on *`], ...nearMisses(grants, first).map((line) => ['allows', line] as const)],
        related: [[at(role), 'the task role']],
        confidence: has(role, 'RoleName') ? 'likely' : 'certain',
      });
    } else if (doubt !== undefined) undecided(doubt);
  },
});

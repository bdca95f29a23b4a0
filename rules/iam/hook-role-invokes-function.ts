import { mayDo, nearMisses } from '../../src/aws/iam.js';
import { type Piece, piecesOf, printPieces } from '../../src/aws/iam/name-pattern.js';
import { grantsOf } from '../../src/aws/iam/role-policies.js';
import { peek, Unknown } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/hook-role-invokes-function',
  on: 'AWS::ECS::Service',
  each: 'DeploymentConfiguration.LifecycleHooks[]',
  with: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy', 'AWS::Lambda::Permission'],
  category: 'deployability',
  outcome: 'rejected',
  severity: 'high',
  summary: 'The role of a lifecycle hook may invoke its function',
  why: 'ECS invokes the Lambda function of a lifecycle hook with the role of the hook, and waits for its answer at every stage that the hook names. Without lambda:InvokeFunction on the function the hook fails, and the deployment is rolled back.',
  fix: 'Allow lambda:InvokeFunction on the function in the role of the hook.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-permissions.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHook.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html',
  ],
  presets: ['recommended', 'reliability', 'strict'],
  check(hook, tools, service) {
    const { at, companions, follow, has, report, resource, show, undecided } = tools;
    if (!has(hook, 'RoleArn') || !has(hook, 'HookTargetArn') || (has(hook, 'TargetType') && hook.TargetType !== 'AWS_LAMBDA')) return;
    const role = follow(hook, 'RoleArn', 'AWS::IAM::Role');
    if (!role) return;
    const pieces = piecesOf(peek(hook, 'HookTargetArn') as Piece);
    // The ARN of a version or an alias is known to its reference alone.
    const arn = typeof pieces[0] === 'string' && pieces[0].startsWith('arn:') ? pieces : [new Unknown(`which function ${show(hook, 'HookTargetArn')} is is not known`, 'reference')];
    const request = { action: 'lambda:InvokeFunction', resources: [arn] };
    const grants = grantsOf(role, tools);
    const verdict = mayDo(grants, request);
    if (verdict.answer === 'unknown') undecided(verdict.reason);
    else if (verdict.answer === 'denied') {
      if (!verdict.by && companions(role, 'AWS::Lambda::Permission', { here: true }).length > 0) undecided('a permission of a function speaks of the role');
      report(at(hook, 'RoleArn'), `role "${resource(role).name}" may not invoke ${show(hook, 'HookTargetArn')} for the lifecycle hook of "${service}": ${verdict.by ? 'a statement denies' : 'nothing allows'} lambda:InvokeFunction on it`, {
        proof: [['needs', `lambda:InvokeFunction on ${printPieces(arn)}`], ...nearMisses(grants, request).map((line) => ['allows', line] as const)],
        ...(!verdict.by && { fix: `Allow lambda:InvokeFunction on ${show(hook, 'HookTargetArn')} in a policy of "${resource(role).name}".` }),
        related: [[at(role), 'the role of the hook']],
        confidence: has(role, 'RoleName') ? 'likely' : 'certain',
      });
    }
  },
});

import { mayDo, nearMisses } from '../../src/aws/iam.js';
import { printPieces } from '../../src/aws/name-pattern.js';
import { grantsOf } from '../../src/aws/role-policies.js';
import { secretRequest } from '../../src/aws/access.js';
import { peek } from '../../src/graph/value.js';
import { nodeOf } from '../../src/graph/graph.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/execution-role-reads-secrets',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy'],
  category: 'deployability',
  outcome: 'task-fails',
  severity: 'high',
  summary: 'The execution role may read the secrets that its task definition names',
  why: 'ECS reads secrets with the execution role before a container starts. Where the role may not, every task stops with "ResourceInitializationError: unable to pull secrets or registry auth". Three mistakes are common: ssm:GetParameter (ECS calls GetParameters), a policy on the bare name of a secret (its ARN ends in six more characters), and a policy on another secret.',
  fix: 'Allow secretsmanager:GetSecretValue on the ARN of the secret, with -?????? behind a name, or ssm:GetParameters on the ARN of the parameter.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html',
  ],
  errors: ['ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: …', 'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: … AccessDeniedException: …', 'is not authorized to perform: secretsmanager:GetSecretValue on resource: …', 'is not authorized to perform: ssm:GetParameters on resource: …'],
  presets: ['recommended', 'strict'],
  check(container, tools, task) {
    const { at, follow, has, report, resource, undecided } = tools;
    const secrets = [...(container.Secrets ?? []), ...(container.LogConfiguration?.SecretOptions ?? [])];
    if (secrets.length === 0) return;
    const role = follow(task, 'ExecutionRoleArn', 'AWS::IAM::Role');
    if (!role) return;
    const grants = grantsOf(role, tools);
    let doubt: string | undefined;
    for (const secret of secrets) {
      const value = peek(secret, 'ValueFrom') as string;
      const request = value && secretRequest(nodeOf(task), value);
      if (!request) {
        doubt ??= `what secret "${secret}" reads is not known`;
        continue;
      }
      const verdict = mayDo(grants, request);
      if (verdict.answer === 'unknown') doubt ??= verdict.reason;
      if (verdict.answer !== 'denied') continue;
      const what = printPieces(request.resources.at(-1) ?? []);
      report(at(secret, 'ValueFrom'), `execution role "${resource(role).name}" may not read secret "${secret}" of container "${container}": ${verdict.by ? 'a statement denies' : 'no statement allows'} ${request.action} on it`, {
        proof: [['needs', `${request.action} on ${what}`], ...nearMisses(grants, request).map((line) => ['allows', line] as const)],
        fix: `Allow ${request.action} on ${what} in a policy of "${resource(role).name}".`,
        related: [[at(role), 'the execution role']],
        confidence: has(role, 'RoleName') ? 'likely' : 'certain',
      });
    }
    if (doubt !== undefined) undecided(doubt);
  },
});

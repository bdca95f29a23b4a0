import { credentialsRequest, secretRequest } from '../../src/aws/iam/access.js';
import { mayDo, nearMisses } from '../../src/aws/iam.js';
import { printPieces } from '../../src/aws/iam/name-pattern.js';
import { eitherAllows, saysOf } from '../../src/aws/iam/resource-policy.js';
import { grantsOf } from '../../src/aws/iam/role-policies.js';
import { referenced, secretReferences } from '../../src/aws/iam/secret-source.js';
import { peek } from '../../src/graph/value.js';
import { nodeOf } from '../../src/graph/graph.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/execution-role-reads-secrets',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy', 'AWS::SecretsManager::ResourcePolicy'],
  category: 'deployability',
  outcome: 'task-fails',
  severity: 'high',
  summary: 'The execution role may read the secrets that its task definition names',
  why: 'ECS reads secrets, and the credentials of a private registry, with the execution role before a container starts. Where the role may not, every task stops with "ResourceInitializationError: unable to pull secrets or registry auth". Three mistakes are common: ssm:GetParameter (ECS calls GetParameters), a policy on the bare name of a secret (its ARN ends in six more characters), and a policy on another secret.',
  fix: 'Allow secretsmanager:GetSecretValue on the ARN of the secret, with -?????? behind a name, or ssm:GetParameters on the ARN of the parameter.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html',
  ],
  errors: ['ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: …', 'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: … AccessDeniedException: …', 'is not authorized to perform: secretsmanager:GetSecretValue on resource: …', 'is not authorized to perform: ssm:GetParameters on resource: …'],
  presets: ['recommended', 'strict'],
  check(container, tools, task) {
    const { at, companions, follow, has, report, resource, undecided } = tools;
    const node = nodeOf(task);
    const secrets = secretReferences(container, tools);
    if (secrets.length === 0) return;
    const role = follow(task, 'ExecutionRoleArn', 'AWS::IAM::Role');
    if (!role) return;
    const grants = grantsOf(role, tools);
    let doubt: string | undefined;
    for (const { object, property, name } of secrets) {
      const value = peek(object, property) as string;
      const request = value && (property === 'ValueFrom' ? secretRequest : credentialsRequest)(node, value);
      if (!request) {
        doubt ??= `what ${name} reads is not known`;
        continue;
      }
      const secret = referenced(value);
      const own = mayDo(grants, request);
      // The policy of the secret may let the role in.
      const policies = own.answer === 'denied' && secret?.type === 'AWS::SecretsManager::Secret' ? companions(secret.props, 'AWS::SecretsManager::ResourcePolicy', { here: true }) : [];
      const verdict = policies.length > 0 ? eitherAllows(saysOf(policies.map((policy) => peek(policy, 'ResourcePolicy')), nodeOf(role), request), grants, request) : own;
      if (verdict.answer === 'unknown') doubt ??= verdict.reason;
      if (verdict.answer !== 'denied') continue;
      const what = printPieces(request.resources.at(-1) ?? []);
      report(at(object, property as never), `execution role "${resource(role).name}" may not read ${name} of container "${container}": ${verdict.by ? 'a statement denies' : 'no statement allows'} ${request.action} on it`, {
        proof: [['needs', `${request.action} on ${what}`], ...nearMisses(grants, request).map((line) => ['allows', line] as const)],
        fix: verdict.by ? `Leave it out of the statement of "${resource(role).name}" that denies it.` : `Allow ${request.action} on ${what} in a policy of "${resource(role).name}".`,
        related: [[at(role), 'the execution role']],
        confidence: has(role, 'RoleName') ? 'likely' : 'certain',
      });
    }
    if (doubt !== undefined) undecided(doubt);
  },
});

import { nearMisses } from '../../src/aws/iam.js';
import { arnHere, printPieces } from '../../src/aws/iam/name-pattern.js';
import { mayUseKey } from '../../src/aws/iam/resource-policy.js';
import { grantsOf } from '../../src/aws/iam/role-policies.js';
import { sealedFor, viaService } from '../../src/aws/iam/secret-source.js';
import { nodeOf } from '../../src/graph/graph.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'iam/execution-role-decrypts-secrets',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy', 'AWS::KMS::Alias', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret'],
  category: 'deployability',
  outcome: 'task-fails',
  severity: 'high',
  // A grant that somebody made by hand would do as well.
  confidence: 'likely',
  summary: 'The execution role may decrypt the secrets and environment files of its task definition',
  why: 'A secret, or a file in a bucket, that is encrypted with a key of one\'s own is decrypted in the name of who reads it: the execution role needs kms:Decrypt on the key besides the right to read. The policy of the key must name the role, or name the account and so leave it to IAM. Where either is missing, every task stops before its container starts.',
  fix: 'Allow kms:Decrypt on the ARN of the key in the execution role, and keep the statement for the account root in the key policy.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html', 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html', 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html', 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html'],
  errors: ['ResourceInitializationError: unable to pull secrets or registry auth: … AccessDeniedException: Access to KMS is not allowed', 'is not authorized to perform: kms:Decrypt on resource: …'],
  presets: ['recommended', 'strict'],
  check(container, tools, task) {
    const { at, follow, report, resource, undecided } = tools;
    const found = sealedFor(container, tools);
    let { doubt } = found;
    for (const { place, name, holder, key, service } of found.sealed) {
      const role = follow(task, 'ExecutionRoleArn', 'AWS::IAM::Role');
      if (!role) return;
      const grants = grantsOf(role, tools);
      const request = { action: 'kms:Decrypt', resources: [arnHere(nodeOf(key))], context: viaService(nodeOf(task), service) };
      const verdict = mayUseKey(key, { node: nodeOf(role), grants }, request);
      if (verdict.answer === 'unknown') doubt ??= verdict.reason;
      if (verdict.answer !== 'denied') continue;
      const [roleName, keyName] = [resource(role).name, resource(key).name];
      report(place, `execution role "${roleName}" may not decrypt ${name} of container "${container}" with key "${keyName}": ${verdict.because === 'ignored' ? 'the policy of the key neither names it nor leaves it to IAM' : verdict.because ? 'the policy of the key denies it' : verdict.by ? 'a statement denies kms:Decrypt on it' : 'nothing allows kms:Decrypt on it'}`, {
        proof: [['needs', `kms:Decrypt on ${printPieces(request.resources[0] ?? [])}`], ...nearMisses(grants, request).map((line) => ['allows', line] as const)],
        fix: verdict.because === 'refused' ? `Leave the role out of the statement in the KeyPolicy of "${keyName}" that denies it.` : verdict.because ? `Add a statement for the role, or for the account root, to the KeyPolicy of "${keyName}".` : verdict.by ? `Leave the key out of the statement of "${roleName}" that denies it.` : `Allow kms:Decrypt on !GetAtt ${keyName}.Arn in a policy of "${roleName}".`,
        related: [[at(holder), 'what it encrypts'], [at(key), 'its key'], [at(role), 'the execution role']],
      });
    }
    if (doubt !== undefined) undecided(doubt);
  },
});

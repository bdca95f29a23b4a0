import { jsonKeyOf, keysOf } from '../../src/aws/tasks/secret-keys.js';
import { peek } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/secret-has-key',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[].Secrets[]',
  with: ['AWS::SecretsManager::Secret', 'AWS::SecretsManager::SecretTargetAttachment'],
  category: 'deployability',
  severity: 'high',
  // Somebody may have put another value into it since.
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'A key that a container reads of a secret is in the secret',
  why: 'Behind the ARN of a secret a reference may name a key of its JSON. Where the secret holds no JSON, or JSON without that key, every task stops before its container starts. A secret for a database gets host, port and dbname only from a SecretTargetAttachment.',
  fix: 'Name a key that the secret has, or put the key into its SecretStringTemplate.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html', 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html'],
  errors: ['ResourceInitializationError: unable to pull secrets or registry auth: … retrieved secret from Secrets Manager did not contain json key …'],
  presets: ['recommended', 'reliability', 'strict'],
  check(secret, { at, companions, owner, report, resource, undecided }) {
    const read = jsonKeyOf(peek(secret, 'ValueFrom'));
    if (!read) return;
    const { node, key } = read;
    const keys = keysOf(node);
    if (keys === undefined) return undecided(`what secret ${resource(node.props).name} holds is not known here`);
    if (keys.includes(key)) return;
    // An attachment adds the keys of the database.
    if (companions(node.props, 'AWS::SecretsManager::SecretTargetAttachment', { here: true }).length > 0) return;
    report(at(secret, 'ValueFrom'), `container "${owner(secret)}" reads key "${key}" of secret ${resource(node.props).name}, which ${keys.length === 0 ? 'holds no JSON' : `has ${keys.map((each) => `"${each}"`).join(', ')}`}`, { related: [[at(node.props), 'the secret']], ...(keys.length === 1 && { fix: `:${keys[0]}:: behind the ARN, or put "${key}" into the secret.` }) });
  },
});

import { jsonKeyOf, keysOf } from '../../src/aws/tasks/secret-keys.js';
import { reportUnawaited, startsTasks } from '../../src/aws/deployment/order.js';
import { peek } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/created-after-secret-attachment',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::TaskDefinition', 'AWS::SecretsManager::Secret', 'AWS::SecretsManager::SecretTargetAttachment'],
  category: 'deployability',
  severity: 'medium',
  // A stack that is there already has the keys.
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'A service is created after the attachment that puts the keys of the database into its secret',
  why: 'host, port and dbname come into the secret of a database with its SecretTargetAttachment, and that waits for the database, for minutes. A service refers to its task definition, and that to the secret, which is there in a second: the first tasks find no such key and stop, and a circuit breaker may give the deployment up meanwhile.',
  fix: 'Let the task definition refer to the attachment (its Ref is the ARN of the secret), or let the service depend on it (DependsOn).',
  references: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secrettargetattachment.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html'],
  errors: ['ResourceInitializationError: unable to pull secrets or registry auth: … retrieved secret from Secrets Manager did not contain json key …'],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, tools) {
    const { at, companions, follow, resource, undecided, waits } = tools;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    const secrets = (task?.ContainerDefinitions ?? []).flatMap((container) => (container.Secrets ?? []).map((secret) => ({ container, secret })));
    let doubt: string | undefined;
    for (const { container, secret } of secrets) {
      const read = jsonKeyOf(peek(secret, 'ValueFrom'));
      const attachments = read ? companions(read.node.props, 'AWS::SecretsManager::SecretTargetAttachment', { here: true }) : [];
      const [attachment] = attachments;
      if (!read || !attachment || attachments.some((each) => waits(service, each)) || !startsTasks(service)) continue;
      const keys = keysOf(read.node);
      const name = resource(read.node.props).name;
      if (keys === undefined) doubt ??= `what secret ${name} holds is not known here`;
      else if (!keys.includes(read.key))
        return reportUnawaited(at(service, 'TaskDefinition'), service, [attachment], `which puts key "${read.key}" into secret ${name} that container "${container}" reads`, tools, {
          fix: `DependsOn: ${resource(attachment).name} in "${resource(service).name}", or \${${resource(attachment).name}} instead of \${${name}} in ValueFrom.`,
          related: [[at(secret, 'ValueFrom'), 'the reference'], [at(attachment), 'the attachment']],
        });
    }
    if (doubt !== undefined) undecided(doubt);
  },
});

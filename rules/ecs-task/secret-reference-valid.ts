import { secretReferenceProblem } from '../../src/aws/arn.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/secret-reference-valid',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  outcome: 'rejected',
  severity: 'high',
  summary: 'References to secrets have a form that ECS understands',
  why: 'ValueFrom takes the ARN of a Secrets Manager secret (with :key:stage:version behind it, all colons written), or the name or ARN of a Parameter Store parameter. Anything else is taken for a parameter name and refused, or the task stops with "unable to pull secrets".',
  fix: 'Write arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX:key:: for a key of a secret, /path/name or its ARN for a parameter.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html'],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, show, text }) {
    const secrets = [...(container.Secrets ?? []), ...(container.LogConfiguration?.SecretOptions ?? [])];
    for (const secret of secrets) {
      if (!has(secret, 'ValueFrom')) continue;
      const known = text(secret, 'ValueFrom').known;
      const problem = known === undefined ? undefined : secretReferenceProblem(known);
      if (problem) report(at(secret, 'ValueFrom'), `secret "${secret}" of container "${container}" comes from "${show(secret, 'ValueFrom')}": ${problem}`);
    }
    // What is only partly known may still be wrong.
    const unknown = secrets.find((secret) => has(secret, 'ValueFrom') && text(secret, 'ValueFrom').known === undefined && text(secret, 'ValueFrom').head + text(secret, 'ValueFrom').tail !== '');
    if (unknown) text(unknown, 'ValueFrom').matches(/./);
  },
});

import { isStandInArn, secretReferenceProblem } from '../../src/aws/arn.js';
import { defineRule } from '../../src/rule.js';

/** What the stack fills in: never a colon, a slash or nothing. */
const OF_STACK = { Partition: 'aws', Region: 'eu-central-1', AccountId: '111122223333' } as const;

export default defineRule({
  id: 'ecs-task/secret-reference-valid',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['AWS::SecretsManager::Secret'],
  category: 'deployability',
  // A parameter name of the wrong form is refused at registration; a secret's ARN is read only when a task starts.
  outcome: 'task-fails',
  severity: 'high',
  summary: 'References to secrets have a form that ECS understands',
  why: 'ValueFrom takes the ARN of a Secrets Manager secret, with nothing or with all of :key:stage:version behind it, or the name or ARN of a Parameter Store parameter. What is no ARN is taken for the name of a parameter, and registration refuses one with other characters than letters, digits and . - _ /. An ARN with the wrong number of fields is registered, and every task stops before its container starts ("unexpected ARN format with parameters").',
  fix: 'Write arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX:key:: for a key of a secret, /path/name or its ARN for a parameter.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html',
    'https://github.com/aws/amazon-ecs-agent/blob/master/agent/taskresource/asmsecret/asmsecret.go',
  ],
  errors: ['ResourceInitializationError: unable to pull secrets or registry auth: … invalid ssm parameters: …'],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, resource, show, siblings, source, text, undecided }) {
    let doubt: (() => unknown) | undefined;
    for (const secret of [...(container.Secrets ?? []), ...(container.LogConfiguration?.SecretOptions ?? [])]) {
      if (!has(secret, 'ValueFrom')) continue;
      const value = text(secret, 'ValueFrom');
      const written = value.known ?? show(secret, 'ValueFrom').replaceAll(/\$\{AWS::(Partition|Region|AccountId)\}/g, (_, name: keyof typeof OF_STACK) => OF_STACK[name]);
      // The reference to a secret is its whole ARN, to which a key may be added.
      const [reference, name] = /^\$\{(\w+)(?:\.Id)?\}(?=:)/.exec(written) ?? [];
      const isSecret = reference !== undefined && source(secret, 'ValueFrom') === undefined && siblings(container, 'AWS::SecretsManager::Secret').some((each) => resource(each).name === name);
      const whole = isSecret ? `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-a1B2c3${written.slice(reference.length)}` : written;
      if (value.known === undefined && !/^[\w:/+=.@-]+$/.test(whole)) {
        // A whole value that only the deployment knows is somebody's reference, and part of a path in Parameter Store changes no form.
        // With other text around it, it may be wrong.
        if (value.filled('') !== '' && !/^(?:arn:[\w:-]+:parameter)?\/[\w./-]*(?:\$\{[\w.:-]+\}[\w./-]*)+$/.test(whole)) doubt ??= () => value.matches(/./);
        continue;
      }
      const problem = secretReferenceProblem(whole);
      if (problem && isStandInArn(whole)) doubt ??= () => undecided(`the region or account of "${secret}" only stands in`);
      else if (problem) report(at(secret, 'ValueFrom'), `secret "${secret}" of container "${container}" comes from "${show(secret, 'ValueFrom')}": ${problem}`);
    }
    doubt?.();
  },
});

import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/no-secure-string-reference',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'No property of a container is a dynamic reference to a SecureString',
  why: 'CloudFormation resolves {{resolve:ssm-secure:…}} only in a few properties of other services, none of them of ECS, and refuses the template anywhere else. What it would do with the value, write it in clear into the task definition, is not wanted either.',
  fix: 'Secrets: [{ Name: …, ValueFrom: NAME-OF-THE-PARAMETER }]: ECS reads the parameter when the container starts.',
  references: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html'],
  equivalents: { cfnLint: ['E1027'] },
  errors: ['SSM Secure reference is not supported in: …'],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, source }) {
    for (const property of ['Image', 'User', 'Hostname', 'WorkingDirectory'] as const) judge(container, property, property);
    for (const variable of container.Environment ?? []) judge(variable, 'Value', `environment variable ${variable}`);
    for (const secret of container.Secrets ?? []) judge(secret, 'ValueFrom', `secret ${secret}`);
    for (const [property, words] of [['Command', container.Command], ['EntryPoint', container.EntryPoint]] as const) for (const index of (words ?? []).keys()) judge(words as readonly string[], String(index), property);
    const options = container.LogConfiguration?.Options ?? {};
    for (const option of Object.keys(options)) judge(options, option, `log option ${option}`);

    function judge(object: object, property: string, what: string): void {
      if (!has(object, property as never)) return;
      const from = source(object, property as never);
      if (from?.kind === 'dynamic-reference' && from.service === 'ssm-secure') report(at(object, property as never), `${what} of container "${container}" is a dynamic reference to a SecureString, which CloudFormation does not resolve there`);
    }
  },
});

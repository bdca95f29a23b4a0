import { defineRule } from '../../src/rule.js';
import { detectNamed } from '../../src/secrets.js';

export default defineRule({
  id: 'ecs-task/no-secrets-in-environment',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'security',
  severity: 'high',
  summary: 'No secret stands in clear in a task definition',
  why: 'Whoever may call DescribeTaskDefinition, or read the template and its history, reads the environment of a task; old revisions keep it for ever. What CloudFormation resolves there ({{resolve:…}}, a NoEcho parameter) ends up in clear in the task definition as well.',
  fix: 'Store the value in Secrets Manager or Parameter Store and refer to it under Secrets: { Name, ValueFrom }; then change the secret, because this one is known.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html'],
  equivalents: { securityHub: ['ECS.8'], trivy: ['AWS-0036'], prowler: ['ecs_task_definitions_no_environment_secrets'], awsConfig: ['ecs-no-environment-secrets'], controlTower: ['CT.ECS.PR.12'] },
  presets: ['recommended', 'security', 'strict'],
  check(container, { at, has, report, secret, show, source, text }) {
    let doubt: (() => unknown) | undefined;
    for (const entry of container.Environment ?? []) {
      if (!has(entry, 'Value')) continue;
      const name = show(entry, 'Name');
      const found = secret(entry, 'Value');
      const from = source(entry, 'Value');
      if (found && !found.includes('aws-example-key')) report(at(entry, 'Value'), `${name} of container "${container}" holds a secret in clear (${found})`);
      else if (from?.kind === 'dynamic-reference') report(at(entry, 'Value'), `${name} of container "${container}" is resolved by CloudFormation and stands in clear in the task definition`, { severity: 'medium' });
      else if (from?.kind === 'parameter' && from.noEcho) report(at(entry, 'Value'), `${name} of container "${container}" is the NoEcho parameter ${from.name}, which stands in clear in the task definition`, { severity: 'medium' });
      // A name that says secret with a value that only the deployment knows.
      else if (!found && detectNamed(name, 'Zx9-kQ27vLm4-Tp8') && text(entry, 'Value').known === undefined) doubt ??= () => text(entry, 'Value').matches(/./);
    }
    const lists = [container.LogConfiguration?.Options, container.DockerLabels].filter((map) => map !== undefined);
    for (const map of lists) for (const key of Object.getOwnPropertyNames(map)) {
      const found = secret(map, key);
      if (found && !found.includes('aws-example-key')) report(at(map, key), `${key} of container "${container}" holds a secret in clear (${found})`);
    }
    for (const words of [container.Command ?? [], container.EntryPoint ?? []]) {
      for (let index = 0; index < words.length; index++) {
        const found = secret(words, `${index}` as never);
        if (found && !found.includes('aws-example-key')) report(at(words, `${index}` as never), `the command of container "${container}" holds a secret in clear (${found})`);
      }
    }
    doubt?.();
  },
});

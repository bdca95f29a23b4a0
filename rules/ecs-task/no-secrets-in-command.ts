import { secretInClear } from '../../src/aws/tasks/clear-secrets.js';
import { defineRule } from '../../src/rule.js';

type Values = Readonly<Record<string, string>>;

export default defineRule({
  id: 'ecs-task/no-secrets-in-command',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'security',
  severity: 'high',
  summary: 'No command, label or log option holds a secret in clear',
  why: 'The command, the labels and the log options of a container stand in clear in its task definition, as its environment does: whoever may call DescribeTaskDefinition reads them, and labels and arguments can also be read on the host.',
  fix: 'Keep it in Secrets Manager or Parameter Store: log options take it under SecretOptions, a command from an environment variable that stands under Secrets. Then change the secret, because this one is known.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-logconfig.html'],
  presets: ['recommended', 'security', 'strict'],
  check(container, { at, report, secret, show, source }) {
    const judge = (owner: Values, key: string, name: string, what: string, instead?: string): void => {
      const found = secretInClear(owner, key, name, { secret, show, source });
      if (!found) return;
      const { does, written, ...options } = found;
      report(at(owner, key), `${what} of container "${container}" ${does}`, { ...options, ...(instead && { fix: `${instead}${written ? '; then change the secret, because this one is known' : ''}.` }) });
    };
    const options = container.LogConfiguration?.Options ?? {};
    for (const key of Object.getOwnPropertyNames(options)) judge(options, key, key, `log option ${key}`, `SecretOptions: [{ Name: ${key}, ValueFrom: the ARN of the secret }] beside Options`);
    const labels = container.DockerLabels ?? {};
    for (const key of Object.getOwnPropertyNames(labels)) judge(labels, key, key, `label ${key}`);
    for (const words of [container.EntryPoint ?? [], container.Command ?? []]) for (let index = 0; index < words.length; index++) judge(words as unknown as Values, String(index), '', 'the command');
  },
});

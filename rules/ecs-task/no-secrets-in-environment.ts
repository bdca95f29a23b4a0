import { saysSecret, secretInClear } from '../../src/aws/tasks/clear-secrets.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/no-secrets-in-environment',
  on: 'AWS::ECS::TaskDefinition',
  // Each variable on its own: what is unknown, or depends on a parameter, in one of them says nothing of the others.
  each: 'ContainerDefinitions[].Environment[]',
  category: 'security',
  severity: 'high',
  summary: 'No environment variable holds a secret in clear',
  why: 'Whoever may call DescribeTaskDefinition, or read the template and its history, reads the environment of a task; old revisions keep it for ever. What CloudFormation resolves there ({{resolve:…}}, a NoEcho parameter) ends up in clear in the task definition as well.',
  fix: 'Store the value in Secrets Manager or Parameter Store and refer to it under Secrets: { Name, ValueFrom }; then change the secret, because this one is known.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html', 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html'],
  equivalents: { securityHub: ['ECS.8'], trivy: ['AWS-0036'], prowler: ['ecs_task_definitions_no_environment_secrets'], awsConfig: ['ecs-no-environment-secrets'], controlTower: ['CT.ECS.PR.12'] },
  presets: ['recommended', 'security', 'strict'],
  check(entry, { at, owner, report, secret, show, source, text, written }) {
    const name = show(entry, 'Name');
    const found = secretInClear(entry, 'Value', name, { secret, show, source });
    if (found) {
      const { does, written: known, ...options } = found;
      report(at(entry, 'Value'), `environment variable ${name} of container "${owner(entry)}" ${does}`, { ...options, fix: `Secrets: [{ Name: ${name}, ValueFrom: the ARN of the secret }] in place of this entry${known ? '; then change the secret, because this one is known' : ''}.` });
      return;
    }
    // A name that says secret, with a value that only the deployment knows. What is harmless by its name may be unknown.
    if (saysSecret(name) && written(entry, 'Value') && text(entry, 'Value').filled('') === '') text(entry, 'Value').matches(/./);
  },
});

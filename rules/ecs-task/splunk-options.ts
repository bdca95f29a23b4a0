import { defineRule } from '../../src/rule.js';

const NEEDED = ['splunk-token', 'splunk-url'] as const;

export default defineRule({
  id: 'ecs-task/splunk-options',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  confidence: 'likely',
  outcome: 'rejected',
  summary: 'The splunk driver has the options that it cannot do without',
  why: 'The splunk driver sends to the address in splunk-url with the token in splunk-token, and takes nothing for granted. A container without one of them is refused, or cannot be created.',
  fix: 'Set splunk-url under Options, and splunk-token under SecretOptions.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html', 'https://docs.docker.com/engine/logging/drivers/splunk/'],
  errors: ['Log driver splunk requires options: …'],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, text, undecided }) {
    const log = container.LogConfiguration;
    if (log?.LogDriver !== 'splunk') return;
    const options = log.Options ?? {};
    const secrets = (has(log, 'SecretOptions') ? (log.SecretOptions ?? []) : []).filter((each) => has(each, 'Name')).map((each) => text(each, 'Name').known);
    const missing = NEEDED.filter((option) => !(has(options, option) && text(options, option).known !== '') && !secrets.includes(option));
    if (missing.length === 0) return;
    if (secrets.includes(undefined)) undecided('the name of a secret option is not known');
    report(at(log, 'Options'), `container "${container}" uses splunk without ${missing.join(' and ')}`, { fix: missing.includes('splunk-token') ? 'SecretOptions: [{ Name: splunk-token, ValueFrom: … }], and splunk-url under Options.' : 'splunk-url: https://HOST:8088 under Options.' });
  },
});

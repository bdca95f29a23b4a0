import { awslogsOption, BUFFERED, DOCKER_SIZE } from '../../src/aws/tasks/log-options.js';
import { filledInLater } from '../../src/aws/tasks/stand-in.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/log-options-valid',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'The options of a log driver have names and values that it takes',
  why: 'RegisterTaskDefinition refuses options that the awslogs driver does not have, and awslogs-create-group with any other value than true. What it lets pass, such as a mode that does not exist or two ways to find the start of a message, keeps the container from being created.',
  fix: 'Correct the name or the value of the option.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html', 'https://docs.docker.com/engine/logging/drivers/awslogs/'],
  errors: ['Log driver awslogs disallows options: …', 'Log driver awslogs option \'awslogs-create-group\' should only be set to \'true\', else omit option.'],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report: tell, text, undecided }) {
    const log = container.LogConfiguration;
    const options = log?.Options;
    const driver = options && log.LogDriver;
    if (!options || driver === undefined || !BUFFERED.has(driver)) return;
    let doubt = false;
    let found = false;
    const report: typeof tell = (...finding) => {
      found = true;
      tell(...finding);
    };
    const known = (option: string): string | undefined => {
      const value = has(options, option) ? text(options, option).known : undefined;
      if (has(options, option) && (value === undefined || filledInLater(value))) doubt = true;
      return value === undefined || filledInLater(value) ? undefined : value;
    };
    const who = `container "${container}": `;
    if (driver === 'awslogs') {
      for (const name of Object.keys(options)) {
        const slip = has(options, name) ? awslogsOption(name) : undefined;
        if (slip) report(at(options, name), `${who}the awslogs driver has no option ${name}`, { fix: slip.right ? `${slip.right} instead of ${name}.` : `Remove ${name}.` });
      }
      const create = known('awslogs-create-group');
      if (create !== undefined && create.toLowerCase() !== 'true') report(at(options, 'awslogs-create-group'), `${who}awslogs-create-group is ${create}, and ECS takes only true`, { fix: 'Remove awslogs-create-group: a group is not created without it.', ...(create.toLowerCase() === 'false' ? { edit: [{ place: at(options, 'awslogs-create-group'), value: undefined }] } : {}) });
      if (has(options, 'awslogs-datetime-format') && has(options, 'awslogs-multiline-pattern')) report(at(options, 'awslogs-multiline-pattern'), `${who}awslogs-multiline-pattern does not go with awslogs-datetime-format`, { fix: 'Keep one of the two.', related: [[at(options, 'awslogs-datetime-format'), 'the other one']] });
    }
    const mode = known('mode');
    if (mode !== undefined && mode !== '' && mode !== 'blocking' && mode !== 'non-blocking') report(at(options, 'mode'), `${who}the log driver has no mode ${mode}`, { fix: 'mode: non-blocking, or blocking.' });
    const size = known('max-buffer-size');
    if (size !== undefined && !DOCKER_SIZE.test(size)) report(at(options, 'max-buffer-size'), `${who}max-buffer-size ${size} is no size`, { fix: 'max-buffer-size: 25m' });
    else if (has(options, 'max-buffer-size') && mode === 'blocking') report(at(options, 'max-buffer-size'), `${who}max-buffer-size goes only with mode non-blocking`, { fix: 'mode: non-blocking, or no max-buffer-size.', related: [[at(options, 'mode'), 'blocking']], severity: 'medium', confidence: 'likely' });
    if (doubt && !found) undecided('an option of the log driver is not known');
  },
});

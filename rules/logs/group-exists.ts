import { nearGroup } from '../../src/aws/tasks/log-groups.js';
import { nodeOf } from '../../src/graph/graph.js';
import { peek, Unknown } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'logs/group-exists',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['AWS::Logs::LogGroup'],
  category: 'deployability',
  severity: 'medium',
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'The log group that a container writes to is one that its template makes',
  why: 'The awslogs driver writes to a group that must exist, unless awslogs-create-group is on. A name that nearly is that of a group of the template, or a group of the template in another region than awslogs-region, is a group that does not exist, and an ARN is no name: the container does not start.',
  fix: 'awslogs-group: !Ref of the log group, and awslogs-region: !Ref AWS::Region.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html'],
  errors: ['ResourceInitializationError: failed to validate logger args: create stream has been retried … ResourceNotFoundException: The specified log group does not exist.', 'The specified log group does not exist.'],
  presets: ['recommended', 'reliability', 'strict'],
  check(container, tools) {
    const { at, has, report, resource, siblings, text } = tools;
    const log = container.LogConfiguration;
    if (log?.LogDriver !== 'awslogs') return;
    const options = log.Options ?? {};
    if (!has(options, 'awslogs-group') || options['awslogs-create-group']?.toLowerCase() === 'true') return;
    const value = peek(options, 'awslogs-group');
    const link = value instanceof Unknown ? value.link : undefined;
    if ((typeof value === 'string' && value.startsWith('arn:')) || (link?.node.type === 'AWS::Logs::LogGroup' && link.attribute === 'Arn'))
      return report(at(options, 'awslogs-group'), `container "${container}" names its log group by an ARN, but the driver takes ":" for no part of a name`, { fix: link ? `awslogs-group: !Ref ${link.node.name}` : 'awslogs-group: the name of the group.' });
    const all = siblings(container, 'AWS::Logs::LogGroup');
    const group = all.find((each) => nodeOf(each) === link?.node);
    if (group) {
      const region = peek(options, 'awslogs-region');
      const made = nodeOf(group).source.pseudo?.get('AWS::Region');
      if (typeof region === 'string' && made !== undefined && region !== made) report(at(options, 'awslogs-region'), `container "${container}" writes to log group ${resource(group).name} in ${region}, but its stack makes it in ${made}`, { fix: 'awslogs-region: !Ref AWS::Region', related: [[at(group), 'the log group']] });
      return;
    }
    const name = text(options, 'awslogs-group').known;
    // A group of the same name may well be in the other region.
    const near = name === undefined ? undefined : nearGroup(name, all, tools);
    if (near) report(at(options, 'awslogs-group'), `container "${container}" writes to log group "${name}", but ${resource(near.group).name} makes "${near.name}"`, { fix: `awslogs-group: !Ref ${resource(near.group).name}`, related: [[at(near.group, 'LogGroupName'), 'the log group']] });
  },
});

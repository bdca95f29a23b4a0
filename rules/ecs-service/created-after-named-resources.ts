import { isReference, madeFrom, means, mentionsIn } from '../../src/aws/deployment/by-name.js';
import { nodeOf } from '../../src/graph/graph.js';
import { printPieces } from '../../src/aws/iam/name-pattern.js';
import { reportUnawaited, startsTasks } from '../../src/aws/deployment/order.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/created-after-named-resources',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::TaskDefinition', 'AWS::Logs::LogGroup', 'AWS::SSM::Parameter', 'AWS::SecretsManager::Secret'],
  category: 'deployability',
  severity: 'medium',
  // A stack that is there already has them.
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'A service is created after the parameters, secrets and log groups that its containers name',
  why: 'CloudFormation learns from a reference (!Ref, !GetAtt) what comes first. Where a container spells the name of a log group, secret or parameter that itself waits for something, such as the address of a database, the service is made before it, and its first tasks stop because it does not exist; a circuit breaker may give the deployment up meanwhile.',
  fix: 'Refer to the resource (!Ref) instead of spelling its name, or let the service depend on it (DependsOn).',
  references: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html'],
  presets: ['reliability', 'strict'],
  check(service, tools) {
    const { at, follow, resource, siblings, waits } = tools;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    const named = (task?.ContainerDefinitions ?? []).map((container) => ({ container, mentions: mentionsIn(container).filter(({ value }) => !isReference(value)) })).filter(({ mentions }) => mentions.length > 0);
    if (named.length === 0) return;
    const { file } = nodeOf(service).source;
    const kinds = new Set(named.flatMap(({ mentions }) => mentions.map(({ kind }) => kind)));
    const made = [...(kinds.has('group') ? siblings(service, 'AWS::Logs::LogGroup') : []), ...(kinds.has('secret') ? [...siblings(service, 'AWS::SSM::Parameter'), ...siblings(service, 'AWS::SecretsManager::Secret')] : [])];
    // What waits for nothing is there before any task definition is.
    const late = made.map((each) => ({ each, from: madeFrom(each) })).filter(({ each, from }) => from.length > 0 && nodeOf(each).source.file === file && !waits(service, each)).map(({ each, from }) => ({ each, behind: from.find((one) => !waits(service, one)) }));
    for (const { container, mentions } of named) {
      for (const { each, behind } of late) {
        const mention = behind && mentions.find((one) => means(one, nodeOf(each)));
        if (!mention || !startsTasks(service)) continue;
        const { name } = resource(each);
        return reportUnawaited(at(service, 'TaskDefinition'), service, [each], `which container "${container}" names as ${printPieces([mention.value])}`, tools, {
          behind,
          fix: `Refer to ${name} in the task definition, or DependsOn: ${name} in "${resource(service).name}".`,
          related: [[at(mention.object, mention.property as keyof typeof mention.object), 'where it is named'], [at(each), 'what is named']],
        });
      }
    }
  },
});

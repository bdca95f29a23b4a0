import { wordJudge, WORDS } from '../../src/aws/tasks/words.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/container-words-known',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'Words of a container that ECS takes from a list are spelled as in the list',
  why: 'LogDriver, Condition and their like take one of a few words. The schema of CloudFormation lets any text pass, and only RegisterTaskDefinition refuses it, in the middle of a deployment. Words that are close to none of the list are left alone, since they may be new.',
  fix: 'Write the word as the ECS API has it.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html'],
  equivalents: { cfnLint: ['E3030'] },
  presets: ['recommended', 'strict'],
  check(container, tools) {
    const judge = wordJudge(tools);
    const who = `container "${container}": `;
    judge.word(container, 'VersionConsistency', WORDS.VersionConsistency, who);
    judge.word(container.LogConfiguration, 'LogDriver', WORDS.LogDriver, who);
    judge.word(container.FirelensConfiguration, 'Type', WORDS.Router, `${who}FireLens `);
    for (const dependency of container.DependsOn ?? []) judge.word(dependency, 'Condition', WORDS.Condition, `${who}DependsOn `);
    for (const mapping of container.PortMappings ?? []) judge.word(mapping, 'AppProtocol', WORDS.AppProtocol, who);
    for (const limit of container.Ulimits ?? []) judge.word(limit, 'Name', WORDS.Ulimit, `${who}ulimit `);
    for (const requirement of container.ResourceRequirements ?? []) judge.word(requirement, 'Type', WORDS.Resource, `${who}resource `);
    judge.done();
  },
});

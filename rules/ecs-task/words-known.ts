import { wordJudge, WORDS } from '../../src/aws/tasks/words.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/words-known',
  on: 'AWS::ECS::TaskDefinition',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  fixable: true,
  summary: 'Words of a task definition that ECS takes from a list are spelled as in the list',
  why: 'NetworkMode, CpuArchitecture and their like take one of a few words. The schema of CloudFormation lets any text pass, and only RegisterTaskDefinition refuses it, in the middle of a deployment. Words that are close to none of the list are left alone, since they may be new.',
  fix: 'Write the word as the ECS API has it.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html'],
  equivalents: { cfnLint: ['E3030'] },
  presets: ['recommended', 'strict'],
  check(task, tools) {
    const judge = wordJudge(tools);
    for (const property of ['NetworkMode', 'PidMode', 'IpcMode'] as const) judge.word(task, property, WORDS[property]);
    judge.words(task, 'RequiresCompatibilities', WORDS.RequiresCompatibilities);
    for (const property of ['CpuArchitecture', 'OperatingSystemFamily'] as const) judge.word(task.RuntimePlatform, property, WORDS[property]);
    for (const volume of task.Volumes ?? []) judge.word(volume.DockerVolumeConfiguration, 'Scope', WORDS.Scope, `volume "${volume}": `);
    judge.done();
  },
});

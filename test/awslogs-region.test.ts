/** The region that the awslogs driver writes to, held against that of the stack, which only options and CDK apps tell. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lint, ROOT } from './helpers.js';

const test = suite('awslogs region');

const task = (group: string, region: string): string => `
Resources:
  Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /shop/web, RetentionInDays: 30 } }
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: web
          Image: public.ecr.aws/shop/web:1.0.0
          Memory: 256
          LogConfiguration: { LogDriver: awslogs, Options: { awslogs-group: ${group}, awslogs-region: ${region} } }
`;

async function messages(group: string, region: string, deployed?: string): Promise<string[]> {
  const done = await lint([], ['logs/group-exists'], { stdin: { name: `${ROOT}/stack.yaml`, text: task(group, region) }, ...(deployed !== undefined && { region: deployed }) });
  return done.result.findings.map((finding) => finding.message);
}

test('a group of this stack is in the region of the stack', async () => {
  const wrong = ['container "web" writes to log group Logs in us-east-1, but its stack makes it in eu-central-1'];
  assert.equal(await messages('!Ref Logs', 'us-east-1', 'eu-central-1'), wrong);
  assert.equal(await messages('!Ref Logs', 'eu-central-1', 'eu-central-1'), []);
  assert.equal(await messages('!Ref Logs', '!Ref AWS::Region', 'eu-central-1'), []);
  assert.equal(await messages('/shop/web', 'us-east-1', 'eu-central-1'), []);
  assert.equal(await messages('/elsewhere', 'us-east-1', 'eu-central-1'), []);
});

test('a region that is not known accuses nobody', async () => {
  assert.equal(await messages('!Ref Logs', 'us-east-1'), []);
});

test.run();

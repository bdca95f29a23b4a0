/** Images of another account: a CDK app with a stack in each account, the only input that tells of both. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../src/run.js';
import { ruleOf } from './helpers.js';

const test = suite('cross-account image');

const TRUST = { Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
const EXECUTION = 'arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy';
const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** What the rule says when the repository of account 1… has a policy, and the task of account 2… pulls from it. */
async function judged(policy: unknown, more: object = {}): Promise<{ findings: string[]; undecided: number }> {
  const root = mkdtempSync(`${tmpdir()}/plimsoll-`);
  const out = `${root}/cdk.out`;
  mkdirSync(out);
  const stack = (name: string, account: string): object => ({ type: 'aws:cloudformation:stack', environment: `aws://${account}/eu-central-1`, properties: { templateFile: `${name}.template.json` } });
  const write = (name: string, data: unknown): void => writeFileSync(`${out}/${name}`, JSON.stringify(data));
  write('manifest.json', { version: '36.0.0', artifacts: { Images: stack('Images', '111111111111'), Shop: stack('Shop', '222222222222') } });
  write('cdk.out', { version: '36.0.0' });
  write('Images.template.json', { Resources: { Web: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: 'shop/web', ...(policy !== undefined && { RepositoryPolicyText: { Statement: [policy] } }) } }, ...more } });
  write('Shop.template.json', {
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST, ManagedPolicyArns: [EXECUTION] } },
      Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { ExecutionRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, ContainerDefinitions: [{ Name: 'web', Memory: 256, Image: '111111111111.dkr.ecr.eu-central-1.amazonaws.com/shop/web:1' }] } },
    },
  });
  try {
    const { result } = await run({ cwd: root, paths: ['cdk.out'], rules: [ruleOf('iam/execution-role-pulls-image')] });
    return { findings: result.findings.map(({ message }) => message), undecided: result.undecided.length };
  } finally {
    rmSync(root, { recursive: true });
  }
}

const CLOSED = ['repository "Web" of account 111111111111 does not let execution role "Role" of another account pull the image of container "web"'];

test('the repository must let the other account in', async () => {
  assert.equal((await judged(undefined)).findings, CLOSED);
  assert.equal((await judged({ Effect: 'Allow', Principal: { AWS: '333333333333' }, Action: PULL })).findings, CLOSED);
  assert.equal((await judged({ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:root' }, Action: 'ecr:BatchGetImage' })).findings, CLOSED);
});

test('one that does is fine', async () => {
  for (const principal of [{ AWS: '222222222222' }, { AWS: ['arn:aws:iam::222222222222:root'] }, '*', { AWS: '*' }]) assert.equal(await judged({ Effect: 'Allow', Principal: principal, Action: PULL }), { findings: [], undecided: 0 });
});

test('the policy of the registry may do it too', async () => {
  const registry = { Registry: { Type: 'AWS::ECR::RegistryPolicy', Properties: { PolicyText: { Statement: [{ Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: PULL, Resource: '*' }] } } } };
  assert.equal(await judged(undefined, registry), { findings: [], undecided: 1 });
});

test('what hangs on the organisation is not known', async () => {
  assert.equal(await judged({ Effect: 'Allow', Principal: '*', Action: PULL, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } }), { findings: [], undecided: 1 });
});

test.run();

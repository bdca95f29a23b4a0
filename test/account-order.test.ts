/** In an account everything is there already: no rule about what comes first says anything of it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import { lint } from './helpers.js';

const test = suite('account order');

const REGION = 'eu-central-1';
const ACCOUNT = '111122223333';
const arn = (service: string, rest: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/shop`;
const item = (type: string, name: string, ids: string[], properties: object): object => ({ type, name, ids, properties });
const resources = [
  item('AWS::ECR::Repository', 'shop', [arn('ecr', 'repository/shop')], { RepositoryName: 'shop' }),
  item('AWS::IAM::Role', 'shop', [ROLE], { RoleName: 'shop', AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }] } }),
  item('AWS::IAM::RolePolicy', 'files', [], { PolicyName: 'files', RoleName: 'shop', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] } }),
  item('AWS::Logs::LogGroup', '/shop', [arn('logs', 'log-group:/shop')], { LogGroupName: '/shop' }),
  item('AWS::ECS::TaskDefinition', 'shop:1', [arn('ecs', 'task-definition/shop:1')], {
    Family: 'shop',
    TaskRoleArn: ROLE,
    ContainerDefinitions: [{ Name: 'web', Memory: 256, Image: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/shop:1`, LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': '/shop', 'awslogs-region': REGION } } }],
  }),
  item('AWS::ECS::Service', 'shop', [arn('ecs', 'service/shop/shop')], { ServiceName: 'shop', Cluster: 'shop', TaskDefinition: arn('ecs', 'task-definition/shop:1'), DesiredCount: 2, Role: ROLE }),
];
const types = [...new Set(resources.map((each) => (each as { type: string }).type)), 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::SSM::Parameter', 'AWS::SecretsManager::Secret'];
const snapshot = {
  plimsoll: 'snapshot', version: 1, tool: '0', partition: 'aws', account: ACCOUNT, region: REGION, caller: ROLE, startedAt: '2026-11-25T00:00:00Z', endedAt: '2026-11-25T00:00:00Z', scope: 'all',
  collections: types.map((type) => ({ name: type, types: [type], state: 'complete', items: 1, at: '2026-11-25T00:00:00Z', calls: [] })),
  resources,
};

test('what is there need not be waited for', async () => {
  const ordering = rules.map(({ id }) => id).filter((id) => /\/(?:created-after-|image-before-)/.test(id));
  const done = await lint([], ordering, { stdin: { name: 'snapshot.json', text: JSON.stringify(snapshot) } });
  assert.equal(done.result.findings.map(({ message }) => message), []);
  assert.ok(done.result.undecided.every(({ rule }) => rule !== 'ecs-service/image-before-service'), 'the service and its image are decided');
});

test.run();

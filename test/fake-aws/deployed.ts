/** A workload of `fixtures/same` as AWS would answer for it, once somebody had deployed it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AccountState, emptyAccount, type Raw } from './state.js';

/**
 * The account that runs it.
 * @param folder the workload; its `ecs` folder holds what was sent to ECS
 */
export function deployed(folder: string, account: string, region: string): AccountState {
  const read = (name: string): Raw => JSON.parse(readFileSync(join(folder, 'ecs', name), 'utf8')) as Raw;
  const arn = (service: string, rest: string): string => `arn:aws:${service}:${region}:${account}:${rest}`;
  const state = emptyAccount();
  const { cluster, serviceName, ...service } = read('service.json');
  const definition = read('task-definition.json');
  const clusterArn = arn('ecs', `cluster/${String(cluster)}`);
  const targets = arn('elasticloadbalancing', 'targetgroup/web/0123456789abcdef');
  const taskDefinitionArn = arn('ecs', `task-definition/${String(definition.family)}:1`);
  const role = (RoleName: string, more: Raw): void => void state.roles.push({ RoleName, RoleId: 'AROAEXAMPLE', Arn: `arn:aws:iam::${account}:role/${RoleName}`, Path: '/', CreateDate: '2026-01-01T00:00:00Z', ...more });
  state.clusters.push({ clusterArn, clusterName: cluster, status: 'ACTIVE', activeServicesCount: 1, capacityProviders: [], defaultCapacityProviderStrategy: [], settings: [] });
  state.taskDefinitions.push({ ...definition, executionRoleArn: `arn:aws:iam::${account}:role/execution`, ...(definition.taskRoleArn !== undefined && { taskRoleArn: `arn:aws:iam::${account}:role/execution` }), taskDefinitionArn, revision: 1, status: 'ACTIVE' });
  const balancers = (Array.isArray(service.loadBalancers) ? (service.loadBalancers as Raw[]) : []).map((each) => ({ ...each, targetGroupArn: targets }));
  state.services[clusterArn] = [{ ...service, serviceArn: arn('ecs', `service/${String(cluster)}/${String(serviceName)}`), serviceName, clusterArn, status: 'ACTIVE', taskDefinition: taskDefinitionArn, loadBalancers: balancers, deployments: [], currentServiceRevisions: [] }];
  if (balancers.length > 0) state.targetGroups.push({ TargetGroupArn: targets, TargetGroupName: 'web', Port: 80, Protocol: 'HTTP', TargetType: 'instance', VpcId: 'vpc-0123456789abcdef0', LoadBalancerArns: [] });
  if (balancers.length > 0) state.logGroups.push({ logGroupName: '/shop/web', arn: `${arn('logs', 'log-group:/shop/web')}:*`, logGroupArn: arn('logs', 'log-group:/shop/web') });
  const fargate = service.launchType === 'FARGATE';
  role('execution', { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: fargate ? 'ecs-tasks.amazonaws.com' : 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] }, attached: fargate ? ['arn:aws:iam::aws:policy/AdministratorAccess'] : [], inline: {} });
  return state;
}

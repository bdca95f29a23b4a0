/**
 * Tasks that EventBridge starts: the ECS target of a rule and that of a schedule, which are the same but for the spelling of one
 * property. What the service checks when the target is stored is refused at once; what only RunTask checks fails at every run, and
 * nobody is told.
 *
 * Sources: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html ,
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
import { peek, Unknown } from '../../graph/value.js';
import type { Tools } from '../../rule.js';
import type { EventsRuleAwsVpcConfiguration, EventsRuleEcsParameters, EventsRuleTarget, SchedulerScheduleEcsParameters, SchedulerScheduleTarget } from '../../types/resources.js';
import { lacking } from '../iam/access.js';
import { mayAssume, nearMisses, type Request, trusted } from '../iam.js';
import { networkMode } from '../capacity/launch.js';
import { type Piece, piecesOf, printPieces } from '../iam/name-pattern.js';
import { grantsOf } from '../iam/role-policies.js';

export type Target = EventsRuleTarget | SchedulerScheduleTarget;
type Parameters = EventsRuleEcsParameters & SchedulerScheduleEcsParameters;
type NoTypes = Pick<Tools<never>, 'at' | 'has' | 'report' | 'text' | 'undecided'>;

const MOST_TASKS = 10;
const MOST_PROVIDERS = 6;
const MOST_SUBNETS = 16;
const MOST_GROUPS = 5;
const MOST_INPUT = 8192;

/** The parameters of an ECS target; undefined for a target of another kind. */
function parametersOf(target: Target): Parameters | undefined {
  return target.EcsParameters as Parameters | undefined;
}

function vpcOf(parameters: Parameters): EventsRuleAwsVpcConfiguration | undefined {
  const network = parameters.NetworkConfiguration as { AwsVpcConfiguration?: EventsRuleAwsVpcConfiguration; AwsvpcConfiguration?: EventsRuleAwsVpcConfiguration } | undefined;
  return network?.AwsVpcConfiguration ?? network?.AwsvpcConfiguration;
}

/** Reports what EventBridge refuses to store. */
export function checkParameters(target: Target, vpcName: string, { at, has, report }: NoTypes): void {
  const parameters = parametersOf(target);
  if (!parameters) return;
  const launch = parameters.LaunchType;
  const networked = has(parameters, 'NetworkConfiguration');
  if (launch === 'FARGATE' && !networked) report(at(parameters, 'NetworkConfiguration'), 'a target with LaunchType FARGATE needs a NetworkConfiguration', { fix: `NetworkConfiguration: { ${vpcName}: { Subnets: […], SecurityGroups: […] } }` });
  if (launch === 'EC2' && has(parameters, 'PlatformVersion')) report(at(parameters, 'PlatformVersion'), 'PlatformVersion is for Fargate, but LaunchType is EC2', { fix: 'Remove PlatformVersion.', edit: [{ place: at(parameters, 'PlatformVersion'), value: undefined }] });
  if (has(parameters, 'CapacityProviderStrategy')) {
    const items = parameters.CapacityProviderStrategy?.length ?? 0;
    if (items > 0 && has(parameters, 'LaunchType')) report(at(parameters, 'LaunchType'), 'the target has a LaunchType and a CapacityProviderStrategy, which exclude each other', { fix: 'Remove LaunchType, or CapacityProviderStrategy.', related: [[at(parameters, 'CapacityProviderStrategy'), 'the strategy']] });
    if (items > MOST_PROVIDERS) report(at(parameters, 'CapacityProviderStrategy'), `the CapacityProviderStrategy has ${items} items, at most ${MOST_PROVIDERS} are allowed`, { fix: `Keep at most ${MOST_PROVIDERS}.` });
  }
  if (has(parameters, 'TaskCount') && (parameters.TaskCount ?? 1) > MOST_TASKS) report(at(parameters, 'TaskCount'), `TaskCount is ${parameters.TaskCount}, at most ${MOST_TASKS} tasks are started`, { fix: `TaskCount: ${MOST_TASKS}` });
  const vpc = networked ? vpcOf(parameters) : undefined;
  if (!vpc) return;
  if (launch === 'EC2' && vpc.AssignPublicIp === 'ENABLED') report(at(vpc, 'AssignPublicIp'), 'AssignPublicIp is for Fargate, but LaunchType is EC2', { fix: 'Remove AssignPublicIp.', edit: [{ place: at(vpc, 'AssignPublicIp'), value: undefined }] });
  for (const [name, most] of [['Subnets', MOST_SUBNETS], ['SecurityGroups', MOST_GROUPS]] as const) {
    const count = vpc[name]?.length ?? 0;
    if (count > most) report(at(vpc, name), `${count} ${name} are listed, at most ${most} are allowed`, { fix: `Keep at most ${most}.` });
  }
}

/** Reports a target that is not the ARN of a cluster: what runs is said by TaskDefinitionArn, and !Ref of a cluster is its name. */
export function checkCluster(target: Target, { at, has, report, text }: NoTypes): void {
  if (!has(target, 'EcsParameters') || !has(target as EventsRuleTarget, 'Arn')) return;
  const place = at(target as EventsRuleTarget, 'Arn');
  const fix = 'Arn: !GetAtt Cluster.Arn';
  const value = peek(target, 'Arn');
  if (value instanceof Unknown && value.link) {
    const { node, attribute } = value.link;
    if (node.type === 'AWS::ECS::TaskDefinition' || node.type === 'AWS::ECS::Service') report(place, `the target is ${node.type === 'AWS::ECS::Service' ? 'service' : 'task definition'} "${node.name}", where the cluster must stand that runs the task`, { fix });
    else if (node.type === 'AWS::ECS::Cluster' && attribute === 'Ref') report(place, `the target is the name of cluster "${node.name}", where its ARN must stand`, { fix: `Arn: !GetAtt ${node.name}.Arn` });
    return;
  }
  const [, kind] = /^arn:[^:]*:ecs:[^:]*:[^:]*:(service|task-definition)\//.exec(text(target as EventsRuleTarget, 'Arn').filled('*')) ?? [];
  if (kind) report(place, `the target is a ${kind.replace('-', ' ')}, where the ARN of the cluster must stand that runs the task`, { fix });
}

/** Reports a target whose network configuration does not go with its task definition. */
export function checkNetwork(target: Target, vpcName: string, { at, follow, has, report, written }: NoTypes & Pick<Tools<'AWS::ECS::TaskDefinition'>, 'follow' | 'written'>): void {
  const parameters = parametersOf(target);
  const task = parameters && follow(parameters, 'TaskDefinitionArn', 'AWS::ECS::TaskDefinition');
  const mode = task && networkMode(task);
  if (!task || mode === undefined) return;
  // On Fargate any other mode is a mistake of its own.
  if (mode !== 'awsvpc' && has(parameters, 'LaunchType') && parameters.LaunchType === 'FARGATE') return;
  const given = has(parameters, 'NetworkConfiguration');
  if (given === (mode === 'awsvpc')) return;
  const related = [[at(task, 'NetworkMode'), 'the network mode']] as const;
  const place = at(parameters, 'NetworkConfiguration');
  if (given) report(place, `the target has a NetworkConfiguration, but its tasks run in network mode ${mode}${written(task, 'NetworkMode') ? '' : ' (the default)'}, so every run fails`, { related, fix: 'Remove NetworkConfiguration, or set NetworkMode: awsvpc in the task definition.' });
  else report(place, 'the target has no NetworkConfiguration, but its tasks run in network mode awsvpc, so every run fails', { related, fix: `NetworkConfiguration: { ${vpcName}: { Subnets: […], SecurityGroups: […] } }` });
}

type LaunchTypes = 'AWS::AutoScaling::AutoScalingGroup' | 'AWS::EC2::Instance' | 'AWS::ECS::Cluster' | 'AWS::ECS::ClusterCapacityProviderAssociations' | 'AWS::ECS::TaskDefinition';
type LaunchTools = NoTypes & Pick<Tools<LaunchTypes>, 'companions' | 'follow' | 'siblings' | 'written'>;

/** Reports a target whose tasks cannot run where it starts them. A task definition for Fargate may run on EC2 as well, if there are instances. */
export function checkLaunchType(target: Target, { at, companions, follow, has, report, siblings, written }: LaunchTools): void {
  const parameters = parametersOf(target);
  if (!parameters || has(parameters, 'CapacityProviderStrategy')) return;
  const launch = parameters.LaunchType;
  const task = follow(parameters, 'TaskDefinitionArn', 'AWS::ECS::TaskDefinition');
  const compatible = task?.RequiresCompatibilities ?? [];
  if (!task || launch === 'EXTERNAL') return;
  const place = at(parameters, 'LaunchType');
  if (launch === 'FARGATE') {
    const mode = networkMode(task) ?? 'awsvpc';
    if (mode !== 'awsvpc') report(place, `LaunchType is FARGATE, but the tasks run in network mode ${mode}${written(task, 'NetworkMode') ? '' : ' (the default)'}, so every run fails`, { related: [[at(task, 'NetworkMode'), 'the network mode']], fix: 'LaunchType: EC2, or NetworkMode: awsvpc and RequiresCompatibilities: [FARGATE] in the task definition.' });
    return;
  }
  if (compatible.length !== 1 || compatible[0] !== 'FARGATE') return;
  // Without a launch type the strategy of the cluster counts, and EC2 when it has none.
  const cluster = follow(target as EventsRuleTarget, 'Arn', 'AWS::ECS::Cluster');
  const associations = cluster ? companions(cluster, 'AWS::ECS::ClusterCapacityProviderAssociations', { here: true }) : [];
  if (!cluster || (launch === undefined && [cluster, ...associations].some((each) => each.DefaultCapacityProviderStrategy?.length))) return;
  if (siblings(cluster, 'AWS::AutoScaling::AutoScalingGroup').length > 0 || siblings(cluster, 'AWS::EC2::Instance').length > 0) return;
  const how = launch === undefined ? 'the target has no LaunchType, which means EC2 in a cluster without a default strategy' : 'LaunchType is EC2';
  report(place, `${how}, but the task is made for Fargate and no instance is declared for the cluster, so every run fails`, { related: [[at(task, 'RequiresCompatibilities'), 'what the task is made for'], [at(cluster), 'the cluster']], fix: 'LaunchType: FARGATE' });
}

/** Reports constant input that is no JSON or too long. */
export function checkInput(target: Target, { at, has, report, text }: NoTypes): void {
  if (!target.EcsParameters || !has(target, 'Input')) return;
  const input = text(target as EventsRuleTarget, 'Input').known ?? (target.Input as string);
  if (input.length > MOST_INPUT) report(at(target as EventsRuleTarget, 'Input'), `Input has ${input.length} characters, at most ${MOST_INPUT} are allowed`, { fix: 'Shorten it.' });
  else if (parsed(input) === undefined) report(at(target as EventsRuleTarget, 'Input'), 'Input is not JSON', { fix: 'Input: \'{"containerOverrides":[{"name":"…","command":["…"]}]}\'' });
}

/** Reports overrides for containers that the task definition does not have. */
export function checkOverrides(target: Target, { at, follow, has, report, text }: NoTypes & Pick<Tools<'AWS::ECS::TaskDefinition'>, 'follow'>): void {
  const parameters = parametersOf(target);
  if (!parameters || !has(target, 'Input')) return;
  const overrides = (parsed(target.Input as string) as { containerOverrides?: unknown } | null | undefined)?.containerOverrides;
  if (!Array.isArray(overrides) || overrides.length === 0) return;
  const task = follow(parameters, 'TaskDefinitionArn', 'AWS::ECS::TaskDefinition');
  const containers = task?.ContainerDefinitions ?? [];
  const missing = overrides
    .map((override: { name?: unknown } | null) => override?.name)
    // What reads alike first, so that an unknown name beside it does not matter.
    .filter((name) => typeof name === 'string' && !containers.some((each) => text(each, 'Name').known === name) && !containers.some((each) => each.Name === name)) as string[];
  if (!task || missing.length === 0) return;
  const names = containers.map((each) => `"${each}"`).join(', ');
  const place = at(target as EventsRuleTarget, 'Input');
  for (const name of missing) report(place, `Input overrides container "${name}", which the task definition does not have (it has ${names}), so every run fails`, { related: [[at(task, 'ContainerDefinitions'), 'its containers']], ...(containers.length === 1 && { fix: `"name": "${containers[0]}"` }) });
}

function parsed(input: string): unknown {
  try {
    return JSON.parse(input) as unknown;
  } catch {
    return undefined;
  }
}

type RoleTools = NoTypes & Pick<Tools<'AWS::ECS::Cluster' | 'AWS::ECS::TaskDefinition' | 'AWS::IAM::ManagedPolicy' | 'AWS::IAM::Policy' | 'AWS::IAM::Role' | 'AWS::IAM::RolePolicy'>, 'companions' | 'follow' | 'resource' | 'siblings'>;

/**
 * Reports a role that EventBridge cannot assume, or that may not run the task or hand it its roles.
 * @param service who assumes the role, e.g. `events.amazonaws.com`
 */
export function checkRole(target: Target, service: string, tools: RoleTools): void {
  const { at, follow, has, report, resource, undecided } = tools;
  const parameters = parametersOf(target);
  if (!parameters || !has(target, 'RoleArn')) return;
  const role = follow(target as EventsRuleTarget, 'RoleArn', 'AWS::IAM::Role');
  if (!role) return;
  const name = resource(role).name;
  const place = at(target as EventsRuleTarget, 'RoleArn');
  const related = [[at(role), 'the role']] as const;
  const trust = peek(role, 'AssumeRolePolicyDocument');
  const assumed = mayAssume(trust, service);
  if (assumed.answer === 'denied') {
    report(place, `role "${name}" does not let ${service} assume it, so no run starts`, { proof: [['trusts', trusted(trust).slice(0, 3).join(', ') || 'nobody']], fix: `Principal: { Service: ${service} } in its AssumeRolePolicyDocument.`, related });
    return;
  }
  const grants = grantsOf(role, tools);
  const task = peek(parameters, 'TaskDefinitionArn');
  const cluster = peek(target, 'Arn');
  const requests: Request[] = [];
  if (typeof task === 'string' || task instanceof Unknown) requests.push({ action: 'ecs:RunTask', resources: revisions(piecesOf(task)), context: { ...(cluster !== undefined && { 'ecs:cluster': piecesOf(cluster as string) }) } });
  const definition = task instanceof Unknown && task.link ? follow(parameters, 'TaskDefinitionArn', 'AWS::ECS::TaskDefinition') : undefined;
  for (const property of ['ExecutionRoleArn', 'TaskRoleArn'] as const) {
    const passed = definition && peek(definition, property);
    // The CDK grants the task role of a task on instances to nobody, and such schedules run.
    if (property === 'TaskRoleArn' && !definition?.RequiresCompatibilities?.includes('FARGATE')) continue;
    if (typeof passed === 'string' || passed instanceof Unknown) requests.push({ action: 'iam:PassRole', resources: [piecesOf(passed)], context: { 'iam:passedtoservice': ['ecs-tasks.amazonaws.com'] } });
  }
  const { lacks, doubt } = lacking(grants, requests);
  const [first] = lacks;
  if (first)
    report(place, `role "${name}" may not ${first.action === 'ecs:RunTask' ? 'run the task' : 'pass the task its roles'}, so every run fails and nobody is told: nothing allows ${[...new Set(lacks.map(({ action }) => action))].join(', ')}`, {
      proof: [...lacks.map(({ action, resources }) => ['needs', `${action} on ${printPieces(resources[0] ?? [])}`] as const), ...nearMisses(grants, first).map((line) => ['allows', line] as const)],
      related,
      confidence: has(role, 'RoleName') ? 'likely' : 'certain',
    });
  else if (assumed.answer === 'unknown' || doubt !== undefined) undecided(assumed.answer === 'unknown' ? assumed.reason : (doubt as string));
}

/** A task definition as RunTask is asked for it: with its revision, or, where none is written, as the family and whatever revision is newest. */
function revisions(task: readonly Piece[]): (readonly Piece[])[] {
  const last = task.at(-1);
  return typeof last === 'string' && !/:\d+$/.test(last) ? [[...task, ':', NEWEST], task] : [task];
}

const NEWEST = new Unknown('the newest revision', 'reference');

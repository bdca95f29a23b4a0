/**
 * Tasks that EventBridge starts: the ECS target of a rule and that of a schedule, which are the same but for the spelling of one
 * property. What the service checks when the target is stored is refused at once; what only RunTask checks fails at every run, and
 * nobody is told.
 *
 * Sources: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html ,
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
import type { Tools } from '../rule.js';
import type { EventsRuleAwsVpcConfiguration, EventsRuleEcsParameters, EventsRuleTarget, SchedulerScheduleEcsParameters, SchedulerScheduleTarget } from '../types/resources.js';
import { networkMode } from './launch.js';

export type Target = EventsRuleTarget | SchedulerScheduleTarget;
type Parameters = EventsRuleEcsParameters & SchedulerScheduleEcsParameters;
type NoTypes = Pick<Tools<never>, 'at' | 'has' | 'report' | 'text' | 'undecided'>;

const MOST_TASKS = 10;
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
  if (launch === 'EC2' && has(parameters, 'PlatformVersion')) report(at(parameters, 'PlatformVersion'), 'PlatformVersion is for Fargate, but LaunchType is EC2', { fix: 'Remove PlatformVersion.' });
  if (has(parameters, 'TaskCount') && (parameters.TaskCount ?? 1) > MOST_TASKS) report(at(parameters, 'TaskCount'), `TaskCount is ${parameters.TaskCount}, at most ${MOST_TASKS} tasks are started`, { fix: `TaskCount: ${MOST_TASKS}` });
  const vpc = networked ? vpcOf(parameters) : undefined;
  if (!vpc) return;
  if (launch === 'EC2' && vpc.AssignPublicIp === 'ENABLED') report(at(vpc, 'AssignPublicIp'), 'AssignPublicIp is for Fargate, but LaunchType is EC2', { fix: 'Remove AssignPublicIp.' });
  for (const [name, most] of [['Subnets', MOST_SUBNETS], ['SecurityGroups', MOST_GROUPS]] as const) {
    const count = vpc[name]?.length ?? 0;
    if (count > most) report(at(vpc, name), `${count} ${name} are listed, at most ${most} are allowed`, { fix: `Keep at most ${most}.` });
  }
}

/** Reports a target whose network configuration does not go with its task definition. */
export function checkNetwork(target: Target, vpcName: string, { at, follow, has, report, written }: NoTypes & Pick<Tools<'AWS::ECS::TaskDefinition'>, 'follow' | 'written'>): void {
  const parameters = parametersOf(target);
  const task = parameters && follow(parameters, 'TaskDefinitionArn', 'AWS::ECS::TaskDefinition');
  const mode = task && networkMode(task);
  if (!task || mode === undefined) return;
  const given = has(parameters, 'NetworkConfiguration');
  if (given === (mode === 'awsvpc')) return;
  const related = [[at(task, 'NetworkMode'), 'the network mode']] as const;
  const place = at(parameters, 'NetworkConfiguration');
  if (given) report(place, `the target has a NetworkConfiguration, but its tasks run in network mode ${mode}${written(task, 'NetworkMode') ? '' : ' (the default)'}, so every run fails`, { related, fix: 'Remove NetworkConfiguration, or set NetworkMode: awsvpc in the task definition.' });
  else report(place, 'the target has no NetworkConfiguration, but its tasks run in network mode awsvpc, so every run fails', { related, fix: `NetworkConfiguration: { ${vpcName}: { Subnets: […], SecurityGroups: […] } }` });
}

type LaunchTools = NoTypes & Pick<Tools<'AWS::ECS::Cluster' | 'AWS::ECS::ClusterCapacityProviderAssociations' | 'AWS::ECS::TaskDefinition'>, 'companions' | 'follow'>;

/** Reports a target whose tasks cannot run where it starts them. */
export function checkLaunchType(target: Target, { at, companions, follow, has, report }: LaunchTools): void {
  const parameters = parametersOf(target);
  if (!parameters || has(parameters, 'CapacityProviderStrategy')) return;
  const task = follow(parameters, 'TaskDefinitionArn', 'AWS::ECS::TaskDefinition');
  const compatible = task?.RequiresCompatibilities ?? [];
  if (!task || compatible.length === 0) return;
  const launch = parameters.LaunchType;
  const related = [[at(task, 'RequiresCompatibilities'), 'what the tasks are made for']] as const;
  const fix = compatible.length === 1 ? `LaunchType: ${compatible[0]}` : undefined;
  const list = compatible.join(', ');
  if (launch !== undefined) {
    if (!compatible.includes(launch)) report(at(parameters, 'LaunchType'), `LaunchType is ${launch}, but the task definition is made for ${list}, so every run fails`, { related, ...(fix && { fix }) });
    return;
  }
  if (compatible.includes('EC2')) return;
  // Without a launch type the strategy of the cluster counts, and EC2 when it has none.
  const cluster = follow(target as EventsRuleTarget, 'Arn', 'AWS::ECS::Cluster');
  if (!cluster || cluster.DefaultCapacityProviderStrategy?.length) return;
  if (companions(cluster, 'AWS::ECS::ClusterCapacityProviderAssociations', { here: true }).some((each) => each.DefaultCapacityProviderStrategy?.length)) return;
  report(at(parameters, 'LaunchType'), `the target has no LaunchType, which means EC2 in a cluster without a default strategy, but the task definition is made for ${list}, so every run fails`, { related: [...related, [at(cluster), 'the cluster']], ...(fix && { fix }) });
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

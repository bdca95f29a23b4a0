/** `plimsoll rollout`: the next deployment of a service, step by step, from what its files say. */
import { desired, oneAnInstance, room, runsOnFargate } from './aws/capacity/launch.js';
import { deploymentPercents } from './aws/rollout.js';
import { simulate, type Timeline } from './aws/rollout-simulation.js';
import { check } from './engine.js';
import type { LoadContext } from './load/context.js';
import { defineRule } from './rule.js';

/** What is known of a deployment, and how it goes. */
interface Played extends Timeline {
  facts: (readonly [string, string])[];
  tasks: number;
}

/** A deployment of one service under some parameters. */
export interface RolloutReport extends Played {
  service: string;
  file: string;
  line: number;
  /** The parameters under which it goes so. */
  when?: string;
}

/** Why the deployment of a service cannot be played through. */
export interface UnknownRollout {
  service: string;
  file: string;
  line: number;
  reason: string;
}

/** Not one of the rules that people see: it reports every service, with the deployment as its message, so that worlds, defaults and unknown values are the engine's work as ever. */
const TIMELINE = defineRule({
  id: 'rollout/timeline',
  on: 'AWS::ECS::Service',
  with: [
    'AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::LaunchConfiguration', 'AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate',
    'AWS::ECS::CapacityProvider', 'AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations', 'AWS::ECS::Service', 'AWS::ECS::TaskDefinition',
  ],
  category: 'operations',
  severity: 'info',
  summary: '',
  why: '',
  fix: '',
  check(service, tools) {
    const { at, report, undecided } = tools;
    const controller = service.DeploymentController?.Type ?? 'ECS';
    if (controller !== 'ECS') undecided(`its deployments are those of ${controller}`);
    const config = service.DeploymentConfiguration;
    const daemon = service.SchedulingStrategy === 'DAEMON';
    const strategy = config?.Strategy ?? 'ROLLING';
    const { minimum, maximum } = deploymentPercents({ strategy: daemon ? 'DAEMON' : 'REPLICA', minimum: config?.MinimumHealthyPercent, maximum: config?.MaximumPercent });
    if (daemon) undecided('a daemon has as many tasks as there are instances');
    const { tasks, by } = desired(service, tools);
    const space = roomFor(service, tools);
    const way = strategy === 'ROLLING' ? 'rolling' : 'whole';
    const facts: [string, string][] = [
      ['tasks', `${tasks} (${by})`],
      ['way', way === 'rolling' ? `rolling, ${minimum}% to ${maximum}%` : strategy.toLowerCase().replace('_', '/')],
      ['room', space.text],
    ];
    const played: Played = { ...simulate({ way, tasks, minimum, maximum, room: space.room }), facts, tasks };
    // Deployments that differ are different reports, although they are of one service.
    report(at(service, `${tasks} ${minimum} ${maximum} ${space.room}` as never), JSON.stringify(played));
  },
});

type Service = Parameters<typeof runsOnFargate>[0];

function roomFor(service: Service, tools: Parameters<typeof room>[1] & Parameters<typeof runsOnFargate>[1] & Parameters<typeof oneAnInstance>[1]): { room: number; text: string } {
  if (runsOnFargate(service, tools)) return { room: Number.POSITIVE_INFINITY, text: 'Fargate: as many as are wanted' };
  const why = oneAnInstance(service, tools);
  if (why === undefined) return { room: Number.POSITIVE_INFINITY, text: 'several tasks may share an instance; how many is not looked at' };
  const { instances } = room(service, tools);
  return { room: instances, text: `${instances} ${instances === 1 ? 'instance' : 'instances'}, 1 task each (${why})` };
}

/**
 * Plays the next deployment of services through.
 * @param name a service by its logical id or its name; all of them when left out
 */
export function rollouts(context: LoadContext, name?: string): { played: RolloutReport[]; unknown: UnknownRollout[] } {
  const outcomes = check(context.graph, [TIMELINE]);
  const wanted = (resource: { name: string }): boolean => name === undefined || resource.name === name || serviceNames(context).get(resource.name) === name;
  return {
    played: outcomes.findings.filter(({ resource }) => wanted(resource)).map(({ message, resource, location, when }) => ({ service: resource.name, file: location.file, line: location.line, ...(when && { when }), ...(JSON.parse(message) as Played) })),
    unknown: outcomes.undecided.filter(({ resource }) => wanted(resource)).map(({ reason, resource, location }) => ({ service: resource.name, file: location.file, line: location.line, reason })),
  };
}

/** Written service names by logical id. */
function serviceNames({ graph }: LoadContext): Map<string, string> {
  return new Map(graph.ofType('AWS::ECS::Service').flatMap((node) => {
    const name = Object.getOwnPropertyDescriptor(node.props, 'ServiceName')?.value as unknown;
    return typeof name === 'string' ? [[node.name, name] as const] : [];
  }));
}

const END: Readonly<Record<Timeline['end'], string>> = { done: 'done', stuck: 'STUCK: nothing may stop and nothing can start, so the deployment never ends', short: 'STUCK: there is not even room for the tasks that are wanted' };

/** The timelines as a person reads them. */
export function printRollouts({ played, unknown }: ReturnType<typeof rollouts>): string {
  const lines: string[] = [];
  const pairs = (list: readonly (readonly [string, string])[], indent: string): void => {
    const width = Math.max(...list.map(([label]) => label.length));
    for (const [label, text] of list) lines.push(`${indent}${label.padEnd(width)}  ${text}`);
  };
  for (const { service, file, line, when, facts, steps, end, blocked, tasks } of played) {
    lines.push(`${service}  ${file}:${line}`, ...(when ? [`  This holds ${when.startsWith('by ') ? when : `when ${when}`}.`] : []));
    pairs(facts, '  ');
    lines.push('', '   old  new');
    const row = (old: number, fresh: number, text: string): number => lines.push(`${String(old).padStart(6)}${String(fresh).padStart(5)}  ${text}`);
    row(tasks, 0, 'before');
    for (const step of steps) row(step.old, step.fresh, step.action);
    lines.push(`             ${END[end]}`);
    pairs(blocked, '             ');
    lines.push('');
  }
  for (const { service, file, line, reason } of unknown) lines.push(`${service}  ${file}:${line}`, `  cannot be played through: ${reason}`, '');
  return lines.join('\n');
}


/**
 * A deployment played through, task by task, so that it can be shown why it ends or never does. The closed forms of `rollout.ts` say the
 * same in one line; a property test holds the two together.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html (what may stop and start) ,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-implementation.html (both versions whole at once)
 */
import { canStart, canStop, lower, upper } from './rollout.js';

/** A deployment of a service that runs its tasks already. */
export interface Rollout {
  /** `rolling`; `whole`: blue/green, canary and linear start all new tasks before an old one goes. */
  way: 'rolling' | 'whole';
  /** Tasks that are wanted, and run in the old version. */
  tasks: number;
  /** Percent. A daemon has one task an instance, so that its maximum is 100. */
  minimum: number;
  maximum: number;
  /** Tasks of the service, old and new together, that the instances can hold at once. */
  room: number;
}

export interface Step {
  /** Tasks after the step. */
  old: number;
  fresh: number;
  /** What happens, with the number that allows it. */
  action: string;
}

export interface Timeline {
  steps: readonly Step[];
  /** `done`: all tasks are new; `stuck`: nothing may stop and nothing can start; `short`: not even the wanted tasks find room. */
  end: 'done' | 'stuck' | 'short';
  /** Why it does not go on, a line each: label and text. Empty when it is done. */
  blocked: readonly (readonly [string, string])[];
}

const count = (n: number, what = ''): string => `${n}${what && ` ${what}`} ${n === 1 ? 'task' : 'tasks'}`;

/** Plays a deployment through. Every new task that starts becomes healthy. */
export function simulate(rollout: Rollout): Timeline {
  const { way, tasks, room } = rollout;
  if (tasks > room) return { steps: [], end: 'short', blocked: [['room', `${count(room)}, wanted are ${tasks}: the service never gets all of them`]] };
  return way === 'whole' ? wholeAtOnce(tasks, room) : rolling(rollout);
}

function rolling({ tasks, minimum, maximum, room }: Rollout): Timeline {
  const stay = lower(tasks, minimum);
  const run = upper(tasks, maximum);
  const steps: Step[] = [];
  let old = tasks;
  let fresh = 0;
  while (old > 0 || fresh < tasks) {
    const start = Math.min(tasks - fresh, run - old - fresh, room - old - fresh);
    if (start > 0) {
      fresh += start;
      const most = Math.min(run, room);
      steps.push({ old, fresh, action: `starts ${count(start, 'new')}: ${most === run ? `floor(${tasks} x ${maximum}%) = ${run} may run` : `there is room for ${room}`}` });
    }
    const stop = Math.min(old, old + fresh - stay);
    if (stop > 0) {
      old -= stop;
      steps.push({ old, fresh, action: `stops ${count(stop, 'old')}: ceil(${tasks} x ${minimum}%) = ${stay} must stay` });
    }
    if (start <= 0 && stop <= 0) return { steps, end: 'stuck', blocked: blockedBy({ tasks, minimum, maximum, room }, old + fresh) };
  }
  return { steps, end: 'done', blocked: [] };
}

function blockedBy({ tasks, minimum, maximum, room }: Omit<Rollout, 'way'>, running: number): Timeline['blocked'] {
  const run = upper(tasks, maximum);
  return [
    ['cannot stop', `ceil(${tasks} x ${minimum}%) = ${lower(tasks, minimum)} must stay, ${running} ${running === 1 ? 'runs' : 'run'}`],
    ['cannot start', run <= running ? `floor(${tasks} x ${maximum}%) = ${run} may run, ${running} ${running === 1 ? 'does' : 'do'}` : `there is room for ${count(room)}, all of it taken`],
  ];
}

function wholeAtOnce(tasks: number, room: number): Timeline {
  const green = Math.min(tasks, room - tasks);
  const steps: Step[] = green > 0 ? [{ old: tasks, fresh: green, action: `starts ${count(green, 'new')} beside the old` }] : [];
  if (green < tasks) return { steps, end: 'stuck', blocked: [['cannot start', `${tasks} old + ${tasks} new = ${2 * tasks}, room ${room}`], ['cannot stop', 'no old task goes before all new ones are healthy']] };
  return { steps: [...steps, { old: tasks, fresh: tasks, action: 'shifts the traffic to the new tasks' }, { old: 0, fresh: tasks, action: `stops ${count(tasks, 'old')} after the bake time` }], end: 'done', blocked: [] };
}

/** Whether the deployment ends: what the simulation finds, in one line. */
export function ends({ way, tasks, minimum, maximum, room }: Rollout): boolean {
  if (tasks < 1) return true;
  if (tasks > room) return false;
  return way === 'whole' ? room >= 2 * tasks : canStop(tasks, minimum) || (canStart(tasks, maximum) && room > tasks);
}

import { findNamed } from '../../src/aws/names.js';
import { defineRule } from '../../src/rule.js';

/** Docker's and ECS's default. */
const INTERVAL = 30;

export default defineRule({
  id: 'ecs-task/start-timeout-fits',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'medium',
  // Some agents check sooner during the start period.
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'A container has the time to become healthy before others give up waiting for it',
  why: 'StartTimeout says how long other containers wait for this one to reach their condition. It counts from its start, and a health check has no result before its first Interval is over; a container whose own StartPeriod is longer than that may still be starting. Those that wait then give up, and the task stops.',
  fix: 'Raise StartTimeout above StartPeriod and Interval of the health check, or check more often.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html'],
  presets: ['recommended', 'reliability', 'strict'],
  check(container, tools, task) {
    const { at, has, report, written } = tools;
    if (!has(container, 'StartTimeout')) return;
    const containers = task.ContainerDefinitions ?? [];
    const waiting = containers.find((other) => other.DependsOn?.some((each) => has(each, 'ContainerName') && findNamed(containers, each, 'ContainerName', tools) === container && each.Condition === 'HEALTHY'));
    const check = waiting && container.HealthCheck;
    if (!check) return;
    const [timeout, start, interval] = [container.StartTimeout ?? 0, check.StartPeriod ?? 0, check.Interval ?? INTERVAL];
    const place = at(container, 'StartTimeout');
    const related = [[at(waiting, 'DependsOn'), `"${waiting}" waits here`]] as const;
    // Fargate takes no more than two minutes, so the start must be the shorter one.
    const most = task.RequiresCompatibilities?.includes('FARGATE') && start + interval > 120;
    // It may well be healthy before its start period is over.
    if (start > timeout) report(place, `container "${container}" may take ${start} s to start, but "${waiting}" waits ${timeout} s for it to be healthy`, { proof: [['start', `StartPeriod ${start} s`], ['patience', `StartTimeout ${timeout} s`]], fix: most ? 'StartTimeout: 120, the most on Fargate, and a StartPeriod below it.' : `StartTimeout: ${start + interval}`, severity: 'low', related });
    else if (start === 0 && timeout <= interval) report(place, `container "${container}" is checked for the first time after ${interval} s, but "${waiting}" waits ${timeout} s for it to be healthy`, { proof: [['first check', `Interval ${interval} s${written(check, 'Interval') ? '' : ', the default'}`], ['patience', `StartTimeout ${timeout} s`]], fix: `StartTimeout: ${2 * interval}, or Interval: ${Math.max(5, Math.floor(timeout / 3))} in HealthCheck.`, related });
  },
});

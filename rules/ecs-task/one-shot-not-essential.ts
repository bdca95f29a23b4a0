import { findNamed } from '../../src/aws/names.js';
import { oneShot } from '../../src/aws/tasks/one-shot.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/one-shot-not-essential',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['AWS::ECS::Service'],
  category: 'deployability',
  severity: 'high',
  // The entry point of an image may do something else with its command.
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'A container of a service that does one thing and ends is not essential',
  why: 'Essential is true unless it is set, and the end of an essential container is the end of its task, also with exit code 0. A service starts another task then, which ends in the same way: it never becomes stable, and its deployment fails or goes on for ever.',
  fix: 'Essential: false, and DependsOn with Condition SUCCESS in the containers that need its result; what is no part of a service runs as a task of its own.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html'],
  errors: ['Essential container in task exited'],
  presets: ['recommended', 'reliability', 'strict'],
  check(container, tools, task) {
    const { at, companions, has, report, resource, text } = tools;
    if (!has(container, 'Command') || !container.Essential || container.RestartPolicy?.Enabled) return;
    const words = [...(container.EntryPoint ?? []), ...(container.Command ?? [])];
    const ends = oneShot(words, has(container, 'Image') ? text(container, 'Image').filled('?') : undefined);
    if (ends === undefined) return;
    const containers = task.ContainerDefinitions ?? [];
    // Whoever waits for its end is refused, which another rule tells.
    const awaited = containers.some((other) => other.DependsOn?.some((each) => (each.Condition === 'COMPLETE' || each.Condition === 'SUCCESS') && has(each, 'ContainerName') && findNamed(containers, each, 'ContainerName', tools) === container));
    // A service for no tasks only keeps the task definition at hand.
    const service = awaited ? undefined : companions(task, 'AWS::ECS::Service', { here: true }).find(({ DesiredCount }) => DesiredCount !== 0);
    if (!service) return;
    report(at(container, 'Command'), `container "${container}" ends after "${ends}", and because it is essential every task of ${resource(service).name} ends with it`, {
      fix: containers.length > 1 ? `Essential: false in "${container}", and DependsOn: [{ ContainerName: ${container}, Condition: SUCCESS }] in the others.` : 'Run it as a task of its own (RunTask, a schedule), not as a service.',
      related: [[at(container, 'Essential'), 'essential'], [at(service), 'the service']],
    });
  },
});

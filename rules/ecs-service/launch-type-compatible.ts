import { cpuUnits, memoryMiB, sizeProblem } from '../../src/aws/tasks/fargate.js';
import { runsOnFargate } from '../../src/aws/capacity/launch.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/launch-type-compatible',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::CapacityProvider', 'AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A service runs where its task definition can run, and says so once',
  why: 'A service takes either a LaunchType or a CapacityProviderStrategy. On Fargate its task definition must pass the checks of Fargate; without FARGATE in RequiresCompatibilities they are not made at registration but when the service is created, which then fails.',
  fix: 'Keep one of LaunchType and CapacityProviderStrategy. For Fargate: NetworkMode awsvpc, a Cpu and Memory pair of Fargate, and FARGATE in RequiresCompatibilities, so that mistakes show at registration.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html',
  ],
  equivalents: { cfnLint: ['E3054'], preflight: ['pf-ecs-service-launch-type-capacity-provider'] },
  errors: ['Task definition does not support launch_type …'],
  presets: ['recommended', 'strict'],
  check(service, tools) {
    const { at, follow, has, report, undecided, written } = tools;
    if (has(service, 'LaunchType') && has(service, 'CapacityProviderStrategy') && service.CapacityProviderStrategy?.length !== 0)
      return report(at(service, 'LaunchType'), `"${service}" has a LaunchType (${tools.show(service, 'LaunchType')}) and a CapacityProviderStrategy, but ECS takes only one of them`, { fix: 'Remove LaunchType.', related: [[at(service, 'CapacityProviderStrategy'), 'the strategy']] });
    if (!runsOnFargate(service, tools)) return;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    // With FARGATE in the list the registration already refuses what follows.
    if (!task || task.RequiresCompatibilities?.includes('FARGATE')) return;
    const place = at(service, written(service, 'LaunchType') ? 'LaunchType' : 'CapacityProviderStrategy');
    const list = task.RequiresCompatibilities?.join(', ');
    const declared = list ? `, made for ${list},` : '';
    if (task.NetworkMode !== 'awsvpc')
      return report(place, `"${service}" runs on Fargate, but its task definition${declared} has ${task.NetworkMode === undefined ? 'no NetworkMode' : `network mode ${task.NetworkMode}`}`, { related: [[at(task, 'NetworkMode'), 'Fargate needs awsvpc']], fix: 'NetworkMode: awsvpc and RequiresCompatibilities: [FARGATE] in the task definition.' });
    const [cpu, memory] = [task.Cpu, task.Memory];
    const [units, size] = [cpu === undefined ? undefined : cpuUnits(cpu), memory === undefined ? undefined : memoryMiB(memory)];
    const odd = (cpu !== undefined && units === undefined) || (memory !== undefined && size === undefined);
    const problem = odd ? undefined : sizeProblem(units, size, { windows: task.RuntimePlatform?.OperatingSystemFamily?.startsWith('WINDOWS') ?? false });
    if (problem && problem.kind !== 'unknown') return report(place, `"${service}" runs on Fargate, but its task definition${declared} does not fit: ${problem.message}`, { related: [[at(task, problem.kind === 'memory' ? 'Memory' : 'Cpu'), problem.allowed]], fix: 'A Cpu and Memory pair of Fargate and RequiresCompatibilities: [FARGATE] in the task definition.' });
    // ECS works out the compatibilities itself, so a list without FARGATE alone proves nothing.
    if (list) undecided(`the task definition is declared for ${list} only, but may pass the checks of Fargate all the same`);
  },
});

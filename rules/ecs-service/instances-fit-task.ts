import { INSTANCE_TYPES_DATE, instanceType } from '../../src/aws/data/instance-types.js';
import { instanceTypesOf } from '../../src/aws/capacity/instances.js';
import { room, runsOnFargate } from '../../src/aws/capacity/launch.js';
import { reservation } from '../../src/aws/capacity/reservation.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/instances-fit-task',
  on: 'AWS::ECS::Service',
  with: [
    'AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::LaunchConfiguration', 'AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate',
    'AWS::ECS::CapacityProvider', 'AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations', 'AWS::ECS::TaskDefinition',
  ],
  category: 'deployability',
  severity: 'high',
  outcome: 'hangs',
  summary: 'Some instance of the cluster is large enough for the task, and of its kind',
  why: `A task is placed on one instance, which must have all the CPU, memory and GPUs that it reserves, and its processor. When no instance type of the cluster has, the service reports that no container instance met all of its requirements, and waits for ever. What instance types have is as of ${INSTANCE_TYPES_DATE}; a real instance registers somewhat less memory than it is sold with.`,
  fix: 'Reserve less, choose a larger instance type, or one with the processor or GPU that the task needs.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html', 'https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html'],
  errors: ['(service …) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance …) has insufficient CPU units available.', '(service …) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance …) has insufficient memory available.', '(service …) was unable to place a task because no container instance met all of its requirements.'],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, tools) {
    const { at, follow, report, resource, undecided } = tools;
    if (service.LaunchType === 'EXTERNAL' || runsOnFargate(service, tools)) return;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    if (!task) return;
    const { groups, bound } = room(service, tools);
    const names = [...new Set(groups.flatMap((group) => instanceTypesOf(group, tools)))];
    const types = names.map((name) => instanceType(name) ?? undecided(`what ${name} has is not known here`));
    const [first] = types;
    if (!first) return;
    const more = { confidence: bound ? ('certain' as const) : ('likely' as const), related: groups.map((group) => [at(group), `instances of type ${names.join(', ')}`] as const) };
    const wanted = task.RuntimePlatform?.CpuArchitecture;
    if (wanted !== undefined && types.every(({ architecture }) => architecture !== wanted))
      report(at(service, 'TaskDefinition'), `the task of "${service}" runs on ${wanted}, but all instances of ${resource(groups[0] as object).name} are ${first.architecture} (${names.join(', ')})`, { ...more, fix: `An instance type with ${wanted}, or CpuArchitecture: ${first.architecture} and an image for it.`, proof: [['task', `CpuArchitecture ${wanted}`], ['instances', `${names.join(', ')}: ${first.architecture}`]] });
    const needs = reservation(task);
    for (const [what, unit, need, most] of [
      ['memory', 'MiB', needs.memoryMiB, Math.max(...types.map(({ memoryMiB }) => memoryMiB))],
      ['CPU', 'units', needs.cpuUnits, Math.max(...types.map(({ vcpus }) => vcpus)) * 1024],
      ['GPUs', '', needs.gpus, Math.max(...types.map(({ gpus }) => gpus))],
    ] as const) {
      if (need <= most) continue;
      report(at(service, 'TaskDefinition'), `the task of "${service}" reserves ${need}${unit && ` ${unit}`} ${what === 'CPU' ? 'of CPU' : what === 'memory' ? 'of memory' : what}, more than any of its instances has (${most})`, { ...more, proof: [['task', `${need} ${unit || what}`], ['instances', `at most ${most} ${unit || what} (${names.join(', ')})`]] });
    }
  },
});

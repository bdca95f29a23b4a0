import { TASK_TYPES, taskSubnets } from '../../src/aws/network/ends.js';
import { zoneCoverage, zoneName } from '../../src/aws/network/subnets.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'efs/mount-target-in-task-zones',
  on: 'AWS::ECS::Service',
  with: [...TASK_TYPES, 'AWS::EFS::FileSystem', 'AWS::EFS::MountTarget'],
  category: 'deployability',
  severity: 'high',
  // Somebody may make the mount target elsewhere.
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'A file system has a mount target in every Availability Zone where tasks mount it',
  why: 'The name of a file system leads to the mount target in the zone of the task, and to nothing where there is none. Tasks that start in such a zone stop before a container has started, while those in other zones work: the service flaps.',
  fix: 'Add a mount target in a subnet of each zone of the service, or keep the service out of the others.',
  references: ['https://docs.aws.amazon.com/efs/latest/ug/accessing-fs.html', 'https://docs.aws.amazon.com/efs/latest/ug/mounting-fs-mount-cmd-dns-name.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html'],
  errors: ['ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "fs-….efs.….amazonaws.com" - check that your file system ID is correct, and ensure that the VPC has an EFS mount target for this file system ID.'],
  presets: ['recommended', 'reliability', 'strict'],
  check(service, tools) {
    const { at, companions, follow, has, report, resource, undecided } = tools;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    if (!task) return;
    for (const volume of task.Volumes ?? []) {
      if (!has(volume, 'EFSVolumeConfiguration') || !volume.EFSVolumeConfiguration) continue;
      const system = follow(volume.EFSVolumeConfiguration, 'FilesystemId', 'AWS::EFS::FileSystem');
      // A file system of one zone is meant to be in one.
      const targets = system && !has(system, 'AvailabilityZoneName') ? companions(system, 'AWS::EFS::MountTarget', { here: true }) : [];
      if (!system || targets.length === 0) continue;
      const homes = targets.map((target) => follow(target, 'SubnetId', 'AWS::EC2::Subnet') ?? undecided('where a mount target is, is not known'));
      for (const { subnets, place } of taskSubnets(service, task, tools)) {
        const { outside, doubt } = zoneCoverage(subnets, homes);
        const [first] = outside;
        if (first)
          return report(place, `"${service}" runs tasks in ${zoneName(first)} (${resource(first).name}), where ${resource(system).name} has no mount target`, {
            fix: `A mount target of ${resource(system).name} in ${resource(first).name}.`,
            related: [[at(volume.EFSVolumeConfiguration, 'FilesystemId'), 'the volume'], ...targets.map((target) => [at(target, 'SubnetId'), 'a mount target'] as const)],
          });
        if (doubt) undecided('in which zones the subnets are is not known');
      }
    }
  },
});

import { TASK_TYPES, taskEnds } from '../../src/aws/network/ends.js';
import { closedSide, type End } from '../../src/aws/network/reach.js';
import { followAll } from '../../src/aws/network/subnets.js';
import { defineRule } from '../../src/rule.js';

const NFS = { least: 2049, most: 2049 };

export default defineRule({
  id: 'efs/mount-target-admits-tasks',
  on: 'AWS::ECS::Service',
  with: [...TASK_TYPES, 'AWS::EFS::FileSystem', 'AWS::EFS::MountTarget'],
  category: 'deployability',
  severity: 'high',
  // Somebody may add a rule to a group elsewhere.
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'The mount targets of a file system let the tasks that mount it in on port 2049',
  why: 'A task mounts EFS over NFS, port 2049, from its own security group (awsvpc) or that of its instance. A mount target whose group does not let that in, or a task whose group does not let it out, makes the mount time out, and the task stops before a container has started.',
  fix: 'Let the security group of the tasks in on port 2049 in the group of the mount targets.',
  references: ['https://docs.aws.amazon.com/efs/latest/ug/network-access.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html'],
  errors: ['ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: … Connection timed out', 'ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: mount.nfs4: Connection timed out : unsuccessful EFS utils command execution; code: 32'],
  presets: ['recommended', 'strict'],
  check(service, tools) {
    const { at, companions, follow, has, report, resource, undecided } = tools;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    const volumes = (task?.Volumes ?? []).flatMap((volume) => (has(volume, 'EFSVolumeConfiguration') && volume.EFSVolumeConfiguration ? [volume.EFSVolumeConfiguration] : []));
    if (!task || volumes.length === 0) return;
    let doubt: string | undefined;
    for (const volume of volumes) {
      const system = follow(volume, 'FilesystemId', 'AWS::EFS::FileSystem');
      for (const target of system ? companions(system, 'AWS::EFS::MountTarget', { here: true }) : []) {
        if (!has(target, 'SecurityGroups')) undecided('the default security group of the VPC is not known here');
        const to: End = { groups: followAll(target.SecurityGroups ?? [], 'AWS::EC2::SecurityGroup', tools) };
        for (const from of to.groups.length > 0 ? taskEnds(service, task, tools) : []) {
          const closed = closedSide(from, to, NFS, tools);
          doubt ??= closed.doubt;
          if (!closed.side) continue;
          const [ours, theirs] = [from.groups, to.groups].map((groups) => groups.map((each) => resource(each).name).join(', '));
          const shut = closed.side === 'ingress' ? `security group ${theirs} of mount target "${resource(target).name}" does not let ${ours} in on port 2049` : `their security group ${ours} does not let port 2049 out`;
          return report(at(service, 'TaskDefinition'), `the tasks of "${service}" cannot mount ${resource(system as object).name}: ${shut}`, {
            fix: closed.side === 'ingress' ? `{ IpProtocol: tcp, FromPort: 2049, ToPort: 2049, SourceSecurityGroupId: <${ours}> } in the ingress of ${theirs}.` : `{ IpProtocol: tcp, FromPort: 2049, ToPort: 2049, DestinationSecurityGroupId: <${theirs}> } in the egress of ${ours}.`,
            related: [[at(target, 'SecurityGroups'), 'the mount target'], [at(volume, 'FilesystemId'), 'the volume'], ...(closed.side === 'ingress' ? to : from).groups.map((each) => [at(each), 'the security group that is closed'] as const)],
          });
        }
      }
    }
    if (doubt !== undefined) undecided(doubt);
  },
});

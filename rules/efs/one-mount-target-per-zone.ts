import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'efs/one-mount-target-per-zone',
  on: 'AWS::EFS::MountTarget',
  with: ['AWS::EC2::Subnet', 'AWS::EFS::MountTarget'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A file system has one mount target in an Availability Zone',
  why: 'EFS takes one mount target of a file system in each Availability Zone and refuses the second with MountTargetConflict, also when it stands in another subnet of the zone.',
  fix: 'Put each mount target into a subnet of another Availability Zone.',
  references: ['https://docs.aws.amazon.com/efs/latest/ug/API_CreateMountTarget.html'],
  equivalents: { preflight: ['pf-efs-mount-target-availability-zone'] },
  presets: ['recommended', 'strict'],
  check(target, { at, follow, has, report, resource, same, siblings, text }) {
    const all = siblings(target, 'AWS::EFS::MountTarget');
    const before = all.slice(0, all.indexOf(target)).filter((other) => same(other, 'FileSystemId', target, 'FileSystemId'));
    for (const other of before) {
      const related = [[at(other, 'SubnetId'), resource(other).name]] as const;
      if (same(other, 'SubnetId', target, 'SubnetId')) return report(at(target, 'SubnetId'), `${resource(other).name} has a mount target of the same file system in the same subnet`, { related });
      const [mine, theirs] = [follow(target, 'SubnetId', 'AWS::EC2::Subnet'), follow(other, 'SubnetId', 'AWS::EC2::Subnet')];
      // Only zones that the template names are compared; which ones Fn::GetAZs gives is not known.
      const zones = [mine, theirs].map((subnet) => subnet && has(subnet, 'AvailabilityZone') && text(subnet, 'AvailabilityZone').known);
      if (mine && zones[0] && zones[0] === zones[1]) return report(at(target, 'SubnetId'), `${resource(other).name} has a mount target of the same file system in the same zone (${zones[0]})`, { related });
    }
  },
});

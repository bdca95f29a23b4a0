import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'efs/access-point-creatable',
  on: 'AWS::EFS::AccessPoint',
  with: ['AWS::EFS::AccessPoint', 'AWS::EFS::FileSystem'],
  category: 'deployability',
  severity: 'high',
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'The root directory of an access point on a new file system can be created',
  why: 'A new file system holds nothing but /. EFS creates the root directory of an access point at its first mount, but only when CreationInfo says for whom; without it every mount through the access point is refused, and the task does not start.',
  fix: 'RootDirectory: { Path: …, CreationInfo: { OwnerUid: "1000", OwnerGid: "1000", Permissions: "0755" } }, with the ids of PosixUser.',
  references: ['https://docs.aws.amazon.com/efs/latest/ug/API_RootDirectory.html', 'https://docs.aws.amazon.com/efs/latest/ug/enforce-root-directory-access-point.html'],
  presets: ['recommended', 'reliability', 'strict'],
  check(point, { at, companions, follow, has, report }) {
    const root = point.RootDirectory;
    if (!root || has(root, 'CreationInfo') || !has(root, 'Path')) return;
    // Only of a file system that is created here it is known that the directory is not there yet.
    const system = follow(point, 'FileSystemId', 'AWS::EFS::FileSystem');
    const path = system && root.Path?.replace(/\/+$/, '');
    if (!path) return;
    const others = companions(system, 'AWS::EFS::AccessPoint').filter((other) => other !== point);
    if (others.some((other) => other.RootDirectory && has(other.RootDirectory, 'CreationInfo') && `${other.RootDirectory.Path}/`.startsWith(`${path}/`))) return;
    report(at(root, 'Path'), `"${path}" does not exist on the new file system, and without CreationInfo nothing creates it`, { related: [[at(system), 'the file system']] });
  },
});

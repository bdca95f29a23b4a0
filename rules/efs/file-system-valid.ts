import { defineRule } from '../../src/rule.js';

const TRANSITIONS = ['TransitionToIA', 'TransitionToArchive', 'TransitionToPrimaryStorageClass'] as const;
/** `AFTER_30_DAYS` -> 30. */
const days = (rule: string): number => Number(/^AFTER_(\d+)_DAYS?$/.exec(rule)?.[1] ?? Number.NaN);

export default defineRule({
  id: 'efs/file-system-valid',
  on: 'AWS::EFS::FileSystem',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'A file system combines encryption, throughput and storage classes as EFS takes them',
  why: 'EFS refuses a key for a file system that is not encrypted, provisioned throughput without or in another mode than provisioned, elastic throughput with maxIO, and lifecycle policies that hold two transitions in one object, move a file to Archive no later than to Infrequent Access, or use Archive with bursting throughput, which is the default in a template.',
  fix: 'Encrypted: true beside KmsKeyId; ThroughputMode: elastic with Archive; one transition in each policy.',
  references: [
    'https://docs.aws.amazon.com/efs/latest/ug/API_CreateFileSystem.html',
    'https://docs.aws.amazon.com/efs/latest/ug/API_LifecyclePolicy.html',
    'https://docs.aws.amazon.com/efs/latest/ug/lifecycle-management-efs.html',
    'https://docs.aws.amazon.com/efs/latest/ug/performance.html',
    'https://github.com/aws/aws-cdk/pull/33713',
  ],
  equivalents: { preflight: ['pf-efs-kms-key', 'pf-efs-lifecycle-policy', 'pf-efs-performance-mode', 'pf-efs-throughput-mode'] },
  errors: ['The encrypted parameter must be set to true to create an encrypted file system.', 'The ThroughputMode value for the file system does not support TransitionToArchive. …', 'One or more LifecyclePolicy objects specified are malformed.'],
  presets: ['recommended', 'strict'],
  check(system, { at, has, report }) {
    if (has(system, 'KmsKeyId') && !system.Encrypted) report(at(system, 'KmsKeyId'), `"${system}" names a key, but is not encrypted`, { fix: 'Encrypted: true.' });
    const policies = system.LifecyclePolicies ?? [];
    const infrequent = policies.find((policy) => has(policy, 'TransitionToIA'))?.TransitionToIA;
    for (const policy of policies) {
      const held = TRANSITIONS.filter((transition) => has(policy, transition));
      if (held.length > 1) report(at(policy, held[1]), `a lifecycle policy of "${system}" holds ${held.join(' and ')}, but EFS takes one transition in each`, { fix: `{ ${held[0]}: … } and { ${held[1]}: … }.` });
      const archive = policy.TransitionToArchive;
      if (archive !== undefined && infrequent !== undefined && days(archive) <= days(infrequent)) report(at(policy, 'TransitionToArchive'), `"${system}" moves files to Archive after ${days(archive)} days, no later than to Infrequent Access (${days(infrequent)} days)`, { fix: `Later than ${infrequent}.` });
    }
    // What does not hang on the mode stands above.
    const mode = has(system, 'ThroughputMode') ? system.ThroughputMode : 'bursting';
    const provisioned = has(system, 'ProvisionedThroughputInMibps');
    // That it needs the mode is documented, how EFS answers without is not.
    if (provisioned && mode !== 'provisioned' && system.ProvisionedThroughputInMibps !== 0) report(at(system, 'ProvisionedThroughputInMibps'), `"${system}" provisions throughput, but its throughput mode is ${mode}`, { fix: 'ThroughputMode: provisioned, or remove ProvisionedThroughputInMibps.', severity: 'medium', confidence: 'likely' });
    if (!provisioned && mode === 'provisioned') report(at(system, 'ThroughputMode'), `"${system}" has throughput mode provisioned, but says no ProvisionedThroughputInMibps`, { fix: 'ProvisionedThroughputInMibps: …, or ThroughputMode: elastic.' });
    if (mode === 'elastic' && system.PerformanceMode === 'maxIO') report(at(system, 'PerformanceMode'), `"${system}" has performance mode maxIO, which does not go with elastic throughput`, { fix: 'Remove PerformanceMode.' });
    const archived = mode === 'bursting' ? policies.find((policy) => has(policy, 'TransitionToArchive')) : undefined;
    if (archived) report(at(archived, 'TransitionToArchive'), `"${system}" moves files to Archive, which throughput mode bursting${has(system, 'ThroughputMode') ? '' : ' (the default)'} does not have`, { fix: 'ThroughputMode: elastic.' });
  },
});

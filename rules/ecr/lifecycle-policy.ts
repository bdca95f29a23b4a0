import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecr/lifecycle-policy',
  on: 'AWS::ECR::Repository',
  category: 'cost',
  severity: 'low',
  summary: 'A repository has a lifecycle policy',
  why: 'Every push adds an image that is stored and billed until somebody deletes it, and each of them goes on being scanned and reported. A lifecycle policy removes what nobody runs any more.',
  fix: 'Add a LifecyclePolicy, for example one that keeps the last 30 images and drops untagged ones after a week.',
  references: ['https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html'],
  equivalents: { securityHub: ['ECR.3'], prowler: ['ecr_repositories_lifecycle_policy_enabled'], awsConfig: ['ecr-private-lifecycle-policy-configured'], controlTower: ['CT.ECR.PR.1'] },
  presets: ['cost', 'strict'],
  check(repository, { at, has, report }) {
    if (has(repository, 'LifecyclePolicy') && (!repository.LifecyclePolicy || has(repository.LifecyclePolicy, 'LifecyclePolicyText'))) return;
    report(at(repository, 'LifecyclePolicy'), `images in repository "${repository}" are kept for ever`);
  },
});

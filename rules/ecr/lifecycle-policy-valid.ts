import { lifecyclePolicyProblems } from '../../src/aws/images/ecr-lifecycle.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecr/lifecycle-policy-valid',
  on: 'AWS::ECR::Repository',
  each: 'LifecyclePolicy',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'The text of a lifecycle policy is one that ECR takes',
  why: 'A lifecycle policy is a text of JSON with a strict grammar, which CloudFormation passes on unread. ECR refuses it, and with it the repository, for a key too many, a count without its unit, two rules of one priority, or a rule for any image that does not come last.',
  fix: 'Correct the text: {"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":7},"action":{"type":"expire"}}]}.',
  references: [
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html',
    'https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutLifecyclePolicy.html',
  ],
  equivalents: { preflight: ['pf-ecr-lifecycle-policy-syntax', 'pf-ecr-lifecycle-rule-priority', 'pf-ecr-lifecycle-tag-status', 'pf-ecr-lifecycle-count', 'pf-ecr-lifecycle-action'] },
  presets: ['recommended', 'strict'],
  check(policy, { at, report }) {
    if (policy.LifecyclePolicyText === undefined) return;
    const [first, ...others] = lifecyclePolicyProblems(policy.LifecyclePolicyText);
    if (first === undefined) return;
    report(at(policy, 'LifecyclePolicyText'), `ECR refuses the lifecycle policy: ${first}`, { proof: others.map((problem) => ['also', problem] as const) });
  },
});

import { isPlaced, openStatements } from '../../src/aws/iam/policy.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecr/no-public-policy',
  on: 'AWS::ECR::Repository',
  category: 'security',
  severity: 'high',
  summary: 'The policy of a repository does not let in every AWS account',
  why: 'A statement that allows something to the principal * allows it to anybody with an AWS account: to pull your images with all that is in them, and with an action for pushing to replace what your tasks run.',
  fix: 'Name accounts or roles as Principal, or add a Condition such as StringEquals on aws:PrincipalOrgID.',
  references: [
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  ],
  equivalents: { checkov: ['CKV_AWS_32'], trivy: ['AWS-0032'], kics: ['ecr_repository_is_publicly_accessible'], cdkNag: ['AwsSolutions-ECR1'], prowler: ['ecr_repositories_not_publicly_accessible'] },
  presets: ['recommended', 'security', 'strict'],
  check(repository, { at, report, undecided }) {
    const { statements, doubt } = openStatements(repository.RepositoryPolicyText);
    for (const statement of statements) {
      const place = isPlaced(statement) ? at(statement, statement.Principal === undefined ? 'NotPrincipal' : 'Principal') : at(repository, 'RepositoryPolicyText');
      report(place, `the policy of "${repository}" allows ${actions(statement.Action)} to every AWS account`);
    }
    if (doubt !== undefined) undecided(doubt);
  },
});

/** What a statement allows, for people. */
function actions(action: unknown): string {
  const list = (Array.isArray(action) ? action : [action]).filter((each) => typeof each === 'string');
  if (list.length === 0) return 'actions';
  return list.length > 2 ? `${list[0]} and ${list.length - 1} more actions` : list.join(' and ');
}

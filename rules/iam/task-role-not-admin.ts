import { awsManagedPolicies, boundlessStatements, isPlaced, statementsOf } from '../../src/aws/iam/policy.js';
import { policiesOf } from '../../src/aws/iam/role-policies.js';
import { defineRule } from '../../src/rule.js';

/** Policies of AWS that give a task the account, or nearly. */
const TOO_MUCH = ['AdministratorAccess', 'IAMFullAccess', 'PowerUserAccess'];

export default defineRule({
  id: 'iam/task-role-not-admin',
  on: 'AWS::IAM::Role',
  with: ['AWS::ECS::TaskDefinition', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::RolePolicy'],
  category: 'security',
  severity: 'high',
  summary: 'Roles of tasks may not do everything',
  why: 'Whoever gets one request past a container has its role: with a single hole in the application, or a link that it fetches, the whole account is his.',
  fix: 'Allow the actions that the application calls, on the resources that it calls them for.',
  references: [
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  ],
  equivalents: {
    securityHub: ['IAM.1'], checkov: ['CKV_AWS_62', 'CKV_AWS_63', 'CKV_AWS_274'], kics: ['iam_policy_grants_full_permissions', 'iam_role_with_full_privileges'], cfnNag: ['F3', 'W43'],
    guard: ['IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS', 'IAM_ROLE_ADMINISTRATOR_ACCESS_POLICY_RULE'], cdkNag: ['IAMPolicyNoStatementsWithAdminAccess'],
    prowler: ['iam_inline_policy_no_administrative_privileges', 'iam_role_administratoraccess_policy'], awsConfig: ['iam-policy-no-statements-with-admin-access'], controlTower: ['CT.IAM.PR.1'],
  },
  presets: ['recommended', 'security', 'strict'],
  check(role, tools) {
    const { at, companions, follow, has, report, resource, undecided } = tools;
    const tasks = companions(role, 'AWS::ECS::TaskDefinition', { here: true });
    if (tasks.length === 0) return;
    const attached = awsManagedPolicies(role.ManagedPolicyArns ?? []);
    const named = attached.names.filter(({ name }) => TOO_MUCH.includes(name));
    const documents = policiesOf(role, tools).map((policy) => ({ policy, ...boundlessStatements(policy.PolicyDocument) }));
    const doubt = [attached.doubt, ...documents.map((each) => each.doubt)].find((each) => each !== undefined);
    if (named.length > 0 || documents.some((each) => each.statements.length > 0)) {
      const user = tasks.find((task) => follow(task, 'TaskRoleArn', 'AWS::IAM::Role') === role);
      const task = user ?? tasks.find((each) => follow(each, 'ExecutionRoleArn', 'AWS::IAM::Role') === role);
      if (!task) return;
      if (has(role, 'PermissionsBoundary')) undecided('a permissions boundary may take away what the policies allow');
      const who = `${user ? 'task' : 'execution'} role "${resource(role).name}" of "${resource(task).name}"`;
      const related = [[at(task, user ? 'TaskRoleArn' : 'ExecutionRoleArn'), 'the task definition']] as const;
      // A Deny beside it takes something away again.
      const denied = documents.some(({ policy }) => statementsOf(policy.PolicyDocument).some((statement) => statement.Effect === 'Deny'));
      const worst = user && !denied ? 'high' : 'medium';
      for (const { name, index } of named) {
        const everything = name === 'AdministratorAccess';
        report(at(role.ManagedPolicyArns ?? [], String(index) as 'length'), everything ? `${who} allows everything in the account (AdministratorAccess)` : `${who} has ${name}, which allows far more than a task needs`, { related, severity: everything ? worst : 'medium' });
      }
      for (const { policy, statements } of documents) for (const statement of statements) report(isPlaced(statement) ? at(statement, 'Action') : at(policy, 'PolicyDocument'), `${who} allows everything in the account`, { related, severity: worst });
    }
    if (doubt !== undefined) undecided(doubt);
  },
});

import { peek, Unknown } from '../../src/graph/value.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/updates-left-to-code-deploy',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'medium',
  // A stack whose task definition never changes may live long.
  confidence: 'likely',
  outcome: 'rejected',
  summary: 'A service that CodeDeploy deploys does not get its task definition from a reference in the template',
  why: 'With deployment controller CODE_DEPLOY only CodeDeploy may change the task definition of a service. Each change of a task definition makes a new revision, a reference passes it on to the service, and ECS refuses the update: the stack fails with the first change after its creation.',
  fix: 'Name the task definition by its family (TaskDefinition: web, with DependsOn), and let CodeDeploy bring the revisions; or use deployment controller ECS with Strategy BLUE_GREEN.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html', 'https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1529'],
  errors: ['Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.'],
  presets: ['recommended', 'strict'],
  check(service, { at, follow, report, resource }) {
    const controller = service.DeploymentController;
    if (controller?.Type !== 'CODE_DEPLOY') return;
    // A family, or an ARN with its revision, stays what it is.
    if (!(peek(service, 'TaskDefinition') instanceof Unknown)) return;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    if (!task) return;
    const { name } = resource(task);
    report(at(service, 'TaskDefinition'), `the next change of "${name}" fails the stack: it gives "${service}" another task definition, which only CodeDeploy may do`, { related: [[at(controller, 'Type'), 'the deployment controller'], [at(task), 'the task definition']] });
  },
});

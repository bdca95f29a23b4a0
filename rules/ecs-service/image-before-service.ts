import { isSettled, madeTogether, pulls, pusherOf } from '../../src/aws/images/first-image.js';
import { nodeOf } from '../../src/graph/graph.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/image-before-service',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECR::Repository', 'AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'medium',
  // A stack that is there already has its images, and somebody quick may push one while CloudFormation waits.
  confidence: 'likely',
  outcome: 'hangs',
  summary: 'A service does not start with an image of a repository that its own stack makes empty',
  why: 'A new repository holds no image. A service in the same template starts tasks as soon as it is made; none can pull, and CloudFormation waits for it, for hours or until a circuit breaker gives up, and then takes the repository away again. It is so at the first deployment of every new environment.',
  fix: 'Make the repository in a stack of its own and push an image first, or start with a DesiredCount of 0.',
  references: ['https://docs.aws.amazon.com/AmazonECR/latest/userguide/Repositories.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html'],
  errors: ['CannotPullContainerError: … not found'],
  presets: ['reliability', 'strict'],
  check(service, { at, follow, report, resource, siblings, undecided }) {
    const controller = service.DeploymentController?.Type;
    if (controller !== undefined && controller !== 'ECS') return;
    const task = follow(service, 'TaskDefinition', 'AWS::ECS::TaskDefinition');
    for (const repository of task ? siblings(service, 'AWS::ECR::Repository') : []) {
      const made = nodeOf(repository);
      if (!madeTogether(service, repository)) continue;
      const container = task?.ContainerDefinitions?.find((each) => pulls(each, made));
      if (!container || service.DesiredCount === 0) continue;
      if (!isSettled(service, container, made)) undecided('a parameter may leave the service, its tasks or the image out of the first deployment');
      const pusher = pusherOf(made);
      if (pusher !== undefined) undecided(`${pusher} may push an image first`);
      return report(at(service, 'TaskDefinition'), `"${service}" starts tasks with an image of "${resource(repository).name}", which the same stack makes empty`, { related: [[at(container, 'Image'), 'the image'], [at(repository), 'the repository']] });
    }
  },
});

import { parseImage } from '../../src/aws/images/image.js';
import { imageProblem } from '../../src/aws/images/image-problems.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/image-reference-valid',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'deployability',
  severity: 'high',
  outcome: 'task-fails',
  summary: 'The image of a container is a reference that registries take',
  why: 'Repositories are written in small letters, tags with letters, digits, dots, dashes and underscores, digests as sha256 with 64 digits, and nothing has a scheme such as https://. RegisterTaskDefinition refuses blanks and other characters that no image has; the rest it passes on, so the mistake shows when the first task starts: CannotPullContainerError, invalid reference format.',
  fix: 'Write the image as HOST/REPOSITORY:TAG or HOST/REPOSITORY@sha256:DIGEST.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html'],
  errors: ['Container.image contains invalid characters.', 'CannotPullContainerError: … invalid reference format', 'invalid reference format: repository name … must be lowercase'],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, text, undecided }) {
    if (!has(container, 'Image')) return;
    const image = text(container, 'Image');
    // Where parts are not known, the rest is a reference with any word for them, or it cannot be told.
    if (image.known === undefined && parseImage(image.filled('0'))) return;
    if (image.known === undefined) image.matches(/^/);
    const problem = imageProblem(image.known ?? '');
    if (problem === 'stand-in') undecided(`${image.known} is no image's name`);
    else if (problem) report(at(container, 'Image'), `image "${image.known}" of container "${container}" ${problem.problem}`, { fix: problem.fix });
  },
});

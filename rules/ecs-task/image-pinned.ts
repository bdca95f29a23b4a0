import { pinOf } from '../../src/aws/images/image.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/image-pinned',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['AWS::ECR::Repository'],
  category: 'reliability',
  severity: 'medium',
  summary: 'Images have a tag other than latest, or a digest',
  why: 'An image without a tag is :latest, and :latest is whatever was pushed last: two deployments of one revision may run different programs, and going back to an earlier revision brings back nothing. ECS resolves the tag once for each deployment of a service, so its tasks agree with each other, but the next deployment takes a program that nobody chose.',
  fix: 'Name the version that was tested: a tag that is never pushed twice, or a digest (image@sha256:…).',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html#deployment-container-image-stability', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html'],
  presets: ['recommended', 'reliability', 'strict'],
  supersedes: ['ecs-task/image-digest'],
  check(container, { at, follow, has, report, show, text, undecided }) {
    if (!has(container, 'Image')) return;
    const image = text(container, 'Image');
    const pin = pinOf(image.filled('\u0000'), '\u0000');
    const shown = show(container, 'Image');
    const fix = `${shown.replace(/:latest$/, '')}:VERSION, with the version that was tested.`;
    if (pin === 'latest') report(at(container, 'Image'), `container "${container}" runs image ${shown}, which is whatever was pushed last`, { fix });
    else if (pin === 'none') report(at(container, 'Image'), `container "${container}" runs image ${shown} without a tag, which means latest`, { fix });
    else if (pin === 'unknown') {
      if (image.known !== undefined) undecided(`${image.known} is no image's name`);
      // The address of a repository has no tag; any other unknown image ends the look here.
      if (follow(container, 'Image', 'AWS::ECR::Repository')) report(at(container, 'Image'), `container "${container}" runs image ${shown} without a tag, which means latest`, { fix: `!Sub '${shown}:VERSION', with the version that was tested.` });
    }
  },
});

import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/image-pinned',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'reliability',
  severity: 'medium',
  summary: 'Images have a tag other than latest, or a digest',
  why: 'An image without a tag is :latest, and :latest is whatever was pushed last: two deployments of one revision may run different programs, and rolling back brings back nothing. ECS resolves the tag once a deployment, so a task that scales out runs the old image and the next deployment a new one that nobody chose.',
  fix: 'Name the version that was tested: a tag that is never pushed twice, or a digest (image@sha256:…).',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-considerations.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html'],
  presets: ['recommended', 'reliability', 'strict'],
  supersedes: ['ecs-task/image-digest'],
  check(container, { at, has, report, show, text }) {
    if (!has(container, 'Image')) return;
    const image = text(container, 'Image');
    const known = image.known;
    if (known === undefined) {
      // Of a partly known image only the end decides: `${Repository}:latest`.
      if (image.tail.endsWith(':latest')) report(at(container, 'Image'), `container "${container}" runs image ${show(container, 'Image')}, whatever was pushed last`);
      else if (!/[:@]/.test(image.tail)) image.matches(/:/);
      return;
    }
    const [name = ''] = known.split('@');
    if (known.includes('@')) return;
    const tag = /:([^:/]+)$/.exec(name)?.[1];
    if (tag === undefined) report(at(container, 'Image'), `container "${container}" runs image ${known} without a tag, so :latest`);
    else if (tag === 'latest') report(at(container, 'Image'), `container "${container}" runs image ${known}, whatever was pushed last`);
  },
});

import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/image-digest',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'reliability',
  severity: 'low',
  summary: 'Images are pinned by digest',
  why: 'A tag can be pushed again; a digest is the image. With it, what was scanned and tested is what runs.',
  fix: 'Write the digest behind the image: name:tag@sha256:… (docker buildx imagetools inspect shows it).',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html'],
  presets: ['strict'],
  check(container, { at, has, report, show, text }) {
    if (!has(container, 'Image')) return;
    const image = text(container, 'Image');
    // A CDK asset's tag is the hash of what it was built from.
    if (/@sha256:[0-9a-f]{64}$/.test(image.tail) || /:[0-9a-f]{64}$/.test(image.tail)) return;
    const decided = image.known ?? (/[:@]/.test(image.tail) ? image.tail : undefined);
    if (decided === undefined) image.matches(/@/);
    else if (!decided.includes('@')) report(at(container, 'Image'), `container "${container}" runs image ${show(container, 'Image')}, which is not pinned by digest`);
  },
});

import { pinOf } from '../../src/aws/images/image.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-task/image-digest',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'reliability',
  severity: 'low',
  summary: 'Images are pinned by digest',
  why: 'A tag can be pushed again; a digest is the image. With it, what was scanned and tested is what runs. A tag that is the hash of what the image was built from, as the CDK writes it, counts as well.',
  fix: 'Write the digest behind the image: name:tag@sha256:… (docker buildx imagetools inspect shows it).',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html'],
  presets: ['strict'],
  check(container, { at, has, report, show, text, undecided }) {
    if (!has(container, 'Image')) return;
    const image = text(container, 'Image');
    const filled = image.filled('\u0000');
    const pin = pinOf(filled, '\u0000');
    if (pin === 'digest' || /:[0-9a-f]{64}$/.test(filled)) return;
    if (image.known !== undefined && pin === 'unknown') undecided(`${image.known} is no image's name`);
    // Whatever is filled in at the end may be a digest.
    if (pin === 'unknown' || /\0[^/:]*$/.test(filled)) image.matches(/@/);
    report(at(container, 'Image'), `container "${container}" runs image ${show(container, 'Image')}, which is not pinned by digest`);
  },
});

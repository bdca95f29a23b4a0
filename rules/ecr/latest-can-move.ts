import { deployedFrom, tagCanMove } from '../../src/aws/images/deployed-images.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecr/latest-can-move',
  on: 'AWS::ECR::Repository',
  with: ['AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'medium',
  // The tag in the template may be replaced by whoever deploys.
  confidence: 'likely',
  outcome: 'silently-broken',
  summary: 'A repository from which latest is deployed lets latest move',
  why: 'In a repository with immutable tags, latest can be pushed once. Every later push of it is refused (ImageTagAlreadyExistsException), so a task definition that runs latest stays with the first image for ever, however often it is deployed.',
  fix: 'Deploy a tag that is new with each build, or ImageTagMutability: IMMUTABLE_WITH_EXCLUSION with a filter for latest.',
  references: ['https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html', 'https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html'],
  errors: ['tag invalid: The image tag \'latest\' already exists in the … repository and cannot be overwritten because the repository is immutable.'],
  presets: ['recommended', 'reliability', 'strict'],
  check(repository, tools) {
    const { at, report } = tools;
    if (tagCanMove(repository, 'latest')) return;
    const runs = deployedFrom(repository, tools).filter(({ tag }) => tag === 'latest');
    const [first] = runs;
    if (!first) return;
    report(at(repository, 'ImageTagMutability'), `container "${first.container}" runs ${first.label}${first.label.endsWith(':latest') ? '' : ', which means latest'}, but in repository "${repository}" latest can be pushed only once`, { related: runs.map(({ place }) => [place, 'runs latest']) });
  },
});

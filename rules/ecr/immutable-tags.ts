import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecr/immutable-tags',
  on: 'AWS::ECR::Repository',
  category: 'security',
  severity: 'medium',
  summary: 'A tag of an image cannot be moved to another image',
  why: 'Where tags can be overwritten, the same task definition can start other code tomorrow: after a push by mistake, by a stolen credential, or when a task is replaced in the middle of the night. A roll-back to a tag is then no roll-back either.',
  fix: 'ImageTagMutability: IMMUTABLE; with tags that must move, such as latest: IMMUTABLE_WITH_EXCLUSION and a filter for each of them.',
  references: [
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html',
    'https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImageTagMutability.html',
  ],
  equivalents: {
    securityHub: ['ECR.2'], checkov: ['CKV_AWS_51'], trivy: ['AWS-0031'], kics: ['ecr_image_tag_not_immutable'],
    prowler: ['ecr_repositories_tag_immutability'], awsConfig: ['ecr-private-tag-immutability-enabled'], controlTower: ['CT.ECR.PR.3'],
  },
  // Not recommended by default: many pipelines push latest on purpose, and changing that is more than a line.
  presets: ['security', 'reliability', 'strict'],
  check(repository, { at, report }) {
    const mutability = repository.ImageTagMutability ?? 'MUTABLE';
    if (mutability === 'MUTABLE') return report(at(repository, 'ImageTagMutability'), `tags in repository "${repository}" can be overwritten`, { fix: 'ImageTagMutability: IMMUTABLE' });
    if (mutability !== 'IMMUTABLE_WITH_EXCLUSION') return;
    const all = (repository.ImageTagMutabilityExclusionFilters ?? []).find((filter) => /^\*+$/.test(filter.ImageTagMutabilityExclusionFilterValue ?? ''));
    if (all) report(at(all, 'ImageTagMutabilityExclusionFilterValue'), `the filter "${all.ImageTagMutabilityExclusionFilterValue}" excludes every tag of "${repository}", so all of them can be overwritten`, { fix: 'Name the tags that must move, e.g. latest.' });
  },
});

import { defineRule } from '../../src/rule.js';

const MOST_FILTERS = 5;
const FILTER = /^[0-9a-zA-Z._*-]{1,128}$/;

export default defineRule({
  id: 'ecr/tag-mutability-valid',
  on: 'AWS::ECR::Repository',
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'Exclusion filters of a repository go with a tag mutability that has exclusions',
  why: 'ECR takes ImageTagMutabilityExclusionFilters only with MUTABLE_WITH_EXCLUSION and IMMUTABLE_WITH_EXCLUSION, and these only with one to five filters. It refuses the repository otherwise.',
  fix: 'Add _WITH_EXCLUSION to ImageTagMutability, or remove the filters.',
  references: [
    'https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImageTagMutability.html',
    'https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageTagMutabilityExclusionFilter.html',
  ],
  equivalents: { preflight: ['pf-ecr-image-tag-mutability-filters'] },
  presets: ['recommended', 'strict'],
  check(repository, { at, report }) {
    const filters = repository.ImageTagMutabilityExclusionFilters ?? [];
    const mutability = repository.ImageTagMutability ?? 'MUTABLE';
    const place = at(repository, 'ImageTagMutabilityExclusionFilters');
    const excludes = mutability.endsWith('_WITH_EXCLUSION');
    if (excludes && filters.length === 0) return report(at(repository, 'ImageTagMutability'), `${mutability} needs at least one exclusion filter`, { fix: `ImageTagMutability: ${mutability.replace('_WITH_EXCLUSION', '')}, or name the excluded tags in ImageTagMutabilityExclusionFilters.` });
    if (!excludes && filters.length > 0) return report(place, `exclusion filters do not go with ImageTagMutability ${mutability}`, { fix: `ImageTagMutability: ${mutability}_WITH_EXCLUSION, or remove the filters.` });
    if (filters.length > MOST_FILTERS) report(place, `${filters.length} exclusion filters are given, at most ${MOST_FILTERS} are allowed`, { fix: 'Join filters with a star.' });
    for (const filter of filters) {
      const value = filter.ImageTagMutabilityExclusionFilterValue;
      if (value !== undefined && !FILTER.test(value)) report(at(filter, 'ImageTagMutabilityExclusionFilterValue'), `exclusion filter "${value}" is not made of 1 to 128 letters, digits and . _ * -`, { fix: 'Use * for anything, and no other pattern.' });
    }
  },
});

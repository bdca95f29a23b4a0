import { twinBefore } from '../../src/aws/twins.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecr/names-distinct',
  on: 'AWS::ECR::Repository',
  with: ['AWS::ECR::Repository'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'No two repositories of a template have one name',
  why: 'A registry has one repository of a name. CloudFormation makes the first and fails on the second, and the stack rolls back.',
  fix: 'Give one of them another RepositoryName, or leave it out so that CloudFormation makes one.',
  references: ['https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html'],
  equivalents: { cfnLint: ['E3019'] },
  errors: ['The repository with name … already exists in the registry with id …'],
  presets: ['recommended', 'strict'],
  check(subject, tools) {
    const { at, report, resource, show, siblings } = tools;
    const twin = twinBefore(subject, siblings(subject, 'AWS::ECR::Repository'), ['RepositoryName'], tools);
    if (twin) report(at(subject, 'RepositoryName'), `"${resource(twin).name}" already has the name "${show(subject, 'RepositoryName')}"`, { related: [[at(twin, 'RepositoryName'), 'the first of them']] });
  },
});

import { twinBefore } from '../../src/aws/twins.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ecs-service/names-distinct',
  on: 'AWS::ECS::Service',
  with: ['AWS::ECS::Service'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'No two services of a cluster have one name',
  why: 'A cluster has one service of a name. CloudFormation makes the first and fails on the second, and the stack rolls back.',
  fix: 'Give one of them another ServiceName, or leave it out so that CloudFormation makes one.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html'],
  equivalents: { cfnLint: ['E3019'] },
  errors: ['Creation of service was not idempotent.'],
  presets: ['recommended', 'strict'],
  check(subject, tools) {
    const { at, report, resource, show, siblings } = tools;
    const twin = twinBefore(subject, siblings(subject, 'AWS::ECS::Service'), ['Cluster', 'ServiceName'], tools);
    if (twin) report(at(subject, 'ServiceName'), `"${resource(twin).name}" already has the name "${show(subject, 'ServiceName')}"`, { related: [[at(twin, 'ServiceName'), 'the first of them']] });
  },
});

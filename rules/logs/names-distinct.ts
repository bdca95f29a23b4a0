import { twinBefore } from '../../src/aws/twins.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'logs/names-distinct',
  on: 'AWS::Logs::LogGroup',
  with: ['AWS::Logs::LogGroup'],
  category: 'deployability',
  severity: 'high',
  outcome: 'rejected',
  summary: 'No two log groups of a template have one name',
  why: 'An account has one log group of a name in a region. CloudFormation makes the first and fails on the second, and the stack rolls back.',
  fix: 'Give one of them another LogGroupName, or leave it out so that CloudFormation makes one.',
  references: ['https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html'],
  equivalents: { cfnLint: ['E3019'] },
  errors: ['Resource of type AWS::Logs::LogGroup with identifier … already exists.'],
  presets: ['recommended', 'strict'],
  check(subject, tools) {
    const { at, report, resource, show, siblings } = tools;
    const twin = twinBefore(subject, siblings(subject, 'AWS::Logs::LogGroup'), ['LogGroupName'], tools);
    if (twin) report(at(subject, 'LogGroupName'), `"${resource(twin).name}" already has the name "${show(subject, 'LogGroupName')}"`, { related: [[at(twin, 'LogGroupName'), 'the first of them']] });
  },
});

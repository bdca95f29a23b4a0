import { defineInputRule } from '../../src/rule.js';

export default defineInputRule({
  id: 'input/value-types',
  problems: ['wrong-type', 'null-value'],
  category: 'deployability',
  severity: 'high',
  confidence: 'likely',
  outcome: 'rejected',
  fixable: true,
  summary: 'Values have the type that AWS takes',
  why: 'CloudFormation refuses a null, a list where it wants an object, and text where it wants a number and cannot make one of it. The ECS API and the AWS CLI convert nothing at all.',
  fix: 'Write a value of the type that AWS takes.',
  references: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html'],
  equivalents: { cfnLint: ['E3012'] },
  presets: ['recommended', 'strict'],
});

import { defineInputRule } from '../../src/rule.js';

export default defineInputRule({
  id: 'input/no-read-only-fields',
  problems: ['read-only-field'],
  category: 'operations',
  severity: 'low',
  fixable: true,
  summary: 'A task definition file has no fields that only AWS fills in',
  why: 'Fields such as revision, status or registeredAt come from describe-task-definition; register-task-definition refuses them. Many deploy tools remove them on the way, the AWS CLI does not.',
  fix: 'Remove the field.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html'],
  presets: ['recommended', 'strict'],
});

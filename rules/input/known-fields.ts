import { defineInputRule } from '../../src/rule.js';

export default defineInputRule({
  id: 'input/known-fields',
  problems: ['unknown-field'],
  category: 'deployability',
  severity: 'high',
  // The AWS CLI refuses unknown fields; some SDKs and tools drop them without a word.
  confidence: 'likely',
  outcome: 'rejected',
  fixable: true,
  summary: 'A task definition or service in the JSON of the ECS API has only fields that the API knows',
  why: 'The AWS CLI refuses a file with a field that it does not know, so nothing is registered. Some SDKs and deploy tools drop the field instead, and what it was meant to set never happens. Names are case-sensitive.',
  fix: 'Spell the field as the API does, or remove it.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html'],
  presets: ['recommended', 'strict'],
});

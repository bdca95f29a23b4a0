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
  summary: 'Fields and properties are spelt as AWS spells them',
  why: 'The AWS CLI refuses a file with a field that it does not know, so nothing is registered, and CloudFormation refuses a template with such a property. Some SDKs and deploy tools drop the field instead, and what it was meant to set never happens. Names are case-sensitive. In a template only names are reported that are nearly those of a property that exists.',
  fix: 'Spell it as AWS does, or remove it.',
  references: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html', 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html'],
  presets: ['recommended', 'strict'],
});

import { defineInputRule } from '../../src/rule.js';

export default defineInputRule({
  id: 'input/unique-keys',
  problems: ['duplicate-key'],
  category: 'operations',
  severity: 'medium',
  summary: 'No key stands twice in one object',
  why: 'Parsers keep the last of two equal keys without a word, so whoever edits the first one changes nothing.',
  fix: 'Keep one of the two.',
  references: ['https://www.rfc-editor.org/rfc/rfc8259#section-4', 'https://yaml.org/spec/1.2.2/#3213-node-comparison'],
  presets: ['recommended', 'strict'],
});

import { defineInputRule } from '../../src/rule.js';

export default defineInputRule({
  id: 'input/suppression-used',
  problems: ['suppression-unused'],
  category: 'operations',
  severity: 'low',
  summary: 'Every suppression suppresses something',
  why: 'A suppression that outlives the mistake it was written for hides the next one at the same place. It is only reported when its rules ran and could decide.',
  fix: 'Remove the suppression.',
  references: ['https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html'],
  presets: ['recommended', 'strict'],
});

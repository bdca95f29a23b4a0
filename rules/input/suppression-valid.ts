import { defineInputRule } from '../../src/rule.js';

export default defineInputRule({
  id: 'input/suppression-valid',
  problems: ['suppression-invalid'],
  category: 'operations',
  severity: 'medium',
  summary: 'Every suppression names rules that exist, says why, and has not expired',
  why: 'A suppression with a misspelt rule, without a reason or past its last day suppresses nothing, and whoever wrote it believes that it does. Without this finding the two could only be told apart by reading.',
  fix: 'Correct the suppression, or remove it and mend what it hides.',
  references: ['https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html'],
  presets: ['recommended', 'strict'],
});

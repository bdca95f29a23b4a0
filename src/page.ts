/** A rule's page as Markdown, from what the rule says of itself. */
import type { Rule } from './rule.js';

const TOOLS: Readonly<Record<string, string>> = {
  securityHub: 'Security Hub', checkov: 'checkov', trivy: 'trivy', kics: 'KICS', cdkNag: 'cdk-nag', guard: 'Guard rules registry', cfnLint: 'cfn-lint',
  cfnNag: 'cfn_nag', prowler: 'Prowler', awsConfig: 'AWS Config', controlTower: 'Control Tower', preflight: 'cdk-preflight',
};

const OUTCOMES: Readonly<Record<string, string>> = {
  rejected: 'AWS rejects it', 'task-fails': 'tasks start and die', hangs: 'the deployment hangs', 'silently-broken': 'it deploys and silently does not work',
};

/**
 * The page of one rule.
 * @param examples source text that fails and passes, shown when given
 */
export function page(rule: Rule, examples: { fails?: string; passes?: string; language?: string } = {}): string {
  const { severity, confidence = 'certain', category, outcome } = rule;
  const code = (title: string, text: string | undefined): string[] => (text === undefined ? [] : [`## ${title}`, '', `\`\`\`${examples.language ?? 'yaml'}`, text.trimEnd(), '```', '']);
  const equivalents = Object.entries(rule.equivalents ?? {}).filter(([, ids]) => ids && ids.length > 0);
  return [
    `# ${rule.id}`,
    '',
    `${rule.summary}.`,
    '',
    `Severity ${severity}, confidence at most ${confidence}, category ${category}${outcome ? ` (${OUTCOMES[outcome]})` : ''}. Presets: ${rule.presets.join(', ') || 'none'}.`,
    '',
    '## Why',
    '',
    rule.why,
    '',
    '## What to do',
    '',
    rule.fix,
    '',
    ...code('Fails', examples.fails),
    ...code('Passes', examples.passes),
    ...(rule.supersedes?.length ? ['## Instead of', '', `On the same resource its finding replaces those of ${rule.supersedes.join(', ')}.`, ''] : []),
    '## References',
    '',
    ...rule.references.map((address) => `- ${address}`),
    '',
    ...(equivalents.length > 0 ? ['## The same in other tools', '', ...equivalents.map(([tool, ids]) => `- ${TOOLS[tool] ?? tool}: ${ids?.join(', ')}`), ''] : []),
  ].join('\n');
}

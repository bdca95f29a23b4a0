/** A rule's page as Markdown, from what the rule says of itself. */
import type { OptionSchema, Rule } from './rule.js';

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
    `Severity ${severity}, confidence at most ${confidence}, category ${category}${outcome ? ` (${OUTCOMES[outcome]})` : ''}. Presets: ${rule.presets.join(', ') || 'none'}.${rule.fixable ? ' `--fix` mends what has one certain cure.' : ''}`,
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
    ...(rule.errors?.length ? ['## What AWS says', '', ...rule.errors.map((text) => `- ${text.replaceAll(/[*_<>]/g, '\\$&')}`), ''] : []),
    ...optionLines(rule),
    ...(rule.references.length > 0 ? ['## References', '', ...rule.references.map((address) => `- ${address}`), ''] : []),
    ...(equivalents.length > 0 ? ['## The same in other tools', '', ...equivalents.map(([tool, ids]) => `- ${TOOLS[tool] ?? tool}: ${ids?.join(', ')}`), ''] : []),
  ].join('\n');
}

/** What may be set, with an example that can be copied. */
function optionLines({ id, severity, options }: Rule): string[] {
  const all = Object.entries(options ?? {});
  if (all.length === 0) return [];
  const shown = (value: unknown): string => JSON.stringify(value);
  const type = ({ type: name, enum: values, items }: OptionSchema): string => (values ? values.map(shown).join(', ') : name === 'array' && items ? `list of ${type(items)}` : (name ?? 'anything'));
  const example = all.map(([name, schema]) => `${name}: ${shown(schema.default ?? schema.enum?.[0] ?? { string: '...', array: [], object: {}, boolean: true }[schema.type as string] ?? schema.minimum ?? 0)}`);
  return [
    '## Options',
    '',
    ...all.map(([name, schema]) => `- \`${name}\` (${type(schema)}${schema.default === undefined ? '' : `; ${shown(schema.default)} when left out`})${schema.description ? `: ${schema.description}` : ''}`),
    '',
    '```yaml',
    'rules:',
    `  ${id}: [${severity}, { ${example.join(', ')} }]`,
    '```',
    '',
  ];
}

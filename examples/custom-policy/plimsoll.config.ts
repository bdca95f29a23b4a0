import { defineConfig } from 'plimsoll';

export default defineConfig({
  plugins: ['./policy/index.ts'],
  presets: ['recommended'],
  rules: {
    'acme/allowed-registry': ['high', { registries: ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'public.ecr.aws'] }],
    'acme/family-name': ['medium', { teams: ['shop', 'pay'] }],
    'acme/tags': ['low', { keys: ['owner', 'cost-center'] }],
  },
  overrides: [
    // Try what you like in a sandbox, from wherever it comes.
    { files: ['infra/sandbox/'], rules: { 'acme/allowed-registry': 'low', 'acme/tags': 'off' } },
  ],
});

import { defineRule } from 'plimsoll';

export const tags = defineRule({
  id: 'acme/tags',
  on: 'AWS::ECS::Service',
  category: 'cost',
  severity: 'low',
  summary: 'Services carry the tags that costs are sorted by',
  why: 'What carries no tag lands on the bill of the platform team.',
  fix: 'Add the tags.',
  options: {
    keys: { type: 'array', items: { type: 'string' }, default: ['owner'], description: 'Keys of tags that must be there.' },
  },
  check(service, { at, report, options }) {
    const present = (service.Tags ?? []).map((tag) => tag.Key);
    const missing = options.keys.filter((key) => !present.includes(key));
    if (missing.length > 0) report(at(service, 'Tags'), `service "${service}" has no tag ${missing.join(' and no tag ')}`);
  },
});

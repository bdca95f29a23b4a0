import { defineRule, parseImage } from 'plimsoll';

export const allowedRegistry = defineRule({
  id: 'acme/allowed-registry',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  category: 'security',
  severity: 'high',
  summary: 'Images come from registries that we scan',
  why: 'What comes from elsewhere was never scanned, and a registry that is down or limits pulls stops our deployments.',
  fix: 'Push the image to our registry, and run it from there.',
  options: {
    registries: { type: 'array', items: { type: 'string' }, default: ['public.ecr.aws'], description: 'Host names that images may come from.' },
  },
  check(container, { at, report, options, show, text, undecided }) {
    const image = text(container, 'Image');
    // A tag that nobody knows yet does not matter: the registry stands in front.
    if (options.registries.some((host) => image.startsWith(`${host}/`))) return;
    const registry = parseImage(image.known ?? image.head.replace(/[:@]$/, ''))?.registry;
    if (registry === undefined) undecided(`${show(container, 'Image')} names no registry that can be read`);
    report(at(container, 'Image'), `container "${container}" runs ${show(container, 'Image')} from ${registry}`, { proof: [['allowed', options.registries.join(', ') || 'none']] });
  },
});

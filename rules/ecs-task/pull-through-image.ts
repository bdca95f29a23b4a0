import { pseudo } from '../../src/aws/iam/name-pattern.js';
import { nearly } from '../../src/words.js';
import { nodeOf } from '../../src/graph/graph.js';
import { defineRule } from '../../src/rule.js';

/** Stands for what is not known in an image's name. */
const HOLE = '\u0000';
const plain = (text: string): string => text.toLowerCase().replace(/[-_.]/g, '');

export default defineRule({
  id: 'ecs-task/pull-through-image',
  on: 'AWS::ECS::TaskDefinition',
  each: 'ContainerDefinitions[]',
  with: ['AWS::ECR::PullThroughCacheRule', 'AWS::ECR::Repository'],
  category: 'deployability',
  severity: 'high',
  // The image may have been pushed by hand, into a repository that is made elsewhere.
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'An image that ECR pulls through its cache is named as its rule wants it',
  why: 'A pull through cache rule serves what begins with its prefix, and passes the rest of the name on to the other registry. Official images of Docker Hub are called library/NAME there, and without library/ they are not found; a prefix that no rule has leads to a repository that does not exist.',
  fix: 'Write PREFIX/library/NAME for official images of Docker Hub, and the prefix as the rule has it.',
  references: ['https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-working.html', 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html'],
  presets: ['recommended', 'strict'],
  check(container, { at, has, report, siblings, text }, task) {
    if (!has(container, 'Image')) return;
    const image = text(container, 'Image').filled(HOLE);
    const [, account, region, name] = /^([^/.]*)\.dkr[.-]ecr(?:-fips)?\.([^/.]*)[^/]*\/([^:@]+\/[^:@]+)/.exec(image) ?? [];
    if (name === undefined || name.includes(HOLE)) return;
    // Every account has a cache in every Region, with rules of its own.
    const elsewhere = (rule: object, what: 'AWS::AccountId' | 'AWS::Region', written: string | undefined): boolean => {
      const [there, meant] = [pseudo(nodeOf(rule), what), written === HOLE ? pseudo(nodeOf(task), what) : written];
      return typeof there === 'string' && typeof meant === 'string' && there !== meant;
    };
    const rules = siblings(task, 'AWS::ECR::PullThroughCacheRule').filter((rule) => has(rule, 'EcrRepositoryPrefix') && !elsewhere(rule, 'AWS::AccountId', account) && !elsewhere(rule, 'AWS::Region', region));
    if (rules.length === 0 || siblings(task, 'AWS::ECR::Repository').some(({ RepositoryName }) => RepositoryName === name)) return;
    const prefixes = rules.map((rule) => ({ rule, prefix: rule.EcrRepositoryPrefix ?? '' }));
    const served = prefixes.find(({ prefix }) => name.startsWith(`${prefix}/`));
    if (served) {
      const { rule, prefix } = served;
      const hub = rule.UpstreamRegistry === 'docker-hub' || rule.UpstreamRegistryUrl === 'registry-1.docker.io';
      const rest = name.slice(prefix.length + 1);
      if (!hub || rest.includes('/') || has(rule, 'UpstreamRepositoryPrefix')) return;
      return report(at(container, 'Image'), `container "${container}" pulls "${rest}" of Docker Hub through the cache, and official images are called library/${rest} there`, { fix: `${prefix}/library/${rest} instead of ${name}.`, related: [[at(rule), 'the rule']] });
    }
    // A rule for everything that has none serves it.
    if (prefixes.some(({ prefix }) => prefix === 'ROOT')) return;
    const [first = ''] = name.split('/');
    const meant = prefixes.find(({ prefix }) => plain(prefix) === plain(first) || nearly(plain(prefix), plain(first)));
    if (meant) report(at(container, 'Image'), `container "${container}" pulls ${name}, and the cache has the prefix ${meant.prefix}, not ${first}`, { fix: `${meant.prefix}${name.slice(first.length)} instead of ${name}.`, related: [[at(meant.rule, 'EcrRepositoryPrefix'), 'the prefix']] });
  },
});

import { type DeployedImage, deployedFrom } from '../../src/aws/images/deployed-images.js';
import { type Fate, lifecycleRules, simulateLifecycle, type StoredImage } from '../../src/aws/images/ecr-lifecycle-simulation.js';
import { defineRule } from '../../src/rule.js';

/** An image that still runs so many days after its push, or after the last start of a task, is nothing unusual. */
const AGE = 90;
const IDLE = 30;

export default defineRule({
  id: 'ecr/lifecycle-keeps-deployed',
  on: 'AWS::ECR::Repository',
  each: 'LifecyclePolicy',
  with: ['AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'medium',
  // How often somebody pushes and deploys is not in the template.
  confidence: 'likely',
  outcome: 'task-fails',
  summary: 'A lifecycle policy keeps the images that task definitions run',
  why: 'A lifecycle policy does not know what is deployed. When it expires the image of a running service, or moves it to the archive, nothing happens at first; days later a task that is replaced, or added by scaling, cannot pull its image (CannotPullContainerError), and the deployment that would help is not at hand.',
  fix: 'Keep by number what can be deployed (tagStatus tagged, imageCountMoreThan well above what runs), and let only untagged images expire by age.',
  references: [
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html',
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html',
  ],
  errors: ['CannotPullContainerError: … failed to resolve ref … not found'],
  presets: ['recommended', 'reliability', 'strict'],
  check(policy, tools, repository) {
    const { at, report, undecided } = tools;
    const rules = policy.LifecyclePolicyText === undefined ? undefined : lifecycleRules(policy.LifecyclePolicyText);
    if (!rules) return;
    const deployed = deployedFrom(repository, tools);
    if (deployed.length === 0) undecided('what is deployed from the repository is not known');
    // Images whose tag is not known may be one and the same.
    const tags = [...new Set(deployed.flatMap(({ tag }) => tag ?? []))];
    const judged = deployed.map((image) => ({ image, fate: fateOf(image) }));
    const gone = judged.flatMap(({ image, fate }) => (typeof fate === 'object' ? [{ image, rule: fate.rule }] : []));
    const [first] = gone;
    if (first) {
      const { image, rule } = first;
      const counts = rule.countType === 'imageCountMoreThan';
      const when = counts ? `as soon as ${rule.count === 1 ? 'another is' : `${rule.count} others are`} pushed` : `${rule.count} days after ${rule.countType === 'sinceImagePushed' ? 'its push' : 'it was pulled last'}`;
      report(at(policy, 'LifecyclePolicyText'), `image ${image.label}, which container "${image.container}" runs, ${rule.action === 'expire' ? 'expires' : 'is archived'} ${when}`, {
        proof: [
          ['rule', `${rule.priority}: ${rule.tags}${rule.patterns.length > 0 ? ` ${rule.patterns.join(', ')}` : ''}, ${rule.countType} ${rule.count}`],
          ...(counts && tags.length > 1 ? [['deployed', tags.join(', ')] as const] : []),
        ],
        related: gone.map((each) => [each.image.place, 'runs here']),
      });
    } else if (judged.some(({ fate }) => fate === 'unknown')) undecided('whether the lifecycle policy takes the images depends on tags that are not known');

    /** What becomes of an image as time goes by, or with the next push. */
    function fateOf({ tag, digest }: DeployedImage): Fate {
      const image: StoredImage = { tags: tag === undefined ? [] : [tag], moreTags: tag === undefined && !digest ? 'some' : true, age: AGE, idle: IDLE };
      const old = fateIn([image]);
      if (typeof old === 'object') return old;
      // The next release, tagged like this one, and what else is deployed; they count only where they surely do.
      const others = tags.filter((other) => other !== tag).map((other): StoredImage => ({ tags: [other], age: 1 }));
      const pushed = fateIn([image, { ...image, moreTags: tag === undefined && image.moreTags, age: 0, idle: 0 }, ...others]);
      // A rule for this very tag counts one image at most: the tag moves.
      return typeof pushed === 'object' && pushed.rule.patterns.some((pattern) => pattern.replace(/\*$/, '') === tag) ? old : pushed;
    }

    function fateIn(images: readonly StoredImage[]): Fate {
      return simulateLifecycle(rules ?? [], images)[0] ?? 'stays';
    }
  },
});

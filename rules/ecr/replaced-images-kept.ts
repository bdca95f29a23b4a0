import { deployedFrom, tagCanMove } from '../../src/aws/images/deployed-images.js';
import { lifecycleRules, simulateLifecycle } from '../../src/aws/images/ecr-lifecycle-simulation.js';
import { defineRule } from '../../src/rule.js';

/** Tags that are pushed again with every build. */
const MOVING = /^(?:latest|main|master|develop|dev|edge|nightly|staging|stable|production|prod)$/;
/** So many days an image runs before the next one is pushed. */
const AGE = 30;

export default defineRule({
  id: 'ecr/replaced-images-kept',
  on: 'AWS::ECR::Repository',
  each: 'LifecyclePolicy',
  with: ['AWS::ECS::Service', 'AWS::ECS::TaskDefinition'],
  category: 'deployability',
  severity: 'low',
  // A pipeline that deploys what it pushes at once closes the gap.
  confidence: 'heuristic',
  outcome: 'task-fails',
  summary: 'An image that a service runs is kept when its tag moves on',
  why: 'ECS resolves a tag once for each deployment and pulls that digest for every later task. When a tag such as latest is pushed again, the image that runs loses it, and a rule for untagged images counts its days from its push, not from then: it can be gone within a day. Until the next deployment no task can be replaced or added.',
  fix: 'Deploy a tag of its own for each build, or let untagged images expire only long after a deployment.',
  references: [
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html#deployment-container-image-stability',
  ],
  errors: ['CannotPullContainerError: … failed to resolve ref … not found'],
  presets: ['strict'],
  check(policy, tools, repository) {
    const { at, companions, report } = tools;
    const rules = policy.LifecyclePolicyText === undefined ? undefined : lifecycleRules(policy.LifecyclePolicyText);
    const [replaced] = rules ? simulateLifecycle(rules, [{ tags: [], age: AGE }, { tags: ['latest'], age: 0 }]) : [];
    if (typeof replaced !== 'object' || replaced.rule.tags !== 'untagged') return;
    for (const { tag, task, container, place, label } of deployedFrom(repository, tools)) {
      if (tag === undefined || !MOVING.test(tag) || !tagCanMove(repository, tag) || container.VersionConsistency === 'disabled') continue;
      if (companions(task, 'AWS::ECS::Service', { here: true }).length === 0) continue;
      const { count, countType } = replaced.rule;
      const when = countType === 'imageCountMoreThan' ? `when ${count} untagged ${count === 1 ? 'image is' : 'images are'} younger` : `${count} ${count === 1 ? 'day' : 'days'} after its push`;
      return report(at(policy, 'LifecyclePolicyText'), `the image that container "${container}" runs as ${label} loses its tag when ${tag} is pushed again, and untagged images expire ${when}`, { related: [[place, 'runs here']] });
    }
  },
});

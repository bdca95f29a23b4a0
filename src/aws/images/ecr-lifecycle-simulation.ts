/**
 * What a lifecycle policy does to the images of a repository: one run of its evaluator, on images of which some tags may not be known.
 *
 * Rules run in the order of their priority. An image belongs to the first rule whose tags it has, and no later rule can take it; a rule
 * for a number of images counts from the youngest, those that another rule has taken included.
 * Sources: https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html ,
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 */
import { lifecyclePolicyProblems } from './ecr-lifecycle.js';

/** A rule of a lifecycle policy that is known to be valid. */
export interface LifecycleRule {
  priority: number;
  tags: 'tagged' | 'untagged' | 'any';
  /** Patterns that must all be met, each by some tag of the image; prefixes end in a star. */
  patterns: readonly string[];
  archived: boolean;
  countType: 'imageCountMoreThan' | 'sinceImagePushed' | 'sinceImagePulled' | 'sinceImageTransitioned';
  count: number;
  action: 'expire' | 'archive';
}

export interface StoredImage {
  tags: readonly string[];
  /** It may have more tags than these; `some`: it has at least one more, which is not known. */
  moreTags?: boolean | 'some';
  /** Days since it was pushed. */
  age: number;
  /** Days since it was pulled last; as long as it is there when left out. */
  idle?: number;
  /** Days since it was moved to the archive, when it is there. */
  archived?: number;
}

/** What becomes of an image: stays, goes by a rule, or nobody can tell as long as its tags are not known. */
export type Fate = { rule: LifecycleRule } | 'stays' | 'unknown';

interface Written {
  rulePriority: number;
  selection: { tagStatus: LifecycleRule['tags']; tagPatternList?: readonly string[]; tagPrefixList?: readonly string[]; storageClass?: string; countType: LifecycleRule['countType']; countNumber: number };
  action: { type: string };
}

/** The rules of a policy in the order in which they run; undefined when ECR would refuse the text. */
export function lifecycleRules(text: string): readonly LifecycleRule[] | undefined {
  if (lifecyclePolicyProblems(text).length > 0) return undefined;
  const rules = (JSON.parse(text) as { rules: readonly Written[] }).rules.map(({ rulePriority, selection, action }): LifecycleRule => ({
    priority: rulePriority,
    tags: selection.tagStatus,
    patterns: [...(selection.tagPatternList ?? []), ...(selection.tagPrefixList ?? []).map((prefix) => `${prefix}*`)],
    archived: selection.storageClass === 'archive',
    countType: selection.countType,
    count: selection.countNumber,
    action: action.type === 'expire' ? 'expire' : 'archive',
  }));
  return rules.sort((a, b) => a.priority - b.priority);
}

/** Whether a tag meets a pattern, in which a star stands for any text. */
export function tagMatches(pattern: string, tag: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return tag === first;
  if (!tag.startsWith(first) || !tag.endsWith(last) || tag.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = tag.indexOf(piece, at);
    if (found < 0 || found + piece.length > tag.length - last.length) return false;
    at = found + piece.length;
  }
  return true;
}

/** Whether a rule is about an image, whatever its age. */
export function concerns(rule: LifecycleRule, image: StoredImage): boolean | 'unknown' {
  if (rule.archived !== (image.archived !== undefined)) return false;
  if (rule.tags === 'any') return true;
  if (rule.tags === 'untagged') return image.tags.length > 0 || image.moreTags === 'some' ? false : image.moreTags ? 'unknown' : true;
  if (rule.patterns.every((pattern) => image.tags.some((tag) => tagMatches(pattern, tag)))) return image.tags.length > 0 || (image.moreTags ? 'unknown' : false);
  return image.moreTags ? 'unknown' : false;
}

/** What one run of the evaluator does to each of the images of a repository. */
export function simulateLifecycle(rules: readonly LifecycleRule[], images: readonly StoredImage[]): readonly Fate[] {
  const fates: Fate[] = images.map(() => 'stays');
  const claims: (boolean | 'unknown')[] = images.map(() => false);
  for (const rule of rules) {
    const about = images.map((image) => concerns(rule, image));
    for (const [index, image] of images.entries()) {
      const mine = about[index] ?? false;
      if (mine === false || claims[index] === true) continue;
      const goes = reaches(rule, image, images.filter((other, i) => about[i] === true && younger(other, i, image, index)).length, images.filter((other, i) => about[i] !== false && younger(other, i, image, index)).length);
      if (goes !== false) fates[index] = goes === true && mine === true && claims[index] === false ? { rule } : 'unknown';
      claims[index] = mine === true ? true : 'unknown';
    }
  }
  return fates;
}

/** Of two images of one age the first is the younger one. */
const younger = (other: StoredImage, i: number, image: StoredImage, index: number): boolean => i !== index && (other.age < image.age || (other.age === image.age && i < index));

/** Whether the count of a rule takes an image before which surely so many, possibly so many younger ones are counted. */
function reaches(rule: LifecycleRule, image: StoredImage, surely: number, possibly: number): boolean | 'unknown' {
  if (rule.countType === 'imageCountMoreThan') return surely >= rule.count ? true : possibly >= rule.count ? 'unknown' : false;
  const days = rule.countType === 'sinceImagePushed' ? image.age : rule.countType === 'sinceImagePulled' ? (image.idle ?? image.age) : (image.archived ?? 0);
  return days > rule.count;
}

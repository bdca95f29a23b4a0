/**
 * Which images of a repository the task definitions beside it run. Only a repository that is surely the one meant counts: by reference,
 * or by the address that its name, account and region make.
 */
import { nodeOf } from '../../graph/graph.js';
import { peek, Unknown } from '../../graph/value.js';
import type { Place, Tools } from '../../rule.js';
import type { EcrRepository, EcsTaskDefinition, EcsTaskDefinitionContainerDefinition } from '../../types/resources.js';
import { repositoryOf } from '../iam/access.js';
import { tagMatches } from './ecr-lifecycle-simulation.js';
import { arnOf, holds } from '../iam/name-pattern.js';

export interface DeployedImage {
  task: EcsTaskDefinition;
  container: EcsTaskDefinitionContainerDefinition;
  place: Place;
  /** As people read it. */
  label: string;
  /** `latest` when none is written; undefined when it is not known, or when a digest says what runs. */
  tag: string | undefined;
  digest: boolean;
}

/** What stands for the parts of an image that are not known. */
const HOLE = '\u0000';

/** The images of a repository that containers of task definitions run, in its unit and in those that import its address. */
export function deployedFrom(repository: EcrRepository, { at, companions, has, show, siblings, text }: Pick<Tools<'AWS::ECS::TaskDefinition'>, 'at' | 'companions' | 'has' | 'show' | 'siblings' | 'text'>): readonly DeployedImage[] {
  const arn = arnOf(nodeOf(repository)) ?? [];
  // Those of other templates that import its address, and those of its own that may write it out.
  const tasks = new Set([...companions(repository, 'AWS::ECS::TaskDefinition', { here: true }), ...siblings(repository, 'AWS::ECS::TaskDefinition')]);
  return [...tasks].flatMap((task) =>
    (task.ContainerDefinitions ?? []).flatMap((container): DeployedImage[] => {
      if (!has(container, 'Image') || !comesFrom(container)) return [];
      const reference = text(container, 'Image').filled(HOLE);
      return [{ task, container, place: at(container, 'Image'), label: show(container, 'Image'), tag: tagOf(reference), digest: reference.includes('@') }];
    }),
  );

  function comesFrom(container: object): boolean {
    const value = peek(container, 'Image');
    // However the rest of the address is put together, as the CDK does from the ARN.
    const links = value instanceof Unknown ? (value.parts ?? [value]).flatMap((part) => (part instanceof Unknown && part.link ? [part.link] : [])) : [];
    if (links.some(({ attribute }) => attribute === 'RepositoryUri' || attribute === 'Ref')) return links.some(({ node, attribute }) => node === nodeOf(repository) && (attribute === 'RepositoryUri' || attribute === 'Ref'));
    if (typeof value !== 'string' && !(value instanceof Unknown)) return false;
    const named = repositoryOf(nodeOf(container), value);
    return named !== undefined && holds(arn, named, false) === true;
  }
}

function tagOf(reference: string): string | undefined {
  if (reference.includes('@')) return undefined;
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  const colon = name.indexOf(':');
  // The address of a repository that is not known ends before its tag.
  if (colon < 0) return name.endsWith(HOLE) && name !== HOLE ? undefined : 'latest';
  const tag = name.slice(colon + 1);
  return tag.includes(HOLE) ? undefined : tag;
}

/** Whether a tag of a repository can be moved to another image; filters except tags from what holds for the others. */
export function tagCanMove(repository: EcrRepository, tag: string): boolean {
  const mutability = repository.ImageTagMutability ?? 'MUTABLE';
  const excepted = mutability.endsWith('_WITH_EXCLUSION') && (repository.ImageTagMutabilityExclusionFilters ?? []).some(({ ImageTagMutabilityExclusionFilterValue: filter }) => filter !== undefined && tagMatches(filter, tag));
  return mutability.startsWith('MUTABLE') !== excepted;
}

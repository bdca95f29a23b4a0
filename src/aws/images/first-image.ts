/**
 * The repository of a stack that its own service pulls from, and whether something may push an image before the service needs one.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECR/latest/userguide/Repositories.html (a new repository is empty) ,
 * https://github.com/awslabs/ecs-refarch-continuous-deployment/issues/41 (a stack that waits for its first image)
 */
import { everyValue, type Node, nodeOf } from '../../graph/graph.js';
import { type Lowered, peek, SLOTS, Unknown } from '../../graph/value.js';
import { repositoryOf } from '../iam/access.js';
import { arnOf, holds } from '../iam/name-pattern.js';

/** Whether CloudFormation makes both by one template; what an account has is there already. */
export function madeTogether(service: object, repository: object): boolean {
  const [one, other] = [nodeOf(service), nodeOf(repository)];
  return one.source.needs !== undefined && one.source.file === other.source.file && one.source.stack === other.source.stack && one.unit === other.unit;
}

/** Whether nothing that is chosen at a deployment changes that the service starts tasks with this image. Asked for a service that does so in the current world. */
export function isSettled(service: object, container: object, repository: Node): boolean {
  const node = nodeOf(service);
  if (node.source.exists || repository.source.exists) return false;
  const counts = everyValue(() => peek(service, 'DesiredCount'));
  const written = (service as Lowered)[SLOTS]?.DesiredCount;
  const tasks = everyValue(() => peek(service, 'TaskDefinition'));
  return (
    // A parameter is taken by its Default, and somebody has it to give another value.
    (written === undefined || written.written === true) && counts.every((count) => count === undefined || (typeof count === 'number' && count > 0)) &&
    tasks.every((task) => !(task instanceof Unknown) || task.link === undefined || task.link.node === nodeOf(container)) &&
    everyValue(() => pulls(container, repository)).every(Boolean)
  );
}

/** Whether a container certainly takes its image, by a tag, from a repository. One with a digest was pushed before somebody wrote it down. */
export function pulls(container: object, repository: Node): boolean {
  const image = peek(container, 'Image') as string | Unknown | undefined;
  if (image === undefined || /@sha256:[0-9a-f]{64}$/.test(typeof image === 'string' ? image : image.label)) return false;
  const from = repositoryOf(nodeOf(container), image);
  const arn = arnOf(repository);
  return from !== undefined && arn !== undefined && holds(arn, from, false) === true;
}

/** What runs somebody's code while a stack is made. */
const RUNS_CODE = /^(?:Custom::|AWS::CloudFormation::(?:CustomResource|WaitCondition)|AWS::CodeBuild::Project|AWS::CodePipeline::Pipeline|AWS::ImageBuilder::)/;

/** The logical id of a resource of the same template that speaks of the repository and may push to it, if there is one. */
export function pusherOf(repository: Node): string | undefined {
  const { Resources } = repository.source.file.document.data as { Resources?: Readonly<Record<string, { Type?: unknown } | null>> };
  return Object.entries(Resources ?? {}).find(([, body]) => typeof body?.Type === 'string' && RUNS_CODE.test(body.Type) && JSON.stringify(body).includes(repository.name))?.[0];
}

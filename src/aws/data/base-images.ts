/**
 * Images of the Docker library and of AWS that start as root, because their Dockerfiles say nothing of a user. As of 2026-11-25, from the
 * Dockerfiles that https://github.com/docker-library/official-images and https://github.com/amazonlinux/container-images name.
 *
 * To renew: look at the Dockerfiles of the newest versions for a USER line; an image that has one is taken out of the list. An image that is
 * not here starts as nobody knows whom.
 */
const ROOT: ReadonlySet<string> = new Set([
  'alpine', 'amazoncorretto', 'amazonlinux', 'buildpack-deps', 'busybox', 'debian', 'eclipse-temurin', 'fedora', 'golang', 'node', 'openjdk', 'perl', 'php', 'python', 'ruby', 'rust', 'ubuntu',
]);

/** Registries and folders under which the same images are found. */
const LIBRARY = /^(?:docker\.io\/library\/|library\/|docker\.io\/|public\.ecr\.aws\/docker\/library\/)?([a-z-]+)$/;
const AMAZON = /^public\.ecr\.aws\/(?:amazonlinux\/(amazonlinux)|amazoncorretto\/(amazoncorretto))$/;

/**
 * The user that a base image starts as: a name or number; undefined when it is not known.
 * @param reference as a FROM line has it
 */
export function userOfBase(reference: string): string | undefined {
  if (reference === 'scratch') return 'root';
  const [name = '', tag = ''] = reference.split('@')[0]?.split(/:(?!.*\/)/) ?? [];
  // https://github.com/GoogleContainerTools/distroless: the tag says it.
  if (/^gcr\.io\/distroless\//.test(name)) return /(?:^|-)nonroot(?:-|$)/.test(tag) ? '65532' : undefined;
  const library = LIBRARY.exec(name)?.[1] ?? AMAZON.exec(name)?.slice(1).find((each) => each !== undefined);
  return library !== undefined && ROOT.has(library) ? 'root' : undefined;
}

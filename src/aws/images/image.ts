/**
 * Image references. Grammar: ECS ContainerDefinition `image`
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html), the reference grammar of the OCI
 * distribution (https://pkg.go.dev/github.com/distribution/reference), ECR hosts
 * (https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html) and the partitions' domain names as the AWS SDK for
 * JavaScript ships them.
 */

export interface EcrImage {
  /** 12 digits. */
  account: string;
  region: string;
  fips: boolean;
  dualstack: boolean;
}

export interface Image {
  /** Where it is pulled from, without the port: `docker.io` when no host is written. */
  registry: string;
  /** The host as written, with its port; absent when none is. */
  host?: string;
  /** As the registry knows it: `library/nginx` for `nginx`. */
  repository: string;
  /** As written; absent means `latest` unless there is a digest. */
  tag?: string;
  /** `sha256:` and 64 hex digits. */
  digest?: string;
  /** A private ECR repository. */
  ecr?: EcrImage;
  /** The ECR public gallery. */
  public?: boolean;
  dockerHub: boolean;
}

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const HOST = new RegExp(`^(${LABEL}(?:\\.${LABEL})*|\\[[0-9A-Fa-f:]+\\])(?::(\\d{1,5}))?$`);
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
/** Domain names of the partitions: aws and aws-us-gov, aws-cn, aws-eusc, aws-iso, aws-iso-b, aws-iso-e, aws-iso-f. */
const ECR = /^(\d{12})\.dkr\.ecr(-fips)?\.([a-z]{2,4}(?:-[a-z]+)+-\d{1,2})\.(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$/;
const ECR_DUALSTACK = /^(\d{12})\.dkr-ecr(-fips)?\.([a-z]{2,4}(?:-[a-z]+)+-\d{1,2})\.on\.(?:aws|amazonwebservices\.com\.cn|amazonwebservices\.eu)$/;
const ECR_PUBLIC = new Set(['public.ecr.aws', 'ecr-public.aws.com']);
const DOCKER_HUB = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);

/**
 * Takes an image reference apart. In: text as written. Out: undefined when it is none, such as a repository in capitals, a digest that
 * is not sha256 with 64 digits, more than 255 characters before the `@`, or text with template parts in it.
 */
export function parseImage(reference: string): Image | undefined {
  const at = reference.indexOf('@');
  const digest = at < 0 ? undefined : reference.slice(at + 1);
  let rest = at < 0 ? reference : reference.slice(0, at);
  if (rest.length > 255 || (digest !== undefined && !DIGEST.test(digest))) return undefined;

  const slash = rest.indexOf('/');
  const first = slash < 0 ? '' : rest.slice(0, slash);
  let host: string | undefined;
  let domain = 'docker.io';
  // Docker's rule: what stands before the first slash is a host when it could not be a folder of Docker Hub.
  if (first === 'localhost' || /[.:A-Z]/.test(first)) {
    const match = HOST.exec(first);
    if (!match || (match[2] !== undefined && (Number(match[2]) < 1 || Number(match[2]) > 65535))) return undefined;
    host = first;
    domain = (match[1] as string).toLowerCase();
    rest = rest.slice(slash + 1);
  }

  const colon = rest.lastIndexOf(':');
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  let repository = colon < 0 ? rest : rest.slice(0, colon);
  if (!REPOSITORY.test(repository) || (tag !== undefined && !TAG.test(tag))) return undefined;

  const dockerHub = DOCKER_HUB.has(domain);
  if (dockerHub && !repository.includes('/')) repository = `library/${repository}`;
  const image: Image = { registry: dockerHub ? 'docker.io' : domain, repository, dockerHub };
  if (host !== undefined) image.host = host;
  if (tag !== undefined) image.tag = tag;
  if (digest !== undefined) image.digest = digest;
  const ecr = ECR.exec(domain) ?? ECR_DUALSTACK.exec(domain);
  if (ecr) image.ecr = { account: ecr[1] as string, region: ecr[3] as string, fips: ecr[2] !== undefined, dualstack: domain.includes('.dkr-ecr') };
  if (ECR_PUBLIC.has(domain)) image.public = true;
  return image;
}

/** Whether it comes from a private ECR repository, so that the execution role must be able to pull it. False for what is no reference. */
export function isPrivateEcr(reference: string): boolean {
  return parseImage(reference)?.ecr !== undefined;
}

/** The shortest text that means the same image; `parseImage` of it gives the same parts, except for a host that goes without saying. */
export function formatImage(image: Image): string {
  const name = image.dockerHub && image.host === undefined && image.repository.startsWith('library/') && !image.repository.slice(8).includes('/') ? image.repository.slice(8) : image.repository;
  return `${image.host === undefined ? '' : `${image.host}/`}${name}${image.tag === undefined ? '' : `:${image.tag}`}${image.digest === undefined ? '' : `@${image.digest}`}`;
}

/** What people write where an image will be filled in. */
const STAND_IN = /^(?:(?:container|docker|app|service|task)?[-_]?image(?:[-_]?(?:name|uri|url))?|placeholder|to[-_]?be[-_]?(?:replaced|filled|set).*|todo|tbd|dummy|none|change[-_]?me|replace[-_]?me|your[-_].*)$/;

/** How firmly a reference names one image. `unknown`: not enough of it is known, or it is no reference. */
export type Pin = 'digest' | 'tag' | 'latest' | 'none' | 'unknown';

/**
 * How an image is pinned, as far as the known parts of its reference tell. In: the reference with `hole`, one character that stands in no
 * reference, for every part that is not known: a digest, a tag and the lack of both stand at the end.
 */
export function pinOf(reference: string, hole: string): Pin {
  if (reference.includes('@')) return 'digest';
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  const image = parseImage(reference.replaceAll(hole, '0'));
  if (!image) return 'unknown';
  const colon = name.lastIndexOf(':');
  const tag = colon < 0 ? undefined : name.slice(colon + 1);
  if (tag === undefined) return name.includes(hole) || STAND_IN.test(name) ? 'unknown' : 'none';
  if (!tag.includes(hole)) return tag === 'latest' ? 'latest' : 'tag';
  // A tag of which a known part does not stand in `latest` is another tag.
  return tag.split(hole).every((part) => 'latest'.includes(part)) ? 'unknown' : 'tag';
}

/**
 * What is wrong with an image reference that Docker and ECR do not take. Grammar: https://pkg.go.dev/github.com/distribution/reference ,
 * ECS ContainerDefinition `image` https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
import { parseImage } from './image.js';

/** Signs that something is filled in before AWS sees the text, and words in capitals, which people write for the same. */
const STAND_IN = /[<>{}$%()[\]|#*]|\.\.\.|…|__|\S\s+\S|(?:^|[/:@.\-_])(?:[A-Z][A-Z0-9]*_[A-Z0-9_]*|[A-Z]{2,})(?=$|[/:@.\-_])|(?:Image|Name|Placeholder|Repo|Repository|Tag|Uri|Url)(?=$|[/:@.\-_A-Z])|\b(?:your|my|replace|change|insert|example|placeholder|todo)(?=[-_A-Z])/;

export interface ImageProblem {
  /** Goes behind `image …`, without a full stop. */
  problem: string;
  fix: string;
}

/** The mistake in an image reference; undefined when there is none, `stand-in` when the text is not meant to be one, or not known to be wrong. */
export function imageProblem(reference: string): ImageProblem | 'stand-in' | undefined {
  if (reference === '') return { problem: 'is empty', fix: 'Image: REPOSITORY:TAG' };
  if (parseImage(reference)) return undefined;
  const trimmed = reference.trim();
  if (STAND_IN.test(trimmed)) return 'stand-in';
  if (trimmed !== reference && parseImage(trimmed)) return { problem: 'has blanks or line breaks around it', fix: `Image: ${trimmed}` };
  const scheme = /^(https?|docker|oci):\/\//i.exec(reference);
  if (scheme) return { problem: `begins with ${scheme[0]}, which is no part of an image's name`, fix: `Image: ${reference.slice(scheme[0].length)}` };
  const at = reference.indexOf('@');
  const digest = at < 0 ? undefined : reference.slice(at + 1);
  const name = at < 0 ? reference : reference.slice(0, at);
  if (digest !== undefined && parseImage(name)) return digestProblem(digest);
  if (name.length > 255) return { problem: `has ${name.length} characters, at most 255 are allowed`, fix: 'Shorten the tag or the name of the repository.' };
  return nameProblem(name);
}

function digestProblem(digest: string): ImageProblem | 'stand-in' {
  const fix = 'Copy the whole digest: sha256: and 64 hexadecimal digits.';
  if (/^[0-9a-f]{64}$/i.test(digest)) return { problem: 'has a digest without its algorithm', fix: `@sha256:${digest}` };
  const [, hex = ''] = /^sha256:([0-9a-f]{6,})$/i.exec(digest) ?? [];
  if (hex.length === 64) return 'stand-in';
  return hex === '' ? 'stand-in' : { problem: `has a digest of ${hex.length} hexadecimal digits, and sha256 has 64`, fix };
}

function nameProblem(name: string): ImageProblem | 'stand-in' {
  const segments = name.split('/');
  const [first = ''] = segments;
  const path = segments.length > 1 && (/[.:]/.test(first) || first === 'localhost') ? segments.slice(1) : segments;
  const early = path.slice(0, -1).find((segment) => segment.includes(':'));
  if (early !== undefined) return { problem: 'has a slash in its tag', fix: 'Write the tag with a dash instead.' };
  const last = path.at(-1) ?? '';
  const colon = last.indexOf(':');
  const tag = colon < 0 ? undefined : last.slice(colon + 1);
  const repository = [...path.slice(0, -1), colon < 0 ? last : last.slice(0, colon)].join('/');
  if (tag !== undefined && parseImage(`${repository}:x`)) {
    if (tag === '') return { problem: 'ends with a colon and no tag', fix: `Image: ${name}VERSION` };
    if (tag.length > 128) return { problem: `has a tag of ${tag.length} characters, at most 128 are allowed`, fix: 'Shorten the tag.' };
    const strange = /[^A-Za-z0-9._-]/.exec(tag)?.[0];
    if (strange !== undefined) return { problem: `has ${strange === '+' ? 'a plus sign' : `"${strange}"`} in its tag, where only letters, digits, dots, dashes and underscores are allowed`, fix: `Write the tag as ${tag.replace(/[^A-Za-z0-9._-]/g, '-')}.` };
    if (/^[.-]/.test(tag)) return { problem: `has a tag that begins with "${tag[0]}"`, fix: 'Begin the tag with a letter, a digit or an underscore.' };
  }
  const small = repository.toLowerCase();
  if (small !== repository && parseImage(small)) return { problem: 'has capital letters in the name of its repository', fix: `Write ${small}.` };
  return 'stand-in';
}

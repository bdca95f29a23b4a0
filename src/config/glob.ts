/** Globs of a configuration: what they mean, the same for every key that takes some. */
import picomatch from 'picomatch';
import { relative, sep } from 'node:path';

/**
 * A glob in the form that has no more exceptions: without a slash it means a name at any depth, with one it starts at the folder of
 * the configuration, and a folder means all that is in it.
 */
export function plainGlob(glob: string): string {
  const anchored = glob.replace(/^\.\//, '');
  const folder = anchored.replace(/\/+$/, '');
  const inside = folder !== anchored ? `${folder}/**` : folder;
  return folder.includes('/') || anchored.startsWith('**') || glob.startsWith('./') ? inside.replace(/^\/+/, '') : `**/${inside}`;
}

/**
 * Matches absolute paths against globs.
 * @param base folder that the globs are relative to; nothing outside of it matches
 */
export function matcher(globs: readonly string[], base: string): (file: string) => boolean {
  const plain = globs.map(plainGlob);
  const matches = picomatch([...plain, ...plain.map((glob) => `${glob}/**`)], { dot: true });
  return (file) => {
    const path = relative(base, file).split(sep).join('/');
    return !path.startsWith('../') && path !== '..' && matches(path);
  };
}

/** Globs as absolute ones, for a search that may begin elsewhere. */
export function absoluteGlobs(globs: readonly string[], base: string): string[] {
  const folder = escapeGlob(base.split(sep).join('/').replace(/\/$/, ''));
  return globs.map(plainGlob).flatMap((glob) => [`${folder}/${glob}`, `${folder}/${glob}/**`]);
}

/** A path as a glob that matches it alone. */
export function escapeGlob(path: string): string {
  return path.replaceAll(/[()[\]{}!*?@+\\]/g, '\\$&');
}

/** Paths as other programs want them. */
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { ReportContext } from '../finding.js';
import { isAddress } from './text.js';

/** A shown path relative to the git root (to the working directory outside of a repository), with `/`; an address stays. */
export function repositoryPath(file: string, { cwd, root }: Pick<ReportContext, 'cwd' | 'root'>): string {
  if (isAddress(file)) return file;
  const path = relative(root ?? cwd, isAbsolute(file) ? file : resolve(cwd, file));
  return path.split(sep).join('/');
}

/** The door to configurations: asks whether there are any, and loads what reads them only then. */
import { dirname, resolve } from 'node:path';
import type { Rule } from '../rule.js';
import type { Applied, Chosen, Configurations, RunWide } from './config.js';
import { Finder } from './find.js';

/** What configurations have to do with a run. */
export interface Project {
  /** What the working directory's says for the whole run; empty without one. */
  readonly wide: Partial<RunWide>;
  /** Rules of its plugins. */
  readonly plugins: readonly Rule[];
  /** What applies to files (absolute paths); undefined when no configuration is near any of them. */
  forFiles(files: readonly string[], chosen: Chosen): Promise<Applied | undefined>;
  /** What applies to one file, for people. */
  print(file: string, chosen: Chosen): Promise<object>;
}

/**
 * Looks for the configuration of the working directory.
 * @param how `file`: this one for everything; `none`: look for none; `code: false`: refuse those that are programs
 * @throws UsageError for anything that is wrong in a configuration
 */
export async function openProject(cwd: string, how: { file?: string; none?: boolean; code?: boolean } = {}): Promise<Project> {
  const finder = new Finder(cwd);
  let opened: Configurations | undefined;
  const open = async (): Promise<Configurations> => {
    if (opened) return opened;
    const { Configurations } = await import('./config.js');
    const { namedConfig } = await import('./layers.js');
    return (opened = new Configurations(cwd, how.none ? nothing : finder, how.file === undefined ? undefined : namedConfig(how.file, cwd), how.code));
  };
  const isNear = (folder: string): boolean => !how.none && finder.above(folder).length > 0;
  const print: Project['print'] = async (file, chosen) => (await open()).print(resolve(cwd, file), chosen);
  if (how.file !== undefined || isNear(cwd)) {
    const found = await open();
    return { wide: await found.runWide(), plugins: await found.plugins(), forFiles: (files, chosen) => found.forFiles(files, chosen), print };
  }
  return {
    wide: {},
    plugins: [],
    print,
    forFiles: async (files, chosen) => (files.some((file) => isNear(dirname(file))) ? (await open()).forFiles(files, chosen) : undefined),
  };
}

/** Finds nothing. */
const none: readonly string[] = [];
const nothing: Pick<Finder, 'above'> = { above: () => none };

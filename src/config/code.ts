/** Runs configurations and plugins that are programs. Loaded only when there is one. */
import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';
import { relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UsageError } from '../load/parameters.js';
import { AT, FROM, type HookData, redirect, typescriptFile, withoutTypes } from './hooks.js';

/** A file of our own, wherever the bundle has put this one: beside it or one folder up. */
function own(name: string): string {
  const ending = /\.[a-z]+$/.exec(import.meta.url)?.[0] ?? '.js';
  const places = ['./', '../'].map((folder) => new URL(`${folder}${name}${ending}`, import.meta.url));
  return (places.find((each) => existsSync(each)) ?? (places[0] as URL)).href;
}

let ready: Promise<void> | undefined;

/** Tells Node, once, how to find `plimsoll` and to read TypeScript. */
export function registerHooks(): Promise<void> {
  return (ready ??= register());
}

async function register(): Promise<void> {
  const data: HookData = { index: own('index'), typesAreOut: import.meta.url.endsWith('.ts') };
  if (typeof module.registerHooks === 'function') {
    const { strip } = await import('./strip.js');
    module.registerHooks({
      resolve(specifier, context, next) {
        const to = redirect(specifier, context.parentURL, data);
        return 'url' in to ? { url: to.url, shortCircuit: true } : next(to.specifier, { ...context, parentURL: to.parentURL });
      },
      load(url, context, next) {
        const file = typescriptFile(url, data);
        return file === undefined ? next(url, context) : { format: 'module', source: withoutTypes(file, strip), shortCircuit: true };
      },
    });
    return;
  }
  module.register(own('loader'), { data });
  // Hooks in another thread do not reach require().
  const commonJs = module as unknown as { _resolveFilename(request: string, ...rest: unknown[]): string };
  const original = commonJs._resolveFilename;
  commonJs._resolveFilename = function (request, ...rest) {
    return request === 'plimsoll' ? fileURLToPath(data.index) : original.call(this, request, ...rest);
  };
}

/**
 * Loads a module of the user's.
 * @param file absolute path, or the name of a package
 * @param from absolute path of the file that names it
 * @throws UsageError that says in which line of which file it failed; the error itself when the module is not there
 */
export async function loadModule(file: string, from: string, cwd: string): Promise<Record<string, unknown>> {
  await registerHooks();
  const isPackage = !existsSync(file);
  const address = isPackage ? `${FROM}?${new URLSearchParams({ name: file, from: pathToFileURL(from).href })}` : pathToFileURL(file).href;
  try {
    return (await import(address)) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (isPackage && (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' && (error as Error).message.includes(`'${file}'`)) throw error;
    throw new UsageError(await explained(error, isPackage ? undefined : file, cwd));
  }
}

/** What went wrong in a program, with the line that it went wrong in. */
async function explained(error: unknown, file: string | undefined, cwd: string): Promise<string> {
  const shown = (path: string): string => relative(cwd, path).split(sep).join('/');
  if (!(error instanceof Error)) return `${file ? shown(file) : 'plugin'}: throws ${typeof error === 'string' ? error : JSON.stringify(error)}`;
  const plain = (text: string): string => text.replaceAll(pathToFileURL(`${cwd}/`).href, '').replaceAll(`${cwd}${sep}`, '').split('\n')[0] as string;
  if (error.message.startsWith(AT)) return plain(error.message.slice(AT.length).replace(cwd + sep, ''));
  const message = plain(error.message);
  // V8 begins the stack of some syntax errors with their place.
  const [, first, line] = /^(file:\/\/[^\n]*?|\/[^\n]*?):(\d+)\n/.exec(error.stack ?? '') ?? [];
  if (first !== undefined) return `${shown(pathOf(first))}:${line}: ${message}`;
  const frame = (error.stack ?? '').split('\n').map((each) => /(?:\(|at )((?:file:\/\/)?\/[^()]*?|[A-Z]:\\[^()]*?):(\d+):(\d+)\)?$/.exec(each.trim())).find((match) => match && isTheirs(match[1] as string));
  if (frame) return `${shown(pathOf(frame[1] as string))}:${frame[2]}:${frame[3]}: ${error.name === 'Error' ? '' : `${error.name}: `}${message}`;
  if (error instanceof SyntaxError && file !== undefined) {
    // For others V8 keeps the place to itself.
    const place = await syntaxErrorIn(file);
    return place === undefined ? `${shown(file)}: ${message}` : plain(place.replace(cwd + sep, ''));
  }
  return `${file ? `${shown(file)}: ` : ''}${message}`;
}

const pathOf = (address: string): string => (address.startsWith('file:') ? fileURLToPath(address.replace(/[?#].*$/, '')) : address);

/** Whether a line of a stack is in a file that is not ours. */
function isTheirs(address: string): boolean {
  const folder = new URL(import.meta.url.endsWith('.ts') ? '../../' : '../', import.meta.url);
  const path = pathOf(address);
  const inside = import.meta.url.endsWith('.ts') ? ['src/', 'node_modules/'].map((each) => fileURLToPath(new URL(each, folder))) : [fileURLToPath(new URL('.', import.meta.url)), ...['index.js', 'loader.js', 'cli.js'].map((each) => fileURLToPath(new URL(each, folder)))];
  return !inside.some((each) => path.startsWith(each));
}

async function syntaxErrorIn(file: string): Promise<string | undefined> {
  const { strip } = await import('./strip.js');
  try {
    strip(readFileSync(file, 'utf8'), file, false);
    return undefined;
  } catch (error) {
    const { loc, message } = error as Error & { loc?: { line: number; column: number } };
    return loc && `${file}:${loc.line}:${loc.column}: ${message.replace(/^Error transforming .*?: (SyntaxError: )?/, '').replace(/ \(\d+:\d+\)$/, '')}`;
  }
}

/**
 * What Node must be told so that configurations and plugins run: `plimsoll` is this very copy (nothing need be installed), and
 * TypeScript is read with its types taken out. The same for hooks in this thread (Node 22.15 and later) and in the loader's thread.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { strip } from './strip.js';

/** Begins a specifier that names a module as another file would: `plimsoll-from:?name=NAME&from=URL`. */
export const FROM = 'plimsoll-from:';

/** Marks where a text does not parse, in a message that crosses threads. */
export const AT = 'plimsoll-at ';

export interface HookData {
  /** Address of the library. */
  index: string;
  /** Whether somebody else (tsx) reads TypeScript already. */
  typesAreOut: boolean;
}

/** Where a specifier leads: an address, or what to ask the next one in line for. */
export function redirect(specifier: string, parentURL: string | undefined, { index }: HookData): { url: string } | { specifier: string; parentURL: string | undefined } {
  if (specifier === 'plimsoll') return { url: index };
  if (specifier.startsWith(FROM)) {
    const { searchParams } = new URL(specifier);
    return { specifier: searchParams.get('name') ?? '', parentURL: searchParams.get('from') ?? parentURL };
  }
  // TypeScript names modules by what they become.
  const written = /^(\.\.?\/.*\.)(m?)js$/.exec(specifier);
  if (written && parentURL?.startsWith('file:') && /\.m?ts$/.test(parentURL)) {
    const source = `${written[1]}${written[2]}ts`;
    if (!existsSync(new URL(specifier, parentURL)) && existsSync(new URL(source, parentURL))) return { specifier: source, parentURL };
  }
  return { specifier, parentURL };
}

/** The path of a module whose types are ours to take out. */
export function typescriptFile(url: string, { typesAreOut }: HookData): string | undefined {
  return !typesAreOut && url.startsWith('file:') && /\.m?ts(\?|#|$)/.test(url) ? fileURLToPath(url) : undefined;
}

/**
 * A TypeScript file as JavaScript; every line stays where it is.
 * @throws SyntaxError whose message begins with {@link AT} and the place
 */
export function withoutTypes(file: string, stripTypes: typeof strip): string {
  const text = readFileSync(file, 'utf8');
  try {
    return stripTypes(text, file);
  } catch (error) {
    const { loc, message } = error as Error & { loc?: { line: number; column: number } };
    const plain = message.replace(/^Error transforming .*?: (SyntaxError: )?/, '').replace(/ \(\d+:\d+\)$/, '');
    throw new SyntaxError(`${AT}${file}:${loc ? `${loc.line}:${loc.column}` : '1:1'}: ${plain}`);
  }
}

/** Hooks for the loader's thread: what Node 20 needs. A file of its own in `dist`, because Node loads it by its address. */
import type { LoadHook, ResolveHook } from 'node:module';
import { type HookData, redirect, typescriptFile, withoutTypes } from './hooks.js';

let data: HookData;

export function initialize(given: HookData): void {
  data = given;
}

export const resolve: ResolveHook = (specifier, context, next) => {
  const to = redirect(specifier, context.parentURL, data);
  return 'url' in to ? { url: to.url, shortCircuit: true } : next(to.specifier, { ...context, parentURL: to.parentURL });
};

export const load: LoadHook = async (url, context, next) => {
  const file = typescriptFile(url, data);
  if (file === undefined) return next(url, context);
  const { strip } = await import('./strip.js');
  return { format: 'module', source: withoutTypes(file, strip), shortCircuit: true };
};

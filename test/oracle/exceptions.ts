/** Errors of the other side that are no findings of ours, each with its evidence. */
import type { Exception } from './compare.js';

export const EXCEPTIONS: readonly Exception[] = [];

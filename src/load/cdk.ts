// Interim: being written.
import type { LoadContext } from './context.js';
export function isAssemblyManifest(_data: unknown): boolean { return false; }
export async function loadAssembly(_folder: string, _context: LoadContext): Promise<void> {}
export async function assemblyOf(_cdkJson: string, _context: LoadContext): Promise<string | undefined> { return undefined; }

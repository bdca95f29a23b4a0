/** Fixes: the edits of findings made in texts, in passes, until none is left. */
import { closeSync, fsyncSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Edit, Finding } from '../finding.js';
import { decode } from '../load/read.js';
import type { Run, RunOptions } from '../run.js';
import { applyEdits } from './edit.js';

/** So many passes at most: an edit may make another one possible, but two that undo each other must end. */
const MOST_PASSES = 10;

export interface Fixed {
  /** The run over the texts as they are after all fixes. */
  run: Run;
  /** The run before any. */
  before: Run;
  /** Number of findings that were mended. */
  count: number;
  /** New texts by absolute path. */
  texts: ReadonlyMap<string, string>;
}

/** Runs, makes the edits, and runs again until nothing is left to mend. Writes nothing. */
export async function fixAll(options: RunOptions, run: (options: RunOptions) => Promise<Run>): Promise<Fixed> {
  const before = await run({ ...options, edits: true });
  const texts = new Map<string, string>();
  let current = before;
  let count = 0;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const made = onePass(current, options.cwd, texts);
    if (made === 0) break;
    count += made;
    current = await run({ ...options, edits: true, texts });
  }
  return { run: current, before, count, texts };
}

/** Makes the edits that do not touch each other; the others wait for the next pass. Gives the number of findings mended. */
function onePass({ result, context }: Run, cwd: string, texts: Map<string, string>): number {
  const taken = new Map<string, Edit[]>();
  let count = 0;
  for (const { edits } of result.findings as readonly Finding[]) {
    if (!edits) continue;
    const same = edits.every((edit) => taken.get(edit.file)?.some((other) => other.start === edit.start && other.end === edit.end && other.text === edit.text));
    if (!same && edits.some((edit) => taken.get(edit.file)?.some((other) => edit.start <= other.end && other.start <= edit.end))) continue;
    count++;
    // Two resources made of one text have the same cure.
    if (!same) for (const edit of edits) taken.set(edit.file, [...(taken.get(edit.file) ?? []), edit]);
  }
  for (const [shown, edits] of taken) {
    const file = resolve(cwd, shown);
    const text = context.text(file);
    if (text !== undefined) texts.set(file, applyEdits(text, edits));
  }
  return count;
}

/**
 * Writes a text in place of a file's, whole or not at all; keeps its mode, its byte order mark, and what links lead to it.
 * @throws Error in words when it cannot be written, or when the file is in an encoding that would not come back the same
 */
export function writeText(file: string, before: string, text: string): void {
  const real = realpathSync(file);
  const bytes = readFileSync(real);
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  if (decode(bytes) !== before) throw new Error('it changed meanwhile');
  if (!bytes.equals(encoded(before, mark))) throw new Error('it is not in UTF-8');
  const temporary = join(dirname(real), `.${basename(real)}.${process.pid}.tmp`);
  try {
    const descriptor = openSync(temporary, 'wx', statSync(real).mode);
    try {
      writeSync(descriptor, encoded(text, mark));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, real);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

const encoded = (text: string, mark: boolean): Buffer => Buffer.concat([mark ? Buffer.from([0xef, 0xbb, 0xbf]) : Buffer.alloc(0), Buffer.from(text, 'utf8')]);

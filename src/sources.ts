/** The text that reporters may show: every line comes back masked. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Sources } from './finding.js';
import type { LoadedFile } from './graph/graph.js';
import type { LoadContext } from './load/context.js';
import { Lines } from './load/lines.js';
import { lineHashes } from './report/line-hash.js';
import { redactLine } from './secrets.js';

interface Entry {
  text: string;
  lines: Lines;
  /** Stretches of secret text, by line. */
  hidden: Map<number, { from: number; to: number }[]>;
  hashes?: string[];
}

/** Line access over everything that a run read, and over source files that findings point at. */
export function sourcesOf(context: LoadContext): Sources {
  const loaded = new Map<string, LoadedFile>();
  for (const file of context.inputs.values()) loaded.set(file.source.shown, file);
  const entries = new Map<string, Entry | undefined>();
  const entry = (shown: string): Entry | undefined => {
    if (entries.has(shown)) return entries.get(shown);
    const text = loaded.get(shown)?.source.text ?? textOf(resolve(context.options.cwd, shown));
    const made = text === undefined ? undefined : { text, lines: loaded.get(shown)?.lines ?? new Lines(text), hidden: hiddenIn(shown) };
    entries.set(shown, made);
    return made;
  };
  const hiddenIn = (shown: string): Entry['hidden'] => {
    const hidden: Entry['hidden'] = new Map();
    for (const { file, path } of context.secrets) {
      if (file.source.shown !== shown) continue;
      const { value } = file.document.locate(path);
      const from = file.lines.position(value.start);
      const to = file.lines.position(value.end);
      for (let line = from.line; line <= to.line; line++) {
        const stretch = { from: line === from.line ? from.column : 1, to: line === to.line ? to.column : Number.POSITIVE_INFINITY };
        hidden.set(line, [...(hidden.get(line) ?? []), stretch]);
      }
    }
    return hidden;
  };
  return {
    line(shown, line) {
      const found = entry(shown);
      if (!found || line < 1 || line > found.lines.count) return undefined;
      let text = found.lines.line(line);
      // Same length, so that carets under the line stay right.
      for (const { from, to } of found.hidden.get(line) ?? []) {
        const end = Math.min(to - 1, text.length);
        text = text.slice(0, from - 1) + text.slice(from - 1, end).replaceAll(/[^\s"']/g, '*') + text.slice(end);
      }
      return redactLine(text).replaceAll(/\[secret: [^\]]*?, (\d+) characters, #[0-9a-f]{8}\]/g, (_, length: string) => '*'.repeat(Number(length)));
    },
    lineHash(shown, line) {
      const found = entry(shown);
      if (!found) return undefined;
      // GitHub hashes the bytes as it finds them, a byte order mark included.
      found.hashes ??= lineHashes(textOf(resolve(context.options.cwd, shown)) ?? found.text);
      return found.hashes[line - 1];
    },
  };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The text that reporters may show: every line comes back masked. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Sources } from './finding.js';
import type { LoadedFile } from './graph/graph.js';
import type { LoadContext } from './load/context.js';
import { Lines } from './load/lines.js';
import { lineHashes } from './report/line-hash.js';
import { detectNamed, detectValue, redactLine } from './secrets.js';

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
    const lines = loaded.get(shown)?.lines ?? new Lines(text ?? '');
    const made = text === undefined ? undefined : { text, lines, hidden: hiddenIn(shown, text, lines) };
    entries.set(shown, made);
    return made;
  };
  const hiddenIn = (shown: string, text: string, lines: Lines): Entry['hidden'] => {
    const hidden: Entry['hidden'] = new Map();
    const hide = (start: number, end: number): void => {
      const from = lines.position(start);
      const to = lines.position(end);
      for (let line = from.line; line <= to.line; line++) {
        const stretch = { from: line === from.line ? from.column : 1, to: line === to.line ? to.column : Number.POSITIVE_INFINITY };
        hidden.set(line, [...(hidden.get(line) ?? []), stretch]);
      }
    };
    // What rules never looked at was never lowered: secrets over several lines, and pairs whose name stands on another line.
    for (const { start, end } of detectValue(text)) hide(start, end);
    const file = loaded.get(shown);
    const known = context.secrets.filter((secret) => secret.file.source.shown === shown);
    for (const { file: its, path } of known) {
      const { value } = its.document.locate(path);
      hide(value.start, value.end);
    }
    for (const path of file ? namedSecrets(file.document.data, []) : []) {
      const { value } = (file as LoadedFile).document.locate(path);
      hide(value.start, value.end);
    }
    return hidden;
  };
  const sources: Sources = {
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
    plain(shown, line) {
      const masked = sources.line(shown, line);
      return masked !== undefined && entry(shown)?.lines.line(line) === masked ? masked : undefined;
    },
    lineHash(shown, line) {
      const found = entry(shown);
      if (!found) return undefined;
      // GitHub hashes the bytes as it finds them, a byte order mark included.
      found.hashes ??= lineHashes(textOf(resolve(context.options.cwd, shown)) ?? found.text);
      return found.hashes[line - 1];
    },
  };
  return sources;
}

/** Paths of text that its name calls secret, wherever in a document it stands. */
function* namedSecrets(data: unknown, path: readonly (string | number)[]): Generator<readonly (string | number)[]> {
  if (Array.isArray(data)) for (const [index, item] of data.entries()) yield* namedSecrets(item, [...path, index]);
  else if (typeof data === 'object' && data !== null) {
    const { Name, name } = data as Record<string, unknown>;
    const pair = typeof Name === 'string' ? Name : typeof name === 'string' ? name : undefined;
    for (const [key, value] of Object.entries(data)) {
      if (typeof value !== 'string') yield* namedSecrets(value, [...path, key]);
      else if (detectNamed(key, value) || (pair !== undefined && /^value$/i.test(key) && detectNamed(pair, value))) yield [...path, key];
    }
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Text for people: made safe for a terminal, measured in its columns, wrapped, and put into words. Shared by the reporters. */
import type { Location, Notice, Result } from '../finding.js';

const PLAIN = /^[\x20-\x7e]*$/;
/** Controls, invisible and direction-changing characters, lone surrogates. Joiners stay: scripts and emoji need them. */
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const NO_COLUMN = /[\p{Mn}\p{Me}\u200c\u200d]/u;
const TWO_COLUMNS =
  /(?![\u{1f1e6}-\u{1f1ff}])[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Shows what must not reach a terminal as an escape (`\x1b`), so that a file cannot move the cursor, hide text or fake our lines. */
export function visible(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSAFE, spelled);
}

function spelled(char: string): string {
  const code = char.codePointAt(0)!;
  const hex = code.toString(16);
  return NAMED[char] ?? (code < 0x100 ? `\\x${hex.padStart(2, '0')}` : code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`);
}

/** How many columns a text takes in a terminal. */
export function columns(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let sum = 0;
  for (const char of text) sum += NO_COLUMN.test(char) ? 0 : TWO_COLUMNS.test(char) ? 2 : 1;
  return sum;
}

/** The text with spaces up to a number of columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

/** Breaks a text into lines of at most `width` columns: at spaces, and inside a word only when it is longer than a line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  let used = 0;
  for (let word of text.split(' ')) {
    let size = columns(word);
    if (line !== undefined && used + 1 + size > width) {
      lines.push(line);
      line = undefined;
    }
    while (size > width) {
      const at = breakIn(word, width);
      lines.push(word.slice(0, at));
      word = word.slice(at);
      size = columns(word);
    }
    used = line === undefined ? size : used + 1 + size;
    line = line === undefined ? word : `${line} ${word}`;
  }
  if (line !== undefined) lines.push(line);
  return lines;
}

/** Where to break a long word: after the last mark that separates its parts, if that fills half of the line. */
function breakIn(word: string, width: number): number {
  let used = 0;
  let fits = 0;
  let part = 0;
  let hyphen = 0;
  for (const char of word) {
    used += columns(char);
    if (used > width) break;
    fits += char.length;
    if (used * 2 < width) continue;
    if ('/:,;='.includes(char)) part = fits;
    else if ('-._'.includes(char)) hyphen = fits;
  }
  return part || hyphen || fits || 1;
}

/** A message as a sentence: a capital, unless the first word is a name, and a full stop. */
export function sentence(text: string): string {
  const capital = /^(?!aws)[a-z]+(?=[ ,])/.test(text) ? text[0]!.toUpperCase() + text.slice(1) : text;
  return text === '' || /[.!?]$/.test(text) ? capital : `${capital}.`;
}

/** `Env = prod` as `when Env = prod`; what is a phrase already (`by the default of X`, `in live`) stays. */
export function condition(when: string): string {
  return /^(when|by|if|unless|in)\b(?! =)/.test(when) ? when : `when ${when}`;
}

/** `1 file`, `2 files`, `1,200 files`. */
export function count(number: number, one: string, many: string = `${one}s`): string {
  return `${digits(number)} ${number === 1 ? one : many}`;
}

/** A whole number with a comma every three digits. */
export function digits(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Whether a shown path is a place in an account, by its ARN or another address, rather than a file. A single letter is a drive. */
export function isAddress(file: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(file);
}

/** `file:line:column`, as editors and terminals make it a link; whatever is unknown is left out. */
export function place({ file, line, column }: Pick<Notice, 'file' | 'line' | 'column'> | Location): string {
  if (file !== undefined && isAddress(file)) return file;
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

/** How many inputs or calls gave nothing to check. */
export function unread({ notices }: Pick<Result, 'notices'>): number {
  return new Set(notices.filter(({ incomplete }) => incomplete).map(({ file, message }) => file ?? `: ${message}`)).size;
}

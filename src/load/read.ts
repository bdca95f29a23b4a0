/** Reads files that people and tools left lying about: any encoding, any size, any kind. */
import { closeSync, lstatSync, openSync, readFileSync, readSync, type Stats, statSync } from 'node:fs';

export type Problem = 'missing' | 'unreadable' | 'directory' | 'too-large' | 'binary' | 'empty' | 'broken-link' | 'not-a-file';

/** Why a file was not read, as a code and as a sentence without a full stop. */
export interface Unread {
  problem: Problem;
  message: string;
}

/** Above this many bytes a file is not read unless the caller says otherwise: 16 MiB. */
export const MAX_BYTES = 16 * 1024 * 1024;

const SNIFF = 8192;

/**
 * Reads a text file whole. UTF-8 and UTF-16 are decoded, a byte order mark is dropped, invalid bytes become U+FFFD.
 * Only regular files (also behind links) are opened. Never throws.
 * @param file path
 * @param maxBytes larger files are refused without being opened
 */
export function readText(file: string, maxBytes = MAX_BYTES): { text: string } | Unread {
  const read = readBytes(file, maxBytes);
  if ('problem' in read) return read;
  const text = decode(read.bytes);
  if (text === undefined) return { problem: 'binary', message: 'the file is binary, not text' };
  if (text.trim() === '') return { problem: 'empty', message: 'the file holds nothing but white space' };
  return { text };
}

/**
 * Reads a file as bytes, under the same conditions as `readText`.
 * @param maxBytes larger files are refused without being opened
 */
export function readBytes(file: string, maxBytes = MAX_BYTES): { bytes: Buffer } | Unread {
  const stats = regular(file);
  if ('problem' in stats) return stats;
  if (stats.size > maxBytes) {
    return { problem: 'too-large', message: `the file has ${size(stats.size)}, more than the limit of ${size(maxBytes)}` };
  }
  try {
    const bytes = readFileSync(file);
    return bytes.length === 0 ? { problem: 'empty', message: 'the file is empty' } : { bytes };
  } catch (error) {
    return refused(error);
  }
}

/**
 * The start of a file as text, to see what it is without reading all of it. A character cut at the end becomes U+FFFD.
 * Never throws.
 * @param count how many bytes to look at
 */
export function peek(file: string, count = 4096): { text: string } | Unread {
  const stats = regular(file);
  if ('problem' in stats) return stats;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const bytes = Buffer.allocUnsafe(Math.min(count, stats.size));
    const text = decode(bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, 0)));
    return text === undefined ? { problem: 'binary', message: 'the file is binary, not text' } : { text };
  } catch (error) {
    return refused(error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/**
 * Bytes to text: UTF-8, or UTF-16 by its byte order mark or by its pattern of zero bytes. The mark is not part of the text.
 * Gives undefined for binary data (a zero byte in the first 8 KiB).
 */
export function decode(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.toString('utf8', 3);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes, 2, false);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(bytes, 2, true);
  const start = bytes.subarray(0, SNIFF);
  if (!start.includes(0)) return bytes.toString('utf8');
  if (zeros(start, 1)) return utf16(bytes, 0, false);
  if (zeros(start, 0)) return utf16(bytes, 0, true);
  return undefined;
}

function utf16(bytes: Buffer, from: number, bigEndian: boolean): string | undefined {
  const even = bytes.subarray(from, bytes.length - ((bytes.length - from) % 2));
  const text = (bigEndian ? Buffer.from(even).swap16() : even).toString('utf16le');
  const zero = text.indexOf('\0');
  return zero === -1 || zero >= SNIFF ? text : undefined;
}

/** Whether every second byte, from `first` on, is zero and no other is. */
function zeros(bytes: Buffer, first: 0 | 1): boolean {
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    if (bytes[i + first] !== 0 || bytes[i + 1 - first] === 0) return false;
  }
  return bytes.length > 1;
}

function regular(file: string): Stats | Unread {
  let stats: Stats | undefined;
  try {
    stats = statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    return refused(error);
  }
  if (!stats) {
    const dangling = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink();
    return dangling
      ? { problem: 'broken-link', message: 'the link points to nothing' }
      : { problem: 'missing', message: 'there is no such file' };
  }
  if (stats.isFile()) {
    return stats.size === 0 ? { problem: 'empty', message: 'the file is empty' } : stats;
  }
  if (stats.isDirectory()) return { problem: 'directory', message: 'this is a directory, not a file' };
  return { problem: 'not-a-file', message: 'this is a pipe, socket or device, not a file' };
}

function refused(error: unknown): Unread {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { problem: 'missing', message: 'there is no such file' };
  if (code === 'ELOOP') return { problem: 'broken-link', message: 'the link leads back to itself' };
  if (code === 'EACCES' || code === 'EPERM') return { problem: 'unreadable', message: 'permission to read the file was denied' };
  if (code === 'ERR_INVALID_ARG_VALUE') return { problem: 'missing', message: 'this is not a possible file name' };
  return { problem: 'unreadable', message: `the file could not be read (${code})` };
}

function size(bytes: number): string {
  if (bytes < 10 * 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

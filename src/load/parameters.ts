/** Values for template parameters, from `NAME=value` and from files in the formats that AWS's own tools use. */
import { resolve } from 'node:path';
import { isObject } from './intrinsics.js';
import { parse } from './parse.js';
import { readText } from './read.js';
import { ParseError } from './source.js';

/** A mistake of the user's on the command line or in a configuration: one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** There is nobody to scan accounts as. */
export class NoCredentials extends UsageError {}

/**
 * Reads `NAME=value` arguments and `@file` ones. Files: a list of `{ParameterKey, ParameterValue}` (AWS CLI), `{Parameters: {…}}`
 * (CodePipeline), a plain map, a list of `NAME=value`, in JSON or YAML, or lines `NAME=value`. Later ones win.
 * @throws UsageError naming the argument
 */
export async function readParameters(given: readonly string[], cwd: string): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (const argument of given) {
    if (argument.startsWith('@')) for (const [name, value] of await fromFile(argument.slice(1), cwd)) values.set(name, value);
    else {
      // As the AWS CLI writes it.
      const spelled = /^ParameterKey=([^,=]+),ParameterValue=(.*)$/s.exec(argument);
      if (spelled) {
        values.set(spelled[1] as string, spelled[2] as string);
        continue;
      }
      const at = argument.indexOf('=');
      if (at <= 0) throw new UsageError(`--parameters takes NAME=value or @file, not "${argument}"`);
      values.set(argument.slice(0, at), argument.slice(at + 1));
    }
  }
  return values;
}

async function fromFile(name: string, cwd: string): Promise<[string, string][]> {
  const read = readText(resolve(cwd, name));
  if (!('text' in read)) throw new UsageError(`parameter file ${name}: ${read.message}`);
  const lines = read.text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  if (lines.length > 0 && lines.every((line) => /^\s*[A-Za-z][A-Za-z0-9]*=/.test(line))) {
    return lines.map((line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1).trim()]);
  }
  let data: unknown;
  try {
    data = (await parse(read.text, name))[0]?.data;
  } catch (error) {
    if (error instanceof ParseError) throw new UsageError(`parameter file ${name}:${error.line}:${error.column}: ${error.message}`);
    throw error;
  }
  const text = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value));
  if (Array.isArray(data) && data.every((item) => isObject(item) && typeof item.ParameterKey === 'string')) {
    return (data as Record<string, unknown>[]).filter((item) => item.ParameterValue !== undefined).map((item) => [String(item.ParameterKey), text(item.ParameterValue)]);
  }
  if (Array.isArray(data) && data.length > 0 && data.every((item) => typeof item === 'string' && item.indexOf('=') > 0)) {
    return (data as string[]).map((item) => [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)]);
  }
  const map = isObject(data) && isObject(data.Parameters) ? data.Parameters : data;
  if (!isObject(map) || Object.values(map).some((value) => isObject(value))) throw new UsageError(`parameter file ${name}: holds neither a list of ParameterKey and ParameterValue nor a map of names to values`);
  return Object.entries(map).map(([key, value]) => [key, text(value)]);
}

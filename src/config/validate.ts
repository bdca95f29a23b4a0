/** Checks data against a JSON Schema of the few words that our own schemas use, with messages for people. */
import { distance } from '../load/ecs.js';

export interface Schema {
  type?: string;
  enum?: readonly unknown[];
  properties?: Readonly<Record<string, Schema>>;
  additionalProperties?: boolean | Schema;
  required?: readonly string[];
  items?: Schema;
  anyOf?: readonly Schema[];
  $ref?: string;
  definitions?: Readonly<Record<string, Schema>>;
  minimum?: number;
  maximum?: number;
  default?: unknown;
  description?: string;
}

export interface Flaw {
  path: readonly (string | number)[];
  message: string;
  /** The flaw is in the key, not in its value. */
  key?: boolean;
}

/**
 * Everything that is wrong with `data`, in its order. Knows type, enum, properties, additionalProperties, required, items, anyOf,
 * minimum, maximum and local $ref.
 */
export function validate(data: unknown, schema: Schema, root: Schema = schema, path: readonly (string | number)[] = []): Flaw[] {
  if (schema.$ref) {
    const definition = root.definitions?.[schema.$ref.replace('#/definitions/', '')];
    return definition ? validate(data, definition, root, path) : [];
  }
  if (schema.anyOf) {
    const attempts = schema.anyOf.map((each) => validate(data, each, root, path));
    if (attempts.some((flaws) => flaws.length === 0)) return [];
    // The attempt that came furthest says most.
    return attempts.sort((a, b) => Math.max(...b.map((f) => f.path.length)) - Math.max(...a.map((f) => f.path.length)))[0] ?? [];
  }
  if (schema.type && !isType(data, schema.type)) return [{ path, message: `must be ${article(schema.type)}, not ${article(typeName(data))}` }];
  if (schema.enum && !schema.enum.includes(data)) return [{ path, message: `must be one of ${schema.enum.join(', ')}, not ${JSON.stringify(data)}${near(String(data), schema.enum.map(String))}` }];
  if (typeof data === 'number') {
    if (schema.minimum !== undefined && data < schema.minimum) return [{ path, message: `must be at least ${schema.minimum}, not ${data}` }];
    if (schema.maximum !== undefined && data > schema.maximum) return [{ path, message: `must be at most ${schema.maximum}, not ${data}` }];
  }
  if (Array.isArray(data)) return schema.items ? data.flatMap((item, index) => validate(item, schema.items as Schema, root, [...path, index])) : [];
  if (typeof data !== 'object' || data === null) return [];
  const flaws: Flaw[] = [];
  const known = schema.properties ?? {};
  for (const name of schema.required ?? []) if (!Object.hasOwn(data, name)) flaws.push({ path, message: `lacks "${name}"` });
  for (const [key, value] of Object.entries(data)) {
    const inner = Object.hasOwn(known, key) ? known[key] : schema.additionalProperties;
    if (inner === false) flaws.push({ path: [...path, key], key: true, message: `there is no "${key}" here${near(key, Object.keys(known)) || `; there are ${Object.keys(known).filter((name) => name !== '$schema').join(', ')}`}` });
    else if (typeof inner === 'object') flaws.push(...validate(value, inner, root, [...path, key]));
  }
  return flaws;
}

/** A suggestion for a misspelt word, or nothing. */
export function near(word: string, names: readonly string[]): string {
  const best = names.map((name) => ({ name, d: distance(word.toLowerCase(), name.toLowerCase()) })).sort((a, b) => a.d - b.d)[0];
  return best && best.d <= Math.max(2, word.length / 4) ? `; did you mean ${best.name}?` : '';
}

function isType(data: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(data);
  return typeName(data) === type;
}

function typeName(data: unknown): string {
  return data === null ? 'null' : Array.isArray(data) ? 'array' : typeof data;
}

function article(type: string): string {
  const names: Readonly<Record<string, string>> = { array: 'a list', object: 'a map', string: 'text', boolean: 'true or false', integer: 'a whole number', number: 'a number', null: 'nothing' };
  return names[type] ?? type;
}

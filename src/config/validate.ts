/** Checks data against a JSON Schema of the few words that our own schemas use, with messages for people. */
import { near } from '../words.js';

export interface Schema {
  type?: string;
  enum?: readonly unknown[];
  properties?: Readonly<Record<string, Schema>>;
  additionalProperties?: boolean | Schema;
  required?: readonly string[];
  /** One schema for all items, or one each for the first ones. */
  items?: Schema | readonly Schema[];
  minItems?: number;
  maxItems?: number;
  anyOf?: readonly Schema[];
  $ref?: string;
  definitions?: Readonly<Record<string, Schema>>;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  format?: string;
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
 * Everything that is wrong with `data`, in its order. Knows type, enum, properties, additionalProperties, required, items, minItems,
 * maxItems, anyOf, minimum, maximum, pattern, the format `regex`, and local $ref.
 */
export function validate(data: unknown, schema: Schema, root: Schema = schema, path: readonly (string | number)[] = []): Flaw[] {
  if (schema.$ref) {
    const definition = root.definitions?.[schema.$ref.replace('#/definitions/', '')];
    return definition ? validate(data, definition, root, path) : [];
  }
  if (schema.anyOf) {
    const attempts = schema.anyOf.map((each) => validate(data, each, root, path));
    if (attempts.some((flaws) => flaws.length === 0)) return [];
    const depth = (flaws: readonly Flaw[]): number => Math.max(...flaws.map((flaw) => flaw.path.length));
    // The attempt that came furthest says most; where all fail at once, all that would do.
    const furthest = attempts.reduce((best, each) => (depth(each) > depth(best) ? each : best));
    const kinds = schema.anyOf.map((each) => each.type);
    if (depth(furthest) === path.length && kinds.every((kind) => kind !== undefined)) return [{ path, message: `must be ${kinds.map((kind) => article(kind as string)).join(' or ')}, not ${article(typeName(data))}` }];
    return furthest;
  }
  if (schema.enum && !schema.enum.includes(data)) {
    const shown = typeof data === 'object' && data !== null ? article(typeName(data)) : JSON.stringify(data);
    return [{ path, message: `must be one of ${schema.enum.join(', ')}, not ${shown}${near(String(data), schema.enum.map(String))}` }];
  }
  if (schema.type && !isType(data, schema.type)) return [{ path, message: `must be ${article(schema.type)}, not ${article(typeName(data))}` }];
  if (typeof data === 'number') {
    if (schema.minimum !== undefined && data < schema.minimum) return [{ path, message: `must be at least ${schema.minimum}, not ${data}` }];
    if (schema.maximum !== undefined && data > schema.maximum) return [{ path, message: `must be at most ${schema.maximum}, not ${data}` }];
  }
  if (typeof data === 'string') {
    if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(data)) return [{ path, message: `must match ${schema.pattern}, and ${JSON.stringify(data)} does not` }];
    const refusal = schema.format === 'regex' ? refused(data) : undefined;
    if (refusal !== undefined) return [{ path, message: `must be a regular expression: ${refusal}` }];
  }
  if (Array.isArray(data)) {
    const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
    if (data.length < minItems) return [{ path, message: `must have at least ${minItems} ${minItems === 1 ? 'item' : 'items'}` }];
    if (data.length > maxItems) return [{ path: [...path, maxItems], message: `is one too many: ${maxItems} ${maxItems === 1 ? 'item' : 'items'} at most` }];
    const schemaOf = (index: number): Schema | undefined => (Array.isArray(items) ? (items as readonly Schema[])[index] : (items as Schema | undefined));
    return data.flatMap((item, index) => {
      const inner = schemaOf(index);
      return inner ? validate(item, inner, root, [...path, index]) : [];
    });
  }
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

/** Why a text is no regular expression. */
function refused(text: string): string | undefined {
  try {
    new RegExp(text, 'u');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
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

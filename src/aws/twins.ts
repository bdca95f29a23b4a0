/** Resources of one template that would have the same name, which AWS gives only once. */
import { nodeOf } from '../graph/graph.js';
import { peek, Unknown } from '../graph/value.js';
import type { Tools } from '../rule.js';

/**
 * The resource that took the name first. In: a resource, all of its type, and the properties that together must be unlike; a resource
 * without one of them gets a name of its own. Names that are put together in other ways are taken to differ, and so are those of one
 * template that is nested twice, unless they are written. Resources of other templates may go to other accounts, so they do not count.
 */
export function twinBefore<T extends object>(object: T, all: readonly T[], properties: readonly (keyof T & string)[], { has, same }: Pick<Tools<never>, 'has' | 'same'>): T | undefined {
  const { source, unit } = nodeOf(object);
  if (!properties.every((property) => has(object, property))) return undefined;
  const written = (): boolean => properties.every((property) => !(peek(object, property) instanceof Unknown));
  const equal = (other: T, property: keyof T & string): boolean => has(other, property) && shapeOf(peek(other, property)) === shapeOf(peek(object, property)) && same(other, property, object, property);
  return all.slice(0, Math.max(0, all.indexOf(object))).find((other) => nodeOf(other).unit === unit && nodeOf(other).source.file === source.file && (nodeOf(other).source.stack === source.stack || written()) && properties.every((property) => equal(other, property)));
}

/** A value with the same character for every part of it that is not known. */
function shapeOf(value: unknown): string {
  return value instanceof Unknown ? (value.parts ?? [value]).map((part) => (part instanceof Unknown ? '\u0000' : part)).join('') : String(value);
}

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
  if (!properties.every((property) => has(object, property))) return undefined;
  // The name comes last, and differs most.
  const shapes = properties.map((property) => [property, shapeOf(peek(object, property))] as const).reverse();
  const written = shapes.every(([, shape]) => !shape.includes(HOLE));
  const { source, unit } = nodeOf(object);
  for (const other of all) {
    if (other === object) return undefined;
    // Most names differ, which is seen without a question to the graph.
    if (!shapes.every(([property, shape]) => shapeOf(peek(other, property)) === shape)) continue;
    const node = nodeOf(other);
    if (node.unit !== unit || node.source.file !== source.file || !(written || node.source.stack === source.stack)) continue;
    if (properties.every((property) => has(other, property) && same(other, property, object, property))) return other;
  }
  return undefined;
}

const HOLE = '\u0000';

/** A value with the same character for every part of it that is not known. */
function shapeOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value instanceof Unknown ? (value.parts ?? [value]).map((part) => (part instanceof Unknown ? HOLE : part)).join('') : String(value);
}

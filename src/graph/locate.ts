/** From a place in the graph to a line and column, and to a path that survives edits. Nothing here runs unless something is reported. */
import type { Location } from '../finding.js';
import type { Path, Spot } from '../load/source.js';
import type { LoadedFile, Node } from './graph.js';
import { ORIGIN, type Lowered, type Origin, peek, Unknown, type Place } from './value.js';
import { printWith } from '../aws/defaults.js';
import { during, Fork, Look, look } from './world.js';

/** Properties that name an item of a list, best first. */
const ITEM_KEYS = ['Name', 'ContainerName', 'ContainerPort', 'ContainerPath', 'SourceVolume', 'SourceContainer', 'Key', 'CapacityProvider', 'Id', 'Type', 'Field', 'ValueFrom'] as const;

/** A property's value for people; never ends a look. Where worlds differ it names all values. */
export function show(object: object, property: string | number): string {
  const all = [...new Set(labels(object, property, 4))];
  return all.length > 4 ? `${all.slice(0, 3).join(', ')} or ${all.length - 3} others` : all.join(' or ');
}

function labels(object: object, property: string | number, depth: number): string[] {
  try {
    return [label(peek(object, property))];
  } catch (signal) {
    if (!(signal instanceof Fork)) throw signal;
    const { world } = look;
    return depth === 0 || signal.branches.length > 8 ? ['${…}'] : signal.branches.flatMap((branch) => during(new Look(world.with(branch)), () => labels(object, property, depth - 1)));
  }
}

function label(value: unknown): string {
  if (value instanceof Unknown) return value.label;
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? `${value.length} items` : String(value);
}

/** What an object is called: its Name, else the property or resource it is. */
export function nameOf(object: object): string {
  const origin = (object as Lowered)[ORIGIN];
  if (!origin) return 'object';
  if (!origin.parent) return origin.node.name;
  for (const key of ITEM_KEYS) if (Object.hasOwn(object, key)) return show(object, key);
  // A branch of a choice has no name of its own: the slot that it stands in has.
  let slot: Origin | undefined = origin;
  while (slot && slot.name === undefined) slot = slot.parent;
  return String(slot?.name ?? origin.node.name);
}
printWith(nameOf);

/** The canonical property path of a place, list items by name, e.g. `ContainerDefinitions[web].Image`. */
export function pathOf(place: Place): string {
  let text = '';
  const walk = (origin: Origin): void => {
    if (origin.parent) walk(origin.parent);
    if (origin.name === undefined) return;
    if (typeof origin.name === 'number') text += `[${itemKey(origin)}]`;
    else if (origin.name !== '') text += text ? `.${origin.name}` : origin.name;
  };
  walk(place.origin);
  if (place.key !== undefined) text += /^\d+$/.test(place.key) ? `[${itemKeyAt(place.origin.object, Number(place.key))}]` : text ? `.${place.key}` : place.key;
  return text;
}

function itemKey(origin: Origin): string {
  const named = origin.object && itemName(origin.object);
  if (named !== undefined) return named;
  let list = origin.parent;
  while (list && !list.object) list = list.parent;
  return itemKeyAt(list?.object, origin.name as number);
}

function itemKeyAt(list: object | undefined, index: number): string {
  const value = Array.isArray(list) ? show(list, index) : undefined;
  return value !== undefined && value.length <= 80 && !value.includes('\n') && lasting(value) ? value : String(index);
}

/** Whether a text can stand for an item in a fingerprint: the mask of a secret differs in every run. */
const lasting = (value: string): boolean => !value.includes('[secret: ');

function itemName(item: object): string | undefined {
  if (Array.isArray(item)) return undefined;
  for (const key of ITEM_KEYS)
    if (Object.hasOwn(item, key)) {
      const name = show(item, key);
      return lasting(name) ? name : undefined;
    }
  return undefined;
}

/** Where a place stands. For a missing property that is its owner: a list item's name, else the key of the object, else the resource. */
export function locate(place: Place): Location {
  return authored(place) ?? inFile(place);
}

/** The line of the program that made a place, if one did and it is known. */
export function authored(place: Place): Location | undefined {
  const { source } = place.origin.node;
  return source.authored?.(topProperty(place));
}

const located = new WeakMap<Origin, Map<string | undefined, Location>>();

/** Where a place stands in the file that was read, also when a program wrote that file. Many rules point at one place, so it is kept. */
export function inFile(place: Place): Location {
  let known = located.get(place.origin);
  if (!known) located.set(place.origin, (known = new Map()));
  let location = known.get(place.key);
  if (!location) known.set(place.key, (location = find(place)));
  return location;
}

function find(place: Place): Location {
  const { node } = place.origin;
  const { file } = node.source;
  const data = file.document.data;
  const base = [...node.source.propertiesPath, ...place.origin.path.filter((step) => step !== '')];
  if (place.key !== undefined) {
    const slot = spellIn(valueAt(data, base), place.key, node);
    if (slot !== undefined) return spot(file, file.document.locate([...base, slot]), valueAt(data, [...base, slot]));
  }
  return ownerLocation(node, base);
}

const ranges = new WeakMap<Node, Location>();

/** The whole range of a resource. */
export function rangeOf(node: Node): Location {
  let range = ranges.get(node);
  if (!range) {
    const { value, key } = node.source.file.document.locate(node.source.path);
    ranges.set(node, (range = toLocation(node.source.file, (key ?? value).start, value.end)));
  }
  return range;
}

function ownerLocation(node: Node, path: Path): Location {
  const { file, propertiesPath } = node.source;
  if (path.length <= propertiesPath.length) return keyLocation(file, node.source.path, node);
  const value = valueAt(file.document.data, path);
  if (typeof value === 'object' && value !== null && typeof path.at(-1) === 'number') {
    for (const key of ITEM_KEYS) {
      const spelled = spellIn(value, key, node);
      if (spelled !== undefined) return spot(file, file.document.locate([...path, spelled]), valueAt(file.document.data, [...path, spelled]));
    }
  }
  return keyLocation(file, path, node);
}

function keyLocation(file: LoadedFile, path: Path, node: Node): Location {
  if (path.length === 0) {
    // A file that is the resource: point at its name, or at its first line.
    for (const key of ['family', 'serviceName', 'containerDefinitions', 'taskDefinition', 'cluster']) {
      if (valueAt(file.document.data, [key]) !== undefined) return spot(file, file.document.locate([key]), valueAt(file.document.data, [key]));
    }
  }
  const found = file.document.locate(path);
  const value = valueAt(file.document.data, path);
  if (path.length > 0 && !found.key && typeof path.at(-1) === 'string' && path.length > node.source.path.length) return keyLocation(file, path.slice(0, -1), node);
  return spot(file, found.key ? { value: found.key } : found, typeof value === 'object' ? undefined : value);
}

/** The value's region when it is a scalar on one line, else its key's. Always one line. */
function spot(file: LoadedFile, found: Spot, value: unknown): Location {
  const scalar = typeof value !== 'object' || value === null;
  const span = scalar || !found.key ? found.value : found.key;
  const location = toLocation(file, span.start, span.end);
  if (location.line === location.endLine) return location;
  if (found.key && span !== found.key) return toLocation(file, found.key.start, found.key.end);
  const text = file.lines.line(location.line);
  return { ...location, endLine: location.line, endColumn: Math.max(location.column + 1, text.trimEnd().length + 1) };
}

/** A region of a file from offsets. */
export function toLocation(file: LoadedFile, start: number, end: number): Location {
  const from = file.lines.position(start);
  const to = file.lines.position(Math.max(end, start + 1));
  return { file: file.source.shown, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, step) ? (value as Record<string | number, unknown>)[step] : undefined;
  }
  return value;
}

/**
 * A path of a document in the form of a property path: list items by their names, where they have one, so that it outlives a new
 * order. Below `base` (a resource's properties) it begins there.
 */
export function namedPath(data: unknown, path: Path, base: Path = []): string {
  const inBase = base.every((step, index) => path[index] === step);
  let text = '';
  let value = data;
  for (const [index, step] of path.entries()) {
    const owner = value;
    value = valueAt(value, [step]);
    if (inBase && index < base.length) continue;
    if (Array.isArray(owner)) text += `[${rawName(value) ?? String(step)}]`;
    else if (step !== '') text += text ? `.${step}` : String(step);
  }
  return text;
}

/** What an item of a list is called in the text itself. */
function rawName(item: unknown): string | undefined {
  if (typeof item === 'string' || typeof item === 'number') return String(item).length <= 80 && !/[\r\n]/.test(String(item)) ? String(item) : undefined;
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined;
  for (const key of ITEM_KEYS) {
    const spelled = Object.keys(item).find((name) => name.toLowerCase() === key.toLowerCase());
    const value = spelled === undefined ? undefined : (item as Record<string, unknown>)[spelled];
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return undefined;
}

/** The key under which the source writes a canonical property, if it does. */
function spellIn(owner: unknown, property: string, node: Node): string | number | undefined {
  if (Array.isArray(owner)) return Number(property) < owner.length ? Number(property) : undefined;
  if (typeof owner !== 'object' || owner === null) return undefined;
  if (Object.hasOwn(owner, property)) return property;
  const spelled = node.source.spell?.(property);
  if (spelled !== undefined && Object.hasOwn(owner, spelled)) return spelled;
  const lower = property.toLowerCase();
  return Object.keys(owner).find((key) => key.toLowerCase() === lower);
}

function topProperty(place: Place): string | undefined {
  let origin: Origin | undefined = place.origin;
  let top: string | undefined = place.key;
  while (origin?.parent) {
    if (typeof origin.name === 'string' && origin.name !== '') top = origin.name;
    origin = origin.parent;
  }
  return top;
}

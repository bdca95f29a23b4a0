/** From what a rule says must become of a property to the data of the file that holds it. */
import { mendKey, type Mend } from '../engine.js';
import type { Edit, Finding } from '../finding.js';
import { toLocation, valueAt } from '../graph/locate.js';
import type { Node } from '../graph/graph.js';
import type { Path } from '../load/source.js';
import type { Change, PlainValue } from '../rule.js';
import { type DataChange, textEdits } from './edit.js';

/** Findings with the edits that mend them, where that can be done surely. */
export async function withEdits(findings: readonly Finding[], mends: ReadonlyMap<string, Mend>): Promise<Finding[]> {
  const done: Finding[] = [];
  for (const finding of findings) {
    const mend = mends.get(mendKey(finding));
    const edits = mend && (await editsOf(mend));
    done.push(edits ? { ...finding, edits } : finding);
  }
  return done;
}

async function editsOf(mend: Mend): Promise<Edit[] | undefined> {
  const changes = 'problem' in mend ? mend.problem.cure?.map((cure) => ({ file: mend.problem.file, ...cure })) : dataChanges(mend.changes);
  const [first] = changes ?? [];
  if (!changes || !first) return undefined;
  const byFile = new Map<DataChange['file'], DataChange[]>();
  for (const change of changes) byFile.set(change.file, [...(byFile.get(change.file) ?? []), change]);
  const edits: Edit[] = [];
  for (const [file, its] of byFile) {
    const made = await textEdits(file, its);
    if (!made) return undefined;
    for (const { start, end, text } of made) {
      const { file: shown, ...from } = toLocation(file, start, Math.max(end, start + 1));
      const location = { file: shown, ...from, ...(end === start && { endLine: from.line, endColumn: from.column }) };
      edits.push({ file: shown, start, end, text, location });
    }
  }
  return edits;
}

/** The changes of the data; undefined when one place is not there to be changed by hand. */
function dataChanges(changes: readonly Change[]): DataChange[] | undefined {
  const made: DataChange[] = [];
  for (const { place, value } of changes) {
    const { node } = place.origin;
    if (place.key === undefined || !isWritten(node)) return undefined;
    const path: Path = [...node.source.propertiesPath, ...place.origin.path.filter((step) => step !== '')];
    // A loop writes several resources at once.
    if (path.some((step) => typeof step === 'string' && step.startsWith('Fn::ForEach::'))) return undefined;
    const change = changeAt(node, path, place.key, value);
    if (!change) return undefined;
    made.push(change);
  }
  return made;
}

/** Whether people write the file: not what a program made, and not what a macro or a deploy tool still changes. */
function isWritten({ unit, source }: Node): boolean {
  return unit.kind !== 'assembly' && unit.notFinal === undefined && unit.unrendered !== true && source.authored === undefined;
}

function changeAt(node: Node, path: Path, property: string, value: PlainValue | undefined): DataChange | undefined {
  const { file } = node.source;
  const owner = valueAt(file.document.data, path);
  if (owner === undefined) {
    // A resource without Properties gets them.
    const parent = path.slice(0, -1);
    const isRoot = path.length === node.source.propertiesPath.length && path.at(-1) === 'Properties';
    return isRoot && value !== undefined && typeof valueAt(file.document.data, parent) === 'object' ? { file, path, operation: { set: { [property]: value } } } : undefined;
  }
  if (typeof owner !== 'object' || owner === null || Array.isArray(owner)) return undefined;
  const keys = Object.keys(owner);
  const api = node.source.spell !== undefined && keys.every((key) => /^[a-z]/.test(key));
  const spelled = keys.find((key) => key.toLowerCase() === property.toLowerCase() || (node.source.spell?.(property) === key)) ?? spellOf(node, property, api);
  if (value === undefined) return keys.includes(spelled) ? { file, path: [...path, spelled], operation: { remove: true } } : undefined;
  const present = valueAt(owner, [spelled]);
  // What a function makes, or a tool fills in, is no slip of the pen.
  const isMade = (each: unknown): boolean => typeof each === 'object' && each !== null && (Array.isArray(each) ? each.some(isMade) : Object.keys(each).some((key) => key === 'Ref' || key.includes('::')));
  if (isMade(present)) return undefined;
  return { file, path: [...path, spelled], operation: { set: api ? respelled(node, value) : value } };
}

function spellOf(node: Node, property: string, api: boolean): string {
  return api ? (node.source.spell?.(property) ?? property[0]?.toLowerCase() + property.slice(1)) : property;
}

function respelled(node: Node, value: PlainValue): PlainValue {
  if (Array.isArray(value)) return value.map((item) => respelled(node, item as PlainValue));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value as Readonly<Record<string, PlainValue>>).map(([key, inner]) => [spellOf(node, key, true), respelled(node, inner)]));
}

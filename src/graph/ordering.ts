/** In which order CloudFormation makes the resources of a template. */
import type { Graph, Node } from './graph.js';

const closures = new WeakMap<Node, ReadonlySet<string>>();

/**
 * Whether CloudFormation makes `first` before it begins with `then`; undefined when they are not in one template, where other things decide.
 * What an account has already is there in any order.
 */
export function waits(graph: Graph, then: Node, first: Node): boolean | undefined {
  if (then.unit.kind === 'account') return true;
  if (!then.source.needs || !first.source.needs || then.source.file !== first.source.file || then.source.stack !== first.source.stack || then.unit !== first.unit) return undefined;
  return closureOf(graph, then).has(first.name);
}

const needed = new WeakMap<Node, readonly string[]>();

/** What a resource itself names; read from its text once, because it is on the way of many. */
function needsOf(node: Node): readonly string[] {
  let names = needed.get(node);
  if (!names) needed.set(node, (names = node.source.needs?.() ?? []));
  return names;
}

/** Logical ids of everything that must be there before a resource. */
function closureOf(graph: Graph, node: Node): ReadonlySet<string> {
  const known = closures.get(node);
  if (known) return known;
  const names = new Set<string>();
  const open = [...needsOf(node)];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (names.has(name)) continue;
    names.add(name);
    const next = graph.called(node, name);
    if (next) open.push(...needsOf(next));
  }
  closures.set(node, names);
  return names;
}

/**
 * What a template tells others of its resources.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
 */
import { nodeOf } from '../graph/graph.js';

/** Whether an output of its template speaks of a resource, so that another stack may use it. */
export function isOutput(resource: object): boolean {
  const { name, source } = nodeOf(resource);
  const { Outputs } = source.file.document.data as { Outputs?: object };
  return Outputs !== undefined && new RegExp(`(?<![\\w-])${name.replace(/[^A-Za-z0-9]/g, '\\$&')}(?![\\w-])`).test(JSON.stringify(Object.values(Outputs)));
}

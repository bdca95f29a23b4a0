/**
 * The container ports of a port mapping. Source: ECS API reference, PortMapping `containerPort`, `containerPortRange`
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
 */

export interface PortMapping {
  readonly ContainerPort?: number;
  readonly ContainerPortRange?: string;
}

/** First and last container port; undefined when the mapping has none, or its range is not written as `LOW-HIGH` with 1 to 65535. */
export function portsOf(mapping: PortMapping): readonly [first: number, last: number] | undefined {
  const range = mapping.ContainerPortRange;
  if (range === undefined) return mapping.ContainerPort === undefined ? undefined : [mapping.ContainerPort, mapping.ContainerPort];
  const [first, last] = (/^\s*(\d{1,5})\s*-\s*(\d{1,5})\s*$/.exec(range) ?? []).slice(1).map(Number);
  return first !== undefined && last !== undefined && first >= 1 && first < last && last <= 65535 ? [first, last] : undefined;
}

/**
 * Host ports of container instances. Source: ECS API reference, PortMapping `hostPort`, `containerPortRange`
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
 */

/** An inclusive range of ports. */
export interface PortRange {
  from: number;
  to: number;
}

/** Where a host port of 0 usually lands on Linux: `net.ipv4.ip_local_port_range` of the ECS-optimised images. */
export const LINUX_EPHEMERAL: PortRange = { from: 32768, to: 60999 };
/** Where it lands when the agent cannot read that setting. */
export const FALLBACK_EPHEMERAL = { linux: { from: 49153, to: 65535 }, windows: { from: 49152, to: 65535 } } as const satisfies Record<string, PortRange>;
/** Everything a dynamic host port may be, whatever the instance: what the load balancer's security group must be let into. */
export const DYNAMIC_PORTS: PortRange = { from: LINUX_EPHEMERAL.from, to: 65535 };

/** Host ports that the instance itself needs, and for what. */
export const RESERVED_HOST_PORTS: ReadonlyMap<number, string> = new Map([
  [22, 'SSH'],
  [2375, 'the Docker daemon'],
  [2376, 'the Docker daemon'],
  [51678, 'the ECS agent'],
  [51679, 'the ECS agent'],
  [51680, 'the ECS agent'],
]);

/** Ports below this need root or NET_BIND_SERVICE by the kernel's default. */
export const FIRST_UNPRIVILEGED_PORT = 1024;

/** Whether a static host port lies where dynamic ones are given out, so that it may be taken. */
export function isEphemeral(port: number): boolean {
  return port >= DYNAMIC_PORTS.from && port <= DYNAMIC_PORTS.to;
}

/** A `containerPortRange` such as `8000-8010`. Undefined unless it is `start-end`, 1 to 65535, start below end. */
export function parsePortRange(text: string): PortRange | undefined {
  const match = /^(\d{1,5})-(\d{1,5})$/.exec(text);
  if (!match) return undefined;
  const [from, to] = [Number(match[1]), Number(match[2])];
  return from >= 1 && to <= 65535 && from < to ? { from, to } : undefined;
}

/** Whether two inclusive ranges share a port. */
export function overlap(a: PortRange, b: PortRange): boolean {
  return a.from <= b.to && b.from <= a.to;
}

/** Whether `outer` holds all of `inner`. */
export function covers(outer: PortRange, inner: PortRange): boolean {
  return outer.from <= inner.from && outer.to >= inner.to;
}

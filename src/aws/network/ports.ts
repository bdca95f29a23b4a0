/**
 * Host ports that a container instance itself needs, and for what. Source: ECS API reference, PortMapping `hostPort`
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
 */
export const RESERVED_HOST_PORTS: ReadonlyMap<number, string> = new Map([
  [22, 'SSH'],
  [2375, 'the Docker daemon'],
  [2376, 'the Docker daemon'],
  [51678, 'the ECS agent'],
  [51679, 'the ECS agent'],
  [51680, 'the ECS agent'],
]);

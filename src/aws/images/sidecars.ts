/**
 * Images that run beside an application to watch it or to carry its logs and traces away. By the last part of the repository's name, so
 * that a copy in one's own registry counts as well. Not in it: proxies (the application's traffic goes through them) and secrets agents.
 *
 * Sources: the vendors' guides for ECS, such as https://docs.aws.amazon.com/AmazonECS/latest/developerguide/trace-data.html ,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html , https://docs.datadoghq.com/containers/amazon_ecs/
 */
import type { Tools } from '../../rule.js';

export interface Sidecar {
  /** What people call it. */
  name: string;
  /** `logs`: carries logs away, often from files; `metrics`, `traces`: gets its data over the network or from the task's metadata. */
  kind: 'logs' | 'metrics' | 'traces';
}

const KNOWN: readonly (readonly [RegExp, Sidecar])[] = [
  [/^(?:aws-)?xray-daemon$/, { name: 'X-Ray daemon', kind: 'traces' }],
  [/^(?:aws-otel-collector|opentelemetry-collector(?:-contrib|-k8s)?|splunk-otel-collector)$/, { name: 'OpenTelemetry collector', kind: 'traces' }],
  [/^cloudwatch-agent$/, { name: 'CloudWatch agent', kind: 'metrics' }],
  [/^(?:datadog-agent|docker-dd-agent)$/, { name: 'Datadog agent', kind: 'metrics' }],
  [/^(?:nri-ecs|infrastructure-bundle|newrelic-infra)$/, { name: 'New Relic agent', kind: 'metrics' }],
  [/^(?:statsd-exporter|statsd_exporter|node-exporter|nginx-prometheus-exporter|php-fpm_exporter|telegraf|cadvisor|metricbeat|dogstatsd)$/, { name: 'metrics agent', kind: 'metrics' }],
  [/^(?:aws-for-fluent-bit|fluent-bit|fluentd)$/, { name: 'Fluent Bit', kind: 'logs' }],
  [/^(?:filebeat|promtail|vector|universalforwarder|splunk-universal-forwarder|logspout)$/, { name: 'log forwarder', kind: 'logs' }],
];
/** Names that mean something only with the folder before them. */
const IN_FOLDER: readonly (readonly [RegExp, Sidecar])[] = [
  [/(?:^|[/.])(?:datadog|datadoghq)\/agent$/, { name: 'Datadog agent', kind: 'metrics' }],
  [/(?:^|\/)grafana\/(?:agent|alloy)$/, { name: 'Grafana agent', kind: 'metrics' }],
  [/(?:^|\/)newrelic\/infrastructure$/, { name: 'New Relic agent', kind: 'metrics' }],
];

/** Stands for what is not known in an image's name. */
const HOLE = '\u0000';

/** What an image is known as; `unknown` when the part of its name that tells is not there. */
export function sidecarByImage(image: string): Sidecar | 'unknown' | undefined {
  const repository = image.replace(/@.*$/s, '').replace(/:[^/:]*$/s, '');
  const last = repository.slice(repository.lastIndexOf('/') + 1);
  if (last.includes(HOLE)) return 'unknown';
  return [...KNOWN.filter(([pattern]) => pattern.test(last)), ...IN_FOLDER.filter(([pattern]) => pattern.test(repository))][0]?.[1];
}

/** What a container is: a sidecar, something else, or `unknown` when its image is not known well enough. */
export function recognise(container: { readonly Image?: string }, { has, text }: Pick<Tools<never>, 'has' | 'text'>): Sidecar | 'other' | 'unknown' {
  if (!has(container, 'Image')) return 'other';
  return sidecarByImage(text(container, 'Image').filled(HOLE)) ?? 'other';
}

/** Container names that sidecars go by. */
const NAMES = /agent|collector|otel|x-?ray|data-?dog|cloud-?watch|fluent|log|metric|statsd|exporter|forwarder|beat|sidecar|relic/i;

/**
 * The sidecar that a container is. Ends the look when its image is not known well enough; with `named`, only where its name is not
 * another than sidecars have.
 */
export function sidecarOf(container: { readonly Image?: string; readonly Name?: string }, tools: Pick<Tools<never>, 'has' | 'text'>, { named = false } = {}): Sidecar | undefined {
  const seen = recognise(container, tools);
  if (seen === 'other') return undefined;
  if (seen !== 'unknown') return seen;
  const name = named && tools.has(container, 'Name') ? tools.text(container, 'Name').known : undefined;
  if (name !== undefined && !NAMES.test(name)) return undefined;
  // Reading an image that is not known ends the look with the reason.
  const found = sidecarByImage(container.Image ?? '');
  return found === 'unknown' ? undefined : found;
}

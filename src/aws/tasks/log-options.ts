/**
 * Options of log drivers. ECS refuses those of awslogs that it does not know; the others meet Docker when a container is created.
 *
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html ,
 * https://docs.docker.com/engine/logging/drivers/awslogs/ , https://docs.docker.com/engine/logging/configure/
 */
import { nearly } from '../../words.js';

const AWSLOGS = [
  'awslogs-create-group', 'awslogs-credentials-endpoint', 'awslogs-datetime-format', 'awslogs-force-flush-interval-seconds', 'awslogs-format', 'awslogs-group',
  'awslogs-max-buffered-events', 'awslogs-multiline-pattern', 'awslogs-region', 'awslogs-stream', 'awslogs-stream-prefix', 'max-buffer-size', 'mode',
] as const;

/** Options of other drivers and of Fluent Bit that people take along, and what they are called here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  Name: '', log_key: '', delivery_stream: '', region: 'awslogs-region', log_group_name: 'awslogs-group', log_stream_prefix: 'awslogs-stream-prefix', log_stream_name: 'awslogs-stream-prefix', auto_create_group: 'awslogs-create-group',
  // Docker has it, ECS does not.
  'awslogs-endpoint': '',
  'max-size': '', 'max-file': '', 'log-driver-buffer-limit': '',
};

/** What is wrong with the name of an option of awslogs, and the right one if there is any; undefined when nothing surely is. */
export function awslogsOption(name: string): { right: string } | undefined {
  if ((AWSLOGS as readonly string[]).includes(name)) return undefined;
  if (Object.hasOwn(ELSEWHERE, name)) return { right: ELSEWHERE[name] as string };
  const plain = (text: string): string => text.toLowerCase().replace(/[-_ ]/g, '').replace(/^(?:awslog|logs|aws)(?=[^s])/, 'awslogs');
  const right = AWSLOGS.find((known) => plain(known) === plain(name) || (name.length > 8 && nearly(plain(known), plain(name))));
  return right === undefined ? undefined : { right };
}

/** A size as Docker reads it: a number with an optional unit. */
export const DOCKER_SIZE = /^\d+(?:\.\d+)? ?(?:[kmgtp]i?b?|b)?$/i;
/** Drivers whose options `mode` and `max-buffer-size` Docker reads itself. */
export const BUFFERED: ReadonlySet<string> = new Set(['awslogs', 'fluentd', 'gelf', 'journald', 'json-file', 'splunk', 'syslog']);

/**
 * Properties of a task definition that take one of a few words, which CloudFormation's schema leaves to the service.
 * Source: ECS API reference, https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Types.html
 */

import type { Tools } from '../../rule.js';
import { nearly } from '../../words.js';

export const WORDS = {
  AppProtocol: ['grpc', 'http', 'http2'],
  Condition: ['COMPLETE', 'HEALTHY', 'START', 'SUCCESS'],
  CpuArchitecture: ['ARM64', 'X86_64'],
  IpcMode: ['host', 'none', 'task'],
  LogDriver: ['awsfirelens', 'awslogs', 'fluentd', 'gelf', 'journald', 'json-file', 'splunk', 'syslog'],
  NetworkMode: ['awsvpc', 'bridge', 'host', 'none'],
  OperatingSystemFamily: ['LINUX', 'WINDOWS_SERVER_2016_FULL', 'WINDOWS_SERVER_2019_CORE', 'WINDOWS_SERVER_2019_FULL', 'WINDOWS_SERVER_2022_CORE', 'WINDOWS_SERVER_2022_FULL', 'WINDOWS_SERVER_2025_CORE', 'WINDOWS_SERVER_2025_FULL'],
  PidMode: ['host', 'task'],
  RequiresCompatibilities: ['EC2', 'EXTERNAL', 'FARGATE', 'MANAGED_INSTANCES'],
  Resource: ['GPU', 'InferenceAccelerator'],
  Router: ['fluentbit', 'fluentd'],
  Scope: ['shared', 'task'],
  Ulimit: ['core', 'cpu', 'data', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc', 'rss', 'rtprio', 'rttime', 'sigpending', 'stack'],
  VersionConsistency: ['disabled', 'enabled'],
} as const;

/** What people write for another word. */
const OTHER_NAMES: Readonly<Record<string, string>> = { amd64: 'X86_64', 'x86-64': 'X86_64', x64: 'X86_64', aarch64: 'ARM64', completed: 'COMPLETE', started: 'START', succeeded: 'SUCCESS', service_healthy: 'HEALTHY', service_started: 'START' };

export interface Misspelt {
  /** The word that is meant. */
  right: string;
  /** Only its letters are large or small where they should not be. */
  caseOnly: boolean;
}

/** The word of a list that somebody surely meant and did not write; undefined for a word of the list, and for one that may be new. */
export function misspelt(value: string, words: readonly string[]): Misspelt | undefined {
  if (words.includes(value)) return undefined;
  const small = value.toLowerCase();
  const sameLetters = words.find((word) => word.toLowerCase() === small);
  if (sameLetters !== undefined) return { right: sameLetters, caseOnly: true };
  const plain = (word: string): string => word.toLowerCase().replace(/[-_. ]/g, '');
  const other = Object.hasOwn(OTHER_NAMES, small) ? OTHER_NAMES[small] : undefined;
  const right = words.find((word) => plain(word) === plain(value) || word === other) ?? words.find((word) => nearly(plain(word), plain(value)));
  return right === undefined ? undefined : { right, caseOnly: false };
}

export interface WordJudge {
  word<T extends object>(object: T | undefined, property: keyof T & string, words: readonly string[], who?: string): void;
  /** Each word of a list. */
  words<T extends object>(object: T, property: keyof T & string, words: readonly string[]): void;
  /** Ends the look when nothing was found and some word is not known. */
  done(): void;
}

/** Reports slips in single words, those that are known first. */
export function wordJudge({ at, has, report, text }: Pick<Tools<never>, 'at' | 'has' | 'report' | 'text'>): WordJudge {
  const doubts: (() => unknown)[] = [];
  let found = false;
  return { word, words, done };

  function word<T extends object>(object: T | undefined, property: keyof T & string, list: readonly string[], who = ''): void {
    judge(object, property, list, `${who}${property}`);
  }

  function words<T extends object>(object: T, property: keyof T & string, list: readonly string[]): void {
    const items = has(object, property) ? (object[property] as readonly string[]) : [];
    for (let index = 0; index < items.length; index++) judge(items, String(index) as keyof typeof items & string, list, property, '');
  }

  function judge<T extends object>(object: T | undefined, property: keyof T & string, list: readonly string[], label: string, prefix = `${property}: `): void {
    if (!object || !has(object, property)) return;
    const value = text(object, property).known;
    if (value === undefined) doubts.push(() => object[property]);
    const slip = value === undefined ? undefined : misspelt(value, list);
    if (!slip) return;
    found = true;
    report(at(object, property), `${label} is ${value}, and ECS takes ${list.length > 8 ? slip.right : list.join(', ')}`, {
      fix: `${prefix}${slip.right}`,
      edit: [{ place: at(object, property), value: slip.right }],
      // That ECS minds large and small letters everywhere is not documented.
      ...(slip.caseOnly ? { severity: 'medium', confidence: 'likely' } : {}),
    });
  }

  function done(): void {
    if (!found) doubts[0]?.();
  }
}

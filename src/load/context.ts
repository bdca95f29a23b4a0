/** What loaders share during one run: the graph they fill, the files they read, what they have to say. */
import { relative, resolve, sep } from 'node:path';
import type { Notice } from '../finding.js';
import { Graph, LoadedFile } from '../graph/graph.js';
import type { Discovery } from './discover.js';
import type { Given, Run } from './intrinsics.js';
import { parse } from './parse.js';
import { readText } from './read.js';
import { ParseError, type Document } from './source.js';

export interface LoadOptions {
  /** Absolute working directory; shown paths are relative to it. */
  cwd: string;
  /** Values of template parameters by name. */
  parameters?: ReadonlyMap<string, string>;
  region?: string;
  account?: string;
  /** What runs over the same files with other parameters have in common. */
  shared?: Shared;
  /** Texts that stand in for those of files, by absolute path. */
  texts?: ReadonlyMap<string, string>;
}

/** Texts and documents, so that several runs read and parse a file once. What cannot be read is told by the run that comes first. */
export class Shared {
  readonly texts = new Map<string, string>();
  readonly documents = new Map<string, Promise<LoadedFile[] | undefined>>();
  discovery: Promise<Discovery> | undefined;
}

/** A place whose text is secret: reporters mask it wherever lines are shown. */
export interface SecretPlace {
  file: LoadedFile;
  path: readonly (string | number)[];
}

export class LoadContext {
  readonly graph = new Graph();
  readonly notices: Notice[] = [];
  /** Files that gave something to check, by absolute path. */
  readonly inputs = new Map<string, LoadedFile>();
  /** Files that a loader has taken as part of something bigger (templates of an assembly, nested stacks). */
  readonly claimed = new Set<string>();
  readonly secrets: SecretPlace[] = [];
  readonly run: Run;
  readonly options: LoadOptions;
  private readonly texts: Map<string, string>;
  private readonly documents: Map<string, Promise<LoadedFile[] | undefined>>;

  constructor(options: LoadOptions) {
    this.options = options;
    const { texts, documents } = options.shared ?? new Shared();
    this.texts = texts;
    this.documents = documents;
    for (const [file, text] of options.texts ?? []) texts.set(file, text);
    this.run = {
      problems: this.graph.problems,
      exports: new Map(),
      pendingExports: [],
      secret: (file, origin) => this.secrets.push({ file, path: [...origin.node.source.propertiesPath, ...origin.path.filter((step) => step !== '')] }),
    };
  }

  /** The path as shown to people: relative to the working directory, `/` separators. */
  shown(file: string): string {
    const path = relative(this.options.cwd, file);
    return (path === '' ? file : path).split(sep).join('/');
  }

  notice(notice: Notice): void {
    this.notices.push(notice);
  }

  /** The values given for template parameters. */
  get given(): ReadonlyMap<string, Given> {
    return new Map([...(this.options.parameters ?? [])].map(([name, text]) => [name, { text }]));
  }

  /** The values of pseudo parameters that the options name. */
  pseudo(more: { region?: string; account?: string; stack?: string } = {}): ReadonlyMap<string, string> {
    const region = this.options.region ?? more.region;
    const account = this.options.account ?? more.account;
    const partition = region?.startsWith('cn-') ? 'aws-cn' : region?.startsWith('us-gov-') ? 'aws-us-gov' : region ? 'aws' : undefined;
    const values = {
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::StackName': more.stack,
      'AWS::Partition': partition,
      'AWS::URLSuffix': partition && (partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'),
    };
    return new Map(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));
  }

  /** Keeps a text that was already read, so that it is not read twice. */
  provide(file: string, text: string): void {
    this.texts.set(resolve(file), text);
  }

  /** The text of a file; undefined when it cannot be read. */
  text(file: string): string | undefined {
    const known = this.texts.get(file);
    if (known !== undefined) return known;
    const read = readText(file);
    if ('text' in read) this.texts.set(file, read.text);
    return 'text' in read ? read.text : undefined;
  }

  /**
   * Reads and parses a file, once. A text with several documents gives several.
   * @param onError `error`: what cannot be read makes the run incomplete; `note`: it is mentioned; `silent`: it is not
   * @returns undefined when it cannot be read or parsed
   */
  read(file: string, onError: 'error' | 'note' | 'silent' = 'error'): Promise<LoadedFile[] | undefined> {
    const path = resolve(file);
    let loading = this.documents.get(path);
    if (!loading) {
      loading = this.readNow(path, onError);
      this.documents.set(path, loading);
    }
    return loading;
  }

  private async readNow(file: string, onError: 'error' | 'note' | 'silent'): Promise<LoadedFile[] | undefined> {
    const shown = this.shown(file);
    const fail = (message: string, line?: number, column?: number): undefined => {
      if (onError !== 'silent') this.notice({ level: onError, incomplete: onError === 'error', message, file: shown, line, column });
    };
    const known = this.texts.get(file);
    const read = known !== undefined ? { text: known } : readText(file);
    if (!('text' in read)) return fail(read.message);
    this.texts.set(file, read.text);
    let documents: Document[];
    try {
      documents = await parse(read.text, shown);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      return fail(error.message, error.line, error.column);
    }
    return documents.map((document) => new LoadedFile({ file, shown, text: read.text }, document));
  }

  /** Tells what is wrong with the text of a file itself. */
  addFlaws(file: LoadedFile): void {
    for (const { kind, message, offset } of file.document.flaws) {
      if (kind === 'syntax') this.notice({ level: 'warning', incomplete: false, message, file: file.source.shown, ...file.lines.position(offset) });
      else if (kind === 'duplicate-key') this.graph.problems.push({ kind, message, file, path: [], offset });
    }
  }
}

/** The inputs of the Action, as the runner hands them over. `action.yml` says the same to people; a test holds the two together. */
import { UsageError } from '../load/parameters.js';

/** Every input: its kind. What a configuration can say has no default here. */
export const INPUTS = {
  paths: 'list',
  'working-directory': 'list',
  config: 'text',
  preset: 'list',
  parameters: 'list',
  'fail-on': 'text',
  'min-severity': 'text',
  baseline: 'text',
  'changed-only': 'flag',
  'base-ref': 'text',
  base: 'text',
  'sarif-file': 'text',
  'sarif-category': 'text',
  'report-file': 'text',
  annotations: 'flag',
  summary: 'flag',
  comment: 'text',
  suggestions: 'flag',
  'allow-code': 'flag',
  live: 'flag',
  regions: 'list',
  'github-token': 'text',
} as const satisfies Readonly<Record<string, 'text' | 'list' | 'flag'>>;

export type InputName = keyof typeof INPUTS;

/** The outputs of the Action. */
export const OUTPUTS = ['result', 'findings', 'new-findings', 'errors', 'warnings', 'suppressed', 'sarif-file', 'report-file'] as const;
export type OutputName = (typeof OUTPUTS)[number];

type Environment = Readonly<Record<string, string | undefined>>;

/** Inputs by name; an empty one is not set. */
export class Inputs {
  private readonly env: Environment;

  constructor(env: Environment) {
    this.env = env;
  }

  text(name: InputName): string | undefined {
    return this.env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`]?.trim() || undefined;
  }

  /** Items of a list, one a line or separated by commas. */
  list(name: InputName): string[] {
    return (this.text(name) ?? '').split(/[\n,]/).map((item) => item.trim()).filter(Boolean);
  }

  /**
   * `true` or `false`, as YAML 1.2 writes them.
   * @throws UsageError for anything else
   */
  flag(name: InputName, otherwise: boolean): boolean {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    if (/^(?:true|True|TRUE)$/.test(text)) return true;
    if (/^(?:false|False|FALSE)$/.test(text)) return false;
    throw new UsageError(`${name} takes true or false, not "${text}"`);
  }

  /** @throws UsageError for a word that is none of these */
  choice<const Word extends string>(name: InputName, words: readonly Word[], otherwise: Word): Word {
    const text = this.text(name) ?? otherwise;
    const word = words.find((each) => each === text);
    if (word === undefined) throw new UsageError(`${name} takes ${words.join(', ')}, not "${text}"`);
    return word;
  }
}

/** What a rule is, and what it is given. A rule reads typed properties of one resource; see ARCHITECTURE.md for how unknown values end a check. */
import type { Category, Confidence, Outcome, Severity } from './finding.js';
import type { Problem } from './graph/graph.js';
import type { Place, Text, ValueSource } from './graph/value.js';
import type {} from './types/docker.js';
import type { ResourceTypes } from './types/resources.js';

export type { Place, Text } from './graph/value.js';
export type TypeName = keyof ResourceTypes & string;

type Item<T> = T extends readonly (infer U)[] ? U : never;
type Prop<T, K> = T extends object ? (K extends keyof T ? NonNullable<T[K]> : never) : never;
/** The type behind a path such as `ContainerDefinitions[].PortMappings[]`. */
export type At<T, P extends string> = P extends `${infer Head}.${infer Rest}` ? At<Step<T, Head>, Rest> : Step<T, P>;
type Step<T, P extends string> = P extends `${infer K}[]` ? Item<Prop<T, K>> : Prop<T, P>;
/** What a rule judges: the resource, or each item of one of its lists. */
export type Subject<On extends TypeName, Each extends string | undefined> = Each extends string ? At<ResourceTypes[On], Each> : ResourceTypes[On];

export interface ReportOptions {
  /** Evidence, a line each: [label, text]. */
  proof?: readonly (readonly [string, string])[];
  /** What to type at this place; replaces the rule's `fix`. */
  fix?: string;
  /** Other places that explain it. */
  related?: readonly (readonly [Place, string])[];
  severity?: Severity;
  confidence?: Confidence;
  /** The edit that mends it, when it is certainly the right one: each a property and what it must become. */
  edit?: readonly Change[];
}

/** A property (written or missing) and the value it must get, in CloudFormation's names; `undefined` takes the property out. */
export interface Change {
  place: Place;
  value: PlainValue | undefined;
}

/** What an edit may write. */
export type PlainValue = string | number | boolean | readonly PlainValue[] | { readonly [name: string]: PlainValue };

/** What one option of a rule may be: the words of JSON Schema that are checked, and turned into types. */
export interface OptionSchema {
  type?: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  description?: string;
  /** The value when nobody sets it; without one the option is undefined then. */
  default?: unknown;
  enum?: readonly (string | number | boolean)[];
  items?: OptionSchema;
  properties?: Readonly<Record<string, OptionSchema>>;
  additionalProperties?: boolean | OptionSchema;
  required?: readonly string[];
  minimum?: number;
  maximum?: number;
  minItems?: number;
  /** A regular expression that text must match. */
  pattern?: string;
  /** `regex`: text that is itself a regular expression. */
  format?: 'regex';
}

/** The options of a rule by name. */
export type OptionSchemas = Readonly<Record<string, OptionSchema>>;

type OptionValue<S> = S extends { enum: readonly (infer Value)[] }
  ? Value
  : S extends { type: 'string' }
    ? string
    : S extends { type: 'number' | 'integer' }
      ? number
      : S extends { type: 'boolean' }
        ? boolean
        : S extends { type: 'array'; items: infer Each }
          ? readonly OptionValue<Each>[]
          : S extends { type: 'object'; properties: infer All }
            ? { readonly [Key in keyof All]: S extends { required: readonly (infer Needed)[] } ? (Key extends Needed ? OptionValue<All[Key]> : OptionValue<All[Key]> | undefined) : OptionValue<All[Key]> | undefined }
            : S extends { type: 'object'; additionalProperties: infer Each }
              ? Readonly<Record<string, OptionValue<Each>>>
              : unknown;

/** The options as a check sees them: those with a default are never undefined. */
export type OptionsOf<All> = { readonly [Name in keyof All]: All[Name] extends { default: unknown } ? OptionValue<All[Name]> : OptionValue<All[Name]> | undefined };

/** Everything a check may ask. Reading an unknown property, or asking what cannot be known, ends the check as undecided. */
export interface Tools<With extends TypeName, Options = object> {
  /** What the configuration sets for this file; defaults filled in. */
  readonly options: Options;
  /** The place of an object, or of one of its properties (written or missing). */
  at<T extends object>(object: T, property?: keyof T & string): Place;
  /** Reports a mistake. `message`: the thing, its value, what is wrong; one sentence, no full stop. */
  report(place: Place, message: string, options?: ReportOptions): void;
  /** Whether a property has a value, its default counted. Decided for references and other unknown values that are certainly there. */
  has<T extends object>(object: T, property: keyof T & string): boolean;
  /** Whether someone wrote the property. */
  written<T extends object>(object: T, property: keyof T & string): boolean;
  /** Whether two properties hold the same value, refer to the same resource and attribute, or are put together from the same parameters and references of one template. */
  same<A extends object, B extends object>(a: A, aProperty: keyof A & string, b: B, bProperty: keyof B & string): boolean;
  /** A text property of which some parts may be unknown. The property must have a value. */
  text<T extends object>(object: T, property: keyof T & string): Text;
  /** The best label of a property's value for a message. Never ends the check. */
  show<T extends object>(object: T, property: keyof T & string): string;
  /** The resource that a property refers to, by reference, name or ARN; undefined when the property is absent. Only types named in `with`. */
  follow<T extends object, Type extends With = With>(object: T, property: keyof T & string, type?: Type): ResourceTypes[Type] | undefined;
  /**
   * The resources of a type that refer to this one. An empty answer is certain only as far as the input goes: a deployability
   * check ends undecided there, any other is at most `likely`. `here: true` takes the input as all there is.
   */
  companions<Type extends With>(object: object, type: Type, options?: { here?: boolean }): readonly ResourceTypes[Type][];
  /** All resources of a type in the same unit (template with nested stacks, assembly, account) that exist in this world. `run: true`: in any unit. */
  siblings<Type extends With>(object: object, type: Type, options?: { run?: boolean }): readonly ResourceTypes[Type][];
  /** Whether CloudFormation makes the resource of `other` before that of `object`. Ends the check when they are not in one template; in an account all is there. */
  waits(object: object, other: object): boolean;
  /** What was detected when a property held a secret (its value is replaced everywhere), e.g. `aws-access-key-id, 20 characters`. */
  secret<T extends object>(object: T, property: keyof T & string): string | undefined;
  /** The parameter or dynamic reference that an unknown value comes from. */
  source<T extends object>(object: T, property: keyof T & string): ValueSource | undefined;
  /** The object that an object stands in: the container of an environment variable, the resource of a container. Prints its name. */
  owner(object: object): object;
  /** Logical id (or family) and type of the resource that an object belongs to. */
  resource(object: object): { name: string; type: string };
  /** Ends the check: it cannot be decided, for this reason. */
  undecided(reason: string): never;
}

/** What people read about a rule, whatever it judges. */
export interface RuleText {
  /** `family/what-must-hold`, kebab-case, stable. */
  id: string;
  /** One sentence that says what holds when the rule is content. */
  summary: string;
  /** Why it matters, in two or three sentences. */
  why: string;
  /** What to do, in general. */
  fix: string;
  category: Category;
  severity: Severity;
  /** How sure a finding is at best; `certain` when left out. */
  confidence?: Confidence;
  /** What AWS does with it; for category `deployability`. */
  outcome?: Outcome;
  /** Addresses of the documents that the rule rests on. */
  references: readonly string[];
  /** Ids of other tools' checks for the same mistake. */
  equivalents?: Readonly<Partial<Record<Peer, readonly string[]>>>;
  presets: readonly Preset[];
  /** Former ids. */
  aliases?: readonly string[];
  /** Rules whose finding on the same resource says less about the same mistake. */
  supersedes?: readonly string[];
  /** What the configuration may set, by name. */
  options?: OptionSchemas;
  /** Some of its findings carry the edit that mends them. */
  fixable?: boolean;
  /** Texts with which AWS tells of the failure (service events, stopped reasons, errors), what varies written as `…`. */
  errors?: readonly string[];
}

export type Peer = 'securityHub' | 'checkov' | 'trivy' | 'kics' | 'cdkNag' | 'guard' | 'cfnLint' | 'cfnNag' | 'prowler' | 'awsConfig' | 'controlTower' | 'preflight';
export type Preset = 'recommended' | 'strict' | 'security' | 'reliability' | 'cost';

export interface RuleDefinition<On extends TypeName, Each extends string | undefined, With extends TypeName, Options extends OptionSchemas = Record<never, never>> extends Omit<RuleText, 'references' | 'presets' | 'options'> {
  references?: readonly string[];
  /** A rule of a plugin without presets is on wherever the plugin is. */
  presets?: readonly Preset[];
  /** What the configuration may set: `{ most: { type: 'integer', default: 10 } }` gives `options.most`. */
  options?: Options;
  /** The type of resource that is judged. */
  on: On;
  /** Judge each item of a list on its own, e.g. `ContainerDefinitions[]`. */
  each?: Each;
  /** Other types that the check looks at. */
  with?: readonly With[];
  /** Synchronous; no outer state, no `try`. */
  check(subject: Subject<On, Each>, tools: Tools<With, OptionsOf<Options>>, resource: ResourceTypes[On]): void;
}

/** A rule about the input itself: each problem of these kinds becomes a finding. */
export interface InputRuleDefinition extends RuleText {
  problems: readonly Problem['kind'][];
}

/** A rule as the engine sees it. */
export type Rule = RuleText & ({ on: TypeName; each?: string; with?: readonly TypeName[]; check(subject: object, tools: Tools<TypeName>, resource: object): void; problems?: undefined } | (InputRuleDefinition & { on?: undefined }));

/**
 * Declares a rule: data first, then what it judges, then a short check on typed properties. Ours and those of a plugin alike.
 * @returns the rule, for `rules/` or for the list that a plugin exports
 */
export function defineRule<const On extends TypeName, const Each extends string | undefined = undefined, const With extends TypeName = never, const Options extends OptionSchemas = Record<never, never>>(
  rule: RuleDefinition<On, Each, With, Options>,
): Rule {
  return (rule.presets && rule.references ? rule : { references: [], presets: [], ...rule }) as unknown as Rule;
}

/** Declares a rule that turns problems of the input into findings. */
export function defineInputRule(rule: InputRuleDefinition): Rule {
  return rule;
}

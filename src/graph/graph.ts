/** The one graph: every resource of a run, what it belongs to, and what was wrong with the input. */
import type { Document, Path, Source } from '../load/source.js';
import { Lines } from '../load/lines.js';
import { redact } from '../secrets.js';
import type { Location } from '../finding.js';
import { schemaOf } from '../types/schema.js';
import { type Link, type Lowered, ORIGIN, Origin, peek, type Slot, SLOTS, Unknown } from './value.js';
import { during, Fork, inEachWorld, Look, Undecided, World } from './world.js';

/** A parsed text with its place in the run. */
export class LoadedFile {
  readonly source: Source;
  readonly document: Document;
  private cachedLines: Lines | undefined;

  constructor(source: Source, document: Document) {
    this.source = source;
    this.document = document;
  }

  get lines(): Lines {
    return (this.cachedLines ??= new Lines(this.source.text));
  }
}

/** What belongs together: a template with its nested stacks, an assembly, a task-definition file with its service, an account and region. */
export interface Unit {
  readonly id: string;
  readonly kind: 'template' | 'assembly' | 'file' | 'account';
  /** Set when a macro may still change everything in it; says why. */
  readonly notFinal?: string | undefined;
  /** Why not everything of a type was read, if so: what is absent then is not known to be absent. Only an account has it. */
  unread?(type: string): string | undefined;
  /** The text is a template of another tool, whose statements decide what is there: nothing in it is more than a guess. */
  readonly unrendered?: boolean;
}

/** Where a node stands and how its properties come to be. Loaders implement it; everything else only asks. */
export interface NodeSource {
  readonly file: LoadedFile;
  /** Path of the resource in its document; its last step is its name where it has one. */
  readonly path: Path;
  /** Path of its properties. */
  readonly propertiesPath: Path;
  /** Lowers the properties; called once, when a rule first looks. */
  lower(node: Node): object | Unknown;
  /** Whether the resource exists in the current world. Throws Fork signals; an Unknown when that cannot be told. */
  exists?(): boolean | Unknown;
  /** The line of the user's program that made this resource or assigned this property (CDK), if it is known. */
  authored?(property: string | undefined): Location | undefined;
  readonly constructPath?: string | undefined;
  /** Logical ids that CloudFormation deals with before this resource: those in `DependsOn`, and those that its text refers to anywhere. */
  needs?(): readonly string[];
  /** ARNs and ids by which other resources of an account call it, the ARN first. */
  readonly ids?: readonly string[];
  /** The stack that its parameters and pseudo parameters are those of; one file may be the template of several. */
  readonly stack?: object;
  /** Values of pseudo parameters (`AWS::Region`, …) that are known where the resource is. */
  readonly pseudo?: ReadonlyMap<string, string> | undefined;
  readonly metadata?: unknown;
  /** Rules that the program acknowledged on the construct or on one that it is in (CDK). Asked for late, because the answer may be in a file of its own. */
  acknowledged?(): readonly Acknowledged[];
  /** The image that a container runs, when it is known which Dockerfile builds it. In: what the container says of its image. */
  image?(value: string | Unknown): Node | undefined;
  /** How the source spells a canonical property whose name differs in more than case. */
  spell?(property: string): string | undefined;
}

/** A rule that a program said it knows about, with the construct on which it said so. */
export interface Acknowledged {
  id: string;
  reason: string;
  construct: string;
}

/** A resource. `type` is its CloudFormation type, `name` its logical id, or family or service name. */
export class Node {
  readonly type: string;
  readonly name: string;
  readonly unit: Unit;
  readonly source: NodeSource;
  readonly origin: Origin;
  private lowered: object | Unknown | undefined;
  private readonly existence: (() => boolean | Unknown) | undefined;

  constructor(type: string, name: string, unit: Unit, source: NodeSource) {
    // Both are shown wherever the resource is, and in file formats of their own both may be any text.
    this.type = redact(type);
    this.name = redact(name);
    this.unit = unit;
    this.source = source;
    this.origin = new Origin(undefined, '', undefined, this);
    if (source.exists) this.existence = inEachWorld(() => source.exists?.() ?? true);
  }

  /** The lowered properties. Ends the look when they cannot be read at all. */
  get props(): object {
    const props = (this.lowered ??= this.source.lower(this));
    if (props instanceof Unknown) throw props.signal();
    return props;
  }

  exists(): boolean | Unknown {
    return this.existence?.() ?? true;
  }
}

/** Something wrong with an input itself. Rules turn problems into findings; the kind says which rule. */
export interface Problem {
  kind: 'unknown-field' | 'wrong-type' | 'duplicate-key' | 'missing-target' | 'null-value' | 'read-only-field' | 'suppression-invalid' | 'suppression-unused';
  message: string;
  fix?: string;
  file: LoadedFile;
  path: Path;
  /** Point at the key (default) or the value. */
  token?: 'key' | 'value';
  /** Offset in the text, when the path cannot say it. */
  offset?: number;
  /** Where it stands, when neither can say it. */
  location?: Location;
  node?: Node;
  /** The change of the data that surely mends it: of the value at `path`, or of others beside it. */
  cure?: readonly { path: Path; operation: { set: string | number | boolean } | { rename: string } | { remove: true } }[];
}

/** Whether a type describes containers and what runs, reaches or feeds them. The schema of other types is other tools' business. */
export function isContainerType(type: string): boolean {
  return /^AWS::(ECS|ECR|EFS|EKS|ApplicationAutoScaling|ElasticLoadBalancingV2|ServiceDiscovery|Scheduler)::/.test(type) && schemaOf(type) !== undefined;
}

/** The property that carries a resource's own name, for types that other resources name literally. */
export const NAME_PROPERTY: Readonly<Record<string, string>> = {
  'AWS::ECS::Cluster': 'ClusterName',
  'AWS::ECS::Service': 'ServiceName',
  'AWS::ECS::TaskDefinition': 'Family',
  'AWS::ECS::CapacityProvider': 'Name',
  'AWS::ECR::Repository': 'RepositoryName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::AutoScaling::AutoScalingGroup': 'AutoScalingGroupName',
  'AWS::EC2::LaunchTemplate': 'LaunchTemplateName',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'Name',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Name',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::SSM::Parameter': 'Name',
  'AWS::S3::Bucket': 'BucketName',
};

/** The last, naming part of an ARN or a `family:revision`, as the resource's name property spells it. */
export function literalName(type: string, text: string): string {
  let name = text;
  if (text.startsWith('arn:')) {
    const tail = text.split(':').slice(5).join(':');
    name = type === 'AWS::Logs::LogGroup' ? tail.replace(/^log-group:/, '').replace(/:\*$/, '') : tail.slice(tail.indexOf('/') + 1);
    if (type === 'AWS::ECS::Service' || type === 'AWS::IAM::Role') name = name.slice(name.lastIndexOf('/') + 1);
  }
  return type === 'AWS::ECS::TaskDefinition' ? name.replace(/:\d+$/, '') : name;
}

/** Properties that name another resource by its name or ARN, with the type they name. */
const NAMING_PROPERTY: Readonly<Record<string, string>> = {
  Cluster: 'AWS::ECS::Cluster',
  TaskDefinition: 'AWS::ECS::TaskDefinition',
  TaskDefinitionArn: 'AWS::ECS::TaskDefinition',
  CapacityProvider: 'AWS::ECS::CapacityProvider',
  CapacityProviders: 'AWS::ECS::CapacityProvider',
  TaskRoleArn: 'AWS::IAM::Role',
  ExecutionRoleArn: 'AWS::IAM::Role',
  RoleArn: 'AWS::IAM::Role',
  InfrastructureRoleArn: 'AWS::IAM::Role',
  Role: 'AWS::IAM::Role',
  TargetGroupArn: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  LoadBalancerArn: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  AutoScalingGroupArn: 'AWS::AutoScaling::AutoScalingGroup',
  RepositoryName: 'AWS::ECR::Repository',
  'awslogs-group': 'AWS::Logs::LogGroup',
};

export class Graph {
  readonly nodes: Node[] = [];
  readonly problems: Problem[] = [];
  private readonly byType = new Map<string, Node[]>();
  private readonly byUnit = new Map<Unit, Map<string, Node[]>>();
  private readonly byName = new Map<string, Map<string, Node[]>>();
  private readonly byLogicalId = new Map<LoadedFile, Map<string, Node>>();
  private readonly byId = new Map<Unit, Map<string, Node>>();
  private readonly pointing = new Map<string, Map<Node, Pointer[]>>();
  private readonly vague = new Map<string, Map<Unit, Undecided>>();

  add(node: Node): void {
    this.nodes.push(node);
    let ofUnit = this.byUnit.get(node.unit);
    if (!ofUnit) this.byUnit.set(node.unit, (ofUnit = new Map()));
    for (const index of [this.byType, ofUnit]) {
      const list = index.get(node.type);
      if (list) list.push(node);
      else index.set(node.type, [node]);
    }
    const { ids } = node.source;
    if (!ids) return;
    let known = this.byId.get(node.unit);
    if (!known) this.byId.set(node.unit, (known = new Map()));
    for (const id of ids) if (id !== '' && !known.has(id)) known.set(id, node);
  }

  /** The resource of an account that has an ARN or id there. */
  withId(unit: Unit, id: string): Node | undefined {
    return this.byId.get(unit)?.get(id);
  }

  /** The resource of the same template that has a logical id. */
  called(beside: Node, id: string): Node | undefined {
    const { file } = beside.source;
    let names = this.byLogicalId.get(file);
    if (!names) {
      names = new Map(this.nodes.filter((node) => node.source.file === file).map((node) => [node.name, node]));
      this.byLogicalId.set(file, names);
    }
    return names.get(id);
  }

  /** Accounts, told by whoever loads them, for they may hold nothing. */
  readonly accounts: Unit[] = [];

  /** All resources of a type, or those of one unit. */
  ofType(type: string, unit?: Unit): readonly Node[] {
    return (unit ? this.byUnit.get(unit) : this.byType)?.get(type) ?? [];
  }

  /** Resources of a type whose name property has this literal value (or whose ARN this is). */
  named(type: string, text: string): readonly Node[] {
    let index = this.byName.get(type);
    if (!index) {
      index = new Map();
      this.byName.set(type, index);
      const property = NAME_PROPERTY[type];
      for (const node of property ? this.ofType(type) : []) {
        const name = quietly(() => (node.props as Record<string, unknown>)[property as string]);
        if (typeof name === 'string') index.set(name, [...(index.get(name) ?? []), node]);
      }
    }
    return index.get(literalName(type, text)) ?? [];
  }

  /** What a literal name or ARN in a resource can mean: resources of its own unit if there are any, else those of the run. */
  meant(from: Node, type: string, text: string): readonly Node[] {
    const known = this.withId(from.unit, text);
    if (known?.type === type) return [known];
    const found = this.named(type, text);
    const here = found.filter((node) => node.unit === from.unit);
    return here.length > 0 ? here : found;
  }

  /** The services that `service/CLUSTER/SERVICE` can mean, as Application Auto Scaling names them. */
  private meantService(from: Node, resourceId: string): readonly Node[] {
    const [, cluster = '', service = ''] = /^service\/([^/]+)\/([^/]+)$/.exec(resourceId) ?? [];
    const inCluster = (node: Node): boolean => (clusterOf(node) ?? cluster) === cluster;
    const found = this.named('AWS::ECS::Service', service).filter(inCluster);
    const here = found.filter((node) => node.unit === from.unit);
    return here.length > 0 ? here : found;
  }

  /** Resources of a type that refer to `target` in the current world. Throws Fork signals where that depends on parameters. */
  pointersTo(target: Node, type: string): readonly Node[] {
    const found: Node[] = [];
    for (const { from, chain } of this.pointers(type).get(target) ?? []) {
      // One resource's pointers stand together.
      if (found.at(-1) !== from && from.exists() === true && holds(chain)) found.push(from);
    }
    return found;
  }

  /** Why a resource of the type in this unit may refer to anything, if one may. */
  vaguePointer(type: string, unit: Unit): Undecided | undefined {
    this.pointers(type);
    return this.vague.get(type)?.get(unit);
  }

  /** Reads every written value of container resources, in every world, so that all their problems are told whatever rules run. */
  readAll(): void {
    const visit = (value: unknown, depth: number): void => {
      if (typeof value !== 'object' || value === null || value instanceof Unknown || depth > 40) return;
      const slots = (value as Lowered)[SLOTS];
      for (const name of Object.keys(value)) {
        const slot = slots?.[name];
        if (!slot) visit((value as Record<string, unknown>)[name], depth + 1);
        else if (slot.written) for (const each of everyValue(() => slot.evaluate())) visit(each, depth + 1);
      }
    };
    for (const node of this.nodes) if (isContainerType(node.type)) visit(quietly(() => node.props), 0);
  }

  private pointers(type: string): Map<Node, Pointer[]> {
    let index = this.pointing.get(type);
    if (index) return index;
    index = new Map();
    this.pointing.set(type, index);
    this.vague.set(type, new Map());
    for (const node of this.ofType(type)) this.addReferences(node, index);
    return index;
  }

  private addReferences(from: Node, index: Map<Node, Pointer[]>): void {
    const add = (target: Node, chain: Chain): void => {
      const list = index.get(target);
      if (list) list.push({ from, chain });
      else index.set(target, [{ from, chain }]);
    };
    const mayPoint = (unit: Unit, doubt: () => Undecided): void => {
      const vague = this.vague.get(from.type) as Map<Unit, Undecided>;
      if (!vague.has(unit)) vague.set(unit, doubt());
    };
    const visit = (value: unknown, key: string, chain: Chain, depth: number): void => {
      if (value instanceof Unknown) {
        if (value.link) add(value.link.node, chain);
        else if (value.parts) for (const part of value.parts) if (typeof part !== 'string' && part.link) add(part.link.node, chain);
        if (!value.link && (value.kind === 'parameter' || value.kind === 'elsewhere') && (NAMING_PROPERTY[key] || key === 'ResourceId')) mayPoint(from.unit, () => value.signal());
      } else if (typeof value === 'string') {
        const known = this.withId(from.unit, value);
        const named = NAMING_PROPERTY[key];
        // What is called alike may be of another type.
        if (known && known !== from && (named === undefined || known.type === named)) {
          add(known, chain);
          return;
        }
        const meant = named && named !== from.type ? this.meant(from, named, value) : key === 'ResourceId' ? this.meantService(from, value) : [];
        if (meant.length === 1) add(meant[0] as Node, chain);
        // One of several, and nobody can tell which.
        else for (const { unit } of meant) mayPoint(unit, () => new Undecided(`several resources are called ${value}`, 'elsewhere'));
      } else if (typeof value === 'object' && value !== null && depth < 40) {
        const slots = (value as Lowered)[SLOTS];
        for (const name of Object.keys(value)) {
          const slot = slots?.[name];
          const inner = Array.isArray(value) ? key : name;
          if (slot) for (const each of everyValue(() => slot.evaluate())) visit(each, inner, [...chain, { slot, value: each }], depth + 1);
          else visit((value as Record<string, unknown>)[name], inner, chain, depth + 1);
        }
      }
    };
    const props = quietly(() => from.props);
    if (props) visit(props, '', [], 0);
  }
}

/** The name of the cluster that a service runs in, when it is known. */
function clusterOf(service: Node): string | undefined {
  const cluster = quietly(() => peek(service.props, 'Cluster'));
  const named = cluster instanceof Unknown && cluster.link ? quietly(() => peek((cluster.link as Link).node.props, 'ClusterName')) : cluster;
  return typeof named === 'string' ? literalName('AWS::ECS::Cluster', named) : undefined;
}

/** Slots on the way to a reference, with the value that each must have for it to be there. */
type Chain = readonly { slot: Slot; value: unknown }[];

interface Pointer {
  from: Node;
  chain: Chain;
}

function holds(chain: Chain): boolean {
  return chain.every(({ slot, value }) => {
    const now = slot.evaluate();
    if (now === value) return true;
    if (!(now instanceof Unknown) || !(value instanceof Unknown)) return false;
    return now.label === value.label;
  });
}

/** Runs `body` in an empty world; gives undefined where a signal would end the look. */
export function quietly<T>(body: () => T): T | undefined {
  try {
    return during(new Look(World.empty), body);
  } catch (signal) {
    if (signal instanceof Fork || signal instanceof Undecided) return undefined;
    throw signal;
  }
}

/** All values that `body` gives over the worlds it asks for, at most 32. */
export function everyValue<T>(body: () => T): T[] {
  const values: T[] = [];
  let worlds: World[] | undefined;
  let world: World | undefined = World.empty;
  for (let budget = 32; budget > 0 && world; budget--) {
    const now = world;
    try {
      values.push(during(new Look(now), body));
    } catch (signal) {
      if (signal instanceof Fork) (worlds ??= []).push(...signal.branches.map((branch) => now.with(branch)).reverse());
      else if (!(signal instanceof Undecided)) throw signal;
    }
    world = worlds?.pop();
  }
  return values;
}

/** The resource that a lowered object belongs to. */
export function nodeOf(object: object): Node {
  const origin = (object as Lowered)[ORIGIN];
  if (!origin) throw new TypeError('this object is not part of a resource');
  return origin.node;
}

/** Whether two references are the same resource and attribute. */
export const sameLink = (a: Link, b: Link): boolean => a.node === b.node && a.attribute === b.attribute;

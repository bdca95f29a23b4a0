/**
 * What a Dockerfile decides about the containers of its image. Only what its own lines say is known: a stage inherits from the stages that
 * it is built on, and what the base image says is known for few.
 *
 * Source: https://docs.docker.com/reference/dockerfile/
 */
import { type Dockerfile, DockerfileParser, type From, type Instruction } from 'dockerfile-ast';
import { userOfBase } from '../aws/data/base-images.js';
import { LoadedFile, Node, type Unit } from '../graph/graph.js';
import { type Dialect, Lowering } from '../graph/lower.js';
import { Unknown } from '../graph/value.js';
import { Lines } from './lines.js';
import type { Path, Source, Span } from './source.js';

/** What the command that builds the image says. */
export interface BuildOptions {
  /** The stage that is built; the last one when left out. */
  target?: string;
  /** Values of ARG lines; unknown when a value is not text. */
  args?: Readonly<Record<string, unknown>>;
}

/** The facts about an image, and where they are written. */
export interface ImageFacts {
  user: string | Unknown;
  /** The USER line's value, or the FROM line's image that decides. */
  span: Span;
}

/** Text with variables put in; an Unknown when one has no value. */
type Filled = string | Unknown;

/**
 * Reads a Dockerfile. Never throws.
 * @returns undefined when the text has no stage, or not the one that is built
 */
export function readDockerfile(text: string, options: BuildOptions = {}): ImageFacts | undefined {
  const file = DockerfileParser.parse(text);
  const lines = new Lines(text);
  const stages = stagesOf(file);
  const built = options.target === undefined ? stages.at(-1) : stageCalled(stages, options.target);
  return built && factsOf(built, stages, (range) => ({ start: lines.offset(range.start.line + 1, range.start.character + 1), end: lines.offset(range.end.line + 1, range.end.character + 1) }), file, options);
}

interface Stage {
  index: number;
  from: From;
  instructions: readonly Instruction[];
}

function stagesOf(file: Dockerfile): Stage[] {
  const stages: { index: number; from: From; instructions: Instruction[] }[] = [];
  for (const instruction of file.getInstructions()) {
    if (instruction.getKeyword() === 'FROM') stages.push({ index: stages.length, from: instruction as From, instructions: [] });
    else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

function stageCalled(stages: readonly Stage[], name: string): Stage | undefined {
  return stages.find(({ from }) => from.getBuildStage()?.toLowerCase() === name.toLowerCase()) ?? (/^\d+$/.test(name) ? stages[Number(name)] : undefined);
}

type Range = NonNullable<ReturnType<Instruction['getArgumentsRange']>>;

function factsOf(stage: Stage, stages: readonly Stage[], spanOf: (range: Range) => Span, file: Dockerfile, options: BuildOptions): ImageFacts | undefined {
  const globals = variables(file.getInitialARGs(), new Map(), options, true);
  const local = variables(stage.instructions, globals, options, false);
  const user = stage.instructions.filter((each) => each.getKeyword() === 'USER').at(-1);
  const range = user?.getArgumentsRange();
  if (user && range) return { user: fill(user.getArgumentsContent() ?? '', local), span: spanOf(range) };
  const image = fill(stage.from.getImage() ?? '', globals);
  const place = stage.from.getImageRange() ?? stage.from.getRange();
  if (image instanceof Unknown) return { user: new Unknown(`the base image is not known: ${image.reason}`, 'elsewhere'), span: spanOf(place) };
  const earlier = stageCalled(stages.slice(0, stage.index), image);
  if (earlier) return factsOf(earlier, stages, spanOf, file, options);
  return { user: userOfBase(image) ?? new Unknown(`the base image ${image} decides which user the container runs as`, 'elsewhere'), span: spanOf(place) };
}

/** The variables that hold at the end of some instructions. ARG lines before the first stage count in FROM lines, and in a stage that declares them again. */
function variables(instructions: readonly Instruction[], outer: ReadonlyMap<string, Filled>, { args = {} }: BuildOptions, global: boolean): Map<string, Filled> {
  const known = new Map<string, Filled>(global ? outer : []);
  for (const instruction of instructions) {
    const keyword = instruction.getKeyword();
    if (keyword !== 'ARG' && keyword !== 'ENV') continue;
    const content = instruction.getArgumentsContent() ?? '';
    for (const [, name = '', assigned] of content.matchAll(/(?:^|\s)([A-Za-z_]\w*)(?:=("[^"]*"|'[^']*'|\S*))?/g)) {
      const written = assigned === undefined ? undefined : fill(assigned.replace(/^(["'])(.*)\1$/, '$2'), known);
      if (keyword === 'ENV') {
        // The old form: ENV NAME value
        known.set(name, written ?? fill(content.slice(content.indexOf(name) + name.length).trim(), known));
        if (written === undefined) break;
        continue;
      }
      const given = Object.hasOwn(args, name) ? args[name] : undefined;
      const value = typeof given === 'string' ? given : given !== undefined ? undefined : (written ?? outer.get(name));
      known.set(name, value ?? new Unknown(`the build argument ${name} has no value`, 'parameter'));
    }
  }
  return known;
}

/** Puts variables into text: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:+other}`. */
function fill(text: string, known: ReadonlyMap<string, Filled>): Filled {
  let doubt: Unknown | undefined;
  const filled = text.replaceAll(/\\\$|\$(?:(\w+)|\{(\w+)(?:(:?[-+])([^}]*))?\})/g, (whole, plain?: string, braced?: string, operator?: string, other = '') => {
    if (whole === '\\$') return '$';
    const name = (plain ?? braced) as string;
    // What this Dockerfile does not set the base image may.
    const value = known.get(name) ?? new Unknown(`the Dockerfile does not set ${name}`, 'parameter');
    if (value instanceof Unknown) {
      doubt ??= value;
      return '';
    }
    const isSet = value !== '' || !operator?.startsWith(':');
    return operator?.endsWith('-') ? (isSet ? value : other) : operator?.endsWith('+') ? (isSet ? other : '') : value;
  });
  return doubt ?? filled.replace(/^(["'])(.*)\1$/, '$2');
}

const DIALECT: Dialect = { special: () => false, mayVanish: () => false, vanishes: () => false, evaluate: () => undefined, converts: true, problem: () => {} };

/**
 * The image that a Dockerfile builds as a node that containers can refer to. It belongs to no list of the graph: nothing judges it alone.
 * @param name what people call it: the path of the Dockerfile as shown
 */
export function imageNode(source: Source, unit: Unit, options: BuildOptions): Node | undefined {
  const facts = readDockerfile(source.text, options);
  if (!facts) return undefined;
  const locate = (path: Path): { value: Span } => ({ value: path.length > 0 ? facts.span : { start: 0, end: 1 } });
  const file = new LoadedFile(source, { data: { User: facts.user }, flaws: [], locate });
  return new Node('Docker::Image', source.shown, unit, { file, path: [], propertiesPath: [], lower: (node) => new Lowering(node, DIALECT).root({ User: facts.user }) });
}

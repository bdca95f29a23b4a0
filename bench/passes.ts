/**
 * A process of its own for work that is timed inside the process: passes over the same files, either parsing alone (the floor) or
 * the whole of `run()` from the built bundle with all rules (the subject). Modules are loaded before the clock starts; how long that
 * takes belongs to the rows about whole processes. Started by `bench.ts` with one argument, prints one line of JSON.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseEvents } from 'js-yaml';

export interface PassesRequest {
  role: 'floor' | 'subject';
  /** Absolute path of the bundle's `index.js`. */
  bundle: string;
  cwd: string;
  /** Files, and folders to be searched. */
  targets: string[];
  /** A small file of the same kind, to load what this kind needs. */
  primer: string;
  /** Stop after this many passes or milliseconds, whichever comes first; at least three passes. */
  passes: number;
  milliseconds: number;
}

export interface Passes {
  /** Milliseconds of every pass, in order. */
  times: number[];
  files: number;
  bytes: number;
  findings: number;
  undecided: number;
  /** Milliseconds of the fastest pass that went into loading and into rules. */
  load: number;
  check: number;
}

type Bundle = typeof import('../src/index.js');

/** Files below a folder that have an ending that we would open. */
function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:json|ya?ml|template|tmpl|tpl|cfn|cform)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

async function passes(request: PassesRequest): Promise<Passes> {
  const done: Passes = { times: [], files: 0, bytes: 0, findings: 0, undecided: 0, load: 0, check: 0 };
  let pass: () => void | Promise<void>;
  if (request.role === 'floor') {
    const texts = request.targets.flatMap(filesBelow).map((file) => readFileSync(file, 'utf8'));
    done.files = texts.length;
    done.bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    const parsers = texts.map((text) => (/^\s*[{[]/.test(text) ? (JSON.parse as (text: string) => unknown) : (source: string) => parseEvents(source, {})));
    parseEvents('a: 1', {});
    pass = () => {
      for (let i = 0; i < texts.length; i++) {
        try {
          (parsers[i] as (text: string) => unknown)(texts[i] as string);
        } catch {
          // A corpus holds files that do not parse; they cost what they cost.
        }
      }
    };
  } else {
    const { run, rules, selectRules } = (await import(pathToFileURL(request.bundle).href)) as Bundle;
    const all = selectRules(rules, ['all']);
    const check = (paths: readonly string[]) => run({ cwd: request.cwd, paths, rules: all });
    await check([request.primer]);
    let best = Number.POSITIVE_INFINITY;
    pass = async () => {
      const { result } = await check(request.targets);
      if (result.errors.length > 0) throw new Error(`${result.errors[0]?.rule} crashed on ${result.errors[0]?.resource}: ${result.errors[0]?.stack}`);
      const { total = 0, load = 0, check: judged = 0 } = result.timing;
      if (total < best) {
        best = total;
        done.load = load;
        done.check = judged;
      }
      done.files = result.files.length;
      done.findings = result.findings.length;
      done.undecided = result.undecided.length;
    };
  }
  const until = performance.now() + request.milliseconds;
  while (done.times.length < 3 || (done.times.length < request.passes && performance.now() < until)) {
    const start = performance.now();
    await pass();
    done.times.push(performance.now() - start);
  }
  return done;
}

console.log(JSON.stringify(await passes(JSON.parse(process.argv[2] as string) as PassesRequest)));

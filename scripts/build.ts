/**
 * Bundles the command line, the library and the Action into `dist/`. Everything that a run may not need stands in a chunk of its own
 * and is loaded on demand. With `--check` builds into a scratch folder and exits 1 when the committed bundle differs.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { build } from 'esbuild';

const checkOnly = process.argv.includes('--check');
// Built beside and put in place at the end: a build that fails leaves `dist` as it was.
const target = mkdtempSync(join(tmpdir(), 'plimsoll-build-'));

const { metafile } = await build({
  // Node loads the loader by its address, and users name the register.
  entryPoints: { cli: 'src/cli.ts', index: 'src/index.ts', action: 'src/action.ts', loader: 'src/config/loader.ts', register: 'src/config/register.ts' },
  outdir: target,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Modules can be shaken: of a client of AWS only the calls that are made remain.
  mainFields: ['module', 'main'],
  chunkNames: 'chunks/[name]-[hash]',
  // Names stay, so that a stack in a bug report can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  plugins: [
    {
      // Of a package's manifest nobody reads more than what it is called and which version it is.
      name: 'manifests',
      setup: ({ onLoad }) => onLoad({ filter: /[\\/]package\.json$/ }, ({ path }) => {
        const { name, version } = JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string };
        return { contents: JSON.stringify({ name, version }), loader: 'json' };
      }),
    },
    {
      // The shapes of all calls of a service are lists that esbuild takes for having effects, because their keys are computed.
      name: 'shapes',
      setup: ({ onLoad }) => onLoad({ filter: /[\\/]@aws-sdk[\\/].*[\\/]schemas_0\.js$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8').replaceAll(/^((?:export )?(?:var|const) [\w$]+ = )(\[[\s\S]*?\]);$/gm, '$1/* @__PURE__ */ (() => $2)();'),
        loader: 'js',
      })),
    },
  ],
});

giveRequire();
await joinStart();

/** Some dependencies still call require for what Node has built in. Making one for each of the chunks would cost every start. */
function giveRequire(): void {
  for (const output of Object.keys(metafile.outputs)) {
    const text = readFileSync(output, 'utf8');
    if (/\brequire\b/.test(text)) writeFileSync(output, text.replace(/^(?:#!.*\n)?/, (first) => `${first}import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);\n`));
  }
}

/**
 * Splitting leaves what every start needs in some twenty chunks, one for each set of parts that share it. Reading twenty files costs
 * more than reading one, so they become one, from which the chunks that load on demand import what they share with it.
 */
async function joinStart(): Promise<void> {
  const { outputs } = metafile;
  const main = Object.keys(outputs).find((output) => outputs[output]?.entryPoint === 'src/main.ts');
  if (main === undefined) throw new Error('no chunk holds src/main.ts');
  const start = [main];
  for (const output of start) {
    for (const { path, kind, external } of outputs[output]?.imports ?? []) if (kind === 'import-statement' && !external && !start.includes(path)) start.push(path);
  }
  start.sort();
  const names = start.map((output, index) => ({ file: `./${basename(output)}`, exports: (outputs[output]?.exports ?? []).map((name) => ({ name, joined: `part${index}_${name}` })) }));
  const list = (pairs: readonly (readonly [string, string])[]): string => pairs.map(([from, to]) => `${from} as ${to}`).join(',');
  const folder = join(target, 'chunks');
  const { outputFiles } = await build({
    stdin: { contents: names.map(({ file, exports }) => `export{${list(exports.map(({ name, joined }) => [name, joined]))}}from${JSON.stringify(file)};`).join('\n'), resolveDir: folder },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [{ name: 'on demand', setup: ({ onResolve }) => onResolve({ filter: /./ }, ({ kind, path }) => (kind === 'dynamic-import' ? { path, external: true } : undefined)) }],
  });
  writeFileSync(join(folder, 'start.js'), (outputFiles[0] as { text: string }).text);
  const joinedName = new Map(names.flatMap(({ file, exports }) => exports.map(({ name, joined }) => [`${file} ${name}`, joined] as const)));
  // Whatever imports a part imports it from the whole.
  const rest = Object.keys(outputs).filter((output) => !start.includes(output));
  for (const output of rest) {
    const text = readFileSync(output, 'utf8').replaceAll(/\b(import|export)(?:\{([^{}]*)\}from)?"\.\/(?:chunks\/)?([\w.-]+\.js)"/g, (whole, word: string, list: string | undefined, name: string) => {
      if (!names.some(({ file }) => file === `./${name}`)) return whole;
      const from = whole.slice(whole.indexOf('"')).replace(name, 'start.js');
      if (list === undefined) return `${word}${from}`;
      const parts = list.split(',').map((part) => part.split(' as ') as [string, string?]);
      return `${word}{${parts.map(([its, as = its]) => `${joinedName.get(`./${name} ${its}`)} as ${as}`).join(',')}}from${from}`;
    }).replaceAll(/(import"[./a-z]*start\.js";)+/g, '$1');
    writeFileSync(output, basename(output) === 'cli.js' ? withoutStandIn(text) : text);
  }
  // What is imported on demand but is a part keeps a file that leads to it.
  const texts = [...rest, join(folder, 'start.js')].map((output) => readFileSync(output, 'utf8'));
  for (const { file, exports } of names) {
    if (texts.some((text) => text.includes(`/${basename(file)}"`))) writeFileSync(join(folder, file), `export{${list(exports.map(({ name, joined }) => [joined, name]))}}from"./start.js";\n`);
    else rmSync(join(folder, file));
  }

  /** The command line waits for its main function anyway. */
  function withoutStandIn(text: string): string {
    return text.replace(/\{main\}=await import\("[^"]*"\)/, `{${joinedName.get(`./${basename(main as string)} main`)}:main}=await import("./chunks/start.js")`);
  }
}

/** The licences of what is bundled. */
const packages = new Set(Object.keys(metafile.inputs).flatMap((input) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []));
const notices = [...packages].sort().map((name) => {
  const folder = join('node_modules', name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string; license?: string };
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return `${name} ${manifest.version} (${manifest.license ?? 'see below'})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : ''}\n`;
});
writeFileSync(join(target, 'THIRD_PARTY_NOTICES.txt'), `${notices.join('\n----\n\n')}`);

const list = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && !e.name.endsWith('.d.ts')).map((e) => relative(folder, join(e.parentPath, e.name))).sort() : [];
if (checkOnly) {
  const built = list(target);
  const committed = list('dist');
  const differs = [...new Set([...built, ...committed])].filter((file) => !built.includes(file) || !committed.includes(file) || !readFileSync(join(target, file)).equals(readFileSync(join('dist', file))));
  if (differs.length > 0) {
    console.error(`dist is stale, run "npm run build": ${differs.join(', ')}`);
    rmSync(target, { recursive: true });
    process.exit(1);
  }
  console.log(`dist is up to date (${committed.length} files)`);
} else {
  rmSync('dist', { recursive: true, force: true });
  cpSync(target, 'dist', { recursive: true });
  for (const file of list('dist')) console.log(`${String(Math.round(statSync(join('dist', file)).size / 1024)).padStart(6)} kB  ${file}`);
}
rmSync(target, { recursive: true });

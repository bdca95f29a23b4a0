import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Node, quietly } from '../src/graph/graph.js';
import { assemblyOf, isAssemblyManifest, loadAssembly } from '../src/load/cdk.js';
import { joinExports } from '../src/load/cloudformation.js';
import { LoadContext } from '../src/load/context.js';
import { parseFrame, SourceMap } from '../src/load/source-map.js';
import { ROOT } from './helpers.js';

const FIXTURES = join(ROOT, 'fixtures/cdk');

async function loaded(app: string, assembly = 'cdk.out', more: { region?: string } = {}): Promise<LoadContext> {
  const context = new LoadContext({ cwd: app, ...more });
  await loadAssembly(join(app, assembly), context);
  joinExports(context.run);
  return context;
}

const shop = (): Promise<LoadContext> => loaded(join(FIXTURES, 'shop'));
/** What nodes are, by their construct path. */
const byPath = (context: LoadContext): Map<string, Node> => new Map(context.graph.nodes.map((node) => [node.source.constructPath ?? node.name, node]));
const place = (node: Node | undefined, property?: string): string | undefined => {
  const at = node?.source.authored?.(property);
  return at && `${at.file}:${at.line}:${at.column}`;
};
interface TaskDefinition {
  Family?: string;
  ContainerDefinitions: { Image: string }[];
}
const value = (node: Node | undefined, read: (props: TaskDefinition) => unknown): unknown => node && quietly(() => read(node.props as TaskDefinition));
const messages = (context: LoadContext): string[] => context.notices.map(({ level, file, message }) => `${level} ${file}: ${message}`);

/** A folder of its own that is gone after the test. */
async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-cdk-')));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
function write(folder: string, files: Record<string, unknown>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
}
const stack = (templateFile: unknown, more: object = {}) => ({ type: 'aws:cloudformation:stack', properties: { templateFile }, ...more });
const template = (name = 'Task', more: object = {}) => ({ Resources: { [name]: { Type: 'AWS::ECS::TaskDefinition', Properties: { Family: name.toLowerCase() }, ...more } } });

const assembly = suite('cloud assembly');

assembly('a manifest is told from other JSON', () => {
  assert.ok(isAssemblyManifest({ version: '55.0.0', artifacts: {} }));
  assert.ok(isAssemblyManifest(JSON.parse(readFileSync(join(FIXTURES, 'old/cdk.out/manifest.json'), 'utf8'))));
  for (const data of [null, [], 'x', {}, { version: '55.0.0' }, { version: 3, artifacts: {} }, { version: '1.0.0', artifacts: [] }, { version: '1.0.0', artifacts: { a: 1 } }, { version: '1.0.0', artifacts: { a: { type: 'app' } } }, { name: 'x', short_name: 'y', manifest_version: 3, version: '1.0.0' }]) {
    assert.not.ok(isAssemblyManifest(data), JSON.stringify(data));
  }
});

assembly('stacks, stages and nested stacks make one unit', async () => {
  const context = await shop();
  assert.equal(messages(context), []);
  assert.equal(new Set(context.graph.nodes.map((node) => node.unit)).size, 1);
  assert.is(context.graph.nodes[0]?.unit.kind, 'assembly');
  const services = context.graph.ofType('AWS::ECS::Service').map((node) => `${relative(FIXTURES, node.source.file.source.file)} ${node.source.constructPath}`);
  assert.equal(services.sort(), [
    'shop/cdk.out/Web.template.json Web/Service/Service',
    'shop/cdk.out/WebJobsE8DBBAAF.nested.template.json Web/Jobs/Service/Service',
    'shop/cdk.out/assembly-Prod/ProdWebF45B1510.template.json Prod/Web/Service/Service',
    'shop/cdk.out/assembly-Prod/ProdWebJobs9BBA52C0.nested.template.json Prod/Web/Jobs/Service/Service',
  ]);
});

assembly('what belongs to it is claimed, what was loaded is an input', async () => {
  const context = await shop();
  const names = (paths: Iterable<string>): string[] => [...paths].map((path) => relative(join(FIXTURES, 'shop/cdk.out'), path)).sort();
  assert.equal(names(context.inputs.keys()), [
    'Cluster.template.json',
    'Web.template.json',
    'WebJobsE8DBBAAF.nested.template.json',
    'assembly-Prod/ProdCluster94028635.template.json',
    'assembly-Prod/ProdWebF45B1510.template.json',
    'assembly-Prod/ProdWebJobs9BBA52C0.nested.template.json',
  ]);
  for (const file of ['manifest.json', 'assembly-Prod/manifest.json', 'Web.metadata.json', 'Web.assets.json', ...names(context.inputs.keys())]) assert.ok(names(context.claimed).includes(file), file);
});

assembly('metadata and tree are not read until a finding asks', async () => {
  const read: string[] = [];
  class Watched extends LoadContext {
    override text(file: string): string | undefined {
      read.push(relative(FIXTURES, file));
      return super.text(file);
    }
  }
  const context = new Watched({ cwd: join(FIXTURES, 'shop') });
  await loadAssembly(join(FIXTURES, 'shop/cdk.out'), context);
  assert.equal(read.filter((file) => !file.endsWith('.assets.json')), []);
  const node = context.graph.nodes.find(({ type, source }) => type === 'AWS::ECS::Service' && source.file.source.shown === 'cdk.out/Web.template.json');
  assert.is(place(node), 'lib/web-stack.ts:14:21');
  assert.is(node?.source.constructPath, 'Web/Service/Service');
  assert.equal(read.filter((file) => !file.endsWith('.assets.json')), ['shop/cdk.out/Web.metadata.json', 'shop/lib/web-stack.ts']);
});

assembly('exports join stacks', async () => {
  const context = await shop();
  for (const stage of ['', 'Prod/']) {
    const cluster = byPath(context).get(`${stage}Cluster/Cluster/Resource`) as Node;
    const services = context.graph.pointersTo(cluster, 'AWS::ECS::Service').map((node) => node.source.constructPath);
    // The nested stack gets the cluster as a parameter of its parent.
    assert.equal(services.sort(), [`${stage}Web/Jobs/Service/Service`, `${stage}Web/Service/Service`]);
  }
});

assembly('account, region and stack name come from the artifact, the region of the options wins', async () => {
  const family = (context: LoadContext, name: string) => value(context.graph.nodes.find((node) => node.source.file.source.shown.endsWith(name)), (props) => props.Family);
  const image = (context: LoadContext) => value(context.graph.nodes.find((node) => node.source.file.source.shown.endsWith('TestSite.template.json')), (props) => props.ContainerDefinitions[0]?.Image);
  const old = await loaded(join(FIXTURES, 'old'));
  assert.is(family(old, 'Site.template.json'), 'site-prod');
  assert.is(family(old, 'SiteWorkers.nested.template.json'), 'workers-of-site');
  assert.is(image(old), '444455556666.dkr.ecr.eu-central-1.amazonaws.com/site:1');
  assert.is(image(await loaded(join(FIXTURES, 'old'), 'cdk.out', { region: 'us-west-2' })), '444455556666.dkr.ecr.us-west-2.amazonaws.com/site:1');
});

assembly('usage statistics are no resource', async () => {
  assert.equal((await loaded(join(FIXTURES, 'old'))).graph.ofType('AWS::CDK::Metadata'), []);
});

assembly('a missing template is one error, the rest is loaded', async () => {
  const context = await loaded(join(FIXTURES, 'old'));
  assert.equal(messages(context), ['error cdk.out/Gone.template.json: there is no such file']);
  assert.ok(context.notices[0]?.incomplete);
  assert.equal(context.graph.nodes.length, 4);
});

assembly('a nested stack is found without the hints of the command line', () =>
  inFolder(async (folder) => {
    const nested = (url: unknown) => ({ Resources: { Child: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: url } } } });
    const hash = 'ab'.repeat(32);
    write(folder, {
      'cdk.out/manifest.json': {
        version: '55.0.0',
        artifacts: {
          A: { ...stack('A.template.json'), additionalMetadataFile: 'A.metadata.json' },
          B: stack('B.template.json'),
          'B.assets': { type: 'cdk:asset-manifest', properties: { file: 'B.assets.json' } },
        },
      },
      'cdk.out/A.template.json': nested({ Ref: 'Where' }),
      'cdk.out/A.metadata.json': { '/A/Kid.NestedStack/Kid.NestedStackResource': [{ type: 'aws:cdk:logicalId', data: 'Child' }], '/A/Kid': [{ type: 'aws:cdk:templateFile', data: 'AKid.nested.template.json' }] },
      'cdk.out/AKid.nested.template.json': template('FromMetadata'),
      'cdk.out/B.template.json': nested({ 'Fn::Sub': `https://s3.amazonaws.com/bucket/${hash}.json` }),
      'cdk.out/B.assets.json': { files: { [hash]: { source: { path: 'BKid.nested.template.json' } } } },
      'cdk.out/BKid.nested.template.json': template('FromAssets'),
    });
    const context = await loaded(folder);
    assert.equal(messages(context), []);
    assert.equal(context.graph.ofType('AWS::ECS::TaskDefinition').map((node) => node.name), ['FromMetadata', 'FromAssets']);
  }));

assembly('templates of an earlier synthesis are left alone', () =>
  inFolder(async (folder) => {
    write(folder, {
      'cdk.out/manifest.json': { version: '55.0.0', artifacts: { A: stack('A.template.json') } },
      'cdk.out/A.template.json': template(),
      'cdk.out/Old.template.json': template('Old'),
      'cdk.out/Old.assets.json': { files: {} },
      'cdk.out/mine.template.json': template('Mine'),
    });
    const context = await loaded(folder);
    assert.is(context.graph.nodes.length, 1);
    assert.ok(context.claimed.has(join(folder, 'cdk.out/Old.template.json')));
    assert.not.ok(context.claimed.has(join(folder, 'cdk.out/mine.template.json')));
  }));

assembly('broken and hostile manifests end in a line', () =>
  inFolder(async (folder) => {
    const dir = (directoryName: unknown) => ({ type: 'cdk:cloud-assembly', properties: { directoryName } });
    const manifest = (artifacts: unknown) => ({ version: '55.0.0', artifacts });
    write(folder, {
      'outside.template.json': template('Outside'),
      'list/manifest.json': [1],
      'text/manifest.json': '{"version": ',
      'none/manifest.json': { version: '55.0.0' },
      'odd/manifest.json': manifest({ a: null, b: 1, c: {}, d: { type: 'aws:cloudformation:stack' }, e: stack(7), f: stack('t.json', { metadata: 'x', additionalMetadataFile: 'm.json' }), g: dir(undefined) }),
      'odd/t.json': { Resources: { ...template('T').Resources, X: null, Y: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: ['x'] } } } },
      'odd/m.json': { '/a': 'x', '/b': [null, { type: 4 }, { type: 'aws:cdk:logicalId', data: 'T', trace: 'x' }, { type: 'aws:cdk:creationStack', data: [null, 5, '(', ' (:)', 'x (:1:2)'] }] },
      'escape/manifest.json': manifest({ a: stack('../outside.template.json'), b: dir('..'), c: dir('/'), d: stack('a\0b') }),
      'ring/manifest.json': manifest({ a: dir('.'), b: dir('in'), s: stack('self.template.json') }),
      'ring/in/manifest.json': manifest({ a: dir('../'), b: dir('link') }),
      'ring/self.template.json': { Resources: { Me: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'x' }, Metadata: { 'aws:asset:path': 'self.template.json' } } } },
      'list2/manifest.json': manifest({ a: stack('a.json') }),
      'list2/a.json': '[]',
    });
    symlinkSync(join(folder, 'ring'), join(folder, 'ring/in/link'));
    const say = async (name: string) => {
      const context = await loaded(folder, name);
      for (const node of context.graph.nodes) place(node, 'Family');
      return [context.graph.nodes.length, ...messages(context)];
    };
    assert.equal(await say('list'), [0, 'error list/manifest.json: is not the manifest of a cloud assembly']);
    assert.is((await say('text')).length, 2);
    assert.equal(await say('none'), [0]);
    assert.equal(await say('missing'), [0, 'error missing/manifest.json: there is no such file']);
    assert.equal(await say('odd'), [2, 'error odd/manifest.json: artifact d names no file', 'error odd/manifest.json: artifact e names no file', 'error odd/manifest.json: artifact g names no file']);
    assert.equal(await say('escape'), [0, ...['a', 'b', 'c', 'd'].map((id) => `error escape/manifest.json: artifact ${id} leads out of the assembly`)]);
    assert.equal(await say('ring'), [1]);
    assert.equal(await say('list2'), [0, 'error list2/a.json: is not a template']);
  }));

const author = suite('who wrote it');

author('a construct: the frame of the user, also for what a library made inside', async () => {
  const nodes = byPath(await shop());
  assert.is(place(nodes.get('Cluster/Cluster/Resource')), 'lib/cluster-stack.ts:16:20');
  assert.is(place(nodes.get('Web/Service/Service')), 'lib/web-stack.ts:14:21');
  assert.is(place(nodes.get('Web/Task/TaskRole/Resource')), 'lib/web-stack.ts:12:18');
  assert.is(place(nodes.get('Prod/Web/Service/Service')), 'lib/web-stack.ts:14:21');
});

author('the same logical id in a nested stack is another construct', async () => {
  const context = await shop();
  const tasks = context.graph.nodes.filter((node) => node.name === 'Task79114B6B' && !node.source.constructPath?.startsWith('Prod'));
  assert.equal(tasks.map((node) => place(node)), ['lib/web-stack.ts:12:18', 'lib/web-stack.ts:31:18']);
  assert.equal(tasks.map((node) => node.source.constructPath), ['Web/Task/Resource', 'Web/Jobs/Task/Resource']);
});

author('a property: its last assignment, in whatever case it is asked for', async () => {
  const raw = byPath(await shop()).get('Web/Raw');
  assert.is(place(raw, 'NetworkMode'), 'lib/web-stack.ts:23:9');
  assert.is(place(raw, 'networkMode'), 'lib/web-stack.ts:23:9');
  assert.is(place(raw, 'Family'), 'lib/web-stack.ts:21:17');
  assert.is(place(byPath(await shop()).get('Web/Service/Service'), 'EnableExecuteCommand'), 'lib/web-stack.ts:20:14');
});

author('the region is to the end of the line', async () => {
  const at = byPath(await shop()).get('Web/Raw')?.source.authored?.('NetworkMode');
  assert.equal(at, { file: 'lib/web-stack.ts', line: 23, column: 9, endLine: 23, endColumn: 32 });
});

author('old manifests: inline metadata, traces, Windows paths of another machine, the ancestor where a construct has no frames', async () => {
  const context = await loaded(join(FIXTURES, 'old'));
  const in_ = (name: string) => context.graph.ofType('AWS::ECS::TaskDefinition').find((node) => node.source.file.source.shown.endsWith(name));
  assert.is(place(in_('/Site.template.json')), 'lib/site.ts:7:18');
  assert.is(place(in_('/SiteWorkers.nested.template.json')), 'lib/site.ts:9:5');
  assert.is(in_('/SiteWorkers.nested.template.json')?.source.constructPath, 'Site/Workers/Task/Resource');
  assert.is(place(in_('/TestSite.template.json')), undefined);
});

author('compiled JavaScript leads through its source map, also from frames that CDK cuts short', async () => {
  const context = await loaded(join(FIXTURES, 'compiled'));
  assert.is(place(context.graph.nodes[0]), 'src/app.ts:15:1');
});

author('an inline source map, a missing one, a missing source', () =>
  inFolder(async (folder) => {
    cpSync(join(FIXTURES, 'compiled'), folder, { recursive: true });
    const compiled = join(folder, 'out/app.js');
    const map = readFileSync(`${compiled}.map`, 'utf8');
    const code = readFileSync(compiled, 'utf8').replace(/\/\/# source.*/, '');
    const at = async () => place((await loaded(folder)).graph.nodes[0]);
    writeFileSync(compiled, `${code}//# sourceMappingURL=data:application/json;charset=utf-8;base64,${Buffer.from(map).toString('base64')}\n`);
    assert.is(await at(), 'src/app.ts:15:1');
    writeFileSync(compiled, `${code}//# sourceMappingURL=data:application/json,${encodeURIComponent(map)}\n`);
    assert.is(await at(), 'src/app.ts:15:1');
    writeFileSync(compiled, `${code}//# sourceMappingURL=nowhere.js.map\n`);
    assert.is(await at(), 'out/app.js:8:1');
    writeFileSync(compiled, `${code}//# sourceMappingURL=app.js.map\n`);
    rmSync(join(folder, 'src'), { recursive: true });
    assert.is(await at(), 'out/app.js:8:1');
    rmSync(compiled);
    assert.is(await at(), undefined);
  }));

author('Python: host frames after those of the runtime, without columns', async () => {
  const nodes = byPath(await loaded(join(FIXTURES, 'python')));
  assert.is(place(nodes.get('Web/Task/Resource')), 'shop/web_stack.py:9:9');
  assert.is(place(nodes.get('Web/Raw')), 'shop/web_stack.py:14:9');
  assert.is(place(nodes.get('Web/Raw'), 'NetworkMode'), 'shop/web_stack.py:17:9');
});

author('a recorded file that is not here, is too short, or is not the user\'s gives no place', () =>
  inFolder(async (folder) => {
    const frames: Record<string, string> = {
      gone: 'new X (/app/lib/gone.ts:1:1)',
      short: 'new X (/app/lib/app.ts:99:1)',
      blank: 'new X (/app/lib/app.ts:2:1)',
      library: 'new X (/app/node_modules/lib/app.ts:1:1)',
      venv: '__init__ (/app/.venv/lib/python3.11/site-packages/lib/app.ts:1)',
      outside: `new X (${folder}/outside.ts:1:1)`,
      up: 'new X (../outside.ts:1:1)',
      none: '...new FargateService2 in aws-cdk-lib...',
      wide: 'new X (/app/lib/app.ts:3:500)',
      good: 'new X (/app/lib/app.ts:3:3)',
      relative: 'new X (lib/app.ts:3:3)',
      root: 'new X (/app/main.ts:1:1)',
      elsewhere: 'new X (/other/main.ts:1:1)',
    };
    write(folder, {
      'outside.ts': 'x\n',
      'app/.git/HEAD': '',
      'app/main.ts': 'main();\n',
      'app/lib/app.ts': 'one();\n\n  three();\n',
      'app/cdk.out/manifest.json': { version: '55.0.0', artifacts: { A: { ...stack('A.template.json'), additionalMetadataFile: 'm.json' } } },
      'app/cdk.out/A.template.json': { Resources: Object.fromEntries(Object.keys(frames).map((name) => [name, template().Resources.Task])) },
      'app/cdk.out/m.json': Object.fromEntries(Object.entries(frames).map(([name, frame]) => [`/A/${name}`, [{ type: 'aws:cdk:logicalId', data: name }, { type: 'aws:cdk:creationStack', data: [frame] }]])),
    });
    const context = await loaded(join(folder, 'app'));
    const places = Object.fromEntries(context.graph.nodes.map((node) => [node.name, place(node)]).filter(([, at]) => at));
    assert.equal(places, { wide: 'lib/app.ts:3:3', good: 'lib/app.ts:3:3', relative: 'lib/app.ts:3:3', root: 'main.ts:1:1' });
  }));

author('frames are read in every form', () => {
  const cases: [string, string | undefined][] = [
    ['new Web (/app/lib/web.ts:14:21)', '/app/lib/web.ts 14 21'],
    ['    at new Web (/app/lib/web.ts:14:21)', '/app/lib/web.ts 14 21'],
    ['async build (file:///app/my%20lib/web.js:1:2)', '/app/my lib/web.js 1 2'],
    ['/app/web.js:6:1', '/app/web.js 6 1'],
    ['file:///app/web.js:6 (:)', '/app/web.js 6 undefined'],
    ['file:///app/web.js:5: (file:///app/web.js:5:1)', '/app/web.js 5 undefined'],
    ['async file:///app/web.js:5:1 (async file:///app/web.js:5:11)', '/app/web.js 5 undefined'],
    ['new Web (C:\\app\\web.ts:3:4)', 'C:/app/web.ts 3 4'],
    ['new Web (file:///C:/app/web.ts?x=1:3:4)', 'C:/app/web.ts 3 4'],
    ['__init__ (/app/web.py:28)', '/app/web.py 28 undefined'],
    ['lambda (/app/web (copy)/web.ts:3:4)', '/app/web (copy)/web.ts 3 4'],
    ['...new NestedStack in aws-cdk-lib...', undefined],
    ['.../tmp/k/node_modules/aws-cdk-lib/vpc.js:1:287 in aws-cdk-lib...', undefined],
    ['(no user code in 10 frames, use --stack-trace-limit to capture more)', undefined],
    ['Array.forEach (:)', undefined],
    ['Array.forEach (<anonymous>)', undefined],
    ['ModuleJob.run (node:internal/modules/esm/module_job:325:25)', undefined],
    ['!!DESTRUCTIVE_CHANGES: WILL_REPLACE', undefined],
    ['', undefined],
  ];
  for (const [text, expected] of cases) {
    const frame = parseFrame(text);
    assert.is(frame && `${frame.file} ${frame.line} ${frame.column}`, expected, text);
  }
});

author('source maps: sections, a root, what is no map', () => {
  const one = { version: 3, sources: ['a.ts'], sourceRoot: 'src/', mappings: 'AAAA;AACA,IAAI' };
  const map = SourceMap.parse(JSON.stringify({ version: 3, sections: [{ offset: { line: 0, column: 0 }, map: one }, { offset: { line: 4, column: 2 }, map: { version: 3, sources: ['/b.ts'], mappings: 'AAAA,EAEE' } }] }), '/app');
  assert.equal(map?.original(2, 1), { source: '/app/src/a.ts', line: 2, column: 1 });
  assert.equal(map?.original(2, 9), { source: '/app/src/a.ts', line: 2, column: 5 });
  assert.equal(map?.original(5, 4), { source: '/b.ts', line: 1, column: 1 });
  assert.equal(map?.original(5, 5), { source: '/b.ts', line: 3, column: 3 });
  assert.is(map?.original(9, 1), undefined);
  for (const text of ['', 'x', 'null', '{}', '{"sources":[],"mappings":4}', '{"sections":[null]}']) assert.is(SourceMap.parse(text, '/app'), undefined, text);
  assert.is(SourceMap.parse('{"sources":[],"mappings":"!!!!,AAAA"}', '/app')?.original(1, 1), undefined);
});

const locating = suite('assembly of an app');

locating('output, the default, an app that is an assembly; missing: run cdk synth', () =>
  inFolder(async (folder) => {
    const manifest = { version: '55.0.0', artifacts: {} };
    write(folder, {
      'default/cdk.json': { app: 'x' },
      'default/cdk.out/manifest.json': manifest,
      'named/cdk.json': { app: 'x', output: '../built' },
      'built/manifest.json': { ...manifest, artifacts: { A: { ...stack('A.template.json'), metadata: { '/A/T': [{ type: 'aws:cdk:logicalId', data: 'Task', trace: ['f (/ci/bin/app.ts:1:1)'] }] } } } },
      'built/A.template.json': template(),
      'named/bin/app.ts': 'app();\n',
      'ready/cdk.json': { app: 'made' },
      'ready/made/manifest.json': manifest,
      'missing/cdk.json': '{ "app": "x" }',
      'odd/cdk.json': '[]',
      'broken/cdk.json': '{',
    });
    const context = new LoadContext({ cwd: folder });
    const at = async (name: string) => {
      const found = await assemblyOf(join(folder, name, 'cdk.json'), context);
      return found && relative(folder, found);
    };
    assert.is(await at('default'), 'default/cdk.out');
    assert.is(await at('named'), 'built');
    assert.is(await at('ready'), 'ready/made');
    assert.equal(messages(context), []);
    for (const name of ['missing', 'odd']) {
      assert.is(await at(name), undefined);
      assert.match(messages(context).at(-1) ?? '', new RegExp(`warning ${name}/cdk.json: ${name}/cdk.out is missing.*run cdk synth`));
    }
    assert.is(await at('broken'), undefined);
    assert.not.ok(context.notices.some(({ incomplete }) => incomplete));
    // The app's folder is remembered, although its assembly is elsewhere.
    await loadAssembly(join(folder, 'built'), context);
    assert.is(place(context.graph.nodes.at(-1)), 'named/bin/app.ts:1:1');
  }));

locating('older than the sources of the app: a warning', () =>
  inFolder(async (folder) => {
    const old = new Date(Date.now() - 3_600_000);
    write(folder, {
      'cdk.json': { app: 'x' },
      'cdk.out/manifest.json': { version: '55.0.0', artifacts: {} },
      'lib/app.ts': 'x',
      'lib/app.js': 'x',
      'node_modules/a/index.js': 'x',
      '.hidden/a.ts': 'x',
      'lib/app.d.ts': 'x',
      'test/app.test.ts': 'x',
      'README.md': 'x',
      'cdk.out/asset.1/index.js': 'x',
    });
    for (const file of ['cdk.out/manifest.json', 'lib/app.ts']) utimesSync(join(folder, file), old, old);
    const say = async () => {
      const context = new LoadContext({ cwd: folder });
      assert.is(await assemblyOf(join(folder, 'cdk.json'), context), join(folder, 'cdk.out'));
      return messages(context);
    };
    assert.equal(await say(), []);
    utimesSync(join(folder, 'lib/app.ts'), new Date(), new Date());
    assert.equal(await say(), ['warning cdk.out: is older than lib/app.ts: run cdk synth']);
  }));

assembly.run();
author.run();
locating.run();

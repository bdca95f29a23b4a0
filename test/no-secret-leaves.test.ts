/**
 * No secret leaves. Canaries that detectors know are planted in every string of every fixture, and must appear in no byte of any
 * report, nor on standard error.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { globbySync } from 'globby';
import { dump } from 'js-yaml';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from '../src/load/parse.js';
import { ParseError } from '../src/load/source.js';
import { main } from '../src/main.js';
import { scratch } from './child.js';
import { ROOT } from './helpers.js';

// Made up, and put together here so that no scanner of this repository takes them for real.
const KEY = ['AKIA', 'Q7CANARY2XWZPLM3'].join('');
const TOKEN = ['ghp_', 'CanaryTokenCanaryTokenCanaryToken0123'].join('');
const PASSWORD = 'canarypw8731';
const URL_WITH_PASSWORD = `postgres://user:${PASSWORD}@host/db`;
const NAMED = 'CorrectHorseCanary99';
const PEM = ['-----BEGIN RSA PRIVATE ', 'KEY-----\n', 'CanaryPemBodyMIIEowIBAAKCAQEA0123456789abcd\nCanaryPemTailzyxwvutsrqponmlkjihgfedcba98765\n', '-----END RSA PRIVATE ', 'KEY-----\n'].join('');
/** Parts of the canaries that would give them away. */
const TRACES = ['Q7CANARY2', 'CanaryToken', 'canarypw', 'CorrectHorse', 'CanaryPem'];

type Change = (value: string, path: readonly (string | number)[]) => string;

/** Steps below which strings say what a template is, so that changing them would leave nothing to check. */
const STRUCTURE = /^(Type|Ref|Fn::.*|Condition|DependsOn|AWSTemplateFormatVersion|Transform|TemplateURL)$/;

function changed(raw: unknown, change: Change, path: readonly (string | number)[] = []): unknown {
  if (typeof raw === 'string') return path.some((step) => typeof step === 'string' && STRUCTURE.test(step) && !path.includes('Environment')) ? raw : change(raw, path);
  if (Array.isArray(raw)) return raw.map((item, index) => changed(item, change, [...path, index]));
  if (typeof raw !== 'object' || raw === null) return raw;
  return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, changed(value, change, [...path, key])]));
}

/** Gives every environment variable a name that says secret, and a value that only its name gives away. */
function named(raw: unknown): unknown {
  if (Array.isArray(raw)) return raw.map(named);
  if (typeof raw !== 'object' || raw === null) return raw;
  const entries = Object.entries(raw).map(([key, value]): [string, unknown] => {
    if (!/^environment$/i.test(key) || !Array.isArray(value)) return [key, named(value)];
    const [name, text] = key === 'Environment' ? ['Name', 'Value'] : ['name', 'value'];
    return [key, value.map((_, index) => (index % 2 ? { [text]: NAMED, [name]: 'DB_PASSWORD' } : { [name]: 'DB_PASSWORD', [text]: NAMED }))];
  });
  return Object.fromEntries(entries);
}

const folder = scratch();
let runs = 0;

/** All that leaves the process for these files, in every format. */
async function outputs(files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = join(folder, String(runs++));
  mkdirSync(cwd);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  let all = '';
  const add = (text: string): void => {
    all += text;
  };
  const formats = ['json', 'sarif', 'sarif-full'];
  const argv = ['check', ...Object.keys(files), '--preset', 'all', '--undecided', '--timing', '-f', 'pretty', ...formats.flatMap((format) => ['-f', `${format}=out/${format}`])];
  const code = await main(argv, {
    cwd,
    env: {},
    stdoutIsTty: false,
    stderrIsTty: false,
    columns: 200,
    out: add,
    err: add,
    stdin: async () => Buffer.alloc(0),
  });
  assert.not.equal(code, 2, all);
  return all + formats.map((format) => readFileSync(join(cwd, 'out', format), 'utf8')).join('\n');
}

async function staysInside(files: Readonly<Record<string, string>>, what: string): Promise<void> {
  const all = await outputs(files);
  for (const trace of TRACES) {
    const at = all.indexOf(trace);
    if (at >= 0) assert.unreachable(`${what}: ${all.slice(Math.max(0, at - 300), at + 60)}`);
  }
}

const test = suite('no secret leaves');
const fixtures = globbySync(['fixtures/**/*.{yaml,yml,json,template}', 'examples/**/*.{yaml,yml,json}'], { cwd: ROOT, ignore: ['**/manifest.json', '**/tree.json', '**/*.assets.json', '**/node_modules/**'] }).sort();

const PLANTED: readonly [string, Change][] = [
  ['after the value', (value) => `${value} ${KEY} ${URL_WITH_PASSWORD} ${TOKEN}`],
  ['glued to the value', (value) => `${value}:${KEY}`],
  ['an access key as the value', () => KEY],
  ['a URL as the value', () => URL_WITH_PASSWORD],
  ['a key over several lines', (value) => `${value}\n${PEM}`],
];

for (const file of fixtures) {
  test(file, async () => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    let documents: unknown[];
    try {
      documents = (await parse(text, file)).map(({ data }) => data);
    } catch (error) {
      if (error instanceof ParseError) return;
      throw error;
    }
    for (const data of documents) {
      if (typeof data !== 'object' || data === null) continue;
      const stem = basename(file).replace(/\.\w+$/, '');
      for (const [how, change] of PLANTED) {
        const planted = changed(data, change);
        await staysInside({ [`${stem}.json`]: JSON.stringify(planted, null, 2), [`${stem}.yaml`]: dump(planted) }, `${file}, ${how}`);
      }
      const secret = named(data);
      await staysInside({ 'a.json': JSON.stringify(secret, null, 2), 'b.json': JSON.stringify(secret), 'c.yaml': dump(secret), 'd.yaml': dump(secret, { flowLevel: 6 }) }, `${file}, named`);
    }
  });
}

test('in functions, defaults, outputs and what nobody reads', async () => {
  const template = {
    Description: `${KEY}`,
    Parameters: { P: { Type: 'String', Default: KEY, Description: TOKEN, AllowedValues: [KEY, TOKEN] }, DbPassword: { Type: 'String', Default: NAMED } },
    Mappings: { M: { a: { DbPassword: NAMED, k: KEY } } },
    Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, KEY] }, D: { 'Fn::Equals': [{ Ref: 'Nothing' }, TOKEN] } },
    Resources: {
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Condition: 'D',
        Metadata: { note: KEY },
        Properties: {
          Family: { 'Fn::Sub': `\${AWS::Region}-${KEY}` },
          ContainerDefinitions: [
            {
              Name: { 'Fn::If': ['C', TOKEN, KEY] },
              Image: { 'Fn::Join': ['/', [KEY, { Ref: 'P' }, { Ref: 'Other' }]] },
              Privileged: { 'Fn::If': ['C', true, { 'Fn::If': ['D', 'true', KEY] }] },
              Command: [{ 'Fn::Sub': `mysql --password=${NAMED} \${P}` }, URL_WITH_PASSWORD],
              Environment: [{ Name: 'A', Value: { 'Fn::FindInMap': ['M', 'a', 'k'] } }, { Name: 'DB_PASSWORD', Value: { 'Fn::FindInMap': ['M', 'a', 'DbPassword'] } }, { Name: 'DB_PASSWORD', Value: { Ref: 'DbPassword' } }, { Name: 'DB_PASSWORD', Value: { 'Fn::If': ['C', NAMED, { Ref: 'P' }] } }, { Name: KEY, Value: 'x' }],
              LogConfiguration: { LogDriver: 'splunk', Options: { 'splunk-token': KEY, 'splunk-url': URL_WITH_PASSWORD } },
              [KEY]: KEY,
            },
          ],
        },
      },
      [`X${KEY}`]: { Type: KEY, Properties: { Name: KEY } },
      Service: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: KEY, Cluster: { 'Fn::ImportValue': TOKEN }, DesiredCount: KEY, LaunchType: { Ref: KEY }, Role: { 'Fn::GetAtt': [TOKEN, KEY] } } },
    },
    Outputs: { O: { Value: KEY, Export: { Name: TOKEN } } },
  };
  await staysInside({ 'a.json': JSON.stringify(template, null, 2), 'b.json': JSON.stringify(template), 'c.yaml': dump(template) }, 'everywhere');
});

test('in text that does not parse', async () => {
  const whole = JSON.stringify({ Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Family: KEY, [KEY]: TOKEN, ContainerDefinitions: [{ Name: TOKEN, Image: URL_WITH_PASSWORD }] } } } }, null, 1);
  const yaml = dump(JSON.parse(whole));
  const files: Record<string, string> = {};
  for (let cut = 40; cut < whole.length; cut += 13) files[`${cut}.json`] = whole.slice(0, cut);
  for (let cut = 40; cut < yaml.length; cut += 13) files[`${cut}.yaml`] = `${yaml.slice(0, cut)}\n ]`;
  files['tag.yaml'] = `Resources: !<${KEY}> { A: !${KEY} x }`;
  files['alias.yaml'] = `Resources: *${KEY}`;
  files['anchor.yaml'] = `Resources: { A: { Type: "AWS::ECS::Cluster", "${KEY}": 1, "${KEY}": 2 } }`;
  await staysInside(files, 'broken');
});

test('in what is given on the command line', async () => {
  let all = '';
  const add = (text: string): void => {
    all += text;
  };
  const world = { cwd: folder, env: {}, stdoutIsTty: false, stderrIsTty: false, columns: 80, out: add, err: add, stdin: async () => Buffer.from('Parameters: { P: { Type: String } }\nResources: { T: { Type: "AWS::ECS::TaskDefinition", Properties: { Family: !Ref P, ContainerDefinitions: [{ Name: !Ref P, Image: !Ref P, Privileged: true }] } } }\n') };
  await main(['check', '--stdin', '--preset', 'all', '-p', `P=${KEY}`], world);
  await main(['check', '--stdin', '--preset', 'all', '-p', KEY], world);
  for (const trace of TRACES) assert.not.ok(all.includes(trace), all);
});

test('a crash of a rule tells no secret', async () => {
  const { defineRule } = await import('../src/rule.js');
  const { run } = await import('../src/run.js');
  const crash = defineRule({
    id: 'test/crash', summary: 's', why: 'w', fix: 'f', category: 'security', severity: 'high', references: [], presets: [], on: 'AWS::ECS::TaskDefinition',
    check() {
      throw new Error(`cannot read ${KEY} of ${URL_WITH_PASSWORD}`);
    },
  });
  const { result } = await run({ cwd: ROOT, paths: [], stdin: { name: 'a.json', text: JSON.stringify({ family: KEY, containerDefinitions: [{ name: KEY, image: KEY }] }) }, rules: [crash] });
  assert.is(result.errors.length, 1);
  for (const trace of TRACES) assert.not.ok(JSON.stringify(result).includes(trace));
});

test.run();

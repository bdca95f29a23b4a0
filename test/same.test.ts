/** One workload written for every source gives the same findings: rule, place and severity. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globbySync } from 'globby';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import { run, type Run } from '../src/run.js';
import { judge, scan } from '../src/scan/scan.js';
import { scratch, write } from './child.js';
import { deployed } from './fake-aws/deployed.js';
import { FakeAws } from './fake-aws/server.js';
import { ROOT } from './helpers.js';

async function lint(cwd: string, path: string): Promise<Run> {
  const done = await run({ cwd, paths: [path], rules });
  assert.equal(done.result.errors, []);
  assert.is(done.result.incomplete, false, JSON.stringify(done.result.notices));
  return done;
}

/** Findings as `RULE severity TYPE PATH`, without the rules about the files themselves. */
const findings = ({ result }: Run): string[] => result.findings.filter(({ rule }) => !rule.startsWith('input/')).map((f) => `${f.rule} ${f.severity} ${f.resource.type} ${f.path}`).sort();
const undecided = ({ result }: Run): Set<string> => new Set(result.undecided.map(({ rule, resource }) => `${rule} ${resource.type}`));

/** An assembly with one stack, as `cdk synth` leaves it. */
function assembly(template: string): string {
  return write(scratch(), {
    'cdk.out/cdk.out': '{"version":"36.0.0"}',
    'cdk.out/manifest.json': JSON.stringify({ version: '36.0.0', artifacts: { Stack: { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties: { templateFile: 'Stack.template.json' }, displayName: 'Stack' } } }),
    'cdk.out/Stack.template.json': template,
  });
}

const test = suite('same');
for (const folder of globbySync('fixtures/same/*', { cwd: ROOT, onlyDirectories: true }).sort()) {
  const path = (name: string): string => `${folder}/${name}`;
  const inYaml = lint(ROOT, path('template.yaml'));

  test(`${folder}: is full of mistakes`, async () => {
    const found = findings(await inYaml);
    assert.ok(new Set(found.map((line) => line.split(' ')[0])).size >= Math.min(5, rules.length), found.join('\n'));
  });

  test(`${folder}: JSON says what YAML says`, async () => {
    const json = await lint(ROOT, path('template.json'));
    assert.equal(findings(json), findings(await inYaml));
    assert.equal([...undecided(json)].sort(), [...undecided(await inYaml)].sort());
  });

  test(`${folder}: every finding points at the same thing`, async () => {
    const words = async (name: string): Promise<string[]> => {
      const lines = readFileSync(join(ROOT, path(name)), 'utf8').split('\n');
      const { result } = await lint(ROOT, path(name));
      return result.findings.map(({ rule, location: { line, column, endColumn } }) => `${rule} ${(lines[line - 1] ?? '').slice(column - 1, endColumn - 1).replaceAll(/['"]/g, '')}`).sort();
    };
    assert.equal(await words('template.json'), await words('template.yaml'));
  });

  test(`${folder}: nested stacks`, async () => {
    const nested = await lint(ROOT, path('nested'));
    assert.equal(findings(nested), findings(await inYaml));
  });

  test(`${folder}: a cloud assembly`, async () => {
    const root = assembly(readFileSync(join(ROOT, path('template.json')), 'utf8'));
    assert.equal(findings(await lint(root, 'cdk.out')), findings(await inYaml));
  });

  test(`${folder}: the JSON of the ECS API, as far as it goes`, async () => {
    const api = await lint(ROOT, path('ecs'));
    const open = undecided(api);
    const said = findings(api);
    const there = findings(await inYaml);
    assert.equal(said.filter((line) => !there.includes(line)), [], 'only in the JSON of the API');
    const inApi = there.filter((line) => /AWS::ECS::(TaskDefinition|Service) /.test(line));
    // A rule that needs what is in no such file says so.
    const missing = inApi.filter((line) => {
      const [rule, , type] = line.split(' ');
      return !said.includes(line) && !open.has(`${rule} ${type}`);
    });
    assert.equal(missing, [], 'only in the template');
    assert.ok(said.length >= Math.min(3, inApi.length));
  });

  test(`${folder}: the account in which it runs`, async () => {
    const aws = new FakeAws();
    aws.put('123456789012', 'eu-west-1', deployed(join(ROOT, folder), '123456789012', 'eu-west-1'));
    await aws.start();
    try {
      const env = { AWS_ENDPOINT_URL: aws.url, AWS_ACCESS_KEY_ID: 'AKIA123456789012EXMP', AWS_SECRET_ACCESS_KEY: 'made-up' };
      Object.assign(process.env, env);
      const { snapshots } = await scan({ cwd: ROOT, env, regions: ['eu-west-1'], organization: false, units: [], tags: [], scope: 'latest+used', share: 1, resume: false, outOfScope: [] }, rules, () => {});
      assert.equal(snapshots[0]?.collections.filter(({ state }) => state !== 'complete'), []);
      const live = await judge(snapshots, { cwd: ROOT, paths: [], rules }, run);
      assert.equal(live.result.errors, []);
      assert.equal(findings(live), findings(await inYaml));
    } finally {
      aws.stop();
    }
  });
}
test.run();

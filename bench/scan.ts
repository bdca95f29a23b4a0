/**
 * A scan of 2,000 services against the fake of AWS: calls against the plan, wall time against what the slowest bucket allows, memory; once
 * in quiet, once under throttling, denials, hangs and resets. Prints a table; exit code 1 when calls differ from the plan or something is
 * lost without being listed. Wall times are for reading: the fake and the scan share the machine.
 *
 *     npx tsx bench/scan.ts
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Snapshot } from '../src/load/live/snapshot.js';
import { FakeAws } from '../test/fake-aws/server.js';
import { shop } from '../test/fake-aws/shop.js';
import type { AccountState, Fault } from '../test/fake-aws/state.js';

const ROOT = resolve(fileURLToPath(new URL('..', import.meta.url)));
const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';
const SERVICES = 2000;
const FAMILIES = 300;
const REPOSITORIES = 100;

/** What AWS publishes: tokens at once and a second. */
const BUCKETS: readonly [name: string, actions: RegExp, burst: number, rate: number][] = [
  ['service read', /^ecs:(?:List|Describe)Services$/, 100, 20],
  ['task definition read', /^ecs:(?:DescribeTaskDefinition|ListTaskDefinitionFamilies)$/, 50, 20],
  ['service revision read', /^ecs:DescribeServiceRevisions$/, 50, 20],
  ['ecr', /^ecr:/, 20, 20],
  ['ec2', /^ec2:/, 50, 10],
];

function account(): AccountState {
  const state = shop({ more: SERVICES - 2 });
  const [definition] = state.taskDefinitions;
  for (let index = state.taskDefinitions.length; index < FAMILIES; index++) state.taskDefinitions.push({ ...definition, family: `family-${index}`, taskDefinitionArn: `arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/family-${index}:1`, revision: 1 });
  const [repository] = state.repositories;
  for (let index = 1; index < REPOSITORIES; index++) state.repositories.push({ ...repository, repositoryName: `r${index}`, repositoryArn: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/r${index}` });
  return state;
}

async function measured(faults: Fault[]): Promise<{ aws: FakeAws; seconds: number; memory: number; snapshot: Snapshot; code: number | null }> {
  const aws = new FakeAws();
  aws.put(ACCOUNT, REGION, account());
  aws.faults = faults;
  await aws.start();
  const cwd = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  const usage = `import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(${JSON.stringify(join(cwd, 'usage'))}, String(process.resourceUsage().maxRSS)));`;
  const env = { PATH: process.env.PATH, HOME: cwd, AWS_ENDPOINT_URL: aws.url, AWS_ACCESS_KEY_ID: `AKIA${ACCOUNT}EXMP`, AWS_SECRET_ACCESS_KEY: 'made-up', PLIMSOLL_CALL_TIMEOUT: '1000' };
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(usage)}`, join(ROOT, 'dist/cli.js'), 'scan', '--region', REGION, '--rate-share', '1', '--snapshots', 'kept', '-f', 'json=report.json', '-q'], { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  const seconds = (performance.now() - started) / 1000;
  aws.stop();
  const snapshot = JSON.parse(readFileSync(join(cwd, 'kept/cells', ACCOUNT, `${REGION}.json`), 'utf8')) as Snapshot;
  const memory = Number(readFileSync(join(cwd, 'usage'), 'utf8')) / 1024;
  rmSync(cwd, { recursive: true, force: true });
  return { aws, seconds, memory, snapshot, code };
}

const state = account();
const old = 1;
const named = state.schedules.length;
const plan: Record<string, number> = {
  'ecs:ListServices': Math.ceil(SERVICES / 100),
  'ecs:DescribeServices': Math.ceil(SERVICES / 10),
  'ecs:DescribeServiceRevisions': Math.ceil(SERVICES / 20),
  'ecs:ListTaskDefinitionFamilies': Math.ceil((FAMILIES - old) / 100),
  'ecs:DescribeTaskDefinition': FAMILIES - old + named,
  'ecr:DescribeRepositories': 1,
  'ecr:BatchGetRepositoryScanningConfiguration': Math.ceil(REPOSITORIES / 25),
  'ecr:GetLifecyclePolicy': REPOSITORIES,
  'ecr:GetRepositoryPolicy': REPOSITORIES,
  'ecr:ListTagsForResource': REPOSITORIES,
  // However many services there are, their networks are the same.
  'ec2:DescribeSubnets': 1,
  'ec2:DescribeVpcs': 1,
  'ec2:DescribeVpcAttribute': 2,
  'ec2:DescribeRouteTables': 1,
  'ec2:DescribeVpcEndpoints': 1,
  'ec2:DescribeSecurityGroups': 1,
  'cloudwatch:DescribeAlarms': 1,
};
let wrong = 0;

const quiet = await measured([]);
for (const [action, count] of Object.entries(plan)) {
  const made = quiet.aws.counts.get(action) ?? 0;
  if (made === count) continue;
  wrong++;
  console.log(`${action}: ${made} calls, the plan says ${count}`);
}
const bounds = BUCKETS.map(([name, actions, burst, rate]) => ({ name, seconds: Math.max(0, [...quiet.aws.counts].reduce((sum, [action, count]) => sum + (actions.test(action) ? count : 0), 0) - burst) / rate }));
const slowest = bounds.reduce((most, each) => (each.seconds > most.seconds ? each : most));
console.log(`scan of ${SERVICES} services, ${FAMILIES} families, ${REPOSITORIES} repositories`);
console.log(`  in quiet       ${quiet.aws.total} calls, ${quiet.seconds.toFixed(1)} s (bucket "${slowest.name}" allows ${slowest.seconds.toFixed(1)} s: ${(quiet.seconds / slowest.seconds).toFixed(2)}x of 1.2), ${Math.round(quiet.memory)} MiB, ${quiet.snapshot.resources.length} resources`);

const rough = await measured([{ kind: 'throttle', share: 0.2 }, { kind: 'deny', share: 0.1, on: /^(?!sts)/ }, { kind: 'hang', share: 0.005 }, { kind: 'reset', share: 0.02 }]);
const open = rough.snapshot.collections.filter(({ state: its }) => its !== 'complete');
const openTypes = new Set(open.flatMap(({ types }) => types));
const there = new Set(rough.snapshot.resources.map(({ type, ids }) => `${type} ${ids[0]}`));
const lost = quiet.snapshot.resources.filter(({ type, ids }) => !there.has(`${type} ${ids[0]}`) && !openTypes.has(type));
console.log(`  under faults   ${rough.aws.total} calls, ${rough.seconds.toFixed(1)} s, ${Math.round(rough.memory)} MiB, ${rough.snapshot.resources.length} resources, exit ${rough.code}`);
for (const { name, items, reason } of open) console.log(`    not whole: ${name} (${items} read): ${reason}`);
if (lost.length > 0 || open.length === 0 || (rough.code !== 3 && rough.code !== 1)) {
  wrong++;
  console.log(`  lost without being listed: ${lost.map(({ type, ids }) => `${type} ${ids[0]}`).join(', ')}`);
}
process.exitCode = wrong === 0 ? 0 : 1;

/**
 * The example that scans an organisation: its policy is today's, its app synthesises, our own rules are content with it, and its state
 * machine runs on moto as far as moto goes. PLIMSOLL_CDK names a folder whose `node_modules` holds aws-cdk-lib, PLIMSOLL_MOTO a
 * `moto_server`; what needs one that is not there is not run, and that is said.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../rules/index.js';
import { run, selectRules } from '../src/run.js';
import { leastPolicy } from '../src/scan/policy.js';
import { scratch } from './child.js';
import { ROOT } from './helpers.js';
import { motoServer } from './moto-server.js';

const EXAMPLE = join(ROOT, 'examples/organization-scan');
const test = suite('organization-scan');

test('the policy of the members is what a scan asks for today', () => {
  const file = join(EXAMPLE, 'lib/member-policy.json');
  const policy = `${JSON.stringify(leastPolicy(selectRules(rules, ['recommended'])), null, 2)}\n`;
  if (process.env.UPDATE) writeFileSync(file, policy);
  assert.is(readFileSync(file, 'utf8'), policy, 'UPDATE=1 npx tsx test/organization-scan.test.ts writes it');
});

const cdk = process.env.PLIMSOLL_CDK;
if (cdk === undefined || !existsSync(join(cdk, 'node_modules/aws-cdk-lib'))) console.log('skipped: PLIMSOLL_CDK names no folder with aws-cdk-lib, so the app is not synthesised');
else {
  const app = scratch();
  cpSync(EXAMPLE, app, { recursive: true });
  symlinkSync(join(cdk, 'node_modules'), join(app, 'node_modules'));
  const synth = spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), 'bin/app.ts'], { cwd: app, env: { ...process.env, CDK_OUTDIR: 'cdk.out' }, encoding: 'utf8' });
  type Template = { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> };
  const template = (name: string): Template => JSON.parse(readFileSync(join(app, `cdk.out/${name}.template.json`), 'utf8')) as Template;

  test('synthesises', () => assert.is(synth.status, 0, synth.stderr));

  test('no rule of ours finds anything, nor leaves anything open', async () => {
    const { result } = await run({ cwd: app, paths: ['cdk.out'], rules });
    assert.equal(result.findings.map(({ rule, message }) => `${rule}: ${message}`), []);
    assert.equal(result.errors, []);
    assert.is(result.incomplete, false);
    assert.ok(result.passed > 40, `${result.passed} passed`);
  });

  test('the member may be assumed by the hub alone, with the external id, and its policy only reads', () => {
    const [role] = Object.values(template('OrganizationScanMember').Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
    assert.match(JSON.stringify(role?.Properties.AssumeRolePolicyDocument), /plimsoll-organization-scan.*sts:ExternalId|sts:ExternalId.*plimsoll-organization-scan/);
    for (const action of JSON.stringify(role?.Properties.Policies).match(/"[a-z0-9-]+:[A-Z]\w+"/g) ?? []) assert.match(action, /:(?:Describe|List|Get|BatchGet)/);
  });

  const server = await motoServer();
  if (!server) console.log('skipped: PLIMSOLL_MOTO names no moto_server, so the state machine is not run');
  else {
    test.after(() => server.stop());
    test('the state machine lists accounts page by page, visits each, and ends with the merge', async () => {
      const machine = Object.values(template('OrganizationScan').Resources).find(({ Type }) => Type === 'AWS::StepFunctions::StateMachine');
      const joined = (machine!.Properties.DefinitionString as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
      const text = joined.map((part) => (typeof part === 'string' ? part : JSON.stringify(part).includes('AWS::Partition') ? 'aws' : 'evidence')).join('');
      // moto runs no tasks of ECS, and puts only text into objects.
      const definition = JSON.stringify(withoutTasks(JSON.parse(text))).replace('"Body.$":"$.page.Accounts"', '"Body.$":"States.JsonToString($.page.Accounts[*].Id)"');
      const call = async (service: string, target: string, input: object, version = '1.1'): Promise<Record<string, unknown>> => {
        const answer = await fetch(server.url, { method: 'POST', headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target, authorization: `AWS4-HMAC-SHA256 Credential=made-up/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0` }, body: JSON.stringify(input) });
        return (await answer.json()) as Record<string, unknown>;
      };
      await fetch(`${server.url}/moto-api/config`, { method: 'POST', body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }) });
      await call('organizations', 'AWSOrganizationsV20161128.CreateOrganization', { FeatureSet: 'ALL' });
      for (let index = 0; index < 23; index++) await call('organizations', 'AWSOrganizationsV20161128.CreateAccount', { AccountName: `a${index}`, Email: `a${index}@example.com` });
      await fetch(`${server.url}/evidence`, { method: 'PUT', headers: { authorization: 'AWS4-HMAC-SHA256 Credential=made-up/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0' } });
      const made = await call('states', 'AWSStepFunctions.CreateStateMachine', { name: 'scan', definition, roleArn: 'arn:aws:iam::123456789012:role/states' }, '1.0');
      const { executionArn } = await call('states', 'AWSStepFunctions.StartExecution', { stateMachineArn: made.stateMachineArn, name: 'run-1' }, '1.0');
      type Event = { type: string; stateEnteredEventDetails?: { name: string } };
      let events: Event[] = [];
      for (let tries = 0; !/^Execution(?:Succeeded|Failed|TimedOut|Aborted)$/.test(events.at(-1)?.type ?? '') && tries < 300; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        events = ((await call('states', 'AWSStepFunctions.GetExecutionHistory', { executionArn, maxResults: 1000 }, '1.0')).events as Event[] | undefined) ?? [];
      }
      const entered = events.flatMap(({ stateEnteredEventDetails }) => (stateEnteredEventDetails ? [stateEnteredEventDetails.name] : []));
      assert.is(events.at(-1)?.type, 'ExecutionSucceeded', JSON.stringify(events).slice(-2000));
      assert.is(entered.filter((name) => name === 'Note the accounts').length, 2, 'two pages of accounts');
      assert.is(entered.at(-1), 'Done');
      assert.ok(entered.includes('Put everything together'));
      const listing = await (await fetch(`${server.url}/evidence?list-type=2&prefix=runs/run-1/accounts/`, { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=made-up/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0' } })).text();
      assert.is(listing.match(/<Key>/g)?.length, 2, listing);
    });
  }
}
test.run();

/** A state machine without what runs tasks: each becomes a Pass. */
function withoutTasks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTasks);
  if (typeof value !== 'object' || value === null) return value;
  const state = value as Record<string, unknown>;
  if (state.Type === 'Task' && /ecs:runTask/.test(String(state.Resource))) return { Type: 'Pass', ResultPath: null, ...(state.End === true ? { End: true } : { Next: state.Next }) };
  return Object.fromEntries(Object.entries(state).map(([key, inner]) => [key, key === 'ToleratedFailurePercentage' ? undefined : withoutTasks(inner)]));
}

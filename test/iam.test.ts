/** IAM in three answers: patterns against names that are known in part, and whole policies. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mayAssume, mayDo } from '../src/aws/iam.js';
import { holds, type Piece } from '../src/aws/iam/name-pattern.js';
import { Unknown } from '../src/graph/value.js';

const test = suite('iam');
const parameter = (name: string): Unknown => new Unknown(`parameter ${name} has no value`, 'parameter', { source: { kind: 'parameter', name, noEcho: false } });

const regex = (pattern: string): RegExp => new RegExp(`^${pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');

test('known patterns and names: as a regular expression says', () => {
  const text = fc.stringMatching(/^[ab:*?]{0,8}$/);
  const name = fc.stringMatching(/^[ab:]{0,8}$/);
  fc.assert(fc.property(text, name, (pattern, subject) => assert.is(holds([pattern], [subject]), regex(pattern).test(subject))), { numRuns: 3000 });
});

test('unknown parts: yes and no hold for every value that they may have', () => {
  const values = ['a', 'b', 'ab', 'a/b'];
  const unknowns = [parameter('X'), parameter('Y')];
  const piece = fc.oneof(fc.stringMatching(/^[ab/*]{1,3}$/), fc.constantFrom(...unknowns));
  const subjectPiece = fc.oneof(fc.stringMatching(/^[ab/]{1,3}$/), fc.constantFrom(...unknowns));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 4 }), fc.array(subjectPiece, { maxLength: 4 }), (pattern, subject) => {
      const answer = holds(pattern, subject);
      if (answer instanceof Unknown) return;
      for (const x of values) {
        for (const y of values) {
          const fill = (pieces: readonly Piece[]): string => pieces.map((each) => (typeof each === 'string' ? each : each === unknowns[0] ? x : y)).join('');
          assert.is(regex(fill(pattern)).test(fill(subject)), answer, `${JSON.stringify(pattern)} ${JSON.stringify(subject)} with ${x}, ${y}`);
        }
      }
    }),
    { numRuns: 5000 },
  );
});

test('hostile patterns end in bounded time', () => {
  const started = performance.now();
  assert.is(holds([`${'a*'.repeat(200)}b`], ['a'.repeat(2000)]), false);
  assert.ok(performance.now() - started < 5000);
});

const allow = (Action: unknown, Resource: unknown = '*', more: object = {}): object => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource, ...more }] });
const ask = (action: string, arn: string, documents: object[], managed: string[] = []): string => mayDo({ documents, managed }, { action, resources: [[arn]] }).answer;

test('actions: case, wildcards, NotAction, lists and single values', () => {
  assert.is(ask('ssm:GetParameters', 'arn:aws:ssm:x:1:parameter/a', [allow('SSM:getparameters')]), 'allowed');
  assert.is(ask('ssm:GetParameters', 'arn:aws:ssm:x:1:parameter/a', [allow('ssm:GetParameter')]), 'denied');
  assert.is(ask('ssm:GetParameters', 'arn:aws:ssm:x:1:parameter/a', [allow(['s3:*', 'ssm:GetParameter?'])]), 'allowed');
  assert.is(ask('ssm:GetParameters', 'arn:aws:ssm:x:1:parameter/a', [{ Statement: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } }]), 'allowed');
  assert.is(ask('iam:PassRole', 'arn:aws:iam::1:role/a', [{ Statement: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } }]), 'denied');
});

test('a denial wins wherever it stands; a condition leaves it open', () => {
  const deny = { Statement: [{ Effect: 'Deny', Action: '*', Resource: 'arn:aws:s3:::b/*' }] };
  assert.is(ask('s3:GetObject', 'arn:aws:s3:::b/k', [allow('s3:*'), deny]), 'denied');
  assert.is(ask('s3:GetObject', 'arn:aws:s3:::c/k', [allow('s3:*'), deny]), 'allowed');
  assert.is(ask('s3:GetObject', 'arn:aws:s3:::c/k', [allow('s3:*', '*', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })]), 'unknown');
  const conditional = { Statement: [{ Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: { 'aws:ViaAWSService': 'false' } } }] };
  assert.is(ask('s3:GetObject', 'arn:aws:s3:::c/k', [allow('s3:*'), conditional]), 'unknown');
  assert.is(mayDo({ documents: [allow('s3:*'), conditional], managed: [] }, { action: 's3:GetObject', resources: [['arn:aws:s3:::c/k']], context: { 'aws:viaawsservice': ['true'] } }).answer, 'allowed');
  const plain = { Statement: [{ Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] };
  assert.is(ask('s3:GetObject', 'arn:aws:s3:::c/k', [allow('s3:*'), plain]), 'allowed', 'AWS is called by TLS');
});

test('policies of AWS: those that are known, and those that are not', () => {
  assert.is(ask('ecr:BatchGetImage', 'arn:aws:ecr:x:1:repository/a', [], ['service-role/AmazonECSTaskExecutionRolePolicy']), 'allowed');
  assert.is(ask('logs:CreateLogGroup', 'arn:aws:logs:x:1:log-group:a', [], ['service-role/AmazonECSTaskExecutionRolePolicy']), 'denied');
  assert.is(ask('logs:CreateLogGroup', 'arn:aws:logs:x:1:log-group:a', [], ['NobodyKnowsThis']), 'unknown');
});

test('a boundary allows nothing by itself and takes away what it does not hold', () => {
  const grants = { documents: [allow('s3:*')], managed: [], boundary: { documents: [allow('s3:GetObject')], managed: [] } };
  const answer = (action: string): string => mayDo(grants, { action, resources: [['arn:aws:s3:::c/k']] }).answer;
  assert.equal(['s3:GetObject', 's3:PutObject', 'ssm:GetParameters'].map(answer), ['allowed', 'denied', 'denied']);
});

test('trust: the service, its spelling, its conditions', () => {
  const trust = (Principal: unknown, more: object = {}): object => ({ Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more }] });
  const answer = (document: object, context = {}): string => mayAssume(document, 'ecs-tasks.amazonaws.com', context).answer;
  assert.is(answer(trust({ Service: 'ecs-tasks.amazonaws.com' })), 'allowed');
  assert.is(answer(trust({ Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] })), 'allowed');
  assert.is(answer(trust({ Service: 'ecs.amazonaws.com' })), 'denied');
  assert.is(answer(trust({ AWS: 'arn:aws:iam::111122223333:root' })), 'denied');
  assert.is(answer(trust({ Service: new Unknown('?', 'parameter', { parts: ['ecs-tasks.', parameter('AWS::URLSuffix')] }) })), 'allowed');
  assert.is(answer(trust({ Service: new Unknown('?', 'parameter', { parts: ['ec2.', parameter('AWS::URLSuffix')] }) })), 'denied');
  assert.is(answer(trust({ Service: parameter('Who') })), 'unknown');
  assert.is(answer(trust({ Service: 'ecs-tasks.amazonaws.com' }, { Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }), { 'aws:sourceaccount': ['444455556666'] }), 'denied');
  assert.is(answer({}), 'denied');
});
test.run();

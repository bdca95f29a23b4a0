/** Facts in src/aws about containers beside the application, capabilities, and names known in part. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CAPABILITIES } from '../src/aws/tasks/capabilities.js';
import { mayEqual } from '../src/aws/names.js';
import { sidecarByImage } from '../src/aws/images/sidecars.js';
import { Text, Unknown } from '../src/graph/value.js';

const test = suite('sidecars');
const unknown = new Unknown('not known', 'parameter');
const text = (...parts: (string | Unknown)[]): Text => new Text(parts.every((part) => typeof part === 'string') ? parts.join('') : new Unknown('in part', 'parameter', { parts }));
const kind = (image: string): string | undefined => {
  const found = sidecarByImage(image);
  return typeof found === 'object' ? found.kind : found;
};

test('sidecars are known by the last part of the name, in any registry', () => {
  assert.is(kind('amazon/aws-xray-daemon'), 'traces');
  assert.is(kind('public.ecr.aws/aws-observability/aws-otel-collector:v0.43.1'), 'traces');
  assert.is(kind('111122223333.dkr.ecr.eu-central-1.amazonaws.com/mirror/cloudwatch-agent@sha256:0'), 'metrics');
  assert.is(kind('localhost:5000/fluent-bit'), 'logs');
  assert.is(kind('gcr.io/datadoghq/agent:7'), 'metrics');
});

test('other images with like names are none', () => {
  for (const image of ['jenkins/agent', 'buildkite/agent:3', 'shop/vector-search', 'nginx', 'envoyproxy/envoy:v1.36', 'shop/log-api']) assert.is(kind(image), undefined, image);
});

test('an unknown tag or registry does not matter, an unknown name does', () => {
  const image = (...parts: (string | Unknown)[]): string => text(...parts).filled('\u0000');
  assert.is(kind(image('amazon/aws-xray-daemon:', unknown)), 'traces');
  assert.is(kind(image(unknown, '.dkr.ecr.', unknown, '.amazonaws.com/shop:', unknown)), undefined);
  assert.is(kind(image(unknown, '/fluent-bit')), 'logs');
  assert.is(kind(image(unknown)), 'unknown');
  assert.is(kind(image('111122223333.dkr.ecr.eu-central-1.amazonaws.com/', unknown, ':1.0')), 'unknown');
});

test('names known in part may be equal only where their ends agree', () => {
  assert.ok(mayEqual(text('web'), text('web')));
  assert.not(mayEqual(text('web'), text('app')));
  assert.ok(mayEqual(text(unknown), text('app')));
  assert.ok(mayEqual(text('shop-', unknown), text('shop-web')));
  assert.not(mayEqual(text(unknown, '-web'), text('envoy')));
  assert.not(mayEqual(text('ab', unknown, 'bc'), text('abc')), 'beginning and end may not overlap');
  assert.ok(mayEqual(text(unknown, '-web'), text('shop-', unknown)));
  assert.not(mayEqual(text(unknown, '-web'), text(unknown, '-app')));
});

test('capabilities of Docker\u2019s default set are not reported', () => {
  for (const name of ['CHOWN', 'DAC_OVERRIDE', 'FSETID', 'FOWNER', 'MKNOD', 'NET_RAW', 'SETGID', 'SETUID', 'SETFCAP', 'SETPCAP', 'NET_BIND_SERVICE', 'SYS_CHROOT', 'KILL', 'AUDIT_WRITE']) assert.is(CAPABILITIES[name], undefined, name);
});
test.run();

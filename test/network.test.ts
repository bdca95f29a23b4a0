/** Networks are compared as what they hold. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { holdsInternet, type Network, parseNetwork } from '../src/aws/network/network.js';

const test = suite('network');
const world = (...texts: string[]): boolean => holdsInternet(texts.map((text) => parseNetwork(text) as Network));

test('reads both versions and nothing else', () => {
  assert.equal(parseNetwork('10.1.2.3/8'), { version: 4, first: 0x0a000000n, last: 0x0affffffn });
  assert.equal(parseNetwork('192.0.2.7/32'), { version: 4, first: 0xc0000207n, last: 0xc0000207n });
  assert.equal(parseNetwork('2001:db8::/32'), { version: 6, first: 0x20010db8n << 96n, last: (0x20010db9n << 96n) - 1n });
  assert.equal(parseNetwork('::ffff:192.0.2.1/128')?.first, (0xffffn << 32n) | 0xc0000201n);
  assert.equal(parseNetwork('1:2:3:4:5:6:7:8/128')?.first, 0x00010002000300040005000600070008n);
  for (const text of ['', '0.0.0.0', '10.0.0/8', '10.0.0.256/8', '10.0.0.0/33', '::/129', ':::/0', '1::2::3/64', '1:2:3:4:5:6:7:8:9/64', '1:2:3/64', 'g::/64', '${Cidr}', 'pl-12345678', '1:2:3:4:5:6:7::8/64x']) assert.is(parseNetwork(text), undefined, text);
});

test('knows the world however it is written', () => {
  for (const all of [['0.0.0.0/0'], ['192.168.1.0/0'], ['::/0'], ['0:0:0:0:0:0:0:0/0'], ['fe80::1/0'], ['2000::/3'], ['0.0.0.0/1', '128.0.0.0/1'], ['128.0.0.0/1', '64.0.0.0/2', '0.0.0.0/2'], ['2000::/4', '3000::/4']]) assert.ok(world(...all), all.join());
  // Without the addresses that are nobody's on the internet.
  assert.ok(world('1.0.0.0/8', '2.0.0.0/7', '4.0.0.0/6', '8.0.0.0/7', '11.0.0.0/8', '12.0.0.0/6', '16.0.0.0/4', '32.0.0.0/3', '64.0.0.0/2', '128.0.0.0/1'));
});

test('and what is less', () => {
  for (const some of [[], ['0.0.0.0/1'], ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'], ['203.0.113.0/24'], ['4000::/2'], ['2001:db8::/32'], ['0.0.0.0/1', '192.0.0.0/2'], ['0.0.0.0/1', '8000::/1']]) assert.not.ok(world(...some), some.join());
});
test.run();

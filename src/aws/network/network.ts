/**
 * Networks in CIDR notation, compared as what they hold and not as text: `192.168.1.0/0` is the whole world, and so are
 * `0.0.0.0/1` and `128.0.0.0/1` together.
 */

export interface Network {
  version: 4 | 6;
  first: bigint;
  last: bigint;
}

/**
 * Addresses that do not belong to the internet: IANA's special-purpose blocks, https://www.iana.org/assignments/iana-ipv4-special-registry .
 * Whether a list of networks holds them or leaves them out says nothing about who is let in from outside.
 */
const NOT_THE_INTERNET = ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/3'];
/** All addresses of version 6 that are given out: https://www.iana.org/assignments/ipv6-address-space . */
const GIVEN_OUT = '2000::/3';

/** Reads a network. Undefined for any other text. Bits behind the prefix are ignored, as AWS does. */
export function parseNetwork(text: string): Network | undefined {
  const [, address, length] = /^([^/]+)\/(\d{1,3})$/.exec(text.trim()) ?? [];
  if (address === undefined) return undefined;
  const version = address.includes(':') ? 6 : 4;
  const bits = version === 6 ? 128 : 32;
  const value = version === 6 ? readSix(address) : readFour(address);
  if (value === undefined || Number(length) > bits) return undefined;
  const rest = BigInt(bits - Number(length));
  const first = (value >> rest) << rest;
  return { version, first, last: first + (1n << rest) - 1n };
}

/** Whether networks together hold every address of the internet, of version 4 or of version 6. */
export function holdsInternet(networks: readonly Network[]): boolean {
  const four = networks.filter((network) => network.version === 4);
  const six = networks.filter((network) => network.version === 6);
  if (four.length > 0 && holds([...four, ...NOT_THE_INTERNET.map((text) => parseNetwork(text) as Network)], { version: 4, first: 0n, last: (1n << 32n) - 1n })) return true;
  return six.length > 0 && holds(six, parseNetwork(GIVEN_OUT) as Network);
}

/** Whether networks of one version together hold all of a network. */
function holds(networks: readonly Network[], wanted: Network): boolean {
  let next = wanted.first;
  for (const { first, last } of [...networks].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    if (first > next) return false;
    if (last >= next) next = last + 1n;
    if (next > wanted.last) return true;
  }
  return false;
}

function readFour(text: string): bigint | undefined {
  const bytes = text.split('.');
  if (bytes.length !== 4 || !bytes.every((byte) => /^\d{1,3}$/.test(byte) && Number(byte) < 256)) return undefined;
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function readSix(text: string): bigint | undefined {
  // The last 32 bits may be written like an address of version 4.
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const four = tail && readFour(tail[2] as string);
  if (tail && four === undefined) return undefined;
  const plain = tail ? `${tail[1]}${((four as bigint) >> 16n).toString(16)}:${((four as bigint) & 0xffffn).toString(16)}` : text;
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [head, end] = halves.map((half) => (half === '' ? [] : half.split(':'))) as [string[], string[] | undefined];
  const missing = 8 - head.length - (end?.length ?? 0);
  if (end ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...(end ?? [])];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

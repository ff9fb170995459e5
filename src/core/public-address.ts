/** Addresses on the open net: what Cardline sends must not be sent into this installation's own network. */

/** Whether a URL's host is a name that can be on the open net; an address in numbers is none. */
export const isPublicName = (host: string): boolean =>
  host.replace(/\.$/, '').includes('.') &&
  // An address in numbers, of any kind: URL writes all of IPv4 with dots, IPv6 in brackets.
  !/^[\d.]+$|^\[/.test(host) &&
  !/\.(?:localhost|local|internal|home\.arpa|lan)\.?$/.test(host);

/** Whether a URL's host is this very machine. */
export const isLoopbackName = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host);

/** Networks that are nobody's on the open net (RFC 6890), as address and length of prefix. */
const CLOSED_V4: readonly (readonly [address: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** Whether what a name resolves to is on the open net. Of IPv6 that is 2000::/3 alone, without what leads back into IPv4. */
export function isPublicAddress(address: string): boolean {
  if (!address.includes(':')) {
    const number = numberOf(address);
    return (
      number !== null &&
      CLOSED_V4.every(([base, bits]) => number >>> (32 - bits) !== (numberOf(base) ?? 0) >>> (32 - bits))
    );
  }
  const [first = 0, second = 0] = address.split(':', 2).map((group) => Number.parseInt(group || '0', 16));
  if (first < 0x2000 || first > 0x3fff) return false;
  const isSixToFour = first === 0x2002;
  const isTeredoOrDocumentation = first === 0x2001 && (second < 0x200 || second === 0xdb8);
  return !isSixToFour && !isTeredoOrDocumentation && first !== 0x3fff;
}

function numberOf(address: string): number | null {
  const parts = address.split('.').map(Number);
  const isFit =
    parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return isFit ? parts.reduce((sum, part) => ((sum << 8) | part) >>> 0, 0) : null;
}

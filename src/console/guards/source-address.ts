/**
 * Whom a request came from, for limits: never trusted further. On Node it is the other end of the connection; where that is a
 * reverse proxy of this machine or network, what the proxy says of it last (what a sender writes there itself stands before).
 * On Workers it is what Cloudflare says. Of an IPv6 address it is the network: a household has billions of addresses.
 */
import type { Context } from 'hono';

interface NodeBindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
}

export function sourceAddress(c: Context): string {
  const socket = (c.env as NodeBindings | undefined)?.incoming?.socket?.remoteAddress;
  const address =
    socket === undefined
      ? c.req.header('cf-connecting-ip')
      : isPrivate(socket)
        ? (c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? socket)
        : socket;
  return networkOf(address ?? 'unknown');
}

const PRIVATE = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd]|fe80:)/i;

const isPrivate = (address: string): boolean => PRIVATE.test(address.replace(/^::ffff:/i, ''));

function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').toLowerCase();
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = head.split(':').filter(Boolean);
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter(Boolean).length;
  const whole = [
    ...groups,
    ...Array.from({ length: Math.max(0, missing) }, () => '0'),
    ...(tail ?? '').split(':'),
  ];
  return `${whole.filter(Boolean).slice(0, 4).join(':')}::/64`;
}

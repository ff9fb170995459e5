import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { sourceAddress } from '#console/guards/source-address.ts';

const app = new Hono().get('/', (c) => c.text(sourceAddress(c)));

/** As Node's server hands a request on: with the connection that it came by. */
const over = async (remoteAddress: string | undefined, headers: Record<string, string> = {}) => {
  const bindings = remoteAddress === undefined ? undefined : { incoming: { socket: { remoteAddress } } };
  return (await app.request('/', { headers }, bindings)).text();
};

it('is the other end of the connection, whatever the sender says of itself', async () => {
  expect(await over('203.0.113.9')).toBe('203.0.113.9');
  expect(await over('203.0.113.9', { 'x-forwarded-for': '192.0.2.1', 'cf-connecting-ip': '192.0.2.2' })).toBe(
    '203.0.113.9',
  );
  expect(await over('::ffff:203.0.113.9')).toBe('203.0.113.9');
});

it('is what a proxy of this machine or network says last: what stands before is the sender’s own word', async () => {
  const forwarded = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' };
  for (const proxy of ['127.0.0.1', '::1', '::ffff:10.0.0.3', '172.16.0.1', '192.168.1.1', 'fd00::2'])
    expect(await over(proxy, forwarded), proxy).toBe('203.0.113.9');
  expect(await over('172.32.0.1', forwarded)).toBe('172.32.0.1');
  expect(await over('127.0.0.1')).toBe('127.0.0.1');
});

it('is what Cloudflare says, where there is no connection to look at', async () => {
  expect(await over(undefined, { 'cf-connecting-ip': '203.0.113.9' })).toBe('203.0.113.9');
  expect(await over(undefined)).toBe('unknown');
});

it('is the network of an IPv6 address, however that is written', async () => {
  for (const address of ['2001:db8:1:2:3:4:5:6', '2001:DB8:1:2::9', '2001:db8:1:2:ffff::'])
    expect(await over(address), address).toBe('2001:db8:1:2::/64');
  expect(await over('2001:db8::1')).toBe('2001:db8:0:0::/64');
});

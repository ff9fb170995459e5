/** What people give as an address must not lead into the installation's own network, whatever a name server says of it. */
import type { LookupFunction } from 'node:net';
import { describe, expect, it } from 'vitest';
import { makeOutsideFetch } from '#src/runtime/outside-fetch.node.ts';

const leadingTo =
  (...addresses: string[]): LookupFunction =>
  (_, __, settle) =>
    settle(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

describe('the fetch for addresses that people gave', () => {
  it.each([[['127.0.0.1']], [['169.254.169.254']], [['::1']], [['8.8.8.8', '10.0.0.1']], [[]]])(
    'connects to nothing where a name leads to %o',
    async (addresses) => {
      const fetch = makeOutsideFetch(leadingTo(...addresses));
      await expect(fetch('https://erp.example.net:9/', { method: 'POST', body: '{}' })).rejects.toThrow(
        'erp.example.net leads into a private network.',
      );
    },
  );

  it.each(['http://erp.example.net/', 'https://127.0.0.1/', 'https://[::1]/', 'https://localhost/'])(
    'does not even look up %s',
    async (url) => {
      const fetch = makeOutsideFetch(() => {
        throw new Error('looked up');
      });
      await expect(fetch(url)).rejects.toThrow('is no address on the open net');
    },
  );

  it('hands on what the lookup failed with, and stops when it is told to', async () => {
    const failing = makeOutsideFetch((_, __, settle) => settle(new Error('no such name'), '', 0));
    await expect(failing('https://erp.example.net/')).rejects.toThrow('no such name');
    const silent = makeOutsideFetch(() => {});
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(silent('https://erp.example.net/', { signal })).rejects.toThrow();
  });
});

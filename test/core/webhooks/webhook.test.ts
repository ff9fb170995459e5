import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '#core/public-address.ts';
import { checkWebhook } from '#core/webhooks/webhook.ts';

const OUTSIDE = { isLoopbackAllowed: false };
const AT_HOME = { isLoopbackAllowed: true };
const withUrl = (url: string) => ({ url, description: '', topics: null });
const GOOD = 'https://erp.example.net/cardline?key=1';

describe('the address of a webhook', () => {
  it('is a public https address', () => {
    expect(checkWebhook(withUrl(` ${GOOD} `), OUTSIDE)).toEqual({ ok: true, value: withUrl(GOOD) });
  });

  it.each([
    'http://erp.example.net/',
    'https://user:secret@erp.example.net/',
    'https://erp.example.net/#part',
    'https://localhost/',
    'https://localhost./',
    'https://erp.localhost/',
    'https://erp.local/',
    'https://metadata.google.internal/',
    'https://erp/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[fd00::1]/',
    'ftp://erp.example.net/',
    'erp.example.net',
    '',
    `https://erp.example.net/${'x'.repeat(2000)}`,
  ])('is not %s', (url) => {
    expect(checkWebhook(withUrl(url), OUTSIDE)).toMatchObject({
      ok: false,
      faults: [{ code: 'invalid_url', path: 'url' }],
    });
  });

  it('may be one of this very machine where that is allowed, by http too, and still none of another in the house', () => {
    for (const url of ['http://localhost:3000/', 'http://127.0.0.1:3000/x', 'https://[::1]:3000/'])
      expect(checkWebhook(withUrl(url), AT_HOME)).toMatchObject({ ok: true });
    for (const url of ['http://10.0.0.1/', 'http://erp.example.net/', 'http://169.254.169.254/'])
      expect(checkWebhook(withUrl(url), AT_HOME)).toMatchObject({ ok: false });
  });
});

it('tells every fault at once, with the place of each', () => {
  const faulty = { url: 'x', description: 'y'.repeat(201), topics: ['invoice.issued', 'invoice.lost'] };
  const checked = checkWebhook(faulty, OUTSIDE);
  expect(checked.ok ? [] : checked.faults.map(({ code, path }) => [code, path])).toEqual([
    ['invalid_url', 'url'],
    ['invalid_description', 'description'],
    ['unknown_topic', 'topics[1]'],
  ]);
  expect(checkWebhook({ ...withUrl(GOOD), topics: [] }, OUTSIDE)).toMatchObject({
    faults: [{ code: 'no_topics' }],
  });
  // A test comes when it is asked for, and nobody has to.
  expect(checkWebhook({ ...withUrl(GOOD), topics: ['webhook.ping'] }, OUTSIDE)).toMatchObject({ ok: false });
});

it('keeps topics once each, in their order', () => {
  const topics = ['order.placed', 'invoice.issued', 'order.placed'];
  expect(checkWebhook({ ...withUrl(GOOD), topics }, OUTSIDE)).toMatchObject({
    value: { topics: ['invoice.issued', 'order.placed'] },
  });
});

describe('what a name resolves to', () => {
  it.each(['8.8.8.8', '172.32.0.1', '192.167.255.255', '100.128.0.1', '2606:4700::1111', '2001:4860::8888'])(
    '%s is on the open net',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.19.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    'nonsense',
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));
});

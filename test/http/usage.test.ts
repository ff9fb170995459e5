/** Usage over HTTP: sent as NDJSON or CSV, taken once, listed with its reasons. */
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { anApi } from '#test/support/api.ts';

const NDJSON = { 'content-type': 'application/x-ndjson' };
const CSV = { 'content-type': 'text/csv' };

const record = (recordId: string, overrides: Record<string, unknown> = {}): string =>
  JSON.stringify({
    supplier: 'opti-carrier',
    recordId,
    service: '+61355501234',
    tariffKey: 'LOCAL',
    start: '2026-03-01T12:00:00+11:00',
    quantity: 60,
    cost: '0.02',
    ...overrides,
  });

interface Taken {
  readonly id: string;
  readonly rejected: readonly { readonly line: number; readonly code: string }[];
}
interface Listed {
  readonly items: readonly { readonly recordId: string; readonly reason: string | null }[];
  readonly counts: readonly Record<string, unknown>[];
  readonly nextCursor: string | null;
}

describe('POST /v1/usage', () => {
  it('takes each record once and says what became of each (USE-1, USE-4)', async () => {
    const api = await anApi();
    const body = `${record('1')}\r\n\n${record('2', { quantity: -60 })}\nnonsense\n${record('', { recordId: null })}\n`;
    const sent = await api.post<Taken>('/v1/usage?source=monday.ndjson', body, NDJSON);
    expect(sent).toMatchObject({
      status: 200,
      body: { received: 4, rated: 0, quarantined: 2, duplicates: 0, rejectedCount: 2 },
    });
    expect(sent.body.rejected.map(({ line, code }) => [line, code])).toEqual([
      [4, 'malformed_json'],
      [5, 'missing_field'],
    ]);
    expect((await api.post('/v1/usage', body, NDJSON)).body).toMatchObject({ duplicates: 2, quarantined: 0 });
    const intakes = await api.get<{ items: readonly unknown[] }>('/v1/usage/intakes');
    expect(intakes.body.items).toMatchObject([
      { source: 'API', duplicates: 2, rejected: 2 },
      { id: sent.body.id, source: 'monday.ndjson', quarantined: 2, rejected: 2 },
    ]);
  });

  it('reads CSV by its headings, with a supplier for all', async () => {
    const api = await anApi();
    const lines = [
      'Record Id,Called Number,Service,Tariff Key,Start,Quantity,Carrier Cost',
      'C1,"+61 3 9999, 0000",+61355501234,LOCAL,2026-03-01T12:00:00+11:00,60,0.02',
      'C2,,+61355501234,LOCAL,2026-03-01T12:01:00+11:00,61,',
      'C3,"torn,+61355501234',
    ];
    const sent = await api.post<Taken>('/v1/usage?supplier=opti-carrier', lines.join('\n'), CSV);
    expect(sent.body).toMatchObject({ received: 3, quarantined: 2, rejectedCount: 1 });
    const listed = await api.get<Listed>('/v1/usage');
    expect(listed.body.items).toMatchObject([
      { recordId: 'C2', supplier: 'opti-carrier', cost: null, details: null },
      { recordId: 'C1', cost: '0.02', details: { 'Called Number': '+61 3 9999, 0000' } },
    ]);
    const headless = await api.post<Taken>('/v1/usage', 'a,b\n1,2\n', CSV);
    expect(headless.body.rejected.map(({ code }) => code)).toEqual(['missing_headings', 'missing_field']);
  });

  it('says that nothing was sent where a body says nothing; headings alone are a day without usage', async () => {
    const api = await anApi();
    for (const body of ['', '\n \r\n'])
      expect(await api.post('/v1/usage', body, NDJSON)).toMatchObject({
        status: 422,
        body: { code: 'nothing_sent', detail: expect.stringContaining('send one record a line') },
      });
    expect((await api.get<Listed>('/v1/usage/intakes')).body.items).toEqual([]);
    const headings = 'Supplier,Record Id,Service,Tariff Key,Start,Quantity';
    expect(await api.post('/v1/usage', headings, CSV)).toMatchObject({ status: 200, body: { received: 0 } });
    expect((await api.get<Listed>('/v1/usage/intakes')).body.items).toHaveLength(1);
  });

  it('takes the power to send usage, and no other kind of body', async () => {
    const api = await anApi();
    const refused = await api.as('bluegum', 'view').post('/v1/usage', record('1'), NDJSON);
    expect(refused).toMatchObject({ status: 403, body: { code: 'power_missing' } });
    expect((await api.post('/v1/usage', { supplier: 'x' })).status).toBe(415);
  });
});

describe('GET /v1/quarantine', () => {
  it('counts what waits by reason and tariff, and lists it, page by page', async () => {
    const api = await anApi();
    const lines = [
      record('1'),
      record('2'),
      record('3', { tariffKey: 'NATIONAL' }),
      record('4', { quantity: 'n/a' }),
    ];
    await api.post('/v1/usage', lines.join('\n'), NDJSON);
    const listed = await api.get<Listed>('/v1/quarantine?limit=3');
    expect(listed.body.counts).toEqual([
      {
        reason: 'Unknown Service',
        tariffKey: 'LOCAL',
        supplier: 'opti-carrier',
        records: 2,
        quantity: 120,
        cost: '0.04',
        from: '2026-03-01',
        to: '2026-03-01',
      },
      expect.objectContaining({ reason: 'Invalid Record', tariffKey: 'LOCAL', records: 1, quantity: 0 }),
      expect.objectContaining({ reason: 'Unknown Service', tariffKey: 'NATIONAL', records: 1 }),
    ]);
    expect(listed.body.items.map(({ recordId }) => recordId)).toEqual(['4', '3', '2']);
    const next = await api.get<Listed>(`/v1/quarantine?limit=3&cursor=${listed.body.nextCursor}`);
    expect(next.body.items.map(({ recordId }) => recordId)).toEqual(['1']);
    const invalid = await api.get<Listed>('/v1/quarantine?reason=Invalid%20Record');
    expect(invalid.body).toMatchObject({
      counts: [{ records: 1 }],
      items: [{ recordId: '4', message: '"n/a" is not a quantity: write a number.' }],
    });
    const other = await api.as('wavelink').get<Listed>('/v1/quarantine');
    expect(other.body).toEqual({ counts: [], items: [], nextCursor: null });
  });
});

describe('days that end before they begin', () => {
  const days = { from: '2026-03-02', to: '2026-03-01' };
  const detail = '"to" (2026-03-01) is before "from" (2026-03-02): give the first day and then the last one.';
  const asked = new URLSearchParams(days);
  it.each(['/v1/usage', '/v1/quarantine'])('are a slip, not an empty list: %s', async (path) => {
    const api = await anApi();
    const refused = await api.get(`${path}?${asked}`);
    expect(refused).toMatchObject({ status: 422, body: { code: 'ends_before_start', detail } });
    expect((await api.get(`${path}?from=2026-03-01&to=2026-03-01`)).status).toBe(200);
  });

  it('are refused of what is rated again or given up, with what else is wrong', async () => {
    const api = await anApi();
    const cleanse = await api.post('/v1/quarantine/cleanse', { filter: days, mode: 'preview' });
    expect(cleanse).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'filter.to', message: detail }] },
    });
    const writeOff = await api.post('/v1/quarantine/write-off', { filter: days, note: ' ' });
    expect(writeOff).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'note' }, { path: 'filter.to' }] },
    });
  });
});

describe('POST /hooks/usage', () => {
  const body = `${record('1')}\n${record('2')}`;

  async function aSender(sends?: string) {
    const api = await anApi();
    const added = await api.post<{ path: string; secret: string }>('/v1/hook-sources', {
      name: 'Carrier feed',
      ...(sends === undefined ? {} : { sends }),
    });
    const send = (text: string, { path = added.body.path, secret = added.body.secret } = {}) => {
      const at = new Date();
      return api.withToken(null).post<Taken>(path, text, {
        ...NDJSON,
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign('msg_1', at, text),
      });
    };
    return { api, source: added.body, send };
  }

  it('takes what a source of usage signed, each record once however often it is sent (USE-4)', async () => {
    const { api, source, send } = await aSender('usage');
    expect(source.path).toMatch(/^\/hooks\/usage\?source=hks_/);
    expect(await send(body)).toMatchObject({ status: 200, body: { received: 2, quarantined: 2 } });
    expect(await send(body)).toMatchObject({ body: { duplicates: 2, quarantined: 0 } });
    const intakes = await api.get<{ items: readonly unknown[] }>('/v1/usage/intakes');
    expect(intakes.body.items[0]).toMatchObject({ source: 'webhook Carrier feed' });
  });

  it('takes nothing that is signed otherwise, nor by a source that sends orders', async () => {
    const { send } = await aSender('usage');
    const wrong = { secret: 'whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldA==' };
    expect(await send(body, wrong)).toMatchObject({ status: 401, body: { code: 'signature_invalid' } });
    const shop = await aSender();
    expect(shop.source.path).toMatch(/^\/hooks\/orders/);
    const crossed = await shop.send(body, { path: shop.source.path.replace('orders', 'usage') });
    expect(crossed).toMatchObject({ status: 401, body: { code: 'signature_invalid' } });
  });
});

it('half a character in a record does no harm, to it or to what is read after it', async () => {
  const api = await anApi();
  const record =
    '{"supplier":"wavelink","recordId":"\\ud800lone","service":"+61491570202","tariffKey":"X\\udc00","start":"2026-03-01T10:00:00+11:00","quantity":1}';
  const taken = await api.post('/v1/usage', record, { 'content-type': 'application/x-ndjson' });
  expect(taken.status).toBe(200);
  const listed = await api.get<{ items: { recordId: string }[] }>('/v1/usage?limit=10');
  expect(listed.body.items.map(({ recordId }) => recordId)).toEqual(['\ufffdlone']);
});

it('USE-4: of two records with one id in a body the first is taken, as across bodies', async () => {
  const api = await anApi();
  const record = (quantity: number) =>
    JSON.stringify({
      supplier: 'wavelink',
      recordId: 'D1',
      service: '+61491570202',
      tariffKey: 'X',
      start: '2026-03-01T10:00:00+11:00',
      quantity,
    });
  const sent = [record(1), record(7)].join('\n');
  const taken = await api.post('/v1/usage', sent, { 'content-type': 'application/x-ndjson' });
  expect(taken.body).toMatchObject({ received: 2, duplicates: 1 });
  expect((await api.get('/v1/usage')).body).toMatchObject({ items: [{ quantity: 1 }] });
});

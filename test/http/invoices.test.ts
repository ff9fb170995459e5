import { beforeEach, describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { type Api, anApi } from '#test/support/api.ts';
import { aCatalogue, RETAIL } from '#test/support/builders.ts';
import { anAccount, subscribe } from '#test/support/ledger-builders.ts';

let api: Api;

/** Bluegum bills one account for NBN-50 from 16 February; today is 3 March. */
beforeEach(async () => {
  api = await anApi();
  api.clock.set('2026-03-03T00:00:00.000Z');
  const tenant = api.providers.bluegum;
  const items = await aCatalogue(api.db, tenant, RETAIL);
  const accountId = await anAccount(api.db, tenant, { firstSubscriptionStart: plainDate('2026-02-16') });
  const now = await makeCatalogueReader(api.db).snapshot(tenant.providerId);
  const itemOf = (code: string) => items.get(`package_plan ${code}`) ?? 0;
  await subscribe(api.db, tenant, { now, itemOf }, [
    { accountId, sell: 'NBN-50', buy: 'BUY-NBN-50', start: plainDate('2026-02-16') },
  ]);
  await api.patch('/v1/provider', { invoicePrefix: 'BG-' });
  await api.post('/v1/billing/runs?wait=30', { asOf: '2026-03-01', mode: 'commit' });
});

interface Run {
  readonly hash: string;
  readonly numbers: { readonly first: string } | null;
}
const make = (mode: 'preview' | 'commit', more = {}) =>
  api.post<Run>('/v1/invoices/runs', { asOf: '2026-03-03', mode, ...more });

const FIGURES = {
  asOf: '2026-03-03',
  invoices: 1,
  lines: 3,
  amount: '151.43',
  tax: '15.15',
  total: '166.58',
  credits: 0,
  numbers: { first: 'BG-1', last: 'BG-1' },
  parked: 0,
};

describe('making invoices', () => {
  it('INV-1: previews a day, makes what was previewed, and makes nothing twice', async () => {
    const preview = await make('preview');
    expect(preview).toMatchObject({ status: 200, body: { ...FIGURES, mode: 'preview' } });
    expect((await api.get('/v1/invoices')).body).toEqual({ items: [], nextCursor: null });
    const done = await make('commit', { previewHash: preview.body.hash });
    expect(done).toMatchObject({ status: 200, body: { ...FIGURES, mode: 'commit', hash: null } });
    expect((await make('commit')).body).toMatchObject({ invoices: 0, total: '0.00', numbers: null });
  });

  it('refuses a day that has not come, figures that have moved, and whoever lacks the power', async () => {
    expect(await make('commit', { asOf: '2026-03-04' })).toMatchObject({
      status: 422,
      body: { code: 'invoice_day_ahead', errors: [{ path: 'asOf' }] },
    });
    expect(await make('commit', { previewHash: 'another' })).toMatchObject({
      status: 409,
      body: { code: 'preview_moved' },
    });
    const viewer = api.as('bluegum', 'view');
    expect(await viewer.post('/v1/invoices/runs', { asOf: '2026-03-03', mode: 'preview' })).toMatchObject({
      status: 403,
    });
    expect((await api.get('/v1/invoices')).body).toMatchObject({ items: [] });
  });

  it('makes them once for one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'march' };
    const ask = () => api.post('/v1/invoices/runs', { asOf: '2026-03-03', mode: 'commit' }, headers);
    const first = await ask();
    expect((await ask()).body).toEqual(first.body);
  });
});

describe('reading invoices', () => {
  beforeEach(async () => void (await make('commit')));

  it('lists them, of one account too', async () => {
    const head = {
      number: 'BG-1',
      account: { reference: 'BG-10001', name: 'Ann Example' },
      issuedOn: '2026-03-03',
      period: { from: '2026-03-01', to: '2026-03-31' },
      amount: '151.43',
      tax: '15.15',
      total: '166.58',
    };
    expect((await api.get('/v1/invoices?account=BG-10001')).body).toMatchObject({ items: [head] });
    expect((await api.get('/v1/invoices?account=BG-10002')).body).toMatchObject({ items: [] });
    expect((await api.as('wavelink').get('/v1/invoices')).body).toMatchObject({ items: [] });
  });

  it('shows one with its lines, each explained, by number or id', async () => {
    const { body } = await api.get<{ id: string }>('/v1/invoices/BG-1');
    expect(body).toMatchObject({
      total: '166.58',
      issuer: { name: 'Bluegum Telecom' },
      taxes: [{ rate: '0.10', amount: '151.43', tax: '15.15' }],
      lines: [
        { kind: 'setup_fee', amount: '49.00', packagePlan: { code: 'NBN-50' }, service: null },
        {
          kind: 'access_fee',
          credits: null,
          from: '2026-02-16',
          to: '2026-02-28',
          amount: '32.48',
          tax: '3.25',
          explanation: { days: 13, ofDays: 28, fee: '69.95' },
        },
        { kind: 'access_fee', amount: '69.95', subscription: 'sub_1' },
      ],
    });
    expect((await api.get(`/v1/invoices/${body.id}`)).body).toEqual(body);
    expect((await api.get('/v1/cardlines?status=invoiced')).body).toMatchObject({
      items: [{ invoice: 'BG-1' }, { invoice: 'BG-1' }, { invoice: 'BG-1' }],
    });
  });

  it('gives one as PDF and as CSV, under its number', async () => {
    const token = await api.tokenOf('bluegum');
    const get = (path: string) => api.app.request(path, { headers: { authorization: `Bearer ${token}` } });
    const pdf = await get('/v1/invoices/BG-1.pdf');
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(pdf.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''BG-1.pdf");
    expect(new TextDecoder().decode((await pdf.arrayBuffer()).slice(0, 5))).toBe('%PDF-');
    const csv = await get('/v1/invoices/BG-1.csv');
    const [headings, ...rows] = (await csv.text()).trimEnd().split('\r\n');
    expect(headings).toMatch(/^Invoice,Invoice Date,Account,/);
    expect(rows).toHaveLength(3);
    expect(rows[1]).toMatch(/,access_fee,2026-02-16,2026-02-28,32\.48,0\.10,3\.25,35\.73,/);
    expect((await get('/v1/invoices/BG-2.pdf')).status).toBe(404);
    expect((await api.as('wavelink').get('/v1/invoices/BG-1.csv')).status).toBe(404);
  });

  it('shows one as a page of its own, which nobody on the way keeps', async () => {
    const page = await api.get('/v1/invoices/BG-1.html');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]+='; /,
    );
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.text).toContain('$166.58');
  });

  it('is not there for another provider, nor under another number, in any form', async () => {
    for (const path of ['/v1/invoices/BG-1', '/v1/invoices/BG-1.html', '/v1/invoices/inv_1'])
      expect((await api.as('wavelink').get(path)).status, path).toBe(404);
    for (const path of [
      '/v1/invoices/BG-2',
      '/v1/invoices/BG-2.html',
      '/v1/invoices/runs',
      '/v1/invoices/BG-1.xml',
    ])
      expect((await api.get(path)).status, path).toBe(404);
    expect((await api.as('bluegum', 'billing').get('/v1/invoices/BG-1.html')).status).toBe(403);
    expect((await api.withToken(null).get('/v1/invoices/BG-1.html')).status).toBe(401);
  });
});

it('INV-1: one is taken back by a credit note, once, and both say so in every form', async () => {
  await make('commit');
  const note = await api.post('/v1/invoices/BG-1/void', { reason: 'Wrong address.', reissue: true });
  expect(note).toMatchObject({
    status: 201,
    body: {
      kind: 'credit_note',
      number: 'CN-1',
      total: '-166.58',
      counterpart: 'BG-1',
      reason: 'Wrong address.',
    },
  });
  const again = await api.post('/v1/invoices/BG-1/void', { reason: 'Again.', reissue: true });
  expect(again).toMatchObject({ status: 409, body: { code: 'invoice_void' } });
  expect((await api.get('/v1/invoices/BG-1')).body).toMatchObject({
    counterpart: 'CN-1',
    amountDue: '166.58',
  });
  const { body } = await api.get<{ lines: { amount: string; kind: string }[] }>('/v1/invoices/CN-1');
  expect(body.lines.map(({ amount, kind }) => [kind, amount])).toEqual([
    ['credit', '-49.00'],
    ['credit', '-32.48'],
    ['credit', '-69.95'],
  ]);
  expect((await api.get('/v1/cardlines?status=pending')).body).toMatchObject({ items: [{}, {}, {}] });
  const blank = await api.post<{ errors: unknown[] }>('/v1/invoices/BG-1/void', {
    reason: ' ',
    reissue: true,
  });
  expect([blank.status, blank.body.errors]).toMatchObject([
    409,
    [
      { code: 'invoice_void' },
      {
        path: 'reason',
        message: expect.stringContaining('stands on the credit note that the customer gets'),
      },
    ],
  ]);
  expect((await api.post('/v1/invoices/BG-1/void', { reissue: true })).body).toMatchObject({
    detail: expect.stringMatching(/^reason: Say why it is taken back/),
  });
  expect(
    (await api.as('bluegum', 'view').post('/v1/invoices/CN-1/void', { reason: 'x', reissue: true })).status,
  ).toBe(403);
});

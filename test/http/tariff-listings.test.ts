/** New tariffs: a listing compared and added to the workbook, and the prices that they still need (USE-2). */
import { describe, expect, it } from 'vitest';
import { type Api, anApi } from '#test/support/api.ts';

const CSV = { 'content-type': 'text/csv' };
const HEADINGS = 'Tariff Key,Description,Usage Type,Unit,Parent,Supplier';

async function aWorkbook(): Promise<Api> {
  const api = await anApi();
  const tab = (title: string, lines: readonly string[]) =>
    api.post(`/v1/workbook/import?tab=${encodeURIComponent(title)}`, lines.join('\n'), CSV);
  await tab('Rate Cards', [
    'Code,Name,Buy or Sell,Service Type,Approval Status',
    'RETAIL,Retail,Sell,Telephony,Saleable',
    'WHOLESALE,Wholesale,Buy,Telephony,Saleable',
    'PRODUCTS,Products,Sell,Other,Saleable',
  ]);
  await tab('Tariffs', [
    HEADINGS,
    'INTL,International,Voice,second,,wavelink',
    '0011,Abroad,Voice,second,,wavelink',
  ]);
  await tab('Rates', [
    'Rate Card,Tariff Key,Band,Profile,Flagfall,Price,Per,Minimum,Increment,From Quantity,Minimum Charge,Maximum Charge,Effective From,Effective To',
    'RETAIL,INTL,,Rate Per,0.39,0.10,60,,,,,,2026-01-01,',
    'WHOLESALE,0011,,Rate Per,,0.05,60,,,,,,2026-01-01,',
  ]);
  return api;
}

const LISTING = [
  HEADINGS,
  '0011870,Satellite,Voice,second,,wavelink',
  '001144,United Kingdom,Voice,second,INTL,wavelink',
  '0011,Abroad,Voice,minute,,wavelink',
  'INTL,International,Voice,second,,wavelink',
].join('\n');

interface Outcome {
  readonly added: readonly { readonly tariffKey: string }[];
  readonly unpriced: readonly unknown[];
  readonly hash: string;
}

describe('a listing of tariffs', () => {
  it('is previewed, then adds what is new to the workbook, and says what has no price and waits', async () => {
    const api = await aWorkbook();
    const record = {
      supplier: 'wavelink',
      service: 'X',
      tariffKey: '0011870',
      start: '2026-03-01T10:00:00Z',
      quantity: 60,
    };
    const usage = [1, 2]
      .map((n) => JSON.stringify({ ...record, recordId: `R${n}`, cost: '1.20' }))
      .join('\n');
    await api.post('/v1/usage', usage, { 'content-type': 'application/x-ndjson' });
    const preview = await api.post<Outcome>('/v1/tariffs/listings?mode=preview', LISTING, CSV);
    expect(preview).toMatchObject({
      status: 200,
      body: {
        added: [{ tariffKey: '0011870' }, { tariffKey: '001144', parent: 'INTL' }],
        changed: [{ tariffKey: '0011', fields: [{ field: 'unit', workbook: 'second', listing: 'minute' }] }],
        known: 1,
        faults: [],
        unpriced: [
          { tariffKey: '0011870', cards: ['RETAIL', 'WHOLESALE'], records: 2, quantity: 120, cost: '2.4' },
          { tariffKey: '001144', cards: ['WHOLESALE'], records: 0 },
        ],
      },
    });
    const committed = await api.post<Outcome>(`/v1/tariffs/listings?hash=${preview.body.hash}`, LISTING, CSV);
    expect({ ...committed.body, mode: 'preview' }).toEqual(preview.body);
    const rows = await api.get<{ items: { cells: Record<string, unknown> }[] }>('/v1/workbook/Tariffs');
    expect(rows.body.items.map(({ cells }) => cells['Tariff Key'])).toEqual([
      'INTL',
      '0011',
      '0011870',
      '001144',
    ]);
    const again = await api.post<Outcome>('/v1/tariffs/listings', LISTING, CSV);
    expect(again.body.added).toEqual([]);
    const late = await api.post(`/v1/tariffs/listings?hash=${preview.body.hash}`, LISTING, CSV);
    expect(late).toMatchObject({ status: 409, body: { code: 'preview_moved' } });
  });

  it('with faults is refused whole, each with its row and column', async () => {
    const api = await aWorkbook();
    const faulty = `${HEADINGS}\n0011870,Satellite,Voice,,,wavelink\n00119,Elsewhere,Voice,second,NOWHERE,\n`;
    const refused = await api.post<{ errors: unknown[] }>('/v1/tariffs/listings', faulty, CSV);
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([
      { path: 'row 2, Unit' },
      { path: 'row 3, Parent', code: 'unknown_reference' },
    ]);
    const rows = await api.get<{ items: unknown[] }>('/v1/workbook/Tariffs');
    expect(rows.body.items).toHaveLength(2);
    const viewer = await api.as('bluegum', 'view').post('/v1/tariffs/listings', LISTING, CSV);
    expect(viewer.status).toBe(403);
  });

  it('whose parents lead back is refused when it is taken up, not only when the workbook is checked (USE-6)', async () => {
    const api = await aWorkbook();
    const rows = [
      '00111,Own parent,Voice,second,00111,',
      '00112,Circle,Voice,second,00113,',
      '00113,Circle,Voice,second,00112,',
      '00114,Below a circle,Voice,second,00113,',
      '00115,Fine,Voice,second,INTL,',
    ];
    const circles = `${HEADINGS}\n${rows.join('\n')}\n`;
    const preview = await api.post<{ faults: unknown[] }>('/v1/tariffs/listings?mode=preview', circles, CSV);
    expect(preview.body.faults).toMatchObject([
      { row: 2, column: 'Parent', message: 'The parents of 00111 lead back to it: 00111 → 00111.' },
      { row: 3, message: 'The parents of 00112 lead back to it: 00112 → 00113 → 00112.' },
      { row: 4, code: 'tariff_is_its_own_parent' },
    ]);
    expect((await api.post('/v1/tariffs/listings', circles, CSV)).status).toBe(422);
    expect((await api.get<{ items: unknown[] }>('/v1/workbook/Tariffs')).body.items).toHaveLength(2);
  });

  it('gets rows in Rates: empty ones that the check asks about, or those of a template', async () => {
    const api = await aWorkbook();
    const record = { supplier: 'wavelink', service: 'X', start: '2026-03-01T10:00:00Z', quantity: 60 };
    const usage = ['0011870', '001144'].map((tariffKey) =>
      JSON.stringify({ ...record, tariffKey, recordId: tariffKey }),
    );
    await api.post('/v1/usage', usage.join('\n'), { 'content-type': 'application/x-ndjson' });
    expect((await api.get('/v1/tariffs/unpriced')).body).toEqual({ items: [] });
    await api.post('/v1/tariffs/listings', LISTING, CSV);
    expect((await api.get('/v1/tariffs/unpriced')).body).toMatchObject({
      items: [
        { tariffKey: '001144', cards: ['WHOLESALE'] },
        { tariffKey: '0011870', cards: ['RETAIL', 'WHOLESALE'] },
      ],
    });
    const unknown = await api.post('/v1/tariffs/prices', { tariffs: ['0011870'], template: 'NONE' });
    expect(unknown).toMatchObject({ status: 422, body: { code: 'tariff_not_found' } });
    const like = { tariffs: ['0011870', '001144'], template: 'INTL' };
    expect((await api.post('/v1/tariffs/prices', like)).body).toEqual({ added: 1 });
    expect((await api.post('/v1/tariffs/prices', { tariffs: like.tariffs })).body).toEqual({ added: 2 });
    const rates = await api.get<{ items: { cells: Record<string, unknown> }[] }>('/v1/workbook/Rates');
    expect(rates.body.items.slice(2).map(({ cells }) => cells)).toMatchObject([
      { 'Rate Card': 'RETAIL', 'Tariff Key': '0011870', Flagfall: '0.39', 'Effective From': '2026-01-01' },
      { 'Rate Card': 'WHOLESALE', 'Tariff Key': '0011870', 'Effective From': '2026-03-02' },
      { 'Rate Card': 'WHOLESALE', 'Tariff Key': '001144', 'Effective From': '2026-03-02' },
    ]);
    expect((await api.get('/v1/tariffs/unpriced')).body).toEqual({ items: [] });
  });
});

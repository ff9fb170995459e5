import { beforeEach, describe, expect, it } from 'vitest';
import { type Api, anApi } from '#test/support/api.ts';
import { unwrap } from '#test/support/catalogues.ts';
import { aWorkbook, type TestWorkbook } from '#test/support/workbooks.ts';

interface ChangeBody {
  readonly id: string;
  readonly status: string;
  readonly faults: readonly { readonly tab: string; readonly cell: string; readonly code: string }[];
  readonly notes: readonly unknown[];
  readonly diff: {
    readonly added: number;
    readonly changed: number;
    readonly removed: number;
    readonly rows: readonly { key: string }[];
  };
  readonly contentHash: string;
  readonly publishedVersion: number | null;
}
interface ListBody<T = Record<string, unknown>> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

let api: Api;
beforeEach(async () => {
  api = await anApi();
});

/** The book's files as the parts of a form. */
function formOf(files: ReturnType<TestWorkbook['csvFiles']>): FormData {
  const form = new FormData();
  for (const { name, bytes } of files) form.append('files', new File([bytes.slice().buffer], name));
  return form;
}
const submit = async (book: TestWorkbook = aWorkbook()) =>
  (await api.post<ChangeBody>('/v1/catalogue/changes', formOf([book.xlsx()]))).body;
async function publish(book: TestWorkbook = aWorkbook()): Promise<ChangeBody> {
  const { id } = await submit(book);
  return (await api.post<ChangeBody>(`/v1/catalogue/changes/${id}/approve`)).body;
}

describe('POST /v1/catalogue/changes', () => {
  it('reads the built-in workbook', async () => {
    unwrap(await api.services.workbook.importFiles(api.actor('bluegum'), aWorkbook().csvFiles()));
    const { status, body } = await api.post<ChangeBody>('/v1/catalogue/changes', { source: 'workbook' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: 'chg_1',
      status: 'pending',
      source: 'workbook',
      baseVersion: 0,
      faults: [],
      diff: { added: 27 },
    });
  });

  it('takes an .xlsx and CSVs in a form, and either as the body itself', async () => {
    const book = aWorkbook();
    const xlsx = book.xlsx();
    const asForm = await submit(book);
    const asCsvs = await api.post<ChangeBody>('/v1/catalogue/changes', formOf(book.csvFiles()));
    const asBody = await api.app.request('/v1/catalogue/changes', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await api.tokenOf('bluegum')}`,
        'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      },
      body: xlsx.bytes.slice().buffer,
    });
    const fromBody = (await asBody.json()) as ChangeBody;
    expect(new Set([asForm, asCsvs.body, fromBody].map(({ contentHash }) => contentHash)).size).toBe(1);
    const [products] = aWorkbook().only('Products').csvFiles();
    const csv = await api.post<ChangeBody>(
      '/v1/catalogue/changes?tab=Products',
      new TextDecoder().decode(products?.bytes),
      {
        'content-type': 'text/csv',
      },
    );
    expect(csv.body).toMatchObject({ status: 'pending', source: 'Products.csv', diff: { added: 1 } });
  });

  it('answers every fault with its tab, row, key, column, cell and remedy', async () => {
    const body = await submit(
      aWorkbook().set('Rates', 2, 'Price', '$1').set('Products', 'STATIC-IP', 'Tax', 'VAT'),
    );
    expect(body).toMatchObject({
      status: 'faulty',
      faults: [
        { tab: 'Products', row: 2, key: 'STATIC-IP', column: 'Tax', cell: 'E2', code: 'invalid_tax' },
        {
          tab: 'Rates',
          row: 2,
          key: 'VOICE · 0011 · any · 0 · 2026-01-01',
          column: 'Price',
          cell: 'F2',
          code: 'currency_text',
          remedy: 'Write the number alone.',
        },
      ],
      diff: { added: 0, changed: 0, removed: 0, rows: [] },
    });
  });

  it('refuses what is no source at all: nothing, an unreadable file, an empty workbook', async () => {
    const codeOf = async (body?: unknown, headers = {}) =>
      (await api.post<{ code: string }>('/v1/catalogue/changes', body, headers)).body.code;
    expect(await codeOf()).toBe('file_missing');
    expect(await codeOf(new FormData())).toBe('file_missing');
    expect(await codeOf(formOf([{ name: 'book.xlsx', bytes: new Uint8Array([0x50, 0x4b, 1, 2]) }]))).toBe(
      'unreadable_file',
    );
    expect(await codeOf({ source: 'workbook' })).toBe('workbook_empty');
    expect(await codeOf({ source: 'elsewhere' })).toBe('invalid_request');
  });
});

describe('deciding a change set', () => {
  it('approve publishes it; a second time, and whatever else, answers 409', async () => {
    const published = await publish();
    expect(published).toMatchObject({
      status: 'published',
      publishedVersion: 1,
      decidedBy: expect.any(String),
    });
    for (const deed of ['approve', 'reject', 'withdraw']) {
      const again = await api.post<{ code: string }>(`/v1/catalogue/changes/${published.id}/${deed}`);
      expect(again, deed).toMatchObject({ status: 409, body: { code: 'change_set_not_pending' } });
    }
  });

  it('a stale one answers 409 and says what moved', async () => {
    await publish();
    const waiting = await submit(aWorkbook().set('Rates', 2, 'Price', '0.03'));
    await publish(aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '79.95'));
    const refused = await api.post<{ detail: string }>(`/v1/catalogue/changes/${waiting.id}/approve`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'change_set_stale' } });
    expect(refused.body.detail).toMatch(/moved 1 row: Package Plans HOME/);
    expect((await api.get<ChangeBody>(`/v1/catalogue/changes/${waiting.id}`)).body.status).toBe('stale');
  });

  it('reject takes a reason or none, withdraw needs none', async () => {
    const first = await submit();
    const rejected = await api.post<{ reason: string }>(`/v1/catalogue/changes/${first.id}/reject`, {
      reason: 'Too dear.',
    });
    expect(rejected).toMatchObject({ status: 200, body: { status: 'rejected', reason: 'Too dear.' } });
    const second = await submit();
    expect(await api.post(`/v1/catalogue/changes/${second.id}/reject`)).toMatchObject({
      status: 200,
      body: { reason: null },
    });
    const third = await submit();
    expect(await api.post(`/v1/catalogue/changes/${third.id}/withdraw`)).toMatchObject({
      body: { status: 'withdrawn' },
    });
    const listed = await api.get<ListBody<ChangeBody>>('/v1/catalogue/changes?status=rejected');
    expect(listed.body.items.map(({ id }) => id)).toEqual([second.id, first.id]);
  });

  it('its rows are listed page by page', async () => {
    const { id, diff } = await submit();
    const first = await api.get<ListBody<{ key: string }>>(`/v1/catalogue/changes/${id}/rows?limit=20`);
    const rest = await api.get<ListBody<{ key: string }>>(
      `/v1/catalogue/changes/${id}/rows?limit=20&cursor=${first.body.nextCursor}`,
    );
    expect([...first.body.items, ...rest.body.items].map(({ key }) => key)).toEqual(
      diff.rows.map(({ key }) => key),
    );
    expect(rest.body.nextCursor).toBeNull();
  });
});

describe('the rules of approval', () => {
  const dearer = () => aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '79.95');

  it('M5: say on the change set what it takes; its submitter is refused, another token is not', async () => {
    await publish();
    await api.patch('/v1/provider', { approvalFourEyes: true, approvalRiseAbove: 10 });
    const { id } = await submit(dearer());
    expect((await api.get(`/v1/catalogue/changes/${id}`)).body).toMatchObject({
      needs: [
        { code: 'four_eyes', asks: 'second_person' },
        { code: 'price_rise', message: expect.stringContaining('from 69.95 to 79.95, by 14.3 %') },
      ],
    });
    expect(await api.post(`/v1/catalogue/changes/${id}/approve`)).toMatchObject({
      status: 403,
      body: { code: 'second_person_needed' },
    });
    const other = api.as('bluegum', 'catalogue.approve', 'view');
    expect(await other.post(`/v1/catalogue/changes/${id}/approve`)).toMatchObject({
      status: 200,
      body: { status: 'published', needs: [{ code: 'four_eyes' }, { code: 'price_rise' }] },
    });
    expect(await api.post('/v1/catalogue/versions/1/restore')).toMatchObject({
      status: 202,
      body: { id: 'chg_3', status: 'pending', restores: 1, needs: [{ code: 'four_eyes' }] },
    });
  });

  it('M6: many removals are confirmed by name; the refusal names the field', async () => {
    const tariff = (at: number) => ({
      'Tariff Key': `9${String(at).padStart(3, '0')}`,
      Description: `Place ${at}`,
      'Usage Type': 'Voice',
      Unit: 'second',
    });
    await publish(aWorkbook().add('Tariffs', ...Array.from({ length: 25 }, (_, at) => tariff(at))));
    const { id } = await submit();
    expect(await api.post(`/v1/catalogue/changes/${id}/approve`, {})).toMatchObject({
      status: 409,
      body: { code: 'removals_not_confirmed', errors: [{ path: 'confirmRemovals' }] },
    });
    expect(await api.post(`/v1/catalogue/changes/${id}/approve`, { confirmRemovals: true })).toMatchObject({
      status: 200,
      body: { status: 'published' },
    });
  });

  it('CAT-5: approved for a day it is scheduled, listed as such, and withdrawn again', async () => {
    await publish();
    const { id } = await submit(dearer());
    const approve = (publishOn: string) => api.post(`/v1/catalogue/changes/${id}/approve`, { publishOn });
    expect(await approve('2026-02-30')).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'publishOn' }] },
    });
    expect(await approve('2026-03-01')).toMatchObject({ status: 422, body: { code: 'publish_on_past' } });
    expect(await approve('2026-03-07')).toMatchObject({
      body: { status: 'scheduled', publishOn: '2026-03-07', publishedVersion: null },
    });
    expect(
      (await api.get<ListBody<ChangeBody>>('/v1/catalogue/changes?status=scheduled')).body.items,
    ).toHaveLength(1);
    expect((await api.post(`/v1/catalogue/changes/${id}/withdraw`)).body).toMatchObject({
      status: 'withdrawn',
    });
  });

  it('M4: a stale one shows the rows that moved', async () => {
    await publish();
    const { id } = await submit(aWorkbook().set('Rates', 2, 'Price', '0.03'));
    await publish(dearer());
    await api.post(`/v1/catalogue/changes/${id}/approve`);
    expect((await api.get(`/v1/catalogue/changes/${id}`)).body).toMatchObject({
      status: 'stale',
      moved: { count: 1, rows: [{ key: 'HOME', fields: [{ from: '69.95', to: '79.95' }] }] },
    });
  });
});

describe('GET /v1/catalogue/history', () => {
  it('M8: answers what became of a row, or of one column of it, page by page', async () => {
    await publish();
    await publish(aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '79.95'));
    const asked = '/v1/catalogue/history?tab=Package%20Plans&key=HOME';
    const newest = await api.get<ListBody>(`${asked}&limit=1`);
    expect(newest.body.items).toMatchObject([
      {
        version: 2,
        change: 'changed',
        changeSet: 'chg_2',
        source: 'workbook.xlsx',
        fields: [{ column: 'Access Fee', from: '69.95', to: '79.95' }],
      },
    ]);
    const older = await api.get<ListBody>(`${asked}&cursor=${newest.body.nextCursor}`);
    expect(older.body).toMatchObject({ items: [{ version: 1, change: 'added' }], nextCursor: null });
    expect((await api.get<ListBody>(`${asked}&field=Name`)).body.items).toHaveLength(1);
    expect((await api.get('/v1/catalogue/history?tab=Rates&key=NOPE')).status).toBe(422);
    expect((await api.get('/v1/catalogue/history?tab=Package%20Plans&key=NOPE')).status).toBe(404);
    expect((await api.as('wavelink').get(asked)).status).toBe(404);
  });
});

describe('versions', () => {
  it('are listed, shown, compared and restored', async () => {
    await publish();
    await publish(aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '79.95'));
    const listed = await api.get<ListBody<{ number: number }>>('/v1/catalogue/versions');
    expect(listed.body.items.map(({ number }) => number)).toEqual([2, 1]);
    expect((await api.get('/v1/catalogue/versions/2')).body).toMatchObject({
      number: 2,
      change: 'chg_2',
      diff: { changed: 1 },
    });
    expect((await api.get('/v1/catalogue/versions/2/diff')).body).toMatchObject({
      from: 1,
      to: 2,
      diff: { added: 0, changed: 1, removed: 0 },
    });
    expect((await api.get('/v1/catalogue/versions/1/diff?to=2')).body).toMatchObject({
      from: 1,
      to: 2,
      diff: { added: 0, changed: 1, removed: 0 },
      items: [{ key: 'HOME', fields: [{ column: 'Access Fee', from: '69.95', to: '79.95' }] }],
    });
    const restored = await api.post('/v1/catalogue/versions/1/restore');
    expect(restored).toMatchObject({ status: 201, body: { number: 3, restoredFrom: 1 } });
    expect((await api.get('/v1/package-plans/HOME')).body).toMatchObject({
      accessFee: '69.95',
      changedInVersions: [1, 2, 3],
    });
    expect((await api.get('/v1/package-plans/HOME?version=2')).body.accessFee).toBe('79.95');
    expect((await api.get('/v1/catalogue/versions/9')).status).toBe(404);
    expect((await api.get('/v1/package-plans?version=9')).status).toBe(404);
  });
});

describe('the catalogue', () => {
  beforeEach(async () => {
    await publish(
      aWorkbook().add('Package Plans', {
        ...aWorkbook().row('Package Plans', 'HOME'),
        Code: 'LATER',
        Name: 'Later',
        'Approval Status': 'Draft',
        'Default Contract Type': null,
      }),
    );
  });

  const codes = async (query: string) =>
    (await api.get<ListBody<{ code: string }>>(`/v1/package-plans${query}`)).body.items.map(
      ({ code }) => code,
    );

  it('CAT-6: package plans are searched by words, status, side and service type, in any case', async () => {
    expect(await codes('')).toEqual(['BUY-HOME', 'HOME', 'LATER']);
    expect(await codes('?search=later')).toEqual(['LATER']);
    expect(await codes('?status=draft')).toEqual(['LATER']);
    expect(await codes('?side=Buy')).toEqual(['BUY-HOME']);
    expect(await codes('?serviceType=Telephony')).toEqual(['BUY-HOME', 'HOME']);
    expect(await codes('?serviceType=telephony&side=sell')).toEqual(['HOME']);
    expect(await codes('?limit=1')).toEqual(['BUY-HOME']);
    expect((await api.get('/v1/package-plans?status=Selling')).status).toBe(422);
  });

  it('CAT-3: a package plan comes with every prerequisite, met or not', async () => {
    const { body } = await api.get<{ prerequisites: { code: string; ok: boolean }[] }>(
      '/v1/package-plans/LATER',
    );
    expect(body.prerequisites.filter(({ ok }) => !ok).map(({ code }) => code)).toEqual([
      'service_plans_linked',
    ]);
    expect(body.prerequisites).toHaveLength(6);
    expect((await api.get('/v1/package-plans/GONE')).status).toBe(404);
  });

  it('shows service plans, products, bolt-ons, tariffs, rate cards and rates', async () => {
    expect((await api.get('/v1/service-plans/SP-NBN')).body).toMatchObject({
      code: 'SP-NBN',
      accessFee: '59.00',
      excessRate: '0.05',
      features: [{ product: 'STATIC-IP', recurring: true }],
      packages: ['HOME'],
    });
    const found = await api.get<ListBody<{ code: string }>>('/v1/service-plans?serviceType=data&side=sell');
    expect(found.body.items.map(({ code }) => code)).toEqual(['SP-NBN']);
    expect((await api.get('/v1/products?search=static')).body.items).toMatchObject([
      { code: 'STATIC-IP', taxRate: '0.10' },
    ]);
    expect((await api.get('/v1/products/STATIC-IP')).body).toMatchObject({
      rates: [{ productRateCard: 'PRODUCTS', price: '10' }],
    });
    expect((await api.get('/v1/bolt-ons')).body.items).toMatchObject([{ code: 'BO-IP' }]);
    expect((await api.get('/v1/tariffs?search=001161')).body.items).toMatchObject([
      { tariffKey: '001161', parent: '0011' },
    ]);
    expect((await api.get('/v1/tariffs/0011')).body).toMatchObject({ description: 'Abroad' });
    expect((await api.get('/v1/tariffs/11')).status).toBe(404);
    expect((await api.get('/v1/rate-cards?side=sell&search=voice')).body.items).toMatchObject([
      { code: 'VOICE', rateCount: 3 },
    ]);
    expect(
      (await api.get('/v1/rate-cards/VOICE/rates?on=2026-03-01&tariffKey=0011')).body.items,
    ).toMatchObject([
      { tariffKey: '0011', price: '0.02', flagfall: '0.39', per: 60, minimum: 60, effectiveTo: null },
    ]);
    expect((await api.get('/v1/rate-cards/GONE/rates')).status).toBe(404);
    expect((await api.get('/v1/rate-cards/VOICE/rates?on=soon')).status).toBe(422);
  });

  it("another provider's plans, change sets and versions are not there", async () => {
    const other = api.as('wavelink');
    for (const path of [
      '/v1/package-plans/HOME',
      '/v1/service-plans/SP-NBN',
      '/v1/products/STATIC-IP',
      '/v1/tariffs/0011',
      '/v1/rate-cards/VOICE/rates',
      '/v1/catalogue/changes/chg_1',
      '/v1/catalogue/changes/chg_1/rows',
      '/v1/catalogue/versions/1',
      '/v1/catalogue/versions/0/diff?to=1',
    ])
      expect((await other.get(path)).status, path).toBe(404);
    expect((await other.post('/v1/catalogue/changes/chg_1/approve')).status).toBe(404);
    expect((await other.get<ListBody>('/v1/package-plans')).body.items).toEqual([]);
  });
});

describe('what a change set would mean', () => {
  it('is told as amounts, differences and per cent, and row by row', async () => {
    await publish();
    const changed = await submit(
      aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '39.95').set('Rates', 2, 'Price', '0.025'),
    );
    expect(changed).toMatchObject({
      diff: {
        rows: [
          {
            key: 'HOME',
            activeSubscriptions: 0,
            fields: [
              { column: 'Access Fee', from: '69.95', to: '39.95', difference: '−30.00', perCent: -42.9 },
            ],
          },
          { fields: [{ column: 'Price', difference: '+0.005', perCent: 25 }] },
        ],
      },
      impact: {
        activeSubscriptions: 0,
        prices: {
          rises: [{ from: '0.02', to: '0.025', difference: '+0.005', perCent: 25 }],
          falls: [{ key: 'HOME', difference: '−30.00' }],
        },
        fees: {
          sell: {
            subscriptions: 0,
            before: '0.00',
            after: '0.00',
            difference: '0.00',
            perCent: null,
            plans: [],
          },
          notes: [expect.stringContaining('usage, products, setup fees and parts of periods are not in it')],
        },
        margins: {
          plansBelowCost: 1,
          plans: [
            { code: 'HOME', after: { sellFee: '39.95', buyFee: '44.00', margin: '-4.05', perCent: -10.1 } },
          ],
          ratesBelowCost: 0,
        },
      },
    });
    const { spread } = (changed as unknown as { impact: { prices: { spread: { count: number }[] } } }).impact
      .prices;
    expect(spread.map(({ count }) => count)).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 1, 0]);
  });

  it('is listed tab by tab, and exported whole; what a spreadsheet would run is protected', async () => {
    await publish();
    const change = await submit(
      aWorkbook()
        .set('Accounts', 'A-0001', 'Phone', '+61491570156')
        .set('Rates', 2, 'Price', '0.015')
        .remove('Bolt-ons', 'BO-IP'),
    );
    const rows = await api.get<ListBody<{ tab: string }>>(
      `/v1/catalogue/changes/${change.id}/rows?tab=Bolt-ons`,
    );
    expect(rows.body.items.map(({ tab }) => tab)).toEqual(['Bolt-ons']);
    expect((await api.get(`/v1/catalogue/changes/${change.id}/rows?tab=Bolts`)).status).toBe(422);
    const csv = await api.app.request(`/v1/catalogue/changes/${change.id}/diff.csv`, {
      headers: { authorization: `Bearer ${await api.tokenOf('bluegum')}` },
    });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect((await csv.text()).split('\r\n')).toEqual([
      'Tab,Key,Change,Column,From,To,Difference,Per Cent,Active Subscriptions',
      'Bolt-ons,BO-IP,removed,Code,BO-IP,,,,',
      'Bolt-ons,BO-IP,removed,Name,Static IP,,,,',
      'Bolt-ons,BO-IP,removed,Product,STATIC-IP,,,,',
      'Bolt-ons,BO-IP,removed,Service Type,Data,,,,',
      'Rates,VOICE · 0011 · any · 0 · 2026-01-01,changed,Price,0.02,0.015,-0.005,-25,0',
      "Accounts,A-0001,changed,Phone,'+61491570000,'+61491570156,,,",
      '',
    ]);
    expect((await api.get('/v1/catalogue/changes/chg_99/diff.csv')).status).toBe(404);
  });
});

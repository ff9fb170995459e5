import { beforeEach, describe, expect, it } from 'vitest';
import { type Api, anApi } from '#test/support/api.ts';
import { unwrap } from '#test/support/catalogues.ts';
import { aWorkbook } from '#test/support/workbooks.ts';

interface RowBody {
  readonly id: number;
  readonly row: number;
  readonly version: number;
  readonly cells: Readonly<Record<string, unknown>>;
  readonly status: string | null;
}
interface TabBody {
  readonly items: readonly RowBody[];
  readonly nextCursor: string | null;
}

let api: Api;
beforeEach(async () => {
  api = await anApi();
  unwrap(await api.services.workbook.importFiles(api.actor('bluegum'), aWorkbook().csvFiles()));
});

const rowsOf = async (tab: string) =>
  (await api.get<TabBody>(`/v1/workbook/${encodeURIComponent(tab)}`)).body.items;

describe('the workbook', () => {
  it('GET shows tabs and columns, with what may stand in them', async () => {
    const { body } = await api.get<{
      tabs: { title: string; rows: number; columns: Record<string, unknown>[] }[];
    }>('/v1/workbook');
    expect(body.tabs.map(({ title, rows }) => `${title} ${rows}`)).toContain('Rates 4');
    expect(body.tabs[0]?.columns).toContainEqual(
      expect.objectContaining({
        heading: 'Buy or Sell',
        type: 'choice',
        required: true,
        choices: ['Buy', 'Sell'],
        refersTo: null,
      }),
    );
    expect(body.tabs[0]?.columns).toContainEqual(
      expect.objectContaining({
        heading: 'Buy Plan',
        type: 'reference',
        required: false,
        refersTo: 'Package Plans',
      }),
    );
  });

  it('GET of a tab answers its rows, page by page; an unknown tab is not there', async () => {
    const first = await api.get<TabBody>('/v1/workbook/Rates?limit=3');
    expect(first.body.items.map(({ row }) => row)).toEqual([2, 3, 4]);
    const rest = await api.get<TabBody>(`/v1/workbook/Rates?limit=3&cursor=${first.body.nextCursor}`);
    expect(rest.body).toMatchObject({ items: [{ row: 5 }], nextCursor: null });
    expect((await api.get('/v1/workbook/Notes')).status).toBe(404);
  });

  it('a save that came too late is answered with every such row as it is now, and null for one that is gone', async () => {
    const [one, two] = await rowsOf('Rate Cards');
    await api.put('/v1/workbook/Rate%20Cards/rows', {
      rows: [{ id: one?.id, version: 1, cells: { Name: 'First' } }],
    });
    await api.delete(`/v1/workbook/Rate%20Cards/rows/${two?.id}`);
    const late = await api.put<{ errors: unknown[] }>('/v1/workbook/Rate%20Cards/rows', {
      rows: [one, two].map((row) => ({ id: row?.id, version: 1, cells: { Name: 'Late' } })),
    });
    expect(late.body.errors).toMatchObject([
      { code: 'row_changed_meanwhile', current: { id: one?.id, version: 2, cells: { Name: 'First' } } },
      { code: 'row_gone', current: null },
    ]);
  });

  it('POST …/import/preview compares a file, and an import can be bound to what it was compared with', async () => {
    const csv = 'Code,Name,Buy or Sell,Service Type,Approval Status\nVOICE,Speech,Sell,Telephony,Saleable\n';
    const send = (path: string) =>
      api.post<{ revision: string; tabs: unknown[] }>(path, csv, { 'content-type': 'text/csv' });
    const compared = await send('/v1/workbook/import/preview?tab=Rate%20Cards');
    expect(compared).toMatchObject({
      status: 200,
      body: { tabs: [{ title: 'Rate Cards', added: 0, changed: 1, removed: 2, unchanged: 0 }] },
    });
    const stale = await send('/v1/workbook/import?tab=Rate%20Cards&revision=1.1.1');
    expect([stale.status, (await rowsOf('Rate Cards')).length]).toEqual([409, 3]);
    const taken = await send(`/v1/workbook/import?tab=Rate%20Cards&revision=${compared.body.revision}`);
    expect([taken.status, (await rowsOf('Rate Cards')).length]).toEqual([200, 1]);
  });

  it('POST /v1/catalogue/changes/preview checks it and proposes nothing', async () => {
    const preview = await api.post('/v1/catalogue/changes/preview', { source: 'workbook' });
    expect(preview).toMatchObject({ status: 200, body: { status: 'pending', baseVersion: 0, faults: [] } });
    const listed = await api.get<{ items: unknown[] }>('/v1/catalogue/changes');
    expect(listed.body.items).toEqual([]);
  });

  it('POST adds rows, PUT changes cells, DELETE removes a row', async () => {
    const added = await api.post<TabBody>('/v1/workbook/Products/rows', {
      rows: [{ cells: { Code: 'ROUTER' } }],
    });
    expect(added).toMatchObject({
      status: 201,
      body: { items: [{ row: 3, version: 1, cells: { Code: 'ROUTER' }, status: 'Fault' }] },
    });
    const id = added.body.items[0]?.id;
    const changed = await api.put<RowBody>(`/v1/workbook/Products/rows/${id}`, {
      version: 1,
      cells: { Name: 'Router', 'External Name': 'Router' },
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { version: 2, status: null, cells: { Code: 'ROUTER', Name: 'Router' } },
    });
    expect((await api.delete(`/v1/workbook/Products/rows/${id}?version=1`)).status).toBe(409);
    expect((await api.delete(`/v1/workbook/Products/rows/${id}?version=2`)).status).toBe(204);
    expect(await rowsOf('Products')).toHaveLength(1);
  });

  it('PUT of several rows and a save of adds, changes and removals together are all or nothing', async () => {
    const [one, two] = await rowsOf('Rate Cards');
    const late = await api.put<{ code: string; detail: string }>('/v1/workbook/Rate%20Cards/rows', {
      rows: [
        { id: one?.id, version: 1, cells: { Name: 'A' } },
        { id: two?.id, version: 7, cells: { Name: 'B' } },
      ],
    });
    expect(late).toMatchObject({
      status: 409,
      body: { code: 'row_changed_meanwhile', detail: expect.stringContaining('Row 3') },
    });
    const saved = await api.post<TabBody>('/v1/workbook/Rate%20Cards/edits', {
      add: [{ cells: { Code: 'NEW' } }],
      after: one?.id,
      change: [{ id: one?.id, version: 1, cells: { Name: 'A' } }],
      remove: [{ id: two?.id, version: 1 }],
    });
    expect(saved.status).toBe(200);
    expect((await rowsOf('Rate Cards')).map(({ cells }) => cells.Code)).toEqual(['VOICE', 'NEW', 'PRODUCTS']);
  });

  it('exports all as .xlsx and a tab as CSV, and imports either', async () => {
    const authorization = `Bearer ${await api.tokenOf('bluegum')}`;
    const xlsx = await api.app.request('/v1/workbook/export', { headers: { authorization } });
    expect(xlsx.headers.get('content-disposition')).toContain('workbook.xlsx');
    const form = new FormData();
    form.append('file', new File([await xlsx.arrayBuffer()], 'workbook.xlsx'));
    const imported = await api.post<{ tabs: { title: string; rows: number }[] }>('/v1/workbook/import', form);
    expect(imported.body.tabs).toContainEqual({ title: 'Rates', rows: 4 });
    const csv = await api.get('/v1/workbook/Products/export');
    expect(csv.headers.get('content-type')).toContain('text/csv');
    const again = await api.post('/v1/workbook/import?tab=Products', csv.text, {
      'content-type': 'text/csv',
    });
    expect(again.body).toEqual({ tabs: [{ title: 'Products', rows: 1 }] });
    const strange = await api.post('/v1/workbook/import?tab=Notes', 'A\r\n1\r\n', {
      'content-type': 'text/csv',
    });
    expect(strange.body).toMatchObject({ status: 422, code: 'unknown_tab' });
  });

  it('is refilled from a version that is there', async () => {
    const change = await api.post<{ id: string }>('/v1/catalogue/changes', { source: 'workbook' });
    await api.post(`/v1/catalogue/changes/${change.body.id}/approve`);
    const [row] = await rowsOf('Products');
    await api.delete(`/v1/workbook/Products/rows/${row?.id}`);
    expect((await api.post('/v1/workbook/refill', { version: 1 })).status).toBe(200);
    expect((await rowsOf('Products')).map(({ cells }) => cells.Code)).toEqual(['STATIC-IP']);
    expect((await api.post('/v1/workbook/refill', { version: 2 })).status).toBe(404);
  });

  it("another provider's rows are not there", async () => {
    const [row] = await rowsOf('Products');
    const other = api.as('wavelink');
    expect((await other.get<TabBody>('/v1/workbook/Products')).body.items).toEqual([]);
    expect(
      (await other.put(`/v1/workbook/Products/rows/${row?.id}`, { version: 1, cells: { Name: 'Mine' } }))
        .status,
    ).toBe(404);
    expect((await other.delete(`/v1/workbook/Products/rows/${row?.id}`)).status).toBe(404);
    expect((await rowsOf('Products'))[0]?.version).toBe(1);
  });
});

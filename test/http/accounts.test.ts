import { beforeEach, describe, expect, it } from 'vitest';
import { type Api, anApi } from '#test/support/api.ts';
import { aWorkbook, type TestWorkbook } from '#test/support/workbooks.ts';

interface AccountBody {
  readonly id: string;
  readonly reference: string;
}

let api: Api;
beforeEach(async () => {
  api = await anApi();
});

const csvOf = (book: TestWorkbook = aWorkbook()) =>
  new TextDecoder().decode(book.only('Accounts').csvFiles()[0]?.bytes);
const CSV = { 'content-type': 'text/csv' };

describe('accounts', () => {
  it('are added, shown by id and reference, corrected and listed', async () => {
    const added = await api.post<AccountBody>('/v1/accounts', {
      reference: '0017',
      name: 'Harbour Bakery',
      invoiceDay: 15,
      invoiceAnchor: '2026-01-15',
    });
    expect(added).toMatchObject({
      status: 201,
      body: { type: 'Residential', invoicePeriodMonths: 1, invoiceAnchor: '2026-01-15' },
    });
    for (const name of ['0017', added.body.id])
      expect((await api.get(`/v1/accounts/${name}`)).body).toEqual(added.body);
    const changed = await api.patch('/v1/accounts/0017', {
      email: 'bakery@harbour.example',
      alignPackages: true,
    });
    expect(changed.body).toMatchObject({
      email: 'bakery@harbour.example',
      alignPackages: true,
      name: 'Harbour Bakery',
    });
    expect((await api.get('/v1/accounts?search=bakery')).body.items).toMatchObject([{ reference: '0017' }]);
    expect((await api.get('/v1/accounts/0018')).status).toBe(404);
  });

  it('PER-3: an anchor on another day than the invoice day is refused', async () => {
    const refused = await api.post('/v1/accounts', {
      reference: 'A',
      name: 'A',
      invoiceDay: 15,
      invoiceAnchor: '2026-01-14',
    });
    expect(refused).toMatchObject({ status: 422, body: { code: 'invoice_anchor_on_another_day' } });
  });

  it('are refused with every fault at its field, and where the reference is taken', async () => {
    const refused = await api.post<{ errors: { path: string; code: string }[] }>('/v1/accounts', {
      reference: 'A',
      name: '',
      email: 'nobody',
      invoiceDay: 0,
    });
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'name required',
      'email invalid_email',
      'invoiceDay out_of_range',
    ]);
    await api.post('/v1/accounts', { reference: 'A', name: 'A' });
    expect(await api.post('/v1/accounts', { reference: 'A', name: 'B' })).toMatchObject({
      status: 409,
      body: { code: 'reference_taken' },
    });
  });

  it("another provider's are not there", async () => {
    const { body } = await api.post<AccountBody>('/v1/accounts', { reference: 'A', name: 'A' });
    const other = api.as('wavelink');
    expect((await other.get(`/v1/accounts/${body.id}`)).status).toBe(404);
    expect((await other.patch('/v1/accounts/A', { name: 'Mine' })).status).toBe(404);
    expect((await other.get('/v1/accounts')).body.items).toEqual([]);
  });
});

describe('POST /v1/accounts/import (IMP-1)', () => {
  it('previews without writing, takes all rows, and changes nothing the second time', async () => {
    const preview = await api.post<{ hash: string }>('/v1/accounts/import?mode=preview', csvOf(), CSV);
    expect(preview).toMatchObject({
      status: 200,
      body: { mode: 'preview', received: 2, added: 2, faults: [] },
    });
    expect((await api.get('/v1/accounts')).body.items).toEqual([]);
    const taken = await api.post(`/v1/accounts/import?hash=${preview.body.hash}`, csvOf(), CSV);
    expect(taken.body).toMatchObject({ mode: 'commit', added: 2, changed: 0 });
    expect((await api.post('/v1/accounts/import', csvOf(), CSV)).body).toMatchObject({
      added: 0,
      changed: 0,
      unchanged: 2,
    });
  });

  it('takes a form with an .xlsx or a CSV of any name', async () => {
    const xlsx = new FormData();
    xlsx.append('file', new File([aWorkbook().xlsx().bytes.slice().buffer], 'everything.xlsx'));
    expect((await api.post('/v1/accounts/import?mode=preview', xlsx)).body).toMatchObject({ added: 2 });
    const csv = new FormData();
    csv.append('file', new File([csvOf()], 'customers of March.csv'));
    expect((await api.post('/v1/accounts/import', csv)).body).toMatchObject({ added: 2 });
  });

  it('with a fault takes none of the rows and names row and column of each', async () => {
    const broken = csvOf(
      aWorkbook().set('Accounts', 'A-0001', 'Invoice Day', '32').set('Accounts', 'A-0002', 'Name', null),
    );
    const preview = await api.post('/v1/accounts/import?mode=preview', broken, CSV);
    expect(preview).toMatchObject({
      status: 200,
      body: {
        added: 0,
        faults: [
          { row: 2, column: 'Invoice Day', cell: 'G2' },
          { row: 3, column: 'Name', cell: 'B3' },
        ],
      },
    });
    const refused = await api.post<{ errors: { path: string }[] }>('/v1/accounts/import', broken, CSV);
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map(({ path }) => path)).toEqual(['row 2, Invoice Day', 'row 3, Name']);
    expect((await api.get('/v1/accounts')).body.items).toEqual([]);
  });

  it('is refused without a file', async () => {
    expect(await api.post('/v1/accounts/import')).toMatchObject({
      status: 422,
      body: { code: 'file_missing' },
    });
  });
});

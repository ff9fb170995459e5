import { describe, expect, it } from 'vitest';
import { aPricingDesk } from '#test/support/google-desk.ts';

const LINK = '/v1/workbook/link';

describe('the workbook in a Google spreadsheet, by API', () => {
  it('is linked by its address, prepared, shown and let go of', async () => {
    const desk = await aPricingDesk({ isFirst: false });
    const account = desk.google.serviceAccount.email;
    expect(await desk.call('GET', LINK)).toEqual({
      status: 200,
      body: { workbook: 'builtin', shareWith: account, link: null },
    });
    expect(await desk.call('POST', '/v1/workbook/prepare', {})).toMatchObject({
      status: 409,
      body: { code: 'sheet_not_linked' },
    });

    const address = `https://docs.google.com/spreadsheets/d/${desk.book.id}/edit`;
    expect(await desk.call('PUT', LINK, { sheet: address })).toMatchObject({
      status: 200,
      body: { workbook: 'google', link: { sheetId: desk.book.id, address, syncedAt: null, problem: null } },
    });
    const prepared = await desk.call('POST', '/v1/workbook/prepare');
    expect(prepared).toMatchObject({ status: 200, body: { version: 1, address } });
    expect(prepared.body).toMatchObject({
      tabs: expect.arrayContaining([
        { title: 'Package Plans', outcome: 'made', addedColumns: [], filledRows: 2 },
      ]),
    });

    const submitted = await desk.call('POST', '/v1/catalogue/changes', { source: 'workbook' });
    expect(submitted).toMatchObject({ status: 201, body: { status: 'unchanged', source: 'workbook' } });
    expect((await desk.call('GET', LINK)).body).toMatchObject({ link: { syncedAt: desk.clock.now() } });
    expect(await desk.call('DELETE', LINK)).toMatchObject({ status: 200, body: { workbook: 'builtin' } });
    expect(await desk.call('DELETE', LINK)).toMatchObject({
      status: 409,
      body: { code: 'sheet_not_linked' },
    });
  });

  it('refuses in one sentence with the remedy what Google refuses', async () => {
    const desk = await aPricingDesk();
    await desk.prepare();
    desk.book.trash();
    expect(await desk.call('POST', '/v1/catalogue/changes', { source: 'workbook' })).toMatchObject({
      status: 409,
      body: { code: 'sheet_trashed', detail: expect.stringContaining('restore it there') },
    });
    expect((await desk.call('GET', LINK)).body).toMatchObject({
      link: { problem: expect.stringContaining('in the bin'), problemAt: desk.clock.now() },
    });
  });
});

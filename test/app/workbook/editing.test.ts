import { describe, expect, it } from 'vitest';
import { audit } from '#db/schema/index.ts';
import { aCatalogue, catalogueOf, unwrap } from '#test/support/catalogues.ts';
import { aDatabase } from '#test/support/database.ts';
import { actorWith, aTenant } from '#test/support/tenants.ts';
import { aWorkbook, TAB_TITLES } from '#test/support/workbooks.ts';

const all = { limit: 100, cursor: null };

async function aFilled() {
  const shelf = await aCatalogue();
  await shelf.fill(aWorkbook());
  const rowsOf = async (tab: string) => unwrap(await shelf.books.showTab(shelf.actor, tab, all)).rows.items;
  return { ...shelf, rowsOf };
}

describe('the built-in workbook', () => {
  it('shows its tabs with the columns of INTERFACE §3 and how many rows each has', async () => {
    const { books, actor } = await aFilled();
    const { tabs } = unwrap(await books.showWorkbook(actor));
    expect(tabs.map(({ tab }) => tab.title)).toEqual(TAB_TITLES);
    expect(tabs.find(({ tab }) => tab.title === 'Rates')?.summary).toMatchObject({ rows: 4, faults: 0 });
  });

  it('keeps cells as they were entered and rows in their order, page by page', async () => {
    const { books, actor } = await aFilled();
    const first = unwrap(await books.showTab(actor, 'Rates', { limit: 3, cursor: null })).rows;
    expect(first.items.map(({ row, cells }) => [row, cells['Tariff Key'], cells.Price])).toEqual([
      [2, '0011', '0.02'],
      [3, '001161', '0.02'],
      [4, '001161', '0.01'],
    ]);
    const rest = unwrap(await books.showTab(actor, 'Rates', { limit: 3, cursor: first.nextCursor })).rows;
    expect(rest).toMatchObject({ items: [{ row: 5 }], nextCursor: null });
  });

  it('adds rows at the end, or after a row', async () => {
    const { books, actor, rowsOf } = await aFilled();
    const [first] = await rowsOf('Rate Cards');
    const added = unwrap(
      await books.edit(actor, 'Rate Cards', {
        add: [{ cells: { Code: 'B' } }, { cells: { Code: 'C' } }],
        after: first?.id ?? 0,
      }),
    );
    expect(added.map(({ row }) => row)).toEqual([3, 4]);
    unwrap(await books.edit(actor, 'Rate Cards', { add: [{ cells: { Code: 'Z' } }] }));
    expect((await rowsOf('Rate Cards')).map(({ cells }) => cells.Code)).toEqual([
      'VOICE',
      'B',
      'C',
      'BUY-VOICE',
      'PRODUCTS',
      'Z',
    ]);
  });

  it('changes only the cells that are given, empties those given as empty, and tells at once what a cell alone says', async () => {
    const { books, actor, rowsOf } = await aFilled();
    const [row] = await rowsOf('Package Plans');
    const changed = unwrap(
      await books.edit(actor, 'Package Plans', {
        change: [
          { id: row?.id ?? 0, version: 1, cells: { 'Access Fee': '$70', 'Default Contract Type': null } },
        ],
      }),
    );
    expect(changed).toMatchObject([
      {
        row: 2,
        version: 2,
        status: 'Fault',
        message: expect.stringContaining('Access Fee: "$70"'),
        updatedBy: 'Pia Pricing',
      },
    ]);
    expect(changed[0]?.cells).toMatchObject({ Code: 'HOME', 'Access Fee': '$70' });
    expect(changed[0]?.cells).not.toHaveProperty('Default Contract Type');
    const mended = unwrap(
      await books.edit(actor, 'Package Plans', {
        change: [{ id: row?.id ?? 0, version: 2, cells: { 'Access Fee': 70 } }],
      }),
    );
    expect(mended).toMatchObject([{ version: 3, status: null, message: null, cells: { 'Access Fee': 70 } }]);
  });

  it('refuses a save from an older version and says who changed the row; nothing of the save is kept', async () => {
    const { books, actor, rowsOf } = await aFilled();
    const [one, two] = await rowsOf('Rate Cards');
    const kim = { ...actor, actorName: 'Kim' };
    unwrap(
      await books.edit(kim, 'Rate Cards', {
        change: [{ id: one?.id ?? 0, version: 1, cells: { Name: 'By Kim' } }],
      }),
    );
    const late = await books.edit(actor, 'Rate Cards', {
      change: [
        { id: one?.id ?? 0, version: 1, cells: { Name: 'By Pia' } },
        { id: two?.id ?? 0, version: 1, cells: { Name: 'Also by Pia' } },
      ],
    });
    expect(late).toMatchObject({
      ok: false,
      faults: [
        {
          code: 'row_changed_meanwhile',
          kind: 'conflict',
          message: expect.stringContaining('Row 2 was changed by Kim'),
        },
      ],
    });
    expect((await rowsOf('Rate Cards')).map(({ cells }) => cells.Name)).toEqual([
      'By Kim',
      'Voice, bought',
      'Products',
    ]);
  });

  it('names every row that others were faster with, each with what stands there now and who saved it', async () => {
    const { books, actor, rowsOf } = await aFilled();
    const [one, two, three] = await rowsOf('Rate Cards');
    const kim = { ...actor, actorName: 'Kim' };
    const seen = [one, two, three].map((row) => ({ id: row?.id ?? 0, version: 1 }));
    const [first = { id: 0, version: 1 }, second = { id: 0, version: 1 }] = seen;
    unwrap(
      await books.edit(kim, 'Rate Cards', {
        change: [{ ...first, cells: { Name: 'By Kim' } }],
        remove: [second],
      }),
    );
    const late = await books.edit(actor, 'Rate Cards', {
      change: seen.map((row) => ({ ...row, cells: { Name: 'By Pia' } })),
    });
    expect(late).toMatchObject({
      ok: false,
      faults: [
        {
          code: 'row_changed_meanwhile',
          other: {
            id: first.id,
            row: { version: 2, updatedBy: 'Kim', cells: { Code: 'VOICE', Name: 'By Kim' } },
          },
        },
        { code: 'row_gone', other: { id: second.id, row: null } },
      ],
    });
  });

  it('of two saves of a row at the same moment one wins and the other is told', async () => {
    const { books, actor, rowsOf } = await aFilled();
    const [row] = await rowsOf('Rate Cards');
    const save = (name: string) =>
      books.edit({ ...actor, actorName: name }, 'Rate Cards', {
        change: [{ id: row?.id ?? 0, version: 1, cells: { Name: name } }],
      });
    const outcomes = await Promise.all([save('Ann'), save('Ben')]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.find(({ ok }) => !ok)).toMatchObject({ faults: [{ code: 'row_changed_meanwhile' }] });
    expect((await rowsOf('Rate Cards'))[0]?.version).toBe(2);
  });

  it('removes rows, and tells the one who edits a removed row that it is gone', async () => {
    const { books, actor, rowsOf } = await aFilled();
    const [row] = await rowsOf('Bolt-ons');
    unwrap(await books.edit(actor, 'Bolt-ons', { remove: [{ id: row?.id ?? 0, version: 1 }] }));
    expect(await rowsOf('Bolt-ons')).toEqual([]);
    const gone = { ok: false, faults: [{ code: 'row_gone', kind: 'not_found' }] };
    expect(
      await books.edit(actor, 'Bolt-ons', { change: [{ id: row?.id ?? 0, version: 1, cells: {} }] }),
    ).toMatchObject(gone);
    expect(
      await books.edit(actor, 'Bolt-ons', { remove: [{ id: row?.id ?? 0, version: null }] }),
    ).toMatchObject(gone);
    expect(
      await books.edit(actor, 'Bolt-ons', { add: [{ cells: { Code: 'X' } }], after: row?.id ?? 0 }),
    ).toMatchObject({
      faults: [{ code: 'row_not_found', kind: 'not_found' }],
    });
  });

  it('refuses headings that the tab does not have, all at once', async () => {
    const { books, actor } = await aFilled();
    expect(await books.edit(actor, 'Products', { add: [{ cells: { Kode: 'X', Preis: 1 } }] })).toMatchObject({
      faults: [
        { code: 'unknown_column', path: 'add[0].cells.Kode' },
        { code: 'unknown_column', path: 'add[0].cells.Preis' },
      ],
    });
    expect(await books.edit(actor, 'Produkte', { add: [] })).toMatchObject({
      faults: [{ code: 'tab_not_found', kind: 'not_found' }],
    });
  });

  it('keeps in the audit who changed which cell from what to what, a paste too', async () => {
    const { books, actor, rowsOf, db } = await aFilled();
    const [one, two] = await rowsOf('Rate Cards');
    unwrap(
      await books.edit(actor, 'Rate Cards', {
        change: [{ id: one?.id ?? 0, version: 1, cells: { Name: 'Calls' } }],
        remove: [{ id: two?.id ?? 0, version: 1 }],
        add: [{ cells: { Code: 'NEW' } }],
      }),
    );
    const entry = (await db.orm.select().from(audit)).find(({ action }) => action === 'workbook.edited');
    expect(entry).toMatchObject({
      actor: 'Pia Pricing',
      subject: 'Rate Cards',
      details: {
        added: 1,
        changed: 1,
        removed: 1,
        rows: [
          { to: { Code: 'NEW' } },
          { row: one?.id, from: { Name: 'Voice' }, to: { Name: 'Calls' } },
          { row: two?.id, from: { Code: 'BUY-VOICE' }, to: null },
        ],
      },
    });
  });

  it('takes the power to edit; to look it takes the power to view', async () => {
    const { books, tenant } = await aFilled();
    const missing = { ok: false, faults: [{ code: 'power_missing' }] };
    expect(await books.edit(actorWith(tenant, ['view']), 'Products', { add: [] })).toMatchObject(missing);
    expect(await books.importFiles(actorWith(tenant, ['view']), [])).toMatchObject(missing);
    expect(await books.showTab(actorWith(tenant, []), 'Products', all)).toMatchObject(missing);
    expect(await books.exportXlsx(actorWith(tenant, []))).toMatchObject(missing);
  });

  it("another provider's rows are not there", async () => {
    const db = await aDatabase();
    const bluegum = catalogueOf(db, await aTenant(db, 'bluegum'));
    const wavelink = catalogueOf(db, await aTenant(db, 'wavelink'));
    await bluegum.fill(aWorkbook());
    const [row] = unwrap(await bluegum.books.showTab(bluegum.actor, 'Products', all)).rows.items;
    expect(unwrap(await wavelink.books.showTab(wavelink.actor, 'Products', all)).rows.items).toEqual([]);
    const change = { change: [{ id: row?.id ?? 0, version: 1, cells: { Name: 'Mine' } }] };
    expect(await wavelink.books.edit(wavelink.actor, 'Products', change)).toMatchObject({
      faults: [{ code: 'row_gone' }],
    });
    expect(await wavelink.catalogue.submitChanges(wavelink.actor, { source: 'workbook' })).toMatchObject({
      faults: [{ code: 'workbook_empty' }],
    });
    // Filling its own workbook does not touch the other's.
    await wavelink.fill(aWorkbook().only('Products'));
    expect(unwrap(await bluegum.books.showTab(bluegum.actor, 'Products', all)).rows.items).toMatchObject([
      { id: row?.id, version: 1 },
    ]);
  });
});

describe('what the check says stands beside the row', () => {
  it('faults in the words of the check, then what publishing would do, then where it went', async () => {
    const { fill, sync, catalogue, actor, books, rowsOf } = await aFilled();
    unwrap(await catalogue.approveChanges(actor, (await sync()).id));
    expect((await rowsOf('Rates')).map(({ status, message }) => [status, message])).toEqual(
      Array.from({ length: 4 }, () => ['OK', 'Published in version 1.']),
    );
    await fill(aWorkbook().set('Rates', 2, 'Price', '$1').set('Rates', 3, 'Per', '0'));
    await sync();
    expect((await rowsOf('Rates')).map(({ status, message }) => [status, message])).toEqual([
      ['Fault', expect.stringMatching(/^Price: "\$1" is text with a currency sign/)],
      ['Fault', 'Per: 0 is out of range: from 1 to 2000000000.'],
      ['OK', null],
      ['OK', null],
    ]);
    expect(
      unwrap(await books.showWorkbook(actor)).tabs.find(({ tab }) => tab.title === 'Rates')?.summary.faults,
    ).toBe(2);
    await fill(
      aWorkbook()
        .set('Rates', 2, 'Price', '0.03')
        .add('Products', { Code: 'NEW', Name: 'New', 'External Name': 'New', 'Approval Status': 'Draft' })
        .set('Package Plans', 'HOME', 'Setup Fee Override', 'TRUE'),
    );
    const change = await sync();
    expect((await rowsOf('Rates'))[0]).toMatchObject({ status: 'Changed', message: 'Price: 0.02 → 0.03' });
    expect((await rowsOf('Products')).map(({ status }) => status)).toEqual(['OK', 'New']);
    expect((await rowsOf('Package Plans'))[0]).toMatchObject({
      status: 'Changed',
      message: expect.stringMatching(/^Setup Fee: Override is ticked.*\n?Setup Fee Override: FALSE → TRUE$/s),
    });
    unwrap(await catalogue.approveChanges(actor, change.id));
    expect((await rowsOf('Rates'))[0]).toMatchObject({ status: 'OK', message: 'Published in version 2.' });
  });
});

describe('importing and exporting', () => {
  it('replaces the tabs that come and leaves the others', async () => {
    const { books, actor, rowsOf } = await aFilled();
    const imported = unwrap(
      await books.importFiles(
        actor,
        aWorkbook().only('Products').add('Products', { Code: 'B', Name: 'B' }).csvFiles(),
      ),
    );
    expect(imported).toEqual({ tabs: [{ title: 'Products', rows: 2 }] });
    expect(await rowsOf('Products')).toHaveLength(2);
    expect(await rowsOf('Rates')).toHaveLength(4);
  });

  it('refuses unknown tabs and unknown, doubled or missing columns, and takes nothing', async () => {
    const { books, actor, rowsOf } = await aFilled();
    const book = aWorkbook().only('Products', 'Rates');
    book.headings.set('Products', [
      'Code',
      'Name',
      'Name',
      'Nahme',
      'External Name',
      'Type',
      'Approval Status',
    ]);
    book.tabs.set('Notes', []);
    expect(await books.importFiles(actor, book.csvFiles())).toMatchObject({
      faults: [
        { code: 'duplicate_column', path: 'Products.Name' },
        { code: 'unknown_column', path: 'Products.Nahme' },
        { code: 'missing_column', path: 'Products.Tax' },
        { code: 'unknown_tab', path: 'Notes' },
      ],
    });
    expect(await rowsOf('Products')).toHaveLength(1);
  });

  it('exports all of it as .xlsx and a tab as CSV, and what comes back says the same', async () => {
    const { books, actor, sync, catalogue, rowsOf } = await aFilled();
    unwrap(await catalogue.approveChanges(actor, (await sync()).id));
    const before = await rowsOf('Accounts');
    const xlsx = unwrap(await books.exportXlsx(actor));
    unwrap(await books.importFiles(actor, [{ name: 'workbook.xlsx', bytes: xlsx }]));
    expect(await sync()).toMatchObject({ status: 'unchanged' });
    const csv = unwrap(await books.exportCsv(actor, 'Accounts'));
    expect(csv).toContain("'+61491570000");
    expect(csv.split('\r\n')[0]).toMatch(/Align Packages,Status,Message$/);
    expect(csv.split('\r\n')[1]).toMatch(/,OK,$/);
    unwrap(await books.importFiles(actor, [{ name: 'Accounts.csv', bytes: new TextEncoder().encode(csv) }]));
    expect(await sync()).toMatchObject({ status: 'unchanged' });
    expect((await rowsOf('Accounts')).map(({ cells }) => cells.Phone)).toEqual(
      before.map(({ cells }) => cells.Phone),
    );
  });
});

describe('files beside the workbook', () => {
  const rateCards = (text: string) => ({ name: 'Rate Cards.csv', bytes: new TextEncoder().encode(text) });
  const HEAD = 'Code,Name,Buy or Sell,Service Type,Approval Status\n';

  it('are compared with it, and nothing is changed by that', async () => {
    const { books, actor, rowsOf } = await aFilled();
    const before = await rowsOf('Rate Cards');
    const files = [rateCards(`${HEAD}VOICE,Speech,Sell,Telephony,Saleable\nNEW,New,Sell,Data,Draft\n`)];
    const { tabs, revision } = unwrap(await books.previewImport(actor, files));
    expect(tabs).toMatchObject([{ title: 'Rate Cards', added: 1, changed: 1, removed: 2, unchanged: 0 }]);
    expect(tabs[0]?.rows[0]).toMatchObject({
      key: 'VOICE',
      fields: [{ column: 'Name', from: 'Voice', to: 'Speech' }],
    });
    expect(await rowsOf('Rate Cards')).toEqual(before);
    expect(revision).toBe(unwrap(await books.showWorkbook(actor)).revision);
  });

  it('replace it only as it was when they were compared, where that is asked for', async () => {
    const { books, actor, rowsOf } = await aFilled();
    const files = [rateCards(`${HEAD}VOICE,Speech,Sell,Telephony,Saleable\n`)];
    const { revision } = unwrap(await books.previewImport(actor, files));
    unwrap(await books.edit(actor, 'Products', { add: [{ cells: { Code: 'P' } }] }));
    expect(await books.importFiles(actor, files, revision)).toMatchObject({
      ok: false,
      faults: [{ code: 'workbook_changed_meanwhile', kind: 'conflict' }],
    });
    expect(await rowsOf('Rate Cards')).toHaveLength(3);
    const again = unwrap(await books.previewImport(actor, files));
    unwrap(await books.importFiles(actor, files, again.revision));
    expect((await rowsOf('Rate Cards')).map(({ cells }) => cells.Name)).toEqual(['Speech']);
  });

  it('take the power to edit, already for the comparison', async () => {
    const { books, tenant } = await aFilled();
    const viewer = actorWith(tenant, ['view']);
    expect(await books.previewImport(viewer, [rateCards(HEAD)])).toMatchObject({
      ok: false,
      faults: [{ kind: 'forbidden' }],
    });
  });
});

describe('a published version as tabs', () => {
  it('is shown as people would have entered it; accounts belong to none', async () => {
    const { books, actor, publish } = await aFilled();
    await publish();
    const { rows, tab } = unwrap(await books.showPublished(actor, 'Time Bands', 1));
    expect([tab.title, rows]).toEqual([
      'Time Bands',
      [['peak', 'Mon,Tue,Wed,Thu,Fri', '08:00', '19:00', false]],
    ]);
    for (const [title, version, code] of [
      ['Accounts', 1, 'tab_not_published'],
      ['Rates', 7, 'version_not_found'],
      ['Cakes', 1, 'tab_not_found'],
    ] as const)
      expect(await books.showPublished(actor, title, version)).toMatchObject({
        ok: false,
        faults: [{ code }],
      });
  });
});

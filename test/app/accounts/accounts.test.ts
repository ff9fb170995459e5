import { describe, expect, it } from 'vitest';
import type { PlainDate } from '#core/calendar.ts';
import { audit } from '#db/schema/index.ts';
import { aCatalogue, catalogueOf, placesOf, unwrap } from '#test/support/catalogues.ts';
import { aDatabase } from '#test/support/database.ts';
import { actorWith, aTenant } from '#test/support/tenants.ts';
import { aWorkbook, type TestWorkbook } from '#test/support/workbooks.ts';

const all = { limit: 100, cursor: null };
const csvOf = (book: TestWorkbook) => {
  const [file] = book.only('Accounts').csvFiles();
  if (!file) throw new Error('the book has no accounts');
  return { ...file, name: 'customers of March.csv' };
};

describe('an account', () => {
  it('is added with what an empty cell means for what is not said, and found by id and reference', async () => {
    const { accounts, actor } = await aCatalogue();
    const added = unwrap(await accounts.addAccount(actor, { reference: '0017', name: ' Harbour Bakery ' }));
    expect(added).toMatchObject({
      reference: '0017',
      name: 'Harbour Bakery',
      type: 'Residential',
      email: null,
      invoiceDay: 1,
      invoicePeriodMonths: 1,
      alignPackages: false,
      invoiceAnchor: null,
    });
    expect(unwrap(await accounts.showAccount(actor, '0017'))).toEqual(added);
    expect(unwrap(await accounts.showAccount(actor, `acc_${added.id}`))).toEqual(added);
  });

  it('PER-3: has an anchor on its invoice day, or on the last day of a month that is too short for it', async () => {
    const { accounts, actor } = await aCatalogue();
    const anchoredOn = (reference: string, invoiceAnchor: string) =>
      accounts.addAccount(actor, {
        reference,
        name: 'A',
        invoiceDay: 31,
        invoiceAnchor: invoiceAnchor as PlainDate,
      });
    expect(await anchoredOn('A', '2026-02-28')).toMatchObject({ ok: true });
    expect(await anchoredOn('B', '2026-03-30')).toMatchObject({
      faults: [{ code: 'invoice_anchor_on_another_day', path: 'invoiceAnchor' }],
    });
  });

  it('is refused with every fault at its field, and where its reference is taken', async () => {
    const { accounts, actor } = await aCatalogue();
    expect(
      await accounts.addAccount(actor, {
        reference: ' ',
        name: '=1',
        email: 'x',
        invoiceDay: 32,
        invoicePeriodMonths: 37,
      }),
    ).toMatchObject({
      faults: [
        { path: 'reference', code: 'required' },
        { path: 'name', code: 'formula_text' },
        { path: 'email', code: 'invalid_email' },
        { path: 'invoiceDay', code: 'out_of_range' },
        { path: 'invoicePeriodMonths', code: 'out_of_range' },
      ],
    });
    unwrap(await accounts.addAccount(actor, { reference: 'A-1', name: 'A' }));
    expect(await accounts.addAccount(actor, { reference: 'A-1', name: 'B' })).toMatchObject({
      faults: [{ code: 'reference_taken', kind: 'conflict' }],
    });
  });

  it('has no reference that looks like an id: it could name two accounts, and shadow one of them', async () => {
    const { accounts, actor, submit } = await aCatalogue();
    const first = unwrap(await accounts.addAccount(actor, { reference: 'A-1', name: 'A' }));
    const id = `acc_${first.id}`;
    const told = { code: 'code_like_id', message: expect.stringContaining(`"${id}" looks like an id`) };
    expect(await accounts.addAccount(actor, { reference: id, name: 'B' })).toMatchObject({
      faults: [{ ...told, path: 'reference' }],
    });
    const book = aWorkbook().set('Accounts', 2, 'Reference', id);
    expect(await submit(book)).toMatchObject({
      status: 'faulty',
      faults: [{ ...told, tab: 'Accounts', cell: 'A2' }],
    });
    expect(await accounts.importAccounts(actor, { mode: 'preview', file: csvOf(book) })).toMatchObject({
      value: { faults: [{ ...told, cell: 'A2' }] },
    });
    // What only resembles one is nobody's id.
    for (const reference of ['acc_0012', 'ACC_1', 'acc-1', 'acc_1x'])
      expect(unwrap(await accounts.addAccount(actor, { reference, name: 'C' }))).toMatchObject({ reference });
  });

  it('is corrected field by field; the reference stays', async () => {
    const { accounts, actor, db } = await aCatalogue();
    unwrap(await accounts.addAccount(actor, { reference: 'A-1', name: 'A', phone: '+61 3 5550 0100' }));
    const changed = unwrap(await accounts.changeAccount(actor, 'A-1', { name: 'Anna', phone: null }));
    expect(changed).toMatchObject({ reference: 'A-1', name: 'Anna', phone: null });
    expect(unwrap(await accounts.showAccount(actor, 'A-1'))).toEqual(changed);
    expect(await accounts.changeAccount(actor, 'A-1', { reference: 'A-2' })).toMatchObject({
      faults: [{ code: 'reference_fixed' }],
    });
    expect(await accounts.changeAccount(actor, 'A-1', { invoiceDay: 0 })).toMatchObject({
      faults: [{ code: 'out_of_range' }],
    });
    unwrap(await accounts.changeAccount(actor, 'A-1', { name: 'Anna' }));
    const entries = (await db.orm.select().from(audit)).map(({ action, details }) => ({ action, details }));
    expect(entries).toMatchObject([
      { action: 'account.added' },
      {
        action: 'account.changed',
        details: { name: { from: 'A', to: 'Anna' }, phone: { from: '+61 3 5550 0100', to: null } },
      },
    ]);
  });

  it('is listed by reference and found by a part of reference, name or e-mail address', async () => {
    const { accounts, actor, publish } = await aCatalogue();
    await publish();
    const found = async (text?: string) =>
      unwrap(await accounts.listAccounts(actor, { text }, all)).items.map(({ reference }) => reference);
    expect(await found()).toEqual(['A-0001', 'A-0002']);
    expect(await found('BAKERY')).toEqual(['A-0002']);
    expect(await found('nguyen@home')).toEqual(['A-0001']);
    expect(await found('100%')).toEqual([]);
    const first = unwrap(await accounts.listAccounts(actor, {}, { limit: 1, cursor: null }));
    expect(
      unwrap(await accounts.listAccounts(actor, {}, { limit: 1, cursor: first.nextCursor })),
    ).toMatchObject({
      items: [{ reference: 'A-0002' }],
      nextCursor: null,
    });
  });

  it('is found for menus by the beginning of its reference or of words of its name, the best first', async () => {
    const { accounts, actor } = await aCatalogue();
    for (const [reference, name] of [
      ['BG-10', 'Lantern Street Bakery'],
      ['BG-11', 'Ann Baker'],
      ['BG-12', 'Baker & Sons 100%_\\'],
      ['BAKE-1', 'Oven'],
    ] as const)
      unwrap(await accounts.addAccount(actor, { reference, name }));
    const found = async (text: string, limit = 20) =>
      unwrap(await accounts.search(actor, text, limit)).map(({ reference }) => reference);
    expect(await found('bake')).toEqual(['BAKE-1', 'BG-11', 'BG-12', 'BG-10']);
    expect(await found('bake', 2)).toEqual(['BAKE-1', 'BG-11']);
    expect(await found('bg-1')).toEqual(['BG-10', 'BG-11', 'BG-12']);
    expect(await found(' BAK lan ')).toEqual(['BG-10']);
    expect(await found('akery')).toEqual([]);
    expect(await found('100%_\\')).toEqual(['BG-12']);
    expect(await found('%')).toEqual([]);
    expect(await found('_')).toEqual([]);
    expect(await found('')).toEqual(['BAKE-1', 'BG-10', 'BG-11', 'BG-12']);
    expect(await accounts.search(actorWith(actor, []), 'bake', 20)).toMatchObject({
      faults: [{ code: 'power_missing' }],
    });
    expect(unwrap(await accounts.search({ ...actor, providerId: 99 }, 'bake', 20))).toEqual([]);
  });

  it('takes the power over orders to change, and belongs to its provider alone', async () => {
    const db = await aDatabase();
    const bluegum = catalogueOf(db, await aTenant(db, 'bluegum'));
    const wavelink = catalogueOf(db, await aTenant(db, 'wavelink'));
    const viewer = actorWith(bluegum.actor, ['view']);
    const missing = { ok: false, faults: [{ code: 'power_missing' }] };
    expect(await bluegum.accounts.addAccount(viewer, { reference: 'A', name: 'A' })).toMatchObject(missing);
    expect(await bluegum.accounts.importAccounts(viewer, { mode: 'preview', file: null })).toMatchObject(
      missing,
    );
    const added = unwrap(await bluegum.accounts.addAccount(bluegum.actor, { reference: 'A', name: 'A' }));
    const gone = { ok: false, faults: [{ code: 'account_not_found', kind: 'not_found' }] };
    expect(await wavelink.accounts.showAccount(wavelink.actor, 'A')).toMatchObject(gone);
    expect(await wavelink.accounts.showAccount(wavelink.actor, `acc_${added.id}`)).toMatchObject(gone);
    expect(
      await wavelink.accounts.changeAccount(wavelink.actor, `acc_${added.id}`, { name: 'Mine' }),
    ).toMatchObject(gone);
    // The same reference is another account there.
    expect(
      await wavelink.accounts.addAccount(wavelink.actor, { reference: 'A', name: 'Other' }),
    ).toMatchObject({ ok: true });
  });
});

describe('IMP-1: importing accounts', () => {
  it('previews, takes all rows, and the same rows again change nothing', async () => {
    const { accounts, actor } = await aCatalogue();
    const file = csvOf(aWorkbook());
    const preview = unwrap(await accounts.importAccounts(actor, { mode: 'preview', file }));
    expect(preview).toMatchObject({ received: 2, added: 2, changed: 0, unchanged: 0, faults: [] });
    expect(unwrap(await accounts.listAccounts(actor, {}, all)).items).toEqual([]);
    const taken = unwrap(await accounts.importAccounts(actor, { mode: 'commit', file, hash: preview.hash }));
    expect(taken).toMatchObject({ added: 2 });
    const before = unwrap(await accounts.listAccounts(actor, {}, all)).items;
    expect(unwrap(await accounts.importAccounts(actor, { mode: 'commit', file }))).toMatchObject({
      received: 2,
      added: 0,
      changed: 0,
      unchanged: 2,
      rows: [],
    });
    expect(unwrap(await accounts.listAccounts(actor, {}, all)).items).toEqual(before);
  });

  it('reports every fault with row and column, and takes none of the rows', async () => {
    const { accounts, actor } = await aCatalogue();
    const file = csvOf(
      aWorkbook()
        .set('Accounts', 'A-0001', 'Invoice Day', '0')
        .set('Accounts', 'A-0002', 'Email', 'nobody')
        .add('Accounts', { Reference: 'A-0001', Name: 'Twice' }, { Reference: 'A-0004' }),
    );
    const preview = unwrap(await accounts.importAccounts(actor, { mode: 'preview', file }));
    expect(placesOf(preview.faults)).toEqual([
      'Accounts!G2 out_of_range',
      'Accounts!D3 invalid_email',
      'Accounts!A4 duplicate_key',
      'Accounts!B5 required',
    ]);
    expect(preview).toMatchObject({ received: 4, added: 0, changed: 0 });
    expect(await accounts.importAccounts(actor, { mode: 'commit', file })).toMatchObject({
      ok: false,
      faults: [
        { path: 'row 2, Invoice Day', code: 'out_of_range' },
        { path: 'row 3, Email' },
        { path: 'row 4, Reference' },
        { path: 'row 5, Name' },
      ],
    });
    expect(unwrap(await accounts.listAccounts(actor, {}, all)).items).toEqual([]);
  });

  it('updates what is there, field by field in the preview, and leaves accounts without a row alone', async () => {
    const { accounts, actor } = await aCatalogue();
    unwrap(await accounts.importAccounts(actor, { mode: 'commit', file: csvOf(aWorkbook()) }));
    const file = csvOf(
      aWorkbook().remove('Accounts', 'A-0001').set('Accounts', 'A-0002', 'Invoice Day', '20'),
    );
    const outcome = unwrap(await accounts.importAccounts(actor, { mode: 'commit', file }));
    expect(outcome).toMatchObject({
      added: 0,
      changed: 1,
      unchanged: 0,
      rows: [{ key: 'A-0002', change: 'changed', fields: [{ column: 'Invoice Day', from: '15', to: '20' }] }],
    });
    expect(unwrap(await accounts.listAccounts(actor, {}, all)).items).toHaveLength(2);
  });

  it('refuses to commit a preview that has moved since', async () => {
    const { accounts, actor } = await aCatalogue();
    const file = csvOf(aWorkbook());
    const preview = unwrap(await accounts.importAccounts(actor, { mode: 'preview', file }));
    const other = csvOf(aWorkbook().set('Accounts', 'A-0001', 'Name', 'Somebody else'));
    expect(
      await accounts.importAccounts(actor, { mode: 'commit', file: other, hash: preview.hash }),
    ).toMatchObject({
      faults: [{ code: 'preview_moved', kind: 'conflict' }],
    });
  });

  it('takes the tab Accounts of a workbook, and says where there is none or no file at all', async () => {
    const { accounts, actor } = await aCatalogue();
    expect(
      unwrap(await accounts.importAccounts(actor, { mode: 'commit', file: aWorkbook().xlsx() })),
    ).toMatchObject({ added: 2 });
    expect(
      await accounts.importAccounts(actor, {
        mode: 'commit',
        file: aWorkbook().only('Products', 'Rates').xlsx(),
      }),
    ).toMatchObject({
      faults: [{ code: 'accounts_tab_missing' }],
    });
    expect(await accounts.importAccounts(actor, { mode: 'commit', file: null })).toMatchObject({
      faults: [{ code: 'file_missing' }],
    });
  });
});

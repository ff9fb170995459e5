/** What the stores of catalogue, workbook and accounts promise, on a file and on a libSQL server. */
import { expect, it } from 'vitest';
import type { Kind } from '#core/catalogue/content.ts';
import { aCatalogue, catalogueOf, unwrap } from '#test/support/catalogues.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { aTenant } from '#test/support/tenants.ts';
import { aWorkbook } from '#test/support/workbooks.ts';

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
const all = { limit: 100, cursor: null };

eachDatabase('the catalogue', (open) => {
  it('publishes every kind, and reads it back as a snapshot and as what is present', async () => {
    const { publish, reader, store, tenant } = await aCatalogue(await open());
    await publish();
    const { providerId } = tenant;
    const present = await store.present(providerId, ['A-0002', 'A-0009']);
    expect(present.version).toBe(1);
    expect(
      Object.fromEntries(Object.entries(present.rows).map(([kind, rows]) => [kind, rows.length])),
    ).toEqual({
      packagePlans: 2,
      servicePlans: 4,
      packageServices: 4,
      products: 1,
      productRates: 1,
      serviceFeatures: 1,
      boltOns: 1,
      contracts: 1,
      tariffs: 2,
      rateCards: 3,
      rates: 4,
      timeBands: 1,
      accounts: 1,
    });
    for (const [kind, tuples] of Object.entries(await store.content(providerId, 1)))
      expect(tuples.toSorted(byText)).toEqual(
        present.rows[kind as Kind].map(([, tuple]) => tuple).toSorted(byText),
      );
    expect((await reader.snapshot(providerId)).packagePlans.map(({ code }) => code)).toEqual([
      'BUY-HOME',
      'HOME',
    ]);
  });

  it('keeps each version as it was, and what a key is made of', async () => {
    const { publish, reader, tenant } = await aCatalogue(await open());
    await publish(aWorkbook().set('Tariffs', '0011', 'Description', 'Überall, "quoted"'));
    await publish(
      aWorkbook().set('Time Bands', 'peak', 'Days', 'Sat,Sun').set('Time Bands', 'peak', 'Holidays', null),
    );
    const bandsIn = async (version: number) => (await reader.snapshot(tenant.providerId, version)).timeBands;
    expect(await bandsIn(1)).toMatchObject([{ days: [1, 2, 3, 4, 5], holidays: false }]);
    expect(await bandsIn(2)).toMatchObject([{ days: [6, 7], holidays: null }]);
  });

  it('lets one of two publishes from the same version win, and leaves nothing of the other', async () => {
    const { publish, submit, catalogue, actor, reader, store, tenant, db } = await aCatalogue(await open());
    await publish();
    const sets = [
      await submit(aWorkbook().set('Rates', 2, 'Price', '0.03')),
      await submit(aWorkbook().add('Products', { Code: 'NEW', Name: 'New', 'External Name': 'New' })),
    ];
    const outcomes = await Promise.all(sets.map(({ id }) => catalogue.approveChanges(actor, id)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await reader.currentVersion(tenant.providerId)).toBe(2);
    const { rates, products } = (await store.present(tenant.providerId, [])).rows;
    expect(rates).toHaveLength(4);
    const won = outcomes[0]?.ok ? 'the price' : 'the product';
    expect(products).toHaveLength(won === 'the price' ? 1 : 2);
    const published = await db.readJson<number>(
      `select json_array(count(*)) from outbox where topic = 'catalogue.published'`,
      [],
    );
    expect(published).toEqual([2]);
  });

  it('gives change sets keys of their own where several are made at once', async () => {
    const db = await open();
    const [one, two] = [
      catalogueOf(db, await aTenant(db, 'bluegum')),
      catalogueOf(db, await aTenant(db, 'wavelink')),
    ];
    const made = await Promise.all([
      one.submit(aWorkbook()),
      two.submit(aWorkbook()),
      two.submit(aWorkbook().set('Rates', 2, 'Price', '$1')),
      two.submit(aWorkbook().set('Rates', 2, 'Price', '$2')),
    ]);
    expect(new Set(made.map(({ id }) => id)).size).toBe(4);
    expect(unwrap(await one.catalogue.listChangeSets(one.actor, {}, all)).items).toHaveLength(1);
  });

  it('pages rates by tariff, band, step and day, all of them or those of a day', async () => {
    const { publish, catalogue, actor } = await aCatalogue(await open());
    const newer = { ...aWorkbook().row('Rates', 2), 'Effective From': '2026-07-01', Price: '0.9' };
    await publish(aWorkbook().add('Rates', newer));
    const keysOf = async (query: object, cursor: string | null = null) => {
      const page = unwrap(
        await catalogue.findRates(actor, { rateCard: 'VOICE', ...query }, { limit: 2, cursor }),
      );
      const keys = page.items.map((rate) => `${rate.tariffKey}/${rate.fromQuantity}/${rate.effectiveFrom}`);
      return { keys, next: page.nextCursor };
    };
    const first = await keysOf({});
    expect(first.keys).toEqual(['0011/0/2026-01-01', '0011/0/2026-07-01']);
    expect(await keysOf({}, first.next)).toEqual({
      keys: ['001161/0/2026-01-01', '001161/60/2026-01-01'],
      next: null,
    });
    expect((await keysOf({ on: '2026-08-01' })).keys).toEqual(['0011/0/2026-07-01', '001161/0/2026-01-01']);
    expect((await keysOf({ on: '2026-06-30', tariffKey: '0011' })).keys).toEqual(['0011/0/2026-01-01']);
    expect((await keysOf({ on: '2025-12-31' })).keys).toEqual([]);
    expect(
      await catalogue.findRates(actor, { rateCard: 'VOICE' }, { limit: 2, cursor: 'nonsense' }),
    ).toMatchObject({
      faults: [{ code: 'invalid_cursor' }],
    });
  });

  it('finds tariffs by a part of key or description, page by page', async () => {
    const { publish, catalogue, actor } = await aCatalogue(await open());
    await publish();
    const found = async (text?: string) =>
      unwrap(await catalogue.findTariffs(actor, { text }, all)).items.map(({ tariffKey }) => tariffKey);
    expect(await found()).toEqual(['0011', '001161']);
    expect(await found('61')).toEqual(['001161']);
    expect(await found('ABROAD')).toEqual(['0011']);
    expect(await found("' or 1=1 --")).toEqual([]);
    const first = unwrap(await catalogue.findTariffs(actor, {}, { limit: 1, cursor: null }));
    expect(
      unwrap(await catalogue.findTariffs(actor, {}, { limit: 1, cursor: first.nextCursor })),
    ).toMatchObject({
      items: [{ tariffKey: '001161', parent: '0011' }],
      nextCursor: null,
    });
  });
});

eachDatabase('the built-in workbook', (open) => {
  it('has a revision that moves with every edit and with nothing else', async () => {
    const { fill, sync, workbook, books, actor, tenant } = await aCatalogue(await open());
    const revision = () => workbook.revision(tenant.providerId);
    await fill(aWorkbook());
    const filled = await revision();
    expect((await workbook.read(tenant.providerId)).revision).toBe(filled);
    await sync();
    expect(await revision()).toBe(filled);
    const [row] = unwrap(await books.showTab(actor, 'Products', all)).rows.items;
    unwrap(
      await books.edit(actor, 'Products', {
        change: [{ id: row?.id ?? 0, version: 1, cells: { Name: 'X' } }],
      }),
    );
    const changed = await revision();
    unwrap(await books.edit(actor, 'Products', { remove: [{ id: row?.id ?? 0, version: 2 }] }));
    expect(new Set([filled, changed, await revision()]).size).toBe(3);
  });

  it('saves all rows of an edit or none, whoever is first', async () => {
    const { fill, books, actor } = await aCatalogue(await open());
    await fill(aWorkbook());
    const rows = async () => unwrap(await books.showTab(actor, 'Rate Cards', all)).rows.items;
    const before = await rows();
    const save = (name: string) =>
      books.edit(actor, 'Rate Cards', {
        add: [{ cells: { Code: name } }],
        change: before.map(({ id }) => ({ id, version: 1, cells: { Name: name } })),
      });
    const outcomes = await Promise.all(['one', 'two', 'three'].map(save));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const after = await rows();
    expect(after).toHaveLength(4);
    expect(new Set(after.map(({ cells }) => cells.Name ?? cells.Code)).size).toBe(1);
    expect(after.map(({ row }) => row)).toEqual([2, 3, 4, 5]);
  });
});

eachDatabase('accounts', (open) => {
  it('of two who add the same reference at once one is told that it is taken', async () => {
    const { accounts, actor } = await aCatalogue(await open());
    const outcomes = await Promise.all(
      ['One', 'Two'].map((name) => accounts.addAccount(actor, { reference: 'A-1', name })),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.find(({ ok }) => !ok)).toMatchObject({ faults: [{ code: 'reference_taken' }] });
  });

  it('keeps codes and phone numbers as text', async () => {
    const { accounts, actor } = await aCatalogue(await open());
    unwrap(await accounts.addAccount(actor, { reference: '0012', name: 'A', phone: '0491570000' }));
    expect(unwrap(await accounts.showAccount(actor, '0012'))).toMatchObject({
      reference: '0012',
      phone: '0491570000',
    });
    expect(await accounts.showAccount(actor, '12')).toMatchObject({ ok: false });
  });
});

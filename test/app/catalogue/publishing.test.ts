import { describe, expect, it } from 'vitest';
import type { PlainDate } from '#core/calendar.ts';
import type { Database, Statement } from '#db/database.ts';
import { audit, catalogueItem, outbox } from '#db/schema/index.ts';
import { aCatalogue, catalogueOf, placesOf, unwrap } from '#test/support/catalogues.ts';
import { aDatabase } from '#test/support/database.ts';
import { actorWith, aTenant } from '#test/support/tenants.ts';
import { aWorkbook, TAB_TITLES } from '#test/support/workbooks.ts';

describe('publishing (CAT-5)', () => {
  it('makes version 1 of every tab, as submitted and approved by whom, from what, with what changed', async () => {
    const { publish, catalogue, actor, reader, tenant } = await aCatalogue();
    const change = await publish();
    expect(change).toMatchObject({
      status: 'published',
      publishedVersion: 1,
      added: 27,
      changed: 0,
      removed: 0,
    });
    expect(unwrap(await catalogue.showVersion(actor, 1))).toMatchObject({
      number: 1,
      changeSetId: change.id,
      source: 'workbook.xlsx',
      submittedBy: 'Pia Pricing',
      approvedBy: 'Pia Pricing',
      publishedAt: '2026-03-02T00:00:00.000Z',
      // The two accounts are kept, not versioned.
      added: 25,
      restoredFrom: null,
    });
    const snapshot = await reader.snapshot(tenant.providerId);
    expect(snapshot).toMatchObject({
      version: 1,
      packagePlans: [
        { code: 'BUY-HOME' },
        { code: 'HOME', accessFee: 6995, buyPlan: 'BUY-HOME', proRata: true },
      ],
      servicePlans: { length: 4 },
      packageServices: { length: 4 },
      products: [{ code: 'STATIC-IP', taxRate: 100_000 }],
      productRates: [{ price: 1_000_000_000 }],
      serviceFeatures: [{ recurring: true }],
      boltOns: [{ code: 'BO-IP' }],
      contracts: [{ contractType: 'TERM-12', breakOutFee: 9900 }],
      rateCards: [
        { code: 'BUY-VOICE', rateCount: 1 },
        { code: 'PRODUCTS', rateCount: 0 },
        { code: 'VOICE', rateCount: 3 },
      ],
      timeBands: [
        { name: 'peak', days: [1, 2, 3, 4, 5], fromMinutes: 480, untilMinutes: 1140, holidays: false },
      ],
    });
    expect(unwrap(await catalogue.findTariffs(actor, {}, { limit: 10, cursor: null })).items).toHaveLength(2);
    const changes = unwrap(await catalogue.listRowChanges(actor, change.id, { limit: 100, cursor: null }));
    expect([...new Set(changes.items.map(({ tab }) => tab))]).toEqual(TAB_TITLES);
  });

  it('makes no second version of the same content, in whatever order its rows and tabs stand', async () => {
    const { publish, submit, reader, tenant } = await aCatalogue();
    const first = await publish();
    const book = aWorkbook();
    for (const [title, rows] of book.tabs) book.tabs.set(title, rows.toReversed());
    book.tabs.delete('Time Bands');
    const again = await submit(book);
    expect(again).toMatchObject({
      status: 'unchanged',
      contentHash: first.contentHash,
      publishedVersion: null,
    });
    expect(await reader.currentVersion(tenant.providerId)).toBe(1);
  });

  it('answers the waiting change set where the same content is submitted again', async () => {
    const { submit, catalogue, actor } = await aCatalogue();
    const first = await submit(aWorkbook());
    const again = await submit(aWorkbook());
    expect(again.id).toBe(first.id);
    expect(unwrap(await catalogue.listChangeSets(actor, {}, { limit: 10, cursor: null })).items).toHaveLength(
      1,
    );
  });

  it('answers one change set to those who submit the same at once, also where it has faults', async () => {
    for (const book of [aWorkbook(), aWorkbook().set('Package Plans', 'HOME', 'Access Fee', 'dear')]) {
      const { submit, catalogue, actor } = await aCatalogue();
      const all = await Promise.all([submit(book), submit(book), submit(book)]);
      expect(new Set(all.map(({ id }) => id)).size).toBe(1);
      const listed = unwrap(await catalogue.listChangeSets(actor, {}, { limit: 10, cursor: null }));
      expect(listed.items).toHaveLength(1);
    }
  });

  it('makes a new change set of other faults, and of the same ones after something else', async () => {
    const { submit } = await aCatalogue();
    const faulty = (fee: string) => aWorkbook().set('Package Plans', 'HOME', 'Access Fee', fee);
    const ids = [];
    for (const book of [
      faulty('dear'),
      faulty('dear'),
      faulty('cheap'),
      faulty('dear'),
      aWorkbook(),
      faulty('dear'),
    ])
      ids.push((await submit(book)).id);
    expect(ids).toEqual([1, 1, 2, 3, 4, 5]);
  });

  it('compares by key: says of each row which fields move from what to what, and leaves the others alone', async () => {
    const { publish, submit, catalogue, actor } = await aCatalogue();
    await publish();
    const change = await submit(
      aWorkbook()
        .set('Rates', 2, 'Price', '0.025')
        .set('Package Plans', 'HOME', 'Access Fee', '74.95')
        .set('Package Plans', 'HOME', 'Pro Rata', 'FALSE')
        .remove('Bolt-ons', 'BO-IP')
        .add('Products', {
          Code: 'ROUTER',
          Name: 'Router',
          'External Name': 'Router',
          'Approval Status': 'Draft',
        }),
    );
    expect(change).toMatchObject({ status: 'pending', baseVersion: 1, added: 1, changed: 2, removed: 1 });
    expect(
      unwrap(await catalogue.listRowChanges(actor, change.id, { limit: 10, cursor: null })).items,
    ).toMatchObject([
      {
        tab: 'Package Plans',
        key: 'HOME',
        change: 'changed',
        fields: [
          { column: 'Access Fee', from: '69.95', to: '74.95' },
          { column: 'Pro Rata', from: 'TRUE', to: 'FALSE' },
        ],
      },
      { tab: 'Products', key: 'ROUTER', change: 'added' },
      { tab: 'Bolt-ons', key: 'BO-IP', change: 'removed' },
      {
        tab: 'Rates',
        key: 'VOICE · 0011 · any · 0 · 2026-01-01',
        change: 'changed',
        fields: [{ column: 'Price', from: '0.02', to: '0.025' }],
      },
    ]);
    expect(change.impact.prices.rises).toMatchObject([
      { key: 'VOICE · 0011 · any · 0 · 2026-01-01', from: '0.02', to: '0.025', perCent: 25 },
      { key: 'HOME', from: '69.95', to: '74.95', difference: '+5.00', perCent: 7.1 },
    ]);
  });

  it('leaves tabs alone that the files do not hold, and checks what is sent against them', async () => {
    const { publish, submit, catalogue, actor, reader, tenant } = await aCatalogue();
    await publish();
    const change = await submit(aWorkbook().only('Rates').set('Rates', 2, 'Price', '0.03'));
    expect(change).toMatchObject({ status: 'pending', added: 0, changed: 1, removed: 0 });
    unwrap(await catalogue.approveChanges(actor, change.id));
    expect((await reader.snapshot(tenant.providerId)).packagePlans).toHaveLength(2);
    const unknown = await submit(aWorkbook().only('Rates').set('Rates', 2, 'Rate Card', 'VOISE'));
    expect(placesOf(unknown.faults)).toEqual(['Rates!A2 unknown_reference']);
    const sided = await submit(
      aWorkbook().only('Rate Cards').set('Rate Cards', 'VOICE', 'Buy or Sell', 'Buy'),
    );
    expect(sided.faults).toMatchObject([
      {
        tab: 'Service Plans',
        row: null,
        cell: null,
        code: 'rate_card_of_another_side',
        message: expect.stringContaining('SP-VOICE, as it is published now'),
      },
    ]);
  });

  it('refuses to drop what published rows of a tab that was not sent still name', async () => {
    const { publish, submit } = await aCatalogue();
    await publish();
    const change = await submit(aWorkbook().only('Rate Cards').remove('Rate Cards', 'BUY-VOICE'));
    expect(change.faults).toMatchObject([
      {
        tab: 'Rate Cards',
        row: null,
        code: 'unknown_reference',
        message: expect.stringContaining('Service Plans names it (BUY-SP-VOICE)'),
      },
      {
        tab: 'Rate Cards',
        row: null,
        code: 'unknown_reference',
        message: expect.stringContaining('Rates names it'),
      },
    ]);
  });

  it('keeps the identity of a code for good, also when it goes and comes back', async () => {
    const { publish, reader, tenant, db } = await aCatalogue();
    await publish();
    const idOf = async () =>
      (await reader.snapshot(tenant.providerId)).boltOns.find(({ code }) => code === 'BO-IP')?.itemId;
    const before = await idOf();
    await publish(aWorkbook().remove('Bolt-ons', 'BO-IP'));
    expect(await idOf()).toBeUndefined();
    await publish();
    expect(await idOf()).toBe(before);
    const items = await db.orm.select().from(catalogueItem);
    expect(items).toHaveLength(new Set(items.map(({ kind, code }) => `${kind} ${code}`)).size);
  });

  it('merges accounts with the catalogue: adds and updates, removes none, and makes no version for accounts alone', async () => {
    const { publish, submit, catalogue, accounts, actor, reader, tenant } = await aCatalogue();
    await publish();
    const change = await submit(
      aWorkbook()
        .remove('Accounts', 'A-0001')
        .set('Accounts', 'A-0002', 'Name', 'Harbour Bakery Pty Ltd')
        .add('Accounts', { Reference: '0003', Name: 'Hilltop School' }),
    );
    expect(change).toMatchObject({ status: 'pending', added: 1, changed: 1, removed: 0 });
    const published = unwrap(await catalogue.approveChanges(actor, change.id));
    expect(published).toMatchObject({ status: 'published', publishedVersion: 1 });
    expect(await reader.currentVersion(tenant.providerId)).toBe(1);
    const kept = unwrap(await accounts.listAccounts(actor, {}, { limit: 10, cursor: null })).items;
    expect(kept.map(({ reference, name }) => [reference, name])).toEqual([
      ['0003', 'Hilltop School'],
      ['A-0001', 'The Nguyen Household'],
      ['A-0002', 'Harbour Bakery Pty Ltd'],
    ]);
  });

  it('leaves audit and outbox rows of each step in the batch of the step', async () => {
    const { submit, catalogue, actor, db } = await aCatalogue();
    const approved = await submit(aWorkbook());
    unwrap(await catalogue.approveChanges(actor, approved.id));
    const rejected = await submit(aWorkbook().set('Rates', 2, 'Price', '9'));
    unwrap(await catalogue.rejectChanges(actor, rejected.id, 'Too dear.'));
    const withdrawn = await submit(aWorkbook().set('Rates', 2, 'Price', '8'));
    unwrap(await catalogue.withdrawChanges(actor, withdrawn.id));
    const entries = await db.orm.select().from(audit).orderBy(audit.id);
    expect(entries.map(({ action, subject }) => `${action} ${subject}`)).toEqual([
      'catalogue.submitted chg_1',
      'catalogue.approved chg_1',
      'catalogue.published version 1',
      'catalogue.submitted chg_2',
      'catalogue.rejected chg_2',
      'catalogue.submitted chg_3',
      'catalogue.withdrawn chg_3',
    ]);
    const messages = await db.orm.select().from(outbox).orderBy(outbox.id);
    expect(messages.map(({ topic, dedupeKey }) => `${topic} ${dedupeKey}`)).toEqual([
      'catalogue.submitted chg_1',
      'catalogue.published chg_1',
      'catalogue.submitted chg_2',
      'catalogue.rejected chg_2',
      'catalogue.submitted chg_3',
      'catalogue.withdrawn chg_3',
    ]);
    expect(messages[1]?.body).toMatchObject({
      change: 'chg_1',
      version: 1,
      approvedBy: 'Pia Pricing',
      added: 27,
    });
  });
});

describe('deciding', () => {
  it('a change set that was compared with an older version is stale: 409 says what moved, and it stays stale', async () => {
    const { publish, submit, catalogue, actor } = await aCatalogue();
    await publish();
    const waiting = await submit(aWorkbook().set('Rates', 2, 'Price', '0.03'));
    await publish(aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '79.95'));
    expect(await catalogue.approveChanges(actor, waiting.id)).toMatchObject({
      ok: false,
      faults: [
        {
          code: 'change_set_stale',
          kind: 'conflict',
          message: expect.stringMatching(
            /version 1, and version 2 .* by Pia Pricing, which moved 1 row: Package Plans HOME/,
          ),
        },
      ],
    });
    expect(unwrap(await catalogue.showChangeSet(actor, waiting.id))).toMatchObject({
      status: 'stale',
      decidedBy: 'Pia Pricing',
      reason: expect.stringContaining('Package Plans HOME'),
    });
    expect(await catalogue.approveChanges(actor, waiting.id)).toMatchObject({
      ok: false,
      faults: [{ code: 'change_set_not_pending' }],
    });
  });

  it('a workbook that was edited since it was read makes the approval stale and says which rows moved (DESIGN 10)', async () => {
    const { fill, sync, catalogue, books, workbook, actor, tenant, reader } = await aCatalogue();
    await fill(aWorkbook());
    const waiting = await sync();
    const rows = unwrap(await workbook.rows(tenant.providerId, 'Rates', { limit: 10, cursor: null })).items;
    unwrap(
      await books.edit(actor, 'Rates', {
        change: [{ id: rows[0]?.id ?? 0, version: 1, cells: { Price: '0.05' } }],
      }),
    );
    expect(await catalogue.approveChanges(actor, waiting.id)).toMatchObject({
      ok: false,
      faults: [
        {
          code: 'change_set_stale',
          message: expect.stringContaining('1 row: Rates VOICE · 0011 · any · 0 · 2026-01-01'),
        },
      ],
    });
    expect(await reader.currentVersion(tenant.providerId)).toBe(0);
  });

  it('so does a workbook that was filled anew, with as many rows as before', async () => {
    const { fill, sync, catalogue, actor, reader, tenant } = await aCatalogue();
    await fill(aWorkbook());
    const waiting = await sync();
    await fill(aWorkbook().set('Rates', 2, 'Price', '0.05'));
    expect(await catalogue.approveChanges(actor, waiting.id)).toMatchObject({
      faults: [{ code: 'change_set_stale', message: expect.stringContaining('Price 0.02 → 0.05') }],
    });
    expect(await reader.currentVersion(tenant.providerId)).toBe(0);
  });

  it('an edit that was taken back again leaves the approval good', async () => {
    const { fill, sync, catalogue, books, workbook, actor, tenant } = await aCatalogue();
    await fill(aWorkbook());
    const waiting = await sync();
    const [row] = unwrap(await workbook.rows(tenant.providerId, 'Rates', { limit: 1, cursor: null })).items;
    const change = (version: number, price: string) =>
      books.edit(actor, 'Rates', { change: [{ id: row?.id ?? 0, version, cells: { Price: price } }] });
    unwrap(await change(1, '0.05'));
    unwrap(await change(2, '0.02'));
    expect(await catalogue.approveChanges(actor, waiting.id)).toMatchObject({
      ok: true,
      value: { status: 'published' },
    });
  });

  it('of two who decide at once the first wins, and the second is told who it was', async () => {
    const { submit, catalogue, actor, reader, tenant } = await aCatalogue();
    const waiting = await submit(aWorkbook());
    const kim = { ...actor, actorName: 'Kim' };
    const outcomes = await Promise.all([
      catalogue.approveChanges(actor, waiting.id),
      catalogue.approveChanges(kim, waiting.id),
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const lost = outcomes.find(({ ok }) => !ok);
    expect(lost).toMatchObject({
      faults: [
        {
          code: 'change_set_not_pending',
          message: expect.stringMatching(/published already, by (Pia Pricing|Kim) at/),
        },
      ],
    });
    expect(await reader.currentVersion(tenant.providerId)).toBe(1);
  });

  it('of two change sets approved at once one is published and the other is stale', async () => {
    const { publish, submit, catalogue, actor, reader, tenant } = await aCatalogue();
    await publish();
    const one = await submit(aWorkbook().set('Rates', 2, 'Price', '0.03'));
    const two = await submit(aWorkbook().set('Rates', 2, 'Price', '0.04'));
    const outcomes = await Promise.all([
      catalogue.approveChanges(actor, one.id),
      catalogue.approveChanges(actor, two.id),
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.find(({ ok }) => !ok)).toMatchObject({ faults: [{ code: 'change_set_stale' }] });
    expect(await reader.currentVersion(tenant.providerId)).toBe(2);
  });

  describe('accounts that moved since the change set was read', () => {
    /** Of a change set that moves the invoice day of A-0001 to the 15th and opens A-0003. */
    async function waitingForApproval() {
      const shelf = await aCatalogue();
      await shelf.publish();
      const waiting = await shelf.submit(
        aWorkbook()
          .only('Accounts')
          .set('Accounts', 'A-0001', 'Invoice Day', '15')
          .add('Accounts', { Reference: 'A-0003', Name: 'Third' }),
      );
      expect(waiting).toMatchObject({ status: 'pending', added: 1, changed: 1 });
      const approved = () => shelf.catalogue.approveChanges(shelf.actor, waiting.id);
      const account = async (reference: string) =>
        unwrap(await shelf.accounts.showAccount(shelf.actor, reference));
      return { ...shelf, waiting, approved, account };
    }
    const stale = (message: string) => ({
      ok: false,
      faults: [{ code: 'change_set_stale', kind: 'conflict', message: expect.stringContaining(message) }],
    });

    it('PER-3: an invoice anchor that came meanwhile, on another day than the invoice day, makes it stale', async () => {
      const it = await waitingForApproval();
      const invoiceAnchor = '2026-03-01' as PlainDate;
      unwrap(await it.accounts.changeAccount(it.actor, 'A-0001', { invoiceAnchor }));
      expect(await it.approved()).toMatchObject(
        stale('A-0001 with its invoice anchor 2026-03-01, not on the invoice day 15'),
      );
      expect(await it.account('A-0001')).toMatchObject({ invoiceDay: 1, invoiceAnchor });
    });

    it('an account that was changed or opened meanwhile makes it stale: what was done is not written over', async () => {
      for (const change of ['changed', 'opened']) {
        const it = await waitingForApproval();
        if (change === 'changed')
          unwrap(await it.accounts.changeAccount(it.actor, 'A-0001', { phone: '+61 3 5550 0100' }));
        else
          unwrap(await it.accounts.addAccount(it.actor, { reference: 'A-0003', name: 'Of somebody else' }));
        const reference = change === 'changed' ? 'A-0001' : 'A-0003';
        const before = await it.account(reference);
        expect(await it.approved()).toMatchObject(
          stale(`accounts were changed since it was read, in 1 row: ${reference}`),
        );
        expect(await it.account(reference)).toEqual(before);
      }
    });

    it('accounts that it does not touch may move', async () => {
      const it = await waitingForApproval();
      unwrap(await it.accounts.changeAccount(it.actor, 'A-0002', { name: 'Harbour Bakery & Sons' }));
      expect(await it.approved()).toMatchObject({ ok: true, value: { status: 'published' } });
      expect(await it.account('A-0001')).toMatchObject({ invoiceDay: 15 });
    });
  });

  it('a faulty or decided change set cannot be decided', async () => {
    const { submit, catalogue, actor } = await aCatalogue();
    const faulty = await submit(aWorkbook().set('Rates', 2, 'Price', '$1'));
    expect(await catalogue.approveChanges(actor, faulty.id)).toMatchObject({
      faults: [{ code: 'change_set_not_pending', message: expect.stringContaining('chg_1 is faulty') }],
    });
    const waiting = await submit(aWorkbook());
    unwrap(await catalogue.rejectChanges(actor, waiting.id));
    expect(await catalogue.withdrawChanges(actor, waiting.id)).toMatchObject({
      faults: [
        {
          code: 'change_set_not_pending',
          message: expect.stringContaining('rejected already, by Pia Pricing'),
        },
      ],
    });
  });
});

describe('who may', () => {
  it('submitting takes the power to edit, deciding and restoring the power to approve', async () => {
    const { submit, catalogue, tenant } = await aCatalogue();
    const waiting = await submit(aWorkbook());
    const editor = actorWith(tenant, ['view', 'catalogue.edit']);
    const viewer = actorWith(tenant, ['view']);
    const missing = { ok: false, faults: [{ code: 'power_missing', kind: 'forbidden' }] };
    expect(await catalogue.submitChanges(viewer, { source: 'workbook' })).toMatchObject(missing);
    expect(await catalogue.withdrawChanges(viewer, waiting.id)).toMatchObject(missing);
    expect(await catalogue.approveChanges(editor, waiting.id)).toMatchObject(missing);
    expect(await catalogue.rejectChanges(editor, waiting.id)).toMatchObject(missing);
    expect(await catalogue.restoreVersion(editor, 1)).toMatchObject(missing);
    expect(await catalogue.showChangeSet(actorWith(tenant, []), waiting.id)).toMatchObject(missing);
  });

  it("another provider's change sets, versions and plans are not there, and its codes are its own", async () => {
    const db = await aDatabase();
    const bluegum = catalogueOf(db, await aTenant(db, 'bluegum'));
    const wavelink = catalogueOf(db, await aTenant(db, 'wavelink'));
    await bluegum.publish();
    const waiting = await bluegum.submit(aWorkbook().set('Rates', 2, 'Price', '0.03'));
    const gone = { ok: false, faults: [{ kind: 'not_found' }] };
    expect(await wavelink.catalogue.showChangeSet(wavelink.actor, waiting.id)).toMatchObject(gone);
    expect(
      await wavelink.catalogue.listRowChanges(wavelink.actor, waiting.id, { limit: 1, cursor: null }),
    ).toMatchObject(gone);
    expect(await wavelink.catalogue.approveChanges(wavelink.actor, waiting.id)).toMatchObject(gone);
    expect(await wavelink.catalogue.rejectChanges(wavelink.actor, waiting.id)).toMatchObject(gone);
    expect(await wavelink.catalogue.showVersion(wavelink.actor, 1)).toMatchObject(gone);
    expect(await wavelink.catalogue.restoreVersion(wavelink.actor, 1)).toMatchObject(gone);
    expect(await wavelink.catalogue.showPackagePlan(wavelink.actor, 'HOME')).toMatchObject(gone);
    expect(await wavelink.catalogue.showTariff(wavelink.actor, '0011')).toMatchObject(gone);
    expect(await wavelink.accounts.showAccount(wavelink.actor, 'A-0001')).toMatchObject(gone);
    // The same workbook at the other provider is its first version, with identities of its own.
    expect(await wavelink.publish()).toMatchObject({ publishedVersion: 1, added: 27 });
    const idsOf = async (shelf: typeof bluegum) =>
      (await shelf.reader.snapshot(shelf.actor.providerId)).packagePlans.map(({ itemId }) => itemId);
    const [ours, theirs] = [await idsOf(bluegum), await idsOf(wavelink)];
    expect(ours.filter((id) => theirs.includes(id))).toEqual([]);
  });
});

describe('large sheets', () => {
  it('takes the same number of statements to publish three rates and three thousand', async () => {
    const counts = await Promise.all([3, 3000].map(statementsToPublish));
    expect(counts[0]).toBe(counts[1]);
    expect(counts[0]).toBeLessThan(15);
  });
});

/** Statements of the one batch that publishes so many changed and so many new rates. */
async function statementsToPublish(rates: number): Promise<number> {
  const batches: number[] = [];
  const { publish } = await aCatalogue(counting(await aDatabase(), batches));
  const sheet = (price: string, dates: readonly string[]) => {
    const book = aWorkbook();
    const rate = book.row('Rates', 2);
    const tariffs = Array.from({ length: rates }, (_, at) => `9${String(at).padStart(5, '0')}`);
    return book
      .add(
        'Tariffs',
        ...tariffs.map((key) => ({
          'Tariff Key': key,
          Description: 'Somewhere',
          'Usage Type': 'Voice',
          Unit: 'second',
        })),
      )
      .add(
        'Rates',
        ...dates.flatMap((date) =>
          tariffs.map((key) => ({ ...rate, 'Tariff Key': key, Price: price, 'Effective From': date })),
        ),
      );
  };
  await publish(sheet('0.02', ['2026-01-01']));
  batches.length = 0;
  await publish(sheet('0.03', ['2026-01-01', '2026-07-01']));
  return Math.max(...batches);
}

/** The database, noting how many statements each batch of writes has. */
const counting = (db: Database, batches: number[]): Database => ({
  ...db,
  write: (statements: readonly Statement[]) => {
    batches.push(statements.length);
    return db.write(statements);
  },
});

import { describe, expect, it } from 'vitest';
import type { Instant, PlainDate } from '#core/calendar.ts';
import { account, order, subscription, subscriptionTerm } from '#db/schema/index.ts';
import { aCatalogue, unwrap } from '#test/support/catalogues.ts';
import { aWorkbook, type TestWorkbook } from '#test/support/workbooks.ts';

const all = { limit: 100, cursor: null };
const dearer = () => aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '79.95');
const smaller = () => dearer().remove('Bolt-ons', 'BO-IP').set('Rates', 2, 'Price', '0.03');

async function threeVersions() {
  const shelf = await aCatalogue();
  await shelf.publish();
  shelf.clock.pass(60);
  await shelf.publish(dearer());
  shelf.clock.pass(60);
  await shelf.publish(smaller());
  return shelf;
}

describe('versions (CAT-5)', () => {
  it('are listed newest first, each with what it changed, page by page', async () => {
    const { catalogue, actor } = await threeVersions();
    const first = unwrap(await catalogue.listVersions(actor, { limit: 2, cursor: null }));
    expect(first.items).toMatchObject([
      { number: 3, added: 0, changed: 1, removed: 1 },
      { number: 2, added: 0, changed: 1, removed: 0, publishedAt: '2026-03-02T01:00:00.000Z' },
    ]);
    const rest = unwrap(await catalogue.listVersions(actor, { limit: 2, cursor: first.nextCursor }));
    expect(rest).toMatchObject({ items: [{ number: 1 }], nextCursor: null });
  });

  it('each can be shown as it was', async () => {
    const { catalogue, actor, reader, tenant } = await threeVersions();
    const feeIn = async (version: number) =>
      unwrap(await catalogue.showPackagePlan(actor, 'HOME', version)).plan.accessFee;
    expect([await feeIn(1), await feeIn(2), await feeIn(3)]).toEqual([6995, 7995, 7995]);
    expect((await reader.snapshot(tenant.providerId, 2)).boltOns).toHaveLength(1);
    expect((await reader.snapshot(tenant.providerId, 3)).boltOns).toHaveLength(0);
    expect((await reader.snapshot(tenant.providerId)).version).toBe(3);
    expect(await catalogue.showPackagePlan(actor, 'HOME', 4)).toMatchObject({
      faults: [{ code: 'version_not_found', kind: 'not_found' }],
    });
  });

  it('any two are compared, either way round, also with nothing', async () => {
    const { catalogue, actor } = await threeVersions();
    const rowsOf = async (from: number, to?: number) => {
      const { rows, ...counts } = unwrap(await catalogue.compareVersions(actor, { from, to }, all));
      return { ...counts, rows: rows.items.map(({ change, tab, key }) => `${change} ${tab} ${key}`) };
    };
    expect(await rowsOf(1, 3)).toEqual({
      from: 1,
      to: 3,
      added: 0,
      changed: 2,
      removed: 1,
      rows: [
        'changed Package Plans HOME',
        'removed Bolt-ons BO-IP',
        'changed Rates VOICE · 0011 · any · 0 · 2026-01-01',
      ],
    });
    expect(await rowsOf(3, 2)).toMatchObject({ added: 1, changed: 1, removed: 0 });
    expect(await rowsOf(2)).toMatchObject({ from: 2, to: 3 });
    // The newest with itself would say nothing: it is compared with the one before.
    expect(await rowsOf(3)).toEqual(await rowsOf(2, 3));
    expect(await rowsOf(0, 1)).toMatchObject({ added: 25, changed: 0, removed: 0 });
    expect(await rowsOf(2, 2)).toMatchObject({ added: 0, changed: 0, removed: 0, rows: [] });
    expect(await catalogue.compareVersions(actor, { from: 1, to: 9 }, all)).toMatchObject({
      faults: [{ code: 'version_not_found' }],
    });
  });

  it('CAT-1: a plan knows when and by whom it was made and last modified, and in which versions', async () => {
    const { catalogue, actor } = await threeVersions();
    expect(unwrap(await catalogue.showPackagePlan(actor, 'HOME')).history).toEqual({
      createdAt: '2026-03-02T00:00:00.000Z',
      createdBy: 'Pia Pricing',
      modifiedAt: '2026-03-02T01:00:00.000Z',
      modifiedBy: 'Pia Pricing',
      versions: [1, 2],
    });
  });
});

describe('restoring', () => {
  it('publishes an earlier version as a new one, with the content and hash that it had', async () => {
    const { catalogue, actor } = await threeVersions();
    const first = unwrap(await catalogue.showVersion(actor, 1));
    const { version: restored } = unwrap(await catalogue.restoreVersion(actor, 1));
    expect(restored).toMatchObject({
      number: 4,
      restoredFrom: 1,
      source: 'version 1',
      contentHash: first.contentHash,
      added: 1,
      changed: 2,
      removed: 0,
    });
    expect(unwrap(await catalogue.compareVersions(actor, { from: 1, to: 4 }, all)).rows.items).toEqual([]);
    expect(unwrap(await catalogue.showChangeSet(actor, restored?.changeSetId ?? 0))).toMatchObject({
      status: 'published',
      publishedVersion: 4,
    });
  });

  it('over a later publish leaves the workbook as it is: the next sync shows the way back', async () => {
    const { fill, sync, catalogue, books, actor } = await aCatalogue();
    await fill(aWorkbook());
    unwrap(await catalogue.approveChanges(actor, (await sync()).id));
    await fill(dearer());
    unwrap(await catalogue.approveChanges(actor, (await sync()).id));
    unwrap(await catalogue.restoreVersion(actor, 1));
    expect(await sync()).toMatchObject({ status: 'pending', baseVersion: 3, changed: 1 });
    unwrap(await books.refill(actor, 3));
    expect(await sync()).toMatchObject({ status: 'unchanged', baseVersion: 3 });
  });

  it('refills the workbook with time bands in their order, which decides between them', async () => {
    const { fill, sync, catalogue, books, actor } = await aCatalogue();
    const band = (name: string, cells: object) => ({
      Name: name,
      Days: 'Mon-Sun',
      From: '00:00',
      To: '24:00',
      ...cells,
    });
    await fill(aWorkbook().add('Time Bands', band('night', { To: '06:00' }), band('all', {})));
    unwrap(await catalogue.approveChanges(actor, (await sync()).id));
    await fill(aWorkbook().add('Time Bands', band('night', { To: '07:00' }), band('all', {})));
    unwrap(await catalogue.approveChanges(actor, (await sync()).id));
    unwrap(await books.refill(actor, 2));
    expect(await sync()).toMatchObject({ status: 'unchanged' });
  });

  it('CAT-2: brings back a status that no move leads to: it is the way back from a wrong publish', async () => {
    const { publish, catalogue, actor } = await aCatalogue();
    await publish();
    await publish(aWorkbook().set('Package Plans', 'HOME', 'Approval Status', 'Grandfathered'));
    unwrap(await catalogue.restoreVersion(actor, 1));
    expect(unwrap(await catalogue.showPackagePlan(actor, 'HOME')).plan.approvalStatus).toBe('Saleable');
  });

  it('of what is in force, or of a version that is not there, is refused', async () => {
    const { catalogue, actor } = await threeVersions();
    expect(await catalogue.restoreVersion(actor, 3)).toMatchObject({
      faults: [{ code: 'nothing_to_restore', kind: 'conflict' }],
    });
    expect(await catalogue.restoreVersion(actor, 7)).toMatchObject({
      faults: [{ code: 'version_not_found', kind: 'not_found' }],
    });
  });

  it('of two at once one is made, and the other is told', async () => {
    const { catalogue, actor, reader, tenant } = await threeVersions();
    const outcomes = await Promise.all([
      catalogue.restoreVersion(actor, 1),
      catalogue.restoreVersion(actor, 2),
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.find(({ ok }) => !ok)).toMatchObject({
      faults: [{ code: 'version_moved', kind: 'conflict' }],
    });
    expect(await reader.currentVersion(tenant.providerId)).toBe(4);
  });
});

describe('plans in use', () => {
  /** A subscription to HOME and its buy plan, and an order of HOME that is not worked yet. */
  async function subscribed(shelf: Awaited<ReturnType<typeof aCatalogue>>) {
    const { db, tenant, reader } = shelf;
    const { providerId } = tenant;
    const itemOf = async (code: string) =>
      (await reader.snapshot(providerId)).packagePlans.find((plan) => plan.code === code)?.itemId ?? 0;
    const [kept] = await db.orm.select({ id: account.id }).from(account);
    const accountId = kept?.id ?? 0;
    const [home, buyHome] = [await itemOf('HOME'), await itemOf('BUY-HOME')];
    const at = '2026-03-01T00:00:00.000Z' as Instant;
    const start = '2026-03-01' as PlainDate;
    const term = {
      providerId,
      accountId,
      subscriptionId: 1,
      position: 1,
      start,
      anchorMonth: 24_314,
      anchorDay: 1,
      lengthMonths: 1,
      knownFrom: start,
      chargesSetup: true,
    };
    await db.write([
      db.orm.insert(subscription).values({ id: 1, providerId, accountId, status: 'active', createdAt: at }),
      db.orm.insert(subscriptionTerm).values([
        { ...term, side: 'sell', packagePlanId: home },
        { ...term, side: 'buy', packagePlanId: buyHome },
      ]),
      db.orm.insert(order).values({
        providerId,
        number: 'O-1',
        accountId,
        packagePlanId: home,
        status: 'pending',
        source: 'staff',
        createdAt: at,
        updatedAt: at,
      }),
    ]);
  }

  it('are counted in the impact, also where only a price of theirs moves', async () => {
    const shelf = await aCatalogue();
    await shelf.publish();
    await subscribed(shelf);
    const change = await shelf.submit(aWorkbook().set('Rates', 2, 'Price', '0.03'));
    expect(change.impact).toMatchObject({
      plans: [{ code: 'HOME', activeSubscriptions: 1, openOrders: 1 }],
      activeSubscriptions: 1,
    });
  });

  it('are not removed: their rows are asked back', async () => {
    const shelf = await aCatalogue();
    await shelf.publish();
    await subscribed(shelf);
    const without = aWorkbook()
      .remove('Package Plans', 'HOME')
      .remove('Contracts', 2)
      .remove('Package Services', 2)
      .remove('Package Services', 2);
    expect(await shelf.submit(without)).toMatchObject({
      status: 'faulty',
      faults: [
        {
          tab: 'Package Plans',
          row: null,
          code: 'removed_in_use',
          message: expect.stringMatching(
            /HOME is missing .* 1 active subscription and 1 open order: .* Grandfathered/,
          ),
        },
      ],
    });
  });

  it('are asked back together with every other fault of the workbook, unless a faulty row may be theirs', async () => {
    const shelf = await aCatalogue();
    await shelf.publish();
    await subscribed(shelf);
    const codesOf = async (book: TestWorkbook) =>
      (await shelf.submit(book)).faults.map(
        ({ tab, cell, code }) => `${tab}${cell ? `!${cell}` : ''} ${code}`,
      );
    const without = () =>
      aWorkbook()
        .remove('Package Plans', 'HOME')
        .remove('Contracts', 2)
        .remove('Package Services', 2)
        .remove('Package Services', 2);
    expect(await codesOf(without().set('Rates', 2, 'Price', 'dear'))).toEqual([
      'Package Plans removed_in_use',
      'Rates!F2 wrong_type',
    ]);
    // A row with a fault of its own is not missing; one whose code cannot be read may be the one that seems to be.
    expect(await codesOf(aWorkbook().set('Package Plans', 'HOME', 'Access Fee', 'dear'))).toEqual([
      'Package Plans!M2 wrong_type',
    ]);
    expect(await codesOf(without().set('Package Plans', 2, 'Code', 7))).not.toContain(
      'Package Plans removed_in_use',
    );
  });

  it('are not removed either where they came into use after the change set was read, nor by a restore', async () => {
    const shelf = await aCatalogue();
    const { catalogue, actor } = shelf;
    const without = () =>
      aWorkbook()
        .remove('Package Plans', 'HOME')
        .remove('Contracts', 2)
        .remove('Package Services', 2)
        .remove('Package Services', 2);
    await shelf.publish(without());
    await shelf.publish();
    const waiting = await shelf.submit(without());
    expect(waiting.status).toBe('pending');
    await subscribed(shelf);
    const refused = { ok: false, faults: [{ code: 'removed_in_use', kind: 'conflict' }] };
    expect(await catalogue.approveChanges(actor, waiting.id)).toMatchObject(refused);
    expect(await catalogue.restoreVersion(actor, 1)).toMatchObject(refused);
  });
});

import { describe, expect, it } from 'vitest';
import { aCatalogue, unwrap } from '#test/support/catalogues.ts';
import { aWorkbook } from '#test/support/workbooks.ts';

const all = { limit: 50, cursor: null };
const HOME = { tab: 'Package Plans', key: 'HOME' };
const RATE = { tab: 'Rates', key: 'VOICE · 0011 · any · 0 · 2026-01-01' };

/** The fee goes up by a file, the price by the grid, the plan's name by a restore; a rate goes and comes back. */
async function aLongLife() {
  const shelf = await aCatalogue();
  const { publish, fill, sync, catalogue, books, workbook, actor, tenant, clock } = shelf;
  await publish();
  clock.set('2026-03-03T00:00:00.000Z');
  await publish(aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '74.95'));
  clock.set('2026-03-04T00:00:00.000Z');
  await fill(aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '74.95'));
  const kim = { ...actor, actorId: 'usr_3', actorName: 'Kim' };
  const [row] = unwrap(await workbook.rows(tenant.providerId, 'Rates', { limit: 1, cursor: null })).items;
  unwrap(
    await books.edit(kim, 'Rates', { change: [{ id: row?.id ?? 0, version: 1, cells: { Price: '0.05' } }] }),
  );
  unwrap(await catalogue.approveChanges({ ...actor, actorName: 'Lee' }, (await sync()).id));
  clock.set('2026-03-05T00:00:00.000Z');
  await publish(aWorkbook().remove('Rates', 2));
  clock.set('2026-03-06T00:00:00.000Z');
  unwrap(await catalogue.restoreVersion(actor, 3));
  return shelf;
}

describe('the audit trail of a row (M8)', () => {
  it('has each change with its values, its day, who edited, submitted and approved, and where it came from', async () => {
    const { catalogue, actor } = await aLongLife();
    const { items, nextCursor } = unwrap(await catalogue.showRowHistory(actor, RATE, all));
    expect(nextCursor).toBeNull();
    expect(
      items.map(({ version, change, source, publishedAt }) => [version, change, source, publishedAt]),
    ).toEqual([
      [5, 'added', 'version 3', '2026-03-06T00:00:00.000Z'],
      [4, 'removed', 'workbook.xlsx', '2026-03-05T00:00:00.000Z'],
      [3, 'changed', 'workbook', '2026-03-04T00:00:00.000Z'],
      [1, 'added', 'workbook.xlsx', '2026-03-02T00:00:00.000Z'],
    ]);
    expect(items[2]).toMatchObject({
      editedBy: ['Kim'],
      submittedBy: 'Pia Pricing',
      approvedBy: 'Lee',
      changeSetId: 3,
      restoredFrom: null,
      fields: [{ column: 'Price', from: '0.02', to: '0.05' }],
    });
    expect(items[0]).toMatchObject({ restoredFrom: 3, editedBy: [] });
  });

  it('of one column leaves out what changed others', async () => {
    const { catalogue, actor } = await aLongLife();
    const fees = unwrap(await catalogue.showRowHistory(actor, { ...HOME, field: 'access fee' }, all)).items;
    expect(fees.map(({ version, fields }) => [version, ...fields.map(({ from, to }) => [from, to])])).toEqual(
      [
        [5, ['69.95', '74.95']],
        [4, ['74.95', '69.95']],
        [2, ['69.95', '74.95']],
        [1, [null, '69.95']],
      ],
    );
    const names = unwrap(await catalogue.showRowHistory(actor, { ...HOME, field: 'Name' }, all)).items;
    expect(names.map(({ version }) => version)).toEqual([1]);
  });

  it('comes in pages, newest first, nothing twice', async () => {
    const { catalogue, actor } = await aLongLife();
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof catalogue.showRowHistory>> = await catalogue.showRowHistory(
        actor,
        RATE,
        {
          limit: 1,
          cursor,
        },
      );
      const { items, nextCursor } = unwrap(page);
      seen.push(...items.map(({ version }) => version));
      cursor = nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([5, 4, 3, 1]);
  });

  it('knows rows of every tab by the keys that change sets list', async () => {
    const { catalogue, actor, publish } = await aCatalogue();
    const { id } = await publish();
    const rows = unwrap(await catalogue.listRowChanges(actor, id, { limit: 100, cursor: null })).items;
    const versioned = rows.filter(({ tab }) => tab !== 'Accounts');
    expect(versioned.length).toBeGreaterThan(20);
    for (const { tab, key } of versioned)
      expect(
        unwrap(await catalogue.showRowHistory(actor, { tab, key }, all)).items,
        `${tab} ${key}`,
      ).toHaveLength(1);
  });

  it('refuses what is no tab, row or column, and shows nobody else’s', async () => {
    const { catalogue, actor } = await aLongLife();
    const codeOf = async (asked: { tab: string; key: string; field?: string }) => {
      const found = await catalogue.showRowHistory(actor, asked, all);
      return found.ok ? null : found.faults.map(({ code }) => code);
    };
    expect(await codeOf({ tab: 'Accounts', key: 'A-0001' })).toEqual(['unknown_tab']);
    expect(await codeOf({ tab: 'Rates', key: 'VOICE', field: 'Cost' })).toEqual([
      'invalid_key',
      'unknown_column',
    ]);
    expect(await codeOf({ ...HOME, key: 'NEVER' })).toEqual(['row_not_found']);
    const stranger = { ...actor, providerId: actor.providerId + 1 };
    expect(await catalogue.showRowHistory(stranger, HOME, all)).toMatchObject({
      faults: [{ kind: 'not_found' }],
    });
  });
});

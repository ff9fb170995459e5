import { beforeEach, describe, expect, it } from 'vitest';
import { makeInvoiceDay } from '#app/invoices/invoice-day.ts';
import { makeHoldLine, makeListDrafts, makeListPendingLines } from '#app/invoices/list-drafts.ts';
import type { Tenant } from '#app/ports/platform.ts';
import type { Database } from '#db/database.ts';
import { provider } from '#db/schema/index.ts';
import { makeInvoiceStore } from '#db/stores/invoice-store.ts';
import { makeProviderStore } from '#db/stores/provider-store.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { value } from '#test/support/api.ts';
import { aDatabase } from '#test/support/database.ts';
import { aMaker, insertLines, invoicesIn } from '#test/support/invoicing.ts';
import { actorOf, anAccount, aProvider, day, fixedClock } from '#test/support/ledger-builders.ts';

let db: Database;
let bluegum: Tenant;
const MARCH = day('2026-03-03');

beforeEach(async () => {
  db = await aDatabase();
  bluegum = await aProvider(db, { invoicePrefix: 'BG-' });
  for (const reference of ['BG-1', 'BG-2', 'BG-3']) {
    const accountId = await anAccount(db, bluegum, { reference, firstSubscriptionStart: day('2026-01-20') });
    await insertLines(db, bluegum, [
      { accountId, amount: 1000, generatedOn: '2026-03-01' },
      { accountId, amount: 500, generatedOn: '2026-03-01' },
    ]);
  }
});

const invoices = () => makeInvoiceStore(db);
const clock = fixedClock('2026-03-03T01:00:00.000Z');
const drafts = async (limit = 50, cursor: string | null = null) =>
  value(await makeListDrafts({ invoices: invoices() })(actorOf(bluegum), MARCH, { limit, cursor }));
const hold = (line: number, reason: string | null, tenant = bluegum) =>
  makeHoldLine({ invoices: invoices(), clock })(actorOf(tenant), line, reason);
const approve = (accounts: readonly { reference: string; hash?: string }[]) =>
  aMaker(db)(actorOf(bluegum), { asOf: MARCH, mode: 'commit', accounts });
const aDay = () =>
  makeInvoiceDay({
    invoices: invoices(),
    providers: makeProviderStore(db),
    clock,
    secrets,
    background: { pause: async () => {} },
  })(actorOf(bluegum), MARCH);

describe('INV-1: drafts', () => {
  it('make no empty page that goes on: accounts that are not due are passed over', async () => {
    value(await approve([{ reference: 'BG-1' }, { reference: 'BG-2' }]));
    // Both have lines again, for their next invoice.
    for (const reference of ['BG-1', 'BG-2']) {
      const [{ id: accountId }] = await db.readJson<[{ id: number }]>(
        `select json_array(json_object('id', id)) from account where reference = :reference`,
        { reference },
      );
      await insertLines(db, bluegum, [{ accountId, amount: 700, generatedOn: '2026-03-02' }]);
    }
    expect(await drafts(1)).toMatchObject({ items: [{ account: { reference: 'BG-3' } }], nextCursor: null });
  });

  it('are what each account’s invoice would be, page by page', async () => {
    const { items, nextCursor } = await drafts(2);
    expect(items).toMatchObject([
      {
        account: { reference: 'BG-1' },
        period: { from: '2026-03-01', to: '2026-03-31' },
        lines: 2,
        amount: 1500,
        tax: 150,
      },
      { account: { reference: 'BG-2' } },
    ]);
    expect((await drafts(2, nextCursor)).items).toMatchObject([{ account: { reference: 'BG-3' } }]);
  });

  it('become invoices one by one, where they are what was looked at', async () => {
    const [one, two] = (await drafts()).items;
    const chosen = [one, two].map((draft) => ({
      reference: draft?.account.reference ?? '',
      hash: draft?.hash ?? '',
    }));
    expect(value(await approve(chosen))).toMatchObject({ invoices: 2, amount: 3000 });
    expect(await invoicesIn(db, bluegum)).toMatchObject([{ account: 'BG-1' }, { account: 'BG-2' }]);
    expect((await drafts()).items).toMatchObject([{ account: { reference: 'BG-3' } }]);
  });

  it('of accounts that are not there are refused, each by its place, and none is made', async () => {
    const other = await aProvider(db, { code: 'wavelink' });
    await anAccount(db, other, { reference: 'WL-1' });
    const asked = ['BG-1', 'NOPE', 'WL-1'].map((reference) => ({ reference }));
    expect(await approve(asked)).toMatchObject({
      ok: false,
      faults: [
        { code: 'unknown_account', path: 'accounts[1].reference' },
        { code: 'unknown_account', path: 'accounts[2].reference' },
      ],
    });
    expect(await invoicesIn(db, bluegum)).toEqual([]);
  });

  it('that moved since are refused by name, and none is made', async () => {
    const chosen = (await drafts()).items.map(({ account, hash }) => ({
      reference: account.reference,
      hash,
    }));
    value(await hold(3, 'Disputed.'));
    expect(await approve(chosen)).toMatchObject({
      ok: false,
      faults: [{ code: 'draft_moved', kind: 'conflict', message: expect.stringContaining('BG-2') }],
    });
    expect(await invoicesIn(db, bluegum)).toEqual([]);
  });

  it('leave out what is held back, until it is released', async () => {
    value(await hold(1, 'Disputed.'));
    expect((await drafts()).items[0]).toMatchObject({ lines: 1, amount: 500 });
    const lines = value(
      await makeListPendingLines({ invoices: invoices() })(actorOf(bluegum), 'BG-1', MARCH),
    );
    expect(lines.map(({ id, held }) => [id, held?.split(' (')[0] ?? null])).toEqual([
      [1, 'Disputed.'],
      [2, null],
    ]);
    value(await approve([{ reference: 'BG-1' }]));
    value(await hold(1, null));
    expect((await drafts()).items.map(({ account }) => account.reference)).toEqual(['BG-2', 'BG-3']);
    const april = await aMaker(db)(actorOf(bluegum), { asOf: day('2026-04-03'), mode: 'commit' });
    expect(value(april)).toMatchObject({ invoices: 3 });
    expect((await invoicesIn(db, bluegum)).map(({ account, amount }) => [account, amount])).toEqual([
      ['BG-1', 500],
      ['BG-1', 1000],
      ['BG-2', 1500],
      ['BG-3', 1500],
    ]);
  });

  it('hold nothing back without a reason, of another provider, or on an invoice', async () => {
    const other = await aProvider(db, { code: 'wavelink' });
    expect(await hold(1, ' ')).toMatchObject({ ok: false, faults: [{ path: 'reason' }] });
    expect(await hold(1, 'Mine.', other)).toMatchObject({ faults: [{ code: 'cardline_not_pending' }] });
    value(await approve([{ reference: 'BG-1' }]));
    expect(await hold(1, 'Late.')).toMatchObject({ faults: [{ code: 'cardline_not_pending' }] });
  });
});

describe('INV-1: the day of the schedule', () => {
  it('makes invoices by itself, or tells once how many drafts wait for somebody', async () => {
    await db.write([db.orm.update(provider).set({ invoiceApproval: 'manual' })]);
    expect(value(await aDay())).toMatchObject({ isMade: false, run: { invoices: 3 } });
    value(await aDay());
    expect(await invoicesIn(db, bluegum)).toEqual([]);
    const told = await db.readJson<unknown[]>(
      `select json_group_array(json(body)) from outbox where topic = 'invoices.drafted'`,
      [],
    );
    expect(told).toEqual([{ asOf: '2026-03-03', drafts: 3 }]);
    await db.write([db.orm.update(provider).set({ invoiceApproval: 'automatic' })]);
    expect(value(await aDay())).toMatchObject({ isMade: true, run: { invoices: 3 } });
  });
});

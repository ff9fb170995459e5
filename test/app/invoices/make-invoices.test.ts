import { beforeEach, describe, expect, it } from 'vitest';
import type { Tenant } from '#app/ports/platform.ts';
import { addDays } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { account, provider } from '#db/schema/index.ts';
import { makeInvoiceStore } from '#db/stores/invoice-store.ts';
import { value } from '#test/support/api.ts';
import { aDatabase } from '#test/support/database.ts';
import {
  aMaker,
  insertLines,
  invoicesIn,
  type LineToInsert,
  pendingIn,
  unbalanced,
} from '#test/support/invoicing.ts';
import { actorOf, anAccount, aProvider, day } from '#test/support/ledger-builders.ts';

let db: Database;
let bluegum: Tenant;

beforeEach(async () => {
  db = await aDatabase();
  bluegum = await aProvider(db, { invoicePrefix: 'BG-' });
});

const someone = (overrides: Parameters<typeof anAccount>[2] = {}) =>
  anAccount(db, bluegum, { firstSubscriptionStart: day('2026-01-20'), ...overrides });

const pending = (accountId: number, generatedOn: string, amount = 1000, more: Partial<LineToInsert> = {}) =>
  insertLines(db, bluegum, [{ accountId, amount, generatedOn, ...more }]);

const make = async (asOf: string, options = {}) =>
  value(await aMaker(db, options)(actorOf(bluegum), { asOf: day(asOf), mode: 'commit' }));

/** The run of every day, as the schedule has it. */
async function makeDaily(from: string, to: string): Promise<void> {
  for (let date = day(from); date <= day(to); date = addDays(date, 1)) await make(date);
}

const made = async () =>
  (await invoicesIn(db, bluegum)).map(
    ({ number, issuedOn, from, to, amount }) => `${number} of ${issuedOn} for ${from}..${to}: ${amount}`,
  );

describe('INV-1: the billing calendar', () => {
  it('makes invoices two days after the invoice day, not earlier', async () => {
    await pending(await someone(), '2026-03-01');
    await makeDaily('2026-03-01', '2026-03-02');
    expect(await made()).toEqual([]);
    await make('2026-03-03');
    expect(await made()).toEqual(['BG-1 of 2026-03-03 for 2026-03-01..2026-03-31: 1000']);
  });

  it.each([
    [0, '2026-03-01'],
    [5, '2026-03-06'],
    [28, '2026-03-29'],
  ])('follows a delay of %d days', async (invoiceDelayDays, on) => {
    await db.write([db.orm.update(provider).set({ invoiceDelayDays })]);
    await pending(await someone(), '2026-03-01');
    await makeDaily('2026-03-01', '2026-03-31');
    expect(await made()).toEqual([`BG-1 of ${on} for 2026-03-01..2026-03-31: 1000`]);
  });

  it('leaves no short month out, however long the delay', async () => {
    await db.write([db.orm.update(provider).set({ invoiceDelayDays: 28 })]);
    await pending(await someone(), '2026-02-01');
    await makeDaily('2026-02-01', '2026-03-05');
    expect(await made()).toEqual(['BG-1 of 2026-02-28 for 2026-02-01..2026-02-28: 1000']);
  });

  it('catches up a day that was missed, while the period lasts', async () => {
    await pending(await someone(), '2026-03-01');
    await make('2026-03-20');
    expect(await made()).toEqual(['BG-1 of 2026-03-20 for 2026-03-01..2026-03-31: 1000']);
  });

  it('PER-3: goes by the invoice day of the account, the last day where a month is shorter', async () => {
    const id = await someone({ invoiceDay: 31 });
    await pending(id, '2026-01-31');
    await pending(id, '2026-02-28', 2000);
    await pending(id, '2026-03-31', 3000);
    await makeDaily('2026-01-31', '2026-04-10');
    expect(await made()).toEqual([
      'BG-1 of 2026-02-02 for 2026-01-31..2026-02-27: 1000',
      'BG-2 of 2026-03-02 for 2026-02-28..2026-03-30: 2000',
      'BG-3 of 2026-04-02 for 2026-03-31..2026-04-29: 3000',
    ]);
  });

  it('PER-3: one invoice for each invoice period of three or of twelve months', async () => {
    const quarterly = await someone({ reference: 'Q', invoicePeriodMonths: 3 });
    const yearly = await someone({
      reference: 'Y',
      invoiceDay: 10,
      invoicePeriodMonths: 12,
      invoiceAnchor: day('2025-07-10'),
    });
    for (const on of ['2026-01-01', '2026-02-01', '2026-04-01', '2026-07-01', '2026-07-10'])
      for (const id of [quarterly, yearly]) await pending(id, on);
    for (const asOf of ['2026-01-03', '2026-02-03', '2026-04-03', '2026-05-03', '2026-07-03', '2026-07-12'])
      await make(asOf);
    const of = async (reference: string) =>
      (await invoicesIn(db, bluegum))
        .filter((invoice) => invoice.account === reference)
        .map(({ issuedOn, from, to, lines }) => `${issuedOn} for ${from}..${to}: ${lines}`);
    expect(await of('Q')).toEqual([
      '2026-01-03 for 2026-01-01..2026-03-31: 1',
      '2026-04-03 for 2026-04-01..2026-06-30: 2',
      '2026-07-03 for 2026-07-01..2026-09-30: 1',
    ]);
    expect(await of('Y')).toEqual([
      '2026-01-03 for 2025-07-10..2026-07-09: 1',
      '2026-07-12 for 2026-07-10..2027-07-09: 4',
    ]);
  });

  it('an account without a subscription is invoiced by the year in which it was opened', async () => {
    const id = await someone({ firstSubscriptionStart: null, invoicePeriodMonths: 5 });
    await pending(id, '2026-03-01');
    await make('2026-03-03');
    expect(await made()).toEqual(['BG-1 of 2026-03-03 for 2025-11-01..2026-03-31: 1000']);
  });
});

describe('INV-1: what an invoice takes', () => {
  it('takes all that is pending, of whatever month', async () => {
    const id = await someone();
    await pending(id, '2026-01-07', 100);
    await pending(id, '2026-02-07', 20);
    await pending(id, '2026-03-03', 3);
    await make('2026-03-03');
    expect(await made()).toEqual(['BG-1 of 2026-03-03 for 2026-03-01..2026-03-31: 123']);
    expect(await pendingIn(db, bluegum)).toEqual([]);
  });

  it('leaves what comes later to the invoice of the next period', async () => {
    const id = await someone();
    await pending(id, '2026-03-01', 100);
    await make('2026-03-03');
    await pending(id, '2026-03-04', 20);
    await pending(id, '2026-03-01', 7);
    await makeDaily('2026-03-04', '2026-03-31');
    expect(await pendingIn(db, bluegum)).toEqual([20, 7]);
    await makeDaily('2026-04-01', '2026-04-03');
    expect(await made()).toEqual([
      'BG-1 of 2026-03-03 for 2026-03-01..2026-03-31: 100',
      'BG-2 of 2026-04-03 for 2026-04-01..2026-04-30: 27',
    ]);
  });

  it('takes nothing that was generated after its day', async () => {
    const id = await someone();
    await pending(id, '2026-03-03', 100);
    await pending(id, '2026-03-04', 20);
    await make('2026-03-03');
    expect(await made()).toEqual(['BG-1 of 2026-03-03 for 2026-03-01..2026-03-31: 100']);
    const other = await someone({ reference: 'BG-10002' });
    await pending(other, '2026-03-04', 20);
    expect(await make('2026-03-03')).toMatchObject({ invoices: 0, numbers: null });
  });

  it('makes none for accounts without pending lines', async () => {
    await someone();
    await pending(await someone({ reference: 'BG-10002' }), '2026-03-01');
    await make('2026-03-03');
    expect((await invoicesIn(db, bluegum)).map((invoice) => invoice.account)).toEqual(['BG-10002']);
  });

  it('may be negative: credits only, or more credit than charge', async () => {
    const first = await someone();
    const second = await someone({ reference: 'BG-10002' });
    await pending(first, '2026-03-01', -2505);
    await pending(second, '2026-03-01', 1000);
    await pending(second, '2026-03-01', -1001);
    expect(await make('2026-03-03')).toMatchObject({ invoices: 2, credits: 2, amount: -2506, tax: -251 });
    expect((await invoicesIn(db, bluegum)).map(({ amount, tax }) => [amount, tax])).toEqual([
      [-2505, -251],
      [-1, 0],
    ]);
  });

  it('BILL-13: sums are exactly those of the ledger', async () => {
    const accounts = await Promise.all(
      Array.from({ length: 5 }, (_, index) => someone({ reference: `A${index}` })),
    );
    await insertLines(
      db,
      bluegum,
      accounts.flatMap((accountId, index) =>
        Array.from({ length: 40 }, (_, line) => ({
          accountId,
          amount: (line % 7 === 0 ? -1 : 1) * (99_999_999 - index * 7919 - line),
        })),
      ),
    );
    const { amount, tax, lines } = await make('2026-03-03');
    expect(await unbalanced(db)).toEqual([]);
    const [ledger] = await db.readJson<number[][]>(
      'select json_array(json_array(count(*), sum(amount), sum(tax))) from cardline where invoice_id is not null',
      [],
    );
    expect([lines, amount, tax]).toEqual(ledger);
  });

  it('never takes buy lines: they are costs', async () => {
    const id = await someone();
    await pending(id, '2026-03-01', 700, { side: 'buy' });
    expect(await make('2026-03-03')).toMatchObject({ invoices: 0 });
    await pending(id, '2026-03-01', 1000);
    await make('2026-03-03');
    expect(await invoicesIn(db, bluegum)).toMatchObject([{ amount: 1000, lines: 1 }]);
    expect(
      await db.readJson<number[]>(
        'select json_group_array(amount) from cardline where invoice_id is null',
        [],
      ),
    ).toEqual([700]);
  });

  it("never takes another provider's lines", async () => {
    const wavelink = await aProvider(db, { code: 'wavelink' });
    const theirs = await anAccount(db, wavelink);
    await insertLines(db, wavelink, [{ accountId: theirs, amount: 5 }]);
    await pending(await someone(), '2026-03-01');
    await make('2026-03-03');
    expect(await invoicesIn(db, wavelink)).toEqual([]);
    expect(await pendingIn(db, wavelink)).toEqual([5]);
  });

  it('BILL-14: leaves parked accounts alone, says how many, and invoices them once they are released', async () => {
    const id = await someone({ parkedReason: 'more lines than it may get', parkedAt: null });
    await pending(id, '2026-03-01');
    expect(await make('2026-03-03')).toMatchObject({ invoices: 0, parked: 1 });
    await db.write([db.orm.update(account).set({ parkedReason: null })]);
    expect(await make('2026-03-09')).toMatchObject({ invoices: 1, parked: 0 });
    await db.write([db.orm.update(account).set({ parkedReason: 'again' })]);
    await pending(id, '2026-03-10');
    expect(await make('2026-03-10')).toMatchObject({ invoices: 0, parked: 0 });
  });

  it('makes none for a period before one that is invoiced: what is left goes on the next', async () => {
    const id = await someone();
    await pending(id, '2026-03-01');
    await make('2026-03-03');
    await pending(id, '2026-02-20', 20);
    expect(await make('2026-02-25')).toMatchObject({ invoices: 0 });
    await make('2026-04-03');
    expect((await made()).at(-1)).toBe('BG-2 of 2026-04-03 for 2026-04-01..2026-04-30: 20');
  });
});

describe('a run', () => {
  it('takes the power "billing"', async () => {
    const refused = await aMaker(db)(actorOf(bluegum, ['view', 'admin']), {
      asOf: day('2026-03-03'),
      mode: 'preview',
    });
    expect(refused).toMatchObject({ ok: false, faults: [{ code: 'power_missing', kind: 'forbidden' }] });
  });

  it('is of a day that has come, in the zone of the provider; a preview may look ahead', async () => {
    await pending(await someone(), '2026-03-01');
    const now = '2026-03-02T12:59:59.000Z';
    const ask = (asOf: string, mode: 'preview' | 'commit', at = now) =>
      aMaker(db, { now: at })(actorOf(bluegum), { asOf: day(asOf), mode });
    expect(await ask('2026-03-03', 'commit')).toMatchObject({
      ok: false,
      faults: [{ code: 'invoice_day_ahead', path: 'asOf' }],
    });
    expect(value(await ask('2026-03-03', 'preview'))).toMatchObject({ invoices: 1 });
    expect(await ask('2027-04-03', 'preview')).toMatchObject({
      ok: false,
      faults: [{ code: 'as_of_too_far_ahead', path: 'asOf' }],
    });
    // Midnight in Melbourne.
    expect(value(await ask('2026-03-03', 'commit', '2026-03-02T13:00:00.000Z'))).toMatchObject({
      invoices: 1,
    });
  });

  it('is committed as it was previewed, or not at all', async () => {
    const id = await someone();
    await pending(id, '2026-03-01');
    await pending(await someone({ reference: 'BG-10002' }), '2026-03-01');
    const ask = (mode: 'preview' | 'commit', previewHash?: string, options = {}) =>
      aMaker(db, options)(actorOf(bluegum), { asOf: day('2026-03-03'), mode, previewHash });
    const { hash } = value(await ask('preview', undefined, { accountsALook: 1 }));
    await pending(id, '2026-03-03', 1);
    expect(await ask('commit', hash ?? '')).toMatchObject({
      ok: false,
      faults: [{ code: 'preview_moved', kind: 'conflict' }],
    });
    expect(await invoicesIn(db, bluegum)).toEqual([]);
    const again = value(await ask('preview'));
    expect(value(await ask('commit', again.hash ?? '', { linesAChunk: 1 }))).toEqual({
      ...again,
      mode: 'commit',
      hash: null,
    });
    expect(await ask('preview', 'a hash')).toMatchObject({ faults: [{ code: 'preview_hash_not_expected' }] });
  });

  it('stops between chunks when the process is to stop, and the next one goes on', async () => {
    for (const reference of ['A', 'B', 'C']) await pending(await someone({ reference }), '2026-03-01');
    const stopping = new AbortController();
    const stopped = await aMaker(db, { linesAChunk: 1, pause: async () => stopping.abort() })(
      actorOf(bluegum),
      { asOf: day('2026-03-03'), mode: 'commit' },
      stopping.signal,
    );
    expect(stopped).toMatchObject({ ok: false, faults: [{ code: 'interrupted' }] });
    expect(await invoicesIn(db, bluegum)).toHaveLength(1);
    expect(await make('2026-03-03')).toMatchObject({ invoices: 2, numbers: { first: 'BG-2', last: 'BG-3' } });
  });

  it('takes a constant number of statements a chunk, whatever the accounts and lines in it', async () => {
    const count = async (accounts: number, lines: number) => {
      db = await aDatabase();
      bluegum = await aProvider(db);
      const ids = await Promise.all(
        Array.from({ length: accounts }, (_, index) => someone({ reference: `A${index}` })),
      );
      await insertLines(
        db,
        bluegum,
        ids.flatMap((accountId) => Array.from({ length: lines }, () => ({ accountId, amount: 100 }))),
      );
      let statements = 0;
      const counting: Database = {
        ...db,
        write: (batch) => {
          statements += batch.length;
          return db.write(batch);
        },
        readJson: (...query) => {
          statements += 1;
          return db.readJson(...query);
        },
      };
      const run = await make('2026-03-03', { store: makeInvoiceStore(counting) });
      expect(run).toMatchObject({ invoices: accounts, lines: accounts * lines });
      return statements;
    };
    expect(await count(60, 5)).toBe(await count(1, 1));
  });
});

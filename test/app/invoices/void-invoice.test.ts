import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeVoidInvoice } from '#app/invoices/void-invoice.ts';
import type { Tenant } from '#app/ports/platform.ts';
import type { Database } from '#db/database.ts';
import { makeInvoiceStore } from '#db/stores/invoice-store.ts';
import { value } from '#test/support/api.ts';
import { aDatabase } from '#test/support/database.ts';
import { aMaker, insertLines } from '#test/support/invoicing.ts';
import { actorOf, anAccount, aProvider, day, fixedClock } from '#test/support/ledger-builders.ts';

const NOW = '2026-05-20T00:00:00.000Z';

let db: Database;
let bluegum: Tenant;
let accountId: number;

beforeEach(async () => {
  db = await aDatabase();
  bluegum = await aProvider(db, { invoicePrefix: 'BG-' });
  accountId = await anAccount(db, bluegum, { firstSubscriptionStart: day('2026-01-20') });
});

const store = () => makeInvoiceStore(db);
const charge = (amount: number, generatedOn: string, account = accountId) =>
  insertLines(db, bluegum, [{ accountId: account, amount, generatedOn }]);
const make = async (asOf: string) =>
  value(await aMaker(db)(actorOf(bluegum), { asOf: day(asOf), mode: 'commit' }));
const takeBack = (invoice: string, reissue: boolean, tenant = bluegum) =>
  makeVoidInvoice({ invoices: store(), clock: fixedClock(NOW) })(actorOf(tenant), {
    invoice,
    reason: 'Charged twice.',
    reissue,
  });

/** Every document in the order in which it was made: number, what it comes to with tax, what was brought, its counterpart. */
const documents = async () => {
  const page = value(await store().list(bluegum.providerId, {}, { limit: 200, cursor: null }));
  return page.items
    .toReversed()
    .map(({ number, amount, tax, balanceBrought, counterpart }) => [
      number,
      amount + tax,
      balanceBrought,
      counterpart,
    ]);
};

describe('INV-1: taking an invoice back', () => {
  it('makes a credit note over the whole of it, in a series of its own, of today', async () => {
    await charge(1000, '2026-03-01');
    await make('2026-03-03');
    const note = value(await takeBack('BG-1', false));
    expect(note).toMatchObject({
      kind: 'credit_note',
      number: 'CN-1',
      issuedOn: '2026-05-20',
      amount: -1000,
      tax: -100,
      counterpart: 'BG-1',
      reason: 'Charged twice.',
      period: { from: '2026-03-01', to: '2026-03-31' },
    });
    expect(await documents()).toEqual([
      ['BG-1', 1100, 0, 'CN-1'],
      ['CN-1', -1100, 0, 'BG-1'],
    ]);
    // Its lines stay on it, on both documents, and are never charged again.
    expect((await store().find(bluegum.providerId, { number: 'BG-1' }))?.lines).toHaveLength(1);
    expect((await store().find(bluegum.providerId, { number: 'CN-1' }))?.lines).toHaveLength(1);
    expect(await make('2026-04-03')).toMatchObject({ invoices: 0 });
  });

  it('lets its lines wait for another invoice, of the same period too, and still shows what was on it', async () => {
    await charge(1000, '2026-03-01');
    await make('2026-03-03');
    value(await takeBack('BG-1', true));
    await charge(-200, '2026-03-04');
    await make('2026-03-04');
    expect(await documents()).toEqual([
      ['BG-1', 1100, 0, 'CN-1'],
      ['CN-1', -1100, 0, 'BG-1'],
      ['BG-2', 880, 0, null],
    ]);
    const linesOf = async (number: string) =>
      (await store().find(bluegum.providerId, { number }))?.lines.map(({ amount }) => amount);
    expect(await linesOf('BG-1')).toEqual([1000]);
    expect(await linesOf('CN-1')).toEqual([1000]);
    expect(await linesOf('BG-2')).toEqual([1000, -200]);
  });

  it('is done once, however many try at once', async () => {
    await charge(1000, '2026-03-01');
    await make('2026-03-03');
    const tries = await Promise.all([
      takeBack('BG-1', true),
      takeBack('BG-1', true),
      takeBack('BG-1', false),
    ]);
    expect(tries.filter(({ ok }) => ok)).toHaveLength(1);
    for (const lost of tries.filter(({ ok }) => !ok))
      expect(lost).toMatchObject({
        faults: [{ code: 'invoice_void', message: 'BG-1 was taken back already, by credit note CN-1.' }],
      });
    expect(await documents()).toHaveLength(2);
  });

  it('is for the latest invoice of an account alone, and says which one that is', async () => {
    await charge(1000, '2026-03-01');
    await make('2026-03-03');
    await charge(1000, '2026-04-01');
    await make('2026-04-03');
    expect(await takeBack('BG-1', true)).toMatchObject({
      ok: false,
      faults: [{ code: 'invoice_not_latest', message: expect.stringContaining('take back BG-2 first') }],
    });
    value(await takeBack('BG-2', true));
    value(await takeBack('BG-1', true));
    expect((await documents()).map(([number]) => number)).toEqual(['BG-1', 'BG-2', 'CN-1', 'CN-2']);
  });

  it('names what it cannot take back, and takes the power “billing”', async () => {
    await charge(1000, '2026-03-01');
    await make('2026-03-03');
    value(await takeBack('BG-1', false));
    const codes = async (result: ReturnType<typeof takeBack>) => {
      const done = await result;
      return done.ok ? [] : done.faults.map(({ code }) => code);
    };
    expect(await codes(takeBack('CN-1', false))).toEqual(['credit_note_stays']);
    expect(await codes(takeBack('BG-9', false))).toEqual(['invoice_not_found']);
    const other = await aProvider(db, { code: 'wavelink' });
    expect(await codes(takeBack('BG-1', false, other))).toEqual(['invoice_not_found']);
    const viewer = { ...actorOf(bluegum), powers: new Set(['view'] as const) };
    const refused = await makeVoidInvoice({ invoices: store(), clock: fixedClock(NOW) })(viewer, {
      invoice: 'BG-1',
      reason: 'x',
      reissue: false,
    });
    expect(refused).toMatchObject({ ok: false, faults: [{ kind: 'forbidden' }] });
  });
});

describe('what an invoice leaves in the account’s favour', () => {
  it('is brought to the next ones until it is used up', async () => {
    await charge(-5000, '2026-02-01');
    await make('2026-02-03');
    await charge(2000, '2026-03-01');
    await make('2026-03-03');
    await charge(4000, '2026-04-01');
    await make('2026-04-03');
    await charge(1000, '2026-05-01');
    await make('2026-05-03');
    expect(await documents()).toEqual([
      ['BG-1', -5500, 0, null],
      ['BG-2', 2200, -5500, null],
      ['BG-3', 4400, -3300, null],
      ['BG-4', 1100, 0, null],
    ]);
  });

  it('is not brought from one that was taken back', async () => {
    await charge(-5000, '2026-02-01');
    await make('2026-02-03');
    value(await takeBack('BG-1', false));
    await charge(2000, '2026-03-01');
    await make('2026-03-03');
    expect((await documents()).at(-1)).toEqual(['BG-2', 2200, 0, null]);
  });
});

it('INV-1: whatever is made and taken back, numbers have no gap in either series and every line is on one invoice in force or waits', async () => {
  const deeds = fc.array(
    fc.oneof(
      fc.record({ deed: fc.constant('charge' as const), amount: fc.integer({ min: -3000, max: 9000 }) }),
      fc.record({ deed: fc.constant('make' as const) }),
      fc.record({ deed: fc.constant('void' as const), reissue: fc.boolean() }),
    ),
    { minLength: 3, maxLength: 14 },
  );
  let many = 20_000;
  await fc.assert(
    fc.asyncProperty(deeds, async (all) => {
      many += 1;
      const account = await anAccount(db, bluegum, {
        reference: `BG-${many}`,
        firstSubscriptionStart: day('2026-01-20'),
      });
      let month = 2;
      for (const one of all) {
        const at = `2026-${String(month).padStart(2, '0')}`;
        if (one.deed === 'charge') await charge(one.amount || 1, `${at}-01`, account);
        if (one.deed === 'make') {
          await make(`${at}-03`);
          month = Math.min(month + 1, 12);
        }
        if (one.deed === 'void') {
          const latest = (await documents())
            .filter(([number, , , by]) => String(number).startsWith('BG') && by === null)
            .at(-1);
          if (latest) await takeBack(String(latest[0]), one.reissue);
        }
      }
      const numbers = (await documents()).map(([number]) => String(number));
      for (const series of ['BG-', 'CN-']) {
        const of = numbers.filter((number) => number.startsWith(series));
        expect(of).toEqual(of.map((_, at) => `${series}${at + 1}`));
      }
      const wrong = await db.readJson<number[]>(
        `select json_array(
           (select count(*) from invoice i where i.kind = 'invoice' and i.voided_by is null and i.amount <>
              (select sum(c.amount) from cardline c where c.invoice_id = i.id)),
           (select count(*) from invoice n join invoice i on i.id = n.voids where n.amount + i.amount <> 0 or n.tax + i.tax <> 0),
           (select count(*) from cardline c join invoice i on i.id = c.invoice_id
              where exists (select 1 from voided_line v where v.cardline_id = c.id and v.invoice_id = i.id)))`,
        [],
      );
      expect(wrong).toEqual([0, 0, 0]);
    }),
    { numRuns: 25 },
  );
});

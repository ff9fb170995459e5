import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeExportLedger, makeExportUnbilled } from '#app/invoices/export-ledger.ts';
import { makeVoidInvoice } from '#app/invoices/void-invoice.ts';
import type { Tenant } from '#app/ports/platform.ts';
import type { Database } from '#db/database.ts';
import { makeInvoiceStore } from '#db/stores/invoice-store.ts';
import { makeLedgerExport } from '#db/stores/ledger-export-store.ts';
import { makeProviderStore } from '#db/stores/provider-store.ts';
import { ledgerCsv, unbilledCsv } from '#documents/ledger-csv.ts';
import { value } from '#test/support/api.ts';
import { aDatabase } from '#test/support/database.ts';
import { aMaker, insertLines } from '#test/support/invoicing.ts';
import { actorOf, anAccount, aProvider, day, fixedClock } from '#test/support/ledger-builders.ts';

let db: Database;
let bluegum: Tenant;

beforeEach(async () => {
  db = await aDatabase();
  bluegum = await aProvider(db, { invoicePrefix: 'BG-' });
});

/** Pieces of two, so that a few rows take several. */
const ports = () => ({
  exported: makeLedgerExport(db, { documents: 2, lines: 2 }),
  providers: makeProviderStore(db),
});
const account = (reference: string, tenant = bluegum) =>
  anAccount(db, tenant, { reference, firstSubscriptionStart: day('2026-01-20') });
const charge = (accountId: number, amount: number, generatedOn: string) =>
  insertLines(db, bluegum, [{ accountId, amount, generatedOn }]);
const make = async (asOf: string) =>
  value(await aMaker(db)(actorOf(bluegum), { asOf: day(asOf), mode: 'commit' }));
const takeBack = async (invoice: string, on: string, reissue: boolean) =>
  value(
    await makeVoidInvoice({ invoices: makeInvoiceStore(db), clock: fixedClock(`${on}T00:00:00.000Z`) })(
      actorOf(bluegum),
      { invoice, reason: 'Wrong.', reissue },
    ),
  );
const rowsOf = async (stream: ReadableStream<Uint8Array>) =>
  (await new Response(stream).text()).trimEnd().split('\r\n');
const ledger = async (from: string, to: string, tenant = bluegum) =>
  rowsOf(
    ledgerCsv(value(await makeExportLedger(ports())(actorOf(tenant), { from: day(from), to: day(to) }))),
  );
const unbilled = async (asOf: string) =>
  (await rowsOf(unbilledCsv(value(await makeExportUnbilled(ports())(actorOf(bluegum), day(asOf)))))).slice(1);

describe('the ledger’s export', () => {
  it('has a row for each document, code and tax, in the order of days, credit notes negative', async () => {
    const [one, two, three] = [await account('BG-1'), await account('BG-2'), await account('BG-3')];
    for (const id of [one, two, three]) await charge(id, 1000, '2026-03-01');
    await charge(one, 500, '2026-03-01');
    await make('2026-03-03');
    await takeBack('BG-1', '2026-03-10', true);
    await make('2026-03-10');
    expect(await ledger('2026-03-01', '2026-03-31')).toEqual([
      'Date,Document,Type,Account,Customer,Ledger Code,Description,Net,Tax Rate %,Tax,Gross',
      '2026-03-03,BG-1,Invoice,BG-1,Ann Example,product,Product,15.00,10,1.50,16.50',
      '2026-03-03,BG-2,Invoice,BG-2,Ann Example,product,Product,10.00,10,1.00,11.00',
      '2026-03-03,BG-3,Invoice,BG-3,Ann Example,product,Product,10.00,10,1.00,11.00',
      '2026-03-10,CN-1,Credit note,BG-1,Ann Example,product,Product,-15.00,10,-1.50,-16.50',
      '2026-03-10,BG-4,Invoice,BG-1,Ann Example,product,Product,15.00,10,1.50,16.50',
    ]);
    expect(await ledger('2026-03-04', '2026-03-09')).toHaveLength(1);
    const wavelink = await aProvider(db, { code: 'wavelink' });
    expect(await ledger('2026-03-01', '2026-03-31', wavelink)).toHaveLength(1);
  });

  it('books under the provider’s own codes, which are not run as formulas', async () => {
    await charge(await account('BG-1'), 1000, '2026-03-01');
    await make('2026-03-03');
    await db.write([
      {
        sql: `update provider set ledger_codes = '{"product":"=4100"}' where id = ?`,
        args: [bluegum.providerId],
      },
    ]);
    expect((await ledger('2026-03-01', '2026-03-31'))[1]).toContain(",'=4100,Product,");
  });

  it('refuses days the wrong way round', async () => {
    const refused = await makeExportLedger(ports())(actorOf(bluegum), {
      from: day('2026-03-31'),
      to: day('2026-03-01'),
    });
    expect(refused).toMatchObject({ ok: false, faults: [{ code: 'ends_before_start', path: 'to' }] });
  });

  it('BILL-13: adds up to the documents, whatever is charged, made and taken back', async () => {
    const id = await account('BG-1');
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.integer({ min: -99_999, max: 99_999 }).filter((amount) => amount !== 0),
          {
            minLength: 1,
            maxLength: 6,
          },
        ),
        fc.boolean(),
        async (amounts, reissue) => {
          for (const amount of amounts) await charge(id, amount, '2026-03-01');
          await make('2026-03-03');
          const [latest] = value(
            await makeInvoiceStore(db).list(bluegum.providerId, {}, { limit: 1, cursor: null }),
          ).items;
          if (latest?.kind === 'invoice') await takeBack(latest.number, '2026-03-04', reissue);
          const gross = (await ledger('2026-01-01', '2026-12-31'))
            .slice(1)
            .reduce((sum, row) => sum + Math.round(Number(row.split(',').at(-1)) * 100), 0);
          const [documents] = await db.readJson<number[]>(
            'select json_array(coalesce(sum(amount + tax), 0)) from invoice where provider_id = ?',
            [bluegum.providerId],
          );
          expect(gross).toBe(documents);
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('the statement of unbilled lines', () => {
  it('says what was charged and on no invoice by a day, the same ever after', async () => {
    const [one, two] = [await account('BG-1'), await account('BG-2')];
    await charge(one, 1000, '2026-03-01');
    await charge(one, 300, '2026-03-20');
    await charge(two, 700, '2026-03-25');
    await charge(two, 900, '2026-04-01');
    await make('2026-03-03');
    const march = await unbilled('2026-03-31');
    expect(march.map((row) => row.split(',').slice(0, 1).concat(row.split(',').slice(-4)))).toEqual([
      ['BG-1', '2026-03-20', '3.00', '0.30', '3.30'],
      ['BG-2', '2026-03-25', '7.00', '0.70', '7.70'],
    ]);
    await make('2026-04-03');
    expect((await unbilled('2026-03-31')).toSorted()).toEqual(march.toSorted());
    expect(await unbilled('2026-04-30')).toEqual([]);
  });

  it('does not count what was on an invoice then that was taken back later', async () => {
    await charge(await account('BG-1'), 1000, '2026-03-01');
    await make('2026-03-03');
    await takeBack('BG-1', '2026-04-10', true);
    expect(await unbilled('2026-03-31')).toEqual([]);
    expect(await unbilled('2026-04-10')).toHaveLength(1);
  });
});

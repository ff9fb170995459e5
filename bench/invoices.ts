/** Making invoices: pending lines of many accounts become numbered invoices without gaps (INV-1), by the deed that the API calls. */
import { makeMakeInvoices } from '#app/invoices/make-invoices.ts';
import type { Actor, Secrets } from '#app/ports/platform.ts';
import { plainDate } from '#core/calendar.ts';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';
import { makeInvoiceStore } from '#db/stores/invoice-store.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { countStatements } from './count-statements.ts';
import type { Measured, Timed } from './measure.ts';
import { AS_OF, seedBooks } from './seed.ts';

/** The day after usage is closed, two after the invoice day of everybody. */
export const INVOICES_AS_OF = plainDate('2026-04-03');
export const clock = { now: () => `${INVOICES_AS_OF}T00:00:00.000Z` as never };

/** A setup fee, an access fee and a credit: kind, amount, tax, and the fee that the amount is a part of. */
const LINES = [
  [1, 4900, 490, 4900],
  [2, 2995, 300, 2995],
  [-2, -967, -97, 2995],
];

/**
 * So many accounts with three pending lines each, which do not stand beside one another in the ledger, and invoices of so many
 * months behind them.
 */
export async function seedPending(db: Database, accounts: number, months: number): Promise<void> {
  await seedBooks(db, accounts);
  for (let back = months; back >= 1; back -= 1)
    await db.write([
      {
        sql: `insert into invoice (provider_id, account_id, sequence, number, issued_on, period_from, period_to, amount, tax,
            issuer_name, customer_name, created_at)
          select 1, a.id, p.next_invoice_number + a.id - 1, p.invoice_prefix || (p.next_invoice_number + a.id - 1), date(:asOf, :ago),
            date(:due, :ago), date(:due, :ago, '+1 month', '-1 day'), 2995, 300, 'Bench Telecom', a.name, a.created_at
          from provider p cross join account a order by a.id`,
        args: { asOf: INVOICES_AS_OF, due: AS_OF, ago: `-${back} months` },
      },
      { sql: 'update provider set next_invoice_number = next_invoice_number + ?', args: [accounts] },
    ]);
  for (const line of LINES)
    await db.write([
      {
        sql: `insert into cardline (provider_id, account_id, subscription_id, term_id, side, kind, period_start, "from", "to",
            generated_on, amount, tax, tax_rate, fee, catalogue_version)
          select provider_id, account_id, subscription_id, id, side, :kind, next_due_on, next_due_on, date(next_due_on, '+1 month', '-1 day'),
            :asOf, :amount, :tax, 100000, :fee, 1
          from subscription_term order by id`,
        args: { asOf: AS_OF, kind: line[0] ?? 0, amount: line[1] ?? 0, tax: line[2] ?? 0, fee: line[3] ?? 0 },
      },
    ]);
}

export async function makeInvoicesOf(
  { url }: { readonly url: string },
  { actor, secrets, timed }: { readonly actor: Actor; readonly secrets: Secrets; readonly timed: Timed },
): Promise<Omit<Measured, 'peakMb'>> {
  const counted = countStatements(await openDatabase({ url }));
  const store = makeInvoiceStore(counted.db);
  let chunks = 0;
  const makeInvoices = makeMakeInvoices({
    invoices: {
      ...store,
      makeChunk: (...chunk) => {
        chunks += 1;
        return store.makeChunk(...chunk);
      },
    },
    clock,
    secrets,
    background: makeBackground(() => {}),
  });
  let rows = 0;
  const time = await timed(async () => {
    const made = await makeInvoices(actor, { asOf: INVOICES_AS_OF, mode: 'commit' });
    if (!made.ok) throw new Error(JSON.stringify(made.faults));
    rows = made.value.invoices + made.value.lines;
  });
  const { statements, requests } = counted.count();
  counted.db.close();
  return { ...time, rows, statements: statements / chunks, requests: requests / chunks };
}

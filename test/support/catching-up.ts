/** Books of a provider whose schedules stood still for some days, and how a finished catch-up is compared with another. */
import type { Tenant } from '#app/ports/platform.ts';
import type { Instant } from '#core/calendar.ts';
import { instant } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { account, schedule } from '#db/schema/index.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { aCatalogue, RETAIL } from './builders.ts';
import { invoicesIn } from './invoicing.ts';
import { booksOf, day, letRunsDie, letWorkersDie, subscribe } from './ledger-builders.ts';
import { aTenant } from './tenants.ts';

/** Noon in Melbourne, three days after the last that was done. The clocks there went back at 3:00 on the 5th. */
export const NOW = instant(new Date('2026-04-06T02:00:00.000Z'));
const LAST_DONE_ON = day('2026-04-03');
/** An hour that the night of the 5th has twice. */
const BILLED_AT = 150;

const ACCOUNTS = 200;
/** What every twentieth subscription goes to one account for: its billing trips the bound (BILL-14). */
const MOST_LINES = 120;

/** So many subscriptions, bought and sold, that become known from day to day while nobody bills. */
export async function booksToCatchUp(db: Database, subscriptions: number): Promise<Tenant> {
  const tenant = await aTenant(db);
  const { providerId } = tenant;
  const items = await aCatalogue(db, tenant, RETAIL);
  const now = await makeCatalogueReader(db).snapshot(providerId);
  const [inserted] = await db.write([
    db.orm
      .insert(account)
      .values(
        Array.from({ length: ACCOUNTS }, (_, n) => ({
          providerId,
          reference: `BG-${1_000 + n}`,
          name: `Account ${n}`,
          invoiceDay: 2 + (n % 3),
          firstSubscriptionStart: day('2026-01-01'),
          createdAt: '2026-01-01T00:00:00.000Z' as Instant,
        })),
      )
      .returning({ id: account.id }),
    { sql: 'update provider set max_lines_per_account = ? where id = ?', args: [MOST_LINES, providerId] },
    db.orm.insert(schedule).values([
      { providerId, job: 'billing', atMinutes: BILLED_AT, lastDoneOn: LAST_DONE_ON },
      { providerId, job: 'invoices', atMinutes: BILLED_AT + 60, lastDoneOn: LAST_DONE_ON },
    ]),
  ]);
  const accounts = (inserted?.rows ?? []).map((row) => Number(row[0]));
  await subscribe(
    db,
    tenant,
    { now, itemOf: (code) => items.get(`package_plan ${code}`) ?? 0 },
    Array.from({ length: subscriptions }, (_, n) => ({
      accountId: accounts[n % 20 === 0 ? 0 : n % ACCOUNTS] ?? 0,
      sell: n % 3 === 0 ? 'BUNDLE' : 'NBN-50',
      buy: n % 3 === 0 ? 'BUY-BUNDLE' : 'BUY-NBN-50',
      start: day(`2026-0${1 + (n % 3)}-${10 + (n % 17)}`),
      created: day(`2026-04-0${3 + (n % 4)}`),
      ...(n % 7 === 6 ? { end: { on: day('2026-04-20'), knownFrom: day(`2026-04-0${4 + (n % 3)}`) } } : {}),
    })),
  );
  return tenant;
}

/** All that people see of it in the end: lines, terms, invoices with their numbers and lines, parked accounts, days done. */
export const caughtUp = async (db: Database, tenant: Tenant) => ({
  ...(await booksOf(db)),
  invoices: await invoicesIn(db, tenant),
  linesOnInvoices: await db.readJson<string[]>(
    `select json_group_array(line) from (
       select i.number || ' ' || c.subscription_id || ' ' || c.kind || ' ' || c.period_start || ' ' || c.amount line
       from cardline c join invoice i on i.id = c.invoice_id order by line)`,
    [],
  ),
  parked: await db.readJson<unknown[]>(
    'select json_group_array(json_array(reference, parked_reason)) from account where parked_reason is not null',
    [],
  ),
  done: await db.readJson<unknown[]>(
    `select json_group_array(json_array(job, last_done_on, last_error)) from (
       select * from schedule where job in ('billing', 'invoices') order by job)`,
    [],
  ),
});

/** Lines and cents as all runs tell them, and as the ledger has them. */
export const tolds = async (db: Database) => ({
  told: await db.readJson<number[]>(
    `select json_array(sum(kind.value ->> 'lines'), sum(kind.value ->> 'amount'), sum(kind.value ->> 'tax'))
     from billing_run run, json_each(run.tally) side, json_each(side.value) kind where run.mode = 'commit'`,
    [],
  ),
  kept: await db.readJson<number[]>('select json_array(count(*), sum(amount), sum(tax)) from cardline', []),
});

/** How many runs did not get to their end. */
export const brokenOff = (db: Database) =>
  db.readJson<number>(`select json(count(*)) from billing_run where status = 'failed'`, []);

/** Whoever died is known to be dead: its leases have run out, and others may go on with its runs, or give them up. */
export async function letTheDeadGo(db: Database, runs: 'go on' | 'are given up'): Promise<void> {
  await (runs === 'go on' ? letWorkersDie(db) : letRunsDie(db));
  await db.write([{ sql: `update lease set until = '2000-01-01T00:00:00.000Z'`, args: [] }]);
}

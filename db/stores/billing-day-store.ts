import { and, asc, eq, ne } from 'drizzle-orm';
import type { BillingDay, BillingDayStore } from '#app/ports/billing-days.ts';
import { invariant } from '#core/result.ts';
import type { Database } from '../database.ts';
import { billingDay } from '../schema/index.ts';
import { auditArgs } from './conditional-audit.ts';
import { tracesIfChanged } from './conditional-traces.ts';

export const makeBillingDayStore = (db: Database): BillingDayStore => ({
  find: (providerId, asOf) => find(db, providerId, asOf),

  async open(providerId) {
    const rows = await db.orm
      .select()
      .from(billingDay)
      .where(and(eq(billingDay.providerId, providerId), ne(billingDay.status, 'billed')))
      .orderBy(asc(billingDay.asOf));
    return rows.map(fromRow);
  },

  async announce(providerId, { asOf, status, runId }, traces) {
    await db.write([
      {
        sql: `insert into billing_day (provider_id, as_of, status, run_id, changed_by)
          values (:provider, :asOf, :status, :run, '[]') on conflict (provider_id, as_of) do nothing`,
        args: { provider: providerId, asOf, status, run: runId },
      },
      ...tracesIfChanged(traces),
    ]);
    const day = await find(db, providerId, asOf);
    invariant(day !== null, 'a day that was announced is there');
    return day;
  },

  async change(providerId, before, change, traces) {
    const [changed] = await db.write([
      db.orm
        .update(billingDay)
        .set({ ...change, version: before.version + 1 })
        .where(
          and(
            eq(billingDay.id, before.id),
            eq(billingDay.providerId, providerId),
            eq(billingDay.version, before.version),
          ),
        ),
      ...tracesIfChanged(traces),
    ]);
    return changed?.rowsAffected === 1 ? { ...before, ...change, version: before.version + 1 } : null;
  },

  unknownAccounts: (providerId, accounts) =>
    db.readJson<string[]>(
      `select json_group_array(value) from json_each(:accounts) where value not in (
         select reference from account where ${NAMED})`,
      { provider: providerId, accounts: JSON.stringify(accounts) },
    ),

  async holdBack(providerId, accounts, reason, audit) {
    const args = { provider: providerId, accounts: JSON.stringify(accounts) };
    const { subject: _, providerId: __, ...entry } = auditArgs({ ...audit, subject: '' });
    await db.write([
      {
        sql: `insert into audit (provider_id, at, actor, via, action, subject, details, request_id)
          select :provider, :at, :actor, :via, :action, reference, :details, :requestId
          from account where ${NAMED} and parked_reason is null`,
        args: { ...args, ...entry },
      },
      {
        sql: `update account set parked_reason = :reason, parked_at = :at where ${NAMED} and parked_reason is null`,
        args: { ...args, reason, at: audit.at },
      },
    ]);
  },
});

const NAMED = 'provider_id = :provider and reference in (select value from json_each(:accounts))';

async function find(db: Database, providerId: number, asOf: string): Promise<BillingDay | null> {
  const [row] = await db.orm
    .select()
    .from(billingDay)
    .where(and(eq(billingDay.providerId, providerId), eq(billingDay.asOf, asOf as BillingDay['asOf'])));
  return row === undefined ? null : fromRow(row);
}

const fromRow = ({ providerId: _, ...day }: typeof billingDay.$inferSelect): BillingDay => day;

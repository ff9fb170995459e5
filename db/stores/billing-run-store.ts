import { and, asc, desc, eq, inArray, isNotNull, lt } from 'drizzle-orm';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { BillingRun, BillingRunStore } from '#app/ports/billing.ts';
import { invariant, ok } from '#core/result.ts';
import type { Database } from '../database.ts';
import { account, billingRun, provider } from '../schema/index.ts';
import { auditIfChanged } from './conditional-audit.ts';
import { tracesIfChanged } from './conditional-traces.ts';
import { insertedId } from './inserted.ts';
import { dropLease, takeLease } from './leases.ts';

export const makeBillingRunStore = (db: Database): BillingRunStore => ({
  async settings(providerId) {
    const [row] = await db.orm
      .select({
        rounding: provider.rounding,
        periodApproval: provider.periodApproval,
        defaultTaxRate: provider.defaultTaxRate,
        maxLinesPerAccount: provider.maxLinesPerAccount,
        maxLineAmount: provider.maxLineAmount,
      })
      .from(provider)
      .where(eq(provider.id, providerId));
    invariant(row !== undefined, `provider ${providerId} exists`);
    const { rounding, periodApproval, defaultTaxRate, ...bounds } = row;
    return { rules: { rounding, periodApproval }, defaultTaxRate, bounds };
  },

  async create(providerId, run) {
    const results = await db.write([
      db.orm
        .insert(billingRun)
        .values({ ...run, providerId, status: 'queued', trail: [], parked: [] })
        .returning({ id: billingRun.id }),
    ]);
    const created = await find(db, providerId, insertedId(results));
    invariant(created !== null, 'the run that was just created is there');
    return created;
  },

  find: (providerId, id) => find(db, providerId, id),

  async list(providerId, { limit, cursor }) {
    const before = readKeyCursor(cursor);
    if (!before.ok) return before;
    const rows = await db.orm
      .select()
      .from(billingRun)
      .where(
        and(
          eq(billingRun.providerId, providerId),
          before.value === null ? undefined : lt(billingRun.id, before.value),
        ),
      )
      .orderBy(desc(billingRun.id))
      .limit(limit + 1);
    return ok(pageOfRows(rows.map(fromRow), limit, ({ id }) => id));
  },

  async findUnfinished(providerId, asOf) {
    const [row] = await db.orm
      .select()
      .from(billingRun)
      .where(
        and(
          eq(billingRun.providerId, providerId),
          eq(billingRun.mode, 'commit'),
          eq(billingRun.asOf, asOf),
          inArray(billingRun.status, ['queued', 'running']),
        ),
      )
      .orderBy(asc(billingRun.id))
      .limit(1);
    return row === undefined ? null : fromRow(row);
  },

  async lastBilledVersion(providerId) {
    const [row] = await db.orm
      .select({ version: billingRun.catalogueVersion })
      .from(billingRun)
      .where(
        and(
          eq(billingRun.providerId, providerId),
          eq(billingRun.mode, 'commit'),
          eq(billingRun.status, 'done'),
          isNotNull(billingRun.hash),
        ),
      )
      .orderBy(desc(billingRun.asOf), desc(billingRun.id))
      .limit(1);
    return row?.version ?? null;
  },

  async markRunning(providerId, id) {
    await db.write([
      db.orm
        .update(billingRun)
        .set({ status: 'running' })
        .where(
          and(eq(billingRun.id, id), eq(billingRun.providerId, providerId), eq(billingRun.status, 'queued')),
        ),
    ]);
  },

  async finish(providerId, id, end, traces, lease) {
    await db.write([
      db.orm
        .update(billingRun)
        .set(end)
        .where(
          and(
            eq(billingRun.id, id),
            eq(billingRun.providerId, providerId),
            inArray(billingRun.status, ['queued', 'running']),
          ),
        ),
      ...tracesIfChanged(traces),
      ...(lease === null ? [] : [dropLease(lease)]),
    ]);
  },

  async closeInterrupted(providerId, exceptId, at) {
    await db.write([
      {
        sql: `update billing_run set status = 'failed', finished_at = ?, failure =
            'It was interrupted; what it had not billed was left to run_' || cast(? as integer) || '.'
          where provider_id = ? and mode = 'commit' and status = 'running' and id <> ?`,
        args: [at, exceptId, providerId, exceptId],
      },
    ]);
  },

  takeLease: (lease) => takeLease(db, lease),

  async dropLease(lease) {
    await db.write([dropLease(lease)]);
  },

  async parkedAccounts(providerId) {
    const rows = await db.orm
      .select({ accountId: account.id, account: account.reference, reason: account.parkedReason })
      .from(account)
      .where(and(eq(account.providerId, providerId), isNotNull(account.parkedReason)))
      .orderBy(asc(account.id));
    return rows.map((row) => ({ ...row, reason: row.reason ?? '' }));
  },

  async releaseAccount(providerId, reference, audit) {
    const [released] = await db.write([
      db.orm
        .update(account)
        .set({ parkedReason: null, parkedAt: null })
        .where(
          and(
            eq(account.providerId, providerId),
            eq(account.reference, reference),
            isNotNull(account.parkedReason),
          ),
        ),
      auditIfChanged(audit),
    ]);
    return (released?.rowsAffected ?? 0) > 0;
  },
});

async function find(db: Database, providerId: number, id: number): Promise<BillingRun | null> {
  const [row] = await db.orm
    .select()
    .from(billingRun)
    .where(and(eq(billingRun.id, id), eq(billingRun.providerId, providerId)));
  return row === undefined ? null : fromRow(row);
}

const fromRow = ({ providerId: _, ...run }: typeof billingRun.$inferSelect): BillingRun => run;

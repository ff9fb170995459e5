import { and, asc, desc, eq, gt, inArray, isNotNull, lt, sql } from 'drizzle-orm';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type {
  BillingRun,
  BillingRunStore,
  InterruptedRun,
  NewBillingRun,
  RunKey,
} from '#app/ports/billing.ts';
import { invariant, ok } from '#core/result.ts';
import type { Database, Statement } from '../database.ts';
import { account, billingRun, provider } from '../schema/index.ts';
import { auditIfChanged } from './conditional-audit.ts';
import { tracesIfChanged } from './conditional-traces.ts';
import { LEASE_END, NOW } from './leases.ts';

/** Worded as the index of these runs is, or it would not be used. */
const UNDER_WAY = `status in ('queued', 'running')`;
/** Minutes without a sign of life after which nobody goes on with a run any more. */
const PATIENCE_MINUTES = 10;
/** Workers in a row who may fall silent before they wrote a chunk. */
const MOST_LOST = 5;
const LONG_AGO = `strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-${PATIENCE_MINUTES} minutes')`;
/** A run that began before leases were kept has none. */
const IS_GIVEN_UP = `(coalesce(lease_until, '') <= ${LONG_AGO} or (lost_workers >= ${MOST_LOST} and lease_until <= ${NOW}))`;
const CARRIED = `${UNDER_WAY} and not ${IS_GIVEN_UP}`;
const INTERRUPTED = `${UNDER_WAY} and ${IS_GIVEN_UP}`;

export const makeBillingRunStore = (db: Database): BillingRunStore => ({
  async settings(providerId) {
    const [row] = await db.orm
      .select({
        rounding: provider.rounding,
        periodApproval: provider.periodApproval,
        defaultTaxRate: provider.defaultTaxRate,
        maxLinesPerAccount: provider.maxLinesPerAccount,
        maxLineAmount: provider.maxLineAmount,
        reportLineAbove: provider.reportLineAbove,
        approval: provider.billingApproval,
        fourEyes: provider.billingFourEyes,
      })
      .from(provider)
      .where(eq(provider.id, providerId));
    invariant(row !== undefined, `provider ${providerId} exists`);
    const { rounding, periodApproval, maxLinesPerAccount, maxLineAmount, ...rest } = row;
    return { ...rest, rules: { rounding, periodApproval }, bounds: { maxLinesPerAccount, maxLineAmount } };
  },

  async beginOrJoin(providerId, run) {
    const [begun, joined] = await db.write([beginStatement(providerId, run), joinStatement(providerId, run)]);
    const fresh = begun?.rows[0]?.[0];
    const id = Number(fresh ?? joined?.rows[0]?.[0]);
    const found = await find(db, providerId, id);
    invariant(found !== null, 'a run that was begun or joined is there');
    return { run: found, isNew: fresh !== undefined };
  },

  find: (providerId, id) => find(db, providerId, id),

  async findAll(providerId, ids) {
    if (ids.length === 0) return [];
    const rows = await db.orm
      .select()
      .from(billingRun)
      .where(and(eq(billingRun.providerId, providerId), inArray(billingRun.id, [...ids])));
    return rows.map(fromRow);
  },

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

  async findAnswer(providerId, requestKey, since) {
    const [row] = await db.orm
      .select()
      .from(billingRun)
      .where(
        and(
          eq(billingRun.providerId, providerId),
          eq(billingRun.requestKey, requestKey),
          gt(billingRun.createdAt, since),
          sql.raw(`(status in ('done', 'stale') or (${CARRIED}))`),
        ),
      )
      .orderBy(desc(billingRun.id))
      .limit(1);
    return row === undefined ? null : fromRow(row);
  },

  async findBilled(providerId, asOf, previewHash) {
    const [row] = await db.orm
      .select({ id: billingRun.id })
      .from(billingRun)
      .where(
        and(
          eq(billingRun.providerId, providerId),
          eq(billingRun.asOf, asOf),
          eq(billingRun.mode, 'commit'),
          eq(billingRun.status, 'done'),
          eq(billingRun.previewHash, previewHash),
        ),
      )
      .orderBy(desc(billingRun.id))
      .limit(1);
    return row?.id ?? null;
  },

  lastBilledVersions: (providerId) =>
    db.readJson<number[]>(
      `with run as (select id, as_of, status, catalogue_version from billing_run
         where provider_id = ? and mode = 'commit' and status in ('done', 'failed') and hash is not null)
       select json_group_array(distinct catalogue_version) from run
       where id >= (select coalesce(max(id), 0) from (
         select id from run where status = 'done' order by as_of desc, id desc limit 1))`,
      [providerId],
    ),

  async claim(providerId, id, worker) {
    const args = { provider: providerId, run: id, worker };
    const [taken, , seen] = await db.write([
      {
        sql: `update billing_run set status = 'running', lease_until = ${LEASE_END}, worker = :worker,
            lost_workers = lost_workers + (worker is not null)
          where id = :run and provider_id = :provider and ${CARRIED}
            and (worker is null or lease_until <= ${NOW})
            and (mode = 'preview' or not exists (
              select 1 from billing_run
              where provider_id = :provider and mode = 'commit' and status = 'running' and id <> :run and ${CARRIED}))`,
        args,
      },
      // Whoever waits for its turn shows life by it.
      {
        sql: `update billing_run set lease_until = ${LEASE_END}
          where id = :run and provider_id = :provider and status = 'queued' and ${CARRIED}`,
        args: { provider: providerId, run: id },
      },
      {
        sql: `select worker is not null and lease_until > ${NOW} from billing_run
          where id = :run and provider_id = :provider and ${CARRIED}`,
        args: { provider: providerId, run: id },
      },
    ]);
    if (taken?.rowsAffected === 1) return 'taken';
    const isHeld = seen?.rows[0]?.[0];
    return isHeld === undefined ? 'ended' : Number(isHeld) === 1 ? 'elsewhere' : 'waiting';
  },

  async showLife(providerId, id, worker) {
    const [shown] = await db.write([
      {
        sql: `update billing_run set lease_until = ${LEASE_END}
          where id = ? and provider_id = ? and worker = ? and ${UNDER_WAY}`,
        args: [id, providerId, worker],
      },
    ]);
    return shown?.rowsAffected === 1;
  },

  async release(providerId, id, worker) {
    await db.write([
      {
        sql: `update billing_run set lease_until = ${LEASE_END}, worker = null
          where id = ? and provider_id = ? and worker = ? and ${UNDER_WAY}`,
        args: [id, providerId, worker],
      },
    ]);
  },

  async finish(providerId, id, worker, end, traces) {
    await db.write([
      db.orm
        .update(billingRun)
        .set({ ...end, leaseUntil: null, worker: null })
        .where(
          and(
            eq(billingRun.id, id),
            eq(billingRun.providerId, providerId),
            eq(billingRun.worker, worker),
            sql.raw(UNDER_WAY),
          ),
        ),
      ...tracesIfChanged(traces),
    ]);
  },

  abandoned: (providerId) =>
    db.readJson<RunKey[]>(
      `select json_group_array(json_object('id', id, 'providerId', provider_id)) from billing_run
       where ${CARRIED} and (lease_until <= ${NOW} or (status = 'running' and worker is null))
         ${providerId === undefined ? '' : 'and provider_id = :provider'}`,
      providerId === undefined ? {} : { provider: providerId },
    ),

  interrupted: (providerId) =>
    db.readJson<InterruptedRun[]>(
      `select json_group_array(json_object('id', id, 'providerId', provider_id, 'mode', mode, 'asOf', as_of))
       from billing_run where ${INTERRUPTED} ${providerId === undefined ? '' : 'and provider_id = :provider'}`,
      providerId === undefined ? {} : { provider: providerId },
    ),

  async endInterrupted(ends, at) {
    if (ends.length === 0) return;
    await db.write(
      ends.flatMap(({ id, failure, outbox }) => [
        {
          sql: `update billing_run set status = 'failed', failure = :failure, finished_at = :at, lease_until = null,
              worker = null
            where id = :run and ${INTERRUPTED}`,
          args: { run: id, failure, at },
        },
        ...tracesIfChanged({ audit: [], outbox }),
      ]),
    );
  },

  async parkedAccounts(providerId) {
    const rows = await db.orm
      .select({
        accountId: account.id,
        account: account.reference,
        reason: account.parkedReason,
        since: account.parkedAt,
      })
      .from(account)
      .where(and(eq(account.providerId, providerId), isNotNull(account.parkedReason)))
      .orderBy(asc(account.id));
    return rows.map((row) => ({ ...row, reason: row.reason ?? '' }));
  },

  async releaseAccount(providerId, { account: reference, reason }, audit) {
    const [released] = await db.write([
      db.orm
        .update(account)
        .set({ parkedReason: null, parkedAt: null })
        .where(
          and(
            eq(account.providerId, providerId),
            eq(account.reference, reference),
            eq(account.parkedReason, reason),
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

const fromRow = ({
  providerId: _,
  leaseUntil: __,
  requestKey: ___,
  worker: ____,
  lostWorkers: _____,
  ...run
}: typeof billingRun.$inferSelect): BillingRun => run;

/** The commits that another one like it joins. */
const ALIKE = `provider_id = :provider and mode = 'commit' and as_of = :asOf and preview_hash is :previewHash and ${CARRIED}`;

const beginStatement = (providerId: number, run: NewBillingRun): Statement => ({
  sql: `insert into billing_run (provider_id, as_of, mode, status, preview_hash, catalogue_version, tally, trail, parked, started_by,
      created_at, lease_until, request_key, settings)
    select :provider, :asOf, :mode, 'queued', :previewHash, :version, :tally, '[]', '[]', :startedBy, :createdAt, ${LEASE_END},
      :requestKey, :settings
    where :mode = 'preview' or not exists (select 1 from billing_run where ${ALIKE})
    returning id`,
  args: {
    provider: providerId,
    asOf: run.asOf,
    mode: run.mode,
    previewHash: run.previewHash,
    version: run.catalogueVersion,
    tally: JSON.stringify(run.tally),
    startedBy: run.startedBy,
    createdAt: run.createdAt,
    requestKey: run.requestKey,
    settings: run.settings === null ? null : JSON.stringify(run.settings),
  },
});

const joinStatement = (providerId: number, { asOf, previewHash }: NewBillingRun): Statement => ({
  sql: `select id from billing_run where ${ALIKE} order by id limit 1`,
  args: { provider: providerId, asOf, previewHash },
});

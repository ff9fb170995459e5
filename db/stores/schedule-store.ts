import { and, asc, eq, isNotNull, lt, sql } from 'drizzle-orm';
import type { JobName, Lease, Schedule, ScheduleStore, TenantSchedules } from '#app/ports/jobs.ts';
import { invariant } from '#core/result.ts';
import type { Database } from '../database.ts';
import { lease as leaseTable, provider, schedule } from '../schema/index.ts';
import { auditIfChanged } from './conditional-audit.ts';
import { failureStatements, recoveryStatement } from './schedule-failures.ts';
import { TENANT } from './tenant.ts';
import { traceStatements } from './traces.ts';

const SCHEDULE = {
  job: schedule.job,
  atMinutes: schedule.atMinutes,
  enabled: schedule.enabled,
  lastDoneOn: schedule.lastDoneOn,
  lastError: schedule.lastError,
  lastFinishedAt: schedule.lastFinishedAt,
  failures: schedule.failures,
  retryAt: schedule.retryAt,
};

export const makeScheduleStore = (db: Database): ScheduleStore => ({
  async list(providerId) {
    const rows = await db.orm
      .select(SCHEDULE)
      .from(schedule)
      .where(eq(schedule.providerId, providerId))
      .orderBy(asc(schedule.job));
    return rows.map(fromRow);
  },

  async all() {
    const rows = await db.orm
      .select({ tenant: TENANT, previewMinutes: provider.billingPreviewMinutes, schedule: SCHEDULE })
      .from(provider)
      .leftJoin(schedule, eq(schedule.providerId, provider.id))
      .orderBy(asc(provider.id), asc(schedule.job));
    const byProvider = new Map<number, TenantSchedules & { schedules: Schedule[] }>();
    for (const row of rows) {
      const known = byProvider.get(row.tenant.providerId) ?? {
        tenant: row.tenant,
        previewMinutes: row.previewMinutes,
        schedules: [],
      };
      if (row.schedule !== null) known.schedules.push(fromRow(row.schedule));
      byProvider.set(row.tenant.providerId, known);
    }
    return [...byProvider.values()];
  },

  async addMissing(schedules) {
    if (schedules.length === 0) return;
    await db.write([
      db.orm
        .insert(schedule)
        .values([...schedules])
        .onConflictDoNothing(),
    ]);
  },

  async save(providerId, settings, audit) {
    await db.write([
      db.orm
        .insert(schedule)
        .values({ providerId, ...settings })
        .onConflictDoUpdate({
          target: [schedule.providerId, schedule.job],
          set: {
            atMinutes: settings.atMinutes,
            enabled: settings.enabled,
            // What it missed while it was off is not made up for; what it missed while it was on is.
            lastDoneOn: sql`case when ${schedule.enabled} then ${schedule.lastDoneOn}
              else max(${schedule.lastDoneOn}, excluded.last_done_on) end`,
            failures: sql`iif(${schedule.enabled}, ${schedule.failures}, 0)`,
            retryAt: sql`iif(${schedule.enabled}, ${schedule.retryAt}, null)`,
          },
        }),
      ...traceStatements(db, { audit: [audit], outbox: [] }),
    ]);
  },

  async lastDoneOn(providerId, job) {
    const [row] = await db.orm
      .select({ lastDoneOn: schedule.lastDoneOn })
      .from(schedule)
      .where(of(providerId, job));
    invariant(row !== undefined, `provider ${providerId} has a schedule for ${job}`);
    return row.lastDoneOn;
  },

  async recordDone(providerId, job, day, at, lease) {
    const [, recorded] = await db.write([
      recoveryStatement(providerId, { job, day, at }, lease),
      db.orm
        .update(schedule)
        .set({
          lastDoneOn: day,
          lastError: null,
          lastFinishedAt: at,
          failures: 0,
          retryAt: null,
          toldAt: null,
          toldReason: null,
        })
        .where(and(of(providerId, job), lt(schedule.lastDoneOn, day), heldBy(lease))),
    ]);
    return (recorded?.rowsAffected ?? 0) > 0;
  },

  async recordFailure(providerId, failure, lease) {
    await db.write(failureStatements(providerId, failure, lease));
  },

  async recordWaiting(providerId, job, reason, at, lease) {
    await db.write([
      db.orm
        .update(schedule)
        .set({ lastError: reason, lastFinishedAt: at, failures: 0, retryAt: null })
        .where(and(of(providerId, job), heldBy(lease))),
    ]);
  },

  async tryNow(providerId, job, audit) {
    const [changed] = await db.write([
      db.orm
        .update(schedule)
        .set({ retryAt: null })
        .where(and(of(providerId, job), isNotNull(schedule.retryAt))),
      auditIfChanged(audit),
    ]);
    return (changed?.rowsAffected ?? 0) > 0;
  },
});

const of = (providerId: number, job: JobName) =>
  and(eq(schedule.providerId, providerId), eq(schedule.job, job));

const heldBy = ({ name, holder }: Lease) =>
  sql`exists (select 1 from ${leaseTable} where ${leaseTable.name} = ${name} and ${leaseTable.holder} = ${holder})`;

const fromRow = (row: Omit<Schedule, 'job'> & { readonly job: string }): Schedule => ({
  ...row,
  job: row.job as JobName,
});

import { eq } from 'drizzle-orm';
import type { UsageStore, UsageWritten } from '#app/ports/usage.ts';
import type { PlainDate } from '#core/calendar.ts';
import { invariant } from '#core/result.ts';
import { clashOf, type Database, type Statement } from '../database.ts';
import { provider, usageIntake } from '../schema/index.ts';
import { auditIfChanged } from './conditional-audit.ts';
import { missedGuardOf } from './guards.ts';
import { insertedId } from './inserted.ts';
import { traceStatements } from './traces.ts';
import { quarantineWhere } from './usage-filters.ts';
import { pageOfIntakes, pageOfRecords } from './usage-lists.ts';
import { lookAtChunk, readUsed } from './usage-look.ts';
import { cleanseStatements, takeStatements } from './usage-statements.ts';

export const makeUsageStore = (db: Database): UsageStore => ({
  async setting(providerId) {
    const [row] = await db.orm
      .select({ periodApproval: provider.periodApproval, holidays: provider.holidays })
      .from(provider)
      .where(eq(provider.id, providerId));
    invariant(row !== undefined, `provider ${providerId}, for whom somebody acts, exists`);
    return { periodApproval: row.periodApproval, holidays: row.holidays as PlainDate[] };
  },

  async begin(providerId, intake) {
    const results = await db.write([
      db.orm
        .insert(usageIntake)
        .values({ ...intake, providerId })
        .returning({ id: usageIntake.id }),
    ]);
    return insertedId(results);
  },

  look: (providerId, wanted) => lookAtChunk(db, providerId, wanted),
  used: (periods) => readUsed(db, periods),
  take: (providerId, chunk) => unlessMoved(db, takeStatements(providerId, chunk)),

  async finish(providerId, intakeId, at, audit) {
    await db.write([
      {
        sql: 'update usage_intake set finished_at = :at where id = :id and provider_id = :provider',
        args: { at, id: intakeId, provider: providerId },
      },
      ...traceStatements(db, { audit: [audit], outbox: [] }),
    ]);
  },

  async quarantinedRecords(providerId, filter, after, limit) {
    const { where, args } = quarantineWhere(providerId, filter);
    return db.readJson(
      `select json_group_array(json_object('id', id, 'raw', json(raw))) from (
         select id, raw from usage_record where ${where} and id > :after order by id limit ${Math.trunc(limit)})`,
      { ...args, after },
    );
  },

  cleanse: (providerId, cleansed) =>
    unlessMoved(db, [...cleanseStatements(providerId, cleansed), ...traceStatements(db, cleansed.traces)]),

  async writeOff(providerId, filter, message, audit) {
    const { where, args } = quarantineWhere(providerId, filter);
    const [written] = await db.write([
      {
        sql: `update usage_record set status = 'written_off', message = :message where ${where}`,
        args: { ...args, message },
      },
      auditIfChanged(audit),
    ]);
    return written?.rowsAffected ?? 0;
  },

  intakes: (providerId, page) => pageOfIntakes(db, providerId, page),
  records: (providerId, filter, page) => pageOfRecords(db, providerId, filter, page),
});

/** Of two that take the same record, or use the same included quantity, the second looks again. */
async function unlessMoved(db: Database, statements: readonly Statement[]): Promise<UsageWritten> {
  try {
    await db.write(statements);
    return 'written';
  } catch (error) {
    const missed = missedGuardOf(error);
    if (missed === 'usage_intake.received' || missed === 'provider.name') return 'moved';
    if (clashOf(error)?.includes('usage_record.record_id')) return 'moved';
    throw error;
  }
}

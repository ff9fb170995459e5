import { eq } from 'drizzle-orm';
import type { TotalIds, UsageStore, UsageWritten } from '#app/ports/usage.ts';
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
import { findTotals, sumUp, type Total } from './usage-totals.ts';

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
  async take(providerId, chunk) {
    const summed = sumUp(chunk.chunk.charged);
    await findTotals(db, summed.totals, chunk.totals);
    const written = await unlessMoved(db, takeStatements(providerId, chunk, summed));
    remember(chunk.totals, written === 'written' ? summed.totals : []);
    return written;
  },

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

  async cleanse(providerId, cleansed) {
    const summed = sumUp(cleansed.chunk.charged);
    await findTotals(db, summed.totals, new Map());
    return unlessMoved(db, [
      ...cleanseStatements(providerId, cleansed, summed),
      ...traceStatements(db, cleansed.traces),
    ]);
  },

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

/** What somebody else may have moved is looked up again. A file of very many services does not fill the memory. */
function remember(ids: TotalIds, totals: readonly Total[]): void {
  if (totals.length === 0 || ids.size > MOST_REMEMBERED) ids.clear();
  for (const { text, id } of totals) ids.set(text, id);
}
const MOST_REMEMBERED = 500_000;

/** Of two that take the same record, or use the same included quantity, the second looks again. */
async function unlessMoved(db: Database, statements: readonly Statement[]): Promise<UsageWritten> {
  try {
    await db.write(statements);
    return 'written';
  } catch (error) {
    const missed = missedGuardOf(error);
    if (missed === 'usage_intake.received' || missed === 'provider.name') return 'moved';
    const clash = clashOf(error);
    if (clash?.includes('usage_record.record_id') || clash?.includes('usage_total.')) return 'moved';
    throw error;
  }
}

/** Carriers of a provider. */
import { and, asc, desc, eq, gt, inArray } from 'drizzle-orm';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { Carrier, CarrierStore } from '#app/ports/workflow.ts';
import { ok } from '#core/result.ts';
import { clashOf, type Database, type Statement } from '../database.ts';
import { carrier, provider } from '../schema/index.ts';
import { auditIfChanged } from './conditional-audit.ts';
import { missedGuardOf } from './guards.ts';
import { TENANT } from './tenant.ts';
import { traceStatements } from './traces.ts';
import { gapStatements } from './workflow-alert-statements.ts';

export const makeCarrierStore = (db: Database): CarrierStore => ({
  async find(providerId, code) {
    const [row] = await db.orm
      .select()
      .from(carrier)
      .where(and(eq(carrier.providerId, providerId), eq(carrier.code, code)));
    return row ?? null;
  },

  async page(providerId, { limit, cursor }) {
    const after = readKeyCursor(cursor);
    if (!after.ok) return after;
    const rows = await db.orm
      .select()
      .from(carrier)
      .where(and(eq(carrier.providerId, providerId), gt(carrier.id, after.value ?? 0)))
      .orderBy(asc(carrier.id))
      .limit(limit + 1);
    return ok(pageOfRows(rows, limit, ({ id }) => id));
  },

  async add(providerId, settings, createdAt, audit) {
    try {
      await db.write([
        db.orm.insert(carrier).values({ providerId, ...settings, createdAt }),
        ...traceStatements(db, { audit: [audit], outbox: [] }),
      ]);
      return true;
    } catch (error) {
      if (clashOf(error)?.startsWith('carrier.')) return false;
      throw error;
    }
  },

  async change(read, settings, gap, traces, at) {
    try {
      await db.write([
        guardedVersion(read),
        db.orm.update(carrier).set(settings).where(eq(carrier.id, read.id)),
        ...gapStatements(read, gap, { at, key: `v${read.version + 1}`, resolution: 'Not missed any more' }),
        ...traceStatements(db, traces),
      ]);
      return true;
    } catch (error) {
      if (isCarrierMoved(error)) return false;
      throw error;
    }
  },

  async renewSecrets(read, audit) {
    const [renewed] = await db.write([
      db.orm
        .update(carrier)
        .set({ secretGeneration: read.secretGeneration + 1 })
        .where(and(eq(carrier.id, read.id), eq(carrier.secretGeneration, read.secretGeneration))),
      auditIfChanged(audit),
    ]);
    return (renewed?.rowsAffected ?? 0) > 0;
  },

  async remove({ id }, audit) {
    const [removed] = await db.write([
      {
        sql: `delete from carrier where id = :id
              and not exists (select 1 from activity_file where carrier_id = :id)
              and not exists (select 1 from batch_file where carrier_id = :id)`,
        args: { id },
      },
      auditIfChanged(audit),
    ]);
    return (removed?.rowsAffected ?? 0) > 0;
  },

  async everywhere(code) {
    return db.orm
      .select({ carrier, tenant: TENANT })
      .from(carrier)
      .innerJoin(provider, eq(provider.id, carrier.providerId))
      .where(eq(carrier.code, code))
      .orderBy(desc(carrier.id));
  },

  async byIds(ids) {
    return ids.length === 0
      ? []
      : db.orm
          .select()
          .from(carrier)
          .where(inArray(carrier.id, [...ids]));
  },
});

/** One version further; the whole batch fails where it is not the version that was read any more. */
export const guardedVersion = ({ id, version }: Pick<Carrier, 'id' | 'version'>): Statement => ({
  sql: 'update carrier set version = iif(version = :version, version + 1, null) where id = :id',
  args: { id, version },
});

/** Whether a batch failed because the carrier is not as it was read any more. */
export const isCarrierMoved = (error: unknown): boolean => missedGuardOf(error) === 'carrier.version';

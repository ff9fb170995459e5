/** Re-ratings of usage whose price was changed in the past (USE-8): proposed by a publish, worked out, decided by a person. */
import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { RerateFigures, RerateStatus } from '#app/ports/rerates.ts';
import type { RerateCursor } from '#core/usage/rerate-chunk.ts';
import { flag, instant, json, key } from '../columns.ts';
import { provider } from './providers.ts';
import { service } from './subscriptions.ts';
import { usageTotal } from './usage.ts';

export const usageRerate = sqliteTable(
  'usage_rerate',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    /** Prices of this version are compared with those of an earlier one, the last that nothing is open of. */
    version: integer('version').notNull(),
    baseVersion: integer('base_version').notNull(),
    status: text('status').$type<RerateStatus>().notNull(),
    createdAt: instant('created_at').notNull(),
    /** How often it was begun to be worked out, and which of these times its figures are from. */
    attempts: integer('attempts').notNull().default(0),
    measured: integer('measured').notNull().default(0),
    measuredAt: instant('measured_at'),
    figures: json<RerateFigures>('figures'),
    /** Of all that it would change: what accepting is bound to. */
    hash: text('hash'),
    /** How far accepting it has come; null: at the beginning. */
    progress: json<RerateCursor>('progress'),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    reason: text('reason'),
  },
  (t) => [
    index('usage_rerate_provider').on(t.providerId, t.id),
    /** Few: what the tick goes on with. */
    index('usage_rerate_under_way').on(t.id).where(sql`status in ('measuring', 'accepting')`),
    check(
      'usage_rerate_status_word',
      sql`${t.status} in ('measuring', 'open', 'accepting', 'accepted', 'rejected', 'superseded', 'nothing')`,
    ),
  ],
);

/** What it would change of a sum. Of each time that it was worked out, the last one's count. */
export const usageRerateTotal = sqliteTable(
  'usage_rerate_total',
  {
    rerateId: key('rerate_id')
      .notNull()
      .references(() => usageRerate.id),
    attempt: integer('attempt').notNull(),
    serviceId: key('service_id')
      .notNull()
      .references(() => service.id),
    totalId: key('total_id')
      .notNull()
      .references(() => usageTotal.id),
    /** Whether a bill had been made of the sum. */
    billed: flag('billed').notNull().default(false),
    /** Those that cost something else. */
    records: integer('records').notNull(),
    /** 1e-8 */
    chargeBefore: integer('charge_before').notNull(),
    chargeAfter: integer('charge_after').notNull(),
  },
  (t) => [primaryKey({ columns: [t.rerateId, t.attempt, t.serviceId, t.totalId] })],
);

/** What was rated anew of a sum of which something was billed already: the next line of it says so (BILL-12). */
export const usageCorrection = sqliteTable(
  'usage_correction',
  {
    id: key().primaryKey(),
    totalId: key('total_id')
      .notNull()
      .references(() => usageTotal.id),
    rerateId: key('rerate_id')
      .notNull()
      .references(() => usageRerate.id),
    records: integer('records').notNull(),
    /** The last of the versions that they were priced by before. */
    versionBefore: integer('version_before').notNull(),
    chargeBefore: integer('charge_before').notNull(),
    chargeAfter: integer('charge_after').notNull(),
    /** The sum's when it was rated anew. A line has told it once the sum's is another. */
    billedCharge: integer('billed_charge').notNull(),
  },
  (t) => [index('usage_correction_total').on(t.totalId)],
);

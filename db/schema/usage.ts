/**
 * Usage (USE-1 to USE-8): what carriers sent, each record once, and what it adds up to by period, service and tariff. Records may be
 * ten million: thin rows that are only ever added to; the sums are what billing and lists of prices read.
 */
import { sql } from 'drizzle-orm';
import { check, index, integer, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { QuarantineReason } from '#core/rating/terms.ts';
import { day, instant, json, key, priceColumn } from '../columns.ts';
import { catalogueItem } from './catalogue.ts';
import { provider } from './providers.ts';
import { service, subscriptionTerm } from './subscriptions.ts';

/** One file or message of records, and what became of them so far. */
export const usageIntake = sqliteTable(
  'usage_intake',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    /** The file's name, or the door that the records came through. */
    source: text('source').notNull(),
    receivedBy: text('received_by').notNull(),
    receivedAt: instant('received_at').notNull(),
    /** null: it is under way, or broke off. The same file again takes the rest. */
    finishedAt: instant('finished_at'),
    received: integer('received').notNull().default(0),
    rated: integer('rated').notNull().default(0),
    quarantined: integer('quarantined').notNull().default(0),
    duplicates: integer('duplicates').notNull().default(0),
    rejected: integer('rejected').notNull().default(0),
  },
  (t) => [index('usage_intake_provider').on(t.providerId, t.id)],
);

/**
 * What a service used of a tariff in one period, and how much of that is charged already (BILL-5). Every intake adds to it in the
 * batch of its records. Period first, so that a month's rows lie together.
 */
export const usageTotal = sqliteTable(
  'usage_total',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    /** Of the period that the usage goes to, which may be a later one than its own (USE-3). */
    periodStart: day('period_start').notNull(),
    serviceId: key('service_id')
      .notNull()
      .references(() => service.id),
    termId: key('term_id')
      .notNull()
      .references(() => subscriptionTerm.id),
    /** As the carrier named it; the price may be that of a parent. */
    tariffId: key('tariff_id')
      .notNull()
      .references(() => catalogueItem.id),
    /** The service plan's card when it was rated; 0: it has none. */
    rateCardId: key('rate_card_id').notNull().default(0),
    /** What it is called on the bill: an item of its own, as products are. */
    usageTypeId: key('usage_type_id')
      .notNull()
      .references(() => catalogueItem.id),
    side: text('side').$type<'sell' | 'buy'>().notNull(),
    /** The first day on which a run may charge it, where periods are approved by themselves. */
    closesOn: day('closes_on').notNull(),
    records: integer('records').notNull(),
    /** The tariff's. */
    unit: text('unit').notNull(),
    quantity: real('quantity').notNull(),
    /** Included quantity that it used up, in the unit of the plan (USE-7). */
    allowance: real('allowance').notNull(),
    /** 1e-8 of the currency. */
    charge: integer('charge').notNull(),
    /** How much of it runs have charged so far. */
    billedRecords: integer('billed_records').notNull().default(0),
    billedQuantity: real('billed_quantity').notNull().default(0),
    billedAllowance: real('billed_allowance').notNull().default(0),
    billedCharge: integer('billed_charge').notNull().default(0),
    /** How often records of it were rated anew (USE-8): whoever charges behind them sees that they moved. */
    rerated: integer('rerated').notNull().default(0),
  },
  (t) => [
    uniqueIndex('usage_total_key').on(t.periodStart, t.serviceId, t.tariffId, t.rateCardId, t.termId),
    index('usage_total_service').on(t.serviceId),
    /** Small: what runs still have to charge. */
    index('usage_total_open')
      .on(t.providerId, t.termId, t.closesOn)
      .where(sql`records <> billed_records or charge <> billed_charge`),
    check('usage_total_side', sql`${t.side} in ('sell', 'buy')`),
  ],
);

/** A record, taken once (USE-4). */
export const usageRecord = sqliteTable(
  'usage_record',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    intakeId: key('intake_id')
      .notNull()
      .references(() => usageIntake.id),
    supplier: text('supplier').notNull(),
    recordId: text('record_id').notNull(),
    status: text('status').$type<'rated' | 'quarantined' | 'written_off'>().notNull(),
    tariffKey: text('tariff_key'),
    /** Milliseconds since 1970; null: it cannot be read. */
    startedAt: integer('started_at'),
    /** The provider's date of the start. */
    localDate: day('local_date'),
    /** In the tariff's unit. */
    quantity: real('quantity'),
    /** What the carrier asks for it, 1e-8. */
    cost: priceColumn('cost'),
    /** What else the carrier says of it, JSON; null: nothing. */
    details: text('details'),
    /** The version of the catalogue that it was rated by. */
    version: integer('version'),
    totalId: key('total_id').references(() => usageTotal.id),
    /** The row of the first rate; null: by the plan's excess rate. */
    rateId: key('rate_id'),
    charge: integer('charge'),
    /** Included quantity used, in the plan's unit; null: the plan counts none. */
    allowance: real('allowance'),
    /** The version whose prices it was charged by anew (USE-8); null: `version`. */
    ratesVersion: integer('rates_version'),
    /** The same for what the provider itself pays; null where it has no buy side with prices. */
    buyTotalId: key('buy_total_id').references(() => usageTotal.id),
    buyRateId: key('buy_rate_id'),
    buyCharge: integer('buy_charge'),
    buyAllowance: real('buy_allowance'),
    buyRatesVersion: integer('buy_rates_version'),
    /** Why it waits (USE-1), with one sentence more. */
    reason: text('reason').$type<QuarantineReason>(),
    message: text('message'),
    /** As received, while it is in quarantine or written off: what a cleanse reads again. */
    raw: json<Readonly<Record<string, unknown>>>('raw'),
  },
  (t) => [
    uniqueIndex('usage_record_once').on(t.providerId, t.supplier, t.recordId),
    index('usage_record_provider').on(t.providerId),
    index('usage_record_total').on(t.totalId, t.startedAt).where(sql`total_id is not null`),
    index('usage_record_buy_allowance').on(t.buyTotalId, t.startedAt).where(sql`buy_allowance is not null`),
    index('usage_record_quarantine')
      .on(t.providerId, t.reason, t.tariffKey, t.supplier)
      .where(sql`status = 'quarantined'`),
    check('usage_record_status', sql`${t.status} in ('rated', 'quarantined', 'written_off')`),
    check('usage_record_rated', sql`(${t.status} = 'rated') = (${t.totalId} is not null)`),
    check('usage_record_reason', sql`${t.status} <> 'quarantined' or ${t.reason} is not null`),
  ],
);
